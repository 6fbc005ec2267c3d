"use strict";
(() => {
  const runs = [...document.querySelectorAll(".run")];
  const rows = [...document.querySelectorAll("tr[data-id]")];
  const byId = new Map();
  for (const run of runs) for (const id of run.dataset.ids.split(" ")) {
    if (!byId.has(id)) byId.set(id, []);
    byId.get(id).push(run);
  }
  const status = document.querySelector(".found");
  const clear = () => { for (const x of document.querySelectorAll(".lit")) x.classList.remove("lit"); };
  const lightWords = (id) => { for (const run of byId.get(id) || []) run.classList.add("lit"); };
  const pick = (row, scroll) => {
    clear(); row.classList.add("lit"); lightWords(row.dataset.id);
    const first = (byId.get(row.dataset.id) || [])[0];
    if (scroll && first) first.scrollIntoView({ block: "center" });
    if (status) status.textContent = row.dataset.id + ": " + (byId.get(row.dataset.id) || []).length + " places in the text";
  };
  const find = (run) => {
    clear(); run.classList.add("lit");
    const ids = run.dataset.ids.split(" ");
    const hits = rows.filter((r) => ids.includes(r.dataset.id));
    for (const row of hits) row.classList.add("lit");
    if (hits[0]) hits[0].scrollIntoView({ block: "nearest" });
    if (status) status.textContent = "On these words: " + ids.join(", ");
  };
  const keyed = (element, act) => element.addEventListener("keydown", (e) => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); act(); } });
  for (const row of rows) {
    row.addEventListener("click", () => { pick(row, true); history.replaceState(null, "", "#" + row.dataset.id); });
    row.addEventListener("mouseenter", () => lightWords(row.dataset.id));
    row.addEventListener("mouseleave", () => { if (!row.classList.contains("lit")) for (const run of byId.get(row.dataset.id) || []) run.classList.remove("lit"); });
    row.addEventListener("focus", () => pick(row, false));
    keyed(row, () => pick(row, true));
  }
  for (const run of runs) { run.addEventListener("click", () => find(run)); keyed(run, () => find(run)); }
  for (const button of document.querySelectorAll("[data-toggle]")) button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") === "true";
    button.setAttribute("aria-pressed", String(!on));
    document.body.classList.toggle("no-" + button.dataset.toggle, on);
  });
  const wanted = document.getElementById(location.hash.slice(1));
  if (wanted && wanted.dataset.id) pick(wanted, true);
})();
