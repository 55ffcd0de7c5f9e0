//! Recorded runs of a real Slurm beside ours, job by job: from what is found here, the page `docs/slurm-distance.md` is
//! written. The recordings lie in a folder `slurm-truth` beside that of the logs (`SUANLI_TRACES`); without it the test is
//! skipped and says so.

mod page;
mod recording;

use recording::{Asked, Chained, Ran, Run};
use suanli::engine::{AtWalltime, Settings, simulate_with};
use suanli::model::{Center, NodeType, Nodes, Partition, PeakFlops, Pool, PoolId, Resources, Time};
use suanli::policy::PolicySpec;
use suanli::record::{Fact, Observer, Record};
use suanli::verify::Auditor;

/// What a recorded controller was told, in our words.
#[derive(Debug, Clone, Copy)]
struct Scenario {
    /// The folder of the recording.
    name: &'static str,
    /// What its `slurm.conf` says that matters here.
    told: &'static str,
    /// Equal nodes: how many, cores, GPUs, MiB of each.
    pools: &'static [(u32, Resources)],
    /// Partitions and their pools, in the order in which a job fills them.
    partitions: &'static [(&'static str, &'static [u16])],
    /// The policy nearest to the settings, then others for comparison.
    policies: &'static [&'static str],
    /// How far the first policy may be from the nearer of the two runs.
    wanted: Wanted,
}

/// How far we may be from a recorded run.
#[derive(Debug, Clone, Copy)]
enum Wanted {
    /// Every start within such a share of the length of the run, and within each partition the same order of starts but
    /// for so many places.
    Starts { share: f64, displaced_max: usize },
    /// Mean wait and last end, each within such a share of the nearer run.
    Means { wait: f64, end: f64 },
}

const fn cores(cores: u32) -> Resources {
    Resources { cores, accelerators: 0, memory_mib: 0 }
}

const WHOLE: &[(u32, Resources)] = &[(16, cores(8))];
const BATCH: &[(&str, &[u16])] = &[("batch", &[0])];
const TWO_PARTITIONS: &[(u32, Resources)] = &[(12, cores(8)), (4, cores(8))];
const OVERLAPPING: &[(&str, &[u16])] = &[("batch", &[0, 1]), ("short", &[1])];
const GPU: &[(u32, Resources)] =
    &[(8, Resources { cores: 64, accelerators: 8, memory_mib: 0 }), (4, cores(64))];
const SHARED: &[(u32, Resources)] = &[(8, Resources { cores: 16, accelerators: 0, memory_mib: 64_000 })];

const SCENARIOS: [Scenario; 8] = [
    Scenario {
        name: "a-builtin-fifo",
        told: "`sched/builtin`: first in, first out; whole nodes",
        pools: WHOLE,
        partitions: BATCH,
        policies: &["fcfs+none"],
        wanted: Wanted::Starts { share: 0.025, displaced_max: 0 },
    },
    Scenario {
        name: "a2-builtin-two-partitions",
        told: "`sched/builtin`, two partitions of which one lies within the other, dependencies, some nodes shared",
        pools: TWO_PARTITIONS,
        partitions: OVERLAPPING,
        policies: &["fcfs+none"],
        wanted: Wanted::Starts { share: 0.025, displaced_max: 4 },
    },
    Scenario {
        name: "b-backfill",
        told: "`sched/backfill`, `bf_interval=1`: every waiting job is planned each second; whole nodes",
        pools: WHOLE,
        partitions: BATCH,
        policies: &["fcfs+replanned", "fcfs+easy"],
        wanted: Wanted::Means { wait: 0.25, end: 0.05 },
    },
    Scenario {
        name: "b-backfill-default-params",
        told: "`sched/backfill` with every parameter left out: a plan each 30 s (`bf_interval`)",
        pools: WHOLE,
        partitions: BATCH,
        policies: &["fcfs+periodic(30)", "fcfs+replanned", "fcfs+none"],
        wanted: Wanted::Means { wait: 0.25, end: 0.05 },
    },
    Scenario {
        name: "b-backfill-top1",
        told: "`sched/backfill` with `bf_job_part_count_reserve=1`: only the first blocked job has a reservation",
        pools: WHOLE,
        partitions: BATCH,
        policies: &["fcfs+easy", "fcfs+replanned"],
        wanted: Wanted::Means { wait: 0.25, end: 0.05 },
    },
    Scenario {
        name: "b2-backfill-two-partitions",
        told: "as `b-backfill`, with the partitions and jobs of `a2-builtin-two-partitions`",
        pools: TWO_PARTITIONS,
        partitions: OVERLAPPING,
        policies: &["fcfs+replanned", "fcfs+easy"],
        wanted: Wanted::Means { wait: 0.25, end: 0.05 },
    },
    Scenario {
        name: "d-gpu-backfill",
        told: "`sched/backfill`; 8 nodes of 8 GPUs and 4 without; a job may take part of a node",
        pools: GPU,
        partitions: &[("gpu", &[0]), ("cpu", &[1])],
        policies: &["fcfs+easy", "fcfs+replanned"],
        wanted: Wanted::Means { wait: 0.30, end: 0.30 },
    },
    Scenario {
        name: "h-shared-nodes-cpu-mem",
        told: "`sched/backfill`; cores and memory of 8 nodes are shared",
        pools: SHARED,
        partitions: BATCH,
        policies: &["fcfs+easy", "fcfs+replanned"],
        wanted: Wanted::Means { wait: 0.30, end: 0.30 },
    },
];

/// A recording, and what each of the policies made of its jobs.
#[derive(Debug)]
struct Compared {
    scenario: Scenario,
    asked: Vec<Asked>,
    recorded: [Run; 2],
    ours: Vec<Run>,
}

/// How far two runs of the same jobs are from each other.
#[derive(Debug, Clone, Copy)]
struct Distance {
    /// The second beside the first, as a part of it.
    wait: f64,
    end: f64,
    /// Differences of starts, in seconds.
    mean: f64,
    median: f64,
    ninetieth: f64,
    largest: f64,
}

fn wait_mean(run: &Run) -> f64 {
    run.values().map(|ran| ran.start - ran.submit).sum::<f64>() / run.len() as f64
}

fn last_end(run: &Run) -> f64 {
    run.values().map(|ran| ran.end).fold(0.0, f64::max)
}

impl Distance {
    fn of(first: &Run, second: &Run) -> Distance {
        assert!(first.keys().eq(second.keys()), "both runs have the same jobs");
        let mut starts: Vec<f64> =
            first.values().zip(second.values()).map(|(a, b)| (a.start - b.start).abs()).collect();
        starts.sort_by(f64::total_cmp);
        let rank = |share: f64| starts[((starts.len() - 1) as f64 * share).round() as usize];
        Distance {
            wait: wait_mean(second) / wait_mean(first) - 1.0,
            end: last_end(second) / last_end(first) - 1.0,
            mean: starts.iter().sum::<f64>() / starts.len() as f64,
            median: rank(0.5),
            ninetieth: rank(0.9),
            largest: rank(1.0),
        }
    }
}

#[derive(Debug, Default)]
struct Watch {
    run: Run,
}

impl Observer for Watch {
    fn observe(&mut self, record: &Record<'_>) {
        let secs = |time: Time| time.as_micros() as f64 / 1e6;
        if let Fact::Ended { request, start, .. } = record.fact {
            let ran = Ran { submit: secs(request.submit), start: secs(start), end: secs(record.at) };
            self.run.insert(request.id.0, ran);
        }
    }
}

impl Scenario {
    fn center(&self) -> Center {
        let pool = |(number, (count, capacity)): (usize, &(u32, Resources))| Pool {
            name: format!("nodes-{number}"),
            node_type: NodeType {
                name: "node".into(),
                capacity: *capacity,
                device: None,
                peak_tflops: PeakFlops::default(),
                idle_watts: 0.0,
                busy_watts: 0.0,
            },
            nodes: Nodes::Named { count: *count },
            lock: None,
        };
        let pools = self.pools.iter().enumerate().map(pool).collect();
        let partitions = self.partitions.iter().map(|(name, pools)| Partition {
            name: (*name).into(),
            pools: pools.iter().copied().map(PoolId).collect(),
        });
        Center::new(self.name, self.name, pools, partitions.collect(), 1)
    }

    fn simulated(&self, asked: &[Asked], policy: &str) -> Run {
        let policy = PolicySpec::parse(policy).expect("a known policy");
        let centers = [self.center()];
        // Overrunning jobs are late to be killed, which is in their run times.
        let settings = Settings { at_walltime: AtWalltime::RunOn, ..Settings::default() };
        let (mut watch, mut auditor) = (Watch::default(), Auditor::new(&centers));
        let mut source = Chained::new(asked);
        let mut observer = (&mut watch, &mut auditor);
        simulate_with(settings, &centers, &policy, &mut source, Time::NEVER, &mut observer)
            .expect("the jobs are in memory");
        // The auditor holds that a job is queued when it is submitted, and never outruns its limit.
        let plain = |asked: &Asked| asked.after.is_none() && asked.job.work <= asked.job.request.walltime;
        if asked.iter().all(plain) {
            let findings = auditor.finish(Time::NEVER);
            assert!(findings.is_clean(), "{}: {findings}", self.name);
        }
        watch.run
    }

    fn compared(&self, folder: &std::path::Path) -> Compared {
        let folder = folder.join(self.name);
        let names: Vec<&str> = self.partitions.iter().map(|(name, _)| *name).collect();
        let asked = recording::workload(&folder, &names);
        let recorded = ["result.csv", "result_run2.csv"].map(|file| recording::run(&folder, file, &asked));
        let ours = self.policies.iter().map(|policy| self.simulated(&asked, policy)).collect();
        Compared { scenario: *self, asked, recorded, ours }
    }
}

impl Compared {
    /// The distance to the nearer run: the one with the smaller sum of both relative differences.
    fn nearer(&self, ours: &Run) -> Distance {
        let [first, second] = self.recorded.each_ref().map(|run| Distance::of(run, ours));
        let sum = |distance: &Distance| distance.wait.abs() + distance.end.abs();
        if sum(&first) <= sum(&second) { first } else { second }
    }

    /// In how many places the order of starts within a partition is another, at most over both runs.
    fn displaced(&self, ours: &Run) -> usize {
        let order = |run: &Run, partition: usize| {
            let here = self.asked.iter().map(|asked| asked.job.request);
            let here = here.filter(|request| usize::from(request.partition.0) == partition);
            let mut jobs: Vec<u64> = here.map(|request| request.id.0).collect();
            jobs.sort_by(|a, b| run[a].start.total_cmp(&run[b].start).then(a.cmp(b)));
            jobs
        };
        let places = |recorded: &Run| -> usize {
            let partitions = 0..self.scenario.partitions.len();
            partitions
                .map(|number| {
                    let (theirs, ours) = (order(recorded, number), order(ours, number));
                    theirs.iter().zip(&ours).filter(|(theirs, ours)| theirs != ours).count()
                })
                .sum()
        };
        self.recorded.iter().map(places).max().unwrap_or(0)
    }

    /// What is farther away than it should be.
    fn complaint(&self) -> Option<String> {
        let (name, ours) = (self.scenario.name, &self.ours[0]);
        match self.scenario.wanted {
            Wanted::Starts { share, displaced_max } => {
                let off = self.recorded.each_ref().map(|run| Distance::of(run, ours).largest / last_end(run));
                let displaced = self.displaced(ours);
                (off.iter().any(|off| share < *off) || displaced_max < displaced).then(|| {
                    format!("{name}: starts are off by {off:?} of the run, {displaced} out of order")
                })
            }
            Wanted::Means { wait, end } => {
                let near = self.nearer(ours);
                (wait < near.wait.abs() || end < near.end.abs()).then(|| {
                    format!("{name}: mean wait off by {:.3}, last end by {:.3}", near.wait, near.end)
                })
            }
        }
    }
}

#[test]
fn recorded_runs_of_slurm_are_as_near_as_they_should_be() {
    let Some(folder) = recording::folder() else {
        let text =
            "not compared with Slurm: no folder `slurm-truth` beside the one that SUANLI_TRACES names\n";
        let _ = std::io::Write::write_all(&mut std::io::stderr(), text.as_bytes());
        return;
    };
    let compared = SCENARIOS.map(|scenario| scenario.compared(&folder));
    page::check(&compared);
    let complaints: Vec<String> = compared.iter().filter_map(Compared::complaint).collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}
