//! Tables of any origin: their columns mean what a map says, or what they are called.

use crate::log::Format;
use crate::log::column_map::{Column, ColumnMap, Field, Place};
use crate::log::column_scales::Scale;
use crate::log::number::Number;
use crate::log::quality::Finding;
use crate::log::row::{Header, Line, Parser, PerNode, Row, SizeUnit, State};
use crate::log::slurm::{self, JobNumber};
use crate::log::text::{instant, number, span};
use crate::text::Delimited;

/// The row of [`super::FORMATS`].
pub(in crate::log) const ENTRY: Format = Format {
    name: "CSV",
    help: "any table: with columns called job, submit, start, end, wait, run, walltime, processors, nodes, accelerators, memory, memory_used, user, group, queue, qos, state, cores_per_node, accelerators_per_node, memory_per_node, after, or with a map of its columns (`--columns map.toml`)",
    expected: "as many fields as the first line, or as the map has columns",
    parser: || Box::new(Mapped::new(ColumnMap::default())),
};

/// Reads a table with a map.
pub(in crate::log) struct Mapped {
    map: ColumnMap,
    fields: Delimited,
    columns: Option<Columns>,
    /// Whether a job had a plain number: then what has a dot behind one is a step.
    knows_plain_numbers: bool,
}

/// Where the columns are in this file.
struct Columns {
    count: usize,
    /// In the order of [`Field::ALL`].
    places: [Option<(usize, Scale)>; Field::ALL.len()],
}

impl Mapped {
    pub(in crate::log) fn new(map: ColumnMap) -> Mapped {
        let fields = Delimited::new(map.delimiter);
        Mapped { map, fields, columns: None, knows_plain_numbers: false }
    }

    /// The names that the map gives and a first line does not have.
    pub(in crate::log) fn absent(&mut self, first: &[u8]) -> Vec<String> {
        let count = self.fields.split(first);
        let absent = |column: &Column| match &column.place {
            Place::Named(names) if self.map.header => {
                self.place(column, count).is_none().then(|| format!("`{}`", names[0]))
            }
            Place::Named(names) => {
                Some(format!("`{}` (without a header, columns are named by numbers)", names[0]))
            }
            Place::Numbered(number) => (count <= *number).then(|| format!("number {}", number + 1)),
        };
        self.map.columns.iter().flatten().filter_map(absent).collect()
    }

    /// Whether a line before the first row is a remark, or empty. A line of names may begin like a remark.
    pub(in crate::log) fn is_remark(&mut self, line: &[u8]) -> bool {
        let line = line.trim_ascii();
        line.is_empty() || line.starts_with(b"#") && !(self.map.header && self.absent(line).is_empty())
    }

    /// Whether the line just taken apart is of a step of a job of Slurm (`101.batch`).
    fn is_step(&mut self) -> bool {
        let place = self.columns.as_ref().and_then(|columns| columns.places[Field::Job as usize]);
        let Some((place, _)) = place else { return false };
        let text = self.fields.field(place);
        if text.iter().all(u8::is_ascii_digit) {
            self.knows_plain_numbers |= !text.is_empty();
            return false;
        }
        // Spreadsheets write whole numbers with a fraction.
        let is_number = number(text).is_some() && !self.knows_plain_numbers;
        !is_number && matches!(slurm::job_number(text), Some(JobNumber::Step))
    }

    fn place(&self, column: &Column, count: usize) -> Option<usize> {
        match &column.place {
            Place::Named(names) => names.iter().find_map(|name| self.fields.column(name)),
            Place::Numbered(number) => (*number < count).then_some(*number),
        }
    }

    /// Finds the columns by the line just taken apart.
    fn found(&self, count: usize) -> Option<Columns> {
        let place = |field: Field| {
            let column = self.map.column(field)?;
            Some((self.place(column, count)?, column.scale))
        };
        let columns = Columns { count, places: Field::ALL.map(place) };
        ColumnMap::missing(|field| columns.places[field as usize].is_some()).is_none().then_some(columns)
    }
}

impl Parser for Mapped {
    fn parse(&mut self, line: &[u8], header: &mut Header) -> Line {
        if line.trim_ascii().is_empty() {
            return Line::Blank;
        }
        if self.columns.is_none() && self.is_remark(line) {
            return Line::Header;
        }
        let count = self.fields.split(line);
        if self.columns.is_none() {
            self.columns = self.found(count);
            let Some(columns) = &self.columns else { return Line::Unreadable };
            header.unit = self.map.unit.unwrap_or(columns.unit());
            header.unix_start = self.map.origin;
            if self.map.header {
                return Line::Header;
            }
        }
        if self.is_step() {
            return Line::Skipped(Finding::Step);
        }
        match &self.columns {
            Some(columns) if columns.count == count => {
                let read = Read { fields: &self.fields, columns, map: &self.map };
                if read.is_unclear() { Line::Unreadable } else { Line::Row(read.row(header)) }
            }
            Some(_) | None => Line::Unreadable,
        }
    }

    fn fields(&self, line: &[u8]) -> usize {
        line.split(|byte| *byte == self.map.delimiter).count()
    }
}

impl Columns {
    /// What the sizes of jobs count, where the map does not say.
    fn unit(&self) -> SizeUnit {
        let has = |field: Field| self.places[field as usize].is_some();
        if has(Field::Processors) || has(Field::ProcessorsAllocated) {
            SizeUnit::Processors
        } else if has(Field::Nodes) {
            SizeUnit::Nodes
        } else {
            SizeUnit::Accelerators
        }
    }
}

/// A line that is being read.
struct Read<'a> {
    fields: &'a Delimited,
    columns: &'a Columns,
    map: &'a ColumnMap,
}

impl Read<'_> {
    fn row(&self, header: &mut Header) -> Row {
        let mut row = Row {
            job: job_number(self.text(Field::Job)),
            submit: self.time(Field::Submit),
            walltime: self.secs(Field::Walltime),
            processors_requested: number(self.text(Field::Processors)),
            processors_allocated: number(self.text(Field::ProcessorsAllocated)),
            nodes: number(self.text(Field::Nodes)),
            accelerators: number(self.text(Field::Accelerators)),
            per_node: self.per_node(),
            memory_mib: self.scaled(Field::Memory),
            memory_used_mib: self.scaled(Field::MemoryUsed),
            user: header.users.number(self.text(Field::User)),
            group: header.groups.number(self.text(Field::Group)),
            queue: header.queues.number(self.text(Field::Queue)),
            qos: header.qos.number(self.text(Field::Qos)),
            after: self.after(),
            state: self.state(),
            ..Row::default()
        };
        if slurm::is_word(self.text(Field::Walltime)) {
            row.notes.add(Finding::WalltimeWord);
        }
        row.run = self.secs(Field::Run);
        let given = row.run;
        row.set_times(self.time(Field::Start), self.time(Field::End));
        row.run = given.or(row.run);
        row.wait = self.secs(Field::Wait).or(row.wait);
        if row.state == State::Unfinished {
            row.run = None;
            row.notes.add(Finding::NotEnded);
        }
        row
    }

    /// What each node must have, where the table tells cores by node; what it does not tell besides is not asked for.
    fn per_node(&self) -> Option<PerNode> {
        let cores = number(self.text(Field::CoresPerNode))?;
        let accelerators = number(self.text(Field::AcceleratorsPerNode)).unwrap_or(Number::of(0));
        let memory_mib = self.scaled(Field::MemoryPerNode).unwrap_or(Number::of(0));
        Some(PerNode { cores, accelerators, memory_mib })
    }

    /// The job that has to end before, as a number or with the kind of dependency before it, as in `afterok:17`.
    fn after(&self) -> Option<Number> {
        let text = self.text(Field::After);
        let place = text.iter().rposition(|byte| *byte == b':').map_or(0, |place| place + 1);
        number(&text[place..])
    }

    /// Whether something stands in a column that cannot be understood, although the job could not be replayed without it.
    fn is_unclear(&self) -> bool {
        let is_blank = |field: Field| self.text(field).trim_ascii().is_empty();
        let shape = [Field::CoresPerNode, Field::AcceleratorsPerNode, Field::MemoryPerNode];
        let lacks_shape = shape.iter().any(|field| !is_blank(*field)) && self.per_node().is_none();
        let wrong = |field: Field| !is_blank(field) && self.scaled(field).is_none();
        lacks_shape || shape.into_iter().any(wrong) || (!is_blank(Field::After) && self.after().is_none())
    }

    fn text(&self, field: Field) -> &[u8] {
        self.columns.places[field as usize].map_or(&[][..], |(place, _)| self.fields.field(place))
    }

    /// A number in our unit.
    fn scaled(&self, field: Field) -> Option<Number> {
        let (place, scale) = self.columns.places[field as usize]?;
        scale.of(self.fields.field(place))
    }

    /// A number in its unit, or a date.
    fn time(&self, field: Field) -> Option<Number> {
        self.scaled(field).or_else(|| instant(self.text(field)))
    }

    /// A number in its unit, or a span such as `1-04:00:00`.
    fn secs(&self, field: Field) -> Option<Number> {
        self.scaled(field).or_else(|| span(self.text(field)))
    }

    fn state(&self) -> State {
        let text = self.text(Field::State);
        let own = self.map.states.iter().find(|(word, _)| word.as_bytes() == text);
        if let Some((_, state)) = own {
            return *state;
        }
        let word = text.to_ascii_lowercase();
        match &word[..] {
            // What became of a job of a simulation.
            b"finished" => State::Completed,
            b"killed" => State::TimedOut,
            b"rejected" => State::Cancelled,
            b"waiting" | b"running" => State::Unfinished,
            _ => State::ALL
                .into_iter()
                .find(|state| state.words().as_bytes() == word)
                .unwrap_or_else(|| slurm::state(&text.to_ascii_uppercase())),
        }
    }
}

/// The number of a job, also of a task of an array of Slurm (`101_7`).
fn job_number(text: &[u8]) -> Option<Number> {
    number(text).or_else(|| match slurm::job_number(text)? {
        JobNumber::Job(job) => job,
        JobNumber::Component(component) => Some(component),
        JobNumber::Step | JobNumber::ArrayRest => None,
    })
}
