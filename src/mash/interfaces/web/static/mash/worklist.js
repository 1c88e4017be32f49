// The worklist by keyboard: j and k move between the cases, Enter follows the link as ever. The keys work only while
// the focus is in the list, so that they take nothing from anybody who speaks or types elsewhere. A refresh keeps the place.

const KEYS = { j: 1, k: -1 };

function rows() {
  return [...document.querySelectorAll("[data-mash-worklist] [data-mash-row]")];
}

function hint() {
  const text = document.querySelector("[data-mash-keys]");
  if (text) text.hidden = rows().length < 2;
}

document.addEventListener("keydown", (event) => {
  const step = KEYS[event.key];
  if (!step || event.ctrlKey || event.altKey || event.metaKey) return;
  const list = event.target.closest?.("[data-mash-worklist]");
  if (!list || event.target.matches("input, select, textarea")) return;
  const all = rows();
  const own = event.target.closest("tr")?.querySelector("[data-mash-row]");
  const at = all.indexOf(own);
  const next = all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)];
  next?.focus();
  event.preventDefault();
});

let kept = null;
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id === "list") kept = document.activeElement?.closest("tr")?.id || null;
});
document.body.addEventListener("htmx:afterSettle", () => {
  hint();
  if (kept) document.querySelector(`#${kept} [data-mash-row]`)?.focus();
  kept = null;
});
hint();
