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
