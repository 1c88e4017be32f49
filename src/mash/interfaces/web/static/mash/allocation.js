// The board by dragging: a card dropped on a column is moved by its own form, which works without this too. Nothing is moved
// here that the server has not moved.

let held = null;

for (const card of document.querySelectorAll("[data-mash-card]")) {
  card.draggable = true;
  card.addEventListener("dragstart", (event) => {
    held = card;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", ""); // without it nothing is dragged in some browsers
  });
  card.addEventListener("dragend", () => {
    held = null;
  });
}

for (const column of document.querySelectorAll("[data-mash-column]")) {
  const takes = () => held && column.dataset.mashColumn && !column.contains(held);
  column.addEventListener("dragover", (event) => {
    if (takes()) event.preventDefault();
  });
  column.addEventListener("drop", (event) => {
    if (!takes()) return;
    event.preventDefault();
    const form = held.querySelector("form");
    form.elements.worker.value = column.dataset.mashColumn;
    if (form.elements.worker.value) form.requestSubmit();
  });
}
