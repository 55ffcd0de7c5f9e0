//! Names on the command line that are nearly right.

use crate::resume::Desk;

#[test]
fn names_that_are_nearly_right_are_told_with_those_that_are() {
    let desk = Desk::new();
    for (arguments, told) in [
        (&["run", "smoke.toml", "--policy", "eazy"][..], "did you mean `easy`?"),
        (&["run", "smoke.toml", "--policy", "fcsf+easy"], "no order `fcsf`; did you mean `fcfs`?"),
        (&["run", "smoke.toml", "--policy", "fcfs+esy"], "no backfill `esy`; did you mean `easy`?"),
        (&["run", "smoke.toml", "--policy", "fcfs+easy+pakc"], "did you mean `pack`?"),
        (
            &["replay", "small.swf", "--processors", "8", "--order", "smalest-first"],
            "did you mean `smallest-first`?",
        ),
        (&["run", "smoke.toml", "--polcy", "easy"], "--policy"),
        (&["list", "metrcs"], "metrics"),
    ] {
        desk.wrong(arguments, told);
    }
}
