// Tables that sort by a click on their heads and go to the clipboard; without this the page loses nothing else.
"use strict";
const keyOf = (row, place) => row.cells[place].dataset.k ?? "";
const compare = (a, b) =>
  a === "" || b === "" ? (a === "") - (b === "") : isNaN(a) || isNaN(b) ? a.localeCompare(b, "zh-CN") : a - b;
const inEnglish = () => location.hash === "#en" || location.hash.startsWith("#en-");
const say = (zh, en) => (inEnglish() ? en : zh);

function sort(table, place, head) {
  const down = head.getAttribute("aria-sort") === "ascending";
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const rows = [...table.tBodies[0].rows];
  const sign = down ? -1 : 1;
  rows.sort((a, b) => {
    const [x, y] = [keyOf(a, place), keyOf(b, place)];
    return x === "" || y === "" ? compare(x, y) : sign * compare(x, y);
  });
  table.tBodies[0].append(...rows);
}

function copy(table, button) {
  const text = [...table.rows].map((row) => [...row.cells].map((cell) => cell.innerText.trim()).join("\t")).join("\n");
  navigator.clipboard.writeText(text).then(() => { button.dataset.done = ""; });
}

for (const table of document.querySelectorAll("table.sorts")) {
  [...table.tHead.rows[0].cells].forEach((head, place) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.setAttribute("aria-label", `${head.innerText.trim()}: ${say("排序", "sort")}`);
    button.addEventListener("click", () => sort(table, place, head));
    head.append(button);
  });
  const beside = table.closest(".scroll").nextElementSibling;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.innerHTML = '<span lang="zh-CN">复制</span><span lang="en">Copy</span>';
  button.addEventListener("click", () => copy(table, button));
  beside.append(button);
}

// A place in a page that is folded opens when an address leads to it.
const place = location.hash && document.getElementById(location.hash.slice(1));
const folded = place && place.closest("details");
if (folded) folded.open = true;
