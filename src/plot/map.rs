//! A map of the centres: how large each is, how much of it is in use, how long jobs wait there, and whose jobs ran where.

mod labels;
mod layout;

use super::axis::{CONTENT_TOP, FIGURE_WIDTH, Frame, MARGIN, label, panel_title, titled};
use super::drawing::{Anchor, Dash, Drawing, Ink, Point, Shape};
use super::estimate::{Metric, metric, starves};
use super::names;
use super::palette::{DARK, GRAY, PALE, heat, pen};
use super::policies::explain_mark;
use super::series::Series;
use super::text::{Weight, width};
use super::{Figure, Plot, Subject};
use crate::experiment::{Comparison, Helped};
use crate::lang::Lang;
use crate::metrics::Scope;
use crate::model::CenterId;
use crate::text::csv_cell;
use labels::{Note, place_notes};
use layout::{Disc, arc, lay_out};

/// The row of this plot.
pub(super) const ENTRY: Plot = Plot {
    name: "map",
    help: "A map of the centres, with a panel for each policy: size, utilization and mean wait of each, and arrows from the homes of jobs \
           to where these ran; where every centre says where it lies and jobs may leave their home.",
    draw,
};

const PANEL_GAP: i32 = 24;
const PANEL_HEIGHT: i32 = 470;
/// The radius of the largest centre, and the least of any.
const RADII: (f64, f64) = (30.0, 7.0);
/// More arrows than these would hide each other.
const ARROWS_MAX: usize = 30;
const THICKNESS_MAX: f64 = 9.0;

fn draw(comparison: &Subject<'_>) -> Vec<Figure> {
    let Some(drawing) = drawn(comparison) else { return Vec::new() };
    let series = comparison.scenario.network.as_deref().map(|network| series(comparison, &network.spots));
    vec![Figure { stem: ENTRY.name.into(), drawing, series }]
}

/// The map; nothing where no job may leave its home, or not every centre says where it lies.
#[must_use]
pub fn map_of(comparison: &Comparison, lang: Lang) -> Option<Drawing> {
    drawn(&Subject { comparison, lang })
}

fn drawn(comparison: &Subject<'_>) -> Option<Drawing> {
    let scenario = &comparison.scenario;
    let network = scenario.network.as_deref().filter(|network| 2 <= network.spots.len())?;
    let subtitle =
        format!("{} | {}", scenario.title, names::mean_of(comparison.lang, scenario.replications as usize));
    let mut drawing = titled(CONTENT_TOP, comparison.lang.say("Where jobs ran"), &subtitle);
    let ways: Vec<Vec<Helped>> =
        (0..scenario.policies.len()).map(|policy| comparison.helped(policy)).collect();
    let gauge = Gauge::of(&ways);
    draw_legend(&mut drawing, comparison, gauge);
    let columns = if ways.len() == 1 { 1 } else { 2 };
    let room = (FIGURE_WIDTH - 2 * MARGIN - (columns - 1) * PANEL_GAP) / columns;
    let top = drawing.height + 34;
    for (policy, ways) in ways.iter().enumerate() {
        let (row, column) = (policy as i32 / columns, policy as i32 % columns);
        let (left, top) = (MARGIN + column * (room + PANEL_GAP), top + row * (PANEL_HEIGHT + 56));
        let frame = Frame { left, top, right: left + room, bottom: top + PANEL_HEIGHT };
        drawing.height = frame.bottom + 22;
        draw_panel(&mut drawing, comparison, (policy, frame), (&network.spots, ways, gauge));
    }
    let scopes: Vec<Scope> =
        (0..network.spots.len()).map(|place| Scope::Center(CenterId(place as u16))).collect();
    explain_mark(&mut drawing, comparison, &scopes);
    Some(drawing)
}

/// What all ways are counted by, and the widest of those that lead away from home.
#[derive(Debug, Clone, Copy)]
struct Gauge {
    by_accelerators: bool,
    widest: f64,
}

impl Gauge {
    fn of(ways: &[Vec<Helped>]) -> Gauge {
        let by_accelerators = Helped::is_accelerated(ways.iter().flatten());
        let away = ways.iter().flatten().filter(|way| way.home != way.at);
        let widest = away.map(|way| way.hours(by_accelerators).mean).fold(0.0, f64::max);
        Gauge { by_accelerators, widest }
    }

    const fn hours(self, way: &Helped) -> f64 {
        way.hours(self.by_accelerators).mean
    }
}

fn days(comparison: &Subject<'_>) -> f64 {
    let scenario = &comparison.scenario;
    (scenario.horizon.as_secs_f64() - scenario.warm_up.as_secs_f64()) / 86_400.0
}

/// What colours, sizes and arrows mean.
fn draw_legend(drawing: &mut Drawing, comparison: &Subject<'_>, gauge: Gauge) {
    let lang = comparison.lang;
    let y = CONTENT_TOP + 4;
    let mut x = MARGIN;
    let say = |drawing: &mut Drawing, x: i32, text: &str| {
        drawing.text(label((x, y), text, 14, Anchor::Start, DARK));
        x + width(text, 14, Weight::Regular)
    };
    x = say(drawing, x, lang.say("Utilization 0 %")) + 8;
    for step in 0..60 {
        drawing.block((x + 2 * step, y - 7), (x + 2 * step + 2, y + 7), heat(f64::from(step) / 59.0));
    }
    x = say(drawing, x + 128, lang.say("100 %; the area of a disc is as large as its centre in nodes")) + 26;
    if 0.0 < gauge.widest {
        let thickness = THICKNESS_MAX as u32;
        drawing.line(vec![(x, y), (x + 34, y)], arrow_ink(), thickness, Dash::Solid);
        let daily = names::number(gauge.widest / days(comparison));
        let unit = lang.say(if gauge.by_accelerators { "accelerator-hours" } else { "core-hours" });
        let text = lang.fill(
            "from the home of jobs to where they ran, {daily} {unit} a day",
            &[("daily", &daily), ("unit", &unit)],
        );
        say(drawing, x + 42, &text);
    }
    drawing.height = y + 14;
}

fn arrow_ink() -> Ink {
    pen(0).ink.with_alpha(0.45)
}

fn draw_panel(
    drawing: &mut Drawing,
    comparison: &Subject<'_>,
    (policy, frame): (usize, Frame),
    (spots, ways, gauge): (&[[f64; 2]], &[Helped], Gauge),
) {
    let scenario = &comparison.scenario;
    let away: f64 = ways.iter().filter(|way| way.home != way.at).map(|way| gauge.hours(way)).sum();
    let all: f64 = ways.iter().map(|way| gauge.hours(way)).sum();
    let share = if 0.0 < away { 100.0 * away / all } else { 0.0 };
    let mut arrows: Vec<&Helped> =
        ways.iter().filter(|way| way.home != way.at && 0.0 < gauge.hours(way)).collect();
    arrows.sort_by(|one, other| gauge.hours(other).total_cmp(&gauge.hours(one)));
    let left_out = arrows.len().saturating_sub(ARROWS_MAX);
    arrows.truncate(ARROWS_MAX);
    let name = &scenario.policies[policy].name;
    let lang = comparison.lang;
    let share = names::number(share);
    let mut heading = lang.fill("{policy}: {share} % away from home", &[("policy", name), ("share", &share)]);
    if 0 < left_out {
        heading += &lang.fill("; {count} smaller ways left out", &[("count", &left_out)]);
    }
    panel_title(drawing, (frame.left, frame.top - 16), &heading, frame.right - frame.left);
    border(drawing, frame);
    let nodes: Vec<f64> = scenario.centers.iter().map(nodes_of).collect();
    let discs = lay_out(spots, &radii(&nodes), frame);
    // The widest lie at the back.
    for way in arrows {
        let ends = (discs[usize::from(way.home.0)], discs[usize::from(way.at.0)]);
        let thickness = (THICKNESS_MAX * gauge.hours(way) / gauge.widest).round().max(1.0) as u32;
        draw_arrow(drawing, ends, thickness);
    }
    let mut notes = Vec::new();
    for (place, disc) in discs.iter().enumerate() {
        let scope = Scope::Center(CenterId(place as u16));
        let used = metric(comparison, policy, scope, Metric::Utilization).map(|used| used.mean);
        drawing.add(Shape::Disc(disc.at, disc.radius + 1, DARK));
        drawing.add(Shape::Disc(disc.at, disc.radius, heat(used.unwrap_or(0.0))));
        let mark = if starves(comparison, policy, scope) { " †" } else { "" };
        let wait =
            metric(comparison, policy, scope, Metric::WaitMean).map(|wait| names::wait(lang, wait.mean));
        let used = used.map_or_else(|| "–".to_owned(), |used| format!("{:.0} %", 100.0 * used));
        let figures = wait.map_or_else(
            || used.clone(),
            |wait| lang.fill("{used}, wait {wait}", &[("used", &used), ("wait", &wait)]) + mark,
        );
        notes.push(Note { name: scenario.centers[place].name.clone(), figures });
    }
    for ((x, y), note) in place_notes(&discs, &notes, frame).into_iter().zip(notes) {
        drawing.text(super::axis::bold(label((x, y - 8), note.name, 13, Anchor::Start, DARK)));
        drawing.text(label((x, y + 8), note.figures, 13, Anchor::Start, GRAY));
    }
}

fn border(drawing: &mut Drawing, Frame { left, top, right, bottom }: Frame) {
    let corners = vec![(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
    drawing.line(corners, PALE, 1, Dash::Solid);
}

fn nodes_of(center: &crate::model::Center) -> f64 {
    center.pools.iter().map(|pool| f64::from(pool.nodes.size())).sum()
}

/// Discs with areas like so many nodes.
fn radii(nodes: &[f64]) -> Vec<i32> {
    let most = nodes.iter().copied().fold(1.0, f64::max);
    let radius = |nodes: &f64| (RADII.0 * (nodes / most).sqrt()).max(RADII.1).round() as i32;
    nodes.iter().map(radius).collect()
}

/// A bent arrow, so that the way there and the way back lie side by side.
fn draw_arrow(drawing: &mut Drawing, (from, to): (Disc, Disc), thickness: u32) {
    let points = arc(from, to);
    let [.., before, tip] = points.as_slice() else { return };
    let (dx, dy) = (f64::from(tip.0 - before.0), f64::from(tip.1 - before.1));
    let length = (dx * dx + dy * dy).sqrt().max(1.0);
    let (dx, dy) = (dx / length, dy / length);
    let (long, half) = (8.0 + f64::from(thickness), 4.0 + 0.7 * f64::from(thickness));
    let base = (f64::from(tip.0) - dx * long, f64::from(tip.1) - dy * long);
    let corner =
        |side: f64| ((base.0 - side * dy * half).round() as i32, (base.1 + side * dx * half).round() as i32);
    let is_before = |point: &&Point| {
        let (x, y) = (f64::from(point.0) - base.0, f64::from(point.1) - base.1);
        x * dx + y * dy < 0.0
    };
    let shaft: Vec<Point> = points.iter().take_while(is_before).copied().collect();
    if 2 <= shaft.len() {
        drawing.line(shaft, arrow_ink(), thickness, Dash::Solid);
    }
    drawing.add(Shape::Area(vec![*tip, corner(1.0), corner(-1.0)], arrow_ink().with_alpha(0.8)));
}

fn series(comparison: &Subject<'_>, spots: &[[f64; 2]]) -> Series {
    let mut series = Series::new("policy,center,latitude,longitude,nodes,utilization,wait_mean_secs");
    let scenario = &comparison.scenario;
    for (policy, spec) in scenario.policies.iter().enumerate() {
        for (place, ([latitude, longitude], center)) in spots.iter().zip(&scenario.centers).enumerate() {
            let scope = Scope::Center(CenterId(place as u16));
            let figure = |of: Metric| {
                metric(comparison, policy, scope, of).map(|found| found.mean.to_string()).unwrap_or_default()
            };
            let (used, wait) = (figure(Metric::Utilization), figure(Metric::WaitMean));
            let names = (csv_cell(&spec.name), csv_cell(&center.name));
            series.row(&[&names.0, &names.1, latitude, longitude, &nodes_of(center), &used, &wait]);
        }
    }
    series
}
