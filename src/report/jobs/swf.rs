//! A schedule in Standard Workload Format: the jobs of a run as a log of them would have it, for programs that read such logs.

use super::row::{write_procs, write_span, write_time, write_whole};
use crate::model::{CenterId, Request, Span};
use crate::report::in_order::{Course, Fate};
use jiff::civil::DateTime;

const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);

/// What a schedule says of all of its jobs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScheduleHead {
    /// Of what it is, for people.
    pub title: String,
    /// The date and time at which time 0 lies, where there is one.
    pub start: Option<DateTime>,
    /// How many processor cores there are.
    pub procs: u64,
    /// The partitions by centre; none where there is only one machine.
    pub partitions: Vec<Vec<String>>,
    /// The classes of jobs, by place.
    pub classes: Vec<String>,
    /// Whether users are known by their numbers in a log, where 0 is nobody.
    pub is_of_log: bool,
}

impl ScheduleHead {
    /// The lines above the jobs.
    pub(super) fn text(&self) -> String {
        let mut lines = vec![
            "Version: 2.2".to_owned(),
            format!("Computer: {}", one_line(&self.title)),
            format!("Note: a schedule simulated by suanli {}", env!("CARGO_PKG_VERSION")),
            "Note: fields 5 and 8 count processor cores; field 3 is from the submission to the last start, field 4 how long that run took"
                .to_owned(),
        ];
        if let Some(start) = self.start {
            let secs = start.duration_since(EPOCH).as_secs().max(0);
            lines.push(format!("UnixStartTime: {secs}"));
            lines.push("TimeZone: 0".to_owned());
            lines.push(format!("StartTime: {start}"));
        }
        lines.push(format!("MaxProcs: {}", self.procs));
        for (partition, number) in self.partitions.iter().flatten().zip(1..) {
            lines.push(format!("Partition: {number} {}", one_line(partition)));
        }
        for (class, number) in self.classes.iter().zip(1..) {
            lines.push(format!("Note: program {number} is {}", one_line(class)));
        }
        lines.into_iter().map(|line| format!("; {line}\n")).collect()
    }

    /// The number of a job's partition among those of all centres, from 1.
    fn partition(&self, request: &Request) -> i64 {
        let CenterId(center) = request.center;
        let before = self.partitions.iter().take(usize::from(center)).map(Vec::len).sum::<usize>();
        if self.partitions.is_empty() { -1 } else { before as i64 + i64::from(request.partition.0) + 1 }
    }

    /// The number of a job's user, from 1.
    fn user(&self, request: &Request) -> i64 {
        match i64::from(request.tenant.0) {
            0 if self.is_of_log => -1,
            number if self.is_of_log => number,
            place => place + 1,
        }
    }
}

/// The text without what would end the line.
fn one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

/// The status of field 11: 1 done, 0 failed, 5 cancelled, -1 where nothing has become of it yet.
const fn status(fate: Fate) -> i64 {
    match fate {
        Fate::Finished => 1,
        Fate::Killed | Fate::Evicted | Fate::NodeFailed | Fate::Failed | Fate::Rejected => 0,
        Fate::CancelledRunning | Fate::Cancelled => 5,
        Fate::Open | Fate::StillWaiting | Fate::StillRunning => -1,
    }
}

/// Writes the line of a job.
pub(super) fn write_swf(text: &mut Vec<u8>, course: &Course, head: &ScheduleHead, origin: Span) {
    let request = &course.request;
    let unknown = |text: &mut Vec<u8>, count: usize| text.extend_from_slice(" -1".repeat(count).as_bytes());
    let number = |text: &mut Vec<u8>, number: i64| text.extend_from_slice(format!(" {number}").as_bytes());
    write_whole(text, request.id.0);
    text.push(b' ');
    write_time(text, request.submit + origin);
    if course.fate.has_started() {
        text.push(b' ');
        write_span(text, request.submit.until(course.start));
        text.push(b' ');
        write_span(text, course.start.until(course.end));
    } else {
        unknown(text, 2);
    }
    text.push(b' ');
    write_procs(text, request);
    unknown(text, 2);
    text.push(b' ');
    write_procs(text, request);
    text.push(b' ');
    write_span(text, request.walltime);
    unknown(text, 1);
    number(text, status(course.fate));
    number(text, head.user(request));
    number(text, i64::from(request.group.0) + 1);
    number(text, i64::from(request.class.0) + 1);
    unknown(text, 1);
    number(text, head.partition(request));
    unknown(text, 2);
    text.push(b'\n');
}
