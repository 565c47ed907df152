// Which rows are meant, and in which order.

const NONE = { query: "", run: "", component: 0, rule: "", low: "", high: "", group: "", texts: false };

function haystack(text, label) {
  const said = (pieces) => pieces.map(([kind, inside]) => (kind === "think" ? said(inside) : inside)).join("");
  return `${label}\n${text.prompt}\n${said(text.pieces)}\n${text.gold ?? ""}`.toLowerCase();
}

// Finds a query in the texts that the page has, and in the names of all problems.
function searcher(data) {
  const whole = new Map();
  const labels = data.labels.map((label) => label.toLowerCase());
  for (const [row, text] of data.texts) whole.set(row, haystack(text, data.labels[data.columns.group[row]]));
  return (row, query) => (whole.get(row) ?? labels[data.columns.group[row]]).includes(query);
}

// A test of one row, made of those of the filters that are set.
function wanted(data, filters, finds) {
  const { run, group } = data.columns;
  const scores = data.columns[`score${filters.component}`];
  const rules = data.columns[`rule${filters.component}`];
  const rule = data.rules.indexOf(filters.rule);
  const low = filters.low === "" ? null : Math.fround(filters.low);
  const high = filters.high === "" ? null : Math.fround(filters.high);
  const query = filters.query.trim().toLowerCase();
  const tests = [];
  if (filters.run !== "") tests.push((row) => run[row] === Number(filters.run));
  if (filters.group !== "") tests.push((row) => group[row] === Number(filters.group));
  if (filters.rule !== "") tests.push((row) => rules[row] === rule);
  if (low !== null) tests.push((row) => scores[row] >= low);
  if (high !== null) tests.push((row) => scores[row] <= high);
  if (filters.texts) tests.push((row) => data.texts.has(row));
  if (query !== "") tests.push((row) => finds(row, query));
  return (row) => tests.every((test) => test(row));
}

function chosen(data, filters, finds) {
  const test = wanted(data, filters, finds);
  const rows = [];
  for (let row = 0; row < data.count; row += 1) if (test(row)) rows.push(row);
  return rows;
}

// In place; rows without a value stand last, whichever way round.
function sorted(things, value, down) {
  const way = down ? -1 : 1;
  return things.sort((one, other) => {
    const [a, b] = [value(one), value(other)];
    if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) - Number.isNaN(b);
    return a === b ? 0 : way * (a < b ? -1 : 1);
  });
}

// The rules that decide a component, with the number of rows of each, the most frequent first.
function rulesOf(data, component) {
  const counts = new Map();
  for (const code of data.columns[`rule${component}`]) counts.set(code, (counts.get(code) ?? 0) + 1);
  counts.delete(0);
  return [...counts].sort((one, other) => other[1] - one[1]).map(([code, count]) => [data.rules[code], count]);
}

// Of each problem among some rows: how many completions, how many right, the worst, the mean and the best score.
function problemsOf(data, rows) {
  const found = new Map();
  for (const row of rows) {
    const group = data.columns.group[row];
    if (!found.has(group)) found.set(group, { group, tries: 0, scored: 0, right: 0, sum: 0, worst: Infinity, best: -Infinity });
    const problem = found.get(group);
    problem.tries += 1;
    const score = data.columns.score0[row];
    if (Number.isNaN(score)) continue;
    problem.scored += 1;
    problem.right += data.columns.right[row] === 2;
    problem.sum += score;
    problem.worst = Math.min(problem.worst, score);
    problem.best = Math.max(problem.best, score);
  }
  return [...found.values()].map(withMeans);
}

function withMeans(problem) {
  if (problem.scored === 0) return { ...problem, rate: NaN, mean: NaN, worst: NaN, best: NaN };
  return { ...problem, rate: problem.right / problem.scored, mean: problem.sum / problem.scored };
}
