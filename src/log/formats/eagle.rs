//! The jobs of NREL's machine Eagle as its owner publishes them: what Slurm knew of each, as CSV.

use crate::log::Format;
use crate::log::number::Number;
use crate::log::quality::Finding;
use crate::log::row::{Header, Line, Parser, Row, State};
use crate::log::slurm::{self, MemoryOf};
use crate::log::text::{number, secs};
use crate::text::Delimited;

/// The row of [`super::FORMATS`].
pub(super) const ENTRY: Format = Format {
    name: "Eagle CSV",
    help: "jobs of NREL Eagle: CSV with job_id, wallclock_req, processors_req, submit_time, start_time, end_time, ...",
    expected: "as many fields between commas as its first line has names",
    parser: || Box::new(Eagle { fields: Delimited::new(b','), columns: None }),
};

struct Eagle {
    fields: Delimited,
    columns: Option<Columns>,
}

impl Parser for Eagle {
    fn parse(&mut self, line: &[u8], header: &mut Header) -> Line {
        if line.trim_ascii().is_empty() {
            return Line::Blank;
        }
        let count = self.fields.split(line);
        match &self.columns {
            Some(columns) if count == columns.count => Line::Row(columns.row(&self.fields, header)),
            Some(_) => Line::Unreadable,
            None => {
                self.columns = Columns::of(&self.fields);
                if self.columns.is_none() {
                    return Line::Unreadable;
                }
                header.unix_start = Some(0);
                Line::Header
            }
        }
    }

    fn fields(&self, line: &[u8]) -> usize {
        line.split(|byte| *byte == b',').count()
    }
}

/// Where the columns are that say something of a job.
struct Columns {
    count: usize,
    job: usize,
    walltime: usize,
    submit: usize,
    processors: Option<usize>,
    processors_used: Option<usize>,
    nodes: Option<usize>,
    accelerators: Option<usize>,
    memory: Option<usize>,
    start: Option<usize>,
    end: Option<usize>,
    run: Option<usize>,
    user: Option<usize>,
    account: Option<usize>,
    partition: Option<usize>,
    state: Option<usize>,
}

impl Columns {
    fn of(names: &Delimited) -> Option<Columns> {
        Some(Columns {
            count: names.fields().count(),
            job: names.column("job_id")?,
            walltime: names.column("wallclock_req")?,
            submit: names.column("submit_time")?,
            processors: names.column("processors_req"),
            processors_used: names.column("processors_used"),
            nodes: names.column_of(&["nodes_used", "nodes_req"]),
            accelerators: names.column("gpus_req"),
            memory: names.column("mem_req"),
            start: names.column("start_time"),
            end: names.column("end_time"),
            run: names.column_of(&["run_time", "wallclock_used"]),
            user: names.column("user"),
            account: names.column("account"),
            partition: names.column("partition"),
            state: names.column("state"),
        })
    }

    fn row(&self, fields: &Delimited, header: &mut Header) -> Row {
        let count = |column| number(fields.text(column)).filter(|number| !number.is_zero());
        let mut row = Row {
            job: number(fields.field(self.job)),
            submit: slurm::time(fields.field(self.submit)),
            walltime: secs(fields.field(self.walltime)),
            processors_requested: count(self.processors),
            processors_allocated: count(self.processors_used),
            nodes: count(self.nodes),
            accelerators: number(fields.text(self.accelerators)),
            user: header.users.number(fields.text(self.user)),
            group: header.groups.number(fields.text(self.account)),
            queue: header.queues.number(fields.text(self.partition)),
            state: slurm::state(fields.text(self.state)),
            ..Row::default()
        };
        let processors = row.processors_requested.or(row.processors_allocated);
        row.memory_mib = slurm::memory(fields.text(self.memory)).map(|(amount, of)| match of {
            MemoryOf::Job => amount,
            MemoryOf::Processor => amount.times(processors.map_or(1, Number::whole)),
            MemoryOf::Node => amount.times(row.nodes.map_or(1, Number::whole)),
        });
        row.set_times(slurm::time(fields.text(self.start)), slurm::time(fields.text(self.end)));
        row.run = row.run.or_else(|| number(fields.text(self.run)));
        if row.state == State::Unfinished {
            row.run = None;
            row.notes.add(Finding::NotEnded);
        }
        row
    }
}
