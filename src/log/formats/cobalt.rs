//! The jobs of machines under Cobalt: the tables that Argonne publishes of Theta, ThetaGPU, Mira and others, and Mira's in the
//! form of a study of several logs. A job's size counts nodes, which it has for itself.

use crate::log::Format;
use crate::log::number::Number;
use crate::log::quality::Finding;
use crate::log::row::{Header, Line, Parser, Row, SizeUnit, State};
use crate::log::text::{instant, number};
use crate::text::Delimited;

/// The row of [`super::FORMATS`].
pub(super) const ENTRY: Format = Format {
    name: "Cobalt CSV",
    help: "jobs under Cobalt: Argonne's CSV (COBALT_JOBID, QUEUED_TIMESTAMP, NODES_REQUESTED, ...), or job,user,...,node_num,submit_time,wait_time,run_time,wall_time",
    expected: "as many fields between commas as its first line has names",
    parser: || Box::new(Cobalt { fields: Delimited::new(b','), columns: None }),
};

struct Cobalt {
    fields: Delimited,
    columns: Option<Columns>,
}

impl Parser for Cobalt {
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
                header.unit = SizeUnit::Nodes;
                Line::Header
            }
        }
    }

    fn fields(&self, line: &[u8]) -> usize {
        line.split(|byte| *byte == b',').count()
    }
}

/// Where the columns are that say something of a job; the names of both forms stand side by side.
struct Columns {
    count: usize,
    job: usize,
    submit: usize,
    run: usize,
    walltime: usize,
    nodes: usize,
    start: Option<usize>,
    end: Option<usize>,
    wait: Option<usize>,
    processors: Option<usize>,
    processors_used: Option<usize>,
    accelerators: Option<usize>,
    user: Option<usize>,
    project: Option<usize>,
    queue: Option<usize>,
    exit: Option<usize>,
    outcome: Option<usize>,
}

impl Columns {
    fn of(names: &Delimited) -> Option<Columns> {
        let published = names.column("COBALT_JOBID");
        Some(Columns {
            count: names.fields().count(),
            job: published.or_else(|| names.column("job"))?,
            submit: names.column_of(&["QUEUED_TIMESTAMP", "submit_time"])?,
            run: names.column_of(&["RUNTIME_SECONDS", "run_time"])?,
            walltime: names.column_of(&["WALLTIME_SECONDS", "wall_time"])?,
            nodes: names.column_of(&["NODES_REQUESTED", "NODES_USED", "node_num"])?,
            start: names.column("START_TIMESTAMP"),
            end: names.column("END_TIMESTAMP"),
            wait: names.column_of(&["QUEUED_WAIT_SECONDS", "wait_time"]),
            processors: names.column_of(&["CORES_REQUESTED", "cpu_num"]),
            processors_used: names.column("CORES_USED"),
            accelerators: names.column_of(&["GPUS_REQUESTED", "gpu_num"]),
            user: names.column_of(&["USERNAME_GENID", "user"]),
            project: names.column_of(&["PROJECT_NAME_GENID", "project"]),
            queue: names.column_of(&["QUEUE_NAME", "queue"]),
            exit: names.column_of(&["EXIT_STATUS", "EXIT_CODE", "state"]),
            outcome: names.column("new_status"),
        })
    }

    fn row(&self, fields: &Delimited, header: &mut Header) -> Row {
        let count = |column| number(fields.text(column)).filter(|number| !number.is_zero());
        let mut row = Row {
            // Some tables have numbers behind a point or with the name of the server.
            job: number(fields.field(self.job)),
            submit: time(fields.field(self.submit)),
            wait: number(fields.text(self.wait)),
            run: number(fields.field(self.run)),
            walltime: number(fields.field(self.walltime)),
            nodes: count(Some(self.nodes)),
            processors_requested: count(self.processors),
            processors_allocated: count(self.processors_used),
            accelerators: number(fields.text(self.accelerators)),
            user: header.users.number(fields.text(self.user)),
            group: header.groups.number(fields.text(self.project)),
            queue: header.queues.number(fields.text(self.queue)),
            ..Row::default()
        };
        let (run, wait) = (row.run, row.wait);
        row.set_times(time(fields.text(self.start)), time(fields.text(self.end)));
        row.run = row.run.or(run);
        row.wait = row.wait.or(wait).filter(|_| !row.notes.has(Finding::NegativeWait));
        row.state = self.state(fields, &row);
        row
    }

    fn state(&self, fields: &Delimited, row: &Row) -> State {
        let timed_out = row.run.zip(row.walltime).is_some_and(|(run, walltime)| walltime <= run);
        let exit = number(fields.text(self.exit)).map(Number::whole);
        match (fields.text(self.outcome), exit) {
            (b"Pass", _) | (b"", Some(0)) => State::Completed,
            // 128 and a signal: the end of the requested time, or somebody's wish.
            (b"Killed", _) | (b"", Some(137 | 143)) if timed_out => State::TimedOut,
            (b"Killed", _) | (b"", Some(137 | 143)) => State::Cancelled,
            (b"Failed", _) | (b"", Some(_)) => State::Failed,
            (_, _) => State::Unknown,
        }
    }
}

/// A time as a date or as seconds since 1970.
fn time(text: &[u8]) -> Option<Number> {
    instant(text).or_else(|| number(text))
}
