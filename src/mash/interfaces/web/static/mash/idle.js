// Warns before the session ends: data-module="mash-idle" data-minutes data-text ("... in %time% ...") data-carry-on,
// data-url (a page that renews the session; without it any request of the page does).

const WARN = 120; // seconds before the end

export function startIdle(element) {
  const limit = Number(element.dataset.minutes) * 60;
  let end = Date.now() + limit * 1000;
  let spoken = "";
  const box = document.createElement("div");
  box.className = "mash-idle";
  box.hidden = true;
  box.setAttribute("role", "alertdialog");
  box.setAttribute("aria-labelledby", "mash-idle-text");
  const text = document.createElement("p");
  text.id = "mash-idle-text";
  text.className = "govuk-body";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "govuk-button";
  button.textContent = element.dataset.carryOn;
  box.append(text, button);
  element.append(box);

  const renewed = () => {
    end = Date.now() + limit * 1000;
    box.hidden = true;
    spoken = "";
  };
  button.addEventListener("click", async () => {
    try {
      const answer = await fetch(element.dataset.url || window.location.href, { credentials: "same-origin", redirect: "manual" });
      if (answer.ok) renewed();
      else window.location.reload();
    } catch {
      box.hidden = false; // offline: stay, and say what was said
    }
  });
  document.body.addEventListener("htmx:afterRequest", renewed);
  document.body.addEventListener("mash:saved", renewed);
  setInterval(() => {
    const left = Math.round((end - Date.now()) / 1000);
    if (left > WARN) return;
    const minutes = Math.max(0, Math.ceil(left / 60));
    const said = element.dataset.text.replace("%time%", `${minutes} min`);
    if (said !== spoken) {
      spoken = said;
      text.textContent = said; // once a minute, so that a screen reader is not talked over
      if (box.hidden) {
        box.hidden = false;
        button.focus();
      }
    }
  }, 1000);
}
