//! Bars: sizes, how much of the requested time was used, what became of jobs, and where they were submitted.

use super::super::axis::{bold, bottom_axis, edges, empty_note, label, left_axis, value_ticks};
use super::super::drawing::{Anchor, Drawing};
use super::super::legend::{self, Entry, Key};
use super::super::palette::{DARK, brush};
use super::super::scale::{Scale, Stretch, TICK_SIZE, Tick, round_values};
use super::super::text::{Weight, fit};
use super::Panel;
use crate::report::{Inspection, Popularity};

/// Bars of the requested time, in percent.
const STEP_PERCENT: usize = 5;

/// The room for names at the left of lying bars, and for numbers at their right.
const NAMES: i32 = 128;
const NUMBERS: i32 = 56;

/// Two bars for each of some classes.
#[derive(Debug)]
pub(super) struct Pairs<'a> {
    /// Each class with its two values.
    pub(super) bars: Vec<(String, [f64; 2])>,
    /// What the two are.
    pub(super) names: [&'a str; 2],
    /// The unit that is counted upward.
    pub(super) upward: &'a str,
    /// What the classes are.
    pub(super) across: &'a str,
}

pub(super) fn draw_pairs(drawing: &mut Drawing, panel: Panel, pairs: &Pairs<'_>) {
    let frame = panel.frame;
    let most = pairs.bars.iter().flat_map(|(_, values)| values).copied().fold(0.0, f64::max);
    let values = round_values(most, 5);
    let upward = Scale::new(Stretch::Linear, (0.0, values[values.len() - 1]), frame.upward());
    left_axis(drawing, frame, &value_ticks(&upward, &values), pairs.upward);
    let across = Scale::new(Stretch::Linear, (0.0, pairs.bars.len() as f64), frame.across());
    let middle = |place: usize| (across.place(place as f64) + across.place(place as f64 + 1.0)) / 2;
    let tick =
        |(place, (name, _)): (usize, &(String, [f64; 2]))| Tick { place: middle(place), label: name.clone() };
    bottom_axis(drawing, frame, pairs.bars.iter().enumerate().map(tick).collect(), pairs.across);
    for (place, (_, shown)) in pairs.bars.iter().enumerate() {
        let (left, right) = (across.place(place as f64), across.place(place as f64 + 1.0));
        let gap = (right - left) / 8;
        let sides = [(left + gap, middle(place)), (middle(place), right - gap)];
        for (look, ((from, to), value)) in sides.into_iter().zip(shown).enumerate() {
            let top = upward.place(*value);
            if top < frame.bottom {
                drawing.block((from, top), (to, frame.bottom), brush(look).ink);
            }
        }
    }
    edges(drawing, frame);
    let entries = pairs
        .names
        .iter()
        .enumerate()
        .map(|(look, text)| Entry { key: Key::Patch(brush(look), String::new()), text: (*text).into() });
    legend::draw_below(drawing, panel.legend, panel.width, &entries.collect::<Vec<_>>());
}

pub(super) fn draw_sizes(drawing: &mut Drawing, panel: Panel, letter: char, inspection: &Inspection) {
    panel.begin(drawing, letter, "Sizes of jobs");
    let bar = |one: &Popularity| {
        (largest_of(&one.value), [100.0 * one.share, 100.0 * one.work_share.unwrap_or(0.0)])
    };
    let pairs = Pairs {
        bars: inspection.size_classes.iter().map(bar).collect(),
        names: ["of the jobs", "of the work"],
        upward: "Share (%)",
        across: &format!("Up to so many {} (classes of powers of two)", inspection.unit),
    };
    draw_pairs(drawing, panel, &pairs);
}

/// The largest size of a class, by which it is named: the others begin behind the class before.
pub(super) fn largest_of(class: &str) -> String {
    class.rsplit('-').next().unwrap_or_default().to_owned()
}

pub(super) fn draw_accuracy(drawing: &mut Drawing, panel: Panel, letter: char, inspection: &Inspection) {
    let (frame, accuracy) = (panel.frame, &inspection.accuracy);
    panel.begin(drawing, letter, "Share of the requested time that was used");
    let rows = accuracy.rows.max(1) as f64;
    let bars: Vec<f64> = accuracy
        .percents
        .chunks(STEP_PERCENT)
        .map(|rows_of| rows_of.iter().sum::<u64>() as f64 / rows * 100.0)
        .collect();
    let values = round_values(bars.iter().copied().fold(0.0, f64::max), 5);
    let upward = Scale::new(Stretch::Linear, (0.0, values[values.len() - 1]), frame.upward());
    let across = Scale::new(Stretch::Linear, (0.0, 100.0), frame.across());
    left_axis(drawing, frame, &value_ticks(&upward, &values), "Share of jobs (%)");
    let ticks = value_ticks(&across, &[0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
    bottom_axis(drawing, frame, ticks, "Run time / requested time (%)");
    for (place, share) in bars.iter().enumerate() {
        let edge = |place: usize| across.place((place * STEP_PERCENT) as f64);
        let top = upward.place(*share);
        if top < frame.bottom {
            drawing.block((edge(place), top), (edge(place + 1) - 1, frame.bottom), brush(4).ink);
        }
    }
    if accuracy.rows == 0 {
        empty_note(drawing, frame, "requested times are unknown");
    } else {
        let percent = |rows_of: u64| 100.0 * rows_of as f64 / rows;
        let text = format!(
            "mean {:.0} %; {:.1} % longer, {:.1} % at limit",
            100.0 * accuracy.mean.unwrap_or(0.0),
            percent(accuracy.over),
            percent(accuracy.at_limit)
        );
        let entry = Entry { key: Key::Patch(brush(4), String::new()), text };
        legend::draw_below(drawing, panel.legend, panel.width, &[entry]);
    }
    edges(drawing, frame);
}

/// What became of jobs, and their queues, as lying bars.
pub(super) fn draw_shares(drawing: &mut Drawing, panel: Panel, letter: char, inspection: &Inspection) {
    let queues = &inspection.queues;
    let with_queues = 1 < queues.count;
    panel.begin(
        drawing,
        letter,
        if with_queues { "What became of jobs, and their queues" } else { "What became of jobs" },
    );
    let mut bars: Vec<(String, Option<f64>)> = vec![("State".into(), None)];
    let shown = |one: &Popularity| (one.value.clone(), Some(one.share));
    let most = if with_queues { 6 } else { 8 };
    bars.extend(inspection.states.iter().take(most).map(shown));
    if with_queues {
        bars.push(("Queue".into(), None));
        let room = 13_usize.saturating_sub(bars.len());
        bars.extend(queues.first.iter().take(room).map(shown));
        if room < queues.count {
            let rest = 1.0 - queues.first.iter().take(room).map(|one| one.share).sum::<f64>();
            bars.push((format!("{} others", queues.count - room), Some(rest.max(0.0))));
        }
    }
    let left = panel.title.0 + NAMES;
    let across = Scale::new(Stretch::Linear, (0.0, 1.0), (left, panel.frame.right - NUMBERS));
    let top = panel.legend.1 + 4;
    let pitch = ((panel.frame.bottom + 40 - top) / bars.len().max(1) as i32).min(22);
    let mut look = 0;
    for (place, (name, share)) in bars.iter().enumerate() {
        let middle = top + place as i32 * pitch + pitch / 2;
        let text = fit(name, TICK_SIZE, Weight::Regular, NAMES - 10);
        let Some(share) = share else {
            drawing.text(bold(label((panel.title.0, middle), text, TICK_SIZE, Anchor::Start, DARK)));
            look = if place == 0 { 3 } else { 0 };
            continue;
        };
        drawing.text(label((left - 8, middle), text, TICK_SIZE, Anchor::End, DARK));
        let end = across.place(*share);
        drawing.block((left, middle - pitch / 3), (end, middle + pitch / 3), brush(look).ink);
        drawing.text(label(
            (end + 6, middle),
            format!("{:.1} %", share * 100.0),
            TICK_SIZE,
            Anchor::Start,
            DARK,
        ));
    }
}
