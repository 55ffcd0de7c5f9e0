//! Factors and times of which nobody thought: a refusal that says the range, or rows that are told of.

use crate::resume::Desk;

/// Jobs of an hour, an hour apart.
const LOG: &str =
    "; MaxProcs: 8\n1 0 -1 3600 8 -1 -1 8 7200\n2 3600 -1 3600 8 -1 -1 8 7200\n3 400000 -1 60 8 -1 -1 8 60\n";

#[test]
fn changes_without_measure_are_refused_or_told() {
    let desk = Desk::with(&[("log.swf", LOG)]);
    for (option, value, told) in [
        ("--shift", "99999999999d", "expected a time of at most 1157407d"),
        ("--scale-runtimes", "1e12", "expected a factor from 0.000001 to 1000000"),
        ("--scale-arrivals", "0.0000001", "expected a factor from 0.000001 to 1000000"),
        ("--split-at", "99999999999d", "expected a time from a minute to 31 years"),
    ] {
        desk.wrong(&["replay", "log.swf", option, value], told);
    }
    for (option, told) in [
        ("--speed", "2  submitted after 3,168 years, or running above 31"),
        ("--scale-arrivals", "1  submitted after"),
    ] {
        let output = desk.run(&format!("replay log.swf {option} 0.000001"));
        let found = String::from_utf8(output.stderr).expect("it is text");
        assert_eq!(output.status.code(), Some(0), "{found}");
        assert!(found.contains(told), "{told} in {found}");
    }
    desk.wrong(&["replay", "log.swf", "--filter", "job=1", "--speed", "0.000001"], "none of its 3 rows");
}

/// From 1 h on the last job would come after 12,000 years.
#[test]
fn a_pace_without_measure_ends_a_branch_with_a_sentence() {
    let desk = Desk::with(&[("log.swf", LOG)]);
    desk.good(&["replay", "log.swf", "--save-every", "1h", "--save-to", "states"]);
    let output = desk.output(&["branch", "states/replay-1-1h.suanli", "--set", "load=0.000001"]);
    let told = String::from_utf8(output.stderr).expect("it is text");
    assert!(matches!(output.status.code(), Some(1 | 2)), "{told}");
    assert!(told.contains("more than 3,168 years after the log began"), "{told}");
}
