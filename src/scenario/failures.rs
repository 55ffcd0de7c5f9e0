//! What a file says of nodes that fail and of jobs that write checkpoints, as it is typed.

use std::ops::Range;
use std::path::PathBuf;

use jiff::civil::DateTime;

use super::read::{At, Entry};

#[derive(Debug)]
pub(super) struct FailureSpec {
    pub(super) span: Range<usize>,
    pub(super) name: Option<At<String>>,
    pub(super) center: Option<At<String>>,
    pub(super) partitions: Option<At<Vec<At<String>>>>,
    pub(super) mtbf_micros: Option<At<i64>>,
    pub(super) rate: Option<At<f64>>,
    pub(super) log: Option<At<String>>,
    /// Whether one of these three is in the file, be it right or wrong.
    pub(super) frequency_typed: bool,
    pub(super) from: Option<At<DateTime>>,
    pub(super) until: Option<At<DateTime>>,
    pub(super) nodes: Option<At<(u32, u32)>>,
    pub(super) shape: Option<At<f64>>,
    pub(super) repair_micros: Option<At<i64>>,
    pub(super) median_micros: Option<At<i64>>,
    pub(super) upper_decile_micros: Option<At<i64>>,
    pub(super) detection_micros: Option<At<i64>>,
    pub(super) detection_median_micros: Option<At<i64>>,
    pub(super) detection_upper_decile_micros: Option<At<i64>>,
    pub(super) together: Option<At<u64>>,
    pub(super) all_together: Option<At<bool>>,
    pub(super) lemon_share: Option<At<i64>>,
    pub(super) lemon_factor: Option<At<f64>>,
    pub(super) exclude_after: Option<At<u64>>,
    pub(super) exclude_within_micros: Option<At<i64>>,
    pub(super) exclude_for_micros: Option<At<i64>>,
    /// The folder that its record lies in, where that is not the scenario's.
    pub(super) folder: Option<PathBuf>,
}

/// How the jobs of a workload write checkpoints, and what becomes of them when a node fails.
#[derive(Debug)]
pub(super) struct CheckpointSpec {
    pub(super) every_micros: Option<At<i64>>,
    pub(super) rule: Option<At<String>>,
    pub(super) write_micros: Option<At<i64>>,
    pub(super) safe_after_micros: Option<At<i64>>,
    pub(super) size_bytes: Option<At<i64>>,
    pub(super) parameters: Option<At<f64>>,
    pub(super) growth: Option<At<f64>>,
    pub(super) at_end: Option<At<bool>>,
    pub(super) restart_micros: Option<At<i64>>,
    pub(super) on_failure: Option<At<String>>,
    pub(super) retries: Option<At<u64>>,
}

/// How the jobs of a workload end of themselves.
#[derive(Debug)]
pub(super) struct OutcomesSpec {
    pub(super) span: Range<usize>,
    pub(super) like: Option<At<String>>,
    pub(super) failed: Option<At<i64>>,
    pub(super) cancelled: Option<At<i64>>,
    pub(super) failed_after: Option<At<i64>>,
    pub(super) cancelled_after: Option<At<i64>>,
    pub(super) small_most: Option<At<u64>>,
    pub(super) small_factor: Option<At<f64>>,
    pub(super) retries: Option<At<u64>>,
}

impl From<Entry> for OutcomesSpec {
    fn from(mut entry: Entry) -> OutcomesSpec {
        OutcomesSpec {
            like: entry.text("like"),
            failed: entry.amount("failed"),
            cancelled: entry.amount("cancelled"),
            failed_after: entry.amount("failed_after"),
            cancelled_after: entry.amount("cancelled_after"),
            small_most: entry.count("small_max"),
            small_factor: entry.number("small_factor"),
            retries: entry.count("retries"),
            span: entry.span,
        }
    }
}

impl From<Entry> for FailureSpec {
    fn from(mut entry: Entry) -> FailureSpec {
        FailureSpec {
            name: entry.text("name"),
            center: entry.text("center"),
            partitions: entry.names("partitions"),
            frequency_typed: ["mtbf", "per_1000_node_days", "log"].into_iter().any(|key| entry.has(key)),
            mtbf_micros: entry.amount("mtbf"),
            rate: entry.number("per_1000_node_days"),
            log: entry.text("log"),
            from: entry.date("from"),
            until: entry.date("until"),
            nodes: entry.range("nodes"),
            shape: entry.number("shape"),
            repair_micros: entry.amount("repair"),
            median_micros: entry.amount("repair_median"),
            upper_decile_micros: entry.amount("repair_upper_decile"),
            detection_micros: entry.amount("detection_time"),
            detection_median_micros: entry.amount("detection_median"),
            detection_upper_decile_micros: entry.amount("detection_upper_decile"),
            together: entry.count("nodes_together"),
            all_together: entry.truth("all_together"),
            lemon_share: entry.amount("lemon_share"),
            lemon_factor: entry.number("lemon_factor"),
            exclude_after: entry.count("exclude_after"),
            exclude_within_micros: entry.amount("exclude_within"),
            exclude_for_micros: entry.amount("exclude_for"),
            folder: None,
            span: entry.span,
        }
    }
}

impl CheckpointSpec {
    /// Whether it says how large checkpoints are.
    pub(super) fn is_sized(&self) -> bool {
        self.size_bytes.is_some() || self.parameters.is_some()
    }

    pub(super) fn of(entry: &mut Entry) -> CheckpointSpec {
        CheckpointSpec {
            every_micros: entry.amount("checkpoint_every"),
            rule: entry.text("checkpoint_rule"),
            write_micros: entry.amount("checkpoint_write"),
            safe_after_micros: entry.amount("checkpoint_safe_after"),
            size_bytes: entry.amount("checkpoint_size"),
            parameters: entry.number("checkpoint_parameters"),
            growth: entry.number("checkpoint_growth"),
            at_end: entry.truth("checkpoint_at_end"),
            restart_micros: entry.amount("restart_time"),
            on_failure: entry.text("on_node_failure"),
            retries: entry.count("retries"),
        }
    }
}
