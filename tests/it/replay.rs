//! Replays: the file of jobs in log order, reading ahead, and the figures of a small log worked out by hand.

mod command;

use crate::support::request;
use std::collections::VecDeque;
use suanli::experiment::Prefetched;
use suanli::model::{
    CenterId, Job, Layout, Request, Resources, Shape, Source, SourceError, Span, TenantId, Time,
};
use suanli::record::{End, Event, Fact, JobFact, Observer, Past, Piece, Record, Rejection, Spent, Tape};
use suanli::report::{JobColumn, JobsFile};

fn job(id: u64, submit: u64, run: u64, processors: u32) -> Job {
    let request = Request { tenant: TenantId(3), ..request(id, submit, processors, 100) };
    Job { request, work: Span::from_secs(run) }
}

fn ended(request: &Request, start: Time, end: End) -> JobFact {
    JobFact::Ended { start, end, spent: Spent::default(), past: Past::of_wait(request, start) }
}

/// A story in words, one step each: `0 s1` job 1 is submitted at 0 s, `4 b1` it begins, `9 e1` it ends, `9 k1` it is
/// killed, `0 r1` it is turned away, `9 w1` and `9 g1` it waits or goes on at the horizon.
fn told(jobs: &[Job], story: &str) -> Tape {
    let mut tape = Tape::default();
    let mut starts = vec![Time::ZERO; jobs.len()];
    for step in story.split(", ") {
        let (at, deed) = step.split_once(' ').expect("a time and a deed");
        let at: f64 = at.parse().expect("a time in seconds");
        let at = Time::from_micros((at * 1e6) as u64);
        let place = deed[1..].parse::<usize>().expect("the number of a job") - 1;
        let request = &jobs[place].request;
        let fact = match &deed[..1] {
            "s" => JobFact::Submitted,
            "r" => JobFact::Rejected { why: Rejection::TooManyTasks },
            "b" => {
                starts[place] = at;
                JobFact::Started { past: Past::of_wait(request, at) }
            }
            "e" => ended(request, starts[place], End::Finished),
            "k" => ended(request, starts[place], End::Killed),
            "w" => JobFact::StillWaiting { past: Past::of_wait(request, at), work: Span::HOUR },
            "g" => {
                let (start, past) = (starts[place], Past::of_wait(request, starts[place]));
                JobFact::StillRunning { start, spent: Spent::default(), past, work: Span::HOUR }
            }
            unknown => panic!("no step `{unknown}`"),
        };
        tape.observe(&Record { at, center: CenterId(0), fact: Fact::of_job(request, fact) });
    }
    tape
}

/// The file that a story leaves behind, without its first line.
fn file_of(tape: &Tape, origin: Span, columns: Vec<JobColumn>) -> String {
    let folder = tempfile::tempdir().expect("a folder for a while");
    let path = folder.path().join("jobs.csv");
    let mut file = JobsFile::create(&path, origin, columns).expect("the folder can be written to");
    tape.play(&mut file);
    assert!(!path.exists(), "nothing may have the name of the file before it is complete");
    file.finish().expect("there is room for a small file");
    assert_eq!(std::fs::read_dir(folder.path()).expect("the folder is there").count(), 1);
    std::fs::read_to_string(&path).expect("the file is complete")
}

fn rows_of(ids: [u64; 3], story: &str) -> Vec<String> {
    let jobs = ids.map(|id| job(id, 0, 10, 4));
    let text = file_of(&told(&jobs, story), Span::ZERO, vec![]);
    text.lines().skip(1).map(str::to_owned).collect()
}

#[test]
fn jobs_are_written_in_log_order_whatever_ends_first() {
    let story = "0 s1, 0 s2, 0 s3, 0 b3, 5 e3, 5 b1, 9 b2, 10 k2, 20.25 e1";
    let expected = |ids: [u64; 3]| {
        vec![
            format!("{},0,5,20.25,4,finished", ids[0]),
            format!("{},0,9,10,4,killed", ids[1]),
            format!("{},0,0,5,4,finished", ids[2]),
        ]
    };
    // Numbers without gaps, with gaps, descending, and mixed.
    for ids in [[1, 2, 3], [10, 500, 501], [9, 5, 1], [5, 9, 6]] {
        assert_eq!(rows_of(ids, story), expected(ids), "{ids:?}");
    }
}

#[test]
fn jobs_of_one_number_are_told_apart_by_their_requests() {
    let jobs = [job(7, 0, 10, 1), job(7, 0, 10, 2), job(7, 1, 10, 3)];
    let tape = told(&jobs, "0 s1, 0 s2, 0 b2, 1 s3, 2 e2, 2 b3, 3 e3, 3 b1, 4 e1");
    let text = file_of(&tape, Span::ZERO, vec![]);
    assert_eq!(
        text,
        "job,submit_secs,start_secs,end_secs,procs,state\n7,0,3,4,1,finished\n7,0,0,2,2,finished\n7,1,2,3,3,finished\n"
    );
}

#[test]
fn jobs_that_never_ran_or_still_run_have_empty_fields() {
    assert_eq!(
        rows_of([1, 2, 3], "0 s1, 0 b1, 0 r2, 0 s3, 50 w3, 50 g1"),
        ["1,0,0,,4,running", "2,0,,,4,rejected", "3,0,,,4,waiting"]
    );
    // Once numbers have repeated, jobs turned away must not confuse the search.
    assert_eq!(
        rows_of([1, 1, 1], "0 s1, 0 r2, 0 s3, 0 b1, 1 e1, 1 b3, 2 e3"),
        ["1,0,0,1,4,finished", "1,0,,,4,rejected", "1,0,1,2,4,finished"]
    );
}

#[test]
fn columns_may_be_added_and_times_are_those_of_the_log() {
    let mut one = job(1, 0, 10, 4);
    one.request.shape = Shape {
        tasks: 2,
        per_task: Resources { cores: 6, accelerators: 8, memory_mib: 0 },
        layout: Layout::OnePerNode,
    };
    one.request.walltime = Span::from_micros(90_000_001);
    let mut two = job(2, 1, 10, 4);
    two.request.tenant = TenantId(0);
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let columns = vec![
        JobColumn::User,
        JobColumn::Walltime,
        JobColumn::Accelerators,
        JobColumn::Nodes,
        JobColumn::Class(names(&["weather, \"fine\""])),
        JobColumn::Center(names(&["武汉"])),
        JobColumn::Tenant(names(&[])),
    ];
    let mut tape = told(&[one, two], "0 s1, 0 b1, 1 s2, 2.000001 e1, 5 w2");
    let piece = |node| Piece { pool: suanli::model::PoolId(0), node: suanli::model::NodeId(node), tasks: 1 };
    for entry in &mut tape.entries {
        if let Event::Job { pieces, fact: JobFact::Ended { .. }, .. } = &mut entry.event {
            *pieces = vec![piece(0), piece(1)];
        }
    }
    assert_eq!(
        file_of(&tape, Span::from_secs(1000), columns),
        "job,submit_secs,start_secs,end_secs,procs,state,user,walltime_secs,accelerators,nodes,class,center,tenant\n\
         1,1000,1000,1002.000001,12,finished,3,90.000001,16,2,\"weather, \"\"fine\"\"\",武汉,3\n\
         2,1001,,,4,waiting,,100,0,,\"weather, \"\"fine\"\"\",武汉,0\n"
    );
}

#[test]
fn a_file_of_jobs_that_was_not_completed_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("jobs.csv");
    std::fs::write(&path, "the one of yesterday").unwrap();
    let mut file = JobsFile::create(&path, Span::ZERO, vec![]).unwrap();
    told(&[job(1, 0, 10, 4)], "0 s1").play(&mut file);
    drop(file);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "the one of yesterday");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    assert!(JobsFile::create(&folder.path().join("absent/jobs.csv"), Span::ZERO, vec![]).is_err());
}

/// A device or a link that is given as a file must still be one afterwards.
#[cfg(unix)]
#[test]
fn outputs_never_replace_what_is_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("file"), "old").unwrap();
    std::os::unix::fs::symlink(path("file"), path("link")).unwrap();
    std::os::unix::fs::symlink("/dev/null", path("hole")).unwrap();
    for (name, content) in [("link", "new"), ("hole", "")] {
        suanli::report::write_file(&path(name), b"new").unwrap();
        assert!(path(name).is_symlink(), "{name}");
        assert_eq!(std::fs::read_to_string(path(name)).unwrap(), content, "{name}");
    }
    assert_eq!(std::fs::read_to_string(path("file")).unwrap(), "new");
}

/// A long log under a machine that lets jobs overtake at random: the file has every job once, in order.
#[test]
fn many_jobs_keep_their_order() {
    let jobs: Vec<Job> = (0..50_000).map(|id| job(id * 3, id / 4, 10, 1)).collect();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("jobs.csv");
    let mut file = JobsFile::create(&path, Span::ZERO, vec![]).unwrap();
    let mut open: VecDeque<&Request> = VecDeque::new();
    let mut scatter = 1_u64;
    for job in &jobs {
        let request = &job.request;
        let at = request.submit;
        let fact = Fact::of_job(request, JobFact::Submitted);
        file.observe(&Record { at, center: CenterId(0), fact });
        open.push_back(request);
        scatter = scatter.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        if 40 < open.len() {
            let request = open.remove((scatter >> 33) as usize % open.len()).unwrap();
            let (start, past) = (request.submit, Past::default());
            let fact = Fact::of_job(
                request,
                JobFact::Ended { start, end: End::Finished, spent: Spent::default(), past },
            );
            file.observe(&Record { at, center: CenterId(0), fact });
        }
    }
    for request in open {
        let at = Time::from_secs(20_000);
        let fact = Fact::of_job(
            request,
            JobFact::StillWaiting { past: Past::of_wait(request, at), work: Span::HOUR },
        );
        file.observe(&Record { at, center: CenterId(0), fact });
    }
    file.finish().unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    let ids: Vec<u64> =
        text.lines().skip(1).map(|line| line.split(',').next().unwrap().parse().unwrap()).collect();
    assert_eq!(ids, jobs.iter().map(|job| job.request.id.0).collect::<Vec<u64>>());
}

/// So many jobs, then an error if there is a message.
#[derive(Debug)]
struct Counted {
    next: u64,
    last: u64,
    message: Option<&'static str>,
}

impl Source for Counted {
    fn next_submit(&mut self) -> Result<Option<Time>, SourceError> {
        match self.message {
            _ if self.next < self.last => Ok(Some(Time::from_secs(self.next))),
            Some(message) => Err(SourceError { message: message.into() }),
            None => Ok(None),
        }
    }

    fn take(&mut self) -> Job {
        self.next += 1;
        job(self.next, self.next - 1, 10, 1)
    }
}

#[test]
fn reading_ahead_gives_the_same_jobs_and_the_same_error() {
    for last in [0, 1, 4095, 4096, 4097, 100_000] {
        for message in [None, Some("line 7: cut off")] {
            let mut ahead = Prefetched::new(Counted { next: 0, last, message });
            for expected in 0..last {
                assert_eq!(ahead.next_submit(), Ok(Some(Time::from_secs(expected))));
                assert_eq!(ahead.take(), job(expected + 1, expected, 10, 1));
            }
            let end = message.map_or(Ok(None), |message| Err(SourceError { message: message.into() }));
            assert_eq!(ahead.next_submit(), end);
            assert_eq!(ahead.finish().next, last);
        }
    }
}

#[test]
fn reading_ahead_can_be_stopped_half_way() {
    let mut ahead = Prefetched::new(Counted { next: 0, last: u64::MAX, message: None });
    assert_eq!(ahead.next_submit(), Ok(Some(Time::ZERO)));
    assert!(ahead.finish().next < 1_000_000);
}
