//! When a job of Slurm came, started and ended, and what became of it, in whatever of its forms that stands.

use super::number::Number;
use super::quality::Finding;
use super::row::{Row, State};

/// The times of a job as they stand there; `None` is what is not known.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Times {
    pub(super) submit: Option<Number>,
    pub(super) eligible: Option<Number>,
    pub(super) start: Option<Number>,
    pub(super) end: Option<Number>,
    /// For how long it ran.
    pub(super) elapsed: Option<Number>,
}

impl Times {
    /// Says when the job came, started and ended and how long it ran.
    pub(super) fn note(&self, row: &mut Row) {
        let Times { submit, eligible, start, end, .. } = *self;
        row.submit = submit;
        if submit.is_some() {
            row.set_eligible(eligible, start);
        } else if let Some(instead) = eligible.or(start) {
            row.submit = Some(instead);
            row.notes.add(Finding::SubmitStandsIn);
        }
        row.set_times(start, end);
        self.note_run(row);
        if submit.is_none() {
            row.wait = None;
        }
    }

    /// The run time as the log gives it, which counts neither time in suspension nor the hour of a clock that was changed; where it
    /// gives none, what lies between start and end.
    fn note_run(&self, row: &mut Row) {
        let apart = row.run;
        if let (Some(given), Some(apart)) = (self.elapsed, apart)
            && !given.is_zero()
            && 1 < given.whole().abs_diff(apart.whole())
        {
            row.notes.add(Finding::TimesDisagree);
        }
        row.run = self.elapsed.filter(|given| !given.is_zero()).or(apart).or(self.elapsed);
    }

    /// Says what became of the job, when its state and its run time are known.
    pub(super) fn note_fate(&self, row: &mut Row) {
        // An attempt that was requeued has ended, if its end is told.
        let goes_on = row.state == State::Unfinished || row.state == State::Requeued && self.end.is_none();
        if goes_on {
            row.run = None;
            row.notes.add(Finding::NotEnded);
        } else if row.state == State::Cancelled && row.run.is_none_or(Number::is_zero) {
            row.run = None;
            row.notes.add(Finding::NeverRan);
        }
    }
}
