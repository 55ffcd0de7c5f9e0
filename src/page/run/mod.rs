//! One run as it is looked at closely: queues in fine steps, a map of nodes over time, and jobs with their stories.

mod apart;
mod bins;
mod ground;
mod kept;
mod lanes;
mod level;
mod squares;
mod told;
mod waits;

pub use apart::Apart;
pub use level::LevelCourse;
pub(super) use told::words;
pub use told::{RunNames, run_json};
pub use waits::WaitCourse;

use crate::model::{Causes, Center, CenterId, JobId, Nodes, Request, Time};
use crate::record::{Fact, JobFact, JobState, Observer, Piece, Record, Stretch};
use crate::state::{Saved, StateError, from_bytes};
use ground::{Given, Ground, Step};
use kept::Keeper;
use lanes::{Holder, Lanes, Stretches};
use level::Level;
use serde::{Deserialize, Serialize};
use squares::Squares;
use waits::Waits;

/// A pool: how many units a node has, in accelerators where it has any, else in cores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct PoolUnits {
    has_accelerators: bool,
    per_node: u32,
    is_counted: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct CenterFold {
    pools: Vec<PoolUnits>,
    waiting: Level,
    running: Level,
    waits: Waits,
    ground: Ground,
    /// What happened on the ground, where that is followed apart.
    #[serde(skip)]
    steps: Option<Vec<Step>>,
}

/// Follows one run closely. It never holds more than so much, however long the run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunFold {
    centers: Vec<CenterFold>,
    keeper: Keeper,
    /// For what the job waited that is about to start.
    waited: Option<(JobId, Causes)>,
    horizon: Option<Time>,
    last: Time,
    /// What a job holds, for as long as it is looked at.
    #[serde(skip)]
    stretches: Stretches,
}

impl RunFold {
    /// Nothing has happened yet; `horizon` is when the run ends, where that is known.
    #[must_use]
    pub fn new(centers: &[Center], horizon: Option<Time>) -> RunFold {
        RunFold {
            centers: centers.iter().map(|center| CenterFold::new(center, horizon)).collect(),
            keeper: Keeper::default(),
            waited: None,
            horizon,
            last: Time::ZERO,
            stretches: Stretches::new(),
        }
    }

    /// When it ended.
    #[must_use]
    pub fn end(&self) -> Time {
        self.horizon.unwrap_or(self.last).max(Time::from_micros(1))
    }

    /// How many jobs it told of.
    #[must_use]
    pub const fn jobs(&self) -> u64 {
        self.keeper.jobs
    }

    /// How many jobs of a centre waited, in no more steps than so many.
    #[must_use]
    pub fn waiting(&self, center: CenterId, count: usize) -> LevelCourse {
        self.centers[usize::from(center.0)].waiting.course(self.end(), count)
    }

    /// How many ran.
    #[must_use]
    pub fn running(&self, center: CenterId, count: usize) -> LevelCourse {
        self.centers[usize::from(center.0)].running.course(self.end(), count)
    }

    /// How long jobs had waited when they started.
    #[must_use]
    pub fn waits(&self, center: CenterId, count: usize) -> WaitCourse {
        self.centers[usize::from(center.0)].waits.course(count)
    }

    /// Lets its ground be followed elsewhere, where there is but one and its processors are only counted.
    fn take_ground(&mut self) -> Option<Ground> {
        let [center] = self.centers.as_mut_slice() else { return None };
        center.ground.lanes.as_ref()?;
        center.steps = Some(Vec::new());
        Some(std::mem::replace(&mut center.ground, Ground::elsewhere()))
    }

    /// What has happened on a ground that is followed elsewhere.
    fn steps(&mut self) -> &mut Vec<Step> {
        self.centers[0].steps.get_or_insert_default()
    }

    /// Takes a ground back that was followed elsewhere until now.
    fn put_back(&mut self, mut ground: Ground) {
        self.keeper.held(std::mem::take(&mut ground.kept));
        self.centers[0].steps = None;
        self.centers[0].ground = ground;
    }

    fn observe_job(&mut self, record: &Record<'_>, request: &Request, pieces: &[Piece], fact: &JobFact) {
        if let JobFact::Waited { causes } = fact {
            self.waited = Some((request.id, *causes));
            return;
        }
        let center = &mut self.centers[usize::from(record.center.0)];
        if let Some((before, after)) = fact.moves() {
            center.step(record.at, before, -1);
            center.step(record.at, after, 1);
        }
        let is_followed = match fact {
            JobFact::Submitted | JobFact::Rejected { .. } => {
                self.keeper.jobs += 1;
                false
            }
            JobFact::Started { .. } | JobFact::Cancelled { .. } | JobFact::StillWaiting { .. } => {
                let waited = self.waited.take().filter(|(job, _)| *job == request.id);
                let causes = waited.map_or(Causes::NONE, |(_, causes)| causes);
                self.keeper.waited(request, &causes, fact)
            }
            JobFact::Waited { .. }
            | JobFact::Stopped { .. }
            | JobFact::Lost { .. }
            | JobFact::PromiseBroken { .. }
            | JobFact::Ended { .. }
            | JobFact::StillRunning { .. } => self.keeper.follows(request),
        };
        if let JobFact::Started { past } = fact {
            center.waits.note(record.at, past.waited);
            center.take(holder(request, record.at));
        }
        let run = fact.stretch().map(|(start, stretch)| {
            let end = if stretch == Stretch::Cut { self.horizon.unwrap_or(record.at) } else { record.at };
            (start, end)
        });
        if let Some((start, end)) = run {
            self.stretches.clear();
            center.hold(request, pieces, (start, end), is_followed.then_some(&mut self.stretches));
        }
        if is_followed {
            let held = run.map(|(start, _)| (start, std::mem::take(&mut self.stretches)));
            let at = run.map_or(record.at, |(_, end)| end);
            self.keeper.note(at, request, fact, held);
        }
    }
}

/// A job that holds processors from then on.
fn holder(request: &Request, start: Time) -> Holder {
    let count = request.shape.tasks * request.shape.per_task.cores.max(1);
    Holder { job: request.id, start, count }
}

impl CenterFold {
    fn new(center: &Center, horizon: Option<Time>) -> CenterFold {
        let micros = horizon.map(Time::as_micros);
        let pools = center.pools.iter().map(|pool| {
            let each = pool.node_type.capacity;
            let has_accelerators = 0 < each.accelerators;
            let is_counted = matches!(pool.nodes, Nodes::Counted { .. });
            let per_node = if has_accelerators { each.accelerators } else { each.cores };
            PoolUnits { has_accelerators, per_node: per_node.max(1), is_counted }
        });
        let pools: Vec<PoolUnits> = pools.collect();
        let is_counted = pools.iter().all(|pool| pool.is_counted);
        let numbers = center.node_numbers().last().map_or(1, |last| last.end);
        let processors = center.pools.iter().map(|pool| pool.nodes.size()).sum();
        let nodes = if is_counted { processors } else { numbers };
        CenterFold {
            pools,
            waiting: Level::new(micros),
            running: Level::new(micros),
            waits: Waits::new(micros),
            ground: Ground::new(Squares::new(nodes, micros), is_counted.then(Lanes::default)),
            steps: None,
        }
    }

    fn step(&mut self, at: Time, state: JobState, by: i64) {
        match state {
            JobState::Absent => {}
            JobState::Waiting => self.waiting.change(at, by),
            JobState::Running => self.running.change(at, by),
        }
    }

    fn take(&mut self, holder: Holder) {
        match &mut self.steps {
            Some(steps) => steps.push(Step::Take(holder)),
            None => self.ground.take(holder),
        }
    }

    /// Takes note of what a job held, and says which nodes that were, where somebody wants to know.
    fn hold(
        &mut self,
        request: &Request,
        pieces: &[Piece],
        span: (Time, Time),
        wanted: Option<&mut Stretches>,
    ) {
        let (holder, is_followed) = (holder(request, span.0), wanted.is_some());
        let given = Given { holder, class: request.class, end: span.1, is_followed };
        if let Some(steps) = &mut self.steps {
            steps.push(Step::Give(given));
            return;
        }
        if self.ground.lanes.is_some() {
            self.ground.give(given, wanted);
            return;
        }
        let mut unwanted = Stretches::new();
        let stretches = wanted.unwrap_or(&mut unwanted);
        let mut open: Option<((u32, u32), u64)> = None;
        for piece in pieces {
            let pool = self.pools[usize::from(piece.pool.0)];
            let each = request.shape.per_task;
            let per_task = if pool.has_accelerators { each.accelerators } else { each.cores };
            let share =
                (u64::from(piece.tasks) * u64::from(per_task) * 1_000 / u64::from(pool.per_node)).min(1_000);
            open = match open {
                Some(((first, count), known)) if known == share && first + count == piece.node.0 => {
                    Some(((first, count + 1), share))
                }
                before => {
                    if let Some((stretch, share)) = before {
                        self.ground.squares.hold(stretch, share, request.class, span);
                        stretches.push(stretch);
                    }
                    Some(((piece.node.0, 1), share))
                }
            };
        }
        if let Some((stretch, share)) = open {
            self.ground.squares.hold(stretch, share, request.class, span);
            stretches.push(stretch);
        }
    }
}

impl Observer for RunFold {
    fn observe(&mut self, record: &Record<'_>) {
        self.last = self.last.max(record.at);
        if let Fact::Job { request, pieces, ref fact } = record.fact {
            self.observe_job(record, request, pieces, fact);
        }
    }

    fn save(&mut self) -> Saved {
        Saved::of(self)
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        *self = from_bytes(state)?;
        Ok(())
    }
}
