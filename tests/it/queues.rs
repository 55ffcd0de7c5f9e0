//! Queues of the textbook: a centre of servers, jobs that come at random, and what Erlang says of their waits.

use crate::support::request;
use rand_distr::{Distribution, Exp1};
use suanli::model::{Chance, Job, JobId, Layout, Resources, Source, Span, Streams, Time, Use, uniform};

/// A centre of as many servers as there are nodes, and a workload in whose place jobs of the test come.
pub(crate) const QUEUE: &str = r#"
[scenario]
title = "M/M/c"
start = 2026-01-05
horizon = "HORIZON s"
warm_up = "WARM_UP s"
seed = 7
replications = 4
[hardware.server]
cores = 1
memory = "1 GiB"
[[center]]
name = "c"
title = "C"
[[center.partition]]
name = "p"
nodes = 10
demand_nodes = 10
hardware = "server"
[[tenants]]
name = "t"
title = "T"
count = 1
[[workload]]
name = "w"
title = "W"
model = "lublin"
unit = "nodes"
center = "c"
tenants = "t"
jobs_per_day = 1
[[policy]]
name = "fcfs"
order = "fcfs"
"#;

/// Seconds that a job is served in the mean.
pub(crate) const SERVICE: f64 = 10.0;

/// By what law times of service are drawn.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Served {
    Exponential,
    /// From nothing to twice the mean.
    Uniform,
}

/// Jobs that come at random, so many a second, and are served for so many seconds in the mean.
pub(crate) fn arrivals(
    streams: Streams,
    (rate, mean): (f64, f64),
    served: Served,
    until: f64,
) -> Box<dyn Source + Send> {
    let mut chance = streams.stream(Use::Arrivals, "queue");
    let (mut at, mut jobs) = (0.0, Vec::new());
    let drawn = |chance: &mut Chance, mean: f64| -> f64 { mean * Distribution::<f64>::sample(&Exp1, chance) };
    loop {
        at += drawn(&mut chance, 1.0 / rate);
        if until <= at {
            return Box::new(jobs.into_iter().peekable());
        }
        let secs = match served {
            Served::Exponential => drawn(&mut chance, mean),
            Served::Uniform => 2.0 * mean * uniform(&mut chance),
        };
        let work = Span::from_secs_f64(secs).max(Span::from_micros(1));
        let mut request = request(jobs.len() as u64, 0, 1, 0);
        (request.id, request.submit) = (JobId(jobs.len() as u64), Time::from_micros((at * 1e6) as u64));
        (request.shape.layout, request.shape.per_task) = (Layout::OnePerNode, Resources::cores(1));
        (request.walltime, request.estimate) = (work, work);
        jobs.push(Job { request, work });
    }
}

/// Erlang's C: the probability that a job waits, with so many servers and so much offered work.
pub(crate) fn erlang_c(servers: u32, offered: f64) -> f64 {
    // The probability of loss by its recursion, and from it that of a wait.
    let loss = (1..=servers).fold(1.0, |loss, count| offered * loss / (f64::from(count) + offered * loss));
    let load = offered / f64::from(servers);
    loss / (1.0 - load + load * loss)
}

/// The mean and the 95th percentile of the wait, in seconds.
pub(crate) fn waits(servers: u32, offered: f64) -> [f64; 2] {
    let waiting = erlang_c(servers, offered);
    let free_per_sec = (f64::from(servers) - offered) / SERVICE;
    [waiting / free_per_sec, libm::log(waiting / 0.05).max(0.0) / free_per_sec]
}

/// The text of a queue with so many servers.
pub(crate) fn queue(servers: u32, secs: f64, warm_up: f64, replications: u32, seed: u64) -> String {
    QUEUE
        .replace("HORIZON", &secs.round().to_string())
        .replace("WARM_UP", &warm_up.round().to_string())
        .replace("seed = 7", &format!("seed = {seed}"))
        .replace("replications = 4", &format!("replications = {replications}"))
        .replace("\nnodes = 10", &format!("\nnodes = {servers}"))
}
