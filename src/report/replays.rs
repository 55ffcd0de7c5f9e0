//! Replays of one log under several policies, side by side.

use super::columns::{rendered, styled};
use super::number::grouped;
use super::replay::ReplaySummary;
use super::replay_text::{two_places, wait_unit};
use crate::lang::Lang;
use crate::text::wrapped;

/// What stands above the columns; waits in this unit.
fn titles(lang: Lang, unit: &str) -> Vec<String> {
    let say = |title: &str| lang.say(title).to_owned();
    let mut titles: Vec<String> = ["\npolicy", "utilization\n%"].map(say).into();
    let unit = lang.say(unit);
    titles.push(format!("{}\n{unit}", lang.say("mean wait")));
    titles.extend(["median", "p95", "p99", "max"].map(|figure| format!("{}\n{unit}", lang.say(figure))));
    let others =
        ["bounded\nslowdown", "\nfinished", "\nkilled", "\nrejected", "never\nstarted", "makespan\ndays"];
    titles.extend(others.map(say));
    titles
}

/// The figures of each policy, and how far the others are from the first, on a page so many columns wide.
#[must_use]
pub fn replays_text(lang: Lang, summaries: &[(String, ReplaySummary)], width: usize) -> String {
    let Some((base, first)) = summaries.first() else { return String::new() };
    let longest = summaries.iter().filter_map(|(_, summary)| summary.wait_s.max).fold(0.0, f64::max);
    // One unit for all, so that figures can be compared.
    let (secs, unit) = wait_unit(Some(longest));
    let mut text = wrapped(&first.heading_of_several(lang), width, "");
    text.push('\n');
    let mut table = styled(titles(lang, unit));
    for (name, summary) in summaries {
        let mut row = vec![name.clone()];
        row.extend(figures(summary, secs).map(|figure| figure.map_or("-".into(), two_places)));
        row.extend(counts(summary));
        table.add_row(row);
    }
    text += &rendered(&table, width);
    text += &first.about_submissions(lang);
    if 1 < summaries.len() {
        let mut table = styled(titles(lang, unit)[..8].to_vec());
        for (name, summary) in &summaries[1..] {
            let mut row = vec![name.clone()];
            let pairs = figures(summary, secs).into_iter().zip(figures(first, secs));
            row.extend(pairs.map(|(mine, base)| match (mine, base) {
                (Some(mine), Some(base)) => signed(mine - base),
                (_, _) => "-".into(),
            }));
            table.add_row(row);
        }
        let title = lang.fill("Against {base} (utilization in percentage points)", &[("base", base)]);
        text += &format!("\n{title}\n{}", rendered(&table, width));
        text += &format!("{}\n", lang.say("One log: nothing is known of the spread."));
    }
    text
}

/// The summaries as a list in JSON.
#[must_use]
pub fn replays_json(summaries: &[(String, ReplaySummary)]) -> String {
    let each: Vec<String> =
        summaries.iter().map(|(_, summary)| summary.json().trim_end().to_owned()).collect();
    format!("[\n{}\n]\n", each.join(",\n"))
}

/// Utilization in percent, waits, and the bounded slowdown.
fn figures(summary: &ReplaySummary, secs: f64) -> [Option<f64>; 7] {
    let wait = |figure: Option<f64>| figure.map(|value| value / secs);
    let waits = &summary.wait_s;
    [
        summary.utilization.map(|share| share * 100.0),
        wait(waits.mean),
        wait(waits.median),
        wait(waits.p95),
        wait(waits.p99),
        wait(waits.max),
        summary.bounded_slowdown.mean,
    ]
}

fn counts(summary: &ReplaySummary) -> [String; 5] {
    let days = summary.makespan_s.map_or("-".into(), |secs| format!("{:.1}", secs / 86_400.0));
    let ReplaySummary { finished, killed, rejected, never_started, .. } = summary;
    let [finished, killed, rejected, never] =
        [finished, killed, rejected, never_started].map(|count| grouped(*count));
    [finished, killed, rejected, never, days]
}

fn signed(difference: f64) -> String {
    let sign = if difference < 0.0 { "-" } else { "+" };
    format!("{sign}{}", two_places(difference.abs()))
}
