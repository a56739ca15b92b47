// Marks, in the page's own contents, the section that is being read. Everything works without it.
const entries = new Map(
  [...document.querySelectorAll(".contents a")].map((a) => [a.hash.slice(1), a]),
);
const headings = [...entries.keys()]
  .map((id) => document.getElementById(decodeURIComponent(id)))
  .filter(Boolean);

function mark() {
  const line = window.innerHeight / 4;
  const current = headings.filter((h) => h.getBoundingClientRect().top <= line).pop();
  for (const [id, a] of entries) {
    if (current && current.id === id) a.setAttribute("aria-current", "true");
    else a.removeAttribute("aria-current");
  }
}

if (headings.length) {
  addEventListener("scroll", mark, { passive: true });
  mark();
}

// Tabs: a tab for each panel, by mouse and by arrow keys. Without this all panels are shown.
for (const [set, tabset] of [...document.querySelectorAll(".panel-tabset")].entries()) {
  const panels = [...tabset.querySelectorAll(":scope > .tab")];
  const bar = Object.assign(document.createElement("div"), { className: "tabs", role: "tablist" });
  const tabs = panels.map((panel, place) => {
    const heading = panel.firstElementChild.cloneNode(true);
    for (const anchor of heading.querySelectorAll(".anchor")) anchor.remove();
    const tab = Object.assign(document.createElement("button"), { type: "button", role: "tab", id: `tab-${set}-${place}` });
    tab.append(...heading.childNodes);
    panel.id ||= `panel-${set}-${place}`;
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    bar.append(tab);
    return tab;
  });
  const select = (chosen) => {
    for (const [place, tab] of tabs.entries()) {
      tab.setAttribute("aria-selected", String(place === chosen));
      tab.tabIndex = place === chosen ? 0 : -1;
      panels[place].hidden = place !== chosen;
    }
  };
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
    const aim = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const chosen = panels.findIndex((panel) => aim && panel.contains(aim));
    if (chosen < 0) return;
    select(chosen);
    aim.scrollIntoView();
  };
  if (!panels.length) continue;
  panels[0].before(bar);
  select(0);
  show();
  addEventListener("hashchange", show);
}

addEventListener("beforeprint", () => {
  for (const callout of document.querySelectorAll("details.callout")) callout.open = true;
});
