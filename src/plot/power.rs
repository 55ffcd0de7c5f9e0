//! Power and price over a week: what a centre draws hour by hour under each policy, and what a kilowatt-hour costs then.

use super::axis::{
    AXIS_BELOW, AXIS_LEFT, CONTENT_TOP, FIGURE_WIDTH, Frame, MARGIN, bottom_axis, edges, left_axis,
    panel_title, titled, value_ticks,
};
use super::dates::{civil, date_ticks};
use super::drawing::{Dash, Drawing, Point};
use super::legend::{self, Entry, Key};
use super::names;
use super::outages::{Runs, outages};
use super::palette::{DARK, pen};
use super::scale::{Scale, Stretch, round_values};
use super::series::Series;
use super::{Figure, Plot, Subject};
use crate::lang::Lang;
use crate::ledger::HourRow;
use crate::model::{CenterId, Time};
use crate::text::csv_cell;
use jiff::civil::{DateTime, Weekday};

/// The row of this plot.
pub(super) const ENTRY: Plot = Plot {
    name: "power",
    help: "Power and price over the week in the middle, hour by hour, in the first replication: one figure for each centre.",
    draw,
};

const HOURS: usize = 168;
const POWER_HEIGHT: i32 = 260;
const PRICE_HEIGHT: i32 = 120;

/// The hours of a policy in the week that is shown.
struct Line<'a> {
    policy: &'a str,
    hours: &'a [HourRow],
    end: Time,
}

impl Line<'_> {
    /// The steps of a value that holds from hour to hour: times in seconds, and the value.
    fn steps(&self, value: impl Fn(&HourRow, f64) -> f64) -> Vec<(f64, f64)> {
        let secs = |at: Time| at.since(Time::ZERO).as_secs_f64();
        let mut steps = Vec::new();
        for (place, hour) in self.hours.iter().enumerate() {
            let until = self.hours.get(place + 1).map_or(self.end, |next| next.at);
            let (from, until) = (secs(hour.at), secs(until));
            let value = value(hour, until - from);
            steps.extend([(from, value), (until, value)]);
        }
        steps
    }
}

/// Kilowatts, as a mean over the hour.
fn kilowatts(hour: &HourRow, secs: f64) -> f64 {
    if secs <= 0.0 { 0.0 } else { hour.joules as f64 / secs / 1e3 }
}

/// Yuan for a kilowatt-hour.
fn price(hour: &HourRow, _: f64) -> f64 {
    hour.price as f64 / 1e6
}

fn draw(comparison: &Subject<'_>) -> Vec<Figure> {
    Figure::of_each_center(comparison, &ENTRY, draw_center)
}

fn draw_center(comparison: &Subject<'_>, center: CenterId) -> Option<(Drawing, Series)> {
    let scenario = &comparison.scenario;
    let mut lines: Vec<Line<'_>> = Vec::new();
    for (policy, spec) in scenario.policies.iter().enumerate() {
        let power =
            comparison.ledgers_of(policy).first()?.centers.get(usize::from(center.0))?.power.as_ref()?;
        let (from, until) = week(scenario.start, &power.hours);
        let end = power.hours.get(until).map_or(Time::ZERO + scenario.horizon, |hour| hour.at);
        lines.push(Line { policy: &spec.name, hours: &power.hours[from..until], end });
    }
    let first = lines.first()?;
    let (from, until) = (first.hours.first()?.at, first.end);
    let lang = comparison.lang;
    let name = names::center(lang, &scenario.centers[usize::from(center.0)]);
    let title = lang.fill("Power and its price, {center}", &[("center", &name)]);
    let subtitle = format!("{} | {}", scenario.title, lang.say("first replication"));
    let mut drawing = titled(CONTENT_TOP, &title, &subtitle);
    let entry =
        |(place, line): (usize, &Line<'_>)| Entry { key: Key::Sign(pen(place)), text: line.policy.into() };
    let entries: Vec<Entry> = lines.iter().enumerate().map(entry).collect();
    let room = FIGURE_WIDTH - 2 * MARGIN;
    legend::draw_below(&mut drawing, (MARGIN, CONTENT_TOP - 6), room, &entries);
    let top = CONTENT_TOP + legend::height_below(&entries, room) + 40;
    let frame = |top: i32, height: i32| Frame {
        left: MARGIN + AXIS_LEFT,
        top,
        right: FIGURE_WIDTH - MARGIN,
        bottom: top + height,
    };
    let upper = frame(top, POWER_HEIGHT);
    let lower = frame(upper.bottom + AXIS_BELOW + 40, PRICE_HEIGHT);
    drawing.height = lower.bottom + AXIS_BELOW + 10;
    let span = (from, until);
    let powers: Vec<Vec<(f64, f64)>> = lines.iter().map(|line| line.steps(kilowatts)).collect();
    let prices = vec![first.steps(price)];
    let moment = (lang, scenario.start);
    panel(&mut drawing, (upper, "Power of the centre"), moment, span, ("kW", &powers));
    let secs = |at: Time| at.since(Time::ZERO).as_secs_f64();
    let across = Scale::new(Stretch::Linear, (secs(from), secs(until)), upper.across());
    outages(&mut drawing, upper, (comparison, 0, center, Runs::First), &across);
    panel(&mut drawing, (lower, "Price of energy"), moment, span, ("yuan/kWh", &prices));
    Some((drawing, series(scenario.start, &lines)))
}

fn panel(
    drawing: &mut Drawing,
    (frame, title): (Frame, &str),
    (lang, start): (Lang, DateTime),
    (from, until): (Time, Time),
    (axis, lines): (&str, &[Vec<(f64, f64)>]),
) {
    panel_title(drawing, (frame.left, frame.top - 16), lang.say(title), frame.right - frame.left);
    let secs = |at: Time| at.since(Time::ZERO).as_secs_f64();
    let across = Scale::new(Stretch::Linear, (secs(from), secs(until)), frame.across());
    let values = || lines.iter().flatten().map(|(_, value)| *value);
    let (highest, lowest) = (values().fold(1e-9, f64::max), values().fold(0.0, f64::min));
    let round = round_values(highest, 4);
    let top = round.iter().copied().fold(highest, f64::max);
    let upward = Scale::new(Stretch::Linear, (lowest, top), frame.upward());
    left_axis(drawing, frame, &value_ticks(&upward, &round), lang.say(axis));
    bottom_axis(drawing, frame, date_ticks(start, (from, until), &across), lang.say("Date"));
    for (place, line) in lines.iter().enumerate() {
        let points: Vec<Point> =
            line.iter().map(|(at, value)| (across.place(*at), upward.place(*value))).collect();
        let (ink, dash) =
            if lines.len() == 1 { (DARK, Dash::Solid) } else { (pen(place).ink, pen(place).dash) };
        drawing.line(points, ink, 2, dash);
    }
    edges(drawing, frame);
}

/// The places of the hours of the week in the middle, from a Monday where there is room.
fn week(start: DateTime, hours: &[HourRow]) -> (usize, usize) {
    let earliest = (hours.len() / 2).saturating_sub(HOURS / 2);
    let is_monday = |place: &usize| {
        let moment = civil(start, hours[*place].at);
        moment.weekday() == Weekday::Monday && moment.hour() == 0
    };
    let before = (0..=earliest).rev().take(HOURS).find(|place| *place < hours.len() && is_monday(place));
    let from = before.unwrap_or(earliest);
    (from, (from + HOURS).min(hours.len()))
}

fn series(start: DateTime, lines: &[Line<'_>]) -> Series {
    let mut series = Series::new("policy,begin,from_secs,power_kw,price_yuan_per_kwh");
    for line in lines {
        let steps = line.steps(kilowatts);
        for (hour, step) in line.hours.iter().zip(steps.chunks(2)) {
            let (policy, begin) = (csv_cell(line.policy), civil(start, hour.at));
            series.row(&[&policy, &begin, &step[0].0, &step[0].1, &price(hour, 0.0)]);
        }
    }
    series
}
