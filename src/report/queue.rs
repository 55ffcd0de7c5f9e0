//! The queue and the use of each centre over time, as lines of small bars.

use super::columns::Page;
use super::number::grouped;
use crate::experiment::Comparison;
use crate::metrics::Timeline;
use crate::model::CenterId;
use crate::text::{aligned, columns_of};

/// Bars from nothing to all.
const BARS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// No line is longer: it is there to be seen at a glance.
const BARS_MAX: usize = 40;

/// The table; nothing where no time was measured.
pub(super) fn queue_section(page: Page<'_>) -> Option<String> {
    let scenario = &page.comparison.scenario;
    let names = scenario.policies.iter().map(|spec| columns_of(&spec.name) + 2);
    let names = names.chain(scenario.centers.iter().map(|center| columns_of(&center.name))).max()?;
    let width = page.width.min(2 * BARS_MAX + names + 12).saturating_sub(names + 12) / 2;
    let width = width.clamp(4, BARS_MAX);
    let lang = page.lang;
    let say = |words: &str| lang.say(words).to_owned();
    let title = |title: &str| padded(lang.say(title), width);
    let mut rows = vec![vec![say("policy"), title("jobs waiting"), say("most"), title("in use")]];
    for (place, center) in scenario.centers.iter().enumerate() {
        let lines = lines_of(page.comparison, CenterId(place as u16), width);
        let most = lines.iter().flat_map(|(waiting, ..)| waiting).copied().fold(0.0, f64::max);
        if lines.iter().all(|(waiting, ..)| waiting.is_empty()) {
            continue;
        }
        if 1 < scenario.centers.len() {
            rows.push(vec![center.name.clone()]);
        }
        for (spec, (waiting, used, longest)) in scenario.policies.iter().zip(&lines) {
            let indent = if 1 < scenario.centers.len() { "  " } else { "" };
            rows.push(vec![
                format!("{indent}{}", spec.name),
                padded(&bars(waiting, most), width),
                grouped(longest.ceil() as u64),
                padded(&bars(used, 1.0), width),
            ]);
        }
    }
    (1 < rows.len()).then(|| {
        let from = scenario.start.date();
        let title = "Queue and use over time from {date}, mean of all runs: bars up to the longest queue of the centre, and up to all of it";
        format!("{}\n{}", lang.fill(title, &[("date", &from)]), aligned(&rows))
    })
}

/// By policy, jobs waiting and the part in use at equal distances of time, and the longest queue of a bin.
fn lines_of(comparison: &Comparison, center: CenterId, width: usize) -> Vec<(Vec<f64>, Vec<f64>, f64)> {
    let of_policy = |policy: usize| {
        let cells = comparison.cells_of(policy).iter();
        let lines: Vec<&Timeline> =
            cells.flat_map(|cell| &cell.timelines).filter(|line| line.center == center).collect();
        let waiting = mean(&lines, |line| line.waiting.clone());
        let used = mean(&lines, |line| {
            let bins = line.waiting.len();
            (0..bins).map(|bin| line.busy.iter().filter_map(|class| class.get(bin)).sum()).collect()
        });
        let longest = waiting.iter().copied().fold(0.0, f64::max);
        (coarser(&waiting, width), coarser(&used, width), longest)
    };
    (0..comparison.scenario.policies.len()).map(of_policy).collect()
}

/// The mean over runs, bin by bin.
fn mean(lines: &[&Timeline], of: impl Fn(&Timeline) -> Vec<f64>) -> Vec<f64> {
    let runs: Vec<Vec<f64>> = lines.iter().map(|line| of(line)).collect();
    let bins = runs.iter().map(Vec::len).min().unwrap_or(0);
    (0..bins).map(|bin| runs.iter().map(|run| run[bin]).sum::<f64>() / runs.len() as f64).collect()
}

/// So many means of neighbours, or fewer.
fn coarser(values: &[f64], count: usize) -> Vec<f64> {
    let part = |place: usize| place * values.len() / count;
    let parts = (0..count).map(|place| &values[part(place)..part(place + 1)]).filter(|part| !part.is_empty());
    parts.map(|part| part.iter().sum::<f64>() / part.len() as f64).collect()
}

fn bars(values: &[f64], most: f64) -> String {
    let bar = |value: f64| match value {
        value if value <= 0.0 || most <= 0.0 => BARS[0],
        value => BARS[((value / most * 8.0).ceil() as usize).clamp(1, 8)],
    };
    values.iter().map(|value| bar(*value)).collect()
}

/// Bars stand to the left, as time does.
fn padded(bars: &str, width: usize) -> String {
    format!("{bars}{}", " ".repeat(width.saturating_sub(columns_of(bars))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_grow_with_values() {
        assert_eq!(bars(&[0.0, 0.1, 0.5, 1.0, 2.0], 1.0), " ▁▄██");
        assert_eq!(bars(&[0.0, 0.0], 0.0), "  ");
    }

    #[test]
    fn neighbours_are_put_together() {
        assert_eq!(coarser(&[1.0, 3.0, 5.0, 7.0], 2), [2.0, 6.0]);
        assert_eq!(coarser(&[1.0, 3.0, 5.0], 2), [1.0, 4.0]);
        assert_eq!(coarser(&[1.0, 3.0], 4), [1.0, 3.0]);
    }
}
