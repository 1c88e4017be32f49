// Counts, while one chooses, how many paragraphs stay. Without it the numbers are those that were saved.
(() => {
  const form = document.querySelector('[data-module="mash-redact"]');
  const shown = document.querySelector("[data-mash-redact-count]");
  if (!form || !shown) return;
  const choices = [...form.querySelectorAll("select")];
  const count = () => {
    const withheld = choices.filter((one) => one.value !== "").length;
    shown.textContent = shown.dataset.words
      .replace("%kept%", String(choices.length - withheld))
      .replace("%withheld%", String(withheld));
  };
  form.addEventListener("change", count);
  count();
})();
