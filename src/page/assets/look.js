// Colours, dashes and hatches: what is told by a colour is told by something else, too.
(function (page) {
  const LIGHT = ["#0072b2", "#c24e00", "#00795a", "#a3478a", "#8a6100", "#4b5563", "#5a50c0", "#b0243a", "#2f7f86", "#6b4a2b"];
  const DARK = ["#6cb8f0", "#ff9a57", "#3fd0a5", "#eaa0cf", "#f0c04a", "#c3cad4", "#b3a8ff", "#ff8f9d", "#7fd6dd", "#d8b48f"];
  const DASHES = [[], [8, 4], [2, 3], [14, 4], [8, 3, 2, 3]];
  const SIGNS = ["circle", "rect", "triangle", "rectRot", "crossRot"];

  page.isDark = function () {
    const chosen = document.documentElement.dataset.look;
    if (page.printing) return false;
    return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  };

  page.ink = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  // Beyond the tenth the same colours come again, nearer to the ink.
  page.colour = function (place) {
    const plain = (page.isDark() ? DARK : LIGHT)[place % LIGHT.length], turn = Math.floor(place / LIGHT.length) % 3;
    if (turn === 0) return plain;
    const toward = page.isDark() ? 255 : 0;
    const part = (at) => Math.round(parseInt(plain.slice(at, at + 2), 16) * (1 - 0.3 * turn) + toward * 0.3 * turn);
    return "#" + [1, 3, 5].map((at) => part(at).toString(16).padStart(2, "0")).join("");
  };
  page.dash = (place) => DASHES[place % DASHES.length];
  page.sign = (place) => SIGNS[place % SIGNS.length];

  page.faded = function (colour, alpha) {
    const part = (at) => parseInt(colour.slice(at, at + 2), 16);
    return `rgba(${part(1)}, ${part(3)}, ${part(5)}, ${alpha})`;
  };

  // The fill of an area: every second one is hatched, each round of colours another way.
  page.fillOf = function (context, place) {
    const colour = page.colour(place);
    const turn = (place % 2) + 2 * Math.floor(place / LIGHT.length);
    if (turn === 0) return colour;
    const tile = document.createElement("canvas");
    tile.width = tile.height = 8;
    const pen = tile.getContext("2d");
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 8, 8);
    pen.strokeStyle = page.isDark() ? "rgba(0, 0, 0, .38)" : "rgba(255, 255, 255, .5)";
    pen.lineWidth = 1.5;
    pen.beginPath();
    for (const shift of [-8, 0, 8]) {
      if (turn % 2 === 1) { pen.moveTo(shift, 8); pen.lineTo(shift + 8, 0); }
      if (turn >= 2) { pen.moveTo(shift, 0); pen.lineTo(shift + 8, 8); }
    }
    pen.stroke();
    return context.createPattern(tile, "repeat");
  };

  // A small picture of a look, for legends.
  page.swatch = function (place, isArea, isPlain) {
    const canvas = page.element("canvas", { width: 28, height: 14, "aria-hidden": "true" });
    const pen = canvas.getContext("2d");
    if (isArea || isPlain) {
      pen.fillStyle = isPlain ? page.colour(place) : page.fillOf(pen, place);
      pen.fillRect(2, 1, 24, 12);
      return canvas;
    }
    pen.strokeStyle = page.colour(place);
    pen.lineWidth = 3;
    pen.setLineDash(page.dash(place));
    pen.beginPath();
    pen.moveTo(1, 7);
    pen.lineTo(27, 7);
    pen.stroke();
    return canvas;
  };

  // Light for idle, dark for busy; the other way round on dark paper.
  page.heat = function (share) {
    const stops = page.isDark()
      ? [[27, 34, 44], [64, 72, 140], [196, 90, 130], [255, 214, 120]]
      : [[243, 240, 232], [250, 190, 88], [200, 70, 66], [56, 12, 70]];
    const place = Math.min(Math.max(share, 0), 1) * 3;
    const below = Math.min(Math.floor(place), 2);
    return stops[below].map((low, part) => Math.round(low + (stops[below + 1][part] - low) * (place - below)));
  };

  page.rgb = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
})(suanli);
