//! Jobs in Standard Workload Format, for the simulators of the Parallel Workloads Archive.

use super::{ExportFormat, ExportHead, ExportJob, Writer};
use crate::log::State;
use crate::report::secs::secs_text;
use crate::report::sink::Sink;
use jiff::civil::DateTime;
use std::io::{self, Write};
use std::path::PathBuf;

/// The row of [`super::EXPORTS`].
pub(super) const ENTRY: ExportFormat = ExportFormat {
    name: "swf",
    help: "Standard Workload Format: 18 numbers a line, read by most simulators of clusters",
    create,
    packed: false,
};

const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);

struct Swf {
    sink: Sink,
    partitions: bool,
}

fn create(_: PathBuf, mut sink: Sink, head: &ExportHead) -> io::Result<Box<dyn Writer>> {
    sink.write_all(header(head).as_bytes())?;
    Ok(Box::new(Swf { sink, partitions: !head.partitions.is_empty() }))
}

fn header(head: &ExportHead) -> String {
    let mut lines = vec![
        "Version: 2.2".to_owned(),
        format!("Computer: {}, {}", computer(head), one_line(&head.title)),
        format!(
            "Note: made by suanli {} from {} with seed {}; {}",
            env!("CARGO_PKG_VERSION"),
            one_line(&head.title),
            head.seed,
            past(head)
        ),
        format!("Note: fields 5 and 8 count {}", head.unit),
        "Note: field 4 is how long a job would run if nobody stopped it, field 9 how long it asks for"
            .to_owned(),
        "Preemption: No".to_owned(),
    ];
    if let Some(start) = head.start {
        let secs = start.duration_since(EPOCH).as_secs().max(0);
        lines.push(format!("UnixStartTime: {secs}"));
        lines.push("TimeZone: 0".to_owned());
        lines.push(format!("StartTime: {start}"));
    }
    if let Some(machine) = head.machine {
        lines.push(format!("MaxProcs: {machine}"));
    }
    for (partition, number) in head.partitions.iter().zip(1..) {
        lines.push(format!("Partition: {number} {}", one_line(partition)));
    }
    for (class, number) in head.classes.iter().zip(1..) {
        lines.push(format!("Note: program {number} is {}", one_line(class)));
    }
    lines.into_iter().map(|line| format!("; {line}\n")).collect()
}

/// The kind of machine that such jobs are of.
fn computer(head: &ExportHead) -> &'static str {
    match head.recorded.len() {
        0 => "synthetic",
        some if some == head.classes.len() => "recorded",
        _ => "synthetic and recorded",
    }
}

/// Whether the jobs were run.
fn past(head: &ExportHead) -> String {
    match head.recorded.len() {
        0 => "none of these jobs was ever run".into(),
        some if some == head.classes.len() => "these jobs come from a log of jobs that were run".into(),
        _ => {
            let names: Vec<String> = head.recorded.iter().map(|name| one_line(name)).collect();
            format!("the jobs of {} come from a log and were run, no others", names.join(", "))
        }
    }
}

/// The text without what would end the line.
fn one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

const fn status(state: State) -> i32 {
    match state {
        State::Completed => 1,
        State::Failed | State::TimedOut | State::MachineFailed => 0,
        State::Cancelled | State::Preempted | State::Requeued => 5,
        State::Unfinished | State::Unknown => -1,
    }
}

impl Writer for Swf {
    fn write(&mut self, number: u64, job: &ExportJob) -> io::Result<()> {
        let unknown = |number: i64| if number == 0 { -1 } else { number };
        let partition = if self.partitions { job.partition as i64 + 1 } else { -1 };
        writeln!(
            self.sink,
            "{number} {} -1 {} {} -1 -1 {} {} -1 {} {} -1 {} -1 {partition} -1 -1",
            secs_text(job.submit.as_micros()),
            secs_text(job.run.as_micros()),
            job.size,
            job.size,
            secs_text(job.walltime.as_micros()),
            status(job.state),
            unknown(i64::from(job.user)),
            job.class + 1,
        )
    }

    fn finish(self: Box<Self>) -> io::Result<Sink> {
        Ok(self.sink)
    }
}
