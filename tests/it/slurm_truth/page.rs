//! The page of the distances.

use super::{Compared, Distance, Run, last_end, wait_mean};
use std::path::Path;

const HEAD: &str = include_str!("head.md");
const TAIL: &str = include_str!("tail.md");

fn percent(part: f64) -> String {
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
    let Compared { scenario, asked, recorded: [first, second], ours } = compared;
    text.push_str(&format!("\n## {}\n\n{} jobs; {}.\n\n", scenario.name, asked.len(), scenario.told));
    text.push_str("| | mean wait, s | last end, s | wait, run 1 | end, run 1 | starts, run 1, s | wait, run 2 | end, run 2 | starts, run 2, s |\n");
    text.push_str("|---|---|---|---|---|---|---|---|---|\n");
    row(text, "Slurm, run 1", first, &[first, second]);
    row(text, "Slurm, run 2", second, &[first, second]);
    for (policy, run) in scenario.policies.iter().zip(ours) {
        row(text, &format!("`{policy}`"), run, &[first, second]);
    }
    sizes(text, compared);
    if let super::Wanted::Starts { .. } = scenario.wanted {
        let ours = &ours[0];
        let off = |run: &Run| Distance::of(run, ours).largest / last_end(run);
        let beyond = |run: &Run| {
            let late = |(theirs, ours): (&super::Ran, &super::Ran)| {
                0.025 * theirs.start < (theirs.start - ours.start).abs()
            };
            run.values().zip(ours.values()).filter(|pair| late(*pair)).count()
        };
        text.push_str(&format!(
            "\nThe largest difference of a start is {} of the length of run 1 and {} of run 2. {} and {} jobs start farther off than 2.5 % of their own starting time; \
             within their partitions {} places of the order of starts differ.\n",
            percent(off(first)), percent(off(second)), beyond(first), beyond(second), compared.displaced(ours),
        ));
    }
}

/// Mean waits by the number of nodes: who gains and who pays.
fn sizes(text: &mut String, compared: &Compared) {
    let Compared { scenario, asked, recorded: [first, second], ours } = compared;
    const SIZES: [(&str, u32, u32); 3] = [("1 node", 1, 1), ("2 to 4", 2, 4), ("5 and more", 5, u32::MAX)];
    let nodes = |size: &(&str, u32, u32)| {
        let (_, least, most) = *size;
        let inside = asked.iter().map(|asked| asked.job.request);
        let inside = inside.filter(|request| (least..=most).contains(&request.shape.tasks));
        inside.map(|request| request.id.0).collect::<Vec<u64>>()
    };
    let names = SIZES.iter().filter(|size| !nodes(size).is_empty());
    text.push_str("\n| mean wait, s |");
    names.clone().for_each(|size| text.push_str(&format!(" {} ({} jobs) |", size.0, nodes(size).len())));
    text.push_str("\n|---|");
    names.clone().for_each(|_| text.push_str("---|"));
    let slurm = [("Slurm, run 1".to_owned(), first), ("Slurm, run 2".to_owned(), second)];
    let policies = scenario.policies.iter().map(|policy| format!("`{policy}`")).zip(ours);
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
    page.push_str(TAIL);
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
