//! The jobs of one workload, one after the other: each use of chance draws from a stream of its own.

use super::super::application::{Arrivals, Batch, Limit, Times, uniform};
use super::super::{Demand, Workload};
use super::clock::{Calendar, Cycles, Poisson};
use super::fit::Fit;
use crate::model::{
    Chance, ClassId, GroupId, Job, JobId, Request, Span, Streams, Tenant, TenantId, Time, Use,
};

/// A stream of jobs of one workload.
#[derive(Debug, Clone)]
pub(super) struct Flow {
    /// What all its jobs have in common; id, time, shape, tenant and walltime are filled in for each.
    request: Request,
    fit: Fit,
    batch: Batch,
    timer: Timer,
    end: Time,
    tenants: Tenants,
    chance: Chances,
    pending: Option<Pending>,
}

/// When the next batch comes.
#[derive(Debug, Clone)]
enum Timer {
    Poisson(Poisson),
    Cycles(Cycles),
}

#[derive(Debug, Clone)]
struct Chances {
    arrivals: Chance,
    sizes: Chance,
    runtimes: Chance,
    estimates: Chance,
    tenants: Chance,
}

/// A batch that has arrived and is handed out job by job.
#[derive(Debug, Clone, Copy)]
struct Pending {
    at: Time,
    part: usize,
    tenant: TenantId,
    left: u32,
    array: Option<Array>,
}

/// What the members of an array have in common.
#[derive(Debug, Clone, Copy)]
struct Array {
    place: usize,
    /// Its rank among all runtimes.
    rank: f64,
    limit: Limit,
}

impl Flow {
    /// The stream of a workload. Panics when it does not fit its partition or nobody is there to submit: the check of
    /// the scenario has refused that.
    pub(super) fn new(
        (class, workload): (usize, &Workload),
        fit: Fit,
        tenants: &[Tenant],
        calendar: Calendar,
        horizon: Span,
        streams: Streams,
    ) -> Flow {
        let stream = |purpose| streams.stream(purpose, &workload.name);
        let chance = Chances {
            arrivals: stream(Use::Arrivals),
            sizes: stream(Use::Sizes),
            runtimes: stream(Use::Runtimes),
            estimates: stream(Use::Estimates),
            tenants: stream(Use::Tenants),
        };
        let per_day = jobs_per_day(workload, &fit);
        let batch = fit.application.arrivals.batch();
        let timer = timer(workload, &fit, per_day, calendar);
        let request = Request {
            id: JobId(0),
            submit: Time::ZERO,
            walltime: Span::ZERO,
            estimate: Span::ZERO,
            shape: fit.parts[0].shapes[0],
            tenant: TenantId(0),
            group: workload.group,
            class: ClassId(u16::try_from(class).expect("a scenario has fewer than 65,536 workloads")),
            center: workload.center,
            partition: workload.partition,
        };
        let end = workload.until.min(Time::ZERO + horizon);
        let tenants = Tenants::new(tenants, workload);
        let mut flow = Flow { request, fit, batch, timer, end, tenants, chance, pending: None };
        if workload.since < end && 0.0 < per_day {
            flow.begin_batch();
        }
        flow
    }

    /// When the next job is submitted.
    pub(super) fn next_submit(&self) -> Option<Time> {
        self.pending.map(|pending| pending.at)
    }

    /// The next job, under this number. Panics when there is none.
    pub(super) fn take(&mut self, id: JobId) -> Job {
        let mut pending = self.pending.expect("take is called only when next_submit gave a time");
        let part = &self.fit.parts[pending.part];
        let (place, times): (usize, Times) = match pending.array {
            Some(array) => {
                let times = part.law.member_times(array.rank, array.limit, &mut self.chance.runtimes);
                (array.place, times)
            }
            None => {
                let (rank, place) = part.law.size(&mut self.chance.sizes);
                let rank = part.law.runtime_rank(rank, &mut self.chance.runtimes);
                (place, part.law.times(rank, &mut self.chance.estimates))
            }
        };
        let request = Request {
            id,
            submit: pending.at,
            walltime: times.walltime,
            estimate: times.walltime,
            shape: part.shapes[place],
            tenant: pending.tenant,
            ..self.request
        };
        pending.left -= 1;
        if 0 < pending.left {
            self.pending = Some(pending);
        } else {
            self.begin_batch();
        }
        Job { request, work: times.work }
    }

    fn begin_batch(&mut self) {
        let next = match &mut self.timer {
            Timer::Poisson(poisson) => poisson.next(self.end, &mut self.chance.arrivals).map(|at| {
                // The catalogue gives parts only to cycles; a workload at random has one.
                (at, 0)
            }),
            Timer::Cycles(cycles) => cycles.next(self.end, &mut self.chance.arrivals),
        };
        let Some((at, part)) = next else {
            self.pending = None;
            return;
        };
        let left = self.batch.length(&mut self.chance.arrivals);
        let tenant = self.tenants.draw(&mut self.chance.tenants);
        let array = match self.batch {
            Batch::Single | Batch::Burst { .. } => None,
            Batch::Array { .. } => Some(self.array(part)),
        };
        self.pending = Some(Pending { at, part, tenant, left, array });
    }

    fn array(&mut self, part: usize) -> Array {
        let law = &self.fit.parts[part].law;
        let (rank, place) = law.size(&mut self.chance.sizes);
        let rank = law.runtime_rank(rank, &mut self.chance.runtimes);
        Array { place, rank, limit: law.array_limit(rank, &mut self.chance.estimates) }
    }
}

/// How many jobs a day a workload brings at the start.
pub(super) fn jobs_per_day(workload: &Workload, fit: &Fit) -> f64 {
    match workload.demand {
        Demand::JobsPerDay(jobs) => jobs,
        Demand::Load(share) => share * fit.capacity as f64 * 86_400.0 / fit.area_mean(),
    }
}

fn timer(workload: &Workload, fit: &Fit, per_day: f64, calendar: Calendar) -> Timer {
    let growth = workload.growth_per_year;
    match fit.application.arrivals {
        Arrivals::Random { hours, weekend, batch } => {
            let batches = per_day / batch.length_mean();
            Timer::Poisson(Poisson::new(calendar, hours, weekend, batches, growth, workload.since))
        }
        Arrivals::Cycles { hours, jitter_secs } => {
            let delays = fit.application.parts.iter().map(|part| part.delay_secs);
            let parts: Vec<(f64, u64)> = fit.part_shares().into_iter().zip(delays).collect();
            Timer::Cycles(Cycles::new(
                calendar,
                (hours, jitter_secs),
                &parts,
                per_day,
                growth,
                workload.since,
            ))
        }
    }
}

/// Who submits: tenants of one group by their activity.
#[derive(Debug, Clone)]
struct Tenants {
    ids: Vec<TenantId>,
    /// Sums of activity up to each.
    upto: Vec<f64>,
}

impl Tenants {
    fn new(tenants: &[Tenant], workload: &Workload) -> Tenants {
        let home_here = |tenant: &Tenant| tenant.home.is_none_or(|home| home == workload.center);
        let (ids, upto) = summed(tenants, workload.group, home_here);
        // A workload at a centre where nobody of the group is at home belongs to the whole group.
        let (ids, upto) =
            if ids.is_empty() { summed(tenants, workload.group, |_| true) } else { (ids, upto) };
        assert!(
            !ids.is_empty(),
            "nobody submits workload `{}`: its group has no active tenant",
            workload.name
        );
        Tenants { ids, upto }
    }

    fn draw(&self, chance: &mut Chance) -> TenantId {
        let last = self.ids.len() - 1;
        let aim = uniform(chance) * self.upto[last];
        self.ids[self.upto.partition_point(|upto| *upto <= aim).min(last)]
    }
}

fn summed(tenants: &[Tenant], group: GroupId, wanted: impl Fn(&Tenant) -> bool) -> (Vec<TenantId>, Vec<f64>) {
    let (mut ids, mut upto, mut sum) = (Vec::new(), Vec::new(), 0.0);
    for (place, tenant) in tenants.iter().enumerate() {
        if tenant.group == group && 0.0 < tenant.activity && wanted(tenant) {
            sum += tenant.activity;
            ids.push(TenantId(u32::try_from(place).expect("a scenario has fewer than 2^32 tenants")));
            upto.push(sum);
        }
    }
    (ids, upto)
}
