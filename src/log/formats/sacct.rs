//! The accounting of Slurm as `sacct --parsable2` prints it: fields between bars, in whatever columns were asked for.

use crate::log::Format;
use crate::log::delimited::Delimited;
use crate::log::number::Number;
use crate::log::quality::{Finding, Notes};
use crate::log::row::{Header, Line, Parser, Row, State};
use crate::log::slurm::{self, JobNumber, MemoryOf, Resources};
use crate::log::text::{number, span};

/// A job may outlive its limit by so much until it is gone: Slurm looks at the limits once in a while, asks a job to end, and waits.
const GRACE: Number = Number::of(60);

/// The row of [`super::FORMATS`].
pub(super) const ENTRY: Format = Format {
    name: "sacct",
    help: "Slurm accounting in any columns: `sacct --parsable2 --allusers --format=JobID,Submit,Start,End,...`, with its header line",
    expected: "as many fields between bars as its first line has names",
    parser: || Box::new(Sacct { fields: Delimited::unquoted(b'|'), names: Vec::new(), columns: None }),
};

struct Sacct {
    fields: Delimited,
    /// The first line.
    names: Vec<u8>,
    columns: Option<Columns>,
}

impl Parser for Sacct {
    fn parse(&mut self, line: &[u8], header: &mut Header) -> Line {
        let line = line.trim_ascii();
        // Months of accounting are often put together with the header of each.
        if line.is_empty() || line == self.names {
            return if line.is_empty() { Line::Blank } else { Line::Header };
        }
        let count = self.fields.split(line);
        let Some(columns) = &self.columns else {
            self.columns = Columns::of(&self.fields);
            if self.columns.is_none() {
                return Line::Unreadable;
            }
            header.unix_start = Some(0);
            self.names = line.to_owned();
            return Line::Header;
        };
        if count != columns.count {
            return Line::Unreadable;
        }
        columns.line(&self.fields, header)
    }

    fn fields(&self, line: &[u8]) -> usize {
        line.split(|byte| *byte == b'|').count()
    }
}

/// Where the columns are that say something of a job.
struct Columns {
    count: usize,
    job: Option<usize>,
    job_raw: Option<usize>,
    submit: Option<usize>,
    start: Option<usize>,
    end: Option<usize>,
    elapsed: Option<usize>,
    elapsed_secs: Option<usize>,
    processor_secs: Option<usize>,
    waited: Option<usize>,
    waited_processor_secs: Option<usize>,
    limit: Option<usize>,
    processors_requested: Option<usize>,
    processors_allocated: Option<usize>,
    nodes_allocated: Option<usize>,
    nodes_requested: Option<usize>,
    memory: Option<usize>,
    requested: Option<usize>,
    allocated: Option<usize>,
    gres_requested: Option<usize>,
    gres_allocated: Option<usize>,
    user: Option<usize>,
    group: Option<usize>,
    queue: Option<usize>,
    state: Option<usize>,
}

impl Columns {
    /// The columns of a first line; `None` where it is not one.
    fn of(names: &Delimited) -> Option<Columns> {
        let columns = Columns {
            count: names.fields().count(),
            job: names.column("JobID"),
            job_raw: names.column("JobIDRaw"),
            submit: names.column_of(&["Submit", "Eligible", "Start"]),
            start: names.column("Start"),
            end: names.column("End"),
            elapsed: names.column("Elapsed"),
            elapsed_secs: names.column("ElapsedRaw"),
            processor_secs: names.column("CPUTimeRAW"),
            // Newer versions call it by another name.
            waited: names.column_of(&["Planned", "Reserved"]),
            waited_processor_secs: names.column_of(&["PlannedCPURAW", "ResvCPURAW"]),
            limit: names.column_of(&["Timelimit", "TimelimitRaw"]),
            processors_requested: names.column("ReqCPUS"),
            processors_allocated: names.column_of(&["AllocCPUS", "NCPUS"]),
            nodes_allocated: names.column_of(&["AllocNodes", "NNodes"]),
            nodes_requested: names.column("ReqNodes"),
            memory: names.column("ReqMem"),
            requested: names.column("ReqTRES"),
            allocated: names.column("AllocTRES"),
            gres_requested: names.column("ReqGRES"),
            gres_allocated: names.column("AllocGRES"),
            user: names.column_of(&["User", "UID"]),
            group: names.column_of(&["Account", "Group", "GID"]),
            queue: names.column("Partition"),
            state: names.column("State"),
        };
        let known = 2 <= columns.count && columns.submit.is_some();
        let of_slurm =
            [columns.job, columns.job_raw, columns.limit, columns.processors_requested, columns.requested];
        (known && of_slurm.iter().any(Option::is_some)).then_some(columns)
    }

    fn line(&self, fields: &Delimited, header: &mut Header) -> Line {
        let mut row = Row::default();
        let number_text = fields.text(self.job.or(self.job_raw));
        let job = match slurm::job_number(number_text) {
            Some(JobNumber::Step) => return Line::Skipped(Finding::Step),
            Some(JobNumber::Job(number)) => number,
            Some(JobNumber::Component(number)) => {
                row.notes.add(Finding::TogetherWithOthers);
                Some(number)
            }
            Some(JobNumber::ArrayRest) => None,
            None if number_text.is_empty() => None,
            None => return Line::Unreadable,
        };
        row.job = fields_number(fields, self.job_raw).or(job);
        row.state = slurm::state(fields.text(self.state));
        row.submit = slurm::time(fields.text(self.submit));
        row.walltime = self.walltime(fields, &mut row.notes);
        row.user = header.users.number(fields.text(self.user));
        row.group = header.groups.number(fields.text(self.group));
        row.queue = header.queues.number(fields.text(self.queue));
        self.size(fields, &mut row);
        self.times(fields, &mut row);
        Line::Row(row)
    }

    fn walltime(&self, fields: &Delimited, notes: &mut Notes) -> Option<Number> {
        let text = fields.text(self.limit);
        if slurm::is_word(text) {
            notes.add(Finding::WalltimeWord);
        }
        slurm::limit(text)
    }

    fn size(&self, fields: &Delimited, row: &mut Row) {
        let positive = |column| fields_number(fields, column).filter(|number| !number.is_zero());
        let requested = Resources::of(fields.text(self.requested));
        let allocated = Resources::of(fields.text(self.allocated));
        row.processors_requested = positive(self.processors_requested).or(requested.processors);
        row.processors_allocated = positive(self.processors_allocated).or(allocated.processors);
        // The requested number is the least that would do, mostly 1.
        row.nodes = positive(self.nodes_allocated)
            .or(allocated.nodes)
            .or_else(|| positive(self.nodes_requested))
            .or(requested.nodes);
        let nodes = row.nodes.map_or(1, Number::whole);
        row.accelerators = requested
            .accelerators
            .or(allocated.accelerators)
            .or_else(|| slurm::accelerators(fields.text(self.gres_allocated)))
            // Requests count those of one node.
            .or_else(|| {
                slurm::accelerators(fields.text(self.gres_requested)).map(|count| count.times(nodes))
            });
        let processors = row.processors_requested.or(row.processors_allocated).map_or(1, Number::whole);
        row.memory_mib = slurm::memory(fields.text(self.memory))
            .map(|(amount, of)| match of {
                MemoryOf::Job => amount,
                MemoryOf::Processor => amount.times(processors),
                MemoryOf::Node => amount.times(nodes),
            })
            .or(requested.memory_mib);
    }

    /// When it started and how long it ran, from whichever columns there are.
    fn times(&self, fields: &Delimited, row: &mut Row) {
        row.set_times(slurm::time(fields.text(self.start)), slurm::time(fields.text(self.end)));
        row.run = row
            .run
            .or_else(|| fields_number(fields, self.elapsed_secs))
            .or_else(|| span(fields.text(self.elapsed)))
            .or_else(|| self.run_from_processor_time(fields, row));
        if row.wait.is_none() && !row.notes.has(Finding::NegativeWait) {
            let processors = row.processors_requested.or(row.processors_allocated).map_or(1, Number::whole);
            row.wait = span(fields.text(self.waited)).or_else(|| {
                fields_number(fields, self.waited_processor_secs).and_then(|secs| secs.part_of(processors))
            });
        }
        if row.state == State::Unfinished {
            row.run = None;
            row.notes.add(Finding::NotEnded);
        } else if row.state == State::Cancelled && row.run.is_none_or(Number::is_zero) {
            row.run = None;
            row.notes.add(Finding::NeverRan);
        }
    }

    /// The run time, from the time of all its processors. A job may get more of them than it asked for, because it gets whole
    /// cores or nodes; what it got is often not among the columns, but a job that seems to have run far beyond its limit
    /// must have had more.
    fn run_from_processor_time(&self, fields: &Delimited, row: &mut Row) -> Option<Number> {
        let all = fields_number(fields, self.processor_secs)?;
        if let Some(run) = row.processors_allocated.and_then(|count| all.part_of(count.whole())) {
            return Some(run);
        }
        let requested = row.processors_requested?.whole();
        let run = all.part_of(requested)?;
        row.notes.add(Finding::RunFromProcessorTime);
        let Some(longest) = row.walltime.map(|limit| limit.plus(GRACE)).filter(|longest| *longest < run)
        else {
            return Some(run);
        };
        row.notes.add(Finding::MoreThanRequested);
        let processors = all.millionths().div_ceil(longest.millionths());
        row.processors_allocated = Some(Number::of(processors));
        all.part_of(processors)
    }
}

fn fields_number(fields: &Delimited, column: Option<usize>) -> Option<Number> {
    number(fields.text(column))
}
