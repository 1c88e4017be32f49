// Starts every component of the page, and again those in what htmx brings in.
import { initAll as initGovuk } from "../vendor/govuk/govuk-frontend.min.js";
import { initAll as initMoj } from "../vendor/moj/moj-frontend.min.js";
import { startAutosave } from "./autosave.js";
import { startIdle } from "./idle.js";
import { startUpload } from "./upload.js";

// Ticking "Not known" empties what stands beside it; typing unticks the box.
function startNotKnown(root) {
  const box = root.querySelector("input[type=checkbox]");
  const inputs = root.parentElement.querySelectorAll("input:not([type=checkbox]), textarea");
  box.addEventListener("change", () => {
    if (box.checked) for (const input of inputs) input.value = "";
  });
  for (const input of inputs) input.addEventListener("input", () => { if (input.value) box.checked = false; });
}

// ARIA does not allow aria-expanded on a radio, yet GOV.UK's conditional radios carry it; the words that follow the
// radio in the page's order say as much.
function keepRadiosAllowed(scope) {
  const mend = (radio) => radio.hasAttribute("aria-expanded") && radio.removeAttribute("aria-expanded");
  const watcher = new MutationObserver((changes) => changes.forEach((change) => mend(change.target)));
  for (const radio of scope.querySelectorAll("input[type=radio][aria-controls]")) {
    mend(radio);
    watcher.observe(radio, { attributes: true, attributeFilter: ["aria-expanded"] });
  }
}

const OWN = {
  "mash-autosave": startAutosave,
  "mash-idle": startIdle,
  "mash-upload": startUpload,
  "mash-not-known": startNotKnown,
};

function start(scope) {
  initGovuk({ scope });
  initMoj({ scope });
  keepRadiosAllowed(scope);
  for (const [name, begin] of Object.entries(OWN)) {
    for (const element of scope.querySelectorAll(`[data-module~="${name}"]`)) {
      if (element.dataset.mashStarted) continue;
      element.dataset.mashStarted = "yes";
      begin(element);
    }
  }
}

start(document);
document.body.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) start(event.detail.elt);
});
