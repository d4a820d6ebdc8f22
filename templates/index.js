// Adds what needs JavaScript: choosing the figure on the map, and finding and sorting states.
// What is chosen stands in the address, so that it can be shared.
"use strict";

const element = (id) => document.getElementById(id);
const address = new URLSearchParams(location.search);

function keep(choices) {
  for (const [name, value] of Object.entries(choices)) {
    if (value) address.set(name, value);
    else address.delete(name);
  }
  const query = String(address);
  history.replaceState(null, "", (query ? `?${query}` : location.pathname) + location.hash);
}

// --- the map

const maps = JSON.parse(element("maps").textContent);
const figure = element("figure");

function showFigure() {
  const [title, about, legend, tiles] = maps[figure.value];
  element("map-heading").textContent = `${title}, state by state`;
  element("about").textContent = about;
  for (const tile of document.querySelectorAll(".map [data-code]")) {
    const [group, words] = tiles[tile.dataset.code];
    tile.className = group;
    tile.querySelector(".unseen span").textContent = words;
  }
  element("legend").replaceChildren(
    ...legend.map(([group, words]) => {
      const item = document.createElement("li");
      const square = document.createElement("span");
      square.className = group;
      item.append(square, words);
      return item;
    }),
  );
  element("pointed").textContent = "";
}

// For those who see: a screen reader says it anyway.
function showPointed(event) {
  const tile = event.target.closest("[data-code]");
  if (tile) element("pointed").textContent = tile.querySelector(".unseen").textContent;
}

figure.addEventListener("change", () => {
  showFigure();
  keep({ figure: figure.selectedIndex ? figure.value : "" });
});
for (const type of ["pointerover", "focusin"]) {
  document.querySelector(".map").addEventListener(type, showPointed);
}
element("map-form").hidden = false;

// --- the table

const table = element("table");
const headings = [...table.tHead.rows[0].cells].filter((each) => each.dataset.name);
const rows = [...element("rows").rows];
const query = element("query");
let sorted = null; // the heading that is sorted by
let ascending = false;

function valueOf(row, column) {
  if (column === 0) return row.cells[0].textContent;
  const data = row.cells[column]?.querySelector("data"); // who is awaited has one wide cell
  return data ? Number(data.value) : null;
}

// A figure that is awaited or not reported comes last, whichever the order.
function compare(first, second) {
  if (!sorted) return 0;
  const [a, b] = [first, second].map((row) => valueOf(row, sorted.cellIndex));
  if (a === null || b === null) return (a === null) - (b === null);
  const order = sorted.cellIndex === 0 ? a.localeCompare(b) : a - b;
  return ascending ? order : -order;
}

function showRows() {
  const words = query.value.trim().toLowerCase();
  const isCode = (row) => row.dataset.code.toLowerCase() === words;
  let shown = 0;
  for (const row of rows) {
    row.hidden = !isCode(row) && !row.cells[0].textContent.toLowerCase().includes(words);
    if (!row.hidden) shown += 1;
  }
  const inOrder = [...rows].sort((a, b) => isCode(b) - isCode(a) || compare(a, b));
  element("rows").append(...inOrder);
  for (const heading of headings) heading.ariaSort = null;
  const said = words ? [`${shown} of ${rows.length} shown`] : [];
  if (sorted) {
    sorted.ariaSort = ascending ? "ascending" : "descending";
    const order = sorted.cellIndex === 0 ? ["A to Z", "Z to A"] : ["smallest first", "largest first"];
    said.push(`sorted by ${sorted.textContent}`, order[ascending ? 0 : 1]);
  }
  element("found").value = said.join(", ");
}

// Names begin with A, figures with the largest; the second time it is the other way around.
function sortBy(heading) {
  ascending = heading === sorted ? !ascending : heading.cellIndex === 0;
  sorted = heading;
  showRows();
  keep({ sort: heading.dataset.name, order: heading.ariaSort });
}

for (const heading of headings) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...heading.childNodes);
  button.addEventListener("click", () => sortBy(heading));
  // A browser leaves a heading cut off that it sees a part of.
  button.addEventListener("focus", () => heading.scrollIntoView({ block: "nearest", inline: "nearest" }));
  heading.replaceChildren(button);
}
query.addEventListener("input", () => {
  showRows();
  keep({ find: query.value.trim() });
});
element("search").addEventListener("submit", (event) => event.preventDefault());
element("search").hidden = false;

// Where the table fits it is the page that scrolls. Where it does not, a region around it does, which
// has to be reached with Tab.
const region = element("region");
const observer = new ResizeObserver(() => {
  const fits = table.offsetWidth <= region.clientWidth;
  region.classList.toggle("fits", fits);
  if (fits) region.removeAttribute("tabindex");
  else region.tabIndex = 0;
});
observer.observe(region);
observer.observe(table);

// --- what the address asks for

const asked = address.get("figure");
if (Object.hasOwn(maps, asked)) {
  figure.value = asked;
  showFigure();
}
query.value = address.get("find") ?? "";
sorted = headings.find((each) => each.dataset.name === address.get("sort")) ?? null;
ascending = address.get("order") === "ascending";
if (sorted || query.value) showRows();
