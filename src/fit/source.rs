//! A model as a source of jobs: week by week, in order of submission.

use super::draft::{Chances, drafts, shift};
use super::model::Model;
use super::place::{HoursOwed, places};
use crate::log::State;
use crate::model::{
    CenterId, ClassId, Due, GroupId, Job, JobId, PartitionId, Request, Shape, Source, SourceError, Span,
    Streams, TenantId, Time,
};
use std::collections::BTreeMap;

const WEEK_SECS: u64 = 7 * 86_400;

/// A thousand years are enough for everybody: a model with few jobs ends there, however many are asked for.
const WEEKS_MAX: u64 = 52_000;

/// How much is generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// As much as the log has.
    AsLogged,
    /// Everything submitted in so many days.
    Days(u64),
    /// So many jobs, but nothing beyond a thousand years.
    Jobs(u64),
}

/// A generated job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FittedJob {
    /// The job. Time 0 is midnight of the model's first day, and its tenant is the rank of its user.
    pub job: Job,
    /// The place of its kind in the model.
    pub kind: usize,
    /// How it ends, as the log has it.
    pub state: State,
}

/// The jobs of a model. Beyond the weeks of the log its complete weeks come again, with other jobs.
#[derive(Debug, Clone)]
pub struct FittedSource {
    model: Model,
    length: Length,
    chances: Chances,
    owed: HoursOwed,
    /// How many weeks have been made.
    weeks: u64,
    /// What has been made and not yet given, by submission and by the order in which it was made.
    made: BTreeMap<(Time, u64), FittedJob>,
    made_count: u64,
    given: u64,
}

impl FittedSource {
    /// The jobs of a model under these streams.
    #[must_use]
    pub fn new(model: &Model, length: Length, streams: Streams) -> FittedSource {
        FittedSource {
            model: model.clone(),
            length,
            chances: Chances::new(streams, "fitted"),
            owed: HoursOwed::new(),
            weeks: 0,
            made: BTreeMap::new(),
            made_count: 0,
            given: 0,
        }
    }

    /// The next job.
    pub fn next_job(&mut self) -> Option<FittedJob> {
        let at = self.peek()?;
        let (key, mut next) = self.made.pop_first()?;
        debug_assert!(key.0 == at, "the first is the one that was seen");
        self.given += 1;
        next.job.request.id = JobId(self.given);
        Some(next)
    }

    /// When the next job is submitted.
    fn peek(&mut self) -> Option<Time> {
        if let Length::Jobs(most) = self.length
            && most <= self.given
        {
            return None;
        }
        // A week that is not made yet holds nothing before its beginning.
        while self.made.first_key_value().is_none_or(|((at, _), _)| self.unmade() <= *at) {
            let Some(week) = self.week_next() else { break };
            self.make(week);
        }
        let at = self.made.first_key_value().map(|((at, _), _)| *at)?;
        match self.length {
            Length::Days(days) if Time::ZERO + days_span(days) <= at => None,
            Length::AsLogged | Length::Days(_) | Length::Jobs(_) => Some(at),
        }
    }

    /// When the next week begins that is not made.
    fn unmade(&self) -> Time {
        Time::ZERO + Span::from_micros(self.weeks.saturating_mul(WEEK_SECS * 1_000_000))
    }

    /// The next week of the model, if there is one to come.
    fn week_next(&self) -> Option<usize> {
        if WEEKS_MAX <= self.weeks {
            return None;
        }
        let as_logged = usize::try_from(self.weeks).ok().filter(|week| *week < self.model.weeks.len());
        let more = match self.length {
            Length::AsLogged => false,
            Length::Days(days) => {
                if days <= self.weeks.saturating_mul(7) {
                    return None;
                }
                u64::from(self.model.days) < days
            }
            Length::Jobs(jobs) => self.model.jobs_all() < jobs,
        };
        if !more {
            return as_logged;
        }
        // An incomplete week in the middle would be a gap.
        let complete = u64::from(self.model.weeks_complete());
        let any = self.model.weeks.iter().take(complete as usize).any(|week| 0 < week.jobs_all());
        (0 < complete && any).then(|| (self.weeks % complete) as usize)
    }

    fn make(&mut self, place: usize) {
        let first_day = self.weeks * 7;
        self.weeks += 1;
        let week = &self.model.weeks[place];
        let drafts = drafts(&self.model, week, &mut self.chances);
        let shift = shift(&self.model, week, &drafts);
        let starts =
            places((&self.model, week, first_day), &drafts, shift, &mut self.owed, &mut self.chances);
        for (draft, first) in drafts.iter().zip(starts) {
            let kind = &self.model.kinds[draft.kind];
            for job in &draft.jobs {
                let times = draft.times(kind, *job, shift);
                let submit = Time::from_secs(first + job.after);
                let state = kind.ends.draw(&mut self.chances.ends);
                let walltime = Span::from_secs(times.walltime);
                let request = Request {
                    id: JobId(0),
                    submit,
                    walltime,
                    estimate: walltime,
                    shape: Shape::processors(draft.size),
                    tenant: TenantId(draft.user),
                    group: GroupId(0),
                    class: ClassId(0),
                    center: CenterId(0),
                    partition: PartitionId(0),
                    due: Due::NEVER,
                };
                let job = Job { request, work: Span::from_secs(times.run) };
                self.made.insert((submit, self.made_count), FittedJob { job, kind: draft.kind, state });
                self.made_count += 1;
            }
        }
    }
}

fn days_span(days: u64) -> Span {
    Span::from_micros(days.saturating_mul(Span::DAY.as_micros()))
}

impl Iterator for FittedSource {
    type Item = FittedJob;

    fn next(&mut self) -> Option<FittedJob> {
        self.next_job()
    }
}

impl Source for FittedSource {
    fn next_submit(&mut self) -> Result<Option<Time>, SourceError> {
        Ok(self.peek())
    }

    fn take(&mut self) -> Job {
        self.next_job().expect("take is called only when next_submit gave a time").job
    }
}
