// Keeps an open page up to date. `press preview` adds this script to the pages it serves; no book holds it.
"use strict";
{
  const place = `press-scroll:${location.pathname}`;
  const panel = document.createElement("div");
  panel.setAttribute("role", "alert");
  panel.style.cssText = `position:fixed;inset:auto 0 0;z-index:2147483647;max-height:50vh;overflow:auto;margin:0;
    padding:1rem clamp(1rem,4vw,3rem) 1.25rem;color:#fff;background:#7f1d1d;border-top:4px solid #fca5a5;
    box-shadow:0 -8px 28px rgb(0 0 0/35%);font:14px/1.55 ui-monospace,Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere`;
  const what = document.currentScript.dataset.version ? "The last save could not be built; this is the book before it." : "The book could not be built.";
  const title = Object.assign(document.createElement("strong"), { textContent: what });
  title.style.cssText = "display:block;margin-bottom:.4rem;font:600 15px/1.4 system-ui,sans-serif";
  const words = document.createElement("span");
  panel.append(title, words);

  const scrolled = sessionStorage.getItem(place);
  if (scrolled !== null) {
    sessionStorage.removeItem(place);
    history.scrollRestoration = "manual";
    const back = () => scrollTo({ top: Number(scrolled), behavior: "instant" });
    back();
    addEventListener("load", back);
  }

  // What differs is put in its place, so that nothing else moves, closes or is drawn again. Where more than the
  // text has changed (a style, a picture, the bar) the page is loaded anew.
  const PARTS = ["main", ".contents", ".chapters"];
  const fetched = async () => new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  const versionOf = (page) => page.querySelector("script[data-version]")?.dataset.version;
  const around = (page) => {
    const rest = page.cloneNode(true);
    for (const part of [...PARTS, "title", "meta", "script[data-version]"]) {
      for (const found of rest.querySelectorAll(part)) part.includes("[") || part === "meta" ? found.remove() : found.replaceChildren();
    }
    return rest.documentElement.innerHTML;
  };
  const shown = (main) => [...main.children].filter((child) => child.id !== "card");
  const put = (before, after) => {
    const [was, now] = [before, after].map((page) => [...page.querySelector("main").children]);
    const live = shown(document.querySelector("main"));
    if (live.length !== was.length || around(before) !== around(after)) return false;
    const same = (from, to) => was[from]?.outerHTML === now[to]?.outerHTML;
    let first = 0, last = 0;
    while (first < Math.min(was.length, now.length) && same(first, first)) first++;
    while (last < Math.min(was.length, now.length) - first && same(was.length - 1 - last, now.length - 1 - last)) last++;
    const fresh = now.slice(first, now.length - last).map((node) => document.importNode(node, true));
    const old = live.slice(first, live.length - last), anchor = live[live.length - last] ?? null;
    for (const node of old) node.remove();
    for (const node of fresh) document.querySelector("main").insertBefore(node, anchor);
    for (const part of PARTS.slice(1)) {
      const [list, other, earlier] = [document, after, before].map((page) => page.querySelector(part));
      if (list && other && earlier.innerHTML !== other.innerHTML) list.innerHTML = other.innerHTML;
    }
    document.title = after.title;
    return true;
  };
  const reload = () => {
    sessionStorage.setItem(place, String(scrollY));
    location.reload();
    return new Promise(() => {}); // nothing more is asked for meanwhile
  };
  const { shared } = document.currentScript.dataset;
  let { version, words: read } = document.currentScript.dataset;
  let before = version ? fetched() : null;
  const refresh = async (state) => {
    const [was, now] = [await before, await fetched()], at = scrollY;
    const kept = was && versionOf(was) === version && state.shared === shared && put(was, now);
    if (!kept) return reload();
    [before, version] = [now, versionOf(now)];
    dispatchEvent(new Event("bookchanged"));
    scrollTo({ top: at, behavior: "instant" });
    told(state);
  };
  const told = ({ error, words: written }) => {
    if (read !== written) {
      for (const name of ["bookSections", "bookPreviews"]) delete window[name];
      dispatchEvent(new Event("wordschanged"));
      read = written;
    }
    words.textContent = error; // as text: an error may quote anything
    if (error) document.body.append(panel);
    else panel.remove();
  };

  // The answer comes when there is something new. A page that is hidden asks, and changes, when it is looked at, so
  // that ten open pages do not load at every save.
  const visible = async () => {
    while (document.visibilityState !== "visible") {
      await new Promise((seen) => document.addEventListener("visibilitychange", seen, { once: true }));
    }
  };
  const news = async (seen) => (await fetch(`/_press/state?page=${encodeURIComponent(location.pathname)}&seen=${seen}`)).json();
  const isCurrent = (state) => state.version === version && state.shared === shared;
  const follow = async (seen) => {
    await visible();
    const state = await news(seen).catch(() => new Promise((later) => setTimeout(later, 500)));
    await visible();
    if (state && isCurrent(state)) told(state);
    else if (state) await refresh(state).catch(reload);
    follow(state?.seen ?? "");
  };
  follow("");
}
