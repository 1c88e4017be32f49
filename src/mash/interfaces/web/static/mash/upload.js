// Sends chosen files at once, one after the other, with progress: data-module="mash-upload" data-url on the form,
// data-failed ("%name% was not received"). The server answers JSON {"name", "href"?, "error"?}. Without this script
// the form sends its files when it is submitted, like any other.

export function startUpload(form) {
  const input = form.querySelector("input[type=file]");
  const list = form.querySelector(".mash-uploads__list") || document.querySelector("[data-mash-uploads] .mash-uploads__list");
  const { url, failed } = form.dataset;
  if (!input || !list || !url) return;
  let queue = Promise.resolve();

  function send(file) {
    const item = document.createElement("li");
    item.className = "mash-uploads__item";
    const name = document.createElement("bdi");
    name.dir = "auto";
    name.textContent = file.name;
    const bar = document.createElement("progress");
    bar.max = file.size || 1;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    item.append(name, " ", bar);
    list.append(item);
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      const body = new FormData();
      const token = form.querySelector("[name=csrfmiddlewaretoken]");
      if (token) body.append("csrfmiddlewaretoken", token.value);
      body.append(input.name, file);
      const end = (answer) => {
        bar.remove();
        const said = document.createElement("span");
        const bad = !answer || answer.error;
        said.className = bad ? "govuk-error-message mash-inline" : "mash-uploads__done";
        said.textContent = bad ? (answer && answer.error) || failed.replace("%name%", file.name) : "✓";
        item.append(said);
        done();
      };
      request.upload.addEventListener("progress", (event) => { bar.value = event.loaded; });
      request.addEventListener("load", () => {
        let answer = null;
        try {
          answer = JSON.parse(request.responseText);
        } catch {
          answer = null;
        }
        end(request.status < 500 ? answer : null);
      });
      request.addEventListener("error", () => end(null));
      request.addEventListener("abort", () => end(null));
      request.open("POST", url);
      request.setRequestHeader("Accept", "application/json");
      request.send(body);
    });
  }

  input.addEventListener("change", () => {
    const files = [...input.files];
    input.value = ""; // what is sent now is not sent again with the form
    for (const file of files) queue = queue.then(() => send(file));
  });
}
