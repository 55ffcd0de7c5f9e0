//! A job as a scheduler lists it, whatever the scheduler.

use crate::log::{date_secs, span};

/// Slurm's word for a job that may run for ever is taken to mean a year.
const UNLIMITED_SECS: u64 = 365 * 86_400;

/// A job of the list.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    /// Line and column of its name.
    pub(super) place: (usize, usize),
    pub(super) name: String,
    pub(super) owner: String,
    pub(super) queue: String,
    pub(super) standing: Standing,
    pub(super) nodes: Option<u32>,
    pub(super) cores: Option<u32>,
    /// Accelerators on each of its nodes.
    pub(super) accelerators: u32,
    pub(super) walltime: u64,
    pub(super) submit: Option<u64>,
    /// When it started or, of a job that waits, when its scheduler says that it will.
    pub(super) start: Option<u64>,
    /// How long it has run.
    pub(super) elapsed: Option<u64>,
    pub(super) priority: Option<f64>,
}

/// What a job is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It holds nodes.
    Runs,
    /// It would start if it could.
    Waits,
    /// It waits for something else than nodes: for somebody to let it go, another job, or a date.
    Held,
    /// It is over.
    Gone,
}

/// What the word or letter for a state means, of Slurm and of PBS.
pub(super) fn standing(state: &str) -> Option<Standing> {
    let word = state.split_whitespace().next().unwrap_or("").to_ascii_uppercase();
    Some(match word.as_str() {
        "R" | "RUNNING" | "CF" | "CONFIGURING" | "CG" | "COMPLETING" | "S" | "SUSPENDED" | "E"
        | "EXITING" | "B" | "BEGUN" | "SO" | "STAGE_OUT" | "ST" | "STOPPED" => Standing::Runs,
        "PD" | "PENDING" | "Q" | "QUEUED" | "WAITING" | "T" => Standing::Waits,
        "H" | "HELD" | "W" | "RD" | "RESV_DEL_HOLD" | "RH" | "REQUEUE_HOLD" | "SE" | "SPECIAL_EXIT" => {
            Standing::Held
        }
        "CD" | "COMPLETED" | "CA" | "CANCELLED" | "F" | "FAILED" | "TO" | "TIMEOUT" | "NF" | "NODE_FAIL"
        | "PR" | "PREEMPTED" | "OOM" | "OUT_OF_MEMORY" | "BF" | "BOOT_FAIL" | "DL" | "DEADLINE" | "RV"
        | "REVOKED" | "C" | "X" | "M" => Standing::Gone,
        _ => return None,
    })
}

/// Whether the reason for which a job of Slurm waits is not that nodes are busy.
pub(super) fn is_held(reason: &str) -> bool {
    let reason = reason.trim().trim_start_matches('(').trim_end_matches(')');
    ["JobHeld", "Dependency", "BeginTime", "JobArrayTaskLimit"].iter().any(|held| reason.starts_with(held))
}

/// A length of time in seconds, as people, Slurm and PBS write it.
pub(super) fn length(text: &str) -> Option<u64> {
    if text.eq_ignore_ascii_case("UNLIMITED") || text.eq_ignore_ascii_case("INFINITE") {
        return Some(UNLIMITED_SECS);
    }
    span(text).map(crate::model::Span::as_secs).filter(|secs| *secs <= 100 * UNLIMITED_SECS)
}

/// An instant in seconds since 1970 on the machine's clock: a date, the seconds themselves, or as `date` and PBS write it.
pub(super) fn instant(text: &str) -> Option<u64> {
    if let Some(secs) = date_secs(text) {
        return Some(secs);
    }
    if text.len() <= 11 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok();
    }
    written_out(text)
}

/// `Mon Nov 30 21:03:44 2026`, with a zone before the year or without.
fn written_out(text: &str) -> Option<u64> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let words: Vec<&str> = text.split_whitespace().collect();
    let (month, day, time, year) = match words.as_slice() {
        [_, month, day, time, year] | [_, month, day, time, _, year] => (month, day, time, year),
        _ => return None,
    };
    let month = MONTHS.iter().position(|name| name == month)? + 1;
    let day: u32 = day.parse().ok()?;
    date_secs(&format!("{year}-{month:02}-{day:02}T{time}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_schedulers_write_them() {
        let second = date_secs("2026-11-30T21:03:44");
        assert!(second.is_some());
        for text in ["2026-11-30T21:03:44", "Mon Nov 30 21:03:44 2026", "Mon Nov 30 21:03:44 UTC 2026"] {
            assert_eq!(instant(text), second, "{text}");
        }
        assert_eq!(instant("soon"), None);
        for (text, secs) in [("1-02:00:00", 93_600), ("30:00", 1_800), ("2h", 7_200), ("90", 90)] {
            assert_eq!(length(text), Some(secs), "{text}");
        }
        assert_eq!(length("UNLIMITED"), Some(UNLIMITED_SECS));
        assert_eq!(length("Partition_Limit"), None);
    }

    #[test]
    fn states_have_words_and_letters() {
        assert_eq!(standing("R"), Some(Standing::Runs));
        assert_eq!(standing("pending"), Some(Standing::Waits));
        assert_eq!(standing("CANCELLED by 7"), Some(Standing::Gone));
        assert_eq!(standing("napping"), None);
        assert!(is_held("(JobHeldUser)") && is_held("Dependency") && !is_held("(Resources)"));
    }
}
