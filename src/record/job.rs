//! What can become of a job, and why.

use crate::model::{Request, Span, Time};
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
}

impl Rejection {
    /// Every reason, in order.
    pub const ALL: [Rejection; 7] = [
        Rejection::TaskTooLarge,
        Rejection::TooManyTasks,
        Rejection::WalltimeOverLimit,
        Rejection::SizeOverLimit,
        Rejection::NotAllowed,
        Rejection::OverLimitAlone,
        Rejection::TooManyWaiting,
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
