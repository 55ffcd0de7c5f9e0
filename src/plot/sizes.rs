//! Which tenants gain and which pay: waits of tenants by size, and what they held of what was due to them, by policy.

use super::axis::{
    AXIS_BELOW, CONTENT_TOP, FIGURE_WIDTH, Frame, MARGIN, bold, bottom_axis, edges, label, panel_title,
    titled, value_ticks,
};
use super::drawing::{Anchor, Dash, Drawing};
use super::estimate::{Metric, metric, starves};
use super::legend::{self, Entry, Key};
use super::names::{self, plus_minus};
use super::palette::{DARK, GRAY, Mark, PALE, Pen, draw_mark, draw_whisker, pen};
use super::policies::explain_mark;
use super::scale::{Scale, Stretch, round_values};
use super::series::estimates_series;
use super::text::{Weight, fit, width};
use super::wait_cdf::runs_of_any;
use super::waits::WaitScale;
use super::{Figure, Plot, Subject};
use crate::lang::Lang;
use crate::metrics::{Estimate, Scope, SizeBand};

/// The row of this plot.
pub(super) const ENTRY: Plot = Plot {
    name: "sizes",
    help: "Restricted mean, median and 95th percentile of wait of tenants by size, and what they held of what was due to them, by policy.",
    draw,
};

const ROW_HEIGHT: i32 = 22;
const BAND_GAP: i32 = 32;
/// The room for a mean wait or a percentage right of its panel.
const NUMBER_ROOM: i32 = 118;
const COLUMN_GAP: i32 = 24;

/// The figures of the tenants of one size under a policy.
#[derive(Debug, Clone, Copy)]
struct Fate {
    mean: Option<Estimate>,
    median: Option<Estimate>,
    p95: Option<Estimate>,
    served: Option<Estimate>,
    /// Whether so many of their jobs never started that this is to be said.
    starves: bool,
}

/// The two panels and their axes.
#[derive(Debug, Clone, Copy)]
struct Panels {
    /// In which unit waits are said.
    unit: names::TimeUnit,
    waits: WaitScale,
    served: Scale,
    left: Frame,
    right: Frame,
}

fn draw(comparison: &Subject<'_>) -> Vec<Figure> {
    let bands = bands(comparison);
    // Where all tenants are of one size there is nobody to compare them with.
    if bands.len() < 2 {
        return Vec::new();
    }
    let scenario = &comparison.scenario;
    let lang = comparison.lang;
    let subtitle = format!("{} | {}", scenario.title, names::runs(lang, runs_of_any(comparison)));
    let title = lang.say("Who gains and who pays, by size of tenant and policy");
    let mut drawing = titled(CONTENT_TOP, title, &subtitle);
    let room = FIGURE_WIDTH - 2 * MARGIN;
    legend::draw_below(&mut drawing, (MARGIN, CONTENT_TOP - 6), room, &entries(comparison));

    let band_height = BAND_GAP + scenario.policies.len() as i32 * ROW_HEIGHT + 6;
    let top = CONTENT_TOP + 58;
    let bottom = top + bands.len() as i32 * band_height + 4;
    let panels = panels(comparison, &bands, (top, bottom));
    drawing.height = bottom + AXIS_BELOW + 10;
    panels.waits.draw(&mut drawing, lang, "Wait (log axis; 0: less than a second)");
    let values = round_values(panels.served.high(), 4);
    let title = lang.say("Held, of what was due (%)");
    bottom_axis(&mut drawing, panels.right, value_ticks(&panels.served, &values), title);
    let titles = ["Waits up to the horizon, started or not", "Service, started or not"];
    for (frame, title) in [panels.left, panels.right].into_iter().zip(titles) {
        panel_title(&mut drawing, (frame.left, top - 18), lang.say(title), 400);
    }
    for right in [panels.left.right, panels.right.right] {
        drawing.text(label((right + NUMBER_ROOM, top - 18), lang.say("mean"), 13, Anchor::End, GRAY));
    }
    let all = panels.served.place(100.0);
    let dash = Dash::Broken { stroke: 4, gap: 4 };
    drawing.line(vec![(all, top), (all, bottom)], DARK, 1, dash);
    for (turn, (band, fates)) in bands.iter().enumerate() {
        let top = top + turn as i32 * band_height;
        draw_band(&mut drawing, comparison, &panels, (*band, top), fates);
    }
    for frame in [panels.left, panels.right] {
        edges(&mut drawing, frame);
    }
    panels.waits.draw_break(&mut drawing);
    let scopes: Vec<Scope> = bands.iter().map(|(band, _)| Scope::Size(*band)).collect();
    explain_mark(&mut drawing, comparison, &scopes);
    let shown = [Metric::WaitMean, Metric::WaitMedian, Metric::WaitP95, Metric::Served];
    let series = estimates_series(comparison, &scopes, &shown);
    vec![Figure { stem: ENTRY.name.into(), drawing, series: Some(series) }]
}

/// The sizes of which anything is known under any policy, and what is known by policy.
fn bands(comparison: &Subject<'_>) -> Vec<(SizeBand, Vec<Fate>)> {
    let fates = |band: SizeBand| {
        let known = |policy, of| metric(comparison, policy, Scope::Size(band), of);
        let fate = |policy| Fate {
            mean: known(policy, Metric::WaitMean),
            median: known(policy, Metric::WaitMedian),
            p95: known(policy, Metric::WaitP95),
            served: known(policy, Metric::Served),
            starves: starves(comparison, policy, Scope::Size(band)),
        };
        (band, (0..comparison.scenario.policies.len()).map(fate).collect::<Vec<Fate>>())
    };
    let is_known = |(_, fates): &(SizeBand, Vec<Fate>)| {
        fates.iter().any(|fate| fate.mean.is_some() || fate.served.is_some())
    };
    SizeBand::ALL.into_iter().map(fates).filter(is_known).collect()
}

fn entries(comparison: &Subject<'_>) -> [Entry; 5] {
    let (lang, confidence) = (comparison.lang, comparison.confidence);
    let sign = |mark, text: &str| Entry {
        key: Key::Sign(Pen { mark, ink: GRAY, ..pen(0) }),
        text: lang.say(text).to_owned(),
    };
    let interval = lang.fill("{confidence} confidence interval of the mean", &[("confidence", &confidence)]);
    [
        sign(Mark::Circle, "median wait"),
        sign(Mark::Square, "restricted mean wait"),
        sign(Mark::Diamond, "95th percentile of wait (pale: at least)"),
        Entry { key: Key::Whisker, text: interval },
        Entry { key: Key::Rule(DARK), text: lang.say("100 %: an even division").to_owned() },
    ]
}

fn panels(comparison: &Subject<'_>, bands: &[(SizeBand, Vec<Fate>)], (top, bottom): (i32, i32)) -> Panels {
    let policies = comparison.scenario.policies.iter();
    let policies = policies.map(|policy| width(&policy.name, 14, Weight::Regular));
    let titles = bands.iter().map(|(band, _)| width(comparison.lang.say(band.title()), 14, Weight::Bold));
    let first = MARGIN + policies.chain(titles).max().unwrap_or(0).min(250) + 10;
    let room = (FIGURE_WIDTH - MARGIN - first - COLUMN_GAP - 2 * NUMBER_ROOM) / 5;
    let left = Frame { left: first, top, right: first + 3 * room, bottom };
    let from = left.right + NUMBER_ROOM + COLUMN_GAP;
    let right = Frame { left: from, top, right: FIGURE_WIDTH - MARGIN - NUMBER_ROOM, bottom };
    let fates = || bands.iter().flat_map(|(_, fates)| fates);
    let waits = fates().flat_map(|fate| [fate.mean, fate.median, fate.p95]).flatten();
    let longest = waits.map(|estimate| interval(&estimate).1).fold(0.0, f64::max);
    let served = fates().filter_map(|fate| fate.served).map(|estimate| interval(&estimate).1);
    let highest = 100.0 * served.fold(1.0, f64::max);
    let values = round_values(highest, 4);
    Panels {
        unit: names::unit_of_all(fates().filter_map(|fate| fate.mean).map(|estimate| estimate.mean)),
        waits: WaitScale::new(left, longest),
        served: Scale::new(Stretch::Linear, (0.0, values[values.len() - 1]), right.across()),
        left,
        right,
    }
}

fn interval(estimate: &Estimate) -> (f64, f64) {
    let half = estimate.half_width.filter(|half| half.is_finite()).unwrap_or(0.0);
    ((estimate.mean - half).max(0.0), estimate.mean + half)
}

fn draw_band(
    drawing: &mut Drawing,
    comparison: &Subject<'_>,
    panels: &Panels,
    (band, top): (SizeBand, i32),
    fates: &[Fate],
) {
    let first = panels.left.left;
    drawing.block((MARGIN, top), (FIGURE_WIDTH - MARGIN, top), PALE);
    let lang = comparison.lang;
    drawing.text(bold(label((MARGIN, top + 16), lang.say(band.title()), 14, Anchor::Start, DARK)));
    for (place, fate) in fates.iter().enumerate() {
        let middle = top + BAND_GAP + place as i32 * ROW_HEIGHT + ROW_HEIGHT / 2 - 4;
        let name = fit(&comparison.scenario.policies[place].name, 14, Weight::Regular, first - 10 - MARGIN);
        drawing.text(label((first - 10, middle), name, 14, Anchor::End, DARK));
        draw_waits(drawing, (lang, panels), (place, middle), fate);
        draw_served(drawing, (lang, panels), (place, middle), fate);
    }
}

/// Draws the range from median to 95th percentile with the mean in it, and the mean in words.
fn draw_waits(
    drawing: &mut Drawing,
    (lang, panels): (Lang, &Panels),
    (place, middle): (usize, i32),
    fate: &Fate,
) {
    let right = panels.left.right + NUMBER_ROOM;
    let (Some(mean), Some(median), Some(p95)) = (fate.mean, fate.median, fate.p95) else {
        return drawing.text(label((right, middle), lang.say("no jobs"), 13, Anchor::End, GRAY));
    };
    let ink = pen(place).ink;
    let at = |estimate: &Estimate| panels.waits.place(estimate.mean);
    drawing.block((at(&median), middle - 4), (at(&p95), middle + 4), ink.with_alpha(0.45));
    if p95.at_least {
        // Where it ends nobody knows.
        let end = panels.left.right;
        drawing.block((at(&p95), middle - 4), (end, middle + 4), ink.with_alpha(0.15));
    }
    for (estimate, mark) in [(median, Mark::Circle), (p95, Mark::Diamond), (mean, Mark::Square)] {
        draw_mark(drawing, (at(&estimate), middle), Pen { ink, mark, ..pen(place) }, 4);
    }
    if mean.half_width.is_some() {
        let (low, high) = interval(&mean);
        draw_whisker(drawing, (panels.waits.place(low), panels.waits.place(high)), middle, 4);
    }
    let mark = if fate.starves { " †" } else { "" };
    let words = format!("{}{mark}", names::wait_in(lang, mean.mean, panels.unit));
    drawing.text(label((right, middle), words, 13, Anchor::End, DARK));
}

fn draw_served(
    drawing: &mut Drawing,
    (lang, panels): (Lang, &Panels),
    (place, middle): (usize, i32),
    fate: &Fate,
) {
    let right = FIGURE_WIDTH - MARGIN;
    let Some(served) = fate.served else {
        return drawing.text(label((right, middle), lang.say("no jobs"), 13, Anchor::End, GRAY));
    };
    let end = panels.served.place(100.0 * served.mean);
    drawing.block((panels.right.left, middle - 7), (end, middle + 7), pen(place).ink.with_alpha(0.85));
    if served.half_width.is_some() {
        let (low, high) = interval(&served);
        draw_whisker(
            drawing,
            (panels.served.place(100.0 * low), panels.served.place(100.0 * high)),
            middle,
            4,
        );
    }
    let half = served.half_width.filter(|half| half.is_finite()).map(|half| 100.0 * half);
    let words = format!("{} %", plus_minus(100.0 * served.mean, half));
    drawing.text(label((right, middle), words, 13, Anchor::End, DARK));
}
