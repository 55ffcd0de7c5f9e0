//! What the columns of a table mean, written in TOML by somebody who knows the table.

use super::column_scales::{MEMORIES, Scale, TIMES};
use super::map_file::{self, MapErrors, Problems};
use super::text::instant;
use super::{Number, SizeUnit, State};
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What a column may say of a job. The names are those of `[columns]`, and of the columns of a table that needs no map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Job,
    Submit,
    Start,
    End,
    Wait,
    Run,
    Walltime,
    Processors,
    ProcessorsAllocated,
    Nodes,
    Accelerators,
    Memory,
    MemoryUsed,
    User,
    Group,
    Queue,
    Qos,
    State,
    CoresPerNode,
    AcceleratorsPerNode,
    MemoryPerNode,
    After,
}

/// In what the values of a column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Time,
    Memory,
    Other,
}

impl Field {
    pub(super) const ALL: [Field; 22] = [
        Field::Job,
        Field::Submit,
        Field::Start,
        Field::End,
        Field::Wait,
        Field::Run,
        Field::Walltime,
        Field::Processors,
        Field::ProcessorsAllocated,
        Field::Nodes,
        Field::Accelerators,
        Field::Memory,
        Field::MemoryUsed,
        Field::User,
        Field::Group,
        Field::Queue,
        Field::Qos,
        Field::State,
        Field::CoresPerNode,
        Field::AcceleratorsPerNode,
        Field::MemoryPerNode,
        Field::After,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Field::Job => "job",
            Field::Submit => "submit",
            Field::Start => "start",
            Field::End => "end",
            Field::Wait => "wait",
            Field::Run => "run",
            Field::Walltime => "walltime",
            Field::Processors => "processors",
            Field::ProcessorsAllocated => "processors_allocated",
            Field::Nodes => "nodes",
            Field::Accelerators => "accelerators",
            Field::Memory => "memory",
            Field::MemoryUsed => "memory_used",
            Field::User => "user",
            Field::Group => "group",
            Field::Queue => "queue",
            Field::Qos => "qos",
            Field::State => "state",
            Field::CoresPerNode => "cores_per_node",
            Field::AcceleratorsPerNode => "accelerators_per_node",
            Field::MemoryPerNode => "memory_per_node",
            Field::After => "after",
        }
    }

    const fn kind(self) -> Kind {
        match self {
            Field::Submit | Field::Start | Field::End | Field::Wait | Field::Run | Field::Walltime => {
                Kind::Time
            }
            Field::Memory | Field::MemoryUsed | Field::MemoryPerNode => Kind::Memory,
            Field::Job
            | Field::Processors
            | Field::ProcessorsAllocated
            | Field::Nodes
            | Field::Accelerators
            | Field::User
            | Field::Group
            | Field::Queue
            | Field::Qos
            | Field::State
            | Field::CoresPerNode
            | Field::AcceleratorsPerNode
            | Field::After => Kind::Other,
        }
    }
}

const UNITS: [(&str, SizeUnit); 3] = [
    ("processors", SizeUnit::Processors),
    ("nodes", SizeUnit::Nodes),
    ("accelerators", SizeUnit::Accelerators),
];

pub(super) const STATES: [(&str, State); 8] = [
    ("completed", State::Completed),
    ("failed", State::Failed),
    ("cancelled", State::Cancelled),
    ("timed-out", State::TimedOut),
    ("machine-failed", State::MachineFailed),
    ("preempted", State::Preempted),
    ("unfinished", State::Unfinished),
    ("unknown", State::Unknown),
];

const KEYS: [&str; 6] = ["delimiter", "header", "origin", "unit", "columns", "states"];

/// Which column it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// The first of these names that the header has.
    Named(Vec<String>),
    /// The column of that number, counted from 0.
    Numbered(usize),
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) place: Place,
    pub(super) scale: Scale,
}

/// What the columns of a table mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnMap {
    pub(super) delimiter: u8,
    /// Whether the first line names the columns.
    pub(super) header: bool,
    /// When time 0 is, in seconds since 1970.
    pub(super) origin: Option<u64>,
    pub(super) unit: Option<SizeUnit>,
    /// In the order of [`Field::ALL`].
    pub(super) columns: [Option<Column>; Field::ALL.len()],
    /// What the words for what became of a job mean, where they are not the usual ones.
    pub(super) states: Vec<(String, State)>,
}

impl Default for ColumnMap {
    /// Columns that bear the names of the fields, as in `job,submit,wait,run,processors`, between commas.
    fn default() -> ColumnMap {
        let named = |field: Field| {
            let name = field.name();
            // So it stands in the files of jobs that a simulation writes.
            let written = if field == Field::Processors { "procs".into() } else { format!("{name}_secs") };
            Some(Column { place: Place::Named(vec![name.to_owned(), written]), scale: Scale::ONE })
        };
        ColumnMap {
            delimiter: b',',
            header: true,
            origin: None,
            unit: None,
            columns: Field::ALL.map(named),
            states: Vec::new(),
        }
    }
}

impl ColumnMap {
    /// Reads a map from a TOML file.
    ///
    /// # Errors
    /// When it cannot be read, or with all that is wrong in it.
    pub fn read(path: &Path) -> Result<ColumnMap, MapErrors> {
        map_file::read(path, ColumnMap::of)
    }

    /// Reads a map from the text of a TOML file; the path is for messages.
    ///
    /// # Errors
    /// With all that is wrong in it.
    pub fn parse(path: &Path, text: &str) -> Result<ColumnMap, MapErrors> {
        map_file::understood(path, text, ColumnMap::of)
    }

    fn of(table: &DeTable<'_>, problems: &mut Problems<'_>) -> ColumnMap {
        let mut map = ColumnMap { columns: [const { None }; Field::ALL.len()], ..ColumnMap::default() };
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "delimiter" => map.delimiter = delimiter(value, problems).unwrap_or(b','),
                "header" => match value.get_ref().as_bool() {
                    Some(header) => map.header = header,
                    None => problems.wrong("header", value, "true or false"),
                },
                "origin" => map.origin = origin(value, problems),
                "unit" => map.unit = choice("unit", value, &UNITS, problems),
                "columns" => note_columns(value, &mut map, problems),
                "states" => note_states(value, &mut map, problems),
                _ => problems.unknown(key, &KEYS),
            }
        }
        note_missing(&map, problems);
        map
    }

    pub(super) const fn column(&self, field: Field) -> Option<&Column> {
        self.columns[field as usize].as_ref()
    }

    /// Why there are no jobs in a table whose columns with these fields exist.
    pub(super) fn missing(has: impl Fn(Field) -> bool) -> Option<&'static str> {
        let any = |fields: &[Field]| fields.iter().any(|field| has(*field));
        if !has(Field::Submit) {
            Some("no column says when a job was submitted (`submit`)")
        } else if !any(&[Field::Run, Field::End]) || !any(&[Field::Run, Field::Start]) {
            Some("no column says how long a job ran (`run`, or `start` and `end`)")
        } else if !any(&[Field::Processors, Field::ProcessorsAllocated, Field::Nodes, Field::Accelerators]) {
            Some("no column says how large a job is (`processors`, `nodes` or `accelerators`)")
        } else {
            None
        }
    }
}

fn note_missing(map: &ColumnMap, problems: &mut Problems<'_>) {
    if let Some(missing) = ColumnMap::missing(|field| map.column(field).is_some()) {
        problems.add(0..0, format!("[columns]: {missing}"));
    }
}

fn delimiter(value: &Spanned<DeValue<'_>>, problems: &mut Problems<'_>) -> Option<u8> {
    match value.get_ref().as_str() {
        Some("tab") => Some(b'\t'),
        Some(text) if text.len() == 1 && !text.starts_with(['"', '\n', '\r']) => text.bytes().next(),
        Some(_) | None => {
            problems.wrong("delimiter", value, "one character, such as \";\" or \"|\", or \"tab\"");
            None
        }
    }
}

/// A date, which TOML writes without quotes, in seconds since 1970.
fn origin(value: &Spanned<DeValue<'_>>, problems: &mut Problems<'_>) -> Option<u64> {
    let date = value.get_ref().as_datetime().and_then(|date| instant(date.to_string().as_bytes()));
    if date.is_none() {
        problems.wrong("origin", value, "a date after 1970 without quotes, such as 2024-03-01T00:00:00");
    }
    date.map(Number::whole)
}

fn choice<T: Copy>(
    key: &str,
    value: &Spanned<DeValue<'_>>,
    known: &[(&str, T)],
    problems: &mut Problems<'_>,
) -> Option<T> {
    let text = value.get_ref().as_str();
    let found = known.iter().find(|(name, _)| text == Some(*name)).map(|(_, value)| *value);
    if found.is_none() {
        let names: Vec<String> = known.iter().map(|(name, _)| format!("\"{name}\"")).collect();
        problems.wrong(key, value, &format!("one of {}", names.join(", ")));
    }
    found
}

fn note_columns(value: &Spanned<DeValue<'_>>, map: &mut ColumnMap, problems: &mut Problems<'_>) {
    let Some(table) = problems.table("columns", value) else { return };
    for (key, value) in table {
        match Field::ALL.into_iter().find(|field| field.name() == key.get_ref()) {
            Some(field) => map.columns[field as usize] = column(field, value, problems),
            None => problems.unknown(key, &Field::ALL.map(Field::name)),
        }
    }
}

/// A column by its name, by its number, or as `{ column = "length", unit = "h" }`.
fn column(field: Field, value: &Spanned<DeValue<'_>>, problems: &mut Problems<'_>) -> Option<Column> {
    let Some(table) = value.get_ref().as_table() else {
        return Some(Column { place: place(field, value, problems)?, scale: Scale::ONE });
    };
    let mut found = None;
    let mut scale = Scale::ONE;
    for (key, value) in table {
        match (key.get_ref().as_ref(), field.kind()) {
            ("column", _) => found = place(field, value, problems),
            ("unit", Kind::Time) => scale = choice("unit", value, &TIMES, problems)?,
            ("unit", Kind::Memory) => scale = choice("unit", value, &MEMORIES, problems)?,
            ("unit", Kind::Other) => {
                problems.add(key.span(), format!("{}: has no unit", field.name()));
            }
            _ => problems.unknown(key, &["column", "unit"]),
        }
    }
    if table.get("column").is_none() {
        problems.add(value.span(), format!("{}: expected a `column`", field.name()));
    }
    Some(Column { place: found?, scale })
}

fn place(field: Field, value: &Spanned<DeValue<'_>>, problems: &mut Problems<'_>) -> Option<Place> {
    let from_one = |digits: &str| digits.parse::<usize>().ok()?.checked_sub(1);
    let named = |name: &str| (!name.is_empty()).then(|| Place::Named(vec![name.to_owned()]));
    let found = match (value.get_ref().as_str(), value.get_ref().as_integer()) {
        (Some(name), _) => named(name.trim()),
        (None, Some(digits)) => from_one(digits.as_str()).map(Place::Numbered),
        (None, None) => None,
    };
    if found.is_none() {
        problems.wrong(field.name(), value, "the name of a column, or its number counted from 1");
    }
    found
}

fn note_states(value: &Spanned<DeValue<'_>>, map: &mut ColumnMap, problems: &mut Problems<'_>) {
    let Some(table) = problems.table("states", value) else { return };
    for (key, words) in table {
        let Some((_, state)) = STATES.iter().find(|(name, _)| key.get_ref() == name) else {
            problems.unknown(key, &STATES.map(|(name, _)| name));
            continue;
        };
        let Some(words) = words.get_ref().as_array() else {
            problems.wrong(key.get_ref(), words, "a list of words in brackets");
            continue;
        };
        for word in words {
            map.states.extend(problems.text(key.get_ref(), word).map(|word| (word, *state)));
        }
    }
}
