//! A thin strip below figures of time: how many nodes had failed or were under maintenance when.

use super::Subject;
use super::axis::{Frame, label};
use super::drawing::{Anchor, Drawing, Ink, Label};
use super::names;
use super::palette::{DARK, DOWN, GRAY, MAINTENANCE};
use super::scale::Scale;
use crate::lang::Lang;
use crate::metrics::Timeline;
use crate::model::CenterId;

/// The upper and lower edge of the strip, below a frame and the title of its axis.
const STRIP: (i32, i32) = (48, 70);
/// By how much a drawing grows for it.
const ROOM: i32 = 24;
/// The side of the squares before the words.
const SIDE: i32 = 10;

/// Which runs of a policy are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Runs {
    /// The mean of all.
    All,
    /// The first alone.
    First,
}

/// Nodes that are out of service for one reason.
struct Kind {
    words: &'static str,
    ink: Ink,
    /// How many there are, bin by bin.
    nodes: Vec<f64>,
}

/// Draws how many nodes of a centre were out of service under a policy, with room for it at the end of the drawing; nothing where none
/// ever was.
pub(super) fn outages(
    drawing: &mut Drawing,
    frame: Frame,
    (comparison, policy, center, runs): (&Subject<'_>, usize, CenterId, Runs),
    across: &Scale,
) {
    let cells = comparison.cells.iter().filter(|cell| cell.policy == policy);
    let count = if runs == Runs::First { 1 } else { usize::MAX };
    let all = cells.flat_map(|cell| &cell.timelines).filter(|line| line.center == center);
    let lines: Vec<&Timeline> = all.take(count).collect();
    let kinds = kinds(&lines);
    let Some(bins) = kinds.iter().map(|kind| kind.nodes.len()).min() else { return };
    drawing.height += ROOM;
    let base = frame.bottom + STRIP.1;
    drawing.block((frame.left, base), (frame.right, base + 1), GRAY);
    drawing.text(label((frame.left - 8, base - 9), comparison.lang.say("nodes out"), 12, Anchor::End, DARK));
    draw_legend(drawing, comparison.lang, frame, &kinds);
    let sum = |bin: usize| kinds.iter().map(|kind| kind.nodes[bin]).sum::<f64>();
    let most = (0..bins).map(sum).fold(0.0, f64::max);
    let mut below = vec![0.0; bins];
    for kind in &kinds {
        let above: Vec<f64> = below.iter().zip(&kind.nodes).map(|(base, nodes)| base + nodes).collect();
        let steps = Steps { base, most, below: &below, above: &above, bin_secs: lines[0].bin_secs() };
        draw_steps(drawing, frame, across, (&steps, kind.ink));
        below = above;
    }
}

/// The reasons for which any node was out.
fn kinds(lines: &[&Timeline]) -> Vec<Kind> {
    let kinds = [
        Kind { words: "failed", ink: DOWN, nodes: mean(lines, |line| &line.down_nodes) },
        Kind { words: "maintenance", ink: MAINTENANCE, nodes: mean(lines, |line| &line.maintenance_nodes) },
    ];
    // A mean that is next to nothing would be said to be nothing.
    kinds.into_iter().filter(|kind| 0.005 <= highest(&kind.nodes)).collect()
}

fn highest(values: &[f64]) -> f64 {
    values.iter().copied().fold(0.0, f64::max)
}

/// The mean over runs, bin by bin.
fn mean(lines: &[&Timeline], of: fn(&Timeline) -> &Vec<f64>) -> Vec<f64> {
    let bins = lines.iter().map(|line| of(line).len()).min().unwrap_or(0);
    let values = |bin: usize| lines.iter().map(move |line| of(line)[bin]).filter(|nodes| nodes.is_finite());
    (0..bins).map(|bin| values(bin).sum::<f64>() / lines.len() as f64).collect()
}

/// Says at the right of the title of the axis what the colours are.
fn draw_legend(drawing: &mut Drawing, lang: Lang, frame: Frame, kinds: &[Kind]) {
    let (mut right, middle) = (frame.right, frame.bottom + 38);
    for kind in kinds.iter().rev() {
        let most = names::number(highest(&kind.nodes));
        let (kind_words, most) = (lang.say(kind.words), most.trim_end_matches(".0"));
        let words = lang.fill("{kind}: up to {nodes} nodes", &[("kind", &kind_words), ("nodes", &most)]);
        let text: Label = label((right, middle), words, 12, Anchor::End, DARK);
        let ((left, _), _) = text.bounds();
        drawing.text(text);
        drawing.block((left - SIDE - 4, middle - SIDE / 2), (left - 4, middle + SIDE / 2), kind.ink);
        right = left - SIDE - 18;
    }
}

/// A layer of the stack between two levels, bin by bin.
struct Steps<'a> {
    /// The pixel of nothing.
    base: i32,
    /// What reaches to the top.
    most: f64,
    below: &'a [f64],
    above: &'a [f64],
    /// When the first bin begins, and how wide a bin is.
    bin_secs: (f64, f64),
}

impl Steps<'_> {
    fn place(&self, nodes: f64) -> i32 {
        // However few nodes were out, they are seen.
        let height = (nodes / self.most * f64::from(STRIP.1 - STRIP.0)).ceil();
        self.base - height as i32
    }

    /// The pixels of a bin, from top to bottom.
    fn heights(&self, bin: usize) -> (i32, i32) {
        (self.place(self.above[bin]), self.place(self.below[bin]))
    }
}

/// Draws steps as blocks, neighbours of the same height as one.
fn draw_steps(drawing: &mut Drawing, frame: Frame, across: &Scale, (steps, ink): (&Steps<'_>, Ink)) {
    let (start, width) = steps.bin_secs;
    let mut begin = 0;
    while begin < steps.above.len() {
        let (top, bottom) = steps.heights(begin);
        let same = (begin..steps.above.len()).take_while(|bin| steps.heights(*bin) == (top, bottom)).count();
        let end = begin + same;
        let (from, to) =
            (across.place(start + width * begin as f64), across.place(start + width * end as f64));
        // Where a figure shows a part of the time, the rest lies on its edges.
        let is_inside = from < to || (frame.left < from && from < frame.right);
        if top < bottom && is_inside {
            drawing.block((from, top), (to, bottom), ink);
        }
        begin = end;
    }
}
