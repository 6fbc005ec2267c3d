"use strict";
(() => {
  const typing = (e) => /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName);
  const rows = () => [...document.querySelectorAll("main tbody tr")];
  const step = (by) => {
    const all = rows();
    const at = all.indexOf(document.activeElement.closest ? document.activeElement.closest("tr") : null);
    const next = all[Math.min(all.length - 1, Math.max(0, at + by))];
    if (!next) return;
    const link = next.querySelector("a");
    if (next.tabIndex >= 0) next.focus(); else if (link) link.focus();
  };
  const open = (selector) => { const d = document.querySelector(selector); if (d) { d.open = true; d.querySelector("input:not([type=hidden])").focus(); } };
  document.addEventListener("keydown", (e) => {
    if (typing(e) || e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === "/") { e.preventDefault(); document.getElementById("q").focus(); }
    if (e.key === "j") step(1);
    if (e.key === "k") step(-1);
    if (e.key === "e" || e.key === "a" || e.key === "x") { e.preventDefault(); open(".hand"); }
    if (e.key === "?") location.href = "/docs";
  });
  for (const form of document.querySelectorAll("[data-redraw]")) for (const select of form.querySelectorAll("select")) select.addEventListener("change", () => form.submit());
})();
