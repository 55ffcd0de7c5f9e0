// Charts: made of data when they come into sight, with a legend, choices, zoom, keys, and a table behind each.
(function (page) {
  const POINTS_MAX = 1200, ROWS_MAX = 500;
  page.drawn = [];
  page.range = null;
  const whole = () => [0, page.data.time.span];

  // What of a line lies between two places, no more points than can be seen: means, and bands from least to greatest.
  const thinned = function (across, line, from, until) {
    let first = 0, last = across.length;
    while (first + 1 < last && across[first + 1] <= from) first++;
    while (first + 1 < last && until <= across[last - 2]) last--;
    const count = last - first;
    const stride = Math.max(1, Math.ceil(count / POINTS_MAX));
    const mean = [], low = [], high = [];
    const isBanded = line.low != null;
    for (let at = first; at < last; at += stride) {
      const end = Math.min(at + stride, last);
      let sum = 0, known = 0, least = Infinity, most = -Infinity;
      for (let place = at; place < end; place++) {
        const value = line.values[place];
        if (value == null) continue;
        sum += value;
        known++;
        least = Math.min(least, isBanded ? line.low[place] ?? value : value);
        most = Math.max(most, isBanded ? line.high[place] ?? value : value);
      }
      const x = across[at];
      mean.push({ x, y: known ? sum / known : null });
      if (isBanded) {
        low.push({ x, y: known ? least : null });
        high.push({ x, y: known ? most : null });
      }
    }
    return { mean, low, high, isBanded };
  };

  const acrossOf = function (view, line) {
    if (line.across) return line.across;
    const [first, step] = view.steps ?? [0, 1];
    return (line.places ??= line.values.map((_, place) => first + step * place));
  };

  // Stretches between two of the names at the left.
  const drawShaded = function (pen, area, stretches, pixel) {
    pen.save();
    pen.fillStyle = page.faded(page.ink("accent"), 0.18);
    for (const [from, until] of stretches) {
      const [one, other] = [pixel(from), pixel(until)];
      pen.fillRect(area.left, Math.min(one, other), area.width, Math.abs(other - one));
    }
    pen.restore();
  };

  const marks = {
    id: "marks",
    beforeDatasetsDraw(chart) {
      const { ctx: pen, chartArea: area, scales: { x, y } } = chart;
      if (area) drawShaded(pen, area, chart.data.shaded, (place) => y.getPixelForValue(place));
      if (!chart.options.isTime || !area) return;
      pen.save();
      pen.beginPath();
      pen.rect(area.left, area.top, area.width, area.height);
      pen.clip();
      page.drawOut(pen, area, x.min, x.max, (at) => x.getPixelForValue(at));
      page.drawMarks(pen, area, x.min, x.max, (at) => x.getPixelForValue(at));
      pen.restore();
    },
    afterDatasetsDraw(chart) {
      const { ctx: pen, chartArea: area, chosen } = chart;
      if (!chosen || !area) return;
      pen.save();
      pen.fillStyle = page.faded(page.ink("accent"), 0.18);
      pen.fillRect(Math.min(...chosen), area.top, Math.abs(chosen[1] - chosen[0]), area.height);
      pen.restore();
    },
  };

  // Nodes out of service as a strip along the lower edge.
  page.drawOut = function (pen, area, from, until, pixel) {
    for (const { steps: [first, step], failed, maintained } of page.data.time.out) {
      for (const [values, name, top] of [[failed, "failed", 7], [maintained, "kept", 14]]) {
        const most = values.reduce((high, value) => Math.max(high, value ?? 0), 0);
        if (most < 0.005) continue;
        pen.fillStyle = page.ink(name);
        for (let bin = Math.max(0, Math.floor((from - first) / step)); bin < values.length; bin++) {
          const left = first + step * bin;
          if (until < left) break;
          if (!values[bin]) continue;
          pen.globalAlpha = 0.25 + 0.75 * (values[bin] / most);
          const x = pixel(left);
          pen.fillRect(x, area.bottom - top, Math.max(pixel(left + step) - x, 1), 6);
        }
        pen.globalAlpha = 1;
      }
    }
  };

  page.drawMarks = function (pen, area, from, until, pixel) {
    let free = -Infinity;
    pen.font = "12px " + getComputedStyle(document.body).fontFamily;
    pen.textBaseline = "top";
    for (const { at, words } of page.data.time.marks) {
      if (at < from || until < at) continue;
      const x = Math.round(pixel(at)) + 0.5;
      pen.strokeStyle = page.ink("mark");
      pen.setLineDash([3, 3]);
      pen.beginPath();
      pen.moveTo(x, area.top);
      pen.lineTo(x, area.bottom);
      pen.stroke();
      pen.setLineDash([]);
      const width = pen.measureText(words).width;
      const left = Math.min(x + 4, area.right - width - 2);
      if (left < free || left < x - width || area.width / 2 < width) continue;
      pen.fillStyle = page.faded(page.ink("paper").padEnd(7, page.ink("paper").slice(1)), 0.8);
      pen.fillRect(left - 2, area.top + 1, width + 4, 16);
      pen.fillStyle = page.ink("mark");
      pen.fillText(words, left, area.top + 3);
      free = left + width + 10;
    }
  };

  const whiskers = {
    id: "whiskers",
    afterDatasetsDraw(chart) {
      if (!chart.options.hasWhiskers) return;
      const { ctx: pen, chartArea: area, scales: { x } } = chart;
      if (!area) return;
      pen.save();
      pen.beginPath();
      pen.rect(area.left, area.top, area.width, area.height);
      pen.clip();
      pen.strokeStyle = page.ink("ink");
      pen.lineWidth = 1.25;
      chart.data.datasets.forEach((set, place) => {
        if (!set.low || !chart.isDatasetVisible(place)) return;
        chart.getDatasetMeta(place).data.forEach((bar, at) => {
          if (set.low[at] == null || set.high[at] == null) return;
          const [left, right] = [x.getPixelForValue(set.low[at]), x.getPixelForValue(set.high[at])];
          pen.beginPath();
          pen.moveTo(left, bar.y);
          pen.lineTo(right, bar.y);
          for (const end of [left, right]) { pen.moveTo(end, bar.y - 4); pen.lineTo(end, bar.y + 4); }
          pen.stroke();
        });
      });
      pen.restore();
    },
  };

  const isBars = (spec) => spec.kind === "bars" || spec.kind === "stacks";
  const lookOf = (line, place) => line.look ?? place;

  const lineSets = function (spec, view, hidden, [from, until]) {
    const sets = [];
    const context = document.createElement("canvas").getContext("2d");
    view.lines.forEach((line, place) => {
      const look = lookOf(line, place), colour = page.colour(look);
      const { mean, low, high, isBanded } = thinned(acrossOf(view, line), line, from, until);
      const isHidden = hidden.has(line.name);
      const shared = { parsing: false, normalized: true, pointRadius: 0, tension: 0, hidden: isHidden, spanGaps: true };
      const isArea = spec.kind === "areas";
      if (isBanded && !isArea) {
        const band = { ...shared, borderWidth: 0, isBand: true, pointHitRadius: 0 };
        sets.push({ ...band, label: line.name, data: low, fill: false });
        sets.push({ ...band, label: line.name, data: high, fill: "-1", backgroundColor: page.faded(colour, 0.16) });
      }
      sets.push({
        ...shared,
        label: line.name,
        data: mean,
        order: isArea ? 0 : -1,
        borderColor: isArea ? page.ink("paper") : colour,
        borderWidth: isArea ? 0.75 : 2,
        borderDash: isArea ? [] : page.dash(look),
        backgroundColor: isArea ? page.fillOf(context, look) : colour,
        fill: isArea ? (sets.length === 0 ? "origin" : "-1") : false,
        pointStyle: page.sign(look),
        pointHoverRadius: 4,
      });
    });
    return sets;
  };

  const barSets = function (spec, view, hidden) {
    const context = document.createElement("canvas").getContext("2d");
    return view.lines.map((line, place) => ({
      label: line.name,
      data: line.values,
      low: line.low,
      high: line.high,
      hidden: hidden.has(line.name),
      backgroundColor: page.fillOf(context, lookOf(line, place)),
      borderColor: page.ink("paper"),
      borderWidth: spec.kind === "stacks" ? 0.5 : 0,
      maxBarThickness: 26,
      stack: spec.kind === "stacks" ? "all" : undefined,
    }));
  };

  const title = (axis, room) => ({ display: axis.title !== "", text: axis.title, color: page.ink("soft"), font: { size: room < 500 ? 11 : 13 } });
  const ticks = (room) => ({ color: page.ink("soft"), font: { size: room < 500 ? 11 : 12 }, maxRotation: 0, callback(value, place, all) { return all[place].label ?? page.number(value); } });

  // How far bars reach: whiskers that are much longer than bars are cut off rather than making bars small.
  const reach = function (view) {
    const bars = view.lines.flatMap((line) => line.values).reduce((most, value) => Math.max(most, value ?? 0), 0);
    const ends = view.lines.flatMap((line) => line.high ?? []).reduce((most, value) => Math.max(most, value ?? 0), 0);
    return Math.min(ends, bars * 2);
  };

  const scales = function (spec, view, room) {
    const grid = { color: page.ink("grid") };
    if (isBars(spec)) {
      const narrow = room < 500 ? 16 : 34;
      const names = { color: page.ink("soft"), font: { size: room < 500 ? 11 : 12 }, autoSkip: false, callback(value) { const name = this.getLabelForValue(value); return name.length <= narrow ? name : name.slice(0, narrow - 1) + "…"; } };
      return {
        y: { type: "category", stacked: spec.kind === "stacks", ticks: names, grid: { display: false }, title: title(spec.across, room) },
        x: { type: "linear", beginAtZero: true, stacked: spec.kind === "stacks", ticks: { ...ticks(room), maxTicksLimit: room < 500 ? 5 : 9 }, grid, title: title(spec.upward, room), max: spec.upward.most ?? undefined, suggestedMax: reach(view), grace: spec.upward.most ? 0 : "4%" },
      };
    }
    const x = { type: spec.across.kind === "wait" ? "logarithmic" : "linear", ticks: { ...ticks(room), autoSkip: spec.across.kind === "wait", autoSkipPadding: 8 }, grid, title: title(spec.across, room) };
    if (spec.across.kind === "time") {
      const [from, until] = page.range ?? whole();
      Object.assign(x, { min: from, max: until, afterBuildTicks(axis) { axis.ticks = page.timeTicks(axis.min, axis.max, room / 95); } });
    }
    if (spec.across.kind === "wait") Object.assign(x, { min: 1, afterBuildTicks(axis) { axis.ticks = page.waitTicks(axis.max); } });
    const y = { type: "linear", beginAtZero: true, stacked: spec.kind === "areas", ticks: { ...ticks(room), maxTicksLimit: 7 }, grid, title: title(spec.upward, room), max: spec.upward.most ?? undefined };
    return { x, y };
  };

  const tooltip = function (spec) {
    return {
      filter: (item) => !item.dataset.isBand,
      callbacks: {
        title: (items) => (items.length === 0 ? "" : isBars(spec) ? items[0].label : page.place(spec.across, items[0].parsed.x)),
        label: (item) => {
          const set = item.dataset, value = isBars(spec) ? item.parsed.x : item.parsed.y;
          const range = set.low?.[item.dataIndex] == null ? "" : ` (${page.number(set.low[item.dataIndex])} – ${page.number(set.high[item.dataIndex])})`;
          return `${set.label}: ${page.number(value)}${range}`;
        },
      },
    };
  };

  const config = function (spec, view, hidden, room) {
    const range = spec.across.kind === "time" ? page.range ?? whole() : [-Infinity, Infinity];
    return {
      type: isBars(spec) ? "bar" : "line",
      data: { labels: view.names, shaded: view.shaded ?? [], datasets: isBars(spec) ? barSets(spec, view, hidden) : lineSets(spec, view, hidden, range) },
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        indexAxis: isBars(spec) ? "y" : "x",
        isTime: spec.across.kind === "time",
        hasWhiskers: spec.kind === "bars",
        interaction: { mode: "index", intersect: false, axis: isBars(spec) ? "y" : "x" },
        layout: { padding: { right: 12 } },
        plugins: { legend: { display: false }, tooltip: tooltip(spec) },
        scales: scales(spec, view, room),
      },
      plugins: [marks, whiskers],
    };
  };

  const viewOf = function (spec, chosen) {
    let place = 0;
    spec.choices.forEach(([, options], choice) => { place = place * options.length + chosen[choice]; });
    return spec.views[place];
  };

  // What a chart shows, in a sentence for those who cannot see it.
  const summary = function (spec, view) {
    const parts = view.lines.slice(0, 8).map((line) => {
      const known = line.values.filter((value) => value != null);
      if (known.length === 0) return line.name;
      if (isBars(spec) && known.length <= 3) return `${line.name}: ${known.map(page.number).join(", ")}`;
      const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
      const least = known.reduce((low, value) => Math.min(low, value), Infinity), most = known.reduce((high, value) => Math.max(high, value), -Infinity);
      return page.fill("{name}: from {least} to {most}, {mean} in the mean", { name: line.name, least: page.number(least), most: page.number(most), mean: page.number(mean) });
    });
    return `${spec.title}. ${spec.upward.title}. ${parts.join("; ")}`;
  };

  page.rows = function (spec, view) {
    const head = [spec.across.title || page.say("name")];
    for (const line of view.lines) {
      head.push(line.name);
      if (line.low) head.push(`${line.name} (${page.say("least")})`, `${line.name} (${page.say("most")})`);
    }
    const first = view.lines[0];
    const places = isBars(spec) ? view.names : first ? acrossOf(view, first) : [];
    const rows = places.map((place, at) => {
      const row = [isBars(spec) ? place : spec.across.kind === "time" ? page.instant(place) : spec.across.kind === "wait" ? page.place(spec.across, place) : place];
      for (const line of view.lines) {
        row.push(line.values[at]);
        if (line.low) row.push(line.low[at], line.high[at]);
      }
      return row;
    });
    return { head, rows };
  };

  page.table = function (figure, spec, view, choice) {
    const { head, rows } = page.rows(spec, view);
    const cell = (value, place) => page.element(place === 0 ? "th" : "td", place === 0 ? { scope: "row" } : {}, typeof value === "number" ? page.number(value) : value ?? "–");
    const body = page.element("tbody", {}, ...rows.slice(0, ROWS_MAX).map((row) => page.element("tr", {}, ...row.map(cell))));
    const heads = page.element("tr", {}, ...head.map((name) => page.element("th", { scope: "col" }, name)));
    const caption = page.element("caption", {}, choice ? `${spec.title}: ${choice}` : spec.title);
    const place = figure.querySelector(".behind > div");
    place.replaceChildren(page.element("table", {}, caption, page.element("thead", {}, heads), body));
    figure.querySelector(".behind > .more")?.remove();
    const left = rows.length <= ROWS_MAX ? "" : page.fill("The first {shown} of {all} rows; the file has all.", { shown: ROWS_MAX, all: rows.length }) + " ";
    const save = page.element("button", { type: "button", click: () => page.save(`${spec.id}.csv`, page.csv([head, ...rows]), "text/csv") }, page.say("Save as CSV"));
    place.after(page.element("p", { class: "note more" }, left, save));
  };

  // Keys: arrows go from place to place, plus and minus zoom, Home shows all.
  const keys = function (drawn, event) {
    const { chart, spec } = drawn;
    const count = isBars(spec) ? chart.data.labels.length : Math.max(0, ...chart.data.datasets.map((set) => set.data.length));
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, PageDown: 20, PageUp: -20 }[event.key];
    if (step && 0 < count) {
      event.preventDefault();
      drawn.at = Math.min(Math.max((drawn.at ?? (0 < step ? -1 : count)) + step, 0), count - 1);
      const items = chart.data.datasets.map((set, datasetIndex) => ({ datasetIndex, index: drawn.at })).filter(({ datasetIndex }) => !chart.data.datasets[datasetIndex].isBand && chart.isDatasetVisible(datasetIndex) && drawn.at < chart.data.datasets[datasetIndex].data.length);
      chart.setActiveElements(items);
      chart.tooltip.setActiveElements(items, { x: 0, y: 0 });
      chart.update("none");
      page.tell([...(chart.tooltip.title ?? []), ...(chart.tooltip.body ?? []).flatMap((part) => part.lines)].join("; "));
    } else if (spec.across.kind === "time" && (event.key === "+" || event.key === "=")) page.zoom(0.5, 0);
    else if (spec.across.kind === "time" && event.key === "-") page.zoom(2, 0);
    else if (spec.across.kind === "time" && event.key === "Home") page.show(null);
    else if (event.key === "Escape") { chart.setActiveElements([]); chart.tooltip.setActiveElements([], { x: 0, y: 0 }); chart.update("none"); }
  };

  // Dragging with a mouse chooses a stretch of time.
  page.dragging = function (canvas, area, value, changed) {
    let from = null;
    const inside = (event) => { const { left, right } = area(); return Math.min(Math.max(event.offsetX, left), right); };
    canvas.addEventListener("pointerdown", (event) => { if (event.pointerType === "mouse" && event.button === 0) from = inside(event); });
    canvas.addEventListener("pointermove", (event) => { if (from != null && 4 < Math.abs(inside(event) - from)) changed([from, inside(event)]); });
    canvas.addEventListener("pointerleave", () => { from = null; changed(null); });
    canvas.addEventListener("pointerup", (event) => {
      const until = from == null ? null : inside(event);
      const start = from;
      from = null;
      changed(null);
      if (until != null && 8 < Math.abs(until - start)) page.show([value(Math.min(start, until)), value(Math.max(start, until))]);
    });
    canvas.addEventListener("dblclick", () => page.show(null));
  };

  page.moves = function () {
    const move = (sign, words, factor, shift) => page.element("button", { type: "button", title: page.say(words), "aria-label": page.say(words), click: () => page.zoom(factor, shift) }, sign);
    return page.element("span", { class: "moves" }, move("+", "Zoom in", 0.5, 0), move("−", "Zoom out", 2, 0), move("◀", "Earlier", 1, -0.5), move("▶", "Later", 1, 0.5));
  };

  page.zoom = function (factor, shift) {
    const [from, until] = page.range ?? whole();
    const middle = (from + until) / 2 + shift * (until - from), half = ((until - from) / 2) * factor;
    page.show([middle - half, middle + half]);
  };

  // Shows a stretch of time on every axis of time, or the whole.
  page.show = function (range) {
    const [, span] = whole();
    if (range) {
      const length = Math.min(Math.max(range[1] - range[0], span / 1e5, 1), span);
      const from = Math.min(Math.max(range[0], 0), span - length);
      range = length === span ? null : [from, from + length];
    }
    page.range = range;
    document.getElementById("whole").hidden = range == null;
    for (const drawn of page.drawn) if (drawn.isTime) drawn.redraw();
    page.tell(range ? page.fill("{from} to {until}", { from: page.instant(range[0]), until: page.instant(range[1]) }) : page.say("Whole time"));
  };

  const legend = function (drawn, view) {
    const { spec, hidden } = drawn;
    if (view.lines.length < 2 && spec.kind !== "areas") return page.element("ul", { class: "legend" });
    const entry = (line, place) => {
      const button = page.element("button", { type: "button", "aria-pressed": hidden.has(line.name) ? "false" : "true" }, page.swatch(lookOf(line, place), isBars(spec) || spec.kind === "areas"), line.name);
      button.addEventListener("click", () => {
        if (!hidden.delete(line.name)) hidden.add(line.name);
        button.setAttribute("aria-pressed", hidden.has(line.name) ? "false" : "true");
        drawn.redraw();
      });
      return page.element("li", {}, button);
    };
    return page.element("ul", { class: "legend", "aria-label": page.say("Legend: press to hide or show") }, ...view.lines.map(entry));
  };

  page.drawChart = function (figure) {
    const spec = page.data.charts[Number(figure.dataset.chart)];
    const drawn = { spec, figure, hidden: new Set(), chosen: spec.choices.map(() => 0), isTime: spec.across.kind === "time" };
    const place = figure.querySelector(".canvas"), choices = figure.querySelector(".choices"), behind = figure.querySelector(".behind");
    const canvas = page.element("canvas", { role: "img", tabindex: "0" });
    place.append(canvas);
    spec.choices.forEach(([about, options], choice) => {
      if (options.length < 2) return;
      const select = page.element("select", { change: () => { drawn.chosen[choice] = select.selectedIndex; drawn.redraw(true); } }, ...options.map((name) => page.element("option", {}, name)));
      choices.append(page.element("label", {}, about, select));
    });
    if (drawn.isTime) choices.append(page.moves());
    drawn.redraw = function (isOther) {
      const { spec } = drawn, view = viewOf(spec, drawn.chosen), room = place.clientWidth;
      if (isBars(spec)) {
        const bars = view.names.length * (spec.kind === "stacks" ? 1 : Math.max(view.lines.length, 1));
        place.style.height = `${Math.min(Math.max(bars * 24 + view.names.length * 8 + 80, 140), 1600)}px`;
      }
      const made = config(spec, view, drawn.hidden, room);
      if (drawn.chart) Object.assign(drawn.chart, { chosen: null }), (drawn.chart.data = made.data), (drawn.chart.options = made.options), drawn.chart.update("none");
      else drawn.chart = new Chart(canvas, made);
      if (isOther !== false && (isOther || !drawn.legend)) {
        const entries = legend(drawn, view);
        if (drawn.legend) drawn.legend.replaceWith(entries);
        else place.before(entries);
        drawn.legend = entries;
        canvas.setAttribute("aria-label", summary(spec, view));
        if (behind.open) drawn.table();
      }
      drawn.at = null;
    };
    drawn.table = () => page.table(figure, drawn.spec, viewOf(drawn.spec, drawn.chosen), drawn.spec.choices.map(([, options], choice) => (options.length < 2 ? null : options[drawn.chosen[choice]])).filter(Boolean).join(", "));
    drawn.redraw();
    behind.addEventListener("toggle", () => { if (behind.open) drawn.table(); });
    canvas.addEventListener("keydown", (event) => keys(drawn, event));
    if (drawn.isTime) page.dragging(canvas, () => drawn.chart.chartArea, (x) => drawn.chart.scales.x.getValueForPixel(x), (chosen) => { drawn.chart.chosen = chosen; drawn.chart.draw(); });
    page.drawn.push(drawn);
    return drawn;
  };

  // Shows other numbers with the same choices: zoom, choices and what is hidden stay.
  page.renewChart = function (drawn, spec) {
    drawn.spec = spec;
    drawn.redraw(true);
  };
})(suanli);
