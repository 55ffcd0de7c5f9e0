//! Jobs: what a scheduler may know of one (`Request`), and the truth (`Job`).

use super::{CenterId, ClassId, Due, GroupId, JobId, NodeId, PartitionId, PoolId, Span, TenantId, Time};
use serde::{Deserialize, Serialize};

/// Amounts of what a node has or a task holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Resources {
    /// Processor cores.
    pub cores: u32,
    /// Accelerators (GPU or NPU cards).
    pub accelerators: u32,
    /// Main memory in MiB.
    pub memory_mib: u64,
}

impl Resources {
    /// So many cores and nothing else.
    #[must_use]
    pub const fn cores(cores: u32) -> Resources {
        Resources { cores, accelerators: 0, memory_mib: 0 }
    }

    /// Of each thing the lesser amount of the two.
    #[must_use]
    pub fn left_of_both(self, other: Resources) -> Resources {
        Resources {
            cores: self.cores.min(other.cores),
            accelerators: self.accelerators.min(other.accelerators),
            memory_mib: self.memory_mib.min(other.memory_mib),
        }
    }

    /// How many times `part` fits into this; a part of nothing fits without end.
    #[must_use]
    #[inline]
    pub fn times(self, part: Resources) -> u32 {
        // The tasks of counted machines are single cores, and three divisions cost more than all else here.
        if part == Resources::cores(1) {
            return self.cores;
        }
        let cores = self.cores.checked_div(part.cores).unwrap_or(u32::MAX);
        let accelerators = self.accelerators.checked_div(part.accelerators).unwrap_or(u32::MAX);
        let memory = self.memory_mib.checked_div(part.memory_mib).unwrap_or(u64::MAX);
        cores.min(accelerators).min(u32::try_from(memory).unwrap_or(u32::MAX))
    }

    /// Whether `part` fits into this.
    #[must_use]
    pub const fn covers(self, part: Resources) -> bool {
        part.cores <= self.cores
            && part.accelerators <= self.accelerators
            && part.memory_mib <= self.memory_mib
    }

    /// So many times this.
    #[must_use]
    pub const fn scaled(self, times: u32) -> Resources {
        Resources {
            cores: self.cores * times,
            accelerators: self.accelerators * times,
            memory_mib: self.memory_mib * times as u64,
        }
    }
}

impl std::ops::AddAssign for Resources {
    fn add_assign(&mut self, other: Resources) {
        self.cores += other.cores;
        self.accelerators += other.accelerators;
        self.memory_mib += other.memory_mib;
    }
}

impl std::ops::SubAssign for Resources {
    /// Panics when `other` is not covered: nothing may be taken that is not there.
    fn sub_assign(&mut self, other: Resources) {
        assert!(self.covers(other), "{other:?} cannot be taken from {self:?}");
        self.cores -= other.cores;
        self.accelerators -= other.accelerators;
        self.memory_mib -= other.memory_mib;
    }
}

/// How the tasks of a job may lie on nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub enum Layout {
    /// Each task on a node of its own (`sbatch --ntasks-per-node=1`).
    #[default]
    OnePerNode,
    /// Tasks may share nodes as they fit (`sbatch --ntasks`).
    Anywhere,
}

/// What a job holds while it runs: so many equal tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Shape {
    /// Number of tasks, at least one.
    pub tasks: u32,
    /// What one task holds on its node.
    pub per_task: Resources,
    /// How tasks may lie on nodes.
    pub layout: Layout,
}

impl Shape {
    /// So many processors anywhere: the shape of a job on a counted machine.
    #[must_use]
    pub const fn processors(count: u32) -> Shape {
        Shape { tasks: count, per_task: Resources::cores(1), layout: Layout::Anywhere }
    }

    /// What all tasks together hold.
    #[must_use]
    pub const fn total(self) -> Resources {
        self.per_task.scaled(self.tasks)
    }
}

/// Tasks of a job on one node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Piece {
    /// The pool.
    pub pool: PoolId,
    /// The node; in a counted pool always the pool's first.
    pub node: NodeId,
    /// How many tasks.
    pub tasks: u32,
}

/// What a scheduler may know of a job. There is no runtime in here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The job's number.
    pub id: JobId,
    /// When it is submitted.
    pub submit: Time,
    /// The requested time: the job is killed when it has run so long.
    pub walltime: Span,
    /// How long it is expected to run, which is what plans are made with; sources set it to the requested time, and a
    /// predictor may set it to something else.
    pub estimate: Span,
    /// What it holds while it runs.
    pub shape: Shape,
    /// The tenant that asks.
    pub tenant: TenantId,
    /// The group of that tenant, which decides what is open to it.
    pub group: GroupId,
    /// What kind of job it is.
    pub class: ClassId,
    /// Where it is submitted.
    pub center: CenterId,
    /// To which partition of that centre.
    pub partition: PartitionId,
    /// When it should have done its work.
    pub due: Due,
}

/// The truth about a job: its request, and how long it would really run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// What everybody may know.
    pub request: Request,
    /// How long it would run if nobody stopped it.
    pub work: Span,
}

impl Request {
    /// Whether two requests are of one job: all that was submitted agrees, since several jobs may have one number. Estimates change while a
    /// job waits.
    #[must_use]
    pub fn is_of_same_job(&self, other: &Request) -> bool {
        Request { estimate: other.estimate, ..*self } == *other
    }

    /// When the job should have done its work.
    #[must_use]
    pub fn due_at(&self) -> Option<Time> {
        self.due.span().map(|span| self.submit + span)
    }
}
