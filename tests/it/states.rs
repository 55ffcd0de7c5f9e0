//! Saved states as files: what they are called, and whose place they never take.

use crate::resume::{Desk, SAVED};
use std::fs;
use std::process::Output;

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn no_two_policies_share_a_state() {
    let desk = Desk::new();
    let policies = ["--policy", "formula(wait / walltime)+easy", "--policy", "formula(wait * walltime)+easy"];
    let question = [&["compare", "smoke.toml", "--replications", "1"][..], &policies].concat();
    let plain = desk.good(&question);
    assert_eq!(desk.good(&[&question[..], &SAVED].concat()), plain);
    let names = ["formula-wait---walltime-+easy", "formula-wait---walltime-+easy-2"];
    let expected: Vec<String> = names
        .iter()
        .flat_map(|name| ["2d", "4d", "6d"].map(|at| format!("states/{name}-1-{at}.suanli")))
        .collect();
    let mut found = desk.states();
    found.sort_by_key(|name| (name.len(), name.clone()));
    assert_eq!(found, expected);
    // Each state is that of the policy which has its name.
    assert_eq!(desk.good(&["resume", &expected[2], &expected[5]]), plain);
    let branch = ["branch", &expected[2], "--set", "load.tuning=2"];
    desk.wrong(&branch, "run 1 of policy `formula(wait * walltime)+easy` has no state");
}

#[test]
fn states_of_another_question_are_never_overwritten() {
    let desk = Desk::new();
    let run =
        |more: &[&'static str]| [&["run", "smoke.toml", "--replications", "1"][..], &SAVED, more].concat();
    desk.good(&run(&[]));
    let before = desk.results("states");
    let reason = "states/fcfs-1-2d.suanli belongs to another question, and would be lost";
    desk.wrong(&run(&["--seed", "2"]), reason);
    desk.wrong(&run(&["--seed", "2"]), "choose another folder, as in --save-to states-2");
    let branch = ["branch", "states/fcfs-1-2d.suanli", "--set", "load.tuning=2", "--save-to"];
    desk.wrong(&[&branch[..], &["states"]].concat(), reason);
    assert_eq!(desk.results("states"), before);
    // Neither a run that is repeated or resumed nor one of another name takes anybody's place.
    desk.good(&run(&[]));
    desk.good(&["resume", "states/fcfs-1-2d.suanli"]);
    desk.good(&[&branch[..], &["states-2"]].concat());
    desk.good(&[&branch[..], &["states-2"]].concat());
    desk.good(&run(&["--policy", "easy"]));
    for (name, content) in before {
        assert!(desk.results("states")[&name] == content, "{name}");
    }
    fs::write(desk.path("states/fcfs-1-4d.suanli"), "cut off").expect("it can be written to");
    desk.wrong(&run(&[]), "states/fcfs-1-4d.suanli may belong to another question (this is no saved state");
    assert_eq!(fs::read(desk.path("states/fcfs-1-4d.suanli")).expect("it is there"), b"cut off");
}

#[test]
fn states_that_are_never_due_are_told_of() {
    let desk = Desk::new();
    let told = |arguments: &[&str]| {
        let output = desk.output(arguments);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stderr(&output)
    };
    let save = |span: &'static str| ["--save-every", span, "--save-to", "states"];
    let run = ["run", "smoke.toml", "--replications", "1"];
    let late = told(&[&run[..], &save("7 days")].concat());
    assert!(late.contains("warning: --save-every 7 days: the simulation ends after 7 days"), "{late}");
    assert!(desk.states().is_empty());
    let replay = told(&[&["replay", "small.swf"][..], &save("60 days")].concat());
    assert!(replay.contains("warning: --save-every 60 days: the run was over"), "{replay}");
    assert!(desk.states().is_empty());
    for arguments in
        [[&run[..], &save("6 days")].concat(), [&["replay", "small.swf"][..], &save("1 h")].concat()]
    {
        assert!(!told(&arguments).contains("warning"), "{arguments:?}");
    }
    let branch = ["branch", "states/fcfs-1-6d.suanli", "--set", "load.tuning=2", "--save-to", "others"];
    assert!(told(&branch).contains("before a state is due, so that none is saved"));
    assert!(!told(&["resume", "states/fcfs-1-6d.suanli"]).contains("warning"));
}

#[test]
fn the_story_of_one_job_is_not_saved() {
    let desk = Desk::new();
    desk.wrong(
        &["replay", "small.swf", "--explain", "100", "--save-every", "1 h", "--save-to", "states"],
        "--save-every",
    );
    assert!(!desk.path("states").exists());
}
