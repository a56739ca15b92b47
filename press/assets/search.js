// Full-text search: a dialog with a field and a list, by keyboard as by mouse. The words of the book and
// MiniSearch are loaded when the reader first asks for them.
"use strict";
{
  const MOST = 12, AROUND = 90; // results shown; letters of context on either side of what was found
  const root = document.documentElement.dataset.root;
  const dialog = Object.assign(document.createElement("dialog"), { className: "search" });
  dialog.setAttribute("aria-label", "Search the book");
  dialog.innerHTML = `
    <div class="search-head">
      <input type="search" role="combobox" aria-label="Search the book" aria-expanded="false" aria-autocomplete="list"
        aria-controls="search-results" placeholder="Search the book" autocomplete="off" spellcheck="false">
      <button type="button" class="tool" aria-label="Close the search">Esc</button>
    </div>
    <p class="search-status" role="status"></p>
    <ul id="search-results" role="listbox" aria-label="Results"></ul>`;
  document.body.append(dialog);
  const [field, close, status, list] = ["input", "button", ".search-status", "ul"].map((s) => dialog.querySelector(s));
  let index, sections, chosen = -1;

  addEventListener("wordschanged", () => { index = undefined; });
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  // "9.1" is one word, so that a table is found by its number; the dot that ends a sentence is none of it
  const words = (text) => text.match(/[\p{L}\p{M}\p{N}]+(?:\.\p{N}+)*/gu) ?? [];
  const prepare = async () => {
    if (index) return;
    await Promise.all([window.bookFile("minisearch.js", "MiniSearch"), window.bookFile("sections.js", "bookSections")]);
    sections = window.bookSections;
    index = new window.MiniSearch({ fields: ["title", "chapter", "text"], processTerm: plain, tokenize: words });
    index.addAll(sections);
  };
  // Every word is sought by its beginning and, from four letters on, with a slip of the pen; a number as it stands
  const find = (words) => {
    const options = { prefix: (term) => !/\d/.test(term), fuzzy: (term) => (term.length > 3 && !/\d/.test(term) ? 0.2 : false), boost: { title: 3, chapter: 1.5 } };
    const together = index.search(words, { ...options, combineWith: "AND" });
    return together.length ? together : index.search(words, options);
  };
  const context = ({ text }, terms) => {
    const escaped = terms.map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const sought = new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped.join("|")})[\\p{L}\\p{N}]*`, "giu");
    const first = Math.max(0, plain(text).search(sought) - AROUND);
    const start = first && text.indexOf(" ", first) + 1;
    const part = text.slice(start, start + 2 * AROUND + 40);
    const shown = document.createElement("span");
    shown.className = "context";
    let end = 0;
    for (const match of part.matchAll(sought)) {
      const mark = Object.assign(document.createElement("mark"), { textContent: match[0] });
      shown.append(part.slice(end, match.index), mark);
      end = match.index + match[0].length;
    }
    shown.prepend(start ? "… " : "");
    shown.append(part.slice(end), start + part.length < text.length ? " …" : "");
    return shown;
  };
  const option = (result, place) => {
    const section = sections[result.id];
    const item = Object.assign(document.createElement("li"), { id: `found-${place}`, role: "option" });
    item.setAttribute("aria-selected", "false");
    item.dataset.href = root + section.page.split("/").map(encodeURIComponent).join("/") + (section.anchor && `#${section.anchor}`);
    const title = Object.assign(document.createElement("span"), { className: "title", textContent: section.title });
    const within = Object.assign(document.createElement("span"), { className: "within", textContent: section.chapter });
    item.append(title, ...(section.chapter === section.title ? [] : [within]), context(section, result.terms));
    return item;
  };
  const choose = (place) => {
    const items = [...list.children];
    chosen = items.length ? (place + items.length) % items.length : -1;
    for (const [number, item] of items.entries()) item.setAttribute("aria-selected", String(number === chosen));
    if (chosen >= 0) {
      field.setAttribute("aria-activedescendant", items[chosen].id);
      items[chosen].scrollIntoView({ block: "nearest" });
    } else field.removeAttribute("aria-activedescendant");
  };
  const update = async () => {
    await prepare();
    const words = field.value.trim(), found = words ? find(words) : [];
    list.replaceChildren(...found.slice(0, MOST).map(option));
    field.setAttribute("aria-expanded", String(found.length > 0));
    const more = found.length > MOST ? `, the first ${MOST} shown` : "";
    status.textContent = words ? `${found.length || "No"} section${found.length === 1 ? "" : "s"} found${more}` : "";
    choose(0);
  };
  const shut = () => {
    dialog.close();
    field.blur(); // else it keeps the focus for a moment, though nobody sees it
  };
  const go = (item) => {
    if (!item) return;
    shut();
    location.href = item.dataset.href;
  };
  const open = () => {
    if (dialog.open) return;
    dialog.showModal();
    field.select();
    update();
  };

  for (const button of document.querySelectorAll("[data-search]")) {
    button.hidden = false;
    button.addEventListener("click", open);
  }
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    const asked = (event.key === "/" && !typing) || (event.key === "k" && (event.ctrlKey || event.metaKey));
    if (!asked || event.altKey) return;
    event.preventDefault();
    open();
  });
  field.addEventListener("input", update);
  field.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose(chosen + step);
    else if (event.key === "Enter") go(list.children[chosen]);
    else if (event.key === "Escape") shut();
    else return;
    event.preventDefault();
  });
  list.addEventListener("click", (event) => go(event.target.closest("[role=option]")));
  close.addEventListener("click", shut);
  dialog.addEventListener("click", (event) => { if (event.target === dialog) shut(); });
}
