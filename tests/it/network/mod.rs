//! Several centres as one network: routers, what theory says of them, and what must hold across centres.

mod bad_input;
mod laws;
mod routers;
mod shipped;
mod stale;
mod theory;
mod told;

use crate::support::request;
use rand_distr::{Distribution, Exp1};
use std::io::Write;
use suanli::engine::Simulation;
use suanli::model::{
    Center, CenterId, Chance, Job, JobId, Network, PartitionId, Place, Span, Streams, Time, Use, split,
};
use suanli::policy::{PolicySpec, Routing};
use suanli::record::{Fact, JobFact, Observer, Record};

/// Centres of one class each of which may run at all of them, counted from its own home.
pub(crate) fn open_to_all(centers: usize) -> Network {
    let home = |home: usize| {
        let others = (0..centers).map(|step| (home + step) % centers);
        others.map(|center| Place::home(CenterId(center as u16), PartitionId(0))).collect()
    };
    Network { places: (0..centers).map(home).collect(), ..Network::default() }
}

/// Jobs of one processor that come at random to each of these centres, so many a second, with a mean length of a second.
pub(crate) struct Poisson {
    chance: Vec<(Chance, f64)>,
    next: Vec<f64>,
    count: u64,
    left: u64,
}

impl Poisson {
    pub(crate) fn new(seed: u64, rates: &[f64], jobs: u64) -> Poisson {
        let mut root = Streams::new(seed, 0).stream(Use::Arrivals, "network");
        let chance: Vec<(Chance, f64)> = rates.iter().map(|rate| (split(&mut root), *rate)).collect();
        let mut source = Poisson { next: vec![0.0; rates.len()], chance, count: 0, left: jobs };
        (0..rates.len()).for_each(|stream| source.advance(stream));
        source
    }

    fn advance(&mut self, stream: usize) {
        let (chance, rate) = &mut self.chance[stream];
        let gap: f64 = Exp1.sample(chance);
        self.next[stream] += gap / *rate;
    }
}

impl Iterator for Poisson {
    type Item = Job;

    fn next(&mut self) -> Option<Job> {
        self.left = self.left.checked_sub(1)?;
        let stream = (0..self.next.len()).min_by(|a, b| self.next[*a].total_cmp(&self.next[*b]))?;
        let at = self.next[stream];
        let secs: f64 = Exp1.sample(&mut self.chance[stream].0);
        self.advance(stream);
        let work = Span::from_secs_f64(secs).max(Span::from_micros(1));
        let mut request = request(self.count, 0, 1, 0);
        request.submit = Time::from_micros((at * 1e6) as u64);
        (request.walltime, request.estimate) = (work, work);
        (request.center, request.class) = (CenterId(stream as u16), suanli::model::ClassId(stream as u16));
        self.count += 1;
        Some(Job { request, work })
    }
}

/// What jobs had to bear, by the centre that they came from, without the first so many.
#[derive(Debug, Default)]
pub(crate) struct Times {
    warm_up: u64,
    /// By class: how many, how long they waited, and how long they were in the system, in seconds.
    pub(crate) classes: Vec<(u64, f64, f64)>,
}

impl Observer for Times {
    fn observe(&mut self, record: &Record<'_>) {
        let Fact::Job { request, fact: JobFact::Ended { start, .. }, .. } = record.fact else { return };
        if request.id < JobId(self.warm_up) {
            return;
        }
        let class = usize::from(request.class.0);
        self.classes.resize(self.classes.len().max(class + 1), (0, 0.0, 0.0));
        let sums = &mut self.classes[class];
        sums.0 += 1;
        sums.1 += start.since(request.submit).as_secs_f64();
        sums.2 += record.at.since(request.submit).as_secs_f64();
    }

    fn hears_of_starts(&self) -> bool {
        false
    }
}

impl Times {
    /// The mean wait and the mean time in the system of all jobs.
    pub(crate) fn means(&self) -> (f64, f64) {
        let sum = |of: fn(&(u64, f64, f64)) -> f64| -> f64 { self.classes.iter().map(of).sum() };
        let count = sum(|class| class.0 as f64);
        (sum(|class| class.1) / count, sum(|class| class.2) / count)
    }
}

/// One run of these centres, each a queue of processors, under a router; the first tenth is left out.
pub(crate) fn run(processors: &[u32], routing: Routing, rates: &[f64], (jobs, seed): (u64, u64)) -> Times {
    let centers: Vec<Center> = processors.iter().map(|count| Center::counted("c", *count)).collect();
    let policy = PolicySpec::parse("fcfs").expect("the policy exists");
    let chance = Streams::new(seed, 0).stream(Use::Routes, "");
    let network = open_to_all(centers.len());
    let mut simulation = Simulation::new(&centers, &policy).with_network(&network, routing, chance);
    let mut source = Poisson::new(seed, rates, jobs).peekable();
    let mut times = Times { warm_up: jobs / 10, classes: Vec::new() };
    simulation.run_until(Time::NEVER, &mut source, &mut times).expect("jobs from memory can be read");
    times
}

/// The router of that name.
pub(crate) fn router(text: &str) -> Routing {
    Routing::parse(text).unwrap_or_else(|| panic!("no router `{text}`"))
}

/// Tells what was measured, for those who look.
pub(crate) fn say(text: &str) {
    writeln!(std::io::stderr(), "{text}").expect("standard error can be written to");
}
