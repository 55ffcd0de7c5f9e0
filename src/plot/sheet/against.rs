//! A replay beside the record on one sheet: waits and load over time, waits by class, and how far starts are apart.

use super::super::axis::{CONTENT_TOP, MARGIN, bottom_axis, edges, label, left_axis, titled, value_ticks};
use super::super::drawing::{Anchor, Drawing, Point};
use super::super::legend::{self, Entry, Key};
use super::super::names::{TimeUnit, time_unit, with_unit};
use super::super::palette::{DARK, brush, pen};
use super::super::scale::{Scale, Stretch, TICK_SIZE, round_values};
use super::bars::{Pairs, draw_pairs, largest_of};
use super::curves::{self, Curve};
use super::load::dates;
use super::sentences::draw_sentences;
use super::{FOOT, HEAD, PANEL_HEIGHT, Panel};
use crate::lang::Lang;
use crate::report::{AgainstReport, WaitsBeside, WeekBeside};

/// The two sides, everywhere in this order.
const SIDES: [&str; 2] = ["recorded", "replayed"];

/// The room for the names of lying bars.
const NAMES: i32 = 150;

/// Draws the sheet of a replay beside its record; `dated` says whether the log knows its dates.
#[must_use]
pub fn against_sheet(
    report: &AgainstReport,
    lang: Lang,
    (title, subtitle): (&str, &str),
    dated: bool,
) -> Drawing {
    let told = Told { report, lang, dated };
    let mut drawing = titled(CONTENT_TOP, title, subtitle);
    let row = |number: i32| CONTENT_TOP - 8 + number * (HEAD + PANEL_HEIGHT + FOOT);
    draw_waits(&mut drawing, Panel::at(row(0), 0, 3), told);
    let panel = Panel::at(row(1), 0, 1);
    panel.begin(&mut drawing, 'b', lang.say("Waits of all jobs"));
    let sides =
        [(&report.curve_recorded, report.all.recorded), (&report.curve_replayed, report.all.replayed)];
    let curve =
        |place: usize| Curve { name: SIDES[place], points: sides[place].0, median: sides[place].1.median_s };
    curves::draw(&mut drawing, panel, &[curve(0), curve(1)], 0, (lang, "Wait at most so long (log axis)"));
    let panel = Panel::at(row(1), 1, 2);
    panel.begin(&mut drawing, 'c', lang.say("Mean wait by size"));
    let across = "Up to so many (classes of powers of two)";
    draw_classes(&mut drawing, panel, (lang, &report.by_size), across, &largest_of);
    let panel = Panel::at(row(1), 2, 3);
    panel.begin(&mut drawing, 'd', lang.say("Mean wait by run time"));
    let name = |class: &str| lang.unit(lang.say(&run_name(class)));
    draw_classes(&mut drawing, panel, (lang, &report.by_run), "Run time up to", &name);
    draw_load(&mut drawing, Panel::at(row(2), 0, 2), told);
    draw_apart(&mut drawing, Panel::at(row(2), 2, 3), told);
    let words = report.words_in(lang).into_iter();
    drawing.height = draw_sentences(&mut drawing, row(3), ('g', lang.say("In words")), words) + MARGIN;
    drawing
}

/// The report, and how it is told.
#[derive(Clone, Copy)]
struct Told<'a> {
    report: &'a AgainstReport,
    lang: Lang,
    dated: bool,
}

fn draw_waits(drawing: &mut Drawing, panel: Panel, told: Told<'_>) {
    let Told { report, lang, .. } = told;
    panel.begin(drawing, 'a', lang.say("Mean wait by week of submission"));
    let waits = [|week: &WeekBeside| week.recorded_mean_s, |week: &WeekBeside| week.replayed_mean_s];
    let most =
        report.weeks.iter().flat_map(|week| waits.iter().filter_map(|of| of(week))).fold(0.0, f64::max);
    let TimeUnit { sign, secs } = time_unit(most);
    let lines = waits.map(|of| steps(report, &|week| of(week).map(|wait| wait / secs)));
    draw_steps(drawing, panel, &lines, (most / secs, &with_unit(lang, "Mean wait", sign)), told);
}

fn draw_load(drawing: &mut Drawing, panel: Panel, told: Told<'_>) {
    let Told { report, lang, .. } = told;
    panel.begin(drawing, 'e', lang.say("Share of the machine in use by week"));
    let loads = [|week: &WeekBeside| week.recorded_load, |week: &WeekBeside| week.replayed_load];
    let lines = loads.map(|of| steps(report, &|week| Some(100.0 * of(week))));
    draw_steps(drawing, panel, &lines, (100.0, lang.say("Load (%)")), told);
}

/// A line of steps: begin, end and value of each week.
type Steps = Vec<(f64, f64, f64)>;

fn steps(report: &AgainstReport, of: &dyn Fn(&WeekBeside) -> Option<f64>) -> Steps {
    let step =
        |week: &WeekBeside| of(week).map(|value| (week.begin.secs, week.begin.secs + week.length_s, value));
    shown_weeks(report).iter().filter_map(step).collect()
}

/// The weeks in which jobs were submitted.
fn shown_weeks(report: &AgainstReport) -> &[WeekBeside] {
    let count = report.weeks.iter().rposition(|week| 0 < week.jobs).map_or(0, |place| place + 1);
    &report.weeks[..count]
}

fn range(report: &AgainstReport) -> (f64, f64) {
    let weeks = shown_weeks(report);
    let end = weeks.last().map_or(1.0, |week| week.begin.secs + week.length_s);
    (weeks.first().map_or(0.0, |week| week.begin.secs), end)
}

fn draw_steps(
    drawing: &mut Drawing,
    panel: Panel,
    lines: &[Steps],
    (most, title): (f64, &str),
    Told { report, lang, dated }: Told<'_>,
) {
    let range = range(report);
    let frame = panel.frame;
    let values = round_values(most, 5);
    let upward = Scale::new(Stretch::Linear, (0.0, values[values.len() - 1]), frame.upward());
    let across = Scale::new(Stretch::Linear, range, frame.across());
    left_axis(drawing, frame, &value_ticks(&upward, &values), title);
    dates(drawing, lang, frame, &across, (range, dated));
    for (place, line) in lines.iter().enumerate() {
        let mut points: Vec<Point> = Vec::new();
        for (begin, end, value) in line {
            let y = upward.place(*value);
            points.extend([(across.place(*begin), y), (across.place(*end), y)]);
        }
        drawing.line(points, pen(place).ink, 2, pen(place).dash);
    }
    edges(drawing, frame);
    let entry = |(place, name): (usize, &&'static str)| Entry {
        key: Key::Line(pen(place)),
        text: lang.say(name).to_owned(),
    };
    legend::draw_below(
        drawing,
        panel.legend,
        panel.width,
        &SIDES.iter().enumerate().map(entry).collect::<Vec<_>>(),
    );
}

fn draw_classes(
    drawing: &mut Drawing,
    panel: Panel,
    (lang, rows): (Lang, &[WaitsBeside]),
    across: &str,
    name: &dyn Fn(&str) -> String,
) {
    let most = rows.iter().map(|row| row.recorded.mean_s.max(row.replayed.mean_s)).fold(0.0, f64::max);
    let TimeUnit { sign, secs } = time_unit(most);
    let bar = |row: &WaitsBeside| (name(&row.name), [row.recorded.mean_s / secs, row.replayed.mean_s / secs]);
    let upward = with_unit(lang, "Mean wait", sign);
    let names = SIDES.map(|side| lang.say(side));
    draw_pairs(
        drawing,
        panel,
        &Pairs { bars: rows.iter().map(bar).collect(), names, upward: &upward, across: lang.say(across) },
    );
}

/// The upper bound of a class of run times.
fn run_name(class: &str) -> String {
    match class {
        "1 day and more" => "more".into(),
        class => class.trim_start_matches("below ").rsplit(" to ").next().unwrap_or_default().to_owned(),
    }
}

/// How far starts are apart, as lying bars.
fn draw_apart(drawing: &mut Drawing, panel: Panel, Told { report, lang, .. }: Told<'_>) {
    let frame = panel.frame;
    panel.begin(drawing, 'f', lang.say("Starts of the replay against the record"));
    let left = panel.title.0 + NAMES;
    let most = report.apart.iter().map(|apart| apart.share).fold(0.0, f64::max);
    let values = round_values(100.0 * most, 4);
    let across = Scale::new(Stretch::Linear, (0.0, values[values.len() - 1]), (left, frame.right - 52));
    let pitch = (frame.bottom - frame.top) / report.apart.len().max(1) as i32;
    let frame = super::super::axis::Frame { left, right: frame.right - 52, ..frame };
    bottom_axis(drawing, frame, value_ticks(&across, &values), lang.say("Share of jobs (%)"));
    for (place, apart) in report.apart.iter().enumerate() {
        let middle = frame.top + place as i32 * pitch + pitch / 2;
        drawing.text(label((left - 8, middle), lang.say(apart.name), TICK_SIZE, Anchor::End, DARK));
        let end = across.place(100.0 * apart.share);
        let look =
            if place == report.apart.len() / 2 { 2 } else { usize::from(report.apart.len() / 2 < place) * 4 };
        if left < end {
            drawing.block((left, middle - pitch / 3), (end, middle + pitch / 3), brush(look).ink);
        }
        let text = format!("{:.1} %", 100.0 * apart.share);
        drawing.text(label((end + 6, middle), text, TICK_SIZE, Anchor::Start, DARK));
    }
    edges(drawing, frame);
}
