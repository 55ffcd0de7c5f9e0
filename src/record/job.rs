//! What can happen to a job, and why.

use crate::model::{Breach, Causes, Progress, Request, Span, Time};
use serde::{Deserialize, Serialize};

/// Why a job was turned away at submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Rejection {
    /// One task needs more than any node of the partition has.
    TaskTooLarge,
    /// All its tasks together need more than is open to its tenant, even when empty.
    TooManyTasks,
    /// It asks for more time than its partition allows.
    WalltimeOverLimit,
    /// It asks for more units than its partition allows.
    SizeOverLimit,
    /// Its partition does not take jobs of its tenant.
    NotAllowed,
    /// A limit or a quota is smaller than this job alone.
    OverLimitAlone,
    /// As many jobs wait already as a limit allows.
    TooManyWaiting,
    /// No way leads from any centre where its data lie.
    DataOutOfReach,
    /// Its data are more than the store of the centre holds.
    DataTooLarge,
}

impl Rejection {
    /// Every reason, in order.
    pub const ALL: [Rejection; 9] = [
        Rejection::TaskTooLarge,
        Rejection::TooManyTasks,
        Rejection::WalltimeOverLimit,
        Rejection::SizeOverLimit,
        Rejection::NotAllowed,
        Rejection::OverLimitAlone,
        Rejection::TooManyWaiting,
        Rejection::DataOutOfReach,
        Rejection::DataTooLarge,
    ];

    /// The reason in words, for people.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Rejection::TaskTooLarge => "one task needs more than any node has",
            Rejection::TooManyTasks => "needs more than the whole machine open to it",
            Rejection::WalltimeOverLimit => "asks for more time than its partition allows",
            Rejection::SizeOverLimit => "asks for more units than its partition allows",
            Rejection::NotAllowed => "its partition does not take jobs of its tenant",
            Rejection::OverLimitAlone => "a limit or quota is smaller than this job alone",
            Rejection::TooManyWaiting => "as many jobs waited as its limit allows",
            Rejection::DataOutOfReach => "no way leads from where its data lie",
            Rejection::DataTooLarge => "its data are more than the store holds",
        }
    }
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum End {
    /// It did its work.
    Finished,
    /// It was stopped at its walltime.
    Killed,
    /// It was evicted for good.
    Evicted,
    /// A node failed under it, and it was not begun again.
    NodeFailed,
    /// It failed by itself.
    Failed,
    /// Its user stopped it.
    Cancelled,
}

/// Why a job was given up before it ran to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Cancellation {
    /// Its user would not wait any longer.
    Patience,
    /// A job that it waited for ended otherwise than it had to.
    Dependency,
    /// Pools became so small that it could never start.
    Misfit,
}

impl Cancellation {
    /// The reason in words, for people.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Cancellation::Patience => "its user would not wait any longer",
            Cancellation::Dependency => "a job that it waited for ended otherwise than it had to",
            Cancellation::Misfit => "the machine became too small for it",
        }
    }
}

/// How a running job was made to leave its nodes and wait again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Stop {
    /// It waits in its old place in the queue.
    Requeued,
    /// It goes on where it stopped, on the same nodes.
    Suspended,
    /// A node failed under it, and it waits in its old place in the queue.
    NodeFailed,
    /// It failed by itself, and waits in its old place in the queue.
    Failed,
}

/// Time of a run that is no work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Spent {
    /// In which it stood still for checkpoints.
    pub checkpoints: Span,
    /// In which it began again after it had been stopped.
    pub restarts: Span,
    /// In which its nodes woke.
    pub waking: Span,
    /// In which it hung on a node that had failed, and nobody knew.
    pub hung: Span,
    /// By how much it took longer than at full speed, because power was short or others wrote into the same storage.
    pub slowed: Span,
}

impl Spent {
    /// All of it.
    #[must_use]
    pub fn total(self) -> Span {
        self.checkpoints + self.restarts + self.waking + self.hung + self.slowed
    }
}

impl From<Progress> for Spent {
    fn from(progress: Progress) -> Spent {
        let Progress { checkpoints, restart: restarts, waking, .. } = progress;
        Spent { checkpoints, restarts, waking, ..Spent::default() }
    }
}

impl std::ops::Add for Spent {
    type Output = Spent;

    fn add(self, other: Spent) -> Spent {
        Spent {
            checkpoints: self.checkpoints + other.checkpoints,
            restarts: self.restarts + other.restarts,
            waking: self.waking + other.waking,
            hung: self.hung + other.hung,
            slowed: self.slowed + other.slowed,
        }
    }
}

/// What a job has behind it when it starts: nothing but a wait, unless it was stopped before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Past {
    /// How long it has waited in all.
    pub waited: Span,
    /// How long it has run in all.
    pub ran: Span,
    /// How much of that counts towards its work.
    pub kept: Span,
    /// How much of that it spent on checkpoints and on beginning again.
    pub spent: Spent,
    /// How often it was stopped.
    pub stops: u32,
}

impl Past {
    /// Of a job that was never stopped: nothing but its wait until then.
    #[must_use]
    pub fn of_wait(request: &Request, until: Time) -> Past {
        Past { waited: until.since(request.submit), ..Past::default() }
    }
}

/// What happened to a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum JobFact {
    /// It was submitted and waits.
    Submitted,
    /// It was submitted and turned away, because it could never run.
    Rejected {
        /// Why.
        why: Rejection,
    },
    /// It began to run.
    Started {
        /// What it has behind it.
        past: Past,
    },
    /// It was made to leave its nodes, and waits again.
    Stopped {
        /// When it had started.
        start: Time,
        /// How it was stopped.
        stop: Stop,
        /// How much work was in vain: of the time since its start, and of what it had behind it.
        lost: Span,
        /// How much of the time since its start was no work.
        spent: Spent,
        /// What it had behind it at that start.
        past: Past,
    },
    /// It was given up while it waited.
    Cancelled {
        /// Why.
        why: Cancellation,
        /// What it has behind it, its last wait included.
        past: Past,
        /// How long it would have held its nodes in all, which no scheduler knew.
        work: Span,
    },
    /// It starts, is given up, or waits still at the horizon: so long it waited for what since it was submitted or stopped.
    Waited {
        /// For what.
        causes: Causes,
    },
    /// It was suspended on a node that failed, and begins anew elsewhere, from its last checkpoint if it wrote one.
    Lost {
        /// How much work was in vain.
        lost: Span,
    },
    /// The start that it was promised was moved to a later time.
    PromiseBroken {
        /// What it had been promised.
        promised: Time,
        /// For whose sake.
        breach: Breach,
    },
    /// It ended.
    Ended {
        /// When it had started.
        start: Time,
        /// How it ended.
        end: End,
        /// How much of the time since that start was no work.
        spent: Spent,
        /// What it had behind it at that start.
        past: Past,
    },
    /// The horizon came while it waited.
    StillWaiting {
        /// What it has behind it.
        past: Past,
        /// How long it would have held its nodes in all, which no scheduler knew.
        work: Span,
    },
    /// The horizon came while it ran.
    StillRunning {
        /// When it had started.
        start: Time,
        /// How much of the time since then was no work.
        spent: Spent,
        /// What it had behind it at that start.
        past: Past,
        /// How long it would have held its nodes in all, which no scheduler knew.
        work: Span,
    },
}

/// What a job does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum JobState {
    /// It is not there yet, or not any more.
    Absent,
    /// It waits.
    Waiting,
    /// It runs.
    Running,
}

/// How a stretch of running ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stretch {
    /// The job ended.
    Ended(End),
    /// It was stopped, and waits again.
    Stopped,
    /// The horizon came while it ran.
    Cut,
}

impl JobFact {
    /// What the job did until now and what it does from now on; nothing where that is the same.
    #[must_use]
    pub const fn moves(&self) -> Option<(JobState, JobState)> {
        match self {
            JobFact::Submitted => Some((JobState::Absent, JobState::Waiting)),
            JobFact::Started { .. } => Some((JobState::Waiting, JobState::Running)),
            JobFact::Stopped { .. } => Some((JobState::Running, JobState::Waiting)),
            JobFact::Cancelled { .. } => Some((JobState::Waiting, JobState::Absent)),
            JobFact::Ended { .. } => Some((JobState::Running, JobState::Absent)),
            JobFact::Rejected { .. }
            | JobFact::Waited { .. }
            | JobFact::Lost { .. }
            | JobFact::PromiseBroken { .. }
            | JobFact::StillWaiting { .. }
            | JobFact::StillRunning { .. } => None,
        }
    }

    /// Whether nothing more is told of the job.
    #[must_use]
    pub const fn is_last(&self) -> bool {
        match self {
            JobFact::Rejected { .. }
            | JobFact::Cancelled { .. }
            | JobFact::Ended { .. }
            | JobFact::StillWaiting { .. }
            | JobFact::StillRunning { .. } => true,
            JobFact::Submitted
            | JobFact::Started { .. }
            | JobFact::Stopped { .. }
            | JobFact::Waited { .. }
            | JobFact::Lost { .. }
            | JobFact::PromiseBroken { .. } => false,
        }
    }

    /// What the job has behind it, or had at the start that this is about; nothing where that is not told.
    #[must_use]
    pub const fn past(&self) -> Option<Past> {
        match *self {
            JobFact::Cancelled { past, .. }
            | JobFact::Ended { past, .. }
            | JobFact::StillWaiting { past, .. }
            | JobFact::StillRunning { past, .. }
            | JobFact::Started { past }
            | JobFact::Stopped { past, .. } => Some(past),
            JobFact::Submitted
            | JobFact::Rejected { .. }
            | JobFact::Waited { .. }
            | JobFact::Lost { .. }
            | JobFact::PromiseBroken { .. } => None,
        }
    }

    /// When the stretch of running began that is over now, and how it ended; nothing where none is.
    #[must_use]
    pub const fn stretch(&self) -> Option<(Time, Stretch)> {
        match *self {
            JobFact::Stopped { start, .. } => Some((start, Stretch::Stopped)),
            JobFact::Ended { start, end, .. } => Some((start, Stretch::Ended(end))),
            JobFact::StillRunning { start, .. } => Some((start, Stretch::Cut)),
            JobFact::Submitted
            | JobFact::Rejected { .. }
            | JobFact::Started { .. }
            | JobFact::Cancelled { .. }
            | JobFact::Waited { .. }
            | JobFact::Lost { .. }
            | JobFact::PromiseBroken { .. }
            | JobFact::StillWaiting { .. } => None,
        }
    }
}
