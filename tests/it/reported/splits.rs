//! Long jobs under a shorter walltime: chains of parts.

use super::scenarios::{scenario, told};
use crate::resume::Desk;

const LOG: &str = "; MaxProcs: 8\n1 0 -1 250 8 -1 -1 8 280 -1 1 1 1\n2 10 -1 50 8 -1 -1 8 60 -1 1 2 1\n\
                   3 20 -1 50 8 -1 -1 8 500 -1 1 3 1\n4 30 -1 400 8 -1 -1 8 150 -1 1 4 1\n";

/// The jobs as `number submit start end state`, in the order of their starts.
fn played(table: &str) -> Vec<String> {
    let mut lines: Vec<Vec<&str>> = table.lines().skip(1).map(|line| line.split(',').collect()).collect();
    lines.sort_by_key(|cells| cells[2].parse::<f64>().expect("a time") as u64);
    lines.into_iter().map(|cells| [cells[0], cells[1], cells[2], cells[3], cells[5]].join(" ")).collect()
}

#[test]
fn a_long_job_becomes_a_chain_whose_parts_wait_for_each_other() {
    let desk = Desk::with(&[("log.swf", LOG)]);
    let replay = "replay log.swf --backfill none --split-at 100s --jobs out.csv";
    let output = desk.run(replay);
    assert!(output.status.success(), "{}", told(&output));
    let found = played(&desk.text("out.csv"));
    let expected = [
        "1 0 0 100 finished",
        "2000000000000001 0 100 200 finished",
        "3000000000000001 0 200 250 finished",
        "2 10 250 300 finished",
        "3 20 300 350 finished",
        // It ran beyond all that it had asked for, and is killed there.
        "4 30 350 450 finished",
        "2000000000000004 30 450 500 killed",
    ];
    assert_eq!(found, expected);
    let output = desk.run("replay log.swf --policy observed --split-at 100s");
    assert!(told(&output).contains("--split-at: does not go with --policy observed"), "{}", told(&output));
    assert_eq!(desk.run("replay log.swf --split-at 10s").status.code(), Some(2));
    // Sorted, the same.
    let mut lines: Vec<&str> = LOG.lines().collect();
    lines[1..].reverse();
    std::fs::write(desk.path("log.swf"), lines.join("\n") + "\n").expect("there is room");
    assert!(desk.run(replay).status.success());
    assert_eq!(played(&desk.text("out.csv")), expected);
}

#[test]
fn logs_of_scenarios_are_split_too() {
    let text = scenario("cores = 8", 1, "count = 4", "log = \"log.swf\"\nsplit_at = \"100 s\"", "");
    let text = text.replace("backfill = \"easy\"", "backfill = \"none\"");
    let desk = Desk::with(&[("log.swf", LOG), ("a.toml", &text)]);
    let output = desk.run("run a.toml --out out");
    assert!(output.status.success(), "{}", told(&output));
    assert_eq!(
        played(&desk.text("out/jobs.csv")),
        [
            "1000000000001 0 0 100 finished",
            "2001000000000001 0 100 200 finished",
            "3001000000000001 0 200 250 finished",
            "1000000000002 10 250 300 finished",
            "1000000000003 20 300 350 finished",
            "1000000000004 30 350 450 finished",
            "2001000000000004 30 450 500 killed",
        ]
    );
}
