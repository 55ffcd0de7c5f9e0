//! Jobs and their data by hand: two centres of four processors and a link of 10 MB/s between them.

use super::{link, network};
use suanli::engine::{Settings, Simulation};
use suanli::model::{
    Cause, Center, CenterId, ClassData, ClassId, DatasetId, Dependency, Discard, Due, Family, GroupId, Job,
    JobId, Link, NodeType, Nodes, Partition, PartitionId, PeakFlops, Pool, PoolId, Request, Resources, Shape,
    Source, SourceError, Span, Storeroom, TenantId, Terms, Time, Wan, WanRun,
};
use suanli::model::{Condition, Ending, Gang, Outcome};
use suanli::policy::PolicySpec;
use suanli::record::{DataFact, Event, JobFact, Rejection, Tape};
use suanli::verify::Auditor;

const MB: u64 = 1_000_000;

fn center(name: &str) -> Center {
    let node_type = NodeType {
        name: "node".into(),
        capacity: Resources::cores(4),
        device: None,
        peak_tflops: PeakFlops::default(),
        idle_watts: 0.0,
        busy_watts: 0.0,
    };
    let pool = Pool { name: "pool".into(), node_type, nodes: Nodes::Counted { processors: 4 }, lock: None };
    let partition = Partition { name: "all".into(), pools: vec![PoolId(0)] };
    Center::new(name, name, vec![pool], vec![partition], 1)
}

pub(super) fn centers() -> [Center; 2] {
    [center("here"), center("there")]
}

/// Which datasets there are, each at centre 1: their sizes in MB.
pub(super) fn wan(sizes: &[u64], inputs: &[&[u16]]) -> Wan {
    let family = |(place, size): (usize, &u64)| Family {
        name: format!("d{place}"),
        bytes: size * MB,
        first: DatasetId(place as u32),
        wanted: vec![1],
        at: vec![CenterId(1)],
    };
    let class = |inputs: &&[u16]| ClassData { inputs: inputs.to_vec(), output: None };
    Wan {
        families: sizes.iter().enumerate().map(family).collect(),
        stores: vec![Storeroom::default(); 2],
        classes: inputs.iter().map(class).collect(),
        ..network(vec![link("a", (0, 1), 10 * MB)])
    }
}

/// A job of a class at centre 0: when it comes, on how many processors, and how long it runs.
pub(super) fn job(id: u64, class: u16, submit: u64, processors: u32, secs: u64) -> (Job, Option<Terms>) {
    let request = Request {
        id: JobId(id),
        submit: Time::from_secs(submit),
        walltime: Span::from_secs(secs),
        estimate: Span::from_secs(secs),
        shape: Shape::processors(processors),
        tenant: TenantId(0),
        group: GroupId(0),
        class: ClassId(class),
        center: CenterId(0),
        partition: PartitionId(0),
        due: Due::NEVER,
    };
    (Job { request, work: Span::from_secs(secs) }, None)
}

/// Jobs with their terms, and when each is learned to have ended.
#[derive(Default)]
struct Jobs {
    jobs: Vec<(Job, Option<Terms>)>,
    taken: usize,
    learned: Vec<(JobId, Time, Outcome)>,
}

impl Source for Jobs {
    fn next_submit(&mut self) -> Result<Option<Time>, SourceError> {
        Ok(self.jobs.get(self.taken).map(|(job, _)| job.request.submit))
    }

    fn take(&mut self) -> Job {
        self.taken += 1;
        self.jobs[self.taken - 1].0
    }

    fn terms(&self) -> Option<&Terms> {
        self.jobs[self.taken - 1].1.as_ref()
    }

    fn has_dependencies(&self) -> bool {
        self.jobs.iter().any(|(_, terms)| terms.is_some())
    }

    fn learn(&mut self, ending: &Ending) {
        self.learned.push((ending.job, ending.at, ending.outcome));
    }
}

/// What happened, and when users learned of which ends. Every run is audited.
pub(super) struct Played {
    pub(super) tape: Tape,
    learned: Vec<(JobId, Time, Outcome)>,
}

pub(super) fn play(run: &WanRun, jobs: Vec<(Job, Option<Terms>)>, policy: &str) -> Played {
    let centers = centers();
    let policy = PolicySpec::parse(policy).expect("made of rows of the tables");
    let settings = Settings { causes: true, ..Settings::default() };
    let terms = jobs.iter().filter_map(|(job, terms)| Some((job.request.id, terms.clone()?))).collect();
    let mut source = Jobs { jobs, ..Jobs::default() };
    let mut tape = Tape::default();
    let mut simulation = Simulation::new(&centers, &policy).with_settings(settings).with_wan(run.clone());
    simulation.run_until(Time::NEVER, &mut source, &mut tape).expect("jobs from memory can be read");
    simulation.report_unfinished(Time::NEVER, &mut tape);
    let mut auditor = Auditor::new(&centers).with_causes().with_terms(terms).with_wan(run);
    tape.play(&mut auditor);
    let findings = auditor.finish(Time::NEVER);
    assert!(findings.is_clean(), "{findings}");
    Played { tape, learned: source.learned }
}

pub(super) fn run_of(wan: &Wan) -> WanRun {
    WanRun::new(wan, (1, 0), Time::NEVER)
}

impl Played {
    /// The starts of jobs in seconds, by number.
    fn starts(&self) -> Vec<(u64, f64)> {
        let mut starts: Vec<(u64, f64)> = Vec::new();
        for entry in &self.tape.entries {
            if let Some((request, JobFact::Started { .. })) = entry.event.job() {
                starts.push((request.id.0, entry.at.as_micros() as f64 / 1e6));
            }
        }
        starts.sort_by_key(|(id, _)| *id);
        starts
    }

    /// How many seconds a job waited for which causes.
    fn causes(&self, id: u64) -> Vec<(&'static str, f64)> {
        let mut told = Vec::new();
        for entry in &self.tape.entries {
            if let Some((request, JobFact::Waited { causes })) = entry.event.job()
                && request.id.0 == id
            {
                let all = Cause::ALL.into_iter().map(|cause| (cause.name(), causes.of(cause).as_secs_f64()));
                told.extend(all.filter(|(_, secs)| 0.0 < *secs));
            }
        }
        told
    }

    /// What happened to data, in words.
    fn data(&self) -> Vec<String> {
        let of = |event: &Event| match event {
            Event::Data(DataFact::Begun(haul)) => Some(format!("begun {} for {}", haul.transfer.0, haul.job)),
            Event::Data(DataFact::Moved { bytes, route, .. }) => {
                Some(format!("moved {} MB over {}", bytes / MB, route.len()))
            }
            Event::Data(DataFact::Arrived { haul, .. }) => Some(format!("arrived {}", haul.transfer.0)),
            Event::Data(DataFact::Dropped { dataset, .. }) => Some(format!("dropped d{}", dataset.0)),
            Event::Data(DataFact::Link { is_up, .. }) => {
                Some(if *is_up { "up".into() } else { "down".into() })
            }
            Event::Data(DataFact::Flow { .. })
            | Event::Job { .. }
            | Event::Waiting { .. }
            | Event::Nodes(_) => None,
        };
        let entries = self.tape.entries.iter();
        entries.filter_map(|entry| Some(format!("{}: {}", entry.at.as_secs(), of(&entry.event)?))).collect()
    }
}

#[test]
fn a_job_starts_when_its_data_are_there_and_waits_for_nothing_else() {
    let run = run_of(&wan(&[100], &[&[0]]));
    let played = play(&run, vec![job(1, 0, 5, 2, 10)], "fcfs+easy");
    assert_eq!(played.starts(), [(1, 15.0)]);
    assert_eq!(played.causes(1), [("staging", 10.0)]);
    assert_eq!(played.data(), ["5: begun 0 for 1", "15: moved 100 MB over 1", "15: arrived 0"]);
}

#[test]
fn data_that_lie_there_are_not_brought() {
    let mut wan = wan(&[100], &[&[0]]);
    wan.families[0].at.push(CenterId(0));
    let played = play(&run_of(&wan), vec![job(1, 0, 5, 2, 10)], "fcfs+easy");
    assert_eq!((played.starts(), played.data().len()), (vec![(1, 5.0)], 0));
}

#[test]
fn data_move_while_the_job_would_wait_anyway_and_are_blamed_only_for_the_rest() {
    // Job 1 holds all until 7 s; the data of job 2 are there after 10 s.
    let run = run_of(&wan(&[100], &[&[0], &[]]));
    let played = play(&run, vec![job(1, 1, 0, 4, 7), job(2, 0, 0, 2, 5)], "fcfs+easy");
    assert_eq!(played.starts(), [(1, 0.0), (2, 10.0)]);
    assert_eq!(played.causes(2), [("staging", 3.0), ("capacity", 7.0)]);
}

#[test]
fn a_job_keeps_its_place_in_the_queue_while_its_data_come() {
    // Job 2 needs data until 10 s; job 1 runs until 20 s; job 3 came after job 2 and needs none.
    let run = run_of(&wan(&[100], &[&[0], &[]]));
    let jobs = vec![job(1, 1, 0, 4, 20), job(2, 0, 1, 4, 5), job(3, 1, 2, 4, 5)];
    for policy in ["fcfs+none", "fcfs+easy"] {
        let played = play(&run, jobs.clone(), policy);
        assert_eq!(played.starts(), [(1, 0.0), (2, 20.0), (3, 25.0)], "{policy}");
        assert_eq!(played.causes(2), [("capacity", 19.0)], "{policy}");
    }
    // A start that another job was promised meanwhile is kept.
    let played = play(&run, jobs, "fcfs+conservative");
    assert_eq!(played.starts(), [(1, 0.0), (2, 25.0), (3, 20.0)]);
}

#[test]
fn another_job_starts_while_data_come_and_nobody_waits_for_nothing() {
    let run = run_of(&wan(&[100], &[&[0], &[]]));
    let played = play(&run, vec![job(1, 0, 0, 4, 5), job(2, 1, 1, 4, 5)], "fcfs+none");
    assert_eq!(played.starts(), [(1, 10.0), (2, 1.0)]);
    assert_eq!(played.causes(1), [("staging", 5.0), ("capacity", 5.0)]);
}

#[test]
fn jobs_that_need_the_same_data_share_one_transfer_and_a_copy_stays() {
    let run = run_of(&wan(&[100], &[&[0]]));
    let jobs = vec![job(1, 0, 0, 1, 5), job(2, 0, 4, 1, 5), job(3, 0, 30, 1, 5)];
    let played = play(&run, jobs, "fcfs+easy");
    assert_eq!(played.starts(), [(1, 10.0), (2, 10.0), (3, 30.0)]);
    assert_eq!(played.data(), ["0: begun 0 for 1", "10: moved 100 MB over 1", "10: arrived 0"]);
}

#[test]
fn the_copy_that_was_used_longest_ago_makes_way_and_one_in_use_does_not() {
    // Room for two of three datasets of 100 MB.
    let mut wan = wan(&[100, 100, 100], &[&[0], &[1], &[2]]);
    wan.stores[0].bytes = Some(200 * MB);
    let jobs =
        |last: (Job, Option<Terms>)| vec![job(1, 0, 0, 1, 5), job(2, 1, 20, 1, 5), job(3, 0, 40, 1, 5), last];
    let played = play(&run_of(&wan), jobs(job(4, 2, 60, 1, 5)), "fcfs+easy");
    assert_eq!(
        played.data().iter().filter(|told| told.contains("dropped")).collect::<Vec<_>>(),
        ["60: dropped d1"]
    );
    // The oldest copy is the other one, and so is a copy in use.
    let oldest =
        Wan { stores: vec![Storeroom { discard: Discard::Oldest, ..wan.stores[0] }; 2], ..wan.clone() };
    let played = play(&run_of(&oldest), jobs(job(4, 2, 60, 1, 5)), "fcfs+easy");
    assert!(played.data().contains(&"60: dropped d0".into()), "{:?}", played.data());
    let played = play(&run_of(&oldest), jobs(job(4, 2, 42, 1, 5)), "fcfs+easy");
    assert!(played.data().contains(&"42: dropped d1".into()), "{:?}", played.data());
}

#[test]
fn a_job_waits_for_room_until_nobody_needs_what_takes_it() {
    let mut wan = wan(&[100, 60], &[&[0], &[1]]);
    wan.stores[0].bytes = Some(150 * MB);
    let jobs = vec![job(1, 0, 0, 1, 20), job(2, 1, 1, 1, 5), job(3, 1, 2, 1, 5)];
    let played = play(&run_of(&wan), jobs, "fcfs+easy");
    // The first copy is there at 10 s and in use until 30 s; then 6 s more.
    assert_eq!(played.starts(), [(1, 10.0), (2, 36.0), (3, 36.0)]);
    assert_eq!(played.causes(2), [("staging", 35.0)]);
}

#[test]
fn a_job_whose_data_can_never_come_is_turned_away() {
    let rejections = |wan: &Wan| {
        let played = play(&run_of(wan), vec![job(1, 0, 0, 1, 20)], "fcfs+easy");
        let whys = played.tape.entries.iter().filter_map(|entry| match entry.event.job() {
            Some((_, JobFact::Rejected { why })) => Some(*why),
            Some(_) | None => None,
        });
        whys.collect::<Vec<Rejection>>()
    };
    let mut small = wan(&[100], &[&[0]]);
    small.stores[0].bytes = Some(99 * MB);
    assert_eq!(rejections(&small), [Rejection::DataTooLarge]);
    let apart = Wan { links: Vec::new(), ..wan(&[100], &[&[0]]) };
    assert_eq!(rejections(&apart), [Rejection::DataOutOfReach]);
}

#[test]
fn a_user_learns_of_the_end_when_the_output_has_come() {
    let mut wan = wan(&[], &[&[]]);
    wan.classes[0].output = Some((50 * MB, CenterId(1)));
    let played = play(&run_of(&wan), vec![job(1, 0, 0, 4, 20), job(2, 0, 1, 4, 1)], "fcfs+easy");
    assert_eq!(played.starts(), [(1, 0.0), (2, 20.0)], "the nodes are free at the end");
    let learned: Vec<(u64, u64)> = played.learned.iter().map(|(job, at, _)| (job.0, at.as_secs())).collect();
    // 10 MB are there before the second begins to move; then each gets a half: 80 MB more until 29 s, the last 10 alone.
    assert_eq!(learned, [(1, 29), (2, 30)]);
}

#[test]
fn what_a_killed_job_leaves_behind_is_not_sent() {
    let mut wan = wan(&[], &[&[]]);
    wan.classes[0].output = Some((50 * MB, CenterId(1)));
    let mut killed = job(1, 0, 0, 4, 20);
    killed.0.work = Span::from_secs(40);
    let played = play(&run_of(&wan), vec![killed], "fcfs+easy");
    assert_eq!(played.learned, [(JobId(1), Time::from_secs(20), Outcome::Killed)]);
    assert!(played.data().is_empty());
}

#[test]
fn a_transfer_waits_for_its_link_and_the_job_for_its_transfer() {
    let mut wan = wan(&[100], &[&[0]]);
    wan.links[0].failures.known = vec![(Time::from_secs(4), Time::from_secs(9))];
    let played = play(&run_of(&wan), vec![job(1, 0, 0, 2, 10)], "fcfs+easy");
    assert_eq!(played.starts(), [(1, 15.0)]);
    let expected = [
        "0: begun 0 for 1",
        "4: down",
        "4: moved 40 MB over 1",
        "9: up",
        "15: moved 60 MB over 1",
        "15: arrived 0",
    ];
    assert_eq!(played.data(), expected);
}

#[test]
fn a_dependency_comes_before_data_among_the_causes_and_data_come_meanwhile() {
    let after = |job| Terms {
        after: vec![Dependency { job: JobId(job), condition: Condition::AfterOk }],
        ..Terms::default()
    };
    let run = run_of(&wan(&[100], &[&[0], &[]]));
    let mut second = job(2, 0, 1, 1, 5);
    second.1 = Some(after(1));
    // It ends at 4 s, and the data are there at 11 s.
    let played = play(&run, vec![job(1, 1, 0, 1, 4), second.clone()], "fcfs+easy");
    assert_eq!(played.starts(), [(1, 0.0), (2, 11.0)]);
    assert_eq!(played.causes(2), [("dependency", 3.0), ("staging", 7.0)]);
    // It ends at 30 s, long after.
    let played = play(&run, vec![job(1, 1, 0, 1, 30), second], "fcfs+easy");
    assert_eq!(played.starts(), [(1, 0.0), (2, 30.0)]);
    assert_eq!(played.causes(2), [("dependency", 29.0)]);
}

#[test]
fn a_gang_waits_for_the_data_of_each_of_its_jobs() {
    let run = run_of(&wan(&[100], &[&[0], &[]]));
    let gang = Some(Terms { gang: Some(Gang { gang: 1, members: 2 }), ..Terms::default() });
    let (mut first, mut second) = (job(1, 0, 0, 1, 5), job(2, 1, 0, 1, 5));
    (first.1, second.1) = (gang.clone(), gang);
    let played = play(&run, vec![first, second], "fcfs+easy");
    assert_eq!(played.starts(), [(1, 10.0), (2, 10.0)]);
    assert_eq!((played.causes(1), played.causes(2)), (vec![("staging", 10.0)], vec![("dependency", 10.0)]));
}

#[test]
fn of_many_datasets_each_job_needs_one_and_popular_ones_more_often() {
    let mut wan = wan(&[1], &[&[0]]);
    // The first is wanted three times as often as the second.
    wan.families[0].wanted = vec![3, 4];
    let run = run_of(&wan);
    let first = (0..4_000).filter(|id| run.inputs(ClassId(0), JobId(*id)) == [DatasetId(0)]).count();
    assert!((2_900..3_100).contains(&first), "{first}");
    assert_eq!(run.inputs(ClassId(0), JobId(7)), run.inputs(ClassId(0), JobId(7)));
    let other = WanRun { chance: (1, 1), ..run.clone() };
    assert!((0..100).any(|id| run.inputs(ClassId(0), JobId(id)) != other.inputs(ClassId(0), JobId(id))));
}

#[test]
fn links_fail_as_often_and_as_long_as_is_said() {
    let mut flaky: Link = link("flaky", (0, 1), MB);
    flaky.failures.by_chance = Some((Span::from_secs(90), Span::from_secs(10)));
    flaky.failures.known = vec![(Time::from_secs(5), Time::from_secs(6))];
    let horizon = Time::from_secs(1_000_000);
    let run = WanRun::new(&network(vec![flaky]), (3, 0), horizon);
    let down: u64 = run.down[0].iter().map(|(from, until)| from.until(*until).as_micros()).sum();
    let share = down as f64 / horizon.as_micros() as f64;
    assert!((0.09..0.11).contains(&share), "{share}");
    assert!(run.down[0].windows(2).all(|pair| pair[0].1 < pair[1].0));
    assert!((9_000..11_000).contains(&run.down[0].len()));
}
