//! The accounting of Slurm as `sacct --json` prints it, in the forms of its versions: numbers may stand alone or as
//! `{"set": true, "infinite": false, "number": 60}`, states as a word or a list of words.

mod values;

use crate::log::Format;
use crate::log::number::Number;
use crate::log::quality::Finding;
use crate::log::row::{Header, Line, Parser, Row};
use crate::log::slurm;
use crate::log::slurm_times::Times;
use crate::log::text::array_task;
use serde::Deserialize;
use values::{Amount, Text};

/// The row of [`super::FORMATS`].
pub(in crate::log) const ENTRY: Format = Format {
    name: "sacct JSON",
    help: "Slurm accounting as `sacct --json --allusers` prints it",
    expected: "in its list `jobs` objects with `job_id`, `time` and `state`, as `sacct --json` has them (those of `squeue` have no past)",
    parser: || Box::new(SacctJson),
};

#[derive(Debug)]
struct SacctJson;

/// A job; what else is known of it is not looked at.
#[derive(Debug, Deserialize)]
struct Job {
    job_id: u64,
    time: JobTimes,
    state: State,
    #[serde(default)]
    het: Het,
    #[serde(default)]
    association: Association,
    #[serde(default)]
    account: Text,
    #[serde(default)]
    user: Text,
    #[serde(default)]
    partition: Text,
    #[serde(default)]
    qos: Text,
    #[serde(default)]
    array: Array,
    #[serde(default)]
    allocation_nodes: Amount,
    #[serde(default)]
    required: Required,
    #[serde(default)]
    tres: Tres,
    #[serde(default)]
    steps: Vec<Step>,
}

#[derive(Debug, Default, Deserialize)]
struct Step {
    #[serde(default)]
    tres: StepTres,
}

#[derive(Debug, Default, Deserialize)]
struct StepTres {
    /// What Slurm calls "requested" of a step is what its tasks took in, its memory among it (`TRESUsageIn` in tables).
    #[serde(default)]
    requested: StepUse,
}

#[derive(Debug, Default, Deserialize)]
struct StepUse {
    /// Of all tasks of the step together; memory in bytes.
    #[serde(default)]
    total: Vec<Resource>,
}

#[derive(Debug, Deserialize)]
struct JobTimes {
    submission: Amount,
    #[serde(default)]
    eligible: Amount,
    #[serde(default)]
    start: Amount,
    #[serde(default)]
    end: Amount,
    #[serde(default)]
    elapsed: Amount,
    #[serde(default)]
    limit: Amount,
}

#[derive(Debug, Deserialize)]
struct State {
    current: Text,
}

#[derive(Debug, Default, Deserialize)]
struct Het {
    #[serde(default)]
    job_id: Amount,
}

/// Which task of which array a job is; of a job that is none, the number of the array is 0.
#[derive(Debug, Default, Deserialize)]
struct Array {
    #[serde(default)]
    job_id: Amount,
    #[serde(default)]
    task_id: Amount,
}

#[derive(Debug, Default, Deserialize)]
struct Association {
    #[serde(default)]
    account: Text,
    #[serde(default)]
    user: Text,
}

#[derive(Debug, Default, Deserialize)]
struct Required {
    #[serde(default, rename = "CPUs")]
    processors: Amount,
    #[serde(default)]
    memory_per_cpu: Amount,
    #[serde(default)]
    memory_per_node: Amount,
}

#[derive(Debug, Default, Deserialize)]
struct Tres {
    #[serde(default)]
    allocated: Vec<Resource>,
    #[serde(default)]
    requested: Vec<Resource>,
}

#[derive(Debug, Deserialize)]
struct Resource {
    #[serde(rename = "type")]
    kind: Text,
    #[serde(default)]
    name: Text,
    #[serde(default)]
    count: Amount,
}

impl Parser for SacctJson {
    fn parse(&mut self, line: &[u8], header: &mut Header) -> Line {
        match line.trim_ascii_start().first() {
            None => return Line::Blank,
            Some(b'{') => {}
            Some(_) => return Line::Unreadable,
        }
        let Ok(job) = serde_json::from_slice::<Job>(line) else { return Line::Unreadable };
        header.unix_start = Some(0);
        Line::Row(row(&job, header))
    }

    /// An object that was cut off has no field that counts.
    fn fields(&self, line: &[u8]) -> usize {
        usize::from(serde_json::from_slice::<Job>(line).is_ok())
    }
}

fn row(job: &Job, header: &mut Header) -> Row {
    let mut row = Row { job: Some(Number::of(job.job_id)), ..Row::default() };
    if job.het.job_id.positive().is_some() {
        row.notes.add(Finding::TogetherWithOthers);
    }
    row.state = slurm::state(job.state.current.bytes());
    row.user = header.users.number(job.user.or(&job.association.user));
    row.group = header.groups.number(job.account.or(&job.association.account));
    row.queue = header.queues.number(job.partition.bytes());
    row.qos = header.qos.number(job.qos.bytes());
    let task = job.array.job_id.positive().zip(job.array.task_id.known());
    row.task = task.and_then(|(array, task)| array_task(array.whole(), task.whole()));
    if job.time.limit.is_infinite() {
        row.notes.add(Finding::WalltimeWord);
    }
    row.walltime = job.time.limit.positive().map(|minutes| minutes.times(60));
    note_size(job, &mut row);
    let times = Times {
        submit: job.time.submission.positive(),
        eligible: job.time.eligible.positive(),
        start: job.time.start.positive(),
        end: job.time.end.positive(),
        elapsed: job.time.elapsed.known(),
    };
    times.note(&mut row);
    times.note_fate(&mut row);
    row
}

fn note_size(job: &Job, row: &mut Row) {
    let (requested, allocated) = (&job.tres.requested, &job.tres.allocated);
    row.processors_requested = job.required.processors.positive().or_else(|| count_of(requested, b"cpu"));
    row.processors_allocated = count_of(allocated, b"cpu");
    let nodes_allocated = job.allocation_nodes.positive().or_else(|| count_of(allocated, b"node"));
    row.nodes = nodes_allocated.or_else(|| count_of(requested, b"node"));
    row.accelerators = accelerators(requested).or_else(|| accelerators(allocated));
    let processors = row.processors_requested.or(row.processors_allocated).map_or(1, Number::whole);
    let nodes = row.nodes.map_or(1, Number::whole);
    let each = |amount: &Amount, count: u64| amount.positive().map(|amount| amount.times(count));
    row.memory_mib = each(&job.required.memory_per_cpu, processors)
        .or_else(|| each(&job.required.memory_per_node, nodes))
        .or_else(|| count_of(requested, b"mem"));
    // Of several steps the one that used most counts, as in tables.
    let used = job.steps.iter().filter_map(|step| count_of(&step.tres.requested.total, b"mem"));
    row.memory_used_mib = used.filter_map(|bytes| bytes.part_of(1 << 20)).max();
    row.note_what_it_got();
}

fn count_of(list: &[Resource], kind: &[u8]) -> Option<Number> {
    list.iter().find(|resource| resource.kind.bytes() == kind).and_then(|resource| resource.count.positive())
}

/// The accelerators of a list. Where kinds of them are listed, their sum is mostly listed too.
fn accelerators(list: &[Resource]) -> Option<Number> {
    let of_gres = || list.iter().filter(|resource| resource.kind.bytes() == b"gres");
    let sum = of_gres().find(|resource| resource.name.bytes() == b"gpu");
    let kinds = || {
        let kinds = of_gres().filter(|resource| resource.name.bytes().starts_with(b"gpu:"));
        kinds.filter_map(|kind| kind.count.positive()).reduce(Number::plus)
    };
    sum.and_then(|sum| sum.count.positive()).or_else(kinds)
}
