//! `suanli inspect`: what is in a log, and what looks wrong with it.

use super::logs::{LogArgs, Opened};
use super::outputs::{formats, tell_left_out};
use super::replay_bar::ReplayBar;
use super::study::stop_on_interrupt;
use super::{Failure, console};
use crate::log::statistics::Statistics;
use crate::log::{Header, LogReader, OtherTable, SizeUnit, read_other};
use crate::plot::{Figure, Formats, sheet, write_figures};
use crate::report::{About, Inspected, Inspection, OtherInspection, Staging, quality_text, write_file};
use crate::text::wrapped;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// What `suanli inspect` is asked.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    log: LogArgs,

    /// The size of the machine in what the log counts; without it, what the header of the log says.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    processors: Option<u32>,

    /// How far the machine's clock is ahead of universal time, as in +8, -7 or +5:30; without it, what the header says.
    #[arg(long, value_name = "HOURS", value_parser = offset_secs, allow_hyphen_values = true)]
    utc_offset: Option<i32>,

    /// Print the report as JSON instead of a table.
    #[arg(long)]
    json: bool,

    /// Write the report (report.json) and the figure sheet (sheet.svg) into this folder.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Write the figure sheet as PNG, too.
    #[arg(long, requires = "out")]
    png: bool,
}

/// The files that are written into the folder.
const NAMES: [&str; 2] = ["report.json", "sheet.svg"];
const NAMES_WITH_PNG: [&str; 3] = ["report.json", "sheet.svg", "sheet.png"];

/// Inspections take each other's place.
const KIND: &str = "inspection";

fn about(log: &str) -> About {
    About { title: log.to_owned(), ..About::default() }
}

/// Answers `suanli inspect`.
///
/// # Errors
/// When the question is wrong (no such log) or cannot be answered (a log that cannot be read on).
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let began = Instant::now();
    let log = super::logs::names(&args.log.logs);
    if let Some(table) = other_table(args)? {
        return tell_other(args, &log, &table);
    }
    let Opened { logs, reader, resize } = args.log.open()?;
    // A folder that cannot be written to is better known before a long log is read than after it.
    let names = if args.png { &NAMES_WITH_PNG[..] } else { &NAMES[..] };
    let staging = args.out.as_deref().map(|dir| Staging::new(dir, KIND, names)).transpose()?;
    let stop = stop_on_interrupt()?;
    let resized = resize.map(|resize| (resize.to, "--resize-to"));
    let stated = resized.or_else(|| stated(args.processors, reader.header(), reader.unit()));
    let machine = stated.map(|(size, _)| u64::from(size));
    // Jobs that stand in two exports count once, as in a replay; one export alone needs no memory of its jobs.
    let reader = if 1 < logs.paths.len() { reader.without_twins() } else { reader };
    let bar = ReplayBar::new(began, reader.progress());
    let (mut reader, mut statistics) = drawn(reader, args, machine, bar, &stop)?;
    if logs.paths.len() == 1 && 0 < reader.part() && reader.repeatable() {
        let again = logs.open()?.without_twins();
        let bar = ReplayBar::new(began, again.progress());
        (reader, statistics) = drawn(again, args, machine, bar, &stop)?;
    }
    let inspection = Inspection::new(Inspected {
        log: &log,
        files: logs.paths.len(),
        format: reader.format(),
        header: reader.header(),
        quality: reader.quality(),
        statistics,
        stated_by: stated.map(|(_, by)| by),
    });
    if let Some(staging) = staging {
        write(&inspection, &staging, formats(args.png))?;
        staging.publish(&about(&log), &[])?;
    }
    if args.json {
        return console::print(&inspection.json());
    }
    let account = quality_text("rows", reader.quality());
    console::print(&match console::width_known() {
        Some(width) => wrapped(&format!("{}\n{account}", inspection.table_within(width)), width, "    "),
        None => format!("{}\n{account}", inspection.table()),
    })
}

/// What a file holds that is no log.
fn other_table(args: &Args) -> Result<Option<OtherTable>, Failure> {
    match &args.log.logs[..] {
        // A pipe cannot be looked at and read from its beginning afterwards.
        [path] if path.is_file() && !args.log.has_columns() => Ok(read_other(path)?),
        _ => Ok(None),
    }
}

fn tell_other(args: &Args, log: &str, table: &OtherTable) -> Result<(), Failure> {
    let inspection = OtherInspection::new(log, table, args.processors.map(u64::from));
    if let Some(dir) = &args.out {
        let staging = Staging::new(dir, KIND, &["report.json"])?;
        write_file(&staging.dir().join("report.json"), inspection.json().as_bytes())?;
        staging.publish(&about(log), &[])?;
        console::tell("there is no figure of what holds no jobs");
    }
    console::print(&if args.json { inspection.json() } else { inspection.table() })
}

fn write(inspection: &Inspection, staging: &Staging, formats: Formats) -> Result<(), Failure> {
    write_file(&staging.dir().join("report.json"), inspection.json().as_bytes())?;
    let figure = Figure { stem: "sheet".into(), drawing: sheet(inspection), series: None };
    tell_left_out(&write_figures([figure], staging.dir(), formats)?);
    Ok(())
}

/// Reads a log to its end and draws its statistics.
fn drawn(
    mut reader: LogReader,
    args: &Args,
    machine: Option<u64>,
    mut bar: ReplayBar,
    stop: &AtomicBool,
) -> Result<(LogReader, Statistics), Failure> {
    let mut statistics = Statistics::new(reader.header(), reader.unit(), machine, args.utc_offset);
    while let Some(read) = reader.next_row()? {
        statistics.note(&read);
        bar.step();
        if stop.load(Ordering::Relaxed) {
            return Err(Failure::Interrupted);
        }
    }
    Ok((reader, statistics))
}

/// How large the machine is said to be, and by whom.
fn stated(asked: Option<u32>, header: &Header, unit: SizeUnit) -> Option<(u32, &'static str)> {
    let asked = asked.map(|size| (size, "--processors"));
    asked.or_else(|| {
        let size = header.size(unit)?;
        Some((size, if header.processors == Some(size) { "header: MaxProcs" } else { "header: MaxNodes" }))
    })
}

/// `+8`, `-7`, `5:30` as seconds.
fn offset_secs(text: &str) -> Result<i32, String> {
    let wrong = || format!("expected hours ahead of universal time, such as +8, -7 or +5:30, found `{text}`");
    let (sign, rest) = match text.as_bytes().first() {
        Some(b'-') => (-1, &text[1..]),
        Some(b'+') => (1, &text[1..]),
        Some(_) | None => (1, text),
    };
    let (hours, minutes) = rest.split_once(':').unwrap_or((rest, "0"));
    let number = |text: &str, most: i32| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<i32>().ok().filter(|number| digits && *number <= most)
    };
    let (hours, minutes) = number(hours, 14).zip(number(minutes, 59)).ok_or_else(wrong)?;
    Ok(sign * (hours * 3_600 + minutes * 60))
}
