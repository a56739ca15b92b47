// What makes a page easier to read. Everything can be read without it.
"use strict";
{
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  // Where the reader is: in the page's own contents, and on the line below the bar
  let entries = new Map(), headings = [], current;
  const follow = () => {
    const length = root.scrollHeight - innerHeight;
    root.style.setProperty("--read", length > 0 ? Math.min(1, scrollY / length) : 0);
    root.classList.toggle("scrolled", scrollY > innerHeight);
    const atEnd = length > 0 && scrollY >= length - 2;
    const above = headings.filter((h) => h.getBoundingClientRect().top <= innerHeight / 4);
    const now = atEnd ? headings.at(-1) : above.at(-1);
    if (now === current) return;
    if (current) entries.get(current.id).removeAttribute("aria-current");
    if (now) {
      const entry = entries.get(now.id);
      entry.setAttribute("aria-current", "true");
      const list = entry.closest(".contents");
      if (list.scrollHeight > list.clientHeight) list.scrollTop = entry.offsetTop - list.clientHeight / 2;
    }
    current = now;
  };
  const readContents = () => {
    entries = new Map(all(".contents a").map((a) => [decodeURIComponent(a.hash.slice(1)), a]));
    headings = [...entries.keys()].map((id) => document.getElementById(id)).filter(Boolean);
    current = undefined;
    follow();
  };
  addEventListener("scroll", follow, { passive: true });
  addEventListener("resize", follow);
  for (const list of all(".contents[popover], .chapters[popover]")) {
    list.addEventListener("click", (event) => {
      if (event.target.closest("a") && list.matches(":popover-open")) list.hidePopover();
    });
  }

  // Light and dark: a choice that is the system's own is forgotten, so that the page follows it again
  const system = matchMedia("(prefers-color-scheme: dark)");
  const shown = () => root.dataset.theme || (system.matches ? "dark" : "light");
  for (const button of all("[data-theme-switch]")) {
    const name = () => button.setAttribute("aria-label", shown() === "dark" ? "Light colours" : "Dark colours");
    button.hidden = false;
    button.addEventListener("click", () => {
      const other = shown() === "dark" ? "light" : "dark";
      window.bookTheme.chosen = other === (system.matches ? "dark" : "light") ? "" : other;
      name();
    });
    system.addEventListener("change", name);
    name();
  }

  // Code: all of it at once, and a button that copies it
  const offerAllCode = () => {
    for (const button of all("[data-all-code][hidden]")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        const open = button.getAttribute("aria-pressed") !== "true";
        button.setAttribute("aria-pressed", String(open));
        button.textContent = open ? "Hide all code" : "Show all code";
        for (const fold of all("details.code-fold")) fold.open = open;
      });
    }
  };
  const copying = (button, source) => {
    const words = button.textContent;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(source().trim());
        button.textContent = "Copied";
      } catch {
        button.textContent = "Not allowed"; // the browser keeps its clipboard to itself
      }
      setTimeout(() => { button.textContent = words; }, 2000);
    });
  };
  const offerCopies = () => {
    for (const pre of all("main pre")) {
      if (pre.parentElement.matches(".code")) continue;
      const button = make("button", { type: "button", className: "copy", textContent: "Copy" });
      const frame = make("div", { className: "code" });
      pre.replaceWith(frame);
      frame.append(pre, button);
      copying(button, () => pre.textContent);
    }
    for (const button of all("[data-copy][hidden]")) {
      button.hidden = false;
      copying(button, () => document.getElementById(button.dataset.copy).textContent);
    }
  };

  // Only what is wider than its frame can be reached by the keyboard to be scrolled
  const scrollers = new ResizeObserver((sizes) => {
    for (const { target } of sizes) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });

  // A browser may forget what the parts of a table are where a phone does not lay them out as one
  const PARTS = { table: "table", ":is(thead, tbody, tfoot)": "rowgroup", tr: "row", td: "cell", th: "columnheader", "th[scope=row]": "rowheader" };
  const nameParts = () => {
    for (const [part, role] of Object.entries(PARTS)) for (const element of all(`.stacked ${part}`)) element.setAttribute("role", role);
  };

  // The numbers of a paragraph are one stop of the Tab key; the arrows lead from each to the next one of
  // the page. Without this each of them is a stop, and there are dozens on a page.
  let numbers = [];
  const paragraph = (number) => number.closest("p, li, td, dd, blockquote, figcaption") ?? number.parentElement;
  const stopAt = (number) => {
    for (const other of numbers) if (paragraph(other) === paragraph(number)) other.tabIndex = other === number ? 0 : -1;
  };
  const readNumbers = () => {
    numbers = all("main .number > a");
    const seen = new Set();
    for (const number of numbers) {
      number.tabIndex = seen.has(paragraph(number)) ? -1 : 0;
      seen.add(paragraph(number));
    }
  };
  document.addEventListener("focusin", ({ target }) => { if (numbers.includes(target)) stopAt(target); });
  document.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key], now = numbers.indexOf(event.target);
    if (!step || now < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    (numbers[now + step] ?? event.target).focus();
  });

  // The id that the address names; none where it cannot be read
  const named = () => {
    try { return decodeURIComponent(location.hash.slice(1)); } catch { return ""; }
  };

  // A link into the book in one file may name an id as its page has it, if no other page has the same
  const find = () => {
    const id = named();
    if (!id || document.getElementById(id)) return;
    const found = all(`[id$=".${CSS.escape(id)}"]`);
    if (found.length === 1) location.replace(`#${encodeURIComponent(found[0].id)}`);
  };
  addEventListener("hashchange", find);
  find();

  // A link into something that is folded opens it
  const unfold = () => {
    const aim = document.getElementById(named());
    for (let fold = aim?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    if (aim?.closest("details")) aim.scrollIntoView();
  };
  addEventListener("hashchange", unfold);
  unfold();
  addEventListener("beforeprint", () => {
    for (const callout of all("details.callout")) callout.open = true;
  });

  // Tabs: a tab for each panel, by mouse and by arrow keys. Without this all panels are shown.
  // What is chosen in a group is chosen in all of it, on this page at once and on every page from then on.
  const remembered = (group, name) => {
    try {
      if (name !== undefined) localStorage.setItem(`tab-${group}`, name);
      return localStorage.getItem(`tab-${group}`);
    } catch { return null; } // no storage: nothing is remembered
  };
  let sets = 0;
  const makeTabs = (tabset) => {
    const set = sets++;
    const panels = all(":scope > .tab", tabset);
    const bar = make("div", { className: "tabs", role: "tablist" });
    const tabs = panels.map((panel, place) => {
      const heading = panel.firstElementChild.cloneNode(true);
      for (const anchor of all(".anchor", heading)) anchor.remove();
      const tab = make("button", { type: "button", role: "tab", id: `tab-${set}-${place}` }, ...heading.childNodes);
      panel.id ||= `panel-${set}-${place}`;
      tab.setAttribute("aria-controls", panel.id);
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", tab.id);
      bar.append(tab);
      return tab;
    });
    const group = tabset.dataset.group;
    const select = (chosen, told = true) => {
      for (const [place, tab] of tabs.entries()) {
        tab.setAttribute("aria-selected", String(place === chosen));
        tab.tabIndex = place === chosen ? 0 : -1;
        panels[place].hidden = place !== chosen;
      }
      if (!group || !told) return;
      remembered(group, tabs[chosen].textContent);
      dispatchEvent(new CustomEvent("tab", { detail: { group, name: tabs[chosen].textContent } }));
    };
    addEventListener("tab", ({ detail }) => {
      const same = tabs.findIndex((tab) => group === detail.group && tab.textContent === detail.name);
      if (same >= 0) select(same, false);
    });
    bar.addEventListener("click", (event) => {
      const chosen = tabs.indexOf(event.target.closest("[role=tab]"));
      if (chosen >= 0) select(chosen);
    });
    bar.addEventListener("keydown", (event) => {
      const last = tabs.length - 1, now = tabs.indexOf(document.activeElement);
      const chosen = { ArrowRight: now < last ? now + 1 : 0, ArrowLeft: now ? now - 1 : last, Home: 0, End: last }[event.key];
      if (chosen === undefined) return;
      event.preventDefault();
      select(chosen);
      tabs[chosen].focus();
    });
    const show = () => {
      const aim = document.getElementById(named());
      const chosen = panels.findIndex((panel) => aim && panel.contains(aim));
      if (chosen < 0) return;
      select(chosen);
      aim.scrollIntoView();
    };
    if (!panels.length) return;
    panels[0].before(bar);
    const before = group ? tabs.findIndex((tab) => tab.textContent === remembered(group)) : 0;
    select(Math.max(before, 0), false);
    show();
    addEventListener("hashchange", show);
  };

  // A file of the book, loaded when it is first needed; a script, as a page on a disk may fetch nothing else
  const loading = new Map();
  window.bookFile = (name, global) => {
    if (window[global]) return Promise.resolve();
    if (!loading.has(name)) {
      loading.set(name, new Promise((done, failed) => {
        document.head.append(make("script", { src: `${root.dataset.root}site/${name}`, onload: done, onerror: failed }));
      }));
    }
    return loading.get(name);
  };
  addEventListener("wordschanged", () => loading.clear());

  // Once for the page, and again for what the preview puts in the place of something else
  const prepare = () => {
    readContents();
    readNumbers();
    offerAllCode();
    offerCopies();
    nameParts();
    for (const box of all(".table-scroll, main pre, .equation")) scrollers.observe(box);
    for (const tabset of all(".panel-tabset")) if (!tabset.querySelector(":scope > .tabs")) makeTabs(tabset);
  };
  addEventListener("bookchanged", prepare);
  prepare();
}
