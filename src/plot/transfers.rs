//! Data that move between centres over time, stacked by link: one panel for each policy.

use std::fmt::Display;

use super::axis::{
    AXIS_BELOW, AXIS_LEFT, CONTENT_TOP, FIGURE_WIDTH, Frame, MARGIN, bottom_axis, edges, empty_note,
    left_axis, panel_title, titled, value_ticks,
};
use super::dates::date_ticks;
use super::drawing::Drawing;
use super::legend::{self, Entry, Key, draw_number};
use super::names;
use super::palette::brush;
use super::scale::{Scale, Stretch, round_values};
use super::series::{Series, transfers_series};
use super::timeline::{Course, course_of};
use super::utilization::{draw_layer, roomiest, staircase};
use super::{Figure, Plot, Subject};
use crate::lang::Lang;
use crate::metrics::{CellResult, LineMoves, Timeline};
use crate::model::{CenterId, Link, LinkId, Time};

/// The row of this plot.
pub(super) const ENTRY: Plot = Plot {
    name: "transfers",
    help: "Data moving between centres over time in Gb/s, both directions together, stacked by link, with a panel for each policy.",
    draw,
};

const FRAME_HEIGHT: i32 = 190;

/// So many links have a colour of their own; the others are shown together.
const LINKS_MAX: usize = 10;

/// A gigabit a second in bytes a second.
const GBIT: f64 = 125_000_000.0;

/// The layers of the figure: each some links.
struct Layer {
    name: String,
    links: Vec<LinkId>,
}

fn draw(comparison: &Subject<'_>) -> Vec<Figure> {
    let layers = layers(comparison);
    if layers.is_empty() {
        return Vec::new();
    }
    let (drawing, series) = figure(comparison, &layers);
    vec![Figure { stem: ENTRY.name.into(), drawing, series: Some(series) }]
}

/// The links over which anything went, those with most of it first; where there are many, the last together.
fn layers(comparison: &Subject<'_>) -> Vec<Layer> {
    let links = &comparison.scenario.wan.links;
    let bytes = |link: &LinkId| {
        let moves = comparison.cells.iter().flat_map(|cell| &cell.moves);
        moves.filter(|moves| moves.line.link() == *link).map(|moves| moves.bytes).sum::<u128>()
    };
    let mut used: Vec<(u128, LinkId)> =
        (0..links.len() as u16).map(LinkId).map(|id| (bytes(&id), id)).collect();
    used.retain(|(bytes, _)| 0 < *bytes);
    used.sort_by_key(|(bytes, id)| (std::cmp::Reverse(*bytes), *id));
    let ids: Vec<LinkId> = used.into_iter().map(|(_, id)| id).collect();
    let name = |id: &LinkId| link_name(comparison, &links[usize::from(id.0)]);
    let single = |id: &LinkId| Layer { name: name(id), links: vec![*id] };
    if ids.len() <= LINKS_MAX {
        return ids.iter().map(single).collect();
    }
    let (first, rest) = ids.split_at(LINKS_MAX - 1);
    let mut layers: Vec<Layer> = first.iter().map(single).collect();
    let name = comparison.lang.fill("{count} other links", &[("count", &rest.len())]);
    layers.push(Layer { name, links: rest.to_vec() });
    layers
}

fn link_name(comparison: &Subject<'_>, link: &Link) -> String {
    let center = |id: CenterId| &comparison.scenario.centers[usize::from(id.0)].name;
    let parts: [(&str, &dyn Display); 3] =
        [("link", &link.name), ("one", center(link.ends.0)), ("other", center(link.ends.1))];
    comparison.lang.fill("{link} ({one} and {other})", &parts)
}

fn figure(comparison: &Subject<'_>, layers: &[Layer]) -> (Drawing, Series) {
    let scenario = &comparison.scenario;
    let courses: Vec<Option<Course>> =
        (0..scenario.policies.len()).map(|policy| course(comparison, policy, layers)).collect();
    let runs = courses.iter().flatten().map(|course| course.runs).max();
    let lang = comparison.lang;
    let subtitle = format!("{} | {}", scenario.title, names::mean_of(lang, runs.unwrap_or(0)));
    let mut drawing = titled(CONTENT_TOP, lang.say("Data moving between centres"), &subtitle);
    let entry = |(place, layer): (usize, &Layer)| Entry {
        key: Key::Patch(brush(place), (place + 1).to_string()),
        text: layer.name.clone(),
    };
    let entries: Vec<Entry> = layers.iter().enumerate().map(entry).collect();
    let room = FIGURE_WIDTH - 2 * MARGIN;
    legend::draw_below(&mut drawing, (MARGIN, CONTENT_TOP - 6), room, &entries);
    drawing.height += legend::height_below(&entries, room) + 6;
    let highest = courses.iter().flatten().map(top).fold(0.0, f64::max);
    for (policy, course) in courses.iter().enumerate() {
        draw_panel(&mut drawing, comparison, (policy, course.as_ref()), highest);
    }
    // Files for machines are in English.
    let in_english = self::layers(&Subject { lang: Lang::English, ..*comparison });
    let names: Vec<&str> = in_english.iter().map(|layer| layer.name.as_str()).collect();
    let series = transfers_series(comparison, &names, &courses);
    (drawing, series)
}

/// The layers over time in Gb/s, mean over the runs of a policy; nothing where nothing moved in any of them.
fn course(comparison: &Subject<'_>, policy: usize, layers: &[Layer]) -> Option<Course> {
    let cells: Vec<&CellResult> = comparison.cells.iter().filter(|cell| cell.policy == policy).collect();
    let some = cells.iter().find_map(|cell| cell.moves.first())?;
    // A run in which nothing moved counts, too.
    let lines: Vec<Timeline> = cells.iter().map(|cell| as_timeline(cell, layers, some)).collect();
    course_of(&lines.iter().collect::<Vec<_>>())
}

/// The same bins in the form that figures average; all lines have those of this one.
fn as_timeline(cell: &CellResult, layers: &[Layer], some: &LineMoves) -> Timeline {
    let bins = some.bytes_per_sec.len();
    let sum = |layer: &Layer| {
        let mut sum = vec![0.0; bins];
        for moves in cell.moves.iter().filter(|moves| layer.links.contains(&moves.line.link())) {
            for (all, own) in sum.iter_mut().zip(&moves.bytes_per_sec) {
                *all += own / GBIT;
            }
        }
        sum
    };
    Timeline {
        center: CenterId(0),
        start: some.start,
        bin: some.bin,
        busy: layers.iter().map(sum).collect(),
        waiting: vec![0.0; bins],
        backlog_hours: Vec::new(),
        down_nodes: Vec::new(),
        maintenance_nodes: Vec::new(),
    }
}

fn sums(course: &Course) -> Vec<f64> {
    (0..course.bins).map(|bin| course.busy.iter().map(|layer| layer[bin]).sum()).collect()
}

fn top(course: &Course) -> f64 {
    sums(course).into_iter().fold(0.0, f64::max)
}

fn draw_panel(
    drawing: &mut Drawing,
    comparison: &Subject<'_>,
    (policy, course): (usize, Option<&Course>),
    highest: f64,
) {
    let top = drawing.height + 40;
    let frame =
        Frame { left: MARGIN + AXIS_LEFT, top, right: FIGURE_WIDTH - MARGIN, bottom: top + FRAME_HEIGHT };
    drawing.height = frame.bottom + AXIS_BELOW + 16;
    let name = &comparison.scenario.policies[policy].name;
    let warm_up = Time::ZERO + comparison.scenario.warm_up;
    let mean = course.map_or(0.0, |course| course.mean_since(&sums(course), warm_up));
    let lang = comparison.lang;
    let parts: [(&str, &dyn Display); 2] = [("policy", name), ("rate", &names::number(mean))];
    let heading = lang.fill("{policy}: {rate} Gb/s, mean after the warm-up", &parts);
    panel_title(drawing, (MARGIN, top - 26), &heading, FIGURE_WIDTH - 2 * MARGIN);
    let Some(course) = course else {
        empty_note(drawing, frame, lang.say("nothing moved"));
        return edges(drawing, frame);
    };
    let values = round_values(highest, 4);
    let upward =
        Scale::new(Stretch::Linear, (0.0, values.iter().copied().fold(0.0, f64::max)), frame.upward());
    left_axis(drawing, frame, &value_ticks(&upward, &values), "Gb/s");
    let across = Scale::new(Stretch::Linear, course.range_secs(), frame.across());
    let ticks = date_ticks(comparison.scenario.start, (course.start, course.end), &across);
    bottom_axis(drawing, frame, ticks, &names::dates(lang, course.bin));
    draw_stack(drawing, &across, &upward, course);
    edges(drawing, frame);
}

fn draw_stack(drawing: &mut Drawing, across: &Scale, upward: &Scale, course: &Course) {
    let mut below = vec![0.0; course.bins];
    let mut numbers = Vec::new();
    for (place, layer) in course.busy.iter().enumerate() {
        let above: Vec<f64> = below.iter().zip(layer).map(|(base, own)| base + own).collect();
        let lower = staircase(across, upward, course, &below);
        let upper = staircase(across, upward, course, &above);
        draw_layer(drawing, &lower, &upper, brush(place));
        numbers.extend(roomiest(&lower, &upper).map(|at| (at, place)));
        below = above;
    }
    for (at, place) in numbers {
        draw_number(drawing, at, brush(place), &(place + 1).to_string());
    }
}
