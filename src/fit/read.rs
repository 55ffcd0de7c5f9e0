//! A model from its file: everything that is wrong with it is told at once, with its place.

use super::draft::SECS_MAX;
use super::fault::{Faults, ModelErrors};
use super::law::{Curve, Shares};
use super::model::{Hours, Kind, Model, Runtimes, Users, Week};
use super::table::Table;
use super::write::{UNITS, VERSION};
use crate::log::{SizeUnit, State};
use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::Path;
use toml::de::{DeTable, DeValue};

/// A file larger than this is no model.
const BYTES_MAX: u64 = 1 << 24;

/// Shares are written with four digits, so that they may add up to a little more than all.
const ROUNDING: f64 = 0.001;

/// More kinds than this nobody can tell apart.
const KINDS_MAX: usize = 1_000;

/// A log of more than 200 years is none.
const DAYS_MAX: u64 = 73_000;

impl Model {
    /// Reads a model from a file.
    ///
    /// # Errors
    /// When the file cannot be read, or with everything that is wrong in it.
    pub fn load(path: &Path) -> Result<Model, ModelErrors> {
        let name = path.display().to_string();
        let bytes = read_limited(path)
            .map_err(|error| ModelErrors::unreadable(&name, format!("cannot be read: {error}")))?;
        if BYTES_MAX < bytes.len() as u64 {
            let message = format!("has more than {BYTES_MAX} bytes, which no model has");
            return Err(ModelErrors::unreadable(&name, message));
        }
        match String::from_utf8(bytes) {
            Ok(text) => Model::parse(&name, &text),
            Err(_) => Err(ModelErrors::unreadable(&name, "expected UTF-8 text, found other bytes")),
        }
    }

    /// Reads a model from text; `name` is that of its file.
    ///
    /// # Errors
    /// With everything that is wrong in it.
    pub fn parse(name: &str, text: &str) -> Result<Model, ModelErrors> {
        let mut faults = Faults::default();
        let (document, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            faults.add(error.span().unwrap_or(0..0), error.message());
        }
        // In a file that is not even TOML keys may seem to be missing that are only misspelt.
        let model = if faults.is_empty() { document_model(document.get_ref(), &mut faults) } else { None };
        match model {
            Some(model) if faults.is_empty() => Ok(model),
            Some(_) | None => Err(faults.told(name, text)),
        }
    }

    /// Whether a file may be a model and not a scenario: it has a table `[model]`.
    #[must_use]
    pub fn looks_like(text: &str) -> bool {
        text.lines().any(|line| line.trim() == "[model]")
    }
}

/// At most one byte more than allowed, so that endless files end too.
fn read_limited(path: &Path) -> io::Result<Vec<u8>> {
    if path.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(BYTES_MAX + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn document_model<'t>(document: &'t DeTable<'t>, faults: &mut Faults) -> Option<Model> {
    let mut whole = Table::new("the file", document, 0..0, faults);
    let head = one(&mut whole, "model", "[model]", head);
    let hours = one(&mut whole, "hours", "[hours]", hours);
    let users = one(&mut whole, "users", "[users]", users);
    let kinds = many(&mut whole, "kind", "[[kind]]", kind);
    let weeks = many(&mut whole, "week", "[[week]]", week);
    let (kinds_at, weeks_at) = (whole.place("kind"), whole.place("week"));
    whole.finish();
    let (head, hours, users, kinds, weeks) = (head?, hours?, users?, kinds?, weeks?);
    if KINDS_MAX < kinds.len() {
        faults.add(kinds_at, format!("{} kinds, and at most {KINDS_MAX} can be", kinds.len()));
    }
    for (week, at) in &weeks {
        if week.jobs.len() != kinds.len() {
            let (found, expected) = (week.jobs.len(), kinds.len());
            faults.add(
                at.clone(),
                format!("jobs: expected a number for each of the {expected} kinds, found {found}"),
            );
        }
    }
    if (weeks.len() as u64) != u64::from(head.days).div_ceil(7) {
        let message = format!("{} weeks, but {} days have {}", weeks.len(), head.days, head.days.div_ceil(7));
        faults.add(weeks_at.clone(), message);
    }
    let model = Model {
        title: head.title,
        unit: head.unit,
        machine: head.machine,
        start: head.start,
        days: head.days,
        seed: head.seed,
        hours,
        users,
        kinds: kinds.into_iter().map(|(kind, _)| kind).collect(),
        weeks: weeks.into_iter().map(|(week, _)| week).collect(),
    };
    if model.weeks.iter().take(model.weeks_complete() as usize).all(|week| week.jobs_all() == 0) {
        faults.add(weeks_at, "no complete week has a job");
    }
    Some(model)
}

/// The one table of that name.
fn one<'t, T>(
    whole: &mut Table<'t, '_>,
    key: &'static str,
    header: &'static str,
    read: fn(&mut Table<'t, '_>) -> Option<T>,
) -> Option<T> {
    let value = whole.required(key)?;
    let DeValue::Table(inner) = value.get_ref() else {
        whole.faults.add(value.span(), format!("{key}: expected a table {header}"));
        return None;
    };
    let mut table = Table::new(header, inner, value.span(), whole.faults);
    let found = read(&mut table);
    table.finish();
    found
}

/// All tables of that name with their places; nothing where one of them is wrong.
fn many<'t, T>(
    whole: &mut Table<'t, '_>,
    key: &'static str,
    header: &'static str,
    read: fn(&mut Table<'t, '_>) -> Option<T>,
) -> Option<Vec<(T, Range<usize>)>> {
    let value = whole.required(key)?;
    let mut found = Vec::new();
    let mut right = true;
    for item in whole.items(key, value, &format!("tables {header}"))? {
        let DeValue::Table(inner) = item.get_ref() else {
            whole.faults.add(item.span(), format!("{key}: expected a table {header}"));
            right = false;
            continue;
        };
        let mut table = Table::new(header, inner, item.span(), whole.faults);
        match read(&mut table) {
            Some(entry) => found.push((entry, item.span())),
            None => right = false,
        }
        table.finish();
    }
    right.then_some(found)
}

struct Head {
    title: String,
    unit: SizeUnit,
    machine: Option<u32>,
    start: Option<jiff::civil::Date>,
    days: u32,
    seed: u64,
}

fn head(table: &mut Table<'_, '_>) -> Option<Head> {
    let version =
        table.required("version").and_then(|value| table.count("version", value, VERSION..=VERSION));
    let title = table.text("title");
    let unit = table.text("unit").and_then(|name| {
        let unit = UNITS.into_iter().find(|unit| unit.words() == name);
        if unit.is_none() {
            table.faults.add(
                table.place("unit"),
                format!("unit: no unit `{name}`: there are processors, nodes, accelerators and slots"),
            );
        }
        unit
    });
    let machine =
        table.optional("machine").map(|value| table.count("machine", value, 1..=u64::from(u32::MAX)));
    let start = if table.has("start") { Some(table.date("start")) } else { None };
    let days = table.required("days").and_then(|value| table.count("days", value, 7..=DAYS_MAX));
    let seed = table.required("seed").and_then(|value| table.count("seed", value, 0..=u64::MAX));
    version?;
    Some(Head {
        title: title?,
        unit: unit?,
        machine: machine.map_or(Some(None), |machine| machine.map(narrow).map(Some))?,
        start: start.map_or(Some(None), |start| start.map(Some))?,
        days: narrow(days?),
        seed: seed?,
    })
}

/// A number whose range was checked.
fn narrow(number: u64) -> u32 {
    u32::try_from(number).expect("the range of the number was checked")
}

fn hours(table: &mut Table<'_, '_>) -> Option<Hours> {
    let (workday, weekend) = (table.row("workday"), table.row("weekend"));
    let (workday, weekend): ([f64; 24], [f64; 24]) = (workday?, weekend?);
    for (key, row) in [("workday", &workday), ("weekend", &weekend)] {
        if row.iter().sum::<f64>() <= 0.0 {
            table.faults.add(table.place(key), format!("{key}: at least one hour needs a share"));
        }
    }
    // Shares of a day add up to 1, whatever was typed.
    let share = |row: [f64; 24]| {
        let all: f64 = row.iter().sum();
        row.map(|share| share / all)
    };
    Some(Hours { workday: share(workday), weekend: share(weekend) })
}

fn users(table: &mut Table<'_, '_>) -> Option<Users> {
    let shares = table.numbers("shares", 1.0);
    let others = table.required("others").and_then(|value| table.count("others", value, 0..=100_000_000));
    let (shares, others) = (shares?, narrow(others?));
    if !shares.is_empty() && shares.iter().sum::<f64>() <= 0.0 && others == 0 {
        table.faults.add(table.place("shares"), "shares: nobody submits: at least one user needs a share");
    }
    Some(Users { shares, others })
}

fn kind(table: &mut Table<'_, '_>) -> Option<Kind> {
    let title = table.text("title");
    let sizes = table
        .shares("sizes", |table, value| table.count("sizes", value, 1..=u64::from(u32::MAX)).map(narrow));
    let runtimes = runtimes(table);
    let alike = table.required("alike").and_then(|value| table.number("alike", value, 1.0));
    let bags =
        table.shares("bags", |table, value| table.count("bags", value, 1..=u64::from(u32::MAX)).map(narrow));
    let gaps = table.ascending("gap_secs", SECS_MAX as f64);
    let users =
        table.pairs("users", |table, value| table.count("users", value, 1..=u64::from(u32::MAX)).map(narrow));
    let ends = table.shares("ends", |table, value| {
        let name = value.get_ref().as_str();
        let state = State::ALL.into_iter().find(|state| Some(state.words()) == name);
        if state.is_none() {
            let known: Vec<&str> = State::ALL.into_iter().map(State::words).collect();
            table.faults.add(value.span(), format!("ends: expected one of {}", known.join(", ")));
        }
        state
    });
    Some(Kind {
        title: title?,
        sizes: Shares::new(sizes?),
        runtimes: runtimes?,
        alike: alike?,
        bags: Shares::new(bags?),
        gaps: Curve::of_secs(gaps?),
        users: users?,
        ends: Shares::new(ends?),
    })
}

fn runtimes(table: &mut Table<'_, '_>) -> Option<Runtimes> {
    const REQUESTED: [&str; 6] = ["walltimes", "early", "early_secs", "used", "killed", "over"];
    if table.has("run_secs") {
        if let Some(key) = REQUESTED.into_iter().find(|key| table.has(key)) {
            table.faults.add(table.place(key), format!("{key}: goes with `walltimes`, not with `run_secs`"));
            // They are no unknown keys on top of that.
            for key in REQUESTED {
                table.optional(key);
            }
        }
        let run = table.ascending("run_secs", SECS_MAX as f64)?;
        return Some(Runtimes::Unrequested { run: Curve::of_secs(run) });
    }
    let walltimes = table.shares("walltimes", |table, value| table.count("walltimes", value, 0..=SECS_MAX));
    let early = table.required("early").and_then(|value| table.number("early", value, 1.0));
    let early_secs = table.ascending("early_secs", SECS_MAX as f64);
    let used = table.ascending("used", 1.0);
    let killed = table.required("killed").and_then(|value| table.number("killed", value, 1.0));
    let over = table.ascending("over", SECS_MAX as f64);
    if let (Some(early), Some(killed)) = (early, killed)
        && 1.0 + ROUNDING < early + killed
    {
        let message = format!("killed: {killed} and {early} (early) are more than all jobs");
        table.faults.add(table.place("killed"), message);
    }
    Some(Runtimes::Requested {
        walltimes: Shares::new(walltimes?),
        early: early?,
        early_secs: Curve::of_secs(early_secs?),
        used: Curve::of_shares(used?),
        killed: killed?,
        over: Curve::of_shares(over?),
    })
}

fn week(table: &mut Table<'_, '_>) -> Option<Week> {
    let jobs = table.required("jobs").and_then(|value| {
        let items = table.items("jobs", value, "a list of whole numbers")?;
        let counts: Vec<Option<u64>> =
            items.into_iter().map(|item| table.count("jobs", item, 0..=100_000_000)).collect();
        counts.into_iter().collect::<Option<Vec<u64>>>()
    });
    let (days, work_hours) = (table.row("days"), table.row("work_hours"));
    Some(Week { jobs: jobs?.into_iter().map(narrow).collect(), days: days?, work_hours: work_hours? })
}
