//! What a recording holds: the jobs as they were asked for, and when two controllers started them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use suanli::model::{
    CenterId, ClassId, Ending, GroupId, Job, JobId, Layout, PartitionId, Request, Resources, Shape, Source,
    SourceError, Span, TenantId, Time,
};

/// A job that runs into its limit is killed between 0 and 30 s later, when the controller looks next (`man slurm.conf`,
/// `OverTimeLimit`; the `README.md` of the recordings): half of that is what is to be expected.
const KILLED_LATE: Span = Span::from_secs(15);

/// The folder of the recordings, beside that of the logs; `None` where no logs are at hand.
pub(super) fn folder() -> Option<PathBuf> {
    let traces = std::env::var_os("SUANLI_TRACES")?;
    let folder = Path::new(&traces).parent()?.join("slurm-truth");
    folder.is_dir().then_some(folder)
}

/// A job, and the one that has to end before it may be queued.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    pub(super) job: Job,
    pub(super) after: Option<JobId>,
}

/// When a job started and ended, in seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ran {
    pub(super) submit: f64,
    pub(super) start: f64,
    pub(super) end: f64,
}

/// The starts and ends of one run, by job.
pub(super) type Run = BTreeMap<u64, Ran>;

/// A table with its columns by name.
fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut lines = text.lines().map(fields);
    let names = lines.next().expect("a table of a recording names its columns");
    lines.map(|fields| names.iter().cloned().zip(fields).collect()).collect()
}

/// The fields of a line; commas between quotes are part of a field.
fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            _ => fields.last_mut().expect("a line has a first field").push(letter),
        }
    }
    fields
}

fn whole(row: &BTreeMap<String, String>, name: &str) -> u64 {
    row[name].parse().unwrap_or_else(|_| panic!("{name}: expected a whole number, found `{}`", row[name]))
}

/// Seconds with a fraction, or nothing where the field is empty.
fn seconds(row: &BTreeMap<String, String>, name: &str) -> Option<f64> {
    let text = &row[name];
    let number = || text.parse().unwrap_or_else(|_| panic!("{name}: expected seconds, found `{text}`"));
    (!text.is_empty()).then(number)
}

/// The jobs of a recording, sent to the partitions of these names.
pub(super) fn workload(folder: &Path, partitions: &[&str]) -> Vec<Asked> {
    table(&folder.join("workload.csv")).iter().map(|row| asked(row, partitions)).collect()
}

fn asked(row: &BTreeMap<String, String>, partitions: &[&str]) -> Asked {
    let walltime = Span::from_secs(whole(row, "limit_s"));
    let work = Span::from_secs(whole(row, "runtime_s"));
    let micros = (seconds(row, "submit_s").expect("every job is submitted") * 1e6).round();
    let partition = partitions.iter().position(|name| *name == row["partition"]).expect("a known partition");
    let narrow = |name| u32::try_from(whole(row, name)).expect("machines of this size");
    let per_task = Resources {
        cores: narrow("cpus_per_node"),
        accelerators: narrow("gpus_per_node"),
        memory_mib: row.get("mem_mb_per_node").map_or(0, |_| whole(row, "mem_mb_per_node")),
    };
    let request = Request {
        id: JobId(whole(row, "job")),
        submit: Time::from_micros(micros as u64),
        walltime,
        estimate: walltime,
        shape: Shape { tasks: narrow("nodes"), per_task, layout: Layout::OnePerNode },
        tenant: TenantId(0),
        group: GroupId(0),
        class: ClassId(0),
        center: CenterId(0),
        partition: PartitionId(partition as u16),
    };
    let work = if walltime < work { work.min(walltime + KILLED_LATE) } else { work };
    // `afterok` and `afterany` are the same here: every job that another waited for was completed.
    let after = row["dependency"].split_once(':').map(|(_, job)| {
        JobId(job.parse().unwrap_or_else(|_| panic!("dependency: expected a job, found `{job}`")))
    });
    Asked { job: Job { request, work }, after }
}

/// What one controller did. A job that was requeued counts with its first start, as it does in the recordings.
pub(super) fn run(folder: &Path, file: &str, asked: &[Asked]) -> Run {
    let submit: BTreeMap<u64, f64> =
        asked.iter().map(|asked| (asked.job.request.id.0, submitted(asked))).collect();
    let rows = table(&folder.join(file));
    let first = rows.iter().filter(|row| whole(row, "run") == 1);
    first
        .map(|row| {
            let job = whole(row, "job");
            // A job that was killed has no completion in the controller's log, only in its accounting.
            let time = |exact, rounded| seconds(row, exact).or_else(|| seconds(row, rounded));
            let start = time("start_ms", "start").expect("every recorded job started");
            let end = time("end_ms", "end").expect("every recorded job ended");
            (job, Ran { submit: submit[&job], start, end })
        })
        .collect()
}

fn submitted(asked: &Asked) -> f64 {
    asked.job.request.submit.as_micros() as f64 / 1e6
}

/// Jobs that may have to wait for others before they are queued; they keep the time at which they were submitted.
#[derive(Debug)]
pub(super) struct Chained {
    /// In order of submission, the next one last.
    later: Vec<Asked>,
    held: Vec<Asked>,
    /// Jobs that may be queued now, since the last of these instants, the next one last.
    ready: Vec<(Time, Job)>,
    ended: BTreeSet<JobId>,
}

impl Chained {
    pub(super) fn new(asked: &[Asked]) -> Chained {
        let mut later = asked.to_vec();
        later.sort_by_key(|asked| asked.job.request.submit);
        later.reverse();
        Chained { later, held: Vec::new(), ready: Vec::new(), ended: BTreeSet::new() }
    }

    fn hold_back(&mut self) {
        while let Some(asked) = self.later.last()
            && asked.after.is_some_and(|other| !self.ended.contains(&other))
        {
            self.held.extend(self.later.pop());
        }
    }
}

impl Source for Chained {
    fn next_submit(&mut self) -> Result<Option<Time>, SourceError> {
        self.hold_back();
        let ready = self.ready.last().map(|(at, _)| *at);
        let later = self.later.last().map(|asked| asked.job.request.submit);
        Ok([ready, later].into_iter().flatten().min())
    }

    fn take(&mut self) -> Job {
        let later = self.later.last().map_or(Time::NEVER, |asked| asked.job.request.submit);
        match self.ready.pop_if(|(at, _)| *at <= later) {
            Some((_, job)) => job,
            None => self.later.pop().expect("take is called only when next_submit gave a time").job,
        }
    }

    fn learn(&mut self, ending: &Ending) {
        self.ended.insert(ending.job);
        let freed = self.held.extract_if(.., |asked| asked.after == Some(ending.job));
        // A job may have been held back before its own submission, where nothing lay between.
        self.ready.extend(freed.map(|asked| (ending.at.max(asked.job.request.submit), asked.job)));
        self.ready.sort_by_key(|(at, job)| std::cmp::Reverse((*at, job.request.submit)));
    }
}
