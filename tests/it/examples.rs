//! The examples for those who write a part of their own: each runs, and says what it should.

#[path = "../../examples/own_scheduler.rs"]
#[expect(dead_code, reason = "a test needs no main")]
mod own_scheduler;

#[path = "../../examples/own_source.rs"]
#[expect(dead_code, reason = "a test needs no main")]
mod own_source;

#[test]
fn a_scheduler_of_ones_own_is_compared_with_easy() {
    let text = own_scheduler::compared().unwrap_or_else(|error| panic!("{error}"));
    assert!(text.contains("over 3 runs; all policies meet the same jobs."), "{text}");
    assert!(text.contains("All jobs, against easy") && text.contains("short jobs pass"), "{text}");
}

#[test]
fn a_source_of_ones_own_learns_what_became_of_its_jobs() {
    let text = own_source::told().unwrap_or_else(|error| panic!("{error}"));
    let expected = "\
job 1: Killed at 3600 s after 3600 s
job 2: Killed at 10860 s after 7200 s
job 3: Finished at 21720 s after 10800 s
";
    assert_eq!(text, expected);
}
