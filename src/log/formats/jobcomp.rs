//! The completions of jobs that Slurm writes as text (`JobCompType=jobcomp/filetxt`): a line of `Key=value` for each job that ended.

use crate::log::Format;
use crate::log::number::Number;
use crate::log::quality::Finding;
use crate::log::row::{Header, Line, Parser, Row};
use crate::log::slurm::{self, Resources};
use crate::log::slurm_times::Times;
use crate::log::text::{array_task, number};

/// The row of [`super::FORMATS`].
pub(super) const ENTRY: Format = Format {
    name: "Slurm jobcomp",
    help: "completions of Slurm as text (`JobCompType=jobcomp/filetxt`): `JobId=7 UserId=ana(1000) ... SubmitTime=...` for each job",
    expected: "`JobId=N`, and `JobState=`, `StartTime=` and `EndTime=` behind it",
    parser: || Box::new(JobComp),
};

/// Keys that every line of a version has, some of them the last that it writes.
const KEYS: [&[u8]; 8] = [
    b"JobState",
    b"TimeLimit",
    b"EndTime",
    b"ProcCnt",
    b"WorkDir",
    b"Account",
    b"SubmitTime",
    b"EligibleTime",
];

#[derive(Debug)]
struct JobComp;

impl Parser for JobComp {
    fn parse(&mut self, line: &[u8], header: &mut Header) -> Line {
        let line = line.trim_ascii();
        if line.is_empty() {
            return Line::Blank;
        }
        if !line.starts_with(b"JobId=") {
            return Line::Unreadable;
        }
        // The name of a job may hold anything, even what looks like another key: what stands behind it begins with the state.
        let Some(place) = last_place(line, b" JobState=") else { return Line::Unreadable };
        let fields = Fields { before: &line[..place], behind: &line[place..] };
        let (Some(job), Some(start), Some(end)) = (
            fields.before(b"JobId").and_then(number),
            fields.behind(b"StartTime"),
            fields.behind(b"EndTime"),
        ) else {
            return Line::Unreadable;
        };
        header.unix_start = Some(0);
        let mut row = Row { job: Some(job), ..Row::default() };
        fields.note_request(&mut row, header);
        let time = |name: &[u8]| fields.behind(name).and_then(slurm::time);
        let times = Times {
            submit: time(b"SubmitTime"),
            eligible: time(b"EligibleTime"),
            start: slurm::time(start),
            end: slurm::time(end),
            elapsed: None,
        };
        times.note(&mut row);
        times.note_fate(&mut row);
        Line::Row(row)
    }

    fn fields(&self, line: &[u8]) -> usize {
        let behind = last_place(line, b" JobState=").map_or(&[][..], |place| &line[place..]);
        KEYS.iter().filter(|key| value(behind, key).is_some()).count()
    }
}

/// The two parts of a line.
struct Fields<'a> {
    before: &'a [u8],
    behind: &'a [u8],
}

impl<'a> Fields<'a> {
    /// What stands behind a key before the state.
    fn before(&self, name: &[u8]) -> Option<&'a [u8]> {
        value(self.before, name)
    }

    /// What stands behind a key from the state on.
    fn behind(&self, name: &[u8]) -> Option<&'a [u8]> {
        value(self.behind, name)
    }

    fn note_request(&self, row: &mut Row, header: &mut Header) {
        let text = |name: &[u8]| self.behind(name).filter(|text| *text != b"(null)").unwrap_or_default();
        row.user = header.users.number(user_name(self.before(b"UserId").unwrap_or_default()));
        let group = match text(b"Account") {
            [] => user_name(self.before(b"GroupId").unwrap_or_default()),
            account => account,
        };
        row.group = header.groups.number(group);
        row.queue = header.queues.number(text(b"Partition"));
        row.qos = header.qos.number(text(b"QOS"));
        let task = number(text(b"ArrayJobId")).zip(number(text(b"ArrayTaskId")));
        row.task = task.and_then(|(array, task)| array_task(array.whole(), task.whole()));
        row.state = slurm::state(text(b"JobState"));
        let limit = text(b"TimeLimit");
        if slurm::is_word(limit) {
            row.notes.add(Finding::WalltimeWord);
        }
        row.walltime = slurm::limit(limit);
        let positive = |count: Option<Number>| count.filter(|count| !count.is_zero());
        let requested = Resources::of(text(b"Tres"));
        row.processors_allocated = positive(number(text(b"ProcCnt")));
        row.processors_requested = requested.processors.or(row.processors_allocated);
        row.nodes = positive(number(text(b"NodeCnt"))).or(requested.nodes);
        row.accelerators = requested.accelerators.or_else(|| slurm::accelerators(text(b"Gres")));
        row.memory_mib = requested.memory_mib;
        row.note_what_it_got();
        if self.behind(b"HetJobId").is_some() {
            row.notes.add(Finding::TogetherWithOthers);
        }
    }
}

/// What stands between a key and the next blank.
fn value<'a>(part: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    part.split(|byte| *byte == b' ').find_map(|word| word.strip_prefix(name)?.strip_prefix(b"="))
}

/// The name in `ana(1000)`.
fn user_name(text: &[u8]) -> &[u8] {
    let end = text.iter().position(|byte| *byte == b'(').unwrap_or(text.len());
    &text[..end]
}

fn last_place(line: &[u8], text: &[u8]) -> Option<usize> {
    memchr::memmem::rfind(line, text)
}
