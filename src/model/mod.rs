//! The nouns: time, jobs, nodes, centres, tenants and chance. Knows no file, no policy and no clock.

mod breakoff;
mod cause;
mod center;
mod chance;
mod checkpoint;
mod claims;
mod due;
mod ids;
mod job;
mod lack;
mod limits;
mod locks;
mod named;
mod outage;
mod rules;
mod service;
mod shares;
mod source;
mod terms;
mod time;
mod unit;
mod victims;
mod words;

pub use breakoff::{BreakKind, BreakOff};
pub use cause::{Breach, Cause, Causes};
pub use center::{
    AccessId, Center, Device, Lock, NodeType, Nodes, Partition, PeakFlops, Pool, Tenant, TenantGroup,
};
pub use chance::{Chance, Streams, Use, split, uniform};
pub use checkpoint::{Checkpoints, Interval, Pace, Progress};
pub use claims::{Account, AccountId, Claims, ClassClaim};
pub use due::Due;
pub use ids::{CenterId, ClassId, GroupId, JobId, NodeId, PartitionId, PoolId, TenantId};
pub use job::{Job, Layout, Piece, Request, Resources, Shape};
pub use lack::{Counted, Lack};
pub use limits::LimitChecks;
pub use locks::{LockMode, Windows};
pub use named::Named;
pub use outage::{Outage, OutageCause, Outages};
pub use rules::{
    Amount, ClassRule, Each, Eviction, Licence, Limit, OnFailure, PartitionRule, Preemption, Qos, QosId,
    Quota, Rules,
};
pub use service::NodeState;
pub use source::{Ending, Outcome, Source, SourceError};
pub use terms::{ArrayTerms, Condition, Dependency, Gang, Terms};
pub use time::{Span, Time};
pub use unit::Unit;
pub use victims::{Candidate, VICTIMS, Victims};
