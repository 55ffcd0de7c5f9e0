//! Plain schedulers: slow, short and obviously right. What the engine does fast, these do slowly, and both must agree.
//!
//! They know whole seconds and counted processors, scan every list from end to end, and share nothing with the crate.

mod batched;
mod conservative;
mod profile;
mod sequential;

pub(crate) use batched::{Begun, Rule, batched, ranked};
pub(crate) use conservative::{conservative_batched, conservative_sequential, planned, replanned};
pub(crate) use sequential::easy_sequential;

/// A job in whole seconds. Its run is already cut to its estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PlainJob {
    pub(crate) id: u64,
    pub(crate) submit: u64,
    pub(crate) run: u64,
    pub(crate) estimate: u64,
    pub(crate) procs: u64,
}

/// In which order jobs are looked at; equal ones in order of submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Submission,
    ShortestFirst,
    SmallestFirst,
    LargestFirst,
    SmallestAreaFirst,
}

impl Order {
    /// The places of these jobs, in this order.
    fn sorted(self, jobs: &[PlainJob], places: &[usize]) -> Vec<usize> {
        let mut sorted = places.to_vec();
        sorted.sort_by_key(|&place| match self {
            Order::Submission => 0,
            Order::ShortestFirst => jobs[place].estimate,
            Order::SmallestFirst => jobs[place].procs,
            Order::LargestFirst => u64::MAX - jobs[place].procs,
            Order::SmallestAreaFirst => jobs[place].estimate * jobs[place].procs,
        });
        sorted
    }
}

/// A job that holds its processors.
#[derive(Debug, Clone, Copy)]
struct Running {
    end: u64,
    expected: u64,
    procs: u64,
}

/// What still holds its processors: a running job whose estimated end has come counts as gone.
fn held(running: &[Running], now: u64) -> impl Iterator<Item = &Running> {
    running.iter().filter(move |run| now < run.expected)
}

fn free_at(processors: u64, running: &[Running], now: u64) -> u64 {
    processors - held(running, now).map(|run| run.procs).sum::<u64>()
}

/// Which of the waiting jobs may start now under EASY backfilling (Lifka 1995), given what runs: heads while they fit, then
/// every job that ends by the head's reservation, or fits beside the head when the reservation comes.
fn easy_starts(
    jobs: &[PlainJob],
    now: u64,
    processors: u64,
    running: &[Running],
    queue: &[usize],
    candidates: Order,
) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut releases: Vec<(u64, u64)> = held(running, now).map(|run| (run.expected, run.procs)).collect();
    let mut free = free_at(processors, running, now);
    let mut rest = queue.iter().copied();
    let head = loop {
        let Some(place) = rest.next() else { return starts };
        if free < jobs[place].procs {
            break place;
        }
        free -= jobs[place].procs;
        releases.push((now + jobs[place].estimate, jobs[place].procs));
        starts.push(place);
    };
    let (reservation, mut spare) = reservation(&mut releases, free, jobs[head].procs);
    let behind: Vec<usize> = rest.collect();
    for place in candidates.sorted(jobs, &behind) {
        let job = jobs[place];
        let harmless = now + job.estimate <= reservation;
        if job.procs <= free && (harmless || job.procs <= spare) {
            free -= job.procs;
            if !harmless {
                spare -= job.procs;
            }
            starts.push(place);
        }
    }
    starts
}

/// When so many processors are free by the estimates, and how many more are free then.
fn reservation(releases: &mut [(u64, u64)], mut free: u64, need: u64) -> (u64, u64) {
    releases.sort_unstable();
    for place in 0..releases.len() {
        free += releases[place].1;
        let more_at_once = releases.get(place + 1).is_some_and(|next| next.0 == releases[place].0);
        if need <= free && !more_at_once {
            return (releases[place].0, free - need);
        }
    }
    panic!("a job of {need} processors can never run");
}
