// Adds what needs JavaScript to the table of states: searching and sorting.
"use strict";

const table = document.getElementById("table");
const body = table.tBodies[0];
const rows = [...body.rows];

const form = document.getElementById("search");
const query = document.getElementById("query");
const found = document.getElementById("found");

function search() {
  const words = query.value.trim().toLowerCase();
  let shown = 0;
  for (const row of rows) {
    row.hidden = !row.cells[0].textContent.toLowerCase().includes(words);
    shown += !row.hidden;
  }
  found.value = words ? `${shown} of ${rows.length} shown` : "";
}

query.addEventListener("input", search);
form.addEventListener("submit", (event) => event.preventDefault());
form.hidden = false;

// A figure that is awaited or not reported comes last, whichever the direction.
function sort(heading) {
  const column = heading.cellIndex;
  const ascending = heading.ariaSort !== "ascending";
  const key = (row) => {
    if (column === 0) return row.cells[0].textContent;
    const data = row.cells[column]?.querySelector("data");
    return data ? Number(data.value) : null;
  };
  const sorted = [...rows].sort((first, second) => {
    const [a, b] = [key(first), key(second)];
    if (a === null || b === null) return (a === null) - (b === null);
    const order = column === 0 ? a.localeCompare(b) : a - b;
    return ascending ? order : -order;
  });
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  heading.ariaSort = ascending ? "ascending" : "descending";
  body.append(...sorted);
}

for (const heading of table.querySelectorAll(".sortable")) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...heading.childNodes);
  button.addEventListener("click", () => sort(heading));
  heading.replaceChildren(button);
}
