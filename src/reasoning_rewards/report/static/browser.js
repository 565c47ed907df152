// The list of rows, or of problems, with its filters.

const PAGE = 50;
const SHOWN_COMPONENTS = 5;
const place = (id) => document.getElementById(id);

class Browser {
  constructor(data) {
    this.data = data;
    this.filters = { ...NONE };
    this.view = "rows";
    this.sort = data.differences ? { name: "score0", down: true } : { name: "", down: false };
    this.page = 0;
    this.finds = searcher(data);
    this.buildFilters();
    this.buildViews();
    for (const button of document.querySelectorAll("button.rule")) {
      button.addEventListener("click", () => this.go({ component: Number(button.dataset.component), rule: button.dataset.rule }));
    }
    this.update();
  }

  // ── filters ──

  buildFilters() {
    const { data } = this;
    const form = place("filters");
    const search = this.field("query", "search texts and problems", make("input", { type: "search" }));
    search.className = "search";
    form.append(search);
    if (data.runs.length > 1) form.append(this.field("run", "run", choice([["", "all"], ...data.runs.map((name, number) => [number, name])])));
    form.append(this.field("component", "component", choice(data.components.map((name, number) => [number, name]))));
    form.append(this.field("rule", "rule", choice([])));
    form.append(this.field("low", "score from", make("input", { type: "number", step: "any" })));
    form.append(this.field("high", "to", make("input", { type: "number", step: "any" })));
    if (data.grouped) form.append(this.field("group", "problem no.", make("input", { type: "number", min: "1", max: String(data.labels.length) })));
    form.append(this.ticked());
    const clear = make("button", { type: "button", className: "plain" }, "Clear");
    clear.addEventListener("click", () => this.go({}));
    form.append(clear);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.hidden = false;
    this.fillRules();
  }

  field(name, label, input) {
    input.name = name;
    input.addEventListener("input", () => this.change(name, input.value));
    return make("label", {}, label, input);
  }

  ticked() {
    const input = make("input", { type: "checkbox", name: "texts" });
    input.addEventListener("input", () => this.change("texts", input.checked));
    return make("label", { className: "tick" }, input, "with text");
  }

  change(name, value) {
    if (name === "group") value = value === "" ? "" : Number(value) - 1;
    this.filters[name] = name === "component" ? Number(value) : value;
    if (name === "component") {
      this.filters.rule = "";
      this.fillRules();
    }
    this.page = 0;
    this.update();
  }

  fillRules() {
    const rules = rulesOf(this.data, this.filters.component);
    const options = [["", "all"], ...rules.map(([rule, count]) => [rule, `${rule} (${count.toLocaleString("en")})`])];
    const { rule } = place("filters").elements;
    rule.replaceChildren(...choice(options).children);
    rule.value = this.filters.rule;
  }

  // Shows what some filters choose, all others unset.
  go(filters) {
    this.filters = { ...NONE, ...filters };
    this.view = "rows";
    this.page = 0;
    this.fillRules();
    const { elements } = place("filters");
    for (const [name, value] of Object.entries(this.filters)) {
      if (!elements[name]) continue;
      if (name === "texts") elements.texts.checked = value;
      else elements[name].value = name === "group" && value !== "" ? value + 1 : value;
    }
    this.update();
    place("rows").scrollIntoView();
  }

  // ── lists ──

  buildViews() {
    if (!this.data.grouped) return;
    for (const [view, name] of [["rows", "Completions"], ["problems", "Problems"]]) {
      const button = make("button", { type: "button" }, name);
      button.dataset.view = view;
      button.addEventListener("click", () => {
        this.view = view;
        this.sort = { name: "", down: false };
        this.page = 0;
        this.update();
      });
      place("views").append(button);
    }
    place("views").hidden = false;
  }

  update() {
    const rows = chosen(this.data, this.filters, this.finds);
    const problems = this.view === "problems";
    const things = problems ? problemsOf(this.data, rows) : rows;
    const columns = problems ? problemColumns(this.data) : rowColumns(this.data);
    const by = columns.find((column) => column.name === this.sort.name);
    if (by) sorted(things, by.value, this.sort.down);
    this.tell(rows.length);
    for (const button of place("views").children) button.setAttribute("aria-pressed", String(button.dataset.view === this.view));
    this.fill(things, columns);
    this.turn(things.length);
  }

  tell(count) {
    const { data } = this;
    const all = (number) => number.toLocaleString("en");
    const listed = data.count < data.rows ? `, of which ${all(data.count)} drawn by chance are listed` : "";
    place("said").textContent =
      `${all(count)} of ${all(data.rows)} rows${listed}. The page has the text of ${all(data.texts.size)} rows, some of every rule and problem.`;
  }

  fill(things, columns) {
    const head = make("thead", {}, make("tr", {}, ...columns.map((column) => this.header(column))));
    const body = make("tbody");
    for (const thing of things.slice(this.page * PAGE, (this.page + 1) * PAGE)) body.append(this.row(thing, columns));
    place("list").replaceChildren(head, body);
  }

  header(column) {
    const button = make("button", { type: "button" }, column.title);
    if (this.sort.name === column.name) button.dataset.sorted = this.sort.down ? "↓" : "↑";
    button.addEventListener("click", () => {
      const down = this.sort.name === column.name ? !this.sort.down : false;
      this.sort = { name: column.name, down };
      this.page = 0;
      this.update();
    });
    return make("th", { scope: "col", className: column.kind }, button);
  }

  row(thing, columns) {
    const cells = columns.map((column) => make("td", { className: column.kind }, column.shown(thing)));
    const element = make("tr", { className: "row", tabIndex: 0 }, ...cells);
    if (this.view === "rows") element.setAttribute("aria-expanded", "false");
    const act = () => (this.view === "problems" ? this.go({ group: thing.group }) : this.toggle(element, thing, columns.length));
    element.addEventListener("click", act);
    element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        act();
      }
    });
    return element;
  }

  toggle(element, row, width) {
    const isOpen = element.getAttribute("aria-expanded") === "true";
    element.setAttribute("aria-expanded", String(!isOpen));
    if (isOpen) element.nextElementSibling.remove();
    else {
      const inside = openedRow(this.data, row, (group) => this.go({ group }));
      element.after(make("tr", { className: "detail" }, make("td", { colSpan: width, className: "opened" }, inside)));
    }
  }

  turn(count) {
    const pages = Math.max(1, Math.ceil(count / PAGE));
    const button = (title, step, possible) => {
      const made = make("button", { type: "button", disabled: !possible }, title);
      made.addEventListener("click", () => {
        this.page += step;
        this.update();
        place("said").scrollIntoView();
      });
      return made;
    };
    const first = Math.min(count, this.page * PAGE + 1);
    const last = Math.min(count, (this.page + 1) * PAGE);
    const where = `${first.toLocaleString("en")} to ${last.toLocaleString("en")} of ${count.toLocaleString("en")}`;
    place("pager").replaceChildren(button("Previous", -1, this.page > 0), make("span", {}, where), button("Next", 1, this.page < pages - 1));
    place("pager").hidden = count <= PAGE;
  }
}

function choice(options) {
  return make("select", {}, ...options.map(([value, name]) => make("option", { value: String(value) }, name)));
}

// A column: what it is called, what it sorts by, what it shows.
function rowColumns(data) {
  const { columns, labels, runs, components, rules } = data;
  const score = (number) => columns[`score${number}`];
  const found = [];
  if (runs.length > 1) found.push({ name: "run", title: "run", kind: "", value: (row) => columns.run[row], shown: (row) => runs[columns.run[row]] });
  found.push({ name: "group", title: "problem", kind: "prompt", value: (row) => columns.group[row], shown: (row) => labels[columns.group[row]] });
  found.push({ name: "rule", title: "rule", kind: "slug", value: (row) => rules[columns.rule0[row]], shown: (row) => rules[columns.rule0[row]] });
  components.slice(0, SHOWN_COMPONENTS + 1).forEach((title, number) => {
    const kind = number === 0 ? "number" : "number wide";
    const size = data.differences && number === 0 ? Math.abs : (value) => value; // how much changes, whichever way
    found.push({ name: `score${number}`, title, kind, value: (row) => size(score(number)[row]), shown: (row) => said(score(number)[row]) });
  });
  found.push({ name: "length", title: data.unit, kind: "number wide", value: (row) => columns.length[row], shown: (row) => columns.length[row].toLocaleString("en") });
  found.push({ name: "text", title: "text", kind: "wide", value: (row) => Number(!data.texts.has(row)), shown: (row) => (data.texts.has(row) ? "yes" : "") });
  return found;
}

function problemColumns(data) {
  const number = (name, title, kind = "number") => ({ name, title, kind, value: (each) => each[name], shown: (each) => said(each[name]) });
  return [
    { name: "group", title: "no.", kind: "number wide", value: (each) => each.group, shown: (each) => String(each.group + 1) },
    { name: "label", title: "problem", kind: "prompt", value: (each) => data.labels[each.group], shown: (each) => data.labels[each.group] },
    ...(data.differences ? [] : [number("rate", "pass rate"), number("right", "right", "number wide")]),
    number("tries", "tries"),
    number("worst", "worst", "number wide"),
    number("mean", "mean"),
    number("best", "best", "number wide"),
  ];
}

async function start() {
  try {
    new Browser(await unpacked(JSON.parse(place("data").textContent)));
  } catch (error) {
    place("said").textContent = `The rows can't be unpacked here (${error.message}). A browser of 2023 or newer can.`;
  }
}

start();
