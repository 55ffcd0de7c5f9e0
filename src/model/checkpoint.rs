//! Checkpoints: when a running job writes down what it has done, what that costs, and what is safe at any instant.
//!
//! A run of a job that has `work` left goes on in segments: so much work, then a write during which it stands still. The
//! formulas for the best segment are those of Young (*A first order approximation to the optimum checkpoint interval*, CACM
//! 1974) and Daly (*A higher order estimate of the optimum checkpoint interval for restart dumps*, FGCS 2006).

use super::Span;
use super::pace::{Pace, STEADY};
use serde::{Deserialize, Serialize};

/// How much work lies between two checkpoints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Interval {
    /// So much.
    Every(Span),
    /// All of it: none is written before the end.
    Never,
    /// By Young: the root of twice the write time times the mean time between failures of the job.
    Young {
        /// The mean time between failures of one node; a job fails as often as any of its nodes.
        node_mtbf: Span,
    },
    /// By Daly's higher order formula.
    Daly {
        /// The mean time between failures of one node; a job fails as often as any of its nodes.
        node_mtbf: Span,
    },
}

/// How the jobs of a class write checkpoints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoints {
    /// How much work lies between two.
    pub interval: Interval,
    /// How many thousandths as long the work before each checkpoint is as that before the one before it; 1,000 where all are alike.
    pub growth: u32,
    /// How long a job stands still for one.
    pub write: Span,
    /// Whether its jobs write into the storage that all in their centre share: where several write at once, each takes as many times
    /// as long.
    pub shared: bool,
    /// How long after it was begun a checkpoint can be relied on; where it is written while the job goes on (asynchronously), that
    /// is longer than `write`, and never shorter.
    pub safe_after: Span,
    /// How long a job takes to begin again from one, or from nothing, after it was stopped.
    pub restart: Span,
    /// Whether the result is written, too, when all work is done.
    pub at_end: bool,
}

impl Interval {
    /// How much work lies between two checkpoints of a job on so many nodes. At least a microsecond.
    #[must_use]
    pub fn on(self, nodes: u32, write: Span) -> Span {
        let job_mtbf = |node_mtbf: Span| node_mtbf.as_secs_f64() / f64::from(nodes.max(1));
        let every = match self {
            Interval::Every(every) => every,
            Interval::Never => Span::MAX,
            Interval::Young { node_mtbf } => young(job_mtbf(node_mtbf), write.as_secs_f64()),
            Interval::Daly { node_mtbf } => daly(job_mtbf(node_mtbf), write.as_secs_f64()),
        };
        every.max(Span::from_micros(1))
    }
}

/// The square root of twice the write time times the mean time between failures, in seconds.
fn young(mtbf: f64, write: f64) -> Span {
    Span::from_secs_f64((2.0 * write * mtbf).sqrt())
}

/// Daly's formula (37): exact to a few parts in a million where a write is short beside the mean time between failures, and that
/// mean itself where it is not.
fn daly(mtbf: f64, write: f64) -> Span {
    if 2.0 * mtbf <= write {
        return Span::from_secs_f64(mtbf);
    }
    let ratio = write / (2.0 * mtbf);
    let every = (2.0 * write * mtbf).sqrt() * (1.0 + ratio.sqrt() / 3.0 + ratio / 9.0) - write;
    Span::from_secs_f64(every)
}

impl Checkpoints {
    /// Checkpoints that cost nothing and are safe at once.
    #[must_use]
    pub const fn free(every: Span) -> Checkpoints {
        let zero = Span::ZERO;
        Checkpoints {
            interval: Interval::Every(every),
            growth: STEADY,
            write: zero,
            shared: false,
            safe_after: zero,
            restart: zero,
            at_end: false,
        }
    }

    /// How much of the time of a run on so many nodes would be in vain, if it were stopped when it has run for so long; the time of
    /// restarts, which the run may have begun with, is not looked at.
    #[must_use]
    pub fn since_last(&self, nodes: u32, ran: Span) -> Span {
        ran - self.pace(nodes, Span::MAX, false).after(ran).safe.min(ran)
    }

    /// The shape of a run on so many nodes that has so much work left; `is_restart` where the job was stopped before.
    #[must_use]
    pub fn pace(&self, nodes: u32, work: Span, is_restart: bool) -> Pace {
        let Checkpoints { interval, growth, write, safe_after, restart, at_end, .. } = *self;
        let restart = if is_restart { restart } else { Span::ZERO };
        Pace {
            wake: Span::ZERO,
            work,
            restart,
            every: interval.on(nodes, write),
            growth,
            write,
            safe_after: safe_after.max(write),
            at_end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Progress;

    fn minutes(count: u64) -> Span {
        Span::from_secs(60 * count)
    }

    fn checkpoints(at_end: bool) -> Checkpoints {
        let second = Span::SECOND;
        let interval = Interval::Every(minutes(1));
        let restart = Span::from_secs(30);
        let growth = STEADY;
        Checkpoints { interval, growth, write: second, shared: false, safe_after: second, restart, at_end }
    }

    #[test]
    fn a_run_is_as_long_as_its_work_and_its_checkpoints() {
        let pace = checkpoints(false).pace(1, minutes(10), false);
        assert_eq!(pace.length(), Span::from_secs(609));
        // After 300 s four checkpoints are done, at 61, 122, 183 and 244 s, and 56 s of work are not safe.
        let seen = pace.after(Span::from_secs(300));
        assert_eq!((seen.worked, seen.checkpoints), (Span::from_secs(296), Span::from_secs(4)));
        assert_eq!((seen.safe, seen.restart), (Span::from_secs(240), Span::ZERO));
        assert_eq!(checkpoints(true).pace(1, minutes(10), true).length(), Span::from_secs(640));
        assert_eq!(checkpoints(true).pace(1, Span::ZERO, false).length(), Span::SECOND);
    }

    #[test]
    fn a_checkpoint_that_is_being_written_is_no_help() {
        let pace = checkpoints(false).pace(1, minutes(10), true);
        let at = |secs: u64| pace.after(Span::from_micros(1_000_000 * secs));
        assert_eq!(at(90).safe, Span::ZERO);
        assert_eq!(at(91).safe, minutes(1));
        assert_eq!((at(29).restart, at(29).worked), (Span::from_secs(29), Span::ZERO));
        let slow = Checkpoints { safe_after: Span::from_secs(40), ..checkpoints(false) };
        let pace = slow.pace(1, minutes(10), false);
        assert_eq!(pace.after(Span::from_secs(99)).safe, Span::ZERO);
        assert_eq!(pace.after(Span::from_secs(100)).safe, minutes(1));
    }

    #[test]
    fn progress_adds_up_to_the_time_of_the_run() {
        for at_end in [false, true] {
            for is_restart in [false, true] {
                for work in [0, 1, 59, 60, 61, 120, 601] {
                    let pace = checkpoints(at_end).pace(1, Span::from_secs(work), is_restart);
                    let pace = pace.delayed(Span::from_secs(7));
                    for ran in 0..=pace.length().as_secs() {
                        let ran = Span::from_secs(ran);
                        let Progress { worked, checkpoints, restart, waking, safe } = pace.after(ran);
                        assert_eq!(worked + checkpoints + restart + waking, ran);
                        assert_eq!(waking, ran.min(Span::from_secs(7)));
                        assert!(safe <= worked, "{safe} of {worked}");
                    }
                    assert_eq!(pace.after(pace.length()).worked, Span::from_secs(work));
                }
            }
        }
    }

    #[test]
    fn the_best_interval_is_that_of_the_formulas() {
        // B8 of the small cases: the best is 1.944834775 h, Young's root 2 h, Daly's formula 1.944830 h.
        let (mtbf, write) = (24.0 * 3600.0, 300.0);
        assert_eq!(young(mtbf, write), Span::from_secs(7200));
        let hours = daly(mtbf, write).as_secs_f64() / 3600.0;
        assert!((hours - 1.944_830).abs() < 1e-6, "{hours}");
        assert_eq!(daly(10.0, 100.0), Span::from_secs(10));
        let node_mtbf = Span::from_secs(24 * 3600 * 98);
        assert_eq!(Interval::Young { node_mtbf }.on(98, Span::from_secs(300)), Span::from_secs(7200));
    }
}
