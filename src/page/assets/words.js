"use strict";
// The data of the page, its words, and how numbers and times are said.
const suanli = {};
(function (page) {
  page.data = JSON.parse(document.getElementById("data").textContent);
  page.say = (word) => page.data.words[word] ?? word;
  page.fill = (word, parts) =>
    page.say(word).replace(/\{(\w+)\}/g, (whole, name) => (name in parts ? String(parts[name]) : whole));

  // An element; texts become texts and never markup.
  page.element = function (tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes ?? {})) {
      if (typeof value === "function") element.addEventListener(name, value);
      else if (value === true) element.setAttribute(name, "");
      else if (value !== false && value != null) element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child != null));
    return element;
  };

  // Three digits or so that matter.
  page.number = function (value) {
    if (value == null || !Number.isFinite(value)) return "–";
    const size = Math.abs(value);
    if (size === 0) return "0";
    if (1e6 <= size) return value.toLocaleString("en-US", { maximumSignificantDigits: 4 });
    if (99.95 <= size) return Math.round(value).toLocaleString("en-US");
    if (size < 1e-3) return value.toExponential(1);
    return String(Number(value.toPrecision(3)));
  };

  // A length of time in the unit that suits it.
  page.span = function (secs) {
    if (secs == null || !Number.isFinite(secs)) return "–";
    const size = Math.abs(secs);
    if (size < 120) return `${page.number(secs)} ${page.say("s")}`;
    if (size < 7200) return `${page.number(secs / 60)} ${page.say("min")}`;
    if (size < 172800) return `${page.number(secs / 3600)} ${page.say("h")}`;
    return `${page.number(secs / 86400)} ${page.say("days")}`;
  };

  // When time begins, which another answer of the live page may change.
  const start = () => (page.data.time.start ? Date.parse(page.data.time.start + "Z") : null);
  const two = (number) => String(number).padStart(2, "0");

  // Seconds since the beginning as a calendar's date, where there is a calendar.
  page.calendar = (secs) => (start() == null ? null : new Date(start() + secs * 1000));
  page.fromCalendar = (year, month, day) => (Date.UTC(year, month, day) - start()) / 1000;

  // An instant: a date and a time, or the time since the beginning.
  page.instant = function (secs) {
    const date = page.calendar(secs);
    if (date) {
      const day = `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
      return `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
    }
    const days = Math.floor(secs / 86400);
    const rest = secs - days * 86400;
    return page.fill("day {day}, {time}", {
      day: days,
      time: `${two(Math.floor(rest / 3600))}:${two(Math.floor((rest % 3600) / 60))}`,
    });
  };

  let waiting = 0;
  // Says something to those who listen rather than look.
  page.tell = function (words) {
    clearTimeout(waiting);
    waiting = setTimeout(() => { document.getElementById("told").textContent = words; }, 120);
  };

  // Rows as a file, for spreadsheets; no cell is a formula.
  page.csv = function (rows) {
    const cell = (value) => {
      let text = value == null ? "" : String(value);
      if (/^[=+\-@\t\r]/.test(text) && !/^[+-]?[0-9.]+(e[+-]?[0-9]+)?$/i.test(text)) text = "'" + text;
      return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    };
    return rows.map((row) => row.map(cell).join(",")).join("\n") + "\n";
  };

  page.save = function (name, text, type) {
    const address = URL.createObjectURL(new Blob([text], { type }));
    const link = page.element("a", { href: address, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  };
})(suanli);
