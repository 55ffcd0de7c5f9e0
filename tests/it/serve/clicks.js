(async function () {
  const wrong = [], root = document.documentElement, id = (name) => document.getElementById(name);
  addEventListener("error", (event) => wrong.push(String(event.message)));
  addEventListener("unhandledrejection", (event) => wrong.push(String(event.reason)));
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const until = async function (what, isSo) {
    for (let turn = 0; turn < 4000; turn++) {
      if (isSo()) return;
      await pause(25);
    }
    throw new Error(`never: ${what}`);
  };
  const check = (what, isSo) => { if (!isSo) wrong.push(what); };
  const final = (what) => until(what, () => root.dataset.stage === "final" && id("file-report"));
  const again = async (what, act) => { root.dataset.stage = "test"; act(); await final(what); };
  const set = (input, value, kind) => { input.value = value; input.dispatchEvent(new Event(kind, { bubbles: true })); };
  const accessible = async function (when) {
    if (!globalThis.axe) return;
    const { violations } = await axe.run({ resultTypes: ["violations"] });
    for (const one of violations) if (["serious", "critical"].includes(one.impact)) wrong.push(`${when}: ${one.id}: ${one.nodes[0].html.slice(0, 160)}`);
  };
  const file = async (name) => (await fetch(id(`file-${name}`).href)).text();
  try {
    await final("the first answer");
    check("charts", 4 <= document.querySelectorAll("figure[data-drawn]").length);
    check("sentences", 2 <= document.querySelectorAll("#answer .said dt").length);
    check("all replications", id("status").textContent.includes("8"));
    check("queue has a canvas", document.querySelector("#chart-queue .canvas canvas").getAttribute("aria-label").length > 20);

    await accessible("at first");

    await again("more nodes", () => set(id("slider-0"), "6", "input"));
    check("the file has more nodes", /^nodes = 6 /m.test(await file("scenario")));
    check("the report", (await file("report")).startsWith("<!DOCTYPE html>"));
    check("the numbers", JSON.parse(await file("summary")).schema_version);

    id("pin").click();
    await again("more load", () => set(id("slider-1"), "120", "input"));
    await until("the difference", () => document.querySelectorAll("#apart tbody tr").length === 2);
    check("pinned curves", 4 === document.querySelectorAll("#chart-queue .legend button").length);
    id("pin").click();
    check("nothing pinned", document.querySelectorAll("#apart tbody tr").length === 0);

    await again("one policy", () => document.querySelector("#policies input").click());
    check("one policy is left", document.querySelectorAll("#chart-queue .legend button").length === 0);
    const selects = document.querySelectorAll("#form details select");
    selects[0].value = "smallest-first";
    await again("another policy", () => selects[0].closest("details").querySelector("button").click());
    check("its name", document.querySelector("#chart-queue .legend").textContent.includes("smallest-first+"));
    await again("other days", () => { id("days").selectedIndex = id("days").options.length - 1; id("days").dispatchEvent(new Event("change")); });
    check("all days", id("status").textContent.includes("12"));
    id("look").click();
    check("the look", ["light", "dark"].includes(root.dataset.look));

    set(id("plan-low"), "4", "input");
    set(id("plan-high"), "8", "input");
    set(id("plan-step"), "4", "input");
    set(id("plan-promise"), "p95 wait <= 48 h", "input");
    id("plan").open = true;
    id("plan-ask").click();
    await until("the plan", () => id("plan-answer").dataset.state === "done");
    check("the plan says", id("plan-answer").textContent.includes("p95 wait"));
    check("the plan's page", id("plan-answer").querySelector(".papers a"));

    const log = await (await fetch("/log.swf")).text();
    check("files of the folder are not served", !log.includes("MaxProcs"));
    let text = "; MaxProcs: 16\n; UnixStartTime: 1672531200\n";
    for (let job = 1; job <= 960; job++) text += `${job} ${job * 3600} 0 ${600 + (job * 977) % 9000} ${1 + (job * 7) % 8} -1 -1 ${1 + (job * 7) % 8} ${2 * (600 + (job * 977) % 9000)} -1 1 ${job % 7} 1 1 1 1 -1 -1\n`;
    const brought = new DataTransfer();
    brought.items.add(new File([text], "<b>log</b>.swf"));
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: brought, bubbles: true, cancelable: true }));
    const done = (what) => until(what, () => id("log-answer")?.dataset.state === "done");
    await done("the inspection");
    check("the inspection says", id("log-answer").textContent.includes("SWF"));
    id("log-replay").click();
    await until("the replay begins", () => id("log-answer").dataset.state === "busy");
    await done("the replay");
    check("the replay says", id("log-answer").textContent.includes("smallest-first+easy"));
    id("log-fit").click();
    await until("the fit begins", () => id("log-answer").dataset.state === "busy");
    await done("the fit");
    check("the model", id("log-answer").querySelector("details pre").textContent.includes("[model]"));
    document.querySelectorAll("details").forEach((part) => { part.open = true; });
    await accessible("with everything open");
    await again("the fitted scenario", () => id("log-scenario").click());
    check("its title", id("title").textContent.startsWith("Jobs like those"));

    const other = (file) => [...id("scenario").options].find(({ textContent }) => textContent.includes(file)).value;
    await again("names that are no markup", () => set(id("scenario"), other("evil.toml"), "change"));
    check("a name is a name", id("title").textContent.includes("<img src=x") && !suanli.hacked && !document.querySelector("img"));
    set(id("scenario"), other("broken.toml"), "change");
    await until("what is wrong", () => id("problems").textContent.includes("broken.toml:2"));
    await again("the first again", () => set(id("scenario"), other("a.toml"), "change"));
    check("no problem is left", id("problems").textContent === "");
    check("it is as wide as the window", document.documentElement.scrollWidth <= innerWidth + 1);
  } catch (error) { wrong.push(String(error)); }
  fetch("/found?" + encodeURIComponent(JSON.stringify(wrong)));
})();
