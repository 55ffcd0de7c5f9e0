//! How jobs were served: their waits, their bounded slowdowns, what they used, and what became of them.

use crate::model::{Request, Span, Time};
use crate::record::{End, Fact, JobFact, Observer, Past, Record};
use crate::stats::{Known, Quantiles, censored_quantiles};
use serde::{Deserialize, Serialize};

/// Slowdowns are counted in billionths, so that their sum is a whole number.
const BILLIONTHS: u64 = 1_000_000_000;

/// The service that the jobs of one scope got.
///
/// A wait counts once the job has started, and as a wait that was cut off where it never does; a bounded slowdown, max(1, (wait + run) / max(tau, run)), once it has ended. The wait of
/// a job that was evicted in between is all the time that it did not run, and its run is the work that it did in the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// Jobs that did their work.
    pub finished: u64,
    /// Jobs stopped at their walltime.
    pub killed: u64,
    /// Jobs that were evicted for good.
    pub evicted: u64,
    /// Jobs that were given up because nodes failed under them.
    pub node_failed: u64,
    /// Jobs that failed by themselves.
    pub failed: u64,
    /// Jobs that their users stopped while they ran.
    pub cancelled_running: u64,
    /// Jobs that were given up while they waited.
    pub cancelled: u64,
    /// Jobs that were turned away: they could never have run, or a limit was reached.
    pub rejected: u64,
    /// Jobs that still ran at the horizon.
    pub still_running: u64,
    /// Jobs that still waited at the horizon.
    pub still_waiting: u64,
    /// Cores times microseconds in which jobs held them.
    pub core_micros: u128,
    /// Accelerators times microseconds in which jobs held them.
    pub accelerator_micros: u128,
    /// Waits in microseconds of the jobs that started.
    pub waits: Sample,
    /// Waits so far in microseconds of the jobs that never started, or not again: until the horizon, or until they were given up.
    pub waits_cut: Sample,
    /// Bounded slowdowns in billionths.
    pub slowdowns: Sample,
    slowdown_floor: Span,
}

/// Whole numbers of which the sum and the quantiles are known.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Sample {
    /// Their sum.
    pub sum: u128,
    /// Their quantiles, number, smallest and largest.
    pub quantiles: Quantiles,
}

impl Sample {
    /// Adds a value.
    pub fn push(&mut self, value: u64) {
        self.sum += u128::from(value);
        self.quantiles.push(value);
    }

    /// Adds all values of another.
    pub fn merge(&mut self, other: &Sample) {
        self.sum += other.sum;
        self.quantiles.merge(&other.quantiles);
    }

    /// Their mean in units of so many (a wait in seconds has units of a million); `None` when there are none.
    #[must_use]
    pub fn mean(&self, unit: f64) -> Option<f64> {
        let count = self.quantiles.count();
        (0 < count).then(|| self.sum as f64 / (count as f64 * unit))
    }
}

impl Default for Service {
    /// Nothing yet; slowdowns are bounded at runs of 10 s.
    fn default() -> Service {
        Service::new(Span::from_secs(10))
    }
}

impl Service {
    /// Nothing yet; slowdowns take a run as at least so long (tau in the literature).
    #[must_use]
    pub fn new(slowdown_floor: Span) -> Service {
        Service {
            finished: 0,
            killed: 0,
            evicted: 0,
            node_failed: 0,
            failed: 0,
            cancelled_running: 0,
            cancelled: 0,
            rejected: 0,
            still_running: 0,
            still_waiting: 0,
            core_micros: 0,
            accelerator_micros: 0,
            waits: Sample::default(),
            waits_cut: Sample::default(),
            slowdowns: Sample::default(),
            slowdown_floor,
        }
    }

    /// How many jobs there were in all.
    #[must_use]
    pub const fn jobs(&self) -> u64 {
        self.finished
            + self.killed
            + self.evicted
            + self.node_failed
            + self.failed
            + self.cancelled_running
            + self.cancelled
            + self.rejected
            + self.still_running
            + self.still_waiting
    }

    /// The mean wait in seconds.
    #[must_use]
    pub fn wait_secs_mean(&self) -> Option<f64> {
        self.waits.mean(1e6)
    }

    /// The mean wait up to the horizon in seconds, of all jobs that were not turned away.
    #[must_use]
    pub fn wait_secs_restricted_mean(&self) -> Option<f64> {
        let (count, micros) = (self.admitted(), self.waits.sum + self.waits_cut.sum);
        (0 < count).then(|| micros as f64 / (count as f64 * 1e6))
    }

    /// Quantiles of the wait in seconds, of all jobs that were not turned away.
    #[must_use]
    pub fn wait_secs_quantiles(&self, qs: &[f64]) -> Vec<Option<Known>> {
        let micros = censored_quantiles(&self.waits.quantiles, &self.waits_cut.quantiles, qs);
        micros.into_iter().map(|known| known.map(|known| known.map(|micros| micros / 1e6))).collect()
    }

    /// How many jobs were not turned away.
    #[must_use]
    pub const fn admitted(&self) -> u64 {
        self.waits.quantiles.count() + self.waits_cut.quantiles.count()
    }

    /// Of the jobs that were not turned away, the share that never started, or not again after it was stopped.
    #[must_use]
    pub fn never_started_share(&self) -> Option<f64> {
        let (cut, count) = (self.waits_cut.quantiles.count(), self.admitted());
        (0 < count).then(|| cut as f64 / count as f64)
    }

    /// The mean bounded slowdown.
    #[must_use]
    pub fn slowdown_mean(&self) -> Option<f64> {
        self.slowdowns.mean(BILLIONTHS as f64)
    }

    /// Quantiles of the bounded slowdown.
    #[must_use]
    pub fn slowdown_quantiles(&self, qs: &[f64]) -> Vec<Option<f64>> {
        let billionths = self.slowdowns.quantiles.quantiles(qs);
        billionths.into_iter().map(|value| value.map(|value| value / BILLIONTHS as f64)).collect()
    }

    /// Takes note of a job that ended, with what it had behind it at its last start.
    pub fn note_ended(&mut self, request: &Request, start: Time, at: Time, end: End, past: Past) {
        match end {
            End::Finished => self.finished += 1,
            End::Killed => self.killed += 1,
            End::Evicted => self.evicted += 1,
            End::NodeFailed => self.node_failed += 1,
            End::Failed => self.failed += 1,
            End::Cancelled => self.cancelled_running += 1,
        }
        let run = at.since(start);
        self.waits.push(past.waited.as_micros());
        let whole = at.since(request.submit);
        let work = run + past.kept;
        self.slowdowns.push(self.slowdown_billionths(whole - work.min(whole), work));
        self.note_use(request, run + past.ran);
    }

    /// Takes note of a job that was given up while it waited.
    pub fn note_cancelled(&mut self, request: &Request, past: Past) {
        self.cancelled += 1;
        self.waits_cut.push(past.waited.as_micros());
        self.note_use(request, past.ran);
    }

    /// Takes note of a job that was turned away.
    pub const fn note_rejected(&mut self) {
        self.rejected += 1;
    }

    /// Takes note of a job that still ran when the horizon came.
    pub fn note_still_running(&mut self, request: &Request, start: Time, at: Time, past: Past) {
        self.still_running += 1;
        self.waits.push(past.waited.as_micros());
        self.note_use(request, at.since(start) + past.ran);
    }

    /// Takes note of a job that still waited when the horizon came.
    pub fn note_still_waiting(&mut self, request: &Request, past: Past) {
        self.still_waiting += 1;
        self.waits_cut.push(past.waited.as_micros());
        self.note_use(request, past.ran);
    }

    /// Adds the jobs of another scope or run.
    ///
    /// # Panics
    /// When its slowdowns are bounded otherwise.
    pub fn merge(&mut self, other: &Service) {
        assert!(
            self.slowdown_floor == other.slowdown_floor,
            "slowdowns bounded at {} and at {} cannot be merged",
            self.slowdown_floor,
            other.slowdown_floor
        );
        self.finished += other.finished;
        self.killed += other.killed;
        self.evicted += other.evicted;
        self.node_failed += other.node_failed;
        self.failed += other.failed;
        self.cancelled_running += other.cancelled_running;
        self.cancelled += other.cancelled;
        self.rejected += other.rejected;
        self.still_running += other.still_running;
        self.still_waiting += other.still_waiting;
        self.core_micros += other.core_micros;
        self.accelerator_micros += other.accelerator_micros;
        self.waits.merge(&other.waits);
        self.waits_cut.merge(&other.waits_cut);
        self.slowdowns.merge(&other.slowdowns);
    }

    fn note_use(&mut self, request: &Request, run: Span) {
        let micros = u128::from(run.as_micros());
        let tasks = u128::from(request.shape.tasks);
        self.core_micros += tasks * u128::from(request.shape.per_task.cores) * micros;
        self.accelerator_micros += tasks * u128::from(request.shape.per_task.accelerators) * micros;
    }

    fn slowdown_billionths(&self, wait: Span, run: Span) -> u64 {
        let bounded_run = run.max(self.slowdown_floor).as_micros().max(1);
        let whole = wait + run;
        if whole.as_micros() <= bounded_run {
            return BILLIONTHS;
        }
        // Narrow divisions are several times faster than wide ones, and enough for nearly every job.
        let times = whole.as_micros() / bounded_run;
        let rest = whole.as_micros() % bounded_run;
        let fraction = match rest.checked_mul(BILLIONTHS) {
            Some(product) => product / bounded_run,
            None => (u128::from(rest) * u128::from(BILLIONTHS) / u128::from(bounded_run)) as u64,
        };
        times.saturating_mul(BILLIONTHS).saturating_add(fraction)
    }
}

impl Observer for Service {
    #[inline]
    fn observe(&mut self, record: &Record<'_>) {
        let Fact::Job { request, ref fact, .. } = record.fact else { return };
        match *fact {
            JobFact::Rejected { .. } => self.note_rejected(),
            JobFact::Cancelled { past, .. } => self.note_cancelled(request, past),
            JobFact::Ended { start, end, past, .. } => {
                self.note_ended(request, start, record.at, end, past);
            }
            JobFact::StillWaiting { past, .. } => self.note_still_waiting(request, past),
            JobFact::StillRunning { start, past, .. } => {
                self.note_still_running(request, start, record.at, past);
            }
            JobFact::Submitted
            | JobFact::Started { .. }
            | JobFact::Stopped { .. }
            | JobFact::Waited { .. }
            | JobFact::Lost { .. }
            | JobFact::PromiseBroken { .. } => {}
        }
    }
}
