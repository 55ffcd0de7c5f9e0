//! The accounting of Slurm as `sacct` prints it: fields between bars (`--parsable2`), or between other marks, or in columns of fixed
//! width, in whatever columns were asked for.

mod steps;

use crate::log::Format;
use crate::log::number::Number;
use crate::log::quality::{Finding, Notes};
use crate::log::row::{Header, Line, Parser, Row};
use crate::log::slurm::{self, JobNumber, MemoryOf, Resources};
use crate::log::slurm_times::Times;
use crate::log::text::{number, span};
use crate::text::Delimited;
use steps::{Held, UseColumns};

/// A job may outlive its limit by so much until it is gone: Slurm looks at the limits once in a while, asks a job to end, and waits.
const GRACE: Number = Number::of(60);

/// The row of [`super::FORMATS`].
pub(super) const ENTRY: Format = Format {
    name: "sacct",
    help: "Slurm accounting in any columns: `sacct --parsable2 --allusers --format=JobID,Submit,Start,End,...`, with its header line; also between commas, semicolons or tabs, and as `sacct` prints it by default",
    expected: "as many fields as its first line has names",
    parser: || Box::new(Sacct::default()),
};

/// Columns of free text, in which the delimiter may stand.
const FREE_TEXT: [&str; 6] = ["JobName", "SubmitLine", "WorkDir", "Comment", "AdminComment", "SystemComment"];

#[derive(Default)]
struct Sacct {
    /// The first line.
    names: Vec<u8>,
    table: Option<Table>,
    held: Held,
}

/// A table whose first line is known.
struct Table {
    cells: Cells,
    fields: Delimited,
    columns: Columns,
    /// The only column of free text, if there is only one.
    free: Option<usize>,
}

/// How the fields of a line are told apart.
enum Cells {
    /// By a delimiter.
    Between(u8),
    /// By the widths of columns, which the dashes of the second line tell: where each begins, and how long it is.
    Wide(Vec<(usize, usize)>),
}

impl Parser for Sacct {
    fn parse(&mut self, line: &[u8], header: &mut Header) -> Line {
        self.held.line();
        let line = line.trim_ascii_end();
        // Months of accounting are often put together with the header of each.
        if line.is_empty() || line == self.names {
            return if line.is_empty() { Line::Blank } else { Line::Header };
        }
        let Some(table) = &mut self.table else {
            self.table = Table::of(line);
            if self.table.is_none() {
                return Line::Unreadable;
            }
            header.unix_start = Some(0);
            self.names = line.to_owned();
            return Line::Header;
        };
        if let Cells::Wide(columns) = &mut table.cells
            && line.iter().all(|byte| matches!(byte, b'-' | b' '))
        {
            *columns = dashes(line);
            return if columns.len() == table.columns.count { Line::Header } else { Line::Unreadable };
        }
        if !table.split(line) {
            return Line::Unreadable;
        }
        let read = table.columns.line(&table.fields, header);
        let Some(columns) = &table.columns.used else { return read };
        let (name, used_mib) = (table.columns.name(&table.fields), columns.memory_used_mib(&table.fields));
        match read {
            Line::Row(row) => {
                let row = Row { memory_used_mib: used_mib, ..row };
                self.held.take(name, row).map_or(Line::Part, Line::Row)
            }
            Line::Skipped(Finding::Step) => {
                self.held.step(name, used_mib);
                read
            }
            Line::Header | Line::Part | Line::Skipped(_) | Line::Blank | Line::Unreadable => read,
        }
    }

    fn finish(&mut self, _header: &mut Header) -> Option<Row> {
        // The end of the file is no line.
        self.held.give()
    }

    fn lines_ago(&self) -> u64 {
        self.held.lines_ago()
    }

    fn fields(&self, line: &[u8]) -> usize {
        match self.table.as_ref().map(|table| &table.cells) {
            Some(Cells::Between(delimiter)) => line.split(|byte| byte == delimiter).count(),
            Some(Cells::Wide(_)) | None => 1,
        }
    }
}

impl Table {
    /// The table that a first line begins; `None` where it is none.
    fn of(line: &[u8]) -> Option<Table> {
        // One of these names is in every such line; most lines of other logs need no closer look.
        let has =
            |name: &&str| line.windows(name.len()).any(|part| part.eq_ignore_ascii_case(name.as_bytes()));
        ["JobID", "Timelimit", "ReqCPUS", "ReqTRES"].iter().find(|name| has(name))?;
        let between = [b'|', b'\t', b';', b',', b'^'].into_iter().find_map(|delimiter| {
            // Where bars are used, quotes are characters like any other.
            let quoted = matches!(delimiter, b',' | b';');
            let mut fields = if quoted { Delimited::new(delimiter) } else { Delimited::unquoted(delimiter) };
            fields.split(line);
            Table::with(Cells::Between(delimiter), fields)
        });
        between.or_else(|| {
            let mut fields = Delimited::unquoted(UNIT_SEPARATOR);
            let names: Vec<&[u8]> =
                line.split(u8::is_ascii_whitespace).filter(|name| !name.is_empty()).collect();
            fields.split(&names.join(&UNIT_SEPARATOR));
            Table::with(Cells::Wide(Vec::new()), fields)
        })
    }

    fn with(cells: Cells, fields: Delimited) -> Option<Table> {
        let columns = Columns::of(&fields)?;
        // Lists of resources have commas of their own, which nobody can tell from those between fields.
        let may_mislead = matches!(cells, Cells::Between(b','))
            && (columns.requested.is_some() || columns.allocated.is_some());
        let mut free = FREE_TEXT.iter().filter_map(|name| fields.column(name));
        let free = match (free.next(), free.next()) {
            (Some(only), None) if !may_mislead => Some(only),
            (None | Some(_), _) => None,
        };
        Some(Table { cells, fields, columns, free })
    }

    /// Takes a line apart, and tells whether it has the fields that it should.
    fn split(&mut self, line: &[u8]) -> bool {
        match &self.cells {
            Cells::Between(_) => {
                let count = self.fields.split(line);
                let wanted = self.columns.count;
                if let Some(free) = self.free.filter(|_| wanted < count) {
                    self.fields.join(free, count - wanted);
                    return true;
                }
                count == wanted
            }
            Cells::Wide(columns) => {
                let cell = |&(begin, length): &(usize, usize)| {
                    let end = line.len().min(begin + length);
                    line.get(begin..end).unwrap_or_default().trim_ascii()
                };
                let cells: Vec<&[u8]> = columns.iter().map(cell).collect();
                !cells.is_empty() && self.fields.split(&cells.join(&UNIT_SEPARATOR)) == self.columns.count
            }
        }
    }
}

/// Stands between fields of fixed width, in which it does not occur.
const UNIT_SEPARATOR: u8 = 0x1f;

/// Where the groups of dashes in a line begin, and how long they are.
fn dashes(line: &[u8]) -> Vec<(usize, usize)> {
    let mut columns = Vec::new();
    for (place, byte) in line.iter().enumerate() {
        match (byte, columns.last_mut()) {
            (b'-', Some((begin, length))) if *begin + *length == place => *length += 1,
            (b'-', _) => columns.push((place, 1)),
            _ => {}
        }
    }
    columns
}

/// Where the columns are that say something of a job.
struct Columns {
    count: usize,
    job: Option<usize>,
    job_raw: Option<usize>,
    submit: Option<usize>,
    eligible: Option<usize>,
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
    qos: Option<usize>,
    state: Option<usize>,
    used: Option<UseColumns>,
}

impl Columns {
    /// The columns of a first line; `None` where it is not one.
    fn of(names: &Delimited) -> Option<Columns> {
        let columns = Columns {
            count: names.fields().count(),
            job: names.column("JobID"),
            job_raw: names.column("JobIDRaw"),
            submit: names.column("Submit"),
            eligible: names.column("Eligible"),
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
            qos: names.column("QOS"),
            state: names.column("State"),
            used: UseColumns::of(names),
        };
        let comes = [columns.submit, columns.eligible, columns.start];
        let known = 2 <= columns.count && comes.iter().any(Option::is_some);
        let of_slurm =
            [columns.job, columns.job_raw, columns.limit, columns.processors_requested, columns.requested];
        (known && of_slurm.iter().any(Option::is_some)).then_some(columns)
    }

    /// The name of the job or step of a row.
    fn name<'f>(&self, fields: &'f Delimited) -> &'f [u8] {
        fields.text(self.job.or(self.job_raw))
    }

    fn line(&self, fields: &Delimited, header: &mut Header) -> Line {
        let mut row = Row::default();
        let number_text = self.name(fields);
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
        let own = fields_number(fields, self.job_raw);
        row.job = own.or(job);
        row.task = job.filter(|name| own.is_some_and(|own| own != *name));
        row.state = slurm::state(fields.text(self.state));
        row.walltime = self.walltime(fields, &mut row.notes);
        row.user = header.users.number(fields.text(self.user));
        row.group = header.groups.number(fields.text(self.group));
        row.queue = header.queues.number(fields.text(self.queue));
        row.qos = header.qos.number(fields.text(self.qos));
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
        row.note_what_it_got();
        let marked = slurm::marked_memory(fields.text(self.memory));
        if marked.is_some() {
            row.notes.add(Finding::MemoryMark);
        }
        row.memory_mib = marked
            .map(|amount| (amount, MemoryOf::Processor))
            .or_else(|| slurm::memory(fields.text(self.memory)))
            .map(|(amount, of)| match of {
                MemoryOf::Job => amount,
                MemoryOf::Processor => amount.times(processors),
                MemoryOf::Node => amount.times(nodes),
            })
            .or(requested.memory_mib);
    }

    /// When it came and started and how long it ran, from whichever columns there are.
    fn times(&self, fields: &Delimited, row: &mut Row) {
        let time = |column| slurm::time(fields.text(column));
        let times = Times {
            submit: time(self.submit),
            eligible: time(self.eligible),
            start: time(self.start),
            end: time(self.end),
            elapsed: fields_number(fields, self.elapsed_secs).or_else(|| span(fields.text(self.elapsed))),
        };
        times.note(row);
        row.run = row.run.or_else(|| self.run_from_processor_time(fields, row));
        if times.submit.is_some() && row.wait.is_none() && !row.notes.has(Finding::NegativeWait) {
            let processors = row.processors_requested.or(row.processors_allocated).map_or(1, Number::whole);
            row.wait = span(fields.text(self.waited)).or_else(|| {
                fields_number(fields, self.waited_processor_secs).and_then(|secs| secs.part_of(processors))
            });
        }
        times.note_fate(row);
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
