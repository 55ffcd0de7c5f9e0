//! The page of what was found.

use super::{Finding, hpcopt, los_alamos, predictsim, schedules};
use std::path::Path;

const HEAD: &str = "\
# Conformance: published results, and ours

This page is written by the test run (`SUANLI_WRITE_DOCS=1 cargo test --test it conformance`), which compares it with what it
finds whenever the published logs and results are at hand (`SUANLI_TRACES` names their folder; commands are given from
there). A test fails when a figure agrees less well than it should.

A rule names the order of events of one instant (`--instants`), what is expected of run times (`--estimates`) and which rows of
a log give a job (`--clean`): `suanli replay --help` tells of them. Digits are significant digits that agree when both
figures are rounded to them. The means of `predictsim` are mean bounded slowdowns (10 s), as the table of `suanli replay` and its
`--json` give them; the figure here is the same with more digits. Slowdowns of HPCOpt are taken over at least 60 s and may
lie below 1. Its percentiles are interpolated between the two nearest values, except where that row says otherwise.
";

const OTHERS: &str = "\
## How other simulators differ, and why

The same policy by name is not the same policy. Measured on a machine with two cores: the mean wait in seconds under EASY of a
generated log of 10,000 jobs on 1,024 processors (`generated-10k`), for which two plain programs, written apart from
each other and from this crate, and pyss give the same 10,000 starts, as suanli does. The reasons were read in the sources of
the programs; a number other than the first is no mistake where a program means another rule, only a reason to name rules.

| program | mean wait, s | difference | what it does otherwise |
|---|---|---|---|
| plain programs, pyss (2007), suanli | 2646.78 | | the textbook's rule with requested times |
| Batsim 4 with batsched, `easy_bf_fast` | 2927.83 | +11 % | the head's reservation stays where it was first made; processors to spare beside the head are not used |
| HPCSimPickJobs | 3013.78 | +14 % | the same two |
| Alea | 2482.5 | -6 % | not traced to a cause |
| CQSim (master) | 1567.96 | -41 % | whether a waiting job may backfill is judged by its true run time, while running jobs count with their requested times; with that rule 9,991 of 10,000 starts follow |
| AccaSim 1.1.3 | 1338.85 | -49 % | the head's reservation is not protected: on KTH the longest wait was 1.85 million s, where the textbook's rule gives 262,000 s |
| hpcsim 0.3.1 | 1334.13 | -50 % | no reservation at all: whatever fits starts |

On another generated log (10,000 jobs, 512 processors; plain programs: FCFS 4066.50 s, EASY 1346.57 s) pyss gave both figures, and
every program agreed on FCFS to within 0.02 %. Under EASY CQSim gave 1271.5 s, AccaSim 1285.6 s, and the Rust engine of
HPCOpt (2026) 2269.7 s (+69 %): it knows true run times and uses no spare processors.

Some were not compared by their means. Batsim with `easy_bf` chooses particular machines, so that fragmentation
counts, which is a finer model of a machine: 6,753 of the 10,000 starts equal those of counted processors. RAPS sorts running jobs by
their limits instead of their ends and uses no spare processors.

Three things more decide results that are all called by one name:

- The order of events of one instant. EASY on KTH has a mean bounded slowdown of 92.577 when events come one by one, and of 92.688
  when all events of a second come first (Curie: 202.13 and 228.51).
- Ties. Three tie rules of EASY give mean waits of 6,835, 6,851 and 6,886 s on KTH; generated logs seldom show it.
- *Conservative* has at least four readings, with mean waits from 1,820 to 4,418 s on `generated-10k`. suanli has two of them under
  names of their own, `conservative` and `replanned`, and both orders of events for the first.
";

fn tables() -> Option<String> {
    let groups = [
        ("pyss: schedules worked out by hand", schedules::pyss()),
        ("Schedules, start by start", schedules::cqsim()),
        ("", schedules::generated()),
        ("", los_alamos::findings()),
        ("predictsim: EASY on four logs of the archive", predictsim::findings()),
        ("HPCOpt: strict FCFS on whole logs", hpcopt::findings()),
    ];
    if groups.iter().any(|(_, findings)| findings.is_empty()) {
        return None;
    }
    let mut text = HEAD.to_owned();
    for (title, findings) in groups {
        if !title.is_empty() {
            text.push_str(&format!("\n## {title}\n\n"));
            text.push_str(
                "| source | log, processors, backfill; rule | published | ours | agree | command |\n",
            );
            text.push_str("|---|---|---|---|---|---|\n");
        }
        for Finding { source, rule, command, published, ours, agreement, .. } in findings {
            text.push_str(&format!(
                "| {source} | {rule} | {published} | {ours} | {agreement} | `{command}` |\n"
            ));
        }
    }
    text.push('\n');
    text.push_str(OTHERS);
    Some(text)
}

/// Compares the committed page with what was found, or writes it where that is asked for.
pub(super) fn check() {
    let Some(page) = tables() else { return };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/conformance.md");
    if std::env::var_os("SUANLI_WRITE_DOCS").is_some() {
        std::fs::write(&path, &page).expect("the page can be written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == page,
        "run `SUANLI_WRITE_DOCS=1 cargo test --test it conformance` and look at the difference"
    );
}
