//! The story of one job: on hand-made scenarios it is what a person would tell, and it adds up on random ones.

use crate::support::request;
use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use suanli::engine::Settings;
use suanli::experiment::{ExplainError, Explanation, Remedies, Setup, explain};
use suanli::model::{
    Amount, Cause, Center, Condition, Dependency, Each, GroupId, Job, JobId, Layout, Limit, Lock, NodeType,
    Nodes, Partition, PeakFlops, Pool, PoolId, Request, Resources, Shape, Source, SourceError, Span,
    TenantId, Terms, Time, Windows,
};
use suanli::policy::PolicySpec;
use suanli::report::{StoryNames, story_json, story_text};

/// A job of one processor a task, of the tenant whose group has the same number.
fn job(id: u64, submit: u64, tasks: u32, (walltime, work): (u64, u64), tenant: u32) -> Job {
    let request = Request {
        tenant: TenantId(tenant),
        group: GroupId(tenant as u16),
        ..request(id, submit, tasks, walltime)
    };
    Job { request, work: Span::from_secs(work) }
}

/// Jobs with what they ask for besides.
struct Listed {
    jobs: Vec<Job>,
    terms: BTreeMap<JobId, Terms>,
    next: usize,
}

impl Source for Listed {
    fn next_submit(&mut self) -> Result<Option<Time>, SourceError> {
        Ok(self.jobs.get(self.next).map(|job| job.request.submit))
    }

    fn take(&mut self) -> Job {
        self.next += 1;
        self.jobs[self.next - 1]
    }

    fn terms(&self) -> Option<&Terms> {
        self.terms.get(&self.jobs[self.next - 1].request.id)
    }

    fn has_dependencies(&self) -> bool {
        !self.terms.is_empty()
    }
}

fn told(
    center: &Center,
    policy: &str,
    jobs: &[Job],
    terms: &[(u64, Terms)],
    job: u64,
) -> Result<Explanation, ExplainError> {
    let policy = PolicySpec::parse(policy).expect("made of rows of the tables");
    let stop = AtomicBool::new(false);
    let terms = terms.iter().map(|(job, terms)| (JobId(*job), terms.clone())).collect();
    let mut source = Listed { jobs: jobs.to_vec(), terms, next: 0 };
    explain(&Setup::of_machine(center, &policy, Settings::default()), &mut source, JobId(job), &stop)
}

fn text(center: &Center, explanation: &Explanation) -> String {
    story_text(explanation, &names(center))
}

fn names(center: &Center) -> StoryNames<'_> {
    StoryNames {
        policy: "fcfs+easy",
        centers: std::slice::from_ref(center),
        tenants: vec!["ada".into(), "bob".into()],
        classes: Vec::new(),
        start: None,
        origin: Span::ZERO,
    }
}

/// Job 1 holds three of four processors until 100 s. Job 2 wants all four. Job 3 would fit, and has 80 s until job 2 is to start.
#[test]
fn a_job_that_could_be_backfilled_is_told_how() {
    let center = Center::counted("machine", 4);
    let jobs = [job(1, 0, 3, (100, 100), 0), job(2, 10, 4, (20, 20), 0), job(3, 20, 1, (200, 50), 1)];
    let third = told(&center, "fcfs+easy", &jobs, &[], 3).expect("it is there");
    assert_eq!(third.remedies, Some(Remedies { walltime: Some(Span::from_secs(80)), tasks: None }));
    let expected = "\
Job 3 of bob at machine under fcfs+easy
It asks for 1 processor for at most 3.33 min.

20 s  submitted
20 s  waits: others are ahead
    room for 1 of its 1 task; all: 1 processor free
    1 job stands before it in the queue, 4 processors in all:
      job 2 of ada: 4 processors for 20 s, since 10 s; enough is free for it at 100 s
    it would have started at once asking for at most 80 s
100 s  waits: not enough is free
    room for 0 of its 1 task; all: 0 processors free
    enough is free at 120 s, if those who run leave when they are expected to
    1 job holds its pools; expected to leave first:
      job 2 of ada: 4 processors from 100 s until 120 s
120 s  starts on 1 processor
170 s  done after 50 s

Why it waited
  not enough is free                  20 s    20.0 %
  others are ahead                    80 s    80.0 %
  in all                             100 s   100.0 %
";
    assert_eq!(text(&center, &third), expected);
    let second = told(&center, "fcfs+easy", &jobs, &[], 2).expect("it is there");
    assert_eq!(second.remedies, Some(Remedies { walltime: None, tasks: Some(1) }));
    assert_eq!(second.causes.of(Cause::Capacity), Span::from_secs(90));
    let first = told(&center, "fcfs+easy", &jobs, &[], 1).expect("it is there");
    assert_eq!((first.remedies, first.scenes.len()), (None, 0));
    assert!(text(&center, &first).ends_with("\nIt did not wait.\n"));
}

/// Two processors of four are enough for both, but the group may hold two at a time.
#[test]
fn a_limit_is_named_with_who_holds_it() {
    let mut center = Center::counted("machine", 4);
    center.rules.limits.push(Limit {
        name: "two cores".into(),
        groups: vec![GroupId(0)],
        qos: Vec::new(),
        partitions: Vec::new(),
        classes: Vec::new(),
        each: Each::Together,
        amount: Amount::Cores,
        most: 2,
    });
    let jobs = [job(1, 0, 2, (60, 60), 0), job(2, 10, 2, (60, 30), 0)];
    let second = told(&center, "fcfs+easy", &jobs, &[], 2).expect("it is there");
    assert_eq!(second.causes.of(Cause::Limit), Span::from_secs(50));
    let expected = "\
Job 2 of ada at machine under fcfs+easy
It asks for 2 processors for at most 60 s.

10 s  submitted
10 s  waits: a limit is reached
    limit `two cores`: 2 of 2 held, it needs 2, by 1 job:
      job 1 of ada: 2 processors from 0 s until 60 s
    room for 2 of its 2 tasks; all: 2 processors free
    neither a shorter requested time nor fewer tasks would have let it start at once
    without limit `two cores`: what it needs was free
60 s  starts on 2 processors
90 s  done after 30 s

Why it waited
  a limit is reached                  50 s   100.0 %
  in all                              50 s   100.0 %
";
    assert_eq!(text(&center, &second), expected);
}

/// Two pools of two nodes; the second is locked for the group of bob.
fn locked() -> Center {
    let pool = |name: &str, lock: Option<Lock>| Pool {
        name: name.into(),
        node_type: NodeType {
            name: "node".into(),
            capacity: Resources::cores(1),
            device: None,
            peak_tflops: PeakFlops::default(),
            idle_watts: 0.0,
            busy_watts: 0.0,
        },
        nodes: Nodes::Named { count: 2 },
        lock,
    };
    let lock = Lock { name: "bob only".into(), owners: vec![GroupId(1)], ..Lock::default() };
    let pools = vec![pool("open", None), pool("bobs", Some(lock))];
    let partition = Partition { name: "all".into(), pools: vec![PoolId(0), PoolId(1)] };
    Center::new("machine", "machine", pools, vec![partition], 2)
}

#[test]
fn a_lock_is_named_that_keeps_free_nodes() {
    let center = locked();
    let jobs = [job(1, 0, 1, (60, 60), 0), job(2, 10, 2, (60, 30), 0)];
    let second = told(&center, "fcfs+easy", &jobs, &[], 2).expect("it is there");
    assert_eq!(second.causes.of(Cause::Reservation), Span::from_secs(50));
    let expected = "\
10 s  waits: free, but reserved
    room for 1 of its 2 tasks; open: 1 core free; bobs: 2 cores free, closed to it
    bobs is kept for its owners by `bob only` (strict)
    enough is free at 60 s, if those who run leave when they are expected to
    it would have started at once with at most 1 task instead of 2
    had what is kept for others been lent, it would have fit
60 s  starts on 2 nodes of open from node 0 on
";
    let found = text(&center, &second);
    assert!(found.contains(expected), "{found}");
}

/// The same two pools, of which the second comes at 40 s and goes at 200 s.
#[test]
fn a_phase_is_told_as_nodes_that_are_not_there() {
    let Center { mut pools, partitions, .. } = locked();
    let span = |from, until| (Time::from_secs(from), until);
    let windows = Windows::new(vec![span(0, Time::from_secs(40)), span(200, Time::NEVER)]);
    pools[1].lock = Some(Lock { name: "second".into(), absent: true, windows, ..Lock::default() });
    let center = Center::new("machine", "machine", pools, partitions, 2);
    let jobs = [job(1, 0, 1, (300, 300), 0), job(2, 10, 2, (60, 30), 0), job(3, 90, 2, (150, 30), 0)];
    let second = told(&center, "fcfs+easy", &jobs, &[], 2).expect("it is there");
    let found = text(&center, &second);
    for expected in [
        "; bobs: not there",
        "bobs is not there before 40 s",
        "40 s  starts on node 1 of open and node 2 of bobs",
    ] {
        assert!(found.contains(expected), "{expected}\n{found}");
    }
    assert!(found.contains("had the nodes that come or go on dates been there"), "{found}");
    assert!(!found.contains("kept for") && !found.contains("lent"), "{found}");
    let third = text(&center, &told(&center, "fcfs+easy", &jobs, &[], 3).expect("it is there"));
    assert!(third.contains("bobs goes at 200 s, before the job would end"), "{third}");
}

/// The same two pools, of which the second is worked on from 40 s to 200 s.
#[test]
fn work_on_nodes_is_told_with_its_dates() {
    let Center { mut pools, partitions, .. } = locked();
    let windows = Windows::new(vec![(Time::from_secs(40), Time::from_secs(200))]);
    pools[1].lock = Some(Lock { name: "firmware".into(), windows, ..Lock::default() });
    let center = Center::new("machine", "machine", pools, partitions, 2);
    let jobs = [job(1, 0, 1, (300, 300), 0), job(2, 10, 2, (60, 30), 0)];
    let early = text(&center, &told(&center, "fcfs+easy", &jobs, &[], 2).expect("it is there"));
    assert!(early.contains("bobs is worked on from 40 s, before the job would end"), "{early}");
    assert!(early.contains("had nobody worked on nodes, or planned to, it would have fit"), "{early}");
    let jobs = [job(1, 0, 1, (300, 300), 0), job(2, 90, 2, (20, 20), 0)];
    let late = text(&center, &told(&center, "fcfs+easy", &jobs, &[], 2).expect("it is there"));
    assert!(late.contains("bobs: worked on") && late.contains("bobs is worked on until 200 s"), "{late}");
}

/// Two nodes of 64 cores, 8 accelerators and 256 GiB.
fn accelerated() -> Center {
    let capacity = Resources { cores: 64, accelerators: 8, memory_mib: 262_144 };
    let mut center = locked();
    center.pools.truncate(1);
    center.pools[0].node_type.capacity = capacity;
    let partition = Partition { name: "all".into(), pools: vec![PoolId(0)] };
    Center::new("machine", "machine", center.pools, vec![partition], 2)
}

fn holding(job: Job, per_task: Resources) -> Job {
    let shape = Shape { per_task, layout: Layout::OnePerNode, ..job.request.shape };
    Job { request: Request { shape, ..job.request }, ..job }
}

/// Job 1 leaves four cores of each node, and all accelerators. Eight cores on one node are free, but scattered; ten are not free.
#[test]
fn cores_that_are_taken_beside_free_accelerators_are_not_scattered() {
    let center = accelerated();
    let cores = |job, cores| holding(job, Resources::cores(cores));
    let first = cores(job(1, 0, 2, (100, 100), 0), 60);
    let wait = |cores_wanted| {
        let jobs = [first, cores(job(2, 10, 1, (60, 30), 1), cores_wanted)];
        told(&center, "fcfs+easy", &jobs, &[], 2).expect("it is there")
    };
    assert_eq!(wait(8).causes.of(Cause::Fragmentation), Span::from_secs(90));
    let ten = wait(10);
    assert_eq!(ten.causes.of(Cause::Capacity), Span::from_secs(90));
    let expected = "\
10 s  waits: not enough is free
    room for 0 of its 1 task; open: 8 cores free
    enough is free at 100 s, if those who run leave when they are expected to
    1 job holds its pools; expected to leave first:
      job 1 of ada: 120 cores from 0 s until 100 s
";
    let found = text(&center, &ten);
    assert!(found.contains(expected), "{found}");
}

/// Accelerators and cores are free; what is scarce is memory, or cores of a job that asks for accelerators, too.
#[test]
fn a_job_with_accelerators_is_told_what_it_lacks_beside_them() {
    let center = accelerated();
    let memory = Resources { cores: 4, accelerators: 0, memory_mib: 250_000 };
    let first = holding(job(1, 0, 2, (100, 100), 0), memory);
    let second = Resources { cores: 8, accelerators: 1, memory_mib: 65_536 };
    let jobs = [first, holding(job(2, 10, 1, (60, 30), 1), second)];
    let second = told(&center, "fcfs+easy", &jobs, &[], 2).expect("it is there");
    assert_eq!(second.causes.of(Cause::Capacity), Span::from_secs(90));
    let found = text(&center, &second);
    assert!(found.contains("open: 16 accelerators and 23.7 GiB of memory free"), "{found}");
}

#[test]
fn a_dependency_is_named() {
    let center = Center::counted("machine", 4);
    let jobs = [job(1, 0, 1, (60, 40), 0), job(2, 10, 1, (60, 30), 0)];
    let after = Dependency { job: JobId(1), condition: Condition::AfterOk };
    let terms = [(2, Terms { after: vec![after], ..Terms::default() })];
    let second = told(&center, "fcfs+easy", &jobs, &terms, 2).expect("it is there");
    assert_eq!((second.causes.of(Cause::Dependency), second.remedies), (Span::from_secs(30), None));
    let expected = "\
10 s  submitted
10 s  waits: waits for other jobs
    job 1 has to do its work first
40 s  starts on 1 processor
";
    let found = text(&center, &second);
    assert!(found.contains(expected), "{found}");
}

#[test]
fn a_story_as_json_says_the_same() {
    let center = Center::counted("machine", 4);
    let jobs = [job(1, 0, 3, (100, 100), 0), job(2, 10, 4, (20, 20), 0), job(3, 20, 1, (200, 50), 1)];
    let third = told(&center, "fcfs+easy", &jobs, &[], 3).expect("it is there");
    let json: serde_json::Value =
        serde_json::from_str(&story_json(&third, &names(&center))).expect("it is JSON");
    assert_eq!(json["wait_secs"], 100.0);
    assert_eq!(json["wait_secs_by_cause"]["ahead"], 80.0);
    assert_eq!(json["would_have_started_with"]["walltime_secs_most"], 80.0);
    let causes: Vec<&serde_json::Value> =
        json["story"].as_array().expect("moments").iter().filter_map(|moment| moment.get("cause")).collect();
    assert_eq!(causes, ["ahead", "capacity"]);
}

#[test]
fn a_job_that_does_not_exist_is_a_wrong_question() {
    let center = Center::counted("machine", 4);
    let jobs = [job(4, 0, 3, (100, 100), 0), job(9, 10, 4, (20, 20), 0)];
    let error = told(&center, "fcfs+easy", &jobs, &[], 5).expect_err("there is none");
    assert_eq!(error, ExplainError::Unknown(JobId(5), Some((JobId(4), JobId(9)))));
    assert_eq!(error.to_string(), "there is no job 5; jobs are numbered from 4 to 9");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_suanli"))
        .args(["explain", "scenarios/smoke.toml", "--job", "123456789"])
        .output()
        .expect("the program can be run");
    let told = String::from_utf8_lossy(&output.stderr).replace('\n', " ");
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("jobs are numbered from 1 to"), "{told}");
}

/// A job that is told to ask for less does start at once when it does, and would not for one second or task more.
#[test]
fn what_would_have_helped_helps() {
    let center = Center::counted("machine", 16);
    let mut state = 5_u64;
    let mut draw = move |bound: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    let mut submit = 0;
    let jobs: Vec<Job> = (1..=60)
        .map(|id| {
            submit += draw(12);
            let walltime = 10 + draw(90);
            job(id, submit, 1 + draw(12) as u32, (walltime, 1 + draw(walltime)), draw(2) as u32)
        })
        .collect();
    let mut helped = 0;
    for place in 0..jobs.len() {
        let id = jobs[place].request.id.0;
        let explanation = told(&center, "fcfs+easy", &jobs, &[], id).expect("it is there");
        let waited = |change: &dyn Fn(&mut Request)| {
            let mut jobs = jobs.clone();
            change(&mut jobs[place].request);
            let again = told(&center, "fcfs+easy", &jobs, &[], id).expect("it is there");
            Span::ZERO < again.causes.total()
        };
        let Some(Remedies { walltime, tasks }) = explanation.remedies else { continue };
        if let Some(most) = walltime {
            helped += 1;
            let asking = |span| {
                move |request: &mut Request| {
                    (request.walltime, request.estimate) = (span, span);
                }
            };
            assert!(!waited(&asking(most)) && waited(&asking(most + Span::SECOND)), "job {id}");
        }
        if let Some(most) = tasks {
            helped += 1;
            let with = |tasks| move |request: &mut Request| request.shape.tasks = tasks;
            assert!(!waited(&with(most)) && waited(&with(most + 1)), "job {id}");
        }
    }
    assert!(10 < helped, "only {helped} were told what would have helped");
}
