//! Logs drawn like those of the yardstick: sizes in powers of two, lognormal runs, requests one to five times as long, Poisson
//! arrivals for an offered load.

use rand::RngExt as _;
use rand_distr::{Distribution as _, Exp1, StandardNormal};
use suanli::model::{
    CenterId, Chance, ClassId, Due, GroupId, Job, JobId, PartitionId, Request, Shape, Span, Streams,
    TenantId, Time, Use,
};

/// What a log offers: how many jobs for how many processors at which load.
#[derive(Clone, Copy)]
pub(crate) struct Offer {
    pub(crate) jobs: u64,
    pub(crate) processors: u32,
    pub(crate) load: f64,
}

/// The jobs of 120 tenants, in order of submission.
pub(crate) fn log(offer: Offer) -> Vec<Job> {
    let mut chance = Streams::new(21, 0).stream(Use::Arrivals, "bench");
    let drawn: Vec<(u32, u64, u64)> = (0..offer.jobs).map(|_| draw(offer.processors, &mut chance)).collect();
    let area: u64 = drawn.iter().map(|(size, run, _)| u64::from(*size) * run).sum();
    let gap = area as f64 / offer.jobs as f64 / (f64::from(offer.processors) * offer.load);
    let mut now = 0.0;
    let jobs = drawn.into_iter().enumerate().map(|(number, (size, run, requested))| {
        let next: f64 = Exp1.sample(&mut chance);
        now += gap * next;
        let walltime = Span::from_secs(requested);
        let request = Request {
            id: JobId(number as u64 + 1),
            submit: Time::from_secs(now as u64),
            walltime,
            estimate: walltime,
            shape: Shape::processors(size),
            tenant: TenantId(number as u32 % 120),
            group: GroupId(0),
            class: ClassId(0),
            center: CenterId(0),
            partition: PartitionId(0),
            due: Due::NEVER,
        };
        Job { request, work: Span::from_secs(run) }
    });
    jobs.collect()
}

fn draw(processors: u32, chance: &mut Chance) -> (u32, u64, u64) {
    let classes = processors.ilog2();
    let class = (0..classes).find(|_| chance.random::<f64>() < 0.25).unwrap_or(0);
    let normal: f64 = StandardNormal.sample(chance);
    let run = (1_200.0 * libm::exp(1.6 * normal)).clamp(1.0, 172_800.0) as u64;
    let requested = (run as f64 * (1.0 + 4.0 * chance.random::<f64>())).clamp(60.0, 172_800.0) as u64;
    (1 << class, run, requested.max(run))
}
