// Keeps an open page up to date. `press preview` adds this script to the pages it serves; no book holds it.
const version = document.currentScript.dataset.version;
const place = `press-scroll:${location.pathname}`;
const panel = document.createElement("div");
panel.setAttribute("role", "alert");
panel.style.cssText =
  "position:fixed;inset:auto 0 0;z-index:2147483647;max-height:60vh;overflow:auto;margin:0;padding:1rem 1.5rem;" +
  "background:#8b1a1a;color:#fff;font:14px/1.5 ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere";

const scrolled = sessionStorage.getItem(place);
if (scrolled !== null) {
  sessionStorage.removeItem(place);
  history.scrollRestoration = "manual";
  const back = () => scrollTo({ top: Number(scrolled), behavior: "instant" });
  back();
  addEventListener("load", back);
}

const events = new EventSource("/_press/events");
events.onmessage = ({ data }) => {
  const state = JSON.parse(data);
  if (state.version !== version) {
    sessionStorage.setItem(place, String(scrollY));
    events.close();
    location.reload();
    return;
  }
  panel.textContent = state.error; // as text: an error may quote anything
  if (state.error) document.body.append(panel);
  else panel.remove();
};
