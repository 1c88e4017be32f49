// A form that saves itself: data-module="mash-autosave" data-url, data-saved ("Saved at %time%"), data-retrying,
// data-signed-out. Posts the whole form after a pause in typing; the copy not yet saved is kept in memory only,
// never in the browser's storage, because the computer may be shared.

const PAUSE = 1500; // milliseconds without a key
const FIRST_RETRY = 4000;
const LAST_RETRY = 60000;

function clockTime() {
  const now = new Date();
  const hours = now.getHours();
  const minutes = String(now.getMinutes()).padStart(2, "0");
  return `${hours % 12 || 12}:${minutes}${hours < 12 ? "am" : "pm"}`;
}

export function startAutosave(form) {
  const { url, saved, retrying, signedOut } = form.dataset;
  const status = form.querySelector("[data-mash-autosave-status]");
  let timer = 0;
  let wait = FIRST_RETRY;
  let changes = 0; // counts edits, so that an answer to an older save does not claim the newer text
  let stored = 0;
  let running = null; // what stops the save under way

  const say = (text, kind) => {
    if (!status) return;
    status.hidden = false;
    status.textContent = text;
    status.dataset.kind = kind;
  };
  const later = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  };
  const failed = (text) => {
    say(text, "error");
    later(wait);
    wait = Math.min(wait * 2, LAST_RETRY);
  };

  async function save() {
    if (running || stored === changes) return;
    running = new AbortController();
    const count = changes;
    const body = new FormData(form);
    // Files have their own way to the server; a draft carries text.
    for (const [name, value] of [...body.entries()]) if (value instanceof File) body.delete(name);
    try {
      const answer = await fetch(url, {
        method: "POST",
        body,
        credentials: "same-origin",
        redirect: "manual",
        signal: running.signal,
        headers: { "X-Requested-With": "mash-autosave" },
      });
      if (answer.ok) {
        stored = count;
        wait = FIRST_RETRY;
        say(saved.replace("%time%", clockTime()), "saved");
        if (stored !== changes) later(PAUSE);
        form.dispatchEvent(new CustomEvent("mash:saved", { bubbles: true }));
      } else if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
        failed(signedOut || retrying);
      } else {
        failed(retrying);
      }
    } catch {
      if (stored !== changes) failed(retrying);
    } finally {
      running = null;
    }
  }

  const changed = (event) => {
    if (event.target.type === "file") return;
    changes += 1;
    if (wait === FIRST_RETRY) later(PAUSE);
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    stored = changes;
    running?.abort(); // the button sends the same and more
  });
  window.addEventListener("online", () => later(0));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
  window.addEventListener("beforeunload", (event) => {
    if (stored !== changes) event.preventDefault();
  });
}
