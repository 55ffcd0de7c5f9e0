//! How good forecasts are on the last months of three real logs, at 500 instants each, as `docs/forecasts.md` has it: that intervals of 90 %
//! hold 85 to 95 %, and that the median error is a third less than that of the mean of the user's last waits.
//!
//! `SUANLI_TRACES=... cargo bench --bench forecast_judged`; a seed other than 1 is asked for by `SEED=2`. It takes some minutes.

use serde_json::Value;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The logs, how many of their last months are judged, and the policy that comes closest to each.
const LOGS: [(&str, &str, &str); 3] = [
    ("KTH-SP2-1996-2.swf.zst", "3", "wfp3+easy"),
    ("SDSC-SP2-1998-4.2-cln.swf.zst", "6", "wfp3+easy"),
    ("ALCF-Theta-2022.swf.zst", "3", "fcfs+easy"),
];

fn main() {
    // In test mode it is enough that it can be built.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let Some(traces) = std::env::var_os("SUANLI_TRACES").map(PathBuf::from) else {
        tell("skipped: SUANLI_TRACES names no folder with logs");
        return;
    };
    let seed = std::env::var("SEED").unwrap_or_else(|_| "1".into());
    let missed = LOGS.iter().filter(|log| !holds(&traces, log, &seed)).count();
    assert_eq!(missed, 0, "{missed} of {} logs miss their bounds", LOGS.len());
}

/// Judges forecasts of one log, and says whether they keep the bounds.
fn holds(traces: &Path, (name, months, policy): &(&str, &str, &str), seed: &str) -> bool {
    let mut command = Command::new(env!("CARGO_BIN_EXE_suanli"));
    command.arg("forecast").arg(traces.join("swf").join(name));
    command.args(["--judge", months, "--policy", policy, "--futures", "60", "--seed", seed, "--json"]);
    let output = command.output().expect("the command is there");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let number = |value: &Value| value.as_f64().expect("it is a number");
    let (score, error) = (&told["score"], "error_secs_median");
    let in_90 = number(&score["forecast"]["in_90"]);
    let less = 1.0 - number(&score["forecast"][error]) / number(&score["mean_of_users_last_waits"][error]);
    tell(&format!("{name}: {:.1} % in the 90 %, {:.1} % less than the mean", 100.0 * in_90, 100.0 * less));
    (0.85..=0.95).contains(&in_90) && 1.0 / 3.0 <= less
}

fn tell(words: &str) {
    let _ = writeln!(std::io::stderr(), "{words}");
}
