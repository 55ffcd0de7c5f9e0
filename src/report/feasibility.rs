//! Whether what a log says can have happened on the machine, for machines and in words.

use super::inspect::Clocked;
use super::number::{duration_words, grouped};
use super::spoken::{counted_in, instant_in};
use crate::experiment::Feasibility;
use crate::lang::Lang;
use crate::log::statistics::Clock;
use crate::model::Time;
use schemars::JsonSchema;
use serde::Serialize;

/// Whether the record fits the machine.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FeasibilityReport {
    /// How many processors the machine has.
    pub processors: u64,
    /// Jobs left out, because the log does not say how long they waited.
    pub jobs_without_wait: u64,
    /// Jobs that started when fewer processors were free than they need.
    pub jobs_over: u64,
    /// The most processors held at once.
    pub held_most: u64,
    /// When that was for the first time.
    pub held_most_at: Clocked,
    /// For how long more were held than the machine has, in seconds.
    pub over_s: f64,
}

impl FeasibilityReport {
    /// The report on a record on so many processors; `at` is when the most were held, as the clock shows it.
    #[must_use]
    pub fn new(feasibility: &Feasibility, processors: u64, at: Time, clock: Clock) -> FeasibilityReport {
        FeasibilityReport {
            processors,
            jobs_without_wait: feasibility.jobs_without_wait,
            jobs_over: feasibility.jobs_over,
            held_most: feasibility.held_most,
            held_most_at: Clocked::new(at, clock),
            over_s: feasibility.over.as_secs_f64(),
        }
    }

    /// The same in sentences, for a terminal.
    pub(super) fn table(&self, lang: Lang) -> String {
        let (most, at) = (grouped(self.held_most), instant_in(lang, &self.held_most_at.to_string()));
        let mut lines = Vec::new();
        if self.jobs_over == 0 {
            let words = "The record fits the machine: at most {most} processors were held at once, on {at}.";
            lines.push(lang.fill(words, &[("most", &most), ("at", &at)]));
        } else {
            let jobs = counted_in(lang, self.jobs_over, "job", "jobs");
            let words = "The record does not fit the machine: {jobs} started when fewer processors were free than they need.";
            lines.push(lang.fill(words, &[("jobs", &jobs)]));
            let over = lang.unit(&duration_words(self.over_s));
            lines.push(lang.fill(
                "At most {most} were held at once, on {at}; more than the {processors} of the machine for {over}.",
                &[("most", &most), ("at", &at), ("processors", &grouped(self.processors)), ("over", &over)],
            ));
        }
        if 0 < self.jobs_without_wait {
            let jobs = grouped(self.jobs_without_wait);
            let words = "{jobs} jobs were left out, because the log does not say how long they waited.";
            lines.push(lang.fill(words, &[("jobs", &jobs)]));
        }
        format!("\n{}\n", lines.join("\n"))
    }
}
