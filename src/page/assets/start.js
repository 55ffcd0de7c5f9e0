// Draws what comes into sight first and the rest when there is time, and again where the light changes.
(function (page) {
  const root = document.documentElement;
  const figures = [...document.querySelectorAll("figure[data-chart], figure[data-own]")];
  const left = new Set(figures);
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;

  const draw = function (figure) {
    if (!left.delete(figure)) return;
    if (figure.dataset.chart != null) page.drawChart(figure);
    else if (page.data.runs.length === 0) figure.remove();
    else if (figure.dataset.own === "nodes") page.drawNodes(figure);
    else page.drawJobs(figure);
    figure.dataset.drawn = "yes";
    if (left.size === 0) root.dataset.drawn = String(figures.length);
  };

  const drawAll = () => [...left].forEach(draw);
  const rest = function (deadline) {
    const [next] = left;
    if (next) draw(next);
    if (0 < left.size) idle(rest);
  };
  const idle = (what) => ("requestIdleCallback" in window ? requestIdleCallback(what, { timeout: 500 }) : setTimeout(what, 30));

  if ("IntersectionObserver" in window) {
    const observer = new IntersectionObserver((entries) => entries.filter((entry) => entry.isIntersecting).forEach(({ target }) => { observer.unobserve(target); draw(target); }), { rootMargin: "200px" });
    figures.forEach((figure) => observer.observe(figure));
  }
  if (figures.length === 0) root.dataset.drawn = "0";
  addEventListener("load", () => { root.dataset.ready = String(Math.round(performance.now())); idle(rest); });

  const again = () => page.drawn.forEach((drawn) => (drawn.recolour ? drawn.recolour() : drawn.redraw(true)));
  document.getElementById("look").addEventListener("click", () => { root.dataset.look = page.isDark() ? "light" : "dark"; again(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  document.getElementById("whole").addEventListener("click", () => page.show(null));
  addEventListener("beforeprint", () => { page.printing = true; drawAll(); again(); });
  addEventListener("afterprint", () => { page.printing = false; again(); });
})(suanli);
