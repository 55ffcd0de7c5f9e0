//! The jobs of a log in the partitions of a centre.

use super::Workload;
use super::application::{Unit, held};
use super::log_origin::{Holds, LogOrigin, shifted};
use super::outcomes::Outcomes;
use super::synthetic::{Place, Submitters};
use crate::log::{LogError, LogSource, NUMBERS_OF_ONE_PART, Recorded, other_log};
use crate::model::{
    BreakOff, Center, Chance, ClassId, Due, Job, JobId, Layout, PartitionId, Request, Source, SourceError,
    Span, Streams, Tenant, TenantId, Time, Use,
};
use crate::state::StateError;
use std::collections::{BTreeMap, BTreeSet};

/// The numbers of jobs of each log lie in a range of their own: job 17 of the third workload is 3,000,000,000,017.
const NUMBERS_OF_ONE_LOG: u64 = 1_000_000_000_000;

/// The jobs of a log in the partitions of a centre.
#[derive(Debug)]
pub(super) struct LogFlow {
    source: LogSource,
    /// Added to the times of the log, in microseconds.
    shift: i128,
    since: Time,
    /// When it ends: nobody submits then or later.
    end: Time,
    request: Request,
    /// What comes on top of each job's run time.
    overhead: Span,
    place: Place,
    holds: Holds,
    /// Queues of the log whose jobs go to partitions of their own.
    queues: Vec<(String, PartitionId, Place)>,
    /// The tenants who are users of the log, by the names that both call them.
    members: BTreeMap<String, TenantId>,
    /// The tenants who stand for all other users.
    others: Vec<TenantId>,
    /// Added to the number of each job.
    number_base: u64,
    /// How its jobs end of themselves.
    outcomes: Option<Outcomes>,
    unit: Unit,
    ends: Chance,
    /// How many jobs have been taken.
    taken: u64,
}

/// A job of a log as it is submitted.
#[derive(Debug)]
pub(super) struct Coming {
    pub(super) job: Job,
    /// The job that has to end before it.
    pub(super) after: Option<JobId>,
    /// How its attempts end that end of themselves.
    pub(super) breaks: Vec<BreakOff>,
}

impl LogFlow {
    pub(super) fn new(
        (class, origin, workload): (usize, &LogOrigin, &Workload),
        center: &Center,
        tenants: &[Tenant],
        (horizon, streams): (Span, Streams),
    ) -> Result<LogFlow, SourceError> {
        let told = |error: LogError| SourceError { message: error.to_string() };
        let source = origin.open().map_err(told)?;
        let place_in = |partition: PartitionId| {
            let there = Workload { partition, ..workload.clone() };
            Place::new(origin.unit, &there, center).unwrap_or_else(|why| panic!("{why}"))
        };
        let place = place_in(workload.partition);
        let queues = origin.queues.iter().map(|(name, id)| (name.clone(), *id, place_in(*id))).collect();
        let request = Request {
            id: JobId(0),
            submit: Time::ZERO,
            walltime: Span::ZERO,
            estimate: Span::ZERO,
            shape: place.shape(1),
            tenant: TenantId(0),
            group: workload.group,
            class: ClassId(u16::try_from(class).expect("a scenario has fewer than 65,536 workloads")),
            center: workload.center,
            partition: workload.partition,
            due: workload.deadline.map_or(Due::NEVER, Due::after),
        };
        let members = members(origin, workload, tenants);
        Ok(LogFlow {
            source,
            shift: origin.shift(workload.since),
            since: workload.since,
            end: workload.until.min(Time::ZERO + horizon),
            request,
            overhead: origin.overhead,
            place,
            holds: origin.holds,
            queues,
            others: others(Submitters::new(tenants, workload).ids(), &members),
            members,
            number_base: (class as u64 + 1) * NUMBERS_OF_ONE_LOG,
            outcomes: workload.outcomes,
            unit: origin.unit,
            ends: streams.stream(Use::Ends, &workload.name),
            taken: 0,
        })
    }

    pub(super) fn next_submit(&mut self) -> Result<Option<Time>, SourceError> {
        while let Some(submit) = self.source.next_submit()? {
            match self.moved(submit) {
                Some(submit) if submit < self.since => {}
                Some(submit) => return Ok(Some(submit).filter(|submit| *submit < self.end)),
                None => {}
            }
            // Jobs that were submitted before are not there.
            self.source.take_recorded();
        }
        Ok(None)
    }

    /// The next job. Panics when there is none.
    pub(super) fn take(&mut self) -> Coming {
        let recorded = self.source.take_recorded();
        self.taken += 1;
        let job = self.job(&recorded);
        let breaks = self
            .outcomes
            .map_or(Vec::new(), |outcomes| outcomes.draw(held(self.unit, job.request.shape), &mut self.ends));
        Coming { job, after: recorded.after.map(|number| self.number(number)), breaks }
    }

    /// How many jobs have been taken, which is all that changes.
    pub(super) const fn taken(&self) -> u64 {
        self.taken
    }

    /// Reads on until so many jobs have been taken.
    pub(super) fn skip(&mut self, jobs: u64) -> Result<(), StateError> {
        while self.taken < jobs {
            match self.next_submit() {
                Ok(Some(_)) => drop(self.take()),
                Ok(None) => return Err(other_log(self.taken, jobs)),
                Err(error) => return Err(StateError::Other(error.message)),
            }
        }
        Ok(())
    }

    /// When a job comes that the source submits then; nothing where that is before the scenario starts.
    fn moved(&self, submit: Time) -> Option<Time> {
        shifted(submit + self.source.origin(), self.shift)
    }

    fn number(&self, number: u64) -> JobId {
        // Parts of a job that was split are told apart by the digits in front.
        let part = number / NUMBERS_OF_ONE_PART * NUMBERS_OF_ONE_PART;
        JobId(part + self.number_base + number % NUMBERS_OF_ONE_LOG)
    }

    /// The tenant whom a user of the log is: by name, and else by number, so that each is always the same one.
    fn tenant_of(&self, user: u32) -> TenantId {
        let name = self.source.header().users.word(user.into());
        let member = name.and_then(|name| {
            // Slurm does not tell large letters from small ones in the names of users.
            self.members.get(name).or_else(|| self.members.get(&name.to_lowercase()))
        });
        member.copied().unwrap_or_else(|| self.others[user as usize % self.others.len()])
    }

    /// A job of the log as it comes here.
    fn job(&mut self, recorded: &Recorded) -> Job {
        let Job { request, work } = recorded.job;
        let queue = recorded.queue.and_then(|queue| self.source.queue_name(queue));
        let (partition, place) = match self.queues.iter().find(|(name, ..)| Some(name.as_str()) == queue) {
            Some((_, partition, place)) => (*partition, place),
            None => (self.request.partition, &self.place),
        };
        let shape = match request.shape.layout {
            Layout::Anywhere => place.held(request.shape.tasks, recorded.asked, self.holds),
            // The log tells what the job asked for on each node.
            Layout::OnePerNode => request.shape,
        };
        let request = Request {
            id: self.number(request.id.0),
            submit: self.moved(request.submit).expect("a job is taken when it comes"),
            walltime: request.walltime,
            estimate: request.estimate,
            shape,
            tenant: self.tenant_of(request.tenant.0),
            partition,
            ..self.request
        };
        Job { request, work: work + self.overhead }
    }
}

/// The tenants of a workload's group whom a log has as users, by name.
fn members(origin: &LogOrigin, workload: &Workload, tenants: &[Tenant]) -> BTreeMap<String, TenantId> {
    let users: BTreeSet<&str> = origin.users.iter().map(String::as_str).collect();
    let in_small_letters: BTreeSet<String> = users.iter().map(|user| user.to_lowercase()).collect();
    let ids = (0..).map(TenantId);
    let own = tenants.iter().zip(ids).filter(|(tenant, _)| tenant.group == workload.group);
    let mut members = BTreeMap::new();
    for (tenant, id) in own {
        if users.contains(tenant.name.as_str()) {
            members.insert(tenant.name.clone(), id);
        }
        if in_small_letters.contains(&tenant.name.to_lowercase()) {
            members.entry(tenant.name.to_lowercase()).or_insert(id);
        }
    }
    members
}

/// The tenants to whom users go who are nobody by name: those whom no user is by name; all of them where there are no others.
fn others(ids: &[TenantId], members: &BTreeMap<String, TenantId>) -> Vec<TenantId> {
    let named: BTreeSet<TenantId> = members.values().copied().collect();
    let left: Vec<TenantId> = ids.iter().copied().filter(|id| !named.contains(id)).collect();
    if left.is_empty() { ids.to_vec() } else { left }
}
