// Sets the theme before the page is drawn: what the reader has chosen, else what the system says.
"use strict";
window.bookTheme = {
  get chosen() {
    try { return localStorage.getItem("theme") ?? ""; } catch { return ""; } // no storage: nothing is remembered
  },
  set chosen(theme) {
    try { theme ? localStorage.setItem("theme", theme) : localStorage.removeItem("theme"); } catch { /* as above */ }
    this.show(theme);
  },
  show(theme) {
    document.documentElement.dataset.theme = theme;
  },
};
window.bookTheme.show(window.bookTheme.chosen);
addEventListener("storage", () => window.bookTheme.show(window.bookTheme.chosen));
