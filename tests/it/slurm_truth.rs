//! Recorded runs of a real Slurm beside ours, job by job: the scenarios of `scenarios/slurm` replay them, and from what is found
//! here the page `docs/slurm-distance.md` is written. The recordings lie in a folder `slurm-truth` beside that of the logs
//! (`SUANLI_TRACES`); without it the test is skipped and says so.

mod page;
mod recording;
mod words;

use recording::{Asked, Ran, Run};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use suanli::experiment::{Setup, World};
use suanli::model::{Request, Time};
use suanli::record::{Fact, JobFact, Observer, Record};
use suanli::scenario::{Scenario, check_file_with_logs_in};
use suanli::verify::Auditor;

/// A recording, and how far the first policy of its scenario may be from it.
#[derive(Debug, Clone, Copy)]
struct Recording {
    /// The folder of the recording, and the scenario.
    name: &'static str,
    /// What its `slurm.conf` says that matters here.
    told: &'static str,
    wanted: Wanted,
}

/// How far we may be from a recorded run.
#[derive(Debug, Clone, Copy)]
enum Wanted {
    /// Within each partition the same order of starts, and every start within [`STARTS`] of both runs.
    Starts,
    /// Mean wait and last end, each within such a share of the nearer run.
    Means { wait: f64, end: f64 },
}

/// Every start of first in, first out lies within such a share of the time elapsed, or within two looks of the main loop
/// where that is more: nobody can know when in a second the loop looks, and two runs of Slurm lie as far apart there.
const STARTS: (f64, f64) = (0.025, 2.006);

const BACKFILL: Wanted = Wanted::Means { wait: 0.25, end: 0.05 };
const SHARED: Wanted = Wanted::Means { wait: 0.30, end: 0.30 };

const RECORDINGS: [Recording; 8] = [
    Recording {
        name: "a-builtin-fifo",
        told: "`sched/builtin`: first in, first out; whole nodes",
        wanted: Wanted::Starts,
    },
    Recording {
        name: "a2-builtin-two-partitions",
        told: "`sched/builtin`, two partitions of which one lies within the other, dependencies, some nodes shared",
        wanted: Wanted::Starts,
    },
    Recording {
        name: "b-backfill",
        told: "`sched/backfill`, `bf_interval=1`: every waiting job is planned each second; whole nodes",
        wanted: BACKFILL,
    },
    Recording {
        name: "b-backfill-default-params",
        told: "`sched/backfill` with every parameter left out: a plan each 30 s (`bf_interval`), the main loop each 3 s (`batch_sched_delay`)",
        wanted: BACKFILL,
    },
    Recording {
        name: "b-backfill-top1",
        told: "`sched/backfill` with `bf_job_part_count_reserve=1`: only the first blocked job has a reservation",
        wanted: BACKFILL,
    },
    Recording {
        name: "b2-backfill-two-partitions",
        told: "as `b-backfill`, with the partitions and jobs of `a2-builtin-two-partitions`",
        wanted: BACKFILL,
    },
    Recording {
        name: "d-gpu-backfill",
        told: "`sched/backfill`; 8 nodes of 8 GPUs and 4 without; a job may take part of a node",
        wanted: SHARED,
    },
    Recording {
        name: "h-shared-nodes-cpu-mem",
        told: "`sched/backfill`; cores and memory of 8 nodes are shared",
        wanted: SHARED,
    },
];

/// A recording, and what each policy of its scenario made of its jobs.
#[derive(Debug)]
struct Compared {
    recording: Recording,
    scenario: Scenario,
    asked: BTreeMap<u64, Asked>,
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

/// How many jobs start farther from the first run than such a share of the time elapsed there, and than so many seconds.
fn beyond(first: &Run, second: &Run, (share, seconds): (f64, f64)) -> usize {
    let far = |(a, b): (&Ran, &Ran)| (share * a.start).max(seconds) < (a.start - b.start).abs();
    first.values().zip(second.values()).filter(|pair| far(*pair)).count()
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

/// What happened to each job, and what the simulation was told of it.
#[derive(Debug, Default)]
struct Watch {
    run: Run,
    requests: BTreeMap<u64, Request>,
}

/// The jobs of the one log of a scenario have numbers in a range of their own.
const NUMBERS_OF_ONE_LOG: u64 = 1_000_000_000_000;

impl Observer for Watch {
    fn observe(&mut self, record: &Record<'_>) {
        let secs = |time: Time| time.as_micros() as f64 / 1e6;
        if let Fact::Job { request, fact: JobFact::Ended { start, .. }, .. } = record.fact {
            let job = request.id.0 % NUMBERS_OF_ONE_LOG;
            let ran = Ran { submit: secs(request.submit), start: secs(start), end: secs(record.at) };
            self.run.insert(job, ran);
            self.requests.insert(job, *request);
        }
    }
}

impl Recording {
    fn scenario(&self, recordings: &Path) -> Scenario {
        let path = format!("{}/scenarios/slurm/{}.toml", env!("CARGO_MANIFEST_DIR"), self.name);
        let checked = check_file_with_logs_in(&PathBuf::from(path), recordings);
        checked.unwrap_or_else(|errors| panic!("{errors}")).scenario
    }

    fn compared(&self, recordings: &Path) -> Compared {
        let folder = recordings.join(self.name);
        let scenario = self.scenario(recordings);
        let asked = recording::asked(&folder);
        let recorded = ["result.csv", "result_run2.csv"].map(|file| recording::run(&folder, file, &asked));
        let ours = (0..scenario.policies.len()).map(|policy| simulated(&scenario, policy, &asked));
        let ours = ours.collect();
        Compared { recording: *self, scenario, asked, recorded, ours }
    }
}

fn simulated(scenario: &Scenario, policy: usize, asked: &BTreeMap<u64, Asked>) -> Run {
    let world = World::of(scenario, &scenario.policies[policy], 0);
    let Setup { centers, horizon, .. } = world.setup();
    let (mut watch, mut auditor) = (Watch::default(), Auditor::new(centers));
    world
        .simulate(&mut (&mut watch, &mut auditor))
        .expect("the log was read through when the scenario was checked");
    // The auditor holds that no job outruns its limit.
    if scenario.limit_checks.is_none() {
        let findings = auditor.finish(horizon);
        assert!(findings.is_clean(), "{}: {findings}", scenario.name);
    }
    assert_eq!(watch.requests.len(), asked.len(), "{}: every job ends", scenario.name);
    for (job, request) in &watch.requests {
        let Asked { submit, nodes, partition } = &asked[job];
        let named = &centers[0].partitions[usize::from(request.partition.0)].name;
        assert_eq!((u64::from(request.shape.tasks), named), (*nodes, partition), "job {job}");
        assert_eq!(watch.run[job].submit, *submit, "job {job}");
    }
    watch.run
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
        let order = |run: &Run, partition: &str| {
            let here = self.asked.iter().filter(|(_, asked)| asked.partition == partition);
            let mut jobs: Vec<u64> = here.map(|(job, _)| *job).collect();
            jobs.sort_by(|a, b| run[a].start.total_cmp(&run[b].start).then(a.cmp(b)));
            jobs
        };
        let places = |recorded: &Run| -> usize {
            let partitions = self.scenario.centers[0].partitions.iter();
            partitions
                .map(|partition| {
                    let (theirs, ours) = (order(recorded, &partition.name), order(ours, &partition.name));
                    theirs.iter().zip(&ours).filter(|(theirs, ours)| theirs != ours).count()
                })
                .sum()
        };
        self.recorded.iter().map(places).max().unwrap_or(0)
    }

    /// Figures that are farther away than they should be.
    fn complaint(&self) -> Option<String> {
        let (name, ours) = (self.recording.name, &self.ours[0]);
        match self.recording.wanted {
            Wanted::Starts => {
                let far = self.recorded.each_ref().map(|run| beyond(run, ours, STARTS));
                let displaced = self.displaced(ours);
                (far != [0, 0] || displaced != 0)
                    .then(|| format!("{name}: {far:?} starts are too far off, {displaced} out of order"))
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
    let compared = RECORDINGS.map(|recording| recording.compared(&folder));
    page::check(&compared);
    let complaints: Vec<String> = compared.iter().filter_map(Compared::complaint).collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}
