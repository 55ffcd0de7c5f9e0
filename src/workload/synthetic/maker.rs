//! Makes the jobs of one workload: sizes, runtimes and requested times, each from a stream of chance of its own.

use super::super::Workload;
use super::super::application::{Batch, Times, held};
use super::super::binder::Place;
use super::super::limits::Limit;
use super::super::models::LublinLaw;
use super::super::outcomes::Outcomes;
use super::fit::{Fit, Law};
use crate::model::{
    BreakOff, Chance, ClassId, Due, Job, JobId, Request, Shape, Span, Streams, TenantId, Time, Use,
};
use serde::{Deserialize, Serialize};

/// Makes the jobs of one workload.
#[derive(Debug, Clone)]
pub(super) struct Maker {
    /// What all its jobs have in common; id, time, shape, tenant and walltime are filled in for each.
    request: Request,
    fit: Fit,
    /// How many jobs come at once.
    pub(super) batch: Batch,
    deadline: Option<Span>,
    /// Whether those that come at once are a chain.
    chained: bool,
    outcomes: Option<Outcomes>,
}

/// A job as it is submitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Made {
    pub(super) job: Job,
    /// Whether it is the first of those that come with it.
    pub(super) place: Place,
    /// How its attempts end that end of themselves.
    pub(super) breaks: Vec<BreakOff>,
}

/// A submission to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Step {
    /// When.
    pub(super) at: Time,
    /// Of which part of the application.
    pub(super) part: usize,
    /// From when on its deadline counts; nothing where something that comes later is due.
    pub(super) due_from: Option<Time>,
}

impl Step {
    /// One that is part of nothing larger.
    pub(super) const fn alone(at: Time) -> Step {
        Step { at, part: 0, due_from: Some(at) }
    }
}

/// What jobs are made of.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Chances {
    sizes: Chance,
    runtimes: Chance,
    estimates: Chance,
    ends: Chance,
}

impl Chances {
    /// The chance of everything that bears this name.
    pub(super) fn new(streams: Streams, name: &str) -> Chances {
        let stream = |purpose| streams.stream(purpose, name);
        Chances {
            sizes: stream(Use::Sizes),
            runtimes: stream(Use::Runtimes),
            estimates: stream(Use::Estimates),
            ends: stream(Use::Ends),
        }
    }
}

/// Jobs that are submitted together and are handed out one by one.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Pending {
    /// When.
    pub(super) at: Time,
    /// By whom.
    pub(super) tenant: TenantId,
    /// How many are left, at least one.
    pub(super) left: u32,
    /// Whether the next is the first of them.
    place: Place,
    part: usize,
    due_from: Option<Time>,
    array: Option<Array>,
}

/// What the members of an array have in common.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Array {
    shape: Shape,
    /// What decides how long its members run: a rank among all runtimes, or (of a model) a runtime.
    measure: f64,
    limit: Limit,
}

impl Pending {
    /// Counts one off that was handed out; tells whether it was the first.
    fn hand_out(&mut self) -> Place {
        self.left -= 1;
        std::mem::replace(&mut self.place, Place::Later)
    }
}

impl Maker {
    /// Makes the jobs of a workload as it fits its partition.
    pub(super) fn new((class, workload): (usize, &Workload), fit: Fit) -> Maker {
        let request = Request {
            id: JobId(0),
            submit: Time::ZERO,
            walltime: Span::ZERO,
            estimate: Span::ZERO,
            shape: fit.shape(1),
            tenant: TenantId(0),
            group: workload.group,
            class: ClassId(u16::try_from(class).expect("a scenario has fewer than 65,536 workloads")),
            center: workload.center,
            partition: workload.partition,
            due: Due::NEVER,
        };
        let batch = fit.batch(workload);
        let (deadline, chained) = (workload.deadline, workload.bonds.chain.is_some());
        Maker { request, fit, batch, deadline, chained, outcomes: workload.outcomes }
    }

    /// So many jobs that are submitted together.
    pub(super) fn pending(
        &self,
        Step { at, part, due_from }: Step,
        tenant: TenantId,
        left: u32,
        chance: &mut Chances,
    ) -> Pending {
        let array = match self.batch {
            Batch::Single | Batch::Burst { .. } => None,
            Batch::Array { .. } => Some(self.array(part, chance)),
        };
        Pending { at, tenant, left, place: Place::First, part, due_from, array }
    }

    fn array(&self, part: usize, chance: &mut Chances) -> Array {
        match &self.fit.law {
            Law::Parts { parts, .. } => {
                let law = &parts[part].law;
                let (rank, place) = law.size(&mut chance.sizes);
                let measure = law.runtime_rank(rank, &mut chance.runtimes);
                let limit = law.array_limit(measure, &mut chance.estimates);
                Array { shape: parts[part].shapes[place], measure, limit }
            }
            Law::Model { law, .. } => {
                let size = law.size(&mut chance.sizes);
                let measure = law.runtime(size, &mut chance.runtimes);
                let limit = law.array_limit(measure, &mut chance.estimates);
                Array { shape: self.fit.shape(size), measure, limit }
            }
        }
    }

    /// The next of some jobs that are submitted together.
    fn job(&self, id: JobId, pending: &Pending, chance: &mut Chances) -> Job {
        let (shape, Times { walltime, work }) = match &self.fit.law {
            Law::Parts { parts, .. } => {
                let part = &parts[pending.part];
                match pending.array {
                    Some(Array { shape, measure, limit }) => {
                        (shape, part.law.member_times(measure, limit, &mut chance.runtimes))
                    }
                    None => {
                        let (rank, place) = part.law.size(&mut chance.sizes);
                        let rank = part.law.runtime_rank(rank, &mut chance.runtimes);
                        (part.shapes[place], part.law.times(rank, &mut chance.estimates))
                    }
                }
            }
            Law::Model { law, .. } => match pending.array {
                Some(Array { shape, measure, limit }) => {
                    (shape, LublinLaw::member_times(measure, limit, &mut chance.runtimes))
                }
                None => {
                    let size = law.size(&mut chance.sizes);
                    let runtime = law.runtime(size, &mut chance.runtimes);
                    (self.fit.shape(size), law.times(runtime, &mut chance.estimates))
                }
            },
        };
        let (submit, tenant) = (pending.at, pending.tenant);
        let due = self.due(pending);
        let request =
            Request { id, submit, walltime, estimate: walltime, shape, tenant, due, ..self.request };
        Job { request, work }
    }

    /// The next of some jobs that are submitted together, which is counted off.
    pub(super) fn make(&self, id: JobId, pending: &mut Pending, chance: &mut Chances) -> Made {
        let job = self.job(id, pending, chance);
        let place = pending.hand_out();
        let breaks = self.outcomes.map_or(Vec::new(), |outcomes| {
            outcomes.draw(held(self.fit.unit, job.request.shape), &mut chance.ends)
        });
        Made { job, place, breaks }
    }

    /// When the next of some jobs that are submitted together is due. Of a chain people want the end.
    fn due(&self, pending: &Pending) -> Due {
        let (Some(deadline), Some(from)) = (self.deadline, pending.due_from) else { return Due::NEVER };
        if self.chained && 1 < pending.left {
            return Due::NEVER;
        }
        Due::after(pending.at.until(from + deadline))
    }
}
