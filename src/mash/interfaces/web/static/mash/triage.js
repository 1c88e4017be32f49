// The grid by keyboard. Single keys work only while the focus is in the grid and not in a box to type in, and can be turned
// off; each has a button or a link of its own. A row that leaves hands the focus to the next one, and what was done is said.

const RATINGS = { 1: "red", 2: "amber", 3: "green", 4: "blue" };
const STEPS = { j: 1, k: -1 };
const ARROWS = { ArrowDown: 1, ArrowUp: -1 };
const KEPT = "mash-triage-keys";

const grid = document.querySelector("[data-mash-triage]");
const said = document.querySelector("[data-mash-said]");
let chosen = null; // the rating whose key opened a row
let next = null; // the row after the one that is being sent

const rows = () => [...grid.querySelectorAll("[data-mash-triage-row]")];
const handle = (row) => row?.querySelector("[data-mash-row]");
const on = () => {
  try { return localStorage.getItem(KEPT) !== "off"; } catch { return true; }
};

function showKeys() {
  const panel = grid.querySelector("[data-mash-keys]");
  const button = panel.querySelector("[data-mash-keys-switch]");
  panel.hidden = rows().length === 0;
  button.textContent = on() ? button.dataset.off : button.dataset.on;
}

function move(row, step) {
  const all = rows();
  const at = all.indexOf(row);
  handle(all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)])?.focus();
}

function choose(row, value) {
  const form = row.querySelector("[data-mash-rate]");
  const radio = form?.querySelector(`input[value="${value}"]`);
  if (!radio) return;
  show(row, true);
  radio.checked = true;
  form.querySelector("textarea").focus();
}

function pressed(event) {
  const row = event.target.closest("[data-mash-triage-row]");
  if (event.key === "Enter" && event.ctrlKey && row) {
    row.querySelector("[data-mash-rate]")?.requestSubmit();
  } else if (event.key === "Escape" && row && event.target.matches("textarea, input")) {
    handle(row)?.focus();
  } else if (event.ctrlKey || event.altKey || event.metaKey || !on()) {
    return;
  } else if (event.target.matches("textarea, select, input:not([type=radio])")) {
    return;
  } else if (event.key in STEPS) {
    move(row, STEPS[event.key]);
  } else if (event.key in ARROWS && event.target.matches("[data-mash-row]")) {
    move(row, ARROWS[event.key]);
  } else if (event.key in RATINGS && row) {
    if (row.hasAttribute("data-mash-open")) choose(row, RATINGS[event.key]);
    else {
      chosen = RATINGS[event.key];
      handle(row).click();
    }
  } else {
    return;
  }
  event.preventDefault();
}

// What is open already is folded and unfolded where it is.
function show(row, open) {
  const words = row.querySelector("[data-mash-toggle]");
  row.querySelector(".mash-triage__open").parentElement.hidden = !open;
  words.textContent = open ? words.dataset.close : words.dataset.open;
}

// One row at a time is open: what is opened folds the others, unless something was typed there.
function closeOthers(opened) {
  for (const row of rows()) {
    const other = row !== opened && row.hasAttribute("data-mash-open");
    if (other && !row.querySelector("textarea")?.value) show(row, false);
  }
}

// No answer, or one that is none, as when the session has ended: said, and shown beside what was typed.
function unsaved(event) {
  chosen = null;
  const row = event.target.closest?.("[data-mash-triage-row]");
  if (!row) return;
  row.querySelector("[data-mash-unsaved]")?.removeAttribute("hidden");
  said.textContent = said.dataset.unsaved;
}

if (grid) {
  grid.addEventListener("keydown", pressed);
  grid.addEventListener("click", (event) => {
    const row = event.target.closest("a[data-mash-row]")?.closest("[data-mash-open]");
    if (!row || event.ctrlKey || event.metaKey || event.shiftKey) return;
    show(row, row.querySelector(".mash-triage__open").parentElement.hidden);
    event.preventDefault();
  });
  grid.querySelector("[data-mash-keys-switch]").addEventListener("click", () => {
    try { localStorage.setItem(KEPT, on() ? "off" : "on"); } catch { /* not kept, and no worse */ }
    showKeys();
  });
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    const row = event.target.closest("[data-mash-triage-row]");
    const all = rows();
    row?.querySelector("[data-mash-unsaved]")?.setAttribute("hidden", "");
    next = row ? all[all.indexOf(row) + 1]?.id || all[all.indexOf(row) - 1]?.id : null;
  });
  document.body.addEventListener("htmx:afterSettle", (event) => {
    const row = event.target.closest?.("[data-mash-open]");
    if (!row) return;
    closeOthers(row);
    const wrong = row.querySelector(".govuk-error-summary, .moj-alert");
    if (chosen) choose(row, chosen);
    else if (wrong) row.querySelector(".govuk-error-message ~ * input, .govuk-error-message ~ textarea, textarea")?.focus();
    else handle(row)?.focus();
    chosen = null;
    if (wrong) said.textContent = wrong.innerText.trim();
  });
  document.body.addEventListener("triage:done", (event) => {
    const left = document.querySelector("[data-mash-left]");
    left.textContent = Math.max(Number(left.textContent) - 1, 0);
    said.textContent = event.detail.said;
    document.getElementById(`row-${event.detail.ref}`)?.remove();
    if (next) handle(document.getElementById(next))?.focus();
    showKeys();
  });
  for (const failed of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.body.addEventListener(failed, unsaved);
  showKeys();
}
