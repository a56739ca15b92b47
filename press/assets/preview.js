// Keeps an open page up to date. `press preview` adds this script to the pages it serves; no book holds it.
"use strict";
{
  const version = document.currentScript.dataset.version;
  const place = `press-scroll:${location.pathname}`;
  const panel = document.createElement("div");
  panel.setAttribute("role", "alert");
  panel.style.cssText = `position:fixed;inset:auto 0 0;z-index:2147483647;max-height:50vh;overflow:auto;margin:0;
    padding:1rem clamp(1rem,4vw,3rem) 1.25rem;color:#fff;background:#7f1d1d;border-top:4px solid #fca5a5;
    box-shadow:0 -8px 28px rgb(0 0 0/35%);font:14px/1.55 ui-monospace,Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere`;
  const told = version ? "The last save could not be built; this is the book before it." : "The book could not be built.";
  const title = Object.assign(document.createElement("strong"), { textContent: told });
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

  // A page that is hidden loads when it is looked at, so that ten open pages do not load at every save
  const refresh = () => {
    sessionStorage.setItem(place, String(scrollY));
    events.close();
    location.reload();
  };
  const events = new EventSource("/_press/events");
  events.onmessage = ({ data }) => {
    const state = JSON.parse(data);
    if (state.version !== version) {
      if (document.visibilityState === "visible") refresh();
      else document.addEventListener("visibilitychange", refresh, { once: true });
      return;
    }
    words.textContent = state.error; // as text: an error may quote anything
    if (state.error) document.body.append(panel);
    else panel.remove();
  };
}
