//! An inspection for the terminal.

use super::{Distribution, Inspection, Popularity, Ranking};
use crate::report::number::{duration_words, grouped, percent, short};
use crate::text::{aligned_within, counted};
use std::fmt::Write;

/// Heights of a bar of text.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A line of bars is at most so long.
const BARS_MAX: usize = 84;

/// The whole inspection. Writing to a string cannot fail.
pub(super) fn table(inspection: &Inspection, page: Page) -> String {
    let mut text = String::new();
    head(&mut text, inspection, page);
    doubts(&mut text, inspection, page);
    load(&mut text, inspection, page);
    distributions(&mut text, inspection, page);
    sizes_and_requests(&mut text, inspection, page);
    classes(&mut text, inspection, page);
    arrivals(&mut text, inspection);
    rankings(&mut text, inspection, page);
    text
}

/// How much room there is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    /// How many columns sentences and tables have.
    columns: usize,
    /// How many bars stand in a line.
    bars: usize,
}

impl Page {
    /// Where nobody knows how wide the page is.
    pub(super) const USUAL: Page = Page { columns: COLUMNS, bars: BARS_MAX };

    /// A page of so many columns.
    pub(super) fn of(columns: usize) -> Page {
        // Behind the bars stands what the highest of them is.
        Page { columns: columns.min(COLUMNS), bars: columns.saturating_sub(36).clamp(8, BARS_MAX) }
    }
}

/// How many columns a page has at most.
const COLUMNS: usize = 80;

fn line(text: &mut String, (name, value): (&str, &str), page: Page) {
    for (place, part) in wrapped(value, page.columns - 16).into_iter().enumerate() {
        let _ = writeln!(text, "{:<16}{part}", if place == 0 { name } else { "" });
    }
}

fn head(text: &mut String, inspection: &Inspection, page: Page) {
    let Inspection { log, format, computer, machine, unit, .. } = inspection;
    let computer = computer.as_ref().map_or(String::new(), |name| format!(", {name}"));
    let _ = writeln!(text, "{log}: {format} log{computer}\n");
    let days = inspection.submit_last.secs - inspection.submit_first.secs;
    let hours = match inspection.calendar {
        "local" => "the machine's own clock",
        "unzoned" => "no time zone is said",
        _ => "since the log's origin; dates are unknown",
    };
    line(
        text,
        (
            "submitted",
            &format!(
                "{} to {} ({}; {hours})",
                inspection.submit_first,
                inspection.submit_last,
                duration_words(days)
            ),
        ),
        page,
    );
    line(text, ("last end", &inspection.end_last.at), page);
    let stated = match (machine.stated, machine.stated_by) {
        (Some(size), Some(by)) => format!("{} {unit} ({by})", grouped(size)),
        (Some(size), None) => format!("{} {unit}", grouped(size)),
        (None, _) => "size not stated".into(),
    };
    let held = match (machine.held_most, &machine.held_most_at) {
        (Some(most), Some(at)) => {
            let usual = machine
                .held_90
                .map_or(String::new(), |usual| format!("; for 90 % of the time {} or less", grouped(usual)));
            format!("; at most {} held at once, on {at}{usual}", grouped(most))
        }
        (Some(_) | None, _) => String::new(),
    };
    let nodes = machine.nodes_largest.filter(|_| inspection.unit != "nodes");
    let nodes =
        nodes.map_or(String::new(), |nodes| format!(", at most {} a job", counted(nodes, "node", "nodes")));
    line(
        text,
        ("machine", &format!("{stated}{held}; largest job {}{nodes}", grouped(machine.job_largest))),
        page,
    );
}

fn doubts(text: &mut String, inspection: &Inspection, page: Page) {
    if inspection.doubts.is_empty() {
        let _ = writeln!(text, "\nNothing looks wrong.");
        return;
    }
    let _ = writeln!(text, "\nLooks wrong, or is worth knowing, because");
    for found in &inspection.doubts {
        for (place, part) in wrapped(&found.because, page.columns - 4).into_iter().enumerate() {
            let _ = writeln!(text, "  {} {part}", if place == 0 { "-" } else { " " });
        }
    }
}

/// A sentence in lines of at most so many letters.
fn wrapped(sentence: &str, room: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in sentence.split(' ') {
        let last = lines.last_mut().expect("there is a first line");
        if last.is_empty() {
            last.push_str(word);
        } else if last.chars().count() + 1 + word.chars().count() <= room {
            last.push(' ');
            last.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

fn load(text: &mut String, inspection: &Inspection, page: Page) {
    let load = &inspection.load;
    let share = |share: Option<f64>| share.map_or("unknown".into(), percent);
    let against = match inspection.machine.stated {
        Some(_) => String::new(),
        None => format!(", against {} {}", grouped(inspection.machine.counted), inspection.unit),
    };
    let _ = writeln!(text, "\nLoad: {} offered, {} held{against}", share(load.offered), share(load.held));
    let (weeks, bar) = weeks(inspection, page.bars);
    let _ = writeln!(text, "  {} {}", bars(&weeks), scale(&weeks, &bar));
}

/// The load week by week, or in steps of six hours where it is told by the hour, or by as many of these as fit the line, and
/// what a bar then is.
fn weeks(inspection: &Inspection, bars_max: usize) -> (Vec<f64>, String) {
    let last = inspection.submit_last.secs;
    let steps: Vec<_> = inspection.load.steps.iter().filter(|step| step.begin_s <= last).collect();
    let (count, hours) = if inspection.load.step == "hour" { (6, 6) } else { (7, 7 * 24) };
    let times = steps.len().div_ceil(count).div_ceil(bars_max).max(1);
    let load = |steps: &[&super::StepLoad]| {
        let secs: f64 = steps.iter().map(|step| step.length_s).sum();
        steps.iter().map(|step| step.held.unwrap_or(step.offered) * step.length_s).sum::<f64>() / secs
    };
    let bar = match (hours, times) {
        (168, 1) => "week by week".into(),
        (168, times) => format!("every {times} weeks"),
        (hours, times) => format!("every {} hours", hours * times),
    };
    (steps.chunks(count * times).map(load).collect(), bar)
}

fn scale(values: &[f64], bar: &str) -> String {
    let most = values.iter().copied().fold(0.0, f64::max);
    format!("{bar}, highest {}", percent(most))
}

fn bars(values: &[f64]) -> String {
    let most = values.iter().copied().fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    values.iter().map(|value| BARS[((value / most * 8.0) as usize).min(7)]).collect()
}

/// A distribution, what it is of, and how its figures are shown.
type Row<'a> = (&'a str, &'a Distribution, fn(f64) -> String);

/// The memory that jobs asked for.
const MEMORY_ASKED: &str = "memory asked";

/// The memory that they used.
const MEMORY_USED: &str = "memory used";

/// An amount of memory in MiB, in words.
fn gibibytes(mebibytes: f64) -> String {
    if mebibytes < 1_024.0 {
        format!("{} MiB", short(mebibytes))
    } else {
        format!("{} GiB", short(mebibytes / 1_024.0))
    }
}

fn compact(secs: f64) -> String {
    duration_words(secs).replace(" days", " d")
}

fn distributions(text: &mut String, inspection: &Inspection, page: Page) {
    let unit = format!("size, {}", inspection.unit);
    let all: [Row<'_>; 6] = [
        (&unit, &inspection.sizes, short),
        ("run", &inspection.runs_s, compact),
        ("wait", &inspection.waits_s, compact),
        ("requested", &inspection.requested_s, compact),
        (MEMORY_ASKED, &inspection.memory_requested_mib, gibibytes),
        (MEMORY_USED, &inspection.memory_used_mib, gibibytes),
    ];
    // Two tables, so that they fit the page.
    let heads = |heads: &[&str]| heads.iter().map(|head| (*head).to_owned()).collect::<Vec<String>>();
    let mut upper = vec![heads(&["", "jobs", "mean", "median", "p90", "p99", "max"])];
    let mut lower = vec![heads(&["", "p1", "p10", "p25", "p75"])];
    for (name, of, shown) in all {
        let Distribution { rows, mean, p1, p10, p25, median, p75, p90, p99, max, .. } = of;
        // Most logs say nothing of memory.
        if *rows == 0 && matches!(name, MEMORY_ASKED | MEMORY_USED) {
            continue;
        }
        if *rows == 0 {
            upper.push(vec![name.to_owned(), "unknown".to_owned()]);
            continue;
        }
        let cell = |figure: &Option<f64>| figure.map_or("-".into(), shown);
        let cells = [mean, median, p90, p99, max].map(cell);
        upper.push([name.to_owned(), grouped(*rows)].into_iter().chain(cells).collect());
        lower.push([name.to_owned()].into_iter().chain([p1, p10, p25, p75].map(cell)).collect());
    }
    let _ = writeln!(text, "\n{}", aligned_within(&upper, page.columns));
    let _ = writeln!(text, "{}", aligned_within(&lower, page.columns));
    let _ = writeln!(
        text,
        "Quantiles are within {:.1} % of the truth; means and extremes are exact.",
        inspection.resolution * 100.0
    );
}

fn sizes_and_requests(text: &mut String, inspection: &Inspection, page: Page) {
    let popular = |popular: &[Popularity], name: &dyn Fn(&str) -> String| {
        let shown =
            popular.iter().take(6).map(|one| format!("{} ({})", name(&one.value), percent(one.share)));
        shown.collect::<Vec<_>>().join(", ")
    };
    let _ = writeln!(text);
    line(
        text,
        (
            "sizes",
            &format!(
                "{} of size 1, {} powers of two; most often {}",
                percent(inspection.serial),
                percent(inspection.powers_of_two),
                popular(&inspection.sizes_popular, &str::to_owned)
            ),
        ),
        page,
    );
    let accuracy = &inspection.accuracy;
    if let Some(mean) = accuracy.mean {
        let secs = |value: &str| value.parse().map_or_else(|_| value.to_owned(), &compact);
        line(
            text,
            ("requested", &format!("most often {}", popular(&inspection.requested_popular, &secs))),
            page,
        );
        line(
            text,
            (
                "run / requested",
                &format!(
                    "mean {}; {} ran longer ({} by over a minute), {} ended at the limit",
                    percent(mean),
                    grouped(accuracy.over),
                    grouped(accuracy.over_minute),
                    grouped(accuracy.at_limit)
                ),
            ),
            page,
        );
        line(text, ("", &format!("{} from 0 to 100 %", bars(&tenths(&accuracy.percents)))), page);
    }
}

/// Twentieths of a hundred.
fn tenths(percents: &[u64]) -> Vec<f64> {
    percents.chunks(5).map(|chunk| chunk.iter().sum::<u64>() as f64).collect()
}

fn classes(text: &mut String, inspection: &Inspection, page: Page) {
    for (name, classes) in [("size", &inspection.size_classes), ("run time", &inspection.run_classes)] {
        let heads =
            [format!("by {name}"), "jobs".into(), "share".into(), "of work".into(), "mean wait".into()];
        let rows: Vec<Vec<String>> = std::iter::once(heads.to_vec()).chain(classes.iter().map(row)).collect();
        let _ = write!(text, "\n{}", aligned_within(&rows, page.columns));
    }
}

fn row(one: &Popularity) -> Vec<String> {
    vec![
        format!("  {}", one.value.chars().take(30).collect::<String>()),
        grouped(one.rows),
        percent(one.share),
        one.work_share.map_or("-".into(), percent),
        one.wait_mean_s.map_or("-".into(), duration_words),
    ]
}

fn arrivals(text: &mut String, inspection: &Inspection) {
    let arrivals = &inspection.arrivals;
    let week = &arrivals.by_weekday_and_hour;
    let hours: Vec<f64> = (0..24).map(|hour| week.iter().map(|day| day[hour]).sum::<u64>() as f64).collect();
    let days: Vec<f64> = week.iter().map(|day| day.iter().sum::<u64>() as f64).collect();
    let first =
        if inspection.calendar == "unknown" { "days of 7 from the origin" } else { "Monday to Sunday" };
    let _ = writeln!(text, "\nArrivals: one every {} on average", duration_words(arrivals.apart_mean_s));
    let _ = writeln!(text, "  {} hours 0 to 23   {} {first}", bars(&hours), bars(&days));
    let _ = writeln!(
        text,
        "  at most {} in a minute ({}), {} in an hour ({})",
        grouped(arrivals.minute_most),
        arrivals.minute_at,
        grouped(arrivals.hour_most),
        arrivals.hour_at
    );
    for period in inspection.silences.iter().take(3) {
        let _ = writeln!(
            text,
            "  silent for {} from {} to {}",
            duration_words(period.secs),
            period.from,
            period.until
        );
    }
}

fn rankings(text: &mut String, inspection: &Inspection, page: Page) {
    let rankings =
        [("users", &inspection.users), ("groups", &inspection.groups), ("queues", &inspection.queues)];
    for (name, ranking) in rankings {
        if ranking.count == 1 {
            let _ = writeln!(
                text,
                "\nall jobs that say so have {} {}",
                name.trim_end_matches('s'),
                ranking.first[0].value
            );
        } else if 1 < ranking.count {
            add_ranking(text, (name, ranking), page);
        }
    }
    let states = inspection
        .states
        .iter()
        .map(|state| format!("{} {} ({})", grouped(state.rows), state.value, percent(state.share)));
    let states = format!("States of all rows: {}", states.collect::<Vec<_>>().join(", "));
    let _ = writeln!(text, "\n{}", wrapped(&states, page.columns).join("\n"));
}

fn add_ranking(text: &mut String, (name, ranking): (&str, &Ranking), page: Page) {
    let about = if 0 < ranking.rows_missed { "at least " } else { "" };
    let sentence = format!(
        "{about}{} {name}; the first 1, 5 and tenth of them have {}, {} and {} of the jobs, half of the jobs come from {}",
        grouped(ranking.count as u64),
        percent(ranking.share_first),
        percent(ranking.share_first_5),
        percent(ranking.share_first_tenth),
        ranking.half_of_rows
    );
    let _ = writeln!(text, "\n{}", wrapped(&sentence, page.columns).join("\n"));
    let rows: Vec<Vec<String>> = ranking.first.iter().take(5).map(row).collect();
    text.push_str(&aligned_within(&rows, page.columns));
}
