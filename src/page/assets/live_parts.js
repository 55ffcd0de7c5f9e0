// The parts of an answer: sentences, tables and charts, beside those of the pinned answer.
(function (page) {
  const figures = new Map(), open = new Set();
  page.pinned = null;

  const table = function ({ caption, head, rows }) {
    const heads = page.element("tr", {}, ...head.map((name) => page.element("th", { scope: "col" }, name)));
    const row = (cells) => page.element("tr", {}, ...cells.map((cell, place) => page.element(place === 0 ? "th" : "td", place === 0 ? { scope: "row" } : {}, ...ticked(cell))));
    const body = page.element("tbody", {}, ...rows.map(row));
    const is_long = rows.some((cells) => cells.some((cell) => 40 < cell.length));
    return page.element("div", { class: is_long ? "wide long" : "wide", tabindex: "0", role: "region", "aria-label": caption || page.say("Table") }, page.element("table", {}, page.element("caption", {}, caption), page.element("thead", {}, heads), body));
  };

  // What stands in back ticks is typed.
  const ticked = function (words) {
    const parts = words.split("`");
    if (parts.length % 2 === 0) return [words];
    return parts.map((part, place) => (place % 2 === 1 ? page.element("code", {}, part) : part)).filter((part) => part !== "");
  };

  // Where a place across lies among those of another line.
  const placeAmong = function (across, x) {
    let low = 0, high = across.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (across[middle] <= x + 1e-9) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  };

  const acrossOf = (view, line) => line.across ?? line.values.map((_, place) => (view.steps ?? [0, 1])[0] + (view.steps ?? [0, 1])[1] * place);

  const besides = function (view, other) {
    const lines = other.lines.map((line, place) => {
      const look = (line.look ?? place) + view.lines.length;
      const name = page.fill("pinned: {name}", { name: line.name });
      const pick = (places) => { const of = (values) => values && places.map((at) => (at < 0 ? null : values[at] ?? null)); return { name, look, values: of(line.values), low: of(line.low), high: of(line.high) }; };
      if (view.names) return pick(view.names.map((known) => (other.names ?? []).indexOf(known)));
      const first = view.lines[0];
      if (!first) return null;
      const across = acrossOf(view, first), theirs = acrossOf(other, line);
      const end = theirs.length < 2 ? Infinity : theirs.at(-1) + (theirs.at(-1) - theirs.at(-2));
      return { ...pick(across.map((x) => (x < end ? placeAmong(theirs, x) : -1))), across: first.across };
    });
    return { ...view, lines: [...view.lines, ...lines.filter(Boolean)] };
  };

  // A chart with the lines or bars of the pinned answer in it, where both show the same.
  const withPinned = function (spec, pinned) {
    if (!pinned || !["lines", "bars"].includes(spec.kind)) return spec;
    const isAlike = JSON.stringify(spec.choices) === JSON.stringify(pinned.choices) && spec.views.length === pinned.views.length;
    if (!isAlike) return spec;
    return { ...spec, views: spec.views.map((view, place) => besides(view, pinned.views[place])) };
  };

  const chartOf = (answer, id) => answer?.page.sections.flatMap(({ blocks }) => blocks).find(({ chart }) => chart?.id === id)?.chart;

  const figure = function (spec) {
    const shown = withPinned(spec, chartOf(page.pinned, spec.id));
    const known = figures.get(spec.id);
    if (known && JSON.stringify(known.drawn.spec.choices) === JSON.stringify(shown.choices)) {
      known.place.querySelector("figcaption").textContent = shown.title;
      known.later = shown;
      return known.place;
    }
    if (known) page.drawn = page.drawn.filter((drawn) => drawn !== known.drawn);
    const title = `chart-${spec.id}-title`;
    const behind = page.element("details", { class: "behind" }, page.element("summary", {}, page.say("The numbers as a table")), page.element("div", { class: "wide", tabindex: "0", role: "region", "aria-label": page.say("The numbers as a table") }));
    const place = page.element("figure", { id: `chart-${spec.id}`, class: "chart", "aria-labelledby": title }, page.element("figcaption", { id: title }, spec.title), page.element("div", { class: "choices" }), page.element("div", { class: "canvas" }), page.element("p", { class: "note" }, spec.note), behind);
    figures.set(spec.id, { place, drawn: null, later: shown });
    return place;
  };

  // Charts know how wide they are only once they stand in the page.
  const draw = function () {
    for (const one of figures.values()) {
      if (!one.later || !one.place.isConnected) continue;
      if (one.drawn) page.renewChart(one.drawn, one.later);
      else {
        one.place.dataset.chart = String(page.data.charts.push(one.later) - 1);
        one.drawn = page.drawChart(one.place);
        page.data.charts.length = 0;
      }
      one.later = null;
      one.place.dataset.drawn = "yes";
    }
  };

  const block = function (id, part) {
    if (part.said) return page.element("dl", { class: "said" }, ...part.said.flatMap(([about, words]) => [page.element("dt", {}, about), page.element("dd", {}, ...ticked(words))]));
    if (part.text) return page.element("p", {}, ...ticked(part.text));
    if (part.command) return page.element("pre", { class: "command", tabindex: "0", "aria-label": page.say("Command") }, page.element("code", {}, part.command));
    if (part.table) return table(part.table);
    if (part.folded) {
      const key = `${id} ${part.folded.caption}`;
      const details = page.element("details", { toggle: () => (details.open ? open.add(key) : open.delete(key)) }, page.element("summary", {}, part.folded.caption), table(part.folded));
      details.open = open.has(key);
      return details;
    }
    return part.chart ? figure(part.chart) : null;
  };

  // Shows an answer in the place of the last one.
  page.showAnswer = function (answer) {
    const root = document.getElementById("answer");
    const span = page.data.time.span;
    page.data.time = answer.page.time;
    if (span !== page.data.time.span) page.range = null;
    document.getElementById("title").textContent = answer.page.title;
    document.title = `${answer.page.title} – suanli 算力`;
    document.getElementById("about").textContent = answer.page.about.join(" ");
    const focused = document.activeElement;
    const sections = answer.page.sections.map(({ id, title, blocks }) => page.element("section", { id, "aria-labelledby": `${id}-title` }, page.element("h2", { id: `${id}-title` }, title), ...blocks.map((part) => block(id, part)).filter(Boolean)));
    root.replaceChildren(page.element("div", { id: "apart" }), ...sections);
    draw();
    if (focused && focused !== document.activeElement && focused.isConnected) focused.focus({ preventScroll: true });
    page.showDifference(answer);
  };

  // A changed number with its interval.
  const changed = (found, factor, unit) => (found ? `${page.number(found.mean * factor)}${found.half == null ? "" : ` ± ${page.number(found.half * factor)}`} ${unit}` : "–");

  let told = 0;
  // How far an answer is from the pinned one.
  page.showDifference = async function (answer) {
    const place = document.getElementById("apart"), pinned = page.pinned;
    if (!place || !pinned) return;
    const heading = page.element("h2", {}, page.say("Against the pinned answer"));
    const about = page.element("p", { class: "note" }, page.fill("Pinned: {command}", { command: pinned.command }));
    const isPaired = pinned.file === answer.file && pinned.seed === answer.seed && pinned.stage.days === answer.stage.days;
    if (!isPaired) {
      place.replaceChildren(heading, about, page.element("p", {}, page.say("Both are of other jobs or other days: curves stand beside each other, and no difference is told.")));
      return;
    }
    const mine = ++told;
    const single = pinned.values.length === 1 && answer.values.length === 1;
    const pairs = answer.values.map((present) => [single ? pinned.values[0] : pinned.values.find(({ policy }) => policy === present.policy), present]).filter(([one]) => one);
    const found = await Promise.all(pairs.map(async ([one, present]) => (await page.post("/api/difference", { pinned: one, present })).json()));
    if (mine !== told || !place.isConnected) return;
    const rows = found.map(({ policies: [one, present], wait, used }) => [one === present ? present : `${one} → ${present}`, changed(wait, 1 / 3600, page.say("h")), page.say(wait?.verdict ?? "–"), changed(used, 100, "%"), page.say(used?.verdict ?? "–")]);
    const head = ["policy", "longer mean wait", "verdict", "more utilization", "verdict"].map((word) => page.say(word));
    const caption = page.say("Now minus pinned, run by run with the same chance; ± is half of a 95 % interval");
    place.replaceChildren(heading, about, table({ caption, head, rows }));
  };
})(suanli);
