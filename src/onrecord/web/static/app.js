"use strict";
(() => {
  const typing = (e) => /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName);
  const rows = () => [...document.querySelectorAll("main tbody tr, main li[data-datum]")];
  const step = (by) => {
    const all = rows();
    const at = all.indexOf(document.activeElement.closest ? document.activeElement.closest("tr, li[data-datum]") : null);
    const next = all[Math.min(all.length - 1, Math.max(0, at + by))];
    if (!next) return;
    const link = next.querySelector("a");
    if (next.tabIndex >= 0) next.focus(); else if (link) link.focus();
  };
  let last = null;
  document.addEventListener("focusin", (e) => { const row = e.target.closest("[data-id],[data-datum]:not(input)"); if (row) last = row; });
  const idOf = (row, report) => row.dataset.datum || (report && row.dataset.id ? report + "#" + row.dataset.id : "");
  const open = (key) => {
    const hand = [...document.querySelectorAll(".hand")].find((d) => d.dataset.key.includes(key));
    if (!hand) return;
    hand.open = true;
    const lit = document.activeElement.closest("[data-id],[data-datum]:not(input)") || last || document.querySelector("tr.lit");
    const field = hand.querySelector("input[data-datum]");
    if (lit && idOf(lit, hand.dataset.report)) field.value = idOf(lit, hand.dataset.report);
    const act = hand.querySelector("select[name=act]");
    if (act) act.value = key === "a" ? "accept" : "reject";
    (act ? hand.querySelector("[name=right]") : hand.querySelector("[name=field]")).focus();
  };
  for (const button of document.querySelectorAll("[data-copy]")) button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copy);
    text.select();
    try { await navigator.clipboard.writeText(text.value); document.querySelector(".copied").textContent = "Copied."; } catch { document.querySelector(".copied").textContent = "Selected: copy with the keyboard."; }
  });
  document.addEventListener("keydown", (e) => {
    if (typing(e) || e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === "/") { e.preventDefault(); document.getElementById("q").focus(); }
    if (e.key === "j") step(1);
    if (e.key === "k") step(-1);
    if (e.key === "e" || e.key === "a" || e.key === "x") { e.preventDefault(); open(e.key); }
    if (e.key === "?") location.href = "/docs";
  });
  for (const form of document.querySelectorAll("[data-redraw]")) for (const select of form.querySelectorAll("select")) select.addEventListener("change", () => form.submit());
})();
