//! Which node was busy when: a heat map of a chosen week, for each centre and policy, first run.

use std::fmt::Display;

use super::axis::{
    AXIS_BELOW, AXIS_LEFT, CONTENT_TOP, FIGURE_WIDTH, Frame, MARGIN, bottom_axis, empty_note, label, titled,
};
use super::dates::{civil, date_ticks};
use super::drawing::{Anchor, Direction, Drawing, Label};
use super::names;
use super::palette::{DARK, FAILED, GRAY, heat};
use super::scale::{Scale, Stretch, TICK_SIZE, Tick, compact, round_values};
use super::series::nodes_series;
use super::text::{Weight, fit, width};
use super::{Figure, Plot, Subject};
use crate::lang::Lang;
use crate::metrics::HeatMap;
use crate::model::{Center, Lock, Span};
use crate::report::slugs;

/// The row of this plot.
pub(super) const ENTRY: Plot = Plot {
    name: "nodes",
    help: "How busy each node was, hour by hour, in a chosen week of the first run: one figure for each centre and policy.",
    draw,
};

/// Centres with more nodes have several in a row of the map.
const ROWS_MAX: usize = 300;
/// Shares are shown in so many steps; neighbours of the same step are drawn as one.
const STEPS: f64 = 20.0;
const BAR_WIDTH: i32 = 18;
/// The room for colour bar, its numbers and its title.
const BAR_ROOM: i32 = 110;
const POOL_WIDTH_MAX: i32 = 250;

fn draw(comparison: &Subject<'_>) -> Vec<Figure> {
    let scenario = &comparison.scenario;
    let center_slugs = slugs(scenario.centers.iter().map(|center| center.name.as_str()));
    let policy_slugs = slugs(scenario.policies.iter().map(|policy| policy.name.as_str()));
    let mut figures = Vec::new();
    for (place, center) in center_slugs.iter().enumerate() {
        for (policy, slug) in policy_slugs.iter().enumerate() {
            let cells = comparison.cells.iter().filter(|cell| cell.policy == policy);
            let mut maps = cells.flat_map(|cell| &cell.heat);
            if let Some(map) = maps.find(|map| usize::from(map.center.0) == place) {
                let stem = format!("{}-{center}-{slug}", ENTRY.name);
                let at = &scenario.centers_under(&scenario.policies[policy])[place];
                let series = Some(nodes_series(map, &pools(Lang::English, at, map.busy.len())));
                figures.push(Figure { stem, drawing: draw_map(comparison, policy, map), series });
            }
        }
    }
    figures
}

fn draw_map(comparison: &Subject<'_>, policy: usize, map: &HeatMap) -> Drawing {
    let scenario = &comparison.scenario;
    let center = &scenario.centers_under(&scenario.policies[policy])[usize::from(map.center.0)];
    let columns = map.busy.iter().map(Vec::len).max().unwrap_or(0);
    let end = map.start + Span::from_micros(map.bin.as_micros().saturating_mul(columns as u64));
    let from = civil(scenario.start, map.start).strftime("%Y-%m-%d");
    let lang = comparison.lang;
    let parts: [(&str, &dyn Display); 2] = [("date", &from), ("center", &names::center(lang, center))];
    let title = lang.fill("Node use in the week from {date}, {center}", &parts);
    let policy = lang.fill("policy {policy} | first run", &[("policy", &scenario.policies[policy].name)]);
    let subtitle = format!("{} | {policy}", scenario.title);
    let mut drawing = titled(CONTENT_TOP, &title, &subtitle);

    let merged = map.busy.len().div_ceil(ROWS_MAX).max(1);
    let rows: Vec<Vec<f64>> = map.busy.chunks(merged).map(mean_row).collect();
    let row_height = (560 / rows.len().max(1) as i32).clamp(2, 24);
    let pools = pools(lang, center, map.busy.len());
    let pools_width = pools.iter().map(|(name, ..)| width(name, TICK_SIZE, Weight::Regular) + 24).max();
    let pools_width = pools_width.unwrap_or(0).min(POOL_WIDTH_MAX);
    let frame = Frame {
        left: MARGIN + AXIS_LEFT,
        top: CONTENT_TOP,
        right: FIGURE_WIDTH - MARGIN - BAR_ROOM - pools_width,
        bottom: CONTENT_TOP + (rows.len() as i32 * row_height).max(240),
    };
    drawing.height = frame.bottom + AXIS_BELOW + 16;
    if rows.is_empty() || columns == 0 {
        empty_note(&mut drawing, frame, lang.say("nothing was measured"));
        return drawing;
    }
    let range = (map.start.as_micros() as f64 / 1e6, end.as_micros() as f64 / 1e6);
    let across = Scale::new(Stretch::Linear, range, frame.across());
    let ticks = date_ticks(scenario.start, (map.start, end), &across);
    bottom_axis(
        &mut drawing,
        frame,
        ticks,
        &lang.fill("Date (each column is {step})", &[("step", &names::span(lang, map.bin))]),
    );
    let down = Scale::new(Stretch::Linear, (0.0, map.busy.len() as f64), (frame.top, frame.bottom));
    let failed: Vec<Vec<f64>> = map.down.chunks(merged).map(mean_row).collect();
    draw_cells(&mut drawing, frame, &down, &rows, merged);
    draw_failed(&mut drawing, frame, &down, &failed, merged);
    draw_node_axis(&mut drawing, frame, (lang, &down), map.busy.len(), merged);
    draw_pools(&mut drawing, frame, &down, &pools, pools_width);
    draw_color_bar(&mut drawing, frame, lang.say(names::share_of_node(center)));
    if failed.iter().flatten().any(|share| 0.0 < *share) {
        let (left, middle) = (FIGURE_WIDTH - MARGIN - BAR_ROOM + 20, frame.bottom + 16);
        drawing.block((left, middle - 7), (left + BAR_WIDTH, middle + 7), FAILED);
        drawing.text(label(
            (left + BAR_WIDTH + 8, middle),
            lang.say("failed"),
            TICK_SIZE,
            Anchor::Start,
            DARK,
        ));
    }
    drawing
}

/// Draws when nodes had failed, over what they did before and afterwards; fainter where only some of a row had, or not for all of a
/// column.
fn draw_failed(drawing: &mut Drawing, frame: Frame, down: &Scale, rows: &[Vec<f64>], merged: usize) {
    for (row, shares) in rows.iter().enumerate() {
        let (upper, lower) = (down.place((row * merged) as f64), down.place(((row + 1) * merged) as f64));
        let edge = Scale::new(Stretch::Linear, (0.0, shares.len() as f64), frame.across());
        for (column, share) in shares.iter().enumerate().filter(|(_, share)| 0.0 < **share) {
            let (from, to) = (edge.place(column as f64), edge.place((column + 1) as f64));
            drawing.block((from, upper), (to, lower), FAILED.with_alpha(0.3 + 0.7 * share.min(1.0)));
        }
    }
}

fn mean_row(nodes: &[Vec<f32>]) -> Vec<f64> {
    let columns = nodes.iter().map(Vec::len).min().unwrap_or(0);
    let share =
        |column: usize| nodes.iter().map(|node| f64::from(node[column])).sum::<f64>() / nodes.len() as f64;
    (0..columns).map(share).collect()
}

fn draw_cells(drawing: &mut Drawing, frame: Frame, down: &Scale, rows: &[Vec<f64>], merged: usize) {
    drawing.block((frame.left, frame.top), (frame.right, frame.bottom), heat(0.0));
    for (row, shares) in rows.iter().enumerate() {
        let (upper, lower) = (down.place((row * merged) as f64), down.place(((row + 1) * merged) as f64));
        let edge = Scale::new(Stretch::Linear, (0.0, shares.len() as f64), frame.across());
        let mut begin = 0;
        while begin < shares.len() {
            let step = (shares[begin] * STEPS).round();
            let same = shares[begin..].iter().take_while(|share| (**share * STEPS).round() == step).count();
            // A share that is no number would never equal itself.
            let end = begin + same.max(1);
            if 0.0 < step {
                let (from, to) = (edge.place(begin as f64), edge.place(end as f64));
                drawing.block((from, upper), (to, lower), heat(step / STEPS));
            }
            begin = end;
        }
    }
}

fn draw_node_axis(
    drawing: &mut Drawing,
    frame: Frame,
    (lang, down): (Lang, &Scale),
    nodes: usize,
    merged: usize,
) {
    for value in round_values(nodes as f64, 7) {
        // Names stand at the middle of their node.
        if value + 1.0 <= nodes as f64 && value.fract() == 0.0 {
            let tick = Tick { place: down.place(value + 0.5), label: compact(value) };
            drawing.text(tick.label_at((frame.left - 9, tick.place), Anchor::End, DARK));
            drawing.block((frame.left - 5, tick.place), (frame.left, tick.place), DARK);
        }
    }
    let title = if merged == 1 {
        lang.say("Node number").to_owned()
    } else {
        lang.fill("Node number (each row is {nodes} nodes)", &[("nodes", &merged)])
    };
    let at = (frame.left - AXIS_LEFT + 14, (frame.top + frame.bottom) / 2);
    let title = label(at, title, 14, Anchor::Middle, DARK);
    drawing.text(Label { direction: Direction::Upward, ..title });
}

/// Names of the pools with their first node and the node after their last, where they account for all nodes.
fn pools(lang: Lang, center: &Center, nodes: usize) -> Vec<(String, usize, usize)> {
    let mut all = 0;
    let mut ranges = Vec::new();
    for (pool, numbers) in center.pools.iter().zip(center.node_numbers()) {
        let locked = |lock: &Lock| lang.fill(", locked: {lock}", &[("lock", &lock.name)]);
        let lock = pool.lock.as_ref().map_or_else(String::new, locked);
        all = numbers.end as usize;
        ranges.push((format!("{}{lock}", pool.name), numbers.start as usize, all));
    }
    // Nodes that came later have numbers behind all others.
    if all < nodes {
        ranges.push((lang.say("came later").into(), all, nodes));
    }
    if all <= nodes { ranges } else { Vec::new() }
}

fn draw_pools(
    drawing: &mut Drawing,
    frame: Frame,
    down: &Scale,
    pools: &[(String, usize, usize)],
    room: i32,
) {
    let mut free_from = frame.top;
    for (name, first, end) in pools {
        let (upper, lower) = (down.place(*first as f64), down.place(*end as f64));
        if 0 < *first {
            drawing.block((frame.left, upper), (frame.right + 8, upper), DARK);
        }
        drawing.block((frame.right + 6, upper + 2), (frame.right + 8, lower - 2), GRAY);
        let middle = (upper + lower) / 2;
        // A pool of very few nodes beside another would have its name written over the neighbour's.
        if free_from <= middle - TICK_SIZE as i32 / 2 {
            let text = fit(name, TICK_SIZE, Weight::Regular, room - 20);
            drawing.text(label((frame.right + 14, middle), text, TICK_SIZE, Anchor::Start, DARK));
            free_from = middle + TICK_SIZE as i32;
        }
    }
}

fn draw_color_bar(drawing: &mut Drawing, frame: Frame, title: &str) {
    let left = FIGURE_WIDTH - MARGIN - BAR_ROOM + 20;
    let upward = Scale::new(Stretch::Linear, (0.0, 100.0), (frame.bottom, frame.top));
    for step in 0..=STEPS as u32 {
        let share = f64::from(step) / STEPS;
        let half = 50.0 / STEPS;
        let (low, high) = (upward.place(share * 100.0 - half), upward.place(share * 100.0 + half));
        drawing.block((left, high), (left + BAR_WIDTH, low), heat(share));
    }
    for value in [0.0, 25.0, 50.0, 75.0, 100.0] {
        let tick = Tick { place: upward.place(value), label: compact(value) };
        drawing.text(tick.label_at((left + BAR_WIDTH + 8, tick.place), Anchor::Start, DARK));
    }
    let at = (FIGURE_WIDTH - MARGIN - 8, (frame.top + frame.bottom) / 2);
    let text = fit(title, 14, Weight::Regular, frame.bottom - frame.top + 60);
    let title = label(at, text, 14, Anchor::Middle, DARK);
    drawing.text(Label { direction: Direction::Upward, ..title });
}
