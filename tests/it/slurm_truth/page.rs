//! The page of the distances.

use super::{Compared, Distance, Ran, Run, STARTS, Wanted, beyond, last_end, wait_mean, words};
use std::path::Path;
use suanli::policy::PolicySpec;

const HEAD: &str = include_str!("head.md");
const TAIL: &str = include_str!("tail.md");

pub(super) fn percent(part: f64) -> String {
    // A difference that rounds to nothing has no sign.
    let rounded = (part * 1000.0).round() / 10.0;
    format!("{:+.1} %", if rounded == 0.0 { 0.0 } else { rounded })
}

fn row(text: &mut String, name: &str, run: &Run, others: &[&Run]) {
    text.push_str(&format!("| {name} | {:.1} | {:.0} |", wait_mean(run), last_end(run)));
    for other in others {
        let Distance { wait, end, mean, median, ninetieth, largest } = Distance::of(other, run);
        let [wait, end] = [wait, end].map(percent);
        text.push_str(&format!(" {wait} | {end} | {mean:.1}, {median:.1}, {ninetieth:.1}, {largest:.1} |"));
    }
    text.push('\n');
}

fn section(text: &mut String, compared: &Compared) {
    let Compared { recording, scenario, asked, recorded: [first, second], ours } = compared;
    text.push_str(&format!("\n## {}\n\n{} jobs; {}.\n\n", recording.name, asked.len(), recording.told));
    text.push_str("| | mean wait, s | last end, s | wait, run 1 | end, run 1 | starts, run 1, s | wait, run 2 | end, run 2 | starts, run 2, s |\n");
    text.push_str("|---|---|---|---|---|---|---|---|---|\n");
    row(text, "Slurm, run 1", first, &[first, second]);
    row(text, "Slurm, run 2", second, &[first, second]);
    for (policy, run) in scenario.policies.iter().zip(ours) {
        row(text, &named(policy), run, &[first, second]);
    }
    sizes(text, compared);
    match recording.wanted {
        Wanted::Starts => starts(text, compared),
        Wanted::Means { .. } => {}
    }
}

fn named(policy: &PolicySpec) -> String {
    let PolicySpec { name, order, backfill, placement, every, .. } = policy;
    let every = every.map_or(String::new(), |every| format!(", every {} s", every.as_secs_f64()));
    format!("{name}: `{order}+{backfill}+{placement}`{every}")
}

/// How far single starts are off where nobody overtakes.
fn starts(text: &mut String, compared: &Compared) {
    let Compared { recorded: [first, second], ours, .. } = compared;
    let ours = &ours[0];
    let off = |run: &Run| percent(Distance::of(run, ours).largest / last_end(run));
    let (share, floor) = STARTS;
    let strict = |run: &Run| beyond(run, ours, (share, 0.0));
    let late = |run: &Run| {
        let beyond = |(theirs, ours): (&Ran, &Ran)| share * theirs.start < (theirs.start - ours.start).abs();
        let far = run.values().zip(ours.values()).filter(|pair| beyond(*pair));
        far.map(|(theirs, _)| theirs.start).fold(0.0, f64::max)
    };
    text.push_str(&format!(
        "\nOf the first policy, the largest difference of a start is {} of the length of run 1 and {} of run 2, and within the partitions {} places of the order of starts \
         differ. {} and {} jobs start farther off than {} of the time elapsed by then, the last of them at {:.0} and {:.0} s; of run 2 beside run 1 these are {}. \
         Beyond {floor} s, two looks of the main loop, {} and {} of ours remain.\n",
        off(first),
        off(second),
        compared.displaced(ours),
        strict(first),
        strict(second),
        percent(share).trim_start_matches('+'),
        late(first),
        late(second),
        beyond(first, second, (share, 0.0)),
        beyond(first, ours, STARTS),
        beyond(second, ours, STARTS),
    ));
}

/// Mean waits by the number of nodes: who gains and who pays.
fn sizes(text: &mut String, compared: &Compared) {
    let Compared { scenario, asked, recorded: [first, second], ours, .. } = compared;
    const SIZES: [(&str, u64, u64); 3] = [("1 node", 1, 1), ("2 to 4", 2, 4), ("5 and more", 5, u64::MAX)];
    let nodes = |size: &(&str, u64, u64)| {
        let (_, least, most) = *size;
        let inside = asked.iter().filter(|(_, asked)| (least..=most).contains(&asked.nodes));
        inside.map(|(job, _)| *job).collect::<Vec<u64>>()
    };
    let names = SIZES.iter().filter(|size| !nodes(size).is_empty());
    text.push_str("\n| mean wait, s |");
    names.clone().for_each(|size| text.push_str(&format!(" {} ({} jobs) |", size.0, nodes(size).len())));
    text.push_str("\n|---|");
    names.clone().for_each(|_| text.push_str("---|"));
    let slurm = [("Slurm, run 1".to_owned(), first), ("Slurm, run 2".to_owned(), second)];
    let policies = scenario.policies.iter().map(named).zip(ours);
    for (name, run) in slurm.into_iter().chain(policies) {
        text.push_str(&format!("\n| {name} |"));
        for size in names.clone() {
            let jobs: Run = nodes(size).into_iter().map(|job| (job, run[&job])).collect();
            text.push_str(&format!(" {:.0} |", wait_mean(&jobs)));
        }
    }
    text.push('\n');
}

/// Compares the committed page with what was found, or writes it where that is asked for.
pub(super) fn check(compared: &[Compared]) {
    let mut page = HEAD.to_owned();
    for compared in compared {
        section(&mut page, compared);
    }
    page.push('\n');
    page.push_str(&words::filled(TAIL, compared));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/slurm-distance.md");
    if std::env::var_os("SUANLI_WRITE_DOCS").is_some() {
        std::fs::write(&path, &page).expect("the page can be written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == page,
        "run `SUANLI_WRITE_DOCS=1 cargo test --test it slurm_truth` and look at the difference"
    );
}
