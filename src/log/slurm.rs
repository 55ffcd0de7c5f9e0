//! Words of Slurm, which several formats share: states, limits, memory, lists of resources, numbers of jobs.

use super::number::Number;
use super::row::State;
use super::text::{array_task, instant, number, span, whole};

const MINUTE: u64 = 60;

/// What a job number of `sacct` stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum JobNumber {
    /// A job, with its number where it has one that fits.
    Job(Option<Number>),
    /// One of several jobs that run together (`123+1`).
    Component(Number),
    /// A step of a job (`123.batch`).
    Step,
    /// The tasks of an array that have not started (`123_[5-9%2]`).
    ArrayRest,
}

/// What a job number stands for; `None` where it is no number of a job.
///
/// The task `4` of the array `123` becomes 12,300,004, because its own number is not in `123_4`; the component `1` of the
/// heterogeneous job `123` is 124, which is how Slurm numbers them.
pub(super) fn job_number(text: &[u8]) -> Option<JobNumber> {
    let text = text.trim_ascii();
    let (job, rest) = whole(text)?;
    Some(match rest {
        [] => JobNumber::Job(Some(Number::of(job))),
        _ if rest.contains(&b'.') => JobNumber::Step,
        [b'_', b'[', ..] => JobNumber::ArrayRest,
        [b'_', rest @ ..] => match whole(rest)? {
            (task, []) => JobNumber::Job(array_task(job, task)),
            _ => return None,
        },
        [b'+', rest @ ..] => match whole(rest)? {
            (component, []) => JobNumber::Component(Number::of(job.saturating_add(component))),
            _ => return None,
        },
        _ => return None,
    })
}

/// The number that the task of an array or a component of a job has here (`501_2`, `501[2]`, `501+1`), or a plain number.
#[must_use]
pub fn number_of_job(name: &str) -> Option<u64> {
    let name = name.trim();
    if let Ok(number) = name.parse() {
        return Some(number);
    }
    let of_pbs = name.strip_suffix(']').map(|name| name.replacen('[', "_", 1));
    match job_number(of_pbs.as_deref().unwrap_or(name).as_bytes())? {
        JobNumber::Job(number) => number.map(Number::whole),
        JobNumber::Component(number) => Some(number.whole()),
        JobNumber::Step | JobNumber::ArrayRest => None,
    }
}

/// The state of a job, written out or as two letters; `CANCELLED by 1000` too.
pub(super) fn state(text: &[u8]) -> State {
    let text = text.trim_ascii();
    let end = text.iter().position(|byte| !byte.is_ascii_alphabetic() && *byte != b'_').unwrap_or(text.len());
    match &text[..end] {
        b"COMPLETED" | b"CD" => State::Completed,
        b"FAILED" | b"F" | b"OUT_OF_MEMORY" | b"OOM" | b"BOOT_FAIL" | b"BF" | b"SPECIAL_EXIT" => {
            State::Failed
        }
        b"CANCELLED" | b"CA" | b"REVOKED" | b"RV" => State::Cancelled,
        b"TIMEOUT" | b"TO" | b"DEADLINE" | b"DL" => State::TimedOut,
        b"NODE_FAIL" | b"NF" => State::MachineFailed,
        b"PREEMPTED" | b"PR" => State::Preempted,
        b"REQUEUED" | b"RQ" | b"RESIZING" | b"RS" => State::Requeued,
        b"PENDING" | b"PD" | b"RUNNING" | b"R" | b"SUSPENDED" | b"S" | b"CONFIGURING" | b"CF"
        | b"COMPLETING" | b"CG" => State::Unfinished,
        _ => State::Unknown,
    }
}

/// An instant as Slurm writes it, in local time or as seconds since 1970; `None` for `Unknown` and `None`.
pub(super) fn time(text: &[u8]) -> Option<Number> {
    match text.first() {
        Some(first) if first.is_ascii_digit() => instant(text).or_else(|| number(text)),
        Some(_) | None => None,
    }
}

/// A limit of time, where a plain number counts minutes.
pub(super) fn limit(text: &[u8]) -> Option<Number> {
    span(text).or_else(|| number(text).map(|minutes| minutes.times(MINUTE)))
}

/// Whether a limit is a word: no limit, or that of the partition.
pub(super) fn is_word(text: &[u8]) -> bool {
    text.first().is_some_and(u8::is_ascii_alphabetic)
}

/// What an amount of memory is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MemoryOf {
    /// For the whole job.
    Job,
    /// For each processor (`4000Mc`).
    Processor,
    /// For each node (`16Gn`).
    Node,
}

/// Some versions of `sacct` leave the mark for memory by processor in the number, which counts MiB then.
const MARK_OF_PROCESSORS: Number = Number::of(1 << 31);

/// An amount of memory with the mark for memory by processor still in it (`2147486448Mn`), without it; `None` for others.
pub(super) fn marked_memory(text: &[u8]) -> Option<Number> {
    let digits = match text.trim_ascii() {
        [digits @ .., b'M', b'c' | b'n'] | [digits @ .., b'M'] => digits,
        _ => return None,
    };
    let amount = number(digits)?;
    (MARK_OF_PROCESSORS <= amount)
        .then(|| Number::from_millionths(amount.millionths() - MARK_OF_PROCESSORS.millionths()))
}

/// An amount of memory in MiB: `4000Mc`, `16Gn`, `4G`, `500M`; a plain number counts MiB. Nothing, which stands for
/// all that a node has, is not known.
pub(super) fn memory(text: &[u8]) -> Option<(Number, MemoryOf)> {
    let text = text.trim_ascii();
    let (text, of) = match text {
        [text @ .., b'c'] => (text, MemoryOf::Processor),
        [text @ .., b'n'] => (text, MemoryOf::Node),
        _ => (text, MemoryOf::Job),
    };
    let amount = mebibytes(text)?;
    (!amount.is_zero()).then_some((amount, of))
}

/// An amount of memory that counts bytes where it has no unit, in MiB: `123456K`, `1.5G`, `8192`.
pub(super) fn bytes_in_mebibytes(text: &[u8]) -> Option<Number> {
    let text = text.trim_ascii();
    let is_plain = text.last().is_some_and(u8::is_ascii_digit);
    let amount = if is_plain { number(text)?.part_of(1 << 20)? } else { mebibytes(text)? };
    (!amount.is_zero()).then_some(amount)
}

fn mebibytes(text: &[u8]) -> Option<Number> {
    let text = text.strip_suffix(b"B").or_else(|| text.strip_suffix(b"b")).unwrap_or(text);
    let (digits, kibibytes) = match text {
        [digits @ .., b'K' | b'k'] => return number(digits)?.part_of(1 << 10),
        [digits @ .., b'M' | b'm'] => (digits, 0),
        [digits @ .., b'G' | b'g'] => (digits, 10),
        [digits @ .., b'T' | b't'] => (digits, 20),
        [digits @ .., b'P' | b'p'] => (digits, 30),
        _ => (text, 0),
    };
    Some(number(digits)?.times(1 << kibibytes))
}

/// What a list of resources says: `billing=8,cpu=8,gres/gpu:a100=2,gres/gpu=2,mem=16G,node=1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Resources {
    pub(super) processors: Option<Number>,
    pub(super) nodes: Option<Number>,
    pub(super) memory_mib: Option<Number>,
    pub(super) accelerators: Option<Number>,
}

impl Resources {
    pub(super) fn of(text: &[u8]) -> Resources {
        let mut resources = Resources::default();
        // Where kinds of accelerators are listed, their sum is mostly listed too.
        let mut kinds = None;
        for part in text.split(|byte| *byte == b',') {
            let Some(equals) = memchr::memchr(b'=', part) else { continue };
            let (name, value) = (part[..equals].trim_ascii(), &part[equals + 1..]);
            match name {
                b"cpu" => resources.processors = number(value),
                b"node" => resources.nodes = number(value),
                b"mem" => resources.memory_mib = mebibytes(value).filter(|amount| !amount.is_zero()),
                b"gres/gpu" => resources.accelerators = number(value),
                [b'g', b'r', b'e', b's', b'/', b'g', b'p', b'u', b':', ..] => {
                    kinds = sum(kinds, number(value))
                }
                _ => {}
            }
        }
        resources.accelerators = resources.accelerators.or(kinds);
        resources
    }
}

/// The accelerators of a list of generic resources: `gpu:2`, `gpu:a100:4`, `gres:gpu:1`, `gpu:2(IDX:0-1)`.
pub(super) fn accelerators(text: &[u8]) -> Option<Number> {
    let mut all = None;
    for part in text.split(|byte| *byte == b',') {
        let part = part.trim_ascii();
        let part = part.strip_prefix(b"PER_NODE:").unwrap_or(part);
        let part = part.strip_prefix(b"gres:").or_else(|| part.strip_prefix(b"gres/")).unwrap_or(part);
        let Some(rest) = part.strip_prefix(b"gpu") else { continue };
        let rest = rest.split(|byte| *byte == b'(').next().unwrap_or(rest);
        let last = rest.rsplit(|byte| matches!(byte, b':' | b'=')).next().unwrap_or(rest);
        // `gpu` and `gpu:a100` ask for one.
        let count =
            if last.first().is_some_and(u8::is_ascii_digit) { number(last) } else { Some(Number::of(1)) };
        all = sum(all, count);
    }
    all
}

fn sum(all: Option<Number>, more: Option<Number>) -> Option<Number> {
    match (all, more) {
        (Some(all), Some(more)) => Some(all.plus(more)),
        (all, more) => all.or(more),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn job_numbers_say_what_they_stand_for() {
        let job = |number| Some(JobNumber::Job(Some(Number::of(number))));
        assert_eq!(job_number(b"123"), job(123));
        assert_eq!(job_number(b"123_4"), job(12_300_004));
        assert_eq!(job_number(b"123_100000"), Some(JobNumber::Job(None)));
        assert_eq!(job_number(b"123_[5-9%2]"), Some(JobNumber::ArrayRest));
        assert_eq!(job_number(b"123+1"), Some(JobNumber::Component(Number::of(124))));
        for step in ["123.batch", "123.0", "123_4.extern", "123+0.batch", "123_[5-9].0"] {
            assert_eq!(job_number(step.as_bytes()), Some(JobNumber::Step), "{step}");
        }
        for text in ["", "batch", "123x", "123_x", "123+"] {
            assert_eq!(job_number(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn memory_is_in_mebibytes_for_what_it_is_for() {
        let mib = |amount, of| Some((Number::of(amount), of));
        assert_eq!(memory(b"4000Mc"), mib(4_000, MemoryOf::Processor));
        assert_eq!(memory(b"16Gn"), mib(16_384, MemoryOf::Node));
        assert_eq!(memory(b"1.50G"), mib(1_536, MemoryOf::Job));
        assert_eq!(memory(b"2048K"), mib(2, MemoryOf::Job));
        assert_eq!(memory(b"2T"), mib(2_097_152, MemoryOf::Job));
        for text in ["", "0n", "?", "Mc"] {
            assert_eq!(memory(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn memory_used_is_in_bytes_where_it_has_no_unit() {
        let mib = |text: &str| bytes_in_mebibytes(text.as_bytes()).map(Number::whole);
        assert_eq!(["2048K", "1.50G", "8388608"].map(mib), [Some(2), Some(1_536), Some(8)]);
        assert_eq!(["", "0", "?"].map(mib), [None; 3]);
    }

    #[test]
    fn accelerators_are_found_in_lists() {
        let of = |text: &[u8]| Resources::of(text).accelerators.map(Number::whole);
        assert_eq!(of(b"billing=8,cpu=8,gres/gpu:a100=2,gres/gpu=2,mem=16G,node=1"), Some(2));
        assert_eq!(of(b"cpu=8,gres/gpu:a100=2,gres/gpu:v100=1"), Some(3));
        assert_eq!(of(b"cpu=8,gres/mps=100"), None);
        let resources = Resources::of(b"cpu=8,mem=16G,node=2");
        assert_eq!(
            [resources.processors, resources.memory_mib, resources.nodes]
                .map(|number| number.map(Number::whole)),
            [Some(8), Some(16_384), Some(2)]
        );
        for (text, count) in [
            ("gpu:2", Some(2)),
            ("gpu:a100:4", Some(4)),
            ("gres:gpu:1,gpu:2", Some(3)),
            ("gpu:tesla:2(IDX:0-1)", Some(2)),
            ("gpu", Some(1)),
            ("gpu:v100", Some(1)),
            ("craynetwork:4", None),
            ("", None),
        ] {
            assert_eq!(accelerators(text.as_bytes()).map(Number::whole), count, "{text}");
        }
    }
}
