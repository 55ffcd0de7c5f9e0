//! An inspection for the terminal.

use super::{Distribution, Inspection, Popularity, Ranking};
use crate::report::number::{duration_words, grouped, percent, short};
use std::fmt::Write;

/// Heights of a bar of text.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A line of bars is at most so long.
const BARS_MAX: usize = 84;

/// The whole inspection. Writing to a string cannot fail.
pub(super) fn table(inspection: &Inspection) -> String {
    let mut text = String::new();
    head(&mut text, inspection);
    doubts(&mut text, inspection);
    load(&mut text, inspection);
    distributions(&mut text, inspection);
    classes(&mut text, inspection);
    arrivals(&mut text, inspection);
    rankings(&mut text, inspection);
    text
}

fn line(text: &mut String, name: &str, value: &str) {
    let _ = writeln!(text, "{name:<16}{value}");
}

fn head(text: &mut String, inspection: &Inspection) {
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
        "submitted",
        &format!(
            "{} to {} ({}; {hours})",
            inspection.submit_first,
            inspection.submit_last,
            duration_words(days)
        ),
    );
    line(text, "last end", &inspection.end_last.at);
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
    let nodes = nodes.map_or(String::new(), |nodes| format!(", at most {} nodes a job", grouped(nodes)));
    line(text, "machine", &format!("{stated}{held}; largest job {}{nodes}", grouped(machine.job_largest)));
}

fn doubts(text: &mut String, inspection: &Inspection) {
    if inspection.doubts.is_empty() {
        let _ = writeln!(text, "\nNothing looks wrong.");
        return;
    }
    let _ = writeln!(text, "\nLooks wrong, or is worth knowing, because");
    for found in &inspection.doubts {
        for (place, part) in wrapped(&found.because, 108).into_iter().enumerate() {
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

fn load(text: &mut String, inspection: &Inspection) {
    let load = &inspection.load;
    let share = |share: Option<f64>| share.map_or("unknown".into(), percent);
    let against = match inspection.machine.stated {
        Some(_) => String::new(),
        None => format!(", against {} {}", grouped(inspection.machine.counted), inspection.unit),
    };
    let _ = writeln!(text, "\nLoad: {} offered, {} held{against}", share(load.offered), share(load.held));
    let (weeks, bar) = weeks(inspection);
    let _ = writeln!(text, "  {} {}", bars(&weeks), scale(&weeks, &bar));
}

/// The load week by week, or in steps of six hours where it is told by the hour, or by as many of these as fit the line, and
/// what a bar then is.
fn weeks(inspection: &Inspection) -> (Vec<f64>, String) {
    let last = inspection.submit_last.secs;
    let steps: Vec<_> = inspection.load.steps.iter().filter(|step| step.begin_s <= last).collect();
    let (count, hours) = if inspection.load.step == "hour" { (6, 6) } else { (7, 7 * 24) };
    let times = steps.len().div_ceil(count).div_ceil(BARS_MAX).max(1);
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

fn distributions(text: &mut String, inspection: &Inspection) {
    let _ = writeln!(
        text,
        "\n{:<16}{:>10}{:>10}{:>10}{:>10}{:>10}{:>10}{:>10}{:>10}{:>10}{:>10}",
        "", "jobs", "mean", "p1", "p10", "p25", "median", "p75", "p90", "p99", "max"
    );
    let unit = format!("size, {}", inspection.unit);
    add(text, &unit, &inspection.sizes, &short);
    let compact = |secs: f64| duration_words(secs).replace(" days", " d");
    add(text, "run", &inspection.runs_s, &compact);
    add(text, "wait", &inspection.waits_s, &compact);
    add(text, "requested", &inspection.requested_s, &compact);
    let _ = writeln!(
        text,
        "Quantiles are within {:.1} % of the truth; means and extremes are exact.",
        inspection.resolution * 100.0
    );
    let popular = |popular: &[Popularity], name: &dyn Fn(&str) -> String| {
        let shown =
            popular.iter().take(6).map(|one| format!("{} ({})", name(&one.value), percent(one.share)));
        shown.collect::<Vec<_>>().join(", ")
    };
    let _ = writeln!(text);
    line(
        text,
        "sizes",
        &format!(
            "{} of size 1, {} powers of two; most often {}",
            percent(inspection.serial),
            percent(inspection.powers_of_two),
            popular(&inspection.sizes_popular, &str::to_owned)
        ),
    );
    let accuracy = &inspection.accuracy;
    if let Some(mean) = accuracy.mean {
        let secs = |value: &str| value.parse().map_or_else(|_| value.to_owned(), &compact);
        line(text, "requested", &format!("most often {}", popular(&inspection.requested_popular, &secs)));
        line(
            text,
            "run / requested",
            &format!(
                "mean {}; {} ran longer ({} by over a minute), {} ended at the limit",
                percent(mean),
                grouped(accuracy.over),
                grouped(accuracy.over_minute),
                grouped(accuracy.at_limit)
            ),
        );
        line(text, "", &format!("{} from 0 to 100 %", bars(&tenths(&accuracy.percents))));
    }
}

/// Twentieths of a hundred.
fn tenths(percents: &[u64]) -> Vec<f64> {
    percents.chunks(5).map(|chunk| chunk.iter().sum::<u64>() as f64).collect()
}

fn add(text: &mut String, name: &str, distribution: &Distribution, shown: &dyn Fn(f64) -> String) {
    let Distribution { rows, mean, p1, p10, p25, median, p75, p90, p99, max, .. } = distribution;
    if *rows == 0 {
        let _ = writeln!(text, "{name:<16}{:>10}", "unknown");
        return;
    }
    let _ = write!(text, "{name:<16}{:>10}", grouped(*rows));
    for figure in [mean, p1, p10, p25, median, p75, p90, p99, max] {
        let _ = write!(text, "{:>10}", figure.map_or("-".into(), shown));
    }
    text.push('\n');
}

fn classes(text: &mut String, inspection: &Inspection) {
    for (name, classes) in [("size", &inspection.size_classes), ("run time", &inspection.run_classes)] {
        let _ = writeln!(
            text,
            "\n{:<16}{:>10}{:>10}{:>10}{:>12}",
            format!("by {name}"),
            "jobs",
            "share",
            "of work",
            "mean wait"
        );
        for one in classes {
            row(text, one);
        }
    }
}

fn row(text: &mut String, one: &Popularity) {
    let name: String = one.value.chars().take(22).collect();
    let _ = write!(text, "  {name:<14}{:>10}{:>10}", grouped(one.rows), percent(one.share));
    let _ = write!(text, "{:>10}", one.work_share.map_or("-".into(), percent));
    let _ = writeln!(text, "{:>12}", one.wait_mean_s.map_or("-".into(), duration_words));
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

fn rankings(text: &mut String, inspection: &Inspection) {
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
            add_ranking(text, name, ranking);
        }
    }
    let states = inspection
        .states
        .iter()
        .map(|state| format!("{} {} ({})", grouped(state.rows), state.value, percent(state.share)));
    let _ = writeln!(text, "\nStates of all rows: {}", states.collect::<Vec<_>>().join(", "));
}

fn add_ranking(text: &mut String, name: &str, ranking: &Ranking) {
    let about = if 0 < ranking.rows_missed { "at least " } else { "" };
    let _ = writeln!(
        text,
        "\n{about}{} {name}; the first 1, 5 and tenth of them have {}, {} and {} of the jobs, half of the jobs come from {}",
        grouped(ranking.count as u64),
        percent(ranking.share_first),
        percent(ranking.share_first_5),
        percent(ranking.share_first_tenth),
        ranking.half_of_rows
    );
    for one in ranking.first.iter().take(5) {
        row(text, one);
    }
}
