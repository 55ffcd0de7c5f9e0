// The form: which scenario, how long, which policies, and the sliders.
(function (page) {
  const form = document.getElementById("form");
  const kinds = { nodes: "Nodes of {name}", lock: "Locked share of {name}", load: "Load of everything", failures: "Failures of nodes", price: "Price of {name}", workload: "Load of {name}" };
  page.asked = { scenario: null, sliders: {}, policies: [], days: null };

  const group = (title, ...parts) => page.element("fieldset", {}, page.element("legend", {}, title), ...parts);
  const button = (words, attributes, click) => page.element("button", { type: "button", ...attributes, click }, words);
  page.button = button;
  page.group = group;

  const shown = (slider, value) => `${page.number(value)}${slider.unit ? " " + slider.unit : ""}`;

  page.nameOf = (slider) => page.fill(kinds[slider.kind], { name: slider.of });

  const sliderOf = function (slider, place) {
    const value = page.element("output", {}, shown(slider, slider.here));
    const input = page.element("input", { type: "range", id: `slider-${place}`, min: slider.least, max: slider.most, step: "any", "data-kind": slider.kind });
    input.step = String(slider.step);
    // Steps count from the least; what stands in the file need be no step.
    input.value = String(slider.here);
    input.addEventListener("input", () => {
      const near = Math.round(Number(input.value) / slider.step) * slider.step;
      const number = Math.min(Math.max(Number(near.toPrecision(9)), slider.least), slider.most);
      if (Math.abs(number - slider.here) < slider.step / 2) delete page.asked.sliders[place];
      else page.asked.sliders[place] = number;
      value.textContent = shown(slider, page.asked.sliders[place] ?? slider.here);
      input.setAttribute("aria-valuetext", value.textContent);
      page.changed();
    });
    input.setAttribute("aria-valuetext", value.textContent);
    return page.element("div", { class: "slider" }, page.element("label", { for: input.id }, page.nameOf(slider)), value, input);
  };

  const policyOf = function (name, isOn) {
    const box = page.element("input", { type: "checkbox", value: name, change: () => {
      page.asked.policies = [...form.querySelectorAll("#policies input:checked")].map(({ value }) => value);
      page.changed();
    } });
    box.checked = isOn;
    return page.element("label", { class: "policy" }, box, name);
  };

  const more = function (scenario, list) {
    const choice = (words, names) => page.element("select", { "aria-label": page.say(words) }, ...names.map((name) => page.element("option", {}, name)));
    const order = choice("Order", scenario.orders), backfill = choice("Backfill", scenario.backfills);
    backfill.value = scenario.backfills.includes("easy") ? "easy" : scenario.backfills[0];
    const add = button(page.say("Add"), {}, () => {
      const name = `${order.value}+${backfill.value}`;
      const known = [...list.querySelectorAll("input")].find(({ value }) => value === name);
      if (known) known.checked = true;
      else list.append(policyOf(name, true));
      page.asked.policies = [...list.querySelectorAll("input:checked")].map(({ value }) => value);
      page.changed();
    });
    return page.element("details", {}, page.element("summary", {}, page.say("Another policy")), page.element("div", { class: "row" }, order, backfill, add));
  };

  const daysOf = function (scenario) {
    const { days, days_usual: usual, warm_up_days: warm } = scenario;
    const wanted = [usual, Math.ceil(warm) + 42, Math.ceil(warm) + 91, 182].filter((count) => count && count < days);
    const counts = [...new Set(wanted)].sort((one, other) => one - other);
    const options = counts.map((count) => page.element("option", { value: count }, page.fill("{days} days", { days: count })));
    const all = page.element("option", { value: "" }, page.fill("all: {days} days", { days }));
    const select = page.element("select", { id: "days", change: () => { page.asked.days = select.value ? Number(select.value) : null; page.changed(); } }, ...options, all);
    select.value = usual ? String(usual) : "";
    page.asked.days = usual ?? null;
    return page.element("label", { class: "row" }, page.say("Simulated time"), select);
  };

  // Shows the form of a scenario.
  page.showForm = function (scenario, entries) {
    page.scenario = scenario;
    page.asked = { scenario: scenario.id, sliders: {}, policies: scenario.policies.slice(0, 3), days: null };
    const select = page.element("select", { id: "scenario", change: () => page.choose(Number(select.value)) }, ...entries.map(({ id, file, title }) => page.element("option", { value: id }, `${title} (${file})`)));
    select.value = String(scenario.id);
    const list = page.element("div", { id: "policies" }, ...scenario.policies.map((name, place) => policyOf(name, place < 3)));
    const sliders = scenario.sliders.map(sliderOf), isMain = (place) => place < 10 && scenario.sliders[place].kind !== "workload";
    const main = sliders.filter((_, place) => isMain(place)), rest = sliders.filter((_, place) => !isMain(place));
    form.replaceChildren(
      group(page.say("Scenario"), page.element("label", { class: "hidden", for: "scenario" }, page.say("Scenario")), select, daysOf(scenario)),
      group(page.say("Policies"), list, more(scenario, list)),
      group(page.say("What if"), ...main, rest.length ? page.element("details", { id: "rest" }, page.element("summary", {}, page.fill("{count} more sliders", { count: rest.length })), ...rest) : null, button(page.say("As in the file"), { id: "reset" }, () => page.choose(scenario.id))),
      group(page.say("This answer"), page.element("div", { class: "row" }, button(page.say("Pin"), { id: "pin", disabled: true }, page.pin), button(page.say("Stop"), { id: "stop", disabled: true }, page.stop)), page.element("div", { class: "row", id: "files" })),
      page.planForm(scenario),
      page.logForm(),
    );
  };

  page.moved = () => ({ scenario: page.asked.scenario, sliders: page.asked.sliders });

  page.question = () => ({ client: page.client, moved: page.moved(), policies: page.asked.policies, days: page.asked.days, replications: page.scenario.is_of_logs ? null : 8, lang: page.data.lang.slice(0, 2) });
})(suanli);
