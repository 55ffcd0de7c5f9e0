// The jobs whose stories are stored: a table that can be ordered, and the story of the one that is chosen.
(function (page) {
  const ROWS = 25;

  const asks = function (job) {
    const [tasks, cores, accelerators] = job.t;
    const each = [[accelerators, "accelerators"], [cores, "cores"]].filter(([count]) => count !== 0).map(([count, unit]) => `${count} ${page.say(unit)}`).join(", ");
    return page.fill("{tasks} × ({each}) for {walltime}", { tasks, each, walltime: page.span(job.l) });
  };

  const units = (job) => job.t[0] * (job.t[2] || job.t[1]);

  const nodesOf = function (nodes) {
    const parts = [];
    for (let part = 0; part < nodes.length; part += 2) parts.push(nodes[part + 1] === 1 ? String(nodes[part]) : `${nodes[part]}–${nodes[part] + nodes[part + 1] - 1}`);
    return parts.length <= 6 ? parts.join(", ") : `${parts.slice(0, 5).join(", ")}, … (${parts.length})`;
  };

  // Tells the story of a job.
  page.story = function (run, job) {
    const place = document.getElementById("story");
    if (!place) return;
    const moments = [];
    for (const [at, event, nodes] of job.ev) moments.push([at, nodes ? page.fill("{event}: nodes {nodes}", { event: run.events[event], nodes: nodesOf(nodes) }) : run.events[event]]);
    const item = ([at, words]) => page.element("li", {}, page.element("time", {}, page.instant(at)), ": ", words);
    const total = job.why.reduce((sum, [, secs]) => sum + secs, 0);
    const causes = job.why.map(([cause, secs]) => page.element("li", {}, `${run.causes[cause]}: ${page.span(secs)} (${page.number((100 * secs) / total)} %)`));
    const why = total === 0 ? [page.element("p", {}, page.say("It did not wait."))] : [page.element("p", {}, page.fill("It waited {wait}, for these reasons:", { wait: page.span(job.w) })), page.element("ul", {}, ...causes)];
    const command = run.explain ? [page.element("p", {}, page.say("What would have let it start at once, and every change in between:")), page.element("pre", { tabindex: "0", "aria-label": page.say("Command") }, page.element("code", {}, run.explain.replace("{job}", job.id)))] : [];
    place.replaceChildren(
      page.element("h3", { tabindex: "-1" }, page.fill("Job {id} under {policy}", { id: job.id, policy: run.policy })),
      page.element("p", {}, [run.classes[job.k] ?? "", job.u, run.centers[job.c].name].filter(Boolean).join(", ")),
      page.element("p", {}, page.fill("It asks for {asks}.", { asks: asks(job) })),
      page.element("ol", {}, ...moments.map(item)),
      ...why,
      ...command,
    );
    place.hidden = false;
    place.querySelector("h3").focus({ preventScroll: true });
    const box = place.getBoundingClientRect();
    if (box.bottom < 0 || innerHeight < box.top + 120) place.scrollIntoView({ block: "center" });
    if (page.nodes) { page.nodes.told = job; page.nodes.redraw(); }
  };

  const ORDERS = [
    ["longest wait", (job) => -job.w],
    ["most held", (job) => -job.r.reduce((sum, [start, end]) => sum + (end - start) * units(job), 0)],
    ["most often stopped", (job) => -job.r.length],
    ["submitted first", (job) => job.q],
  ];

  page.drawJobs = function (figure) {
    const runs = page.data.runs, place = figure.querySelector(".canvas"), choices = figure.querySelector(".choices");
    place.style.height = "auto";
    const chosen = { run: 0, order: 0, kind: 0, shown: ROWS };
    const story = page.element("div", { id: "story", class: "story", role: "region", "aria-label": page.say("The story of a job"), hidden: true });
    const write = function () {
      const run = runs[chosen.run], order = ORDERS[chosen.order][1];
      const jobs = run.jobs.filter((job) => chosen.kind === 0 || job.k === chosen.kind - 1).sort((one, other) => order(one) - order(other) || one.q - other.q);
      const head = ["Job", "application", "tenant", "submitted", "wait", "asks for", "what became of it"].map((name) => page.element("th", { scope: "col" }, page.say(name)));
      const row = (job) => page.element("tr", {},
        page.element("th", { scope: "row" }, page.element("button", { type: "button", "aria-label": page.fill("Story of job {id}", { id: job.id }), click: () => page.story(run, job) }, String(job.id))),
        ...[run.classes[job.k] ?? "–", job.u ?? "–", page.instant(job.q), page.span(job.w), asks(job), run.events[job.ev.at(-1)[1]]].map((cell) => page.element("td", {}, cell)));
      const table = page.element("table", {}, page.element("thead", {}, page.element("tr", {}, ...head)), page.element("tbody", {}, ...jobs.slice(0, chosen.shown).map(row)));
      const more = jobs.length <= chosen.shown ? null : page.element("button", { type: "button", click: () => { chosen.shown *= 4; write(); } }, page.fill("More ({left} left)", { left: jobs.length - chosen.shown }));
      place.replaceChildren(page.element("div", { class: "wide words", tabindex: "0", role: "region", "aria-label": page.say("Jobs and their stories") }, table), ...(more ? [more] : []), story);
      figure.querySelector(".note").textContent = run.stored;
    };
    const choose = (about, names, set) => {
      if (names.length < 2) return;
      const select = page.element("select", { change: () => { set(select.selectedIndex); chosen.shown = ROWS; write(); } }, ...names.map((name) => page.element("option", {}, name)));
      choices.append(page.element("label", {}, about, select));
    };
    choose(page.say("Policy"), runs.map((run) => run.policy), (at) => { chosen.run = at; });
    choose(page.say("Application"), [page.say("all"), ...runs[0].classes], (at) => { chosen.kind = at; });
    choose(page.say("Order"), ORDERS.map(([name]) => page.say(name)), (at) => { chosen.order = at; });
    write();
  };
})(suanli);
