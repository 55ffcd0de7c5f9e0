//! What a file says of a workload that is a log, as it is typed.

use std::ops::Range;
use std::path::PathBuf;

use super::read::{At, Entry};

/// The log of a workload, and what is changed in its jobs.
#[derive(Debug)]
pub(super) struct LogSpec {
    pub(super) file: Option<At<String>>,
    pub(super) columns: Option<At<String>>,
    pub(super) filter: Option<At<String>>,
    pub(super) window: Option<At<String>>,
    pub(super) scale_arrivals: Option<At<f64>>,
    pub(super) scale_sizes: Option<At<f64>>,
    pub(super) scale_runtimes: Option<At<f64>>,
    pub(super) speed: Option<At<f64>>,
    pub(super) resize_from: Option<At<u64>>,
    pub(super) begins_with: Option<At<String>>,
    pub(super) queues: Option<At<Vec<At<String>>>>,
    pub(super) overhead_micros: Option<At<i64>>,
    pub(super) split_at_micros: Option<At<i64>>,
    /// The folder that it lies in, where that is not the scenario's.
    pub(super) folder: Option<PathBuf>,
}

impl LogSpec {
    pub(super) fn of(entry: &mut Entry) -> LogSpec {
        LogSpec {
            file: entry.text("log"),
            columns: entry.text("columns"),
            filter: entry.text("filter"),
            window: entry.text("window"),
            scale_arrivals: entry.number("scale_arrivals"),
            scale_sizes: entry.number("scale_sizes"),
            scale_runtimes: entry.number("scale_runtimes"),
            speed: entry.number("speed"),
            resize_from: entry.count("resize_from"),
            begins_with: entry.text("begins_with"),
            queues: entry.names("queues"),
            overhead_micros: entry.amount("overhead"),
            split_at_micros: entry.amount("split_at"),
            folder: None,
        }
    }

    /// The keys of the file that only a log can have, and where they stand.
    pub(super) fn typed(&self) -> impl Iterator<Item = (&'static str, &Range<usize>)> {
        let texts = [
            ("columns", &self.columns),
            ("filter", &self.filter),
            ("window", &self.window),
            ("begins_with", &self.begins_with),
        ];
        let factors = [
            ("scale_arrivals", &self.scale_arrivals),
            ("scale_sizes", &self.scale_sizes),
            ("scale_runtimes", &self.scale_runtimes),
            ("speed", &self.speed),
        ];
        let texts = texts.into_iter().filter_map(|(key, at)| Some((key, &at.as_ref()?.span)));
        let factors = factors.into_iter().filter_map(|(key, at)| Some((key, &at.as_ref()?.span)));
        let size = self.resize_from.as_ref().map(|at| ("resize_from", &at.span));
        let queues = self.queues.as_ref().map(|at| ("queues", &at.span));
        let overhead = self.overhead_micros.as_ref().map(|at| ("overhead", &at.span));
        let split_at = self.split_at_micros.as_ref().map(|at| ("split_at", &at.span));
        texts.chain(factors).chain(size).chain(queues).chain(overhead).chain(split_at)
    }
}
