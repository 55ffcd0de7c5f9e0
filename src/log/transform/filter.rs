//! Which jobs of a log are wanted, by what the log says of them.

use super::super::Names;
use super::super::column_map::STATES;
use super::super::entry::Entry;
use super::super::number::Number;
use super::super::row::{Header, State};
use super::super::slurm;
use super::super::text::number;
use super::times::seconds;
use std::fmt;
use std::str::FromStr;

/// Comparisons that a job must pass, all of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    clauses: Vec<Clause>,
    /// As it was written.
    text: String,
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Clause {
    field: Field,
    relation: Relation,
    /// One of several, where they stand with bars between them.
    values: Vec<Value>,
}

/// What can be asked of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Job,
    Size,
    Processors,
    Nodes,
    Accelerators,
    Memory,
    Wait,
    Run,
    Walltime,
    User,
    Group,
    Queue,
    Qos,
    State,
}

/// How the values of a field are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Time,
    Memory,
    Word,
    State,
}

const FIELDS: [(&str, Field, Kind); 14] = [
    ("job", Field::Job, Kind::Number),
    ("size", Field::Size, Kind::Number),
    ("processors", Field::Processors, Kind::Number),
    ("nodes", Field::Nodes, Kind::Number),
    ("accelerators", Field::Accelerators, Kind::Number),
    ("memory", Field::Memory, Kind::Memory),
    ("wait", Field::Wait, Kind::Time),
    ("run", Field::Run, Kind::Time),
    ("walltime", Field::Walltime, Kind::Time),
    ("user", Field::User, Kind::Word),
    ("group", Field::Group, Kind::Word),
    ("queue", Field::Queue, Kind::Word),
    ("qos", Field::Qos, Kind::Word),
    ("state", Field::State, Kind::State),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    Equal,
    Unequal,
    Less,
    AtMost,
    More,
    AtLeast,
}

/// The longer ones first, because the shorter ones are parts of them.
const RELATIONS: [(&str, Relation); 6] = [
    ("!=", Relation::Unequal),
    ("<=", Relation::AtMost),
    (">=", Relation::AtLeast),
    ("=", Relation::Equal),
    ("<", Relation::Less),
    (">", Relation::More),
];

#[derive(Debug, Clone, PartialEq, Eq)]
enum Value {
    Number(Number),
    /// A word, and its number where it is one: some logs have words for their users, others have numbers.
    Word(String, Option<Number>),
    State(State),
}

impl Filter {
    /// Whether every job passes.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }

    /// Whether a job passes. What the log does not know is unequal to everything.
    pub(super) fn passes(&self, entry: &Entry, header: &Header) -> bool {
        self.clauses.iter().all(|clause| clause.passes(entry, header))
    }
}

impl FromStr for Filter {
    type Err = String;

    /// Comparisons with commas between them, each a field, a sign and a value: `queue=gpu|debug,user!=3,nodes>=4`.
    fn from_str(text: &str) -> Result<Filter, String> {
        let mut clauses = Vec::new();
        let mut problems = Vec::new();
        for part in text.split(',') {
            match clause(part.trim()) {
                Ok(clause) => clauses.push(clause),
                Err(problem) => problems.push(problem),
            }
        }
        if problems.is_empty() {
            Ok(Filter { clauses, text: text.to_owned() })
        } else {
            Err(problems.join("; "))
        }
    }
}

fn clause(text: &str) -> Result<Clause, String> {
    let at = text
        .find(['!', '=', '<', '>'])
        .ok_or_else(|| format!("expected a comparison such as `nodes>=4`, found `{text}`"))?;
    let (name, rest) = (text[..at].trim(), &text[at..]);
    let (sign, relation) = RELATIONS
        .into_iter()
        .find(|(sign, _)| rest.starts_with(sign))
        .ok_or_else(|| format!("expected =, !=, <, <=, > or >=, found `{rest}`"))?;
    let (_, field, kind) = FIELDS.into_iter().find(|(known, _, _)| *known == name).ok_or_else(|| {
        let names: Vec<&str> = FIELDS.iter().map(|(name, _, _)| *name).collect();
        format!("there is no field `{name}`: expected one of {}", names.join(", "))
    })?;
    let equality = matches!(relation, Relation::Equal | Relation::Unequal);
    if !equality && matches!(kind, Kind::Word | Kind::State) {
        return Err(format!("{name}: can only be = or !=, found `{sign}`"));
    }
    let values: Vec<&str> = rest[sign.len()..].split('|').map(str::trim).collect();
    if !equality && 1 < values.len() {
        return Err(format!("{name}{sign}: expected one value, found {}", values.len()));
    }
    let values =
        values.into_iter().map(|text| value(name, kind, text)).collect::<Result<Vec<Value>, String>>()?;
    Ok(Clause { field, relation, values })
}

fn value(name: &str, kind: Kind, text: &str) -> Result<Value, String> {
    let bytes = text.as_bytes();
    let (value, expected) = match kind {
        Kind::Number if name == "job" => {
            let job = number(bytes).or_else(|| slurm::number_of_job(text).map(Number::of));
            (job.map(Value::Number), "the number of a job, or a task of an array as in 501_2".to_owned())
        }
        Kind::Number => (number(bytes).map(Value::Number), "a number".to_owned()),
        Kind::Time => (seconds(text).map(Value::Number), "a time such as 1h, 90s or 3600".to_owned()),
        Kind::Memory => {
            (slurm::memory(bytes).map(|(mib, _)| Value::Number(mib)), "memory such as 16G or 500M".to_owned())
        }
        Kind::Word => {
            let word = (!text.is_empty()).then(|| Value::Word(text.to_owned(), number(bytes)));
            (word, "a name or a number".to_owned())
        }
        Kind::State => {
            let state = STATES.iter().find(|(state, _)| *state == text);
            let names: Vec<&str> = STATES.iter().map(|(name, _)| *name).collect();
            (state.map(|(_, state)| Value::State(*state)), format!("one of {}", names.join(", ")))
        }
    };
    value.ok_or_else(|| format!("{name}: expected {expected}, found `{text}`"))
}

impl Clause {
    fn passes(&self, entry: &Entry, header: &Header) -> bool {
        let any = |holds: &dyn Fn(&Value) -> bool| self.values.iter().any(holds);
        match self.relation {
            Relation::Equal => any(&|value| self.is_equal(value, entry, header)),
            Relation::Unequal => !any(&|value| self.is_equal(value, entry, header)),
            Relation::Less => any(&|value| self.compared(value, entry, |found, asked| found < asked)),
            Relation::AtMost => any(&|value| self.compared(value, entry, |found, asked| found <= asked)),
            Relation::More => any(&|value| self.compared(value, entry, |found, asked| asked < found)),
            Relation::AtLeast => any(&|value| self.compared(value, entry, |found, asked| asked <= found)),
        }
    }

    fn is_equal(&self, value: &Value, entry: &Entry, header: &Header) -> bool {
        let Entry { row, .. } = entry;
        match value {
            Value::State(state) => row.state == *state,
            Value::Number(asked) => {
                // The task of an array has two names.
                let task = row.task.filter(|_| self.field == Field::Job);
                task == Some(*asked) || self.compared(value, entry, |found, asked| found == asked)
            }
            Value::Word(word, number) => match self.field {
                Field::User => is_named(row.user, &header.users, word, *number),
                Field::Group => is_named(row.group, &header.groups, word, *number),
                Field::Queue => is_named(row.queue, &header.queues, word, *number),
                Field::Qos => is_named(row.qos, &header.qos, word, *number),
                Field::Job
                | Field::Size
                | Field::Processors
                | Field::Nodes
                | Field::Accelerators
                | Field::Memory
                | Field::Wait
                | Field::Run
                | Field::Walltime
                | Field::State => unreachable!("these fields have no words"),
            },
        }
    }

    fn compared(&self, value: &Value, entry: &Entry, holds: fn(Number, Number) -> bool) -> bool {
        let Value::Number(asked) = value else { return false };
        self.number(entry).is_some_and(|found| holds(found, *asked))
    }

    /// What the log says of the field.
    fn number(&self, entry: &Entry) -> Option<Number> {
        let Entry { job, row, .. } = entry;
        match self.field {
            Field::Job => row.job,
            Field::Size => Some(Number::of(u64::from(job.request.shape.tasks))),
            Field::Processors => row.processors_requested.or(row.processors_allocated),
            Field::Nodes => row.nodes,
            Field::Accelerators => row.accelerators,
            Field::Memory => row.memory_mib,
            Field::Wait => row.wait,
            Field::Run => row.run,
            Field::Walltime => row.walltime,
            Field::User => row.user,
            Field::Group => row.group,
            Field::Queue => row.queue,
            Field::Qos => row.qos,
            Field::State => None,
        }
    }
}

/// Whether a number stands for a word, or is that number in a log without words.
pub(super) fn is_named(found: Option<Number>, names: &Names, word: &str, number: Option<Number>) -> bool {
    let Some(found) = found else { return false };
    if names.is_empty() { Some(found) == number } else { names.word(found.whole()) == Some(word) }
}
