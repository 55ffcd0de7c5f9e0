//! The page `docs/applications.md`, made from the rows.

use super::figures::duration;
use super::{APPLICATIONS, Application, Arrivals, Batch, Part};
use std::fmt;

const INTRODUCTION: &str = "# Applications

The built-in models of jobs, one section each. This page is made from the rows of `APPLICATIONS`; a test keeps it so.

An id such as `U7` names a row of the fact sheet that the models are calibrated to, `[u3]` the summary table of GPU
clusters in it, and `(A)` an assumption where the facts leave a gap. A range in a fact (10 to 48 h) is read as the middle
80 % of the jobs, its geometric mean as their median. Between the published quantiles runtimes lie on straight lines on a
logarithmic axis. Requested times are a few popular values, never a multiple of the runtime (U14).

The figures under \"generated\" come from 200,000 jobs that every build draws alike, on a machine without bounds. Chance
moves a P99 by up to 3 %, other figures by less. Where \"none\" is published, the figure follows from the law above it.
";

/// The whole page as Markdown.
#[must_use]
pub fn page() -> String {
    let mut text = String::from(INTRODUCTION);
    for application in APPLICATIONS {
        text.push_str(&Section(application).to_string());
    }
    text
}

/// One application's section.
struct Section<'a>(&'a Application);

impl fmt::Display for Section<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let application = self.0;
        let sample = application.sample();
        writeln!(f, "\n## {}\n\n{}.\n\n{}\n", application.name, application.help, application.about)?;
        writeln!(f, "- Sources: {}", application.sources.join(", "))?;
        writeln!(f, "- Arrivals: {}", arrivals(application.arrivals))?;
        for part in application.parts {
            writeln!(f, "- Sizes ({}, {}): {}", part.name, application.unit.word(), sizes(part))?;
            writeln!(f, "- Runtimes ({}): {}", part.name, runtimes(part))?;
            writeln!(f, "- Requested times ({}): {}", part.name, requests(part))?;
        }
        writeln!(
            f,
            "- Generated requests: {:.1} % at the maximum, {:.1} % at a popular value",
            100.0 * sample.share_at_maximum,
            100.0 * sample.share_popular
        )?;
        writeln!(f, "\n| figure | generated | published | difference | source |\n|---|---|---|---|---|")?;
        for figure in application.figures(&sample) {
            let cells =
                [figure.name(), figure.generated_shown(), figure.published(), figure.difference_shown()];
            writeln!(f, "| {} | {} |", cells.join(" | "), figure.source())?;
        }
        Ok(())
    }
}

fn arrivals(arrivals: Arrivals) -> String {
    match arrivals {
        Arrivals::Random { hours, weekend, batch } => {
            let hours: Vec<String> = hours.iter().map(|weight| format!("{weight:.2}")).collect();
            format!(
                "at random, {}, weights of the hours from midnight {}, weekend {weekend}",
                batch_words(batch),
                hours.join(" ")
            )
        }
        Arrivals::Cycles { hours, jitter_secs, deadline_secs } => {
            let hours: Vec<String> = hours.iter().map(|hour| format!("{hour:02}:00")).collect();
            let (hours, minutes) = (hours.join(", "), deadline_secs / 60);
            format!(
                "in cycles at {hours}, up to {jitter_secs} s late, each due after {} h {} min",
                minutes / 60,
                minutes % 60
            )
        }
    }
}

fn batch_words(batch: Batch) -> String {
    match batch {
        Batch::Single => "one by one".to_string(),
        Batch::Burst { least, most } => {
            format!("in bursts of {least} to {most} (mean {:.1})", batch.length_mean())
        }
        Batch::Array { least, most } if least == most => format!("in arrays of {least}"),
        Batch::Array { least, most } => {
            format!("in arrays of {least} to {most} (mean {:.1})", batch.length_mean())
        }
    }
}

fn sizes(part: &Part) -> String {
    let weights: f64 = part.sizes.iter().map(|size| size.1).sum();
    let sizes: Vec<String> = part
        .sizes
        .iter()
        .map(|(size, weight)| format!("{size} ({:.1} %)", 100.0 * weight / weights))
        .collect();
    sizes.join(", ")
}

fn runtimes(part: &Part) -> String {
    let knots: Vec<String> =
        part.runtimes.iter().map(|(share, secs)| format!("P{} {}", 100.0 * share, duration(*secs))).collect();
    let tie =
        if 0.0 < part.tie { format!("; rank correlation with size {}", part.tie) } else { String::new() };
    format!("{}{tie}", knots.join(", "))
}

fn requests(part: &Part) -> String {
    let weights: f64 = part.requests.popular.iter().map(|value| value.1).sum();
    let values: Vec<String> = part
        .requests
        .popular
        .iter()
        .map(|(minutes, weight)| {
            format!("{} ({:.1} %)", duration(f64::from(*minutes) * 60.0), 100.0 * weight / weights)
        })
        .collect();
    format!(
        "{}; {:.0} % in between; {:.1} % of jobs reach their limit",
        values.join(", "),
        100.0 * part.requests.odd,
        100.0 * part.requests.late
    )
}
