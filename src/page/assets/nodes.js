// Which node did what when: small squares of equal stretches of time, and above them the jobs that are stored, as bars.
(function (page) {
  const LEFT = 64, BOTTOM = 44, TOP = 6, RIGHT = 12, LEVELS = 36;

  const letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

  // The picture of all squares, one pixel each.
  const picture = function (map, run, mode) {
    const canvas = document.createElement("canvas");
    canvas.width = map.cols;
    canvas.height = map.rows;
    const pen = canvas.getContext("2d");
    const image = pen.createImageData(map.cols, map.rows);
    const paper = page.heat(0), inks = run.classes.map((_, place) => page.rgb(page.colour(place)));
    for (let square = 0; square < map.cols * map.rows; square++) {
      const share = parseInt(map.levels[square], LEVELS) / (LEVELS - 1);
      let ink;
      if (mode === 0) {
        const full = inks[letters.indexOf(map.classes[square])] ?? [128, 128, 128];
        ink = paper.map((low, part) => Math.round(low + (full[part] - low) * (share === 0 ? 0 : 0.25 + 0.75 * share)));
      } else ink = page.heat(share);
      image.data.set([...ink, 255], square * 4);
    }
    pen.putImageData(image, 0, 0);
    return canvas;
  };

  // The stored jobs that lie in sight, as rectangles.
  const bars = function (drawn, from, until, x, y) {
    const found = [];
    for (const job of drawn.run.jobs) {
      if (job.c !== drawn.center) continue;
      for (const [start, end, nodes] of job.r) {
        if (end < from || until < start) continue;
        const left = x(Math.max(start, from)), right = x(Math.min(end, until));
        for (let part = 0; part < nodes.length; part += 2) {
          const top = y(nodes[part]), bottom = y(nodes[part] + nodes[part + 1]);
          if (right - left < 1.5 && bottom - top < 1.5) continue;
          found.push({ job, left, top, width: Math.max(right - left, 1), height: Math.max(bottom - top, 1) });
        }
      }
    }
    return found;
  };

  const axes = function (pen, drawn, map, from, until, x, y, width, height) {
    pen.fillStyle = page.ink("soft");
    pen.strokeStyle = page.ink("grid");
    pen.font = "12px " + getComputedStyle(document.body).fontFamily;
    pen.textAlign = "right";
    pen.textBaseline = "middle";
    const [low, high] = drawn.nodes;
    const stride = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 50000].find((step) => (high - low) / step <= height / 32) ?? 100000;
    for (let node = Math.ceil(low / stride) * stride; node <= high; node += stride) pen.fillText(String(node), LEFT - 6, y(node));
    pen.textBaseline = "top";
    let free = -Infinity;
    for (const { value, label } of page.timeTicks(from, until, width / 95)) {
      const wide = pen.measureText(label).width, at = Math.min(Math.max(x(value), LEFT + wide / 2), LEFT + width - wide / 2);
      if (at - wide / 2 < free) continue;
      pen.textAlign = "center";
      pen.fillText(label, at, TOP + height + 6);
      free = at + wide / 2 + 8;
    }
    pen.fillText(map.counted ? page.say("Processors, upward; time, across") : page.say("Nodes, upward; time, across"), LEFT + width / 2, TOP + height + 24);
  };

  const draw = function (drawn) {
    const { canvas, run } = drawn, map = run.centers[drawn.center], place = canvas.parentElement;
    const scale = devicePixelRatio || 1, wide = place.clientWidth, tall = place.clientHeight;
    canvas.width = wide * scale;
    canvas.height = tall * scale;
    canvas.style.width = `${wide}px`;
    canvas.style.height = `${tall}px`;
    const pen = canvas.getContext("2d");
    pen.scale(scale, scale);
    const width = wide - LEFT - RIGHT, height = tall - TOP - BOTTOM;
    const [from, until] = page.range ?? [0, page.data.time.span];
    const [low, high] = drawn.nodes;
    const x = (at) => LEFT + ((at - from) / (until - from)) * width;
    const y = (node) => TOP + ((node - low) / (high - low)) * height;
    Object.assign(drawn, { area: { left: LEFT, right: LEFT + width, top: TOP, bottom: TOP + height, width, height }, value: (at) => from + ((at - LEFT) / width) * (until - from), node: (at) => low + ((at - TOP) / height) * (high - low) });
    pen.clearRect(0, 0, wide, tall);
    pen.save();
    pen.beginPath();
    pen.rect(LEFT, TOP, width, height);
    pen.clip();
    pen.fillStyle = page.ink("raised");
    pen.fillRect(LEFT, TOP, width, height);
    pen.imageSmoothingEnabled = false;
    const image = (drawn.pictures[`${drawn.place}-${drawn.center}-${drawn.mode}`] ??= picture(map, run, drawn.mode));
    pen.drawImage(image, x(map.first), y(0), x(map.first + map.step * map.cols) - x(map.first), y(map.per * map.rows) - y(0));
    const found = bars(drawn, from, until, x, y);
    pen.lineWidth = 1;
    for (const { job, left, top, width: w, height: h } of found) {
      if (drawn.mode === 0) { pen.fillStyle = page.colour(job.k); pen.globalAlpha = 0.55; pen.fillRect(left, top, w, h); pen.globalAlpha = 1; }
      const isTold = job === drawn.told;
      // Rims of bars that are hardly wider than a line would hide them.
      if (!isTold && (w < 5 || h < 5)) continue;
      pen.strokeStyle = isTold ? page.ink("mark") : page.ink("ink");
      pen.lineWidth = isTold ? 3 : 1;
      pen.globalAlpha = isTold ? 1 : 0.45;
      pen.strokeRect(left + 0.5, top + 0.5, Math.max(w - 1, 0.5), Math.max(h - 1, 0.5));
      pen.globalAlpha = 1;
    }
    drawn.bars = found;
    page.drawOut(pen, drawn.area, from, until, x);
    page.drawMarks(pen, drawn.area, from, until, x);
    if (drawn.selection) {
      pen.fillStyle = page.faded(page.colour(0), 0.2);
      pen.fillRect(Math.min(...drawn.selection), TOP, Math.abs(drawn.selection[1] - drawn.selection[0]), height);
    }
    pen.restore();
    axes(pen, drawn, map, from, until, x, y, width, height);
  };

  const jobAt = (drawn, event) => (drawn.bars ?? []).findLast(({ left, top, width, height }) => left - 1 <= event.offsetX && event.offsetX <= left + width + 1 && top - 1 <= event.offsetY && event.offsetY <= top + height + 1)?.job;

  const hint = function (drawn, event) {
    const { area } = drawn, job = jobAt(drawn, event);
    if (event.offsetX < area.left || area.right < event.offsetX || event.offsetY < area.top || area.bottom < event.offsetY) return "";
    const map = drawn.run.centers[drawn.center], at = drawn.value(event.offsetX), node = Math.floor(drawn.node(event.offsetY));
    if (job) return `${page.fill("Job {id}", { id: job.id })}, ${drawn.run.classes[job.k] ?? "–"}, ${page.fill("waited {wait}", { wait: page.span(job.w) })}`;
    const col = Math.floor((at - map.first) / map.step), row = Math.floor(node / map.per), square = row * map.cols + col;
    if (col < 0 || map.cols <= col || row < 0 || map.rows <= row) return "";
    const share = Math.round((100 * parseInt(map.levels[square], LEVELS)) / (LEVELS - 1));
    const most = share === 0 ? "" : `, ${page.fill("mostly {class}", { class: drawn.run.classes[letters.indexOf(map.classes[square])] ?? "–" })}`;
    return `${page.instant(at)}, ${page.fill("node {node}", { node })}: ${share} %${most}`;
  };

  const legend = function (drawn) {
    const entries = drawn.mode === 0
      ? drawn.run.classes.map((name, place) => page.element("li", {}, page.swatch(place, false, true), " ", name))
      : [0, 0.25, 0.5, 0.75, 1].map((share) => page.element("li", {}, page.element("span", {}, `${share * 100} %`)));
    const list = page.element("ul", { class: "legend" }, ...entries);
    if (drawn.mode === 1) [...list.children].forEach((item, place) => { item.style.borderLeft = `1.4rem solid rgb(${page.heat(place / 4).join(",")})`; item.style.paddingLeft = ".4rem"; item.style.marginRight = ".6rem"; });
    drawn.legend?.replaceWith(list);
    if (!drawn.legend) drawn.figure.querySelector(".canvas").before(list);
    drawn.legend = list;
  };

  page.drawNodes = function (figure) {
    const runs = page.data.runs, place = figure.querySelector(".canvas"), choices = figure.querySelector(".choices");
    const canvas = page.element("canvas", { role: "img", tabindex: "0" });
    place.append(canvas);
    const drawn = { figure, canvas, run: runs[0], place: 0, center: 0, mode: 0, pictures: {}, nodes: null, isTime: true, told: null };
    const all = () => { const map = drawn.run.centers[drawn.center]; drawn.nodes = [0, map.nodes]; };
    const words = page.element("p", { class: "note", "aria-hidden": "true" }, " ");
    place.after(words);
    const redraw = (isOther) => {
      if (isOther) { legend(drawn); all(); }
      draw(drawn);
      const map = drawn.run.centers[drawn.center];
      canvas.setAttribute("aria-label", page.fill("Map of {nodes} nodes of {center} over time under {policy}; the jobs on it stand in the table below.", { nodes: map.nodes, center: map.name, policy: drawn.run.policy }));
    };
    drawn.redraw = () => redraw(false);
    drawn.recolour = () => { drawn.pictures = {}; redraw(true); };
    const choose = (about, names, chosen) => {
      if (names.length < 2) return;
      const select = page.element("select", { change: () => { chosen(select.selectedIndex); redraw(true); } }, ...names.map((name) => page.element("option", {}, name)));
      choices.append(page.element("label", {}, about, select));
    };
    choose(page.say("Policy"), runs.map((run) => run.policy), (at) => { drawn.run = runs[at]; drawn.place = at; });
    choose(page.say("Centre"), runs[0].centers.map((center) => center.name), (at) => { drawn.center = at; });
    choose(page.say("Colours"), [page.say("by application"), page.say("by how busy")], (at) => { drawn.mode = at; });
    choices.append(page.moves());
    const rows = (factor, shift) => { const [low, high] = drawn.nodes, count = drawn.run.centers[drawn.center].nodes, half = Math.min(Math.max(((high - low) * factor) / 2, 1), count / 2), middle = Math.min(Math.max((low + high) / 2 + shift * (high - low), half), count - half); drawn.nodes = [middle - half, middle + half]; draw(drawn); };
    canvas.addEventListener("keydown", (event) => {
      const act = { "+": () => page.zoom(0.5, 0), "=": () => page.zoom(0.5, 0), "-": () => page.zoom(2, 0), ArrowLeft: () => page.zoom(1, -0.25), ArrowRight: () => page.zoom(1, 0.25), ArrowUp: () => rows(1, -0.25), ArrowDown: () => rows(1, 0.25), PageUp: () => rows(0.5, 0), PageDown: () => rows(2, 0), Home: () => { all(); page.show(null); } }[event.key];
      if (act) { event.preventDefault(); act(); }
    });
    canvas.addEventListener("pointermove", (event) => { words.textContent = hint(drawn, event) || " "; });
    canvas.addEventListener("click", (event) => { const job = jobAt(drawn, event); if (job) page.story(drawn.run, job); });
    page.dragging(canvas, () => drawn.area, (at) => drawn.value(at), (chosen) => { if (drawn.selection || chosen) { drawn.selection = chosen; draw(drawn); } });
    new ResizeObserver(() => draw(drawn)).observe(place);
    figure.querySelector(".note:last-child").textContent = page.say("Drag to zoom, double click for all; with keys: + and − zoom, arrows move, Page Up and Page Down zoom nodes. Click a bar for its story. Bars are the jobs that are stored; the squares behind them are all jobs.");
    redraw(true);
    page.drawn.push(drawn);
    page.nodes = drawn;
  };
})(suanli);
