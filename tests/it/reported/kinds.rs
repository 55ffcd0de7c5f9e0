//! Files of another kind than was asked for: one sentence says what each is, and what to do.

use super::scenarios::{scenario, told};
use crate::resume::Desk;
use crate::samples::SAMPLES;

const SWF: &str = "; MaxProcs: 8\n1 0 -1 100 4 -1 -1 4 200 -1 1 1 1\n2 5 -1 100 4 -1 -1 4 200 -1 1 1 1\n";

#[test]
fn a_scenario_where_a_log_is_wanted_is_told_in_one_sentence() {
    let text = scenario("cores = 16", 1, "count = 3", "log = \"jobs.swf\"", "");
    let readme = "# suanli\n\nA simulator.\n\n## Use\n\n- install it\n\n```sh\nsuanli run a.toml\n```\n";
    let desk = Desk::with(&[
        ("jobs.swf", SWF),
        ("a.toml", &text),
        ("map.toml", "delimiter = \";\"\n[columns]\njob = \"id\"\n"),
        ("README.md", readme),
        ("page.html", "<!DOCTYPE html>\n<html><body>Sign in</body></html>\n"),
    ]);
    for (file, expected) in [
        ("a.toml", "a.toml: this is a scenario: `suanli run a.toml` simulates it"),
        ("map.toml", "this is a map of columns: name the log, and give this with `--columns map.toml`"),
        ("README.md", "this is a text for people"),
        ("page.html", "this is a web page"),
    ] {
        for command in ["replay", "inspect"] {
            let output = desk.run(&format!("{command} {file}"));
            let told = told(&output);
            assert_eq!(output.status.code(), Some(2), "{told}");
            assert!(told.contains(expected) && told.len() < 300, "{command} {file}: {told}");
        }
    }
    for (file, expected) in [
        ("jobs.swf", "this is a log (SWF), and no scenario: `suanli replay jobs.swf` replays it"),
        ("README.md", "this is a text for people, and no scenario"),
        ("map.toml", "this is a map of columns, and no scenario"),
    ] {
        for command in ["check", "run", "compare"] {
            let output = desk.run(&format!("{command} {file}"));
            let told = told(&output);
            assert_eq!(output.status.code(), Some(2), "{told}");
            assert!(told.contains(expected) && told.len() < 300, "{command} {file}: {told}");
        }
    }
}

#[test]
fn logs_of_all_formats_are_told_from_scenarios() {
    for sample in SAMPLES {
        let desk = Desk::with(&[("file", sample.text)]);
        let told = told(&desk.run("check file"));
        let is_log = suanli::log::FORMATS.iter().any(|format| format.name == sample.name);
        assert!(
            !is_log || told.contains(&format!("this is a log ({})", sample.name)),
            "{}: {told}",
            sample.name
        );
    }
}

#[test]
fn logs_that_are_known_but_not_read_are_named() {
    for (text, expected) in [
        (
            "ClusterId = 7\nProcId = 0\nQDate = 1700000000\nJobStatus = 4\n*** Offset = 0 ClusterId = 7\n",
            "condor_history -af:h,",
        ),
        (
            "000 (0007.000.000) 2024-03-01 08:00:00 Job submitted from host: <1.2.3.4:9618>\n...\n",
            "the event log of HTCondor",
        ),
        (
            "==============================================================\nqname        all.q\nhostname     n1\nqsub_time    Fri Mar  1 08:00:00 2024\n",
            "give the file `accounting` itself",
        ),
        (
            "             JOBID PARTITION     NAME     USER ST       TIME  NODES NODELIST(REASON)\n                 7       cpu      fit      ana  R      10:00      1 n1\n",
            "the queue of Slurm as it stands",
        ),
        (
            "JobID           JobName  Partition    Account  AllocCPUS      State ExitCode\n------------ ---------- ---------- ---------- ---------- ---------- --------\n7                   fit        cpu       phys          4  COMPLETED      0:0\n",
            "does not say when they came and ran: `sacct --parsable2",
        ),
        (
            "Job ID                    Name             User            Time Use S Queue\n------------------------- ---------------- --------------- -------- - -----\n7.srv                     fit              ana             00:10:00 R batch\n",
            "a queue as it stands (`qstat`)",
        ),
    ] {
        let complaint = crate::logs::complaint(text.as_bytes());
        assert!(complaint.contains(expected), "{complaint}");
        assert!(!complaint.contains("line 1"), "{complaint}");
    }
}
