//! How much tenants hold over time: dominant shares of the largest tenants, stacked, a panel for each policy.

use std::collections::BTreeMap;

use super::axis::{
    AXIS_BELOW, AXIS_LEFT, CONTENT_TOP, FIGURE_WIDTH, Frame, MARGIN, bottom_axis, edges, empty_note,
    left_axis, panel_title, titled, value_ticks,
};
use super::dates::date_ticks;
use super::drawing::{Dash, Drawing, Point, Shape};
use super::estimate::{Metric, metric};
use super::legend::{self, Entry, Key, draw_number};
use super::milestones::milestones;
use super::names::{self, plus_minus};
use super::outages::{Runs, outages};
use super::palette::{Brush, WHITE, brush};
use super::scale::{Scale, Stretch, round_values};
use super::series::{Series, dominance_series};
use super::{Figure, Plot, Subject};
use crate::experiment::Comparison;
use crate::metrics::{Dominance, Scope};
use crate::model::{CenterId, TenantId};

/// The row of this plot.
pub(super) const ENTRY: Plot = Plot {
    name: "dominance",
    help: "Dominant shares of the largest tenants over time in the first run, stacked, with a panel for each policy: one figure for \
           each centre.",
    draw,
};

/// As many tenants have a colour of their own as there are colours but for the gray of the others.
const NAMED_MAX: usize = 7;
const FRAME_HEIGHT: i32 = 160;
/// A number is written on a layer where it is at least so high and wide in pixels.
const NUMBER_HEIGHT: i32 = 13;
const NUMBER_WIDTH: i32 = 14;

fn draw(comparison: &Subject<'_>) -> Vec<Figure> {
    Figure::of_each_center(comparison, &ENTRY, draw_center)
}

/// The shares of a centre under a policy in the first run that kept them.
fn shares(comparison: &Comparison, policy: usize, center: CenterId) -> Option<&Dominance> {
    let mut cells = comparison.cells.iter().filter(|cell| cell.policy == policy);
    cells.find_map(|cell| cell.dominance.iter().find(|shares| shares.center == center))
}

/// One policy of the figure: the layers of the named and that of all others.
#[derive(Debug)]
struct Stack<'a> {
    center: CenterId,
    shares: &'a Dominance,
    named: Vec<(TenantId, &'a [f64])>,
    others: Vec<f64>,
    other_count: usize,
}

impl<'a> Stack<'a> {
    fn new(center: CenterId, shares: &'a Dominance, named: &[TenantId]) -> Stack<'a> {
        let line = |tenant: &TenantId| {
            let known = shares.tenants.iter().find(|(known, _)| known == tenant);
            known.map(|(tenant, line)| (*tenant, line.as_slice()))
        };
        let mut others = shares.others.clone();
        let mut other_count = shares.other_count;
        for (_, line) in shares.tenants.iter().filter(|(tenant, _)| !named.contains(tenant)) {
            others.iter_mut().zip(line).for_each(|(sum, share)| *sum += share);
            other_count += 1;
        }
        Stack { center, shares, named: named.iter().filter_map(line).collect(), others, other_count }
    }
}

/// The tenants who hold most, over all policies: the same in every panel.
fn largest(comparison: &Subject<'_>, all: &[&Dominance]) -> Vec<TenantId> {
    let mut sums: BTreeMap<TenantId, f64> = BTreeMap::new();
    for shares in all {
        for (tenant, line) in &shares.tenants {
            *sums.entry(*tenant).or_default() += mean(comparison, shares, line);
        }
    }
    let mut ranked: Vec<(TenantId, f64)> = sums.into_iter().collect();
    ranked.sort_by(|(_, left), (_, right)| right.total_cmp(left));
    ranked.into_iter().take(NAMED_MAX).map(|(tenant, _)| tenant).collect()
}

/// Nothing where fewer than two tenants have ever held anything: one would be all there is.
fn draw_center(comparison: &Subject<'_>, center: CenterId) -> Option<(Drawing, Series)> {
    let scenario = &comparison.scenario;
    let policies = 0..scenario.policies.len();
    let all: Vec<Option<&Dominance>> = policies.map(|policy| shares(comparison, policy, center)).collect();
    let most = all.iter().flatten().map(|shares| shares.tenants.len() + shares.other_count).max()?;
    if most < 2 {
        return None;
    }
    let lang = comparison.lang;
    let known = names::center(lang, &scenario.centers[usize::from(center.0)]);
    let title = lang.fill("Dominant shares of tenants over time, {center}", &[("center", &known)]);
    let note = lang.say("first run; of cores, accelerators and memory, the largest part that a tenant holds");
    let subtitle = format!("{} | {note}", scenario.title);
    let mut drawing = titled(CONTENT_TOP, &title, &subtitle);
    let kept: Vec<&Dominance> = all.iter().copied().flatten().collect();
    let named = largest(comparison, &kept);
    let highest = kept.iter().map(|shares| highest(shares)).fold(100.0, f64::max);
    let series = dominance_series(comparison, &all, begin_secs);
    for (policy, shares) in all.into_iter().enumerate() {
        let stack = shares.map(|shares| Stack::new(center, shares, &named));
        draw_policy(&mut drawing, comparison, (center, policy), stack.as_ref(), highest);
    }
    Some((drawing, series))
}

/// The highest sum of shares in percent. It is above 100 where tenants hold most of different things.
fn highest(shares: &Dominance) -> f64 {
    let sum = |bin: usize| shares.others[bin] + shares.tenants.iter().map(|(_, line)| line[bin]).sum::<f64>();
    let sums = (0..shares.others.len()).map(sum).filter(|sum| sum.is_finite());
    // Sums of shares are never exact, and no axis is to be longer for that.
    100.0 * sums.fold(0.0, f64::max) - 1e-6
}

/// The tenants and all others, as they are stacked: the topmost first.
fn entries(comparison: &Subject<'_>, stack: &Stack<'_>) -> Vec<Entry> {
    let percent = |line: &[f64]| 100.0 * mean(comparison, stack.shares, line);
    let mut entries: Vec<Entry> = Vec::new();
    for (place, (tenant, line)) in stack.named.iter().enumerate() {
        let comma = comparison.lang.say(", ");
        let text = format!("{}{comma}{:.1} %", tenant_name(comparison, *tenant), percent(line));
        entries.push(Entry { key: Key::Patch(brush(place), (place + 1).to_string()), text });
    }
    if 0 < stack.other_count {
        let lang = comparison.lang;
        let others = lang.fill("{count} others", &[("count", &stack.other_count)]);
        let text = format!("{others}{}{:.1} %", lang.say(", "), percent(&stack.others));
        entries.push(Entry { key: Key::Patch(others_brush(), String::new()), text });
    }
    entries.reverse();
    entries
}

/// The gray after the colours of the named.
fn others_brush() -> Brush {
    brush(NAMED_MAX)
}

fn tenant_name(comparison: &Subject<'_>, tenant: TenantId) -> String {
    match comparison.scenario.tenants.get(tenant.0 as usize) {
        Some(tenant) => tenant.name.clone(),
        None => comparison.lang.fill("tenant {number}", &[("number", &tenant.0)]),
    }
}

/// When a bin begins, in seconds; for the number of bins, when the last one ends.
fn begin_secs(shares: &Dominance, bin: usize) -> f64 {
    let begin = shares.start.as_micros() as f64 + shares.bin.as_micros() as f64 * bin as f64;
    begin.min(shares.end.as_micros() as f64) / 1e6
}

/// The mean of the bins that begin at the end of the warm-up or later.
fn mean(comparison: &Subject<'_>, shares: &Dominance, line: &[f64]) -> f64 {
    let warm_up = comparison.scenario.warm_up.as_micros() as f64 / 1e6;
    let (mut sum, mut secs) = (0.0, 0.0);
    for (bin, share) in line.iter().enumerate().filter(|(_, share)| share.is_finite()) {
        let length = begin_secs(shares, bin + 1) - begin_secs(shares, bin);
        if warm_up <= begin_secs(shares, bin) {
            sum += share * length;
            secs += length;
        }
    }
    if 0.0 < secs { sum / secs } else { 0.0 }
}

fn draw_policy(
    drawing: &mut Drawing,
    comparison: &Subject<'_>,
    (center, policy): (CenterId, usize),
    stack: Option<&Stack<'_>>,
    highest: f64,
) {
    let entries = stack.map_or_else(Vec::new, |stack| entries(comparison, stack));
    let top = drawing.height + 30;
    let right = FIGURE_WIDTH - MARGIN - 290;
    let height = FRAME_HEIGHT.max(legend::height_beside(&entries) - 10);
    let frame = Frame { left: MARGIN + AXIS_LEFT, top, right, bottom: top + height };
    drawing.height = frame.bottom + AXIS_BELOW + 14;
    let heading =
        format!("{}{}", comparison.scenario.policies[policy].name, jain_in_words(comparison, center, policy));
    panel_title(drawing, (MARGIN, top - 24), &heading, FIGURE_WIDTH - 2 * MARGIN);
    legend::draw_beside(drawing, (right + 20, top - 4), &entries);
    let values = round_values(highest, 4);
    let upward = Scale::new(Stretch::Linear, (0.0, values[values.len() - 1]), frame.upward());
    left_axis(drawing, frame, &value_ticks(&upward, &values), comparison.lang.say("Dominant share (%)"));
    match stack {
        Some(stack) => draw_stack(drawing, (comparison, policy), (frame, &upward), stack),
        None => empty_note(drawing, frame, comparison.lang.say("nothing was measured")),
    }
    edges(drawing, frame);
}

fn jain_in_words(comparison: &Subject<'_>, center: CenterId, policy: usize) -> String {
    metric(comparison, policy, Scope::Center(center), Metric::ServedJain).map_or_else(String::new, |jain| {
        let half = jain.half_width.filter(|half| half.is_finite());
        let index = plus_minus(jain.mean, half);
        let words = ": Jain's index of what tenants held of what was due to them {index}";
        comparison.lang.fill(words, &[("index", &index)])
    })
}

fn draw_stack(
    drawing: &mut Drawing,
    (comparison, policy): (&Subject<'_>, usize),
    (frame, upward): (Frame, &Scale),
    stack: &Stack<'_>,
) {
    let shares = stack.shares;
    let range = (begin_secs(shares, 0), begin_secs(shares, shares.others.len()));
    let across = Scale::new(Stretch::Linear, range, frame.across());
    let ticks = date_ticks(comparison.scenario.start, (shares.start, shares.end), &across);
    bottom_axis(drawing, frame, ticks, &names::dates(comparison.lang, shares.bin));
    draw_layers(drawing, (&across, upward), stack);
    milestones(drawing, frame, (comparison, Some(stack.center)), (&across, shares.start, shares.end));
    outages(drawing, frame, (comparison, policy, stack.center, Runs::First), &across);
}

fn draw_layers(drawing: &mut Drawing, scales: (&Scale, &Scale), stack: &Stack<'_>) {
    let named = stack.named.iter().enumerate();
    let mut layers: Vec<(&[f64], Brush, String)> =
        named.map(|(place, (_, line))| (*line, brush(place), (place + 1).to_string())).collect();
    layers.push((&stack.others, others_brush(), String::new()));
    let mut below = vec![0.0; stack.others.len()];
    let mut numbers = Vec::new();
    for (line, brush, number) in layers {
        let percent = |share: &f64| if share.is_finite() { 100.0 * share } else { 0.0 };
        let above: Vec<f64> = below.iter().zip(line).map(|(base, share)| base + percent(share)).collect();
        let lower = staircase(stack.shares, scales, &below);
        let upper = staircase(stack.shares, scales, &above);
        if lower != upper {
            let outline = lower.iter().copied().chain(upper.iter().rev().copied()).collect();
            drawing.add(Shape::Area(outline, brush.ink));
            drawing.line(upper.clone(), WHITE.with_alpha(0.5), 1, Dash::Solid);
        }
        numbers.extend(roomiest(&lower, &upper).map(|at| (at, brush, number)));
        below = above;
    }
    for (at, brush, number) in numbers {
        draw_number(drawing, at, brush, &number);
    }
}

/// The outline of a level over time: two points for each bin.
fn staircase(shares: &Dominance, (across, upward): (&Scale, &Scale), level: &[f64]) -> Vec<Point> {
    let step = |(bin, value): (usize, &f64)| {
        let y = upward.place(*value);
        [(across.place(begin_secs(shares, bin)), y), (across.place(begin_secs(shares, bin + 1)), y)]
    };
    level.iter().enumerate().flat_map(step).collect()
}

/// The middle of the highest run of steps in which a number has room.
fn roomiest(lower: &[Point], upper: &[Point]) -> Option<Point> {
    let mut best: Option<(i32, Point)> = None;
    let steps: Vec<(&[Point], &[Point])> = lower.chunks_exact(2).zip(upper.chunks_exact(2)).collect();
    for first in 0..steps.len() {
        let left = steps[first].0[0].0;
        let (mut ceiling, mut floor) = (i32::MIN, i32::MAX);
        for (low, high) in &steps[first..] {
            (ceiling, floor) = (ceiling.max(high[0].1), floor.min(low[0].1));
            let right = low[1].0;
            if floor - ceiling < NUMBER_HEIGHT {
                break;
            }
            if NUMBER_WIDTH <= right - left {
                if best.is_none_or(|(height, _)| height < floor - ceiling) {
                    best = Some((floor - ceiling, ((left + right) / 2, (floor + ceiling) / 2)));
                }
                break;
            }
        }
    }
    best.map(|(_, at)| at)
}
