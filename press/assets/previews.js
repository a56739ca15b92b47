// A card that shows what a link leads to, or where a number comes from, without leaving the sentence.
// By mouse it comes after a moment, by keyboard with the focus, by touch with the first tap; Escape closes it.
"use strict";
{
  const LINKS = "main .number > a, main a.quarto-xref, main .citation a, main a.footnote-ref";
  const DELAY = 220; // milliseconds: a pointer that only passes by shows nothing
  const card = Object.assign(document.createElement("div"), { id: "card", className: "card", popover: "manual", role: "tooltip" });
  document.getElementById("content").append(card);
  let shown = null, waiting = 0;

  // The same words as where the link leads: from this page, else from the file of all targets
  const content = async (link) => {
    const here = document.documentElement.dataset.root || "./";
    const url = new URL(link.getAttribute("href"), location.href);
    const id = decodeURIComponent(url.hash.slice(1));
    if (url.pathname === location.pathname) return copied(document.getElementById(id));
    await window.bookFile("targets.js", "bookPreviews");
    const path = decodeURIComponent(url.pathname.slice(new URL(here, location.href).pathname.length));
    const found = document.createElement("div");
    found.innerHTML = window.bookPreviews[`${path}#${id}`] ?? "";
    for (const image of found.querySelectorAll("img")) image.src = here + image.getAttribute("src");
    return found;
  };
  const copied = (target) => {
    const copy = document.createElement("div");
    if (!target) return copy;
    copy.append(target.cloneNode(true));
    if (/^H[1-6]$/.test(target.tagName) && target.nextElementSibling?.tagName === "P") {
      copy.append(target.nextElementSibling.cloneNode(true));
    }
    for (const part of copy.querySelectorAll("details, button, style, .anchor, [role=doc-backlink], .printed")) part.remove();
    for (const part of copy.querySelectorAll("*")) {
      for (const name of ["id", "tabindex", "headers", "role", "aria-label"]) part.removeAttribute(name);
    }
    for (const a of copy.querySelectorAll("a")) a.replaceWith(...a.childNodes);
    return copy;
  };

  // Below the link, or above it where it fits better, and never beyond the window
  const place = (link) => {
    const [line] = link.getClientRects(), gap = 8;
    const above = line.top - 2 * gap, below = innerHeight - line.bottom - 2 * gap;
    card.style.maxHeight = "";
    const under = card.offsetHeight <= below || below >= above;
    if (card.offsetHeight > (under ? below : above)) card.style.maxHeight = `${under ? below : above}px`;
    const left = Math.max(gap, Math.min(line.left, innerWidth - card.offsetWidth - gap));
    const top = under ? line.bottom + gap : line.top - gap - card.offsetHeight;
    Object.assign(card.style, { left: `${left}px`, top: `${top}px` });
  };
  const show = async (link, touched) => {
    clearTimeout(waiting);
    if (shown === link) return;
    hide();
    shown = link;
    const words = await content(link);
    if (shown !== link || !words.textContent.trim()) return;
    card.replaceChildren(...words.childNodes);
    if (touched) card.append(Object.assign(document.createElement("p"), { className: "again", textContent: "Tap again to go there." }));
    if (!touched && link.matches(".number > a:focus-visible")) {
      card.append(Object.assign(document.createElement("p"), { className: "again", textContent: ARROWS }));
    }
    card.showPopover();
    place(link);
    link.setAttribute("aria-describedby", "card");
  };
  const ARROWS = "Arrow keys: the numbers before and after it.";
  const hide = () => {
    clearTimeout(waiting);
    if (card.matches(":popover-open")) card.hidePopover();
    shown?.removeAttribute("aria-describedby");
    shown = null;
  };
  const soon = (action) => {
    clearTimeout(waiting);
    waiting = setTimeout(action, DELAY);
  };

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const link = event.target.closest(LINKS);
    if (link) soon(() => show(link));
    else if (event.target.closest("#card")) clearTimeout(waiting);
    else if (shown && shown !== document.activeElement) soon(hide);
  });
  document.addEventListener("focusin", (event) => {
    const link = event.target.closest(LINKS);
    if (link?.matches(":focus-visible")) show(link);
    else if (shown) hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && shown) hide();
  });
  let touch = false;
  document.addEventListener("pointerdown", (event) => {
    touch = event.pointerType === "touch";
    if (shown && !event.target.closest("#card") && event.target.closest(LINKS) !== shown) hide();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest(LINKS);
    if (!link) return;
    if (touch && shown !== link) {
      event.preventDefault();
      show(link, true);
    } else hide();
  });
  const follow = () => {
    if (!shown || !card.matches(":popover-open")) return;
    const { top, bottom } = shown.getBoundingClientRect();
    if (bottom < 0 || top > innerHeight) hide();
    else place(shown);
  };
  addEventListener("scroll", follow, { passive: true });
}
