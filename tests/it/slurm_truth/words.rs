//! Figures in the text of the page: none is typed, each is looked up in what was found.

use super::page::percent;
use super::{Compared, Distance, Run, wait_mean};

/// The text with each `{RECORDING RUN FIGURE}` replaced. A run is `1` or `2` as recorded, or a policy of the scenario; figures are
/// `start JOB`, `end JOB` and `run JOB` in seconds, `wait LEAST MOST` of jobs of so many nodes, `wait-beside RUN`, `end-beside RUN`,
/// `median-beside RUN`, `largest-beside RUN` and `later-than RUN JOB`.
pub(super) fn filled(text: &str, compared: &[Compared]) -> String {
    let mut pieces = text.split('{');
    let mut filled = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (asked, rest) = piece.split_once('}').expect("every bracket is closed");
        filled.push_str(&figure(asked, compared));
        filled.push_str(rest);
    }
    filled
}

fn figure(asked: &str, compared: &[Compared]) -> String {
    let words: Vec<&str> = asked.split_whitespace().collect();
    let [name, run, figure, rest @ ..] = &words[..] else { panic!("{asked}: too few words") };
    let found = compared.iter().find(|compared| compared.recording.name == *name);
    let compared = found.unwrap_or_else(|| panic!("{asked}: no such recording"));
    let run = run_of(compared, run);
    let number = |place: usize| -> u64 { rest[place].parse().expect("a whole number") };
    let beside = || Distance::of(run_of(compared, rest[0]), run);
    match *figure {
        "start" => format!("{:.1}", run[&number(0)].start),
        "end" => format!("{:.1}", run[&number(0)].end),
        "run" => format!("{:.1}", run[&number(0)].end - run[&number(0)].start),
        "wait" => {
            let nodes = number(0)..=number(1);
            let here = run.iter().filter(|(job, _)| nodes.contains(&compared.asked[job].nodes));
            let here: Run = here.map(|(job, ran)| (*job, *ran)).collect();
            format!("{:.0}", wait_mean(&here))
        }
        "wait-beside" => percent(beside().wait),
        "end-beside" => percent(beside().end),
        "median-beside" => format!("{:.1}", beside().median),
        "largest-beside" => format!("{:.0}", beside().largest),
        "later-than" => format!("{:.1}", run[&number(1)].start - run_of(compared, rest[0])[&number(1)].start),
        _ => panic!("{asked}: no such figure"),
    }
}

fn run_of<'a>(compared: &'a Compared, name: &str) -> &'a Run {
    match name {
        "1" => &compared.recorded[0],
        "2" => &compared.recorded[1],
        _ => {
            let place = compared.scenario.policies.iter().position(|policy| policy.name == name);
            &compared.ours[place.unwrap_or_else(|| panic!("no policy `{name}`"))]
        }
    }
}
