//! What failures of nodes cost jobs of each size: the share of their time that was lost, and how long they run between interruptions.

use super::axis::{
    AXIS_BELOW, CONTENT_TOP, FIGURE_WIDTH, Frame, MARGIN, bold, bottom_axis, edges, label, panel_title,
    titled, value_ticks,
};
use super::drawing::{Anchor, Drawing};
use super::names::{self, plus_minus};
use super::palette::{DARK, GRAY, PALE, draw_whisker, pen};
use super::scale::{Scale, Stretch, round_values};
use super::series::Series;
use super::text::{Weight, fit, width};
use super::{Figure, Plot, Subject};
use crate::experiment::SizeRow;
use crate::lang::Lang;
use crate::metrics::{JobSize, Resource};
use crate::model::CenterId;
use crate::report::sizes_in;
use crate::text::csv_cell;

/// The row of this plot.
pub(super) const ENTRY: Plot = Plot {
    name: "interruptions",
    help: "Share of the work lost to failures of nodes and mean time to interruption by size of job and policy: one figure for each centre.",
    draw,
};

const ROW_HEIGHT: i32 = 22;
const BAND_GAP: i32 = 30;
/// The room for a number right of its panel.
const NUMBER_ROOM: i32 = 170;
const COLUMN_GAP: i32 = 24;

const COLUMNS: &str = "policy,unit,size_min,size_max,runs,run_hours,node_days,interruptions,hours_between_interruptions,\
                       interruptions_per_1000_node_days,held_unit_hours,lost_unit_hours,lost_share,half_width,confidence";

/// A size and, by policy, what failures cost such jobs.
struct Band {
    title: String,
    rows: Vec<Option<SizeRow>>,
}

fn draw(comparison: &Subject<'_>) -> Vec<Figure> {
    Figure::of_each_center(comparison, &ENTRY, |comparison, center| {
        let costs: Vec<Vec<SizeRow>> = (0..comparison.scenario.policies.len())
            .map(|policy| comparison.size_costs(policy, center))
            .collect();
        let bands = bands(comparison.lang, &costs);
        (!bands.is_empty()).then(|| (drawing(comparison, center, &bands), series(comparison, &costs)))
    })
}

fn bands(lang: Lang, costs: &[Vec<SizeRow>]) -> Vec<Band> {
    let mut bands = Vec::new();
    for resource in [Resource::Accelerators, Resource::Cores] {
        for size in JobSize::all() {
            let of = |rows: &Vec<SizeRow>| {
                rows.iter().find(|row| (row.resource, row.size) == (resource, size)).copied()
            };
            let rows: Vec<Option<SizeRow>> = costs.iter().map(of).collect();
            if let Some(title) = rows.iter().flatten().next().map(|row| sizes_in(lang, row)) {
                bands.push(Band { title, rows });
            }
        }
    }
    bands
}

/// The two panels and their axes.
struct Panels {
    lost: Scale,
    hours: Scale,
    left: Frame,
    right: Frame,
}

fn drawing(comparison: &Subject<'_>, center: CenterId, bands: &[Band]) -> Drawing {
    let scenario = &comparison.scenario;
    let (lang, runs) = (comparison.lang, scenario.replications as usize);
    let interval = match runs {
        0 | 1 => String::new(),
        _ => {
            let words = "; thin line: {confidence} confidence interval of the mean";
            lang.fill(words, &[("confidence", &comparison.confidence)])
        }
    };
    let name = names::center(lang, &scenario.centers[usize::from(center.0)]);
    let title = lang.fill("What failures cost jobs by size, {center}", &[("center", &name)]);
    let subtitle = format!("{} | {}{interval}", scenario.title, names::runs(lang, runs));
    let mut drawing = titled(CONTENT_TOP, &title, &subtitle);
    let band_height = BAND_GAP + scenario.policies.len() as i32 * ROW_HEIGHT + 6;
    let top = CONTENT_TOP + 26;
    let bottom = top + bands.len() as i32 * band_height + 4;
    let panels = panels(comparison, bands, (top, bottom));
    drawing.height = bottom + AXIS_BELOW + 10;
    let values = round_values(panels.lost.high(), 5);
    bottom_axis(
        &mut drawing,
        panels.left,
        value_ticks(&panels.lost, &values),
        lang.say("Work lost, of the time held (%)"),
    );
    let values = powers(panels.hours.high());
    let axis = lang.say("Mean time to interruption (hours of runs, log axis)");
    bottom_axis(&mut drawing, panels.right, value_ticks(&panels.hours, &values), axis);
    let (lost, between) = (panels.left.left, panels.right.left);
    panel_title(&mut drawing, (lost, top - 18), lang.say("Lost when nodes failed"), 400);
    panel_title(&mut drawing, (between, top - 18), lang.say("How long jobs run between interruptions"), 460);
    for (turn, band) in bands.iter().enumerate() {
        draw_band(&mut drawing, comparison, &panels, (band, top + turn as i32 * band_height));
    }
    edges(&mut drawing, panels.left);
    edges(&mut drawing, panels.right);
    drawing
}

/// The powers of ten from 1 to the first that is not below a value.
fn powers(highest: f64) -> Vec<f64> {
    let mut values = vec![1.0];
    while values[values.len() - 1] < highest {
        values.push(values[values.len() - 1] * 10.0);
    }
    values
}

fn panels(comparison: &Subject<'_>, bands: &[Band], (top, bottom): (i32, i32)) -> Panels {
    let policies = comparison.scenario.policies.iter();
    let policies = policies.map(|policy| width(&policy.name, 14, Weight::Regular));
    let titles = bands.iter().map(|band| width(&band.title, 14, Weight::Bold));
    let first = MARGIN + policies.chain(titles).max().unwrap_or(0).min(250) + 10;
    let room = (FIGURE_WIDTH - MARGIN - first - COLUMN_GAP - 2 * NUMBER_ROOM) / 2;
    let left = Frame { left: first, top, right: first + room, bottom };
    let from = left.right + NUMBER_ROOM + COLUMN_GAP;
    let right = Frame { left: from, top, right: FIGURE_WIDTH - MARGIN - NUMBER_ROOM, bottom };
    let rows = || bands.iter().flat_map(|band| &band.rows).flatten();
    let reach =
        |row: &SizeRow| row.lost_share.map_or(0.0, |share| share.mean + share.half_width.unwrap_or(0.0));
    let values = round_values(100.0 * rows().map(reach).fold(0.0, f64::max).min(1.0), 5);
    let longest = rows().filter_map(|row| row.hours_between()).fold(10.0, f64::max);
    let powers = powers(longest);
    Panels {
        lost: Scale::new(Stretch::Linear, (0.0, values[values.len() - 1]), left.across()),
        hours: Scale::new(Stretch::Log, (1.0, powers[powers.len() - 1]), right.across()),
        left,
        right,
    }
}

fn draw_band(drawing: &mut Drawing, comparison: &Subject<'_>, panels: &Panels, (band, top): (&Band, i32)) {
    let first = panels.left.left;
    drawing.block((MARGIN, top), (FIGURE_WIDTH - MARGIN, top), PALE);
    drawing.text(bold(label((MARGIN, top + 15), &band.title, 14, Anchor::Start, DARK)));
    for (place, row) in band.rows.iter().enumerate() {
        let middle = top + BAND_GAP + place as i32 * ROW_HEIGHT + ROW_HEIGHT / 2 - 4;
        let name = fit(&comparison.scenario.policies[place].name, 14, Weight::Regular, first - 10 - MARGIN);
        drawing.text(label((first - 10, middle), name, 14, Anchor::End, DARK));
        match row {
            None => drawing.text(label(
                (first + 8, middle),
                comparison.lang.say("no such job ran"),
                13,
                Anchor::Start,
                GRAY,
            )),
            Some(row) => draw_row(drawing, (comparison.lang, panels), (place, middle), row),
        }
    }
}

fn draw_row(
    drawing: &mut Drawing,
    (lang, panels): (Lang, &Panels),
    (place, middle): (usize, i32),
    row: &SizeRow,
) {
    let ink = pen(place).ink.with_alpha(0.85);
    let mut bar = |frame: Frame, end: i32| {
        if frame.left < end {
            drawing.block((frame.left, middle - 7), (end, middle + 7), ink);
        }
    };
    let share = row.lost_share;
    bar(panels.left, share.map_or(panels.left.left, |share| panels.lost.place(100.0 * share.mean)));
    bar(panels.right, row.hours_between().map_or(panels.right.left, |hours| panels.hours.place(hours)));
    if let Some(share) = share {
        let half = share.half_width.filter(|half| half.is_finite());
        if let Some(half) = half.filter(|half| 0.0 < *half) {
            let at = |share: f64| panels.lost.place(100.0 * share);
            draw_whisker(drawing, (at((share.mean - half).max(0.0)), at(share.mean + half)), middle, 4);
        }
        let words = format!("{} %", plus_minus(100.0 * share.mean, half.map(|half| 100.0 * half)));
        drawing.text(label((panels.left.right + NUMBER_ROOM, middle), words, 13, Anchor::End, DARK));
    }
    let count = row.totals.interruptions;
    let words = match row.hours_between() {
        Some(hours) => lang.fill(
            "{hours} h ({count} times)",
            &[("hours", &names::number(hours)), ("count", &names::grouped(count as i64))],
        ),
        None => {
            let hours = names::number(row.totals.run_micros as f64 / 3.6e9);
            lang.fill("none in {hours} h", &[("hours", &hours)])
        }
    };
    drawing.text(label((FIGURE_WIDTH - MARGIN, middle), words, 13, Anchor::End, DARK));
}

fn series(comparison: &Subject<'_>, costs: &[Vec<SizeRow>]) -> Series {
    let mut series = Series::new(COLUMNS);
    let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    for (spec, rows) in comparison.scenario.policies.iter().zip(costs) {
        for row in rows {
            let hours = |micros: u128| micros as f64 / 3.6e9;
            let totals = row.totals;
            series.row(&[
                &csv_cell(&spec.name),
                &row.unit(),
                &row.size.least(),
                &row.size.most().map(|most| most.to_string()).unwrap_or_default(),
                &totals.runs,
                &hours(totals.run_micros),
                &(hours(totals.node_micros) / 24.0),
                &totals.interruptions,
                &number(row.hours_between()),
                &number(row.per_1000_node_days()),
                &hours(totals.unit_micros),
                &hours(totals.lost_micros),
                &number(row.lost_share.map(|share| share.mean)),
                &number(row.lost_share.and_then(|share| share.half_width)),
                &comparison.confidence.level(),
            ]);
        }
    }
    series
}
