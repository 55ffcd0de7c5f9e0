// Puts the live page together: every change is a question, and a new one ends the last.
(function (page) {
  const WAIT_MS = 60;
  let asking = null, waiting = 0, entries = [], current = null;
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;

  const stageWords = function ({ look, replications, all, days, final: isFinal }) {
    const shown = { days: page.number(days), replications, all };
    if (look) return page.fill("A first look: {days} days, run once. More is on its way.", shown);
    if (isFinal) return page.fill("All {all} replications of {days} days.", shown);
    return page.fill("{replications} of {all} replications of {days} days. More is on its way.", shown);
  };

  const enable = function (id, isOn) {
    const one = document.getElementById(id);
    if (one) one.disabled = !isOn;
  };

  const files = function () {
    const place = document.getElementById("files");
    if (!place) return;
    const link = (name, words) => page.element("a", { href: `/api/answer/${current.key}/${name}`, download: true, id: `file-${name.split(".")[0]}` }, words);
    const parts = current?.isOver ? [link("report.html", page.say("Report")), link("summary.json", page.say("Numbers")), link("scenario.toml", page.say("Scenario file"))] : [page.button(page.say("Scenario file"), { id: "file-text" }, saveText)];
    place.replaceChildren(...parts, page.element("pre", { class: "command", tabindex: "0", "aria-label": page.say("Command") }, page.element("code", {}, current?.command ?? "")));
  };

  const saveText = async function () {
    try {
      page.save(page.scenario.file, await (await page.post("/api/text", page.moved())).text(), "text/plain");
    } catch (error) { page.problems(error.problems ?? [error.message]); }
  };

  const take = function (question, line) {
    if (line.kind === "begun") Object.assign(current, line);
    if (line.kind === "progress" && current.words) page.status(current.words, current.isOver ? null : line.share);
    if (line.kind === "answer") {
      const answer = { ...line, command: current.command, file: current.file };
      current.answer = answer;
      current.words = stageWords(line.stage);
      page.problems([]);
      page.showAnswer(answer);
      page.status(current.words);
      document.documentElement.dataset.stage = line.stage.final ? "final" : line.stage.look ? "look" : String(line.stage.replications);
      document.documentElement.dataset.answers = String(Number(document.documentElement.dataset.answers ?? 0) + 1);
      enable("pin", true);
    }
    if (line.kind === "done") current.isOver = true;
    if (line.kind === "failed") { page.problems(line.problems); page.status(page.say("There is no answer.")); }
    if (line.kind !== "progress") files();
  };

  const ask = async function () {
    asking?.abort();
    const mine = (asking = new AbortController());
    current = { isOver: false };
    files();
    enable("pin", false);
    enable("stop", true);
    document.documentElement.dataset.stage = "asked";
    page.status(page.say("Asked."));
    const isMine = () => asking === mine;
    try {
      await page.stream("/api/ask", page.question(), mine.signal, (line) => { if (isMine()) take(mine, line); });
    } catch (error) {
      if (error.name === "AbortError" || !isMine()) return;
      page.problems(error.problems ?? [error.message]);
      page.status(page.say("There is no answer."));
      document.documentElement.dataset.stage = "failed";
    }
    if (isMine()) enable("stop", false);
  };

  // Something of the question has changed.
  page.changed = function () {
    clearTimeout(waiting);
    waiting = setTimeout(ask, WAIT_MS);
  };

  page.stop = function () {
    asking?.abort();
    enable("stop", false);
    page.status(current?.words ? `${current.words} ${page.say("Stopped.")}` : page.say("Stopped."));
    document.documentElement.dataset.stage = "stopped";
  };

  page.pin = function () {
    page.pinned = page.pinned ? null : current?.answer ?? null;
    document.getElementById("pin").textContent = page.say(page.pinned ? "Unpin" : "Pin");
    if (current?.answer) page.showAnswer(current.answer);
    page.tell(page.say(page.pinned ? "The answer is pinned: the next ones are drawn beside it." : "Nothing is pinned any more."));
  };

  // Shows the form of a scenario and asks as it stands in its file.
  page.choose = async function (id) {
    asking?.abort();
    try {
      entries = (await page.get("/api/scenarios")).scenarios;
      const scenario = await page.get(`/api/scenario/${id ?? entries[0].id}`);
      page.showForm(scenario, entries);
      if (page.pinned) document.getElementById("pin").textContent = page.say("Unpin");
      ask();
    } catch (error) {
      page.problems(error.problems ?? [error.message]);
      // Another one can still be chosen.
      if (!document.getElementById("scenario") && 0 < entries.length) page.showEntries(entries);
    }
  };

  page.showEntries = function (known) {
    const select = page.element("select", { id: "scenario", change: () => page.choose(Number(select.value)) }, page.element("option", { value: "" }, page.say("Choose a scenario")), ...known.map(({ id, file, title }) => page.element("option", { value: id }, `${title} (${file})`)));
    document.getElementById("form").replaceChildren(page.group(page.say("Scenario"), select), page.logForm());
  };

  const again = () => page.drawn.forEach((drawn) => drawn.redraw(true));
  document.getElementById("look").addEventListener("click", () => { document.documentElement.dataset.look = page.isDark() ? "light" : "dark"; again(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  document.getElementById("whole").addEventListener("click", () => page.show(null));
  document.getElementById("form").addEventListener("submit", (event) => event.preventDefault());
  // The token is in a cookie by now, and need not stand in the address.
  if (location.search.includes("token=")) history.replaceState(null, "", location.pathname + (page.data.lang === "en" ? "" : "?lang=zh"));
  page.choose(null);
})(suanli);
