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
