//! Files that are known and are no log that is read: what each is, and what to do instead.

/// A kind of file that is no log that is read.
#[derive(Debug)]
pub struct OtherKind {
    /// The kind.
    pub what: &'static str,
    /// What to do instead, with `FILE` for the name of the file.
    pub instead: &'static str,
    /// Whether the first lines of a file are of this kind.
    is_it: fn(&[&str]) -> bool,
}

/// How to have what a replay needs from Slurm.
const SACCT: &str = "`sacct --parsable2 --allusers --duplicates --format=JobID,User,Account,Partition,Submit,Start,End,Timelimit,ReqCPUS,AllocCPUS,AllocNodes,ReqMem,ReqTRES,State > jobs.psv` has what is needed; of CraneSched, `cacct --full --format` with its times, and a map of its columns";

/// How jobs of HTCondor become a table.
const CONDOR: &str = "`condor_history -af:h, ClusterId Owner QDate JobStartDate CompletionDate RequestCpus RequestGpus RequestMemory JobStatus > jobs.csv` writes a table; say with `--columns map.toml` what its columns mean";

/// So many lines are looked at.
const LINES_LOOKED_AT: usize = 200;

/// The kinds, those that are most particular first.
const KINDS: &[OtherKind] = &[
    OtherKind {
        what: "a scenario",
        instead: "`suanli run FILE` simulates it, and `suanli check FILE` says what is in it",
        is_it: |lines| has_table(lines, &["[scenario]", "[[center]]", "[[workload]]", "[[policy]]"]),
    },
    OtherKind {
        what: "a map of columns",
        instead: "name the log, and give this with `--columns FILE`",
        is_it: |lines| has_table(lines, &["[columns]"]),
    },
    OtherKind {
        what: "a map of tenants",
        instead: "name the log, and give this with `--tenants FILE`",
        is_it: |lines| has_table(lines, &["[tenants]"]),
    },
    OtherKind {
        what: "a web page",
        instead: "save the file that it leads to instead",
        is_it: |lines| {
            let first = lines.iter().find(|line| !line.trim().is_empty());
            first.is_some_and(|line| {
                let line = line.trim_start().to_ascii_lowercase();
                line.starts_with("<!doctype html") || line.starts_with("<html")
            })
        },
    },
    OtherKind {
        what: "the history of HTCondor, which is not read",
        instead: CONDOR,
        is_it: |lines| {
            let key = |name: &str| {
                lines.iter().any(|line| line.split_once('=').is_some_and(|(key, _)| key.trim() == name))
            };
            key("ClusterId") && (key("QDate") || key("JobStatus"))
        },
    },
    OtherKind {
        what: "the event log of HTCondor, which is not read",
        instead: CONDOR,
        is_it: |lines| lines.first().is_some_and(|line| is_condor_event(line)),
    },
    OtherKind {
        what: "what `qacct -j` prints of Grid Engine",
        instead: "give the file `accounting` itself, which is read as it is",
        is_it: |lines| has_words(lines, &["qname"]) && has_words(lines, &["qsub_time"]),
    },
    OtherKind {
        what: "the queue of Slurm as it stands, and not what became of its jobs",
        instead: SACCT,
        is_it: |lines| {
            has_words(lines, &["JOBID", "PARTITION", "ST", "TIME"])
                || lines.iter().any(|line| line.contains("\"job_state\""))
        },
    },
    OtherKind {
        what: "a list of jobs that does not say when they came and ran",
        instead: SACCT,
        is_it: |lines| has_words(lines, &["JOBID", "ALLOCCPUS", "STATE", "EXITCODE"]),
    },
    OtherKind {
        what: "a queue as it stands (`qstat`), and not what became of its jobs",
        instead: "give the accounting files of PBS (`server_priv/accounting`) or Grid Engine (`accounting`)",
        is_it: |lines| {
            has_words(lines, &["JOB-ID", "PRIOR", "STATE"])
                || has_words(lines, &["JOB", "ID", "NAME", "USER", "S", "QUEUE"])
        },
    },
    OtherKind {
        what: "a text for people",
        instead: "name the file that it speaks of",
        is_it: |lines| {
            let is_heading = |line: &&&str| line.starts_with("# ") || line.starts_with("## ");
            let others = ["```", "- ", "* ", "## ", "| "];
            let is_other = |line: &&&str| others.iter().any(|mark| line.starts_with(mark));
            lines.iter().find(|line| !line.trim().is_empty()).is_some_and(|line| is_heading(&line))
                && lines.iter().any(|line| is_other(&line))
        },
    },
];

/// The kind of a file that begins with these lines, if it is known and is no log that is read.
pub(super) fn kind_of<'a>(lines: impl Iterator<Item = &'a [u8]>) -> Option<&'static OtherKind> {
    let lines: Vec<&str> =
        lines.take(LINES_LOOKED_AT).map(|line| std::str::from_utf8(line).unwrap_or_default()).collect();
    KINDS.iter().find(|kind| (kind.is_it)(&lines))
}

/// The kind of a text, if it is known and is no log that is read.
#[must_use]
pub fn other_kind(text: &str) -> Option<&'static OtherKind> {
    kind_of(text.lines().map(str::as_bytes))
}

impl OtherKind {
    /// The kind and what to do instead, in one sentence.
    #[must_use]
    pub fn told(&self, file: &str) -> String {
        format!("this is {}: {}", self.what, self.instead.replace("FILE", file))
    }

    /// Whether it is a scenario.
    #[must_use]
    pub fn is_scenario(&self) -> bool {
        self.what == KINDS[0].what
    }
}

fn has_table(lines: &[&str], tables: &[&str]) -> bool {
    lines.iter().any(|line| tables.contains(&line.trim()))
}

/// Whether some line has all these words, in whatever letters.
fn has_words(lines: &[&str], words: &[&str]) -> bool {
    lines.iter().any(|line| {
        let found: Vec<String> = line
            .split(|character: char| character.is_whitespace() || character == '|')
            .map(str::to_ascii_uppercase)
            .collect();
        words.iter().all(|word| found.iter().any(|other| other == &word.to_ascii_uppercase()))
    })
}

/// Whether a line is like `000 (0123.000.000) 2024-03-01 08:00:00 Job submitted from host: ...`.
fn is_condor_event(line: &str) -> bool {
    let Some((number, rest)) = line.split_once(" (") else { return false };
    let Some((job, _)) = rest.split_once(") ") else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    number.len() == 3 && digits(number) && job.split('.').count() == 3 && job.split('.').all(digits)
}
