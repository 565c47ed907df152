// Elements; whatever a model wrote goes into them as text, never as markup.

function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

function said(score) {
  if (score === null || Number.isNaN(score)) return "–";
  return String(Number(score.toPrecision(4))).replace("-", "−");
}

// One row, opened: the prompt and the completion beside the reasons of its score.
function openedRow(data, row, only) {
  const text = data.texts.get(row);
  const left = make("div", {}, ...(text ? textOf(text) : withoutText(data, row)));
  const right = make("div", {}, make("h4", {}, "Why"), whyOf(text ? text.why : reasonsOf(data, row)));
  if (text && text.gold !== null) right.prepend(make("h4", {}, "Gold"), make("div", { className: "text gold-text" }, text.gold));
  if (data.grouped) {
    const button = make("button", { type: "button", className: "plain" }, "Only this problem");
    button.addEventListener("click", () => only(data.columns.group[row]));
    right.append(make("p", {}, button));
  }
  return make("div", {}, left, right);
}

function textOf(text) {
  const prompt = text.prompt === "" ? [] : [make("h4", {}, "Prompt"), make("div", { className: "text" }, text.prompt)];
  return [...prompt, make("h4", {}, "Completion"), make("div", { className: "text completion" }, ...text.pieces.map(pieceOf))];
}

function pieceOf([kind, inside]) {
  if (kind === "text") return document.createTextNode(inside);
  if (kind !== "think") return make("mark", { className: kind, title: kind === "gold" ? "the gold" : "the answer" }, inside);
  const length = inside.reduce((sum, piece) => sum + piece[1].length, 0);
  const summary = make("summary", {}, `thinking, ${length.toLocaleString("en")} characters`);
  return make("details", {}, summary, ...inside.map(pieceOf));
}

function withoutText(data, row) {
  const kept = data.texts.size.toLocaleString("en");
  return [
    make("p", { className: "note" }, `The text of this row is not in the page, which has ${kept} of them. It is line ${data.columns.line[row]} of its file.`),
    make("h4", {}, "Prompt"),
    make("div", { className: "text" }, data.labels[data.columns.group[row]]),
  ];
}

// What the columns know, where the page has no explanation.
function reasonsOf(data, row) {
  return data.components
    .map((name, place) => [place === 0 ? 0 : 1, name, data.columns[`score${place}`][row], data.rules[data.columns[`rule${place}`][row]], ""])
    .filter(([, , score, rule]) => rule !== "" || !Number.isNaN(score));
}

function whyOf(lines) {
  const items = lines.map(([depth, name, score, rule, sentence]) =>
    make("li", { className: `d${Math.min(4, depth)}` }, make("b", {}, said(score)), `${name} `, make("code", {}, rule),
      sentence === "" ? null : make("span", { className: "said" }, sentence)));
  return make("ul", { className: "why" }, ...items);
}
