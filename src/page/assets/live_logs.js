// Plans, and logs that are dropped onto the page: what other commands of suanli say.
(function (page) {
  const running = {};

  // Asks another command and shows what it says in a place of the page.
  const errand = async function (kind, address, body, place, done) {
    running[kind]?.abort();
    const mine = (running[kind] = new AbortController());
    const said = page.element("pre", { class: "told", tabindex: "0", "aria-live": "polite" });
    const command = page.element("p", { class: "note" });
    const stop = page.button(page.say("Stop"), {}, () => { mine.abort(); stop.remove(); said.append(page.say("Stopped.")); });
    place.replaceChildren(command, stop, said);
    place.dataset.state = "busy";
    const lines = [];
    let end = "failed";
    try {
      await page.stream(address, body, mine.signal, (line) => {
        if (line.kind === "begun") command.textContent = line.command;
        if (line.kind === "told") { lines.push(line.text); said.textContent = lines.slice(-12).join("\n"); }
        if (line.kind === "failed") said.textContent = line.problems.join("\n");
        if (line.kind === "answer") {
          said.textContent = line.text;
          const links = line.papers.map(({ id, name }) => page.element("a", { href: `/api/paper/${id}`, download: name }, name));
          place.append(page.element("p", { class: "row papers" }, ...links));
          done?.(line);
        }
        if (line.kind === "done") end = "done";
      });
    } catch (error) {
      if (error.name !== "AbortError") said.textContent = (error.problems ?? [error.message]).join("\n");
    }
    if (running[kind] !== mine) return;
    stop.remove();
    place.dataset.state = end;
  };

  const field = (words, input) => page.element("label", { class: "row" }, words, input);
  const number = (id, value) => page.element("input", { type: "number", id, value, step: "any", size: 6 });

  page.planForm = function (scenario) {
    const answer = page.element("div", { id: "plan-answer" });
    const what = page.element("select", { id: "plan-slider" }, ...scenario.planable.map((place) => page.element("option", { value: place }, page.nameOf(scenario.sliders[place]))));
    const goal = page.element("select", { id: "plan-goal" }, page.element("option", { value: "least" }, page.say("the least")), page.element("option", { value: "most" }, page.say("the most")));
    const low = number("plan-low", ""), high = number("plan-high", ""), step = number("plan-step", "");
    const fill = () => {
      const slider = scenario.sliders[Number(what.value)];
      if (!slider) return;
      const round = (value) => Math.max(Math.round(value / slider.step) * slider.step, slider.least);
      low.value = round(slider.here * 0.7);
      high.value = Math.min(round(slider.here * 1.3), slider.most);
      step.value = Number((Math.max(Math.round((slider.here * 0.6) / slider.step / 12), 1) * slider.step).toPrecision(6));
    };
    what.addEventListener("change", fill);
    fill();
    const promise = page.element("input", { type: "text", id: "plan-promise", maxlength: 300, value: scenario.plan?.promises[0] ?? "p95 wait <= 12 h" });
    const asked = () => ({ client: page.client, moved: page.moved(), range: { slider: Number(what.value), low: Number(low.value), high: Number(high.value), step: Number(step.value), most: goal.value === "most" }, promises: [promise.value], policy: page.asked.policies[0] ?? null, days: page.asked.days, replications: 2 });
    const ask = page.button(page.say("Plan"), { id: "plan-ask" }, () => errand("plan", "/api/plan", asked(), answer));
    const own = scenario.plan ? page.button(page.say("The plan of the file"), { id: "plan-own" }, () => errand("plan", "/api/plan", { client: page.client, moved: page.moved(), days: page.asked.days }, answer)) : null;
    if (scenario.planable.length === 0) return null;
    return page.element("details", { id: "plan" }, page.element("summary", {}, page.say("Plan: which value keeps a promise?")), field(page.say("Find"), goal), field(page.say("of"), what), field(page.say("from"), low), field(page.say("to"), high), field(page.say("in steps of"), step), field(page.say("such that"), promise), page.element("div", { class: "row" }, ask, own), answer);
  };

  const LOG_MAX = 64 * 1024 * 1024;

  page.takeLog = async function (file) {
    const place = document.getElementById("logs");
    const heading = page.element("h2", {}, page.fill("Log {name}", { name: file.name }));
    const note = page.element("p", { class: "note" }, page.say("The log is being brought."));
    place.replaceChildren(page.element("section", { id: "log", tabindex: "-1" }, heading, note));
    place.scrollIntoView?.({ block: "start" });
    try {
      if (LOG_MAX < file.size) throw new Error(page.say("A log has at most 64 MiB."));
      const response = await fetch(`/api/log?name=${encodeURIComponent(file.name).replaceAll("%", "_")}`, { method: "POST", body: file });
      const told = await response.json().catch(() => ({ problems: [String(response.status)] }));
      if (!response.ok) throw Object.assign(new Error(), { problems: told.problems });
      showLog(told, heading, note);
    } catch (error) {
      note.textContent = (error.problems ?? [error.message]).join("\n");
      note.className = "problem";
    }
  };

  const showLog = function ({ log, name }, heading, note) {
    note.textContent = page.fill("{name} is kept on the server until it ends, or others take its place.", { name });
    const processors = number("log-processors", "");
    const policies = page.element("input", { type: "text", id: "log-policies", value: "fcfs+easy, smallest-first+easy" });
    const answer = page.element("div", { id: "log-answer" });
    const asked = (what) => ({ client: page.client, log, what, policies: what === "replay" ? policies.value.split(",").map((name) => name.trim()).filter(Boolean) : [], processors: processors.value ? Number(processors.value) : null });
    const fitted = ({ model, scenario }) => {
      if (model) answer.append(page.element("details", {}, page.element("summary", {}, page.say("The model")), page.element("pre", { class: "told", tabindex: "0" }, model)));
      if (scenario) answer.append(page.button(page.fill("Ask of the scenario {file}", { file: scenario.file }), { id: "log-scenario" }, () => page.choose(scenario.id)));
    };
    const ask = (words, what) => page.button(words, { id: `log-${what}` }, () => errand("log", "/api/log/ask", asked(what), answer, fitted));
    heading.parentElement.append(
      field(page.say("Processors of the machine, where the log does not say"), processors),
      field(page.say("Policies to replay it with"), policies),
      page.element("div", { class: "row" }, ask(page.say("Inspect"), "inspect"), ask(page.say("Fit a model"), "fit"), ask(page.say("Replay"), "replay")),
      answer,
    );
    document.getElementById("log-inspect").click();
  };

  page.logForm = function () {
    const file = page.element("input", { type: "file", id: "log-file", change: () => { if (file.files[0]) page.takeLog(file.files[0]); } });
    return page.element("details", { id: "bring" }, page.element("summary", {}, page.say("A log of a real machine")), page.element("p", { class: "note" }, page.say("Drop a log anywhere on this page, or choose one, to inspect, fit and replay it.")), page.element("label", { class: "row", for: "log-file" }, page.say("Log")), file);
  };

  addEventListener("dragover", (event) => { event.preventDefault(); document.documentElement.dataset.dropping = "yes"; });
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) delete document.documentElement.dataset.dropping; });
  addEventListener("drop", (event) => {
    event.preventDefault();
    delete document.documentElement.dataset.dropping;
    const [file] = event.dataTransfer?.files ?? [];
    if (file) page.takeLog(file);
  });
})(suanli);
