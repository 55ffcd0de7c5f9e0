// Where the ticks of axes lie and what they say.
(function (page) {
  const MINUTE = 60, HOUR = 3600, DAY = 86400;
  const STEPS = [1, 5, 15, 30, MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY];
  const MONTHS = [1, 2, 3, 6, 12, 24, 60, 120];
  const two = (number) => String(number).padStart(2, "0");

  const label = function (secs, step) {
    const date = page.calendar(secs);
    if (!date) {
      const day = Math.floor(secs / DAY + 1e-9);
      const rest = Math.round(secs - day * DAY);
      const time = `${two(Math.floor(rest / HOUR))}:${two(Math.floor((rest % HOUR) / MINUTE))}`;
      if (step < DAY) return day === 0 || rest !== 0 ? time : page.fill("day {day}", { day });
      return page.fill("day {day}", { day });
    }
    const month = `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}`;
    if (28 * DAY <= step) return month;
    const day = `${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
    if (DAY <= step) return day;
    const midnight = date.getUTCHours() + date.getUTCMinutes() + date.getUTCSeconds() === 0;
    const second = step < MINUTE ? `:${two(date.getUTCSeconds())}` : "";
    return midnight ? day : `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}${second}`;
  };

  // Round dates between two instants, no more than there is room for.
  page.timeTicks = function (from, until, most) {
    const wanted = (until - from) / Math.max(most, 2);
    const step = STEPS.find((candidate) => wanted <= candidate);
    const ticks = [];
    if (step) {
      // Steps count from midnight.
      const date = page.calendar(0);
      const into = date ? (date.getUTCHours() * HOUR + date.getUTCMinutes() * MINUTE + date.getUTCSeconds()) : 0;
      for (let at = Math.ceil((from + into) / step) * step - into; at <= until; at += step) {
        ticks.push({ value: at, label: label(at, step) });
      }
      return ticks;
    }
    if (!page.calendar(0)) {
      let days = 10;
      while (days * DAY < wanted) days *= days % 3 === 0 ? 10 / 3 : 3;
      const stride = Math.round(days) * DAY;
      for (let at = Math.ceil(from / stride) * stride; at <= until; at += stride) ticks.push({ value: at, label: label(at, stride) });
      return ticks;
    }
    const months = MONTHS.find((candidate) => wanted <= candidate * 30.5 * DAY) ?? 120;
    const first = page.calendar(from);
    let month = Math.floor((first.getUTCFullYear() * 12 + first.getUTCMonth()) / months) * months;
    for (;; month += months) {
      const at = page.fromCalendar(Math.floor(month / 12), month % 12, 1);
      if (until < at) return ticks;
      if (from <= at) ticks.push({ value: at, label: label(at, 30 * DAY) });
    }
  };

  const WAITS = [[1, "< 1", "s"], [10, "10", "s"], [MINUTE, "1", "min"], [10 * MINUTE, "10", "min"], [HOUR, "1", "h"], [6 * HOUR, "6", "h"], [DAY, "1", "days"], [7 * DAY, "7", "days"], [30 * DAY, "30", "days"], [365 * DAY, "365", "days"], [3650 * DAY, "3650", "days"]];

  // Lengths of time that people know, on a logarithmic axis.
  page.waitTicks = function (until) {
    const told = WAITS.filter(([secs]) => secs <= until * 1.001);
    return told.map(([secs, number, unit]) => ({ value: secs, label: `${number} ${page.say(number === "1" && unit === "days" ? "day" : unit)}` }));
  };

  // What a place on an axis says in full.
  page.place = function (axis, value) {
    if (axis.kind === "time") return page.instant(value);
    if (axis.kind === "wait") return value <= 1 ? "< 1 " + page.say("s") : page.span(value);
    return page.number(value);
  };
})(suanli);
