//! The nouns: time, jobs, nodes, centres, tenants and chance. Knows no file, no policy and no clock.

mod breakoff;
mod cause;
mod center;
mod chance;
mod charges;
mod checkpoint;
mod claims;
mod deferral;
mod due;
mod ids;
mod job;
mod lack;
mod limits;
mod locks;
mod named;
mod network;
mod numbers;
mod outage;
mod pace;
mod price;
mod rates;
mod rules;
mod service;
mod shares;
mod sleep;
mod source;
mod terms;
mod throttle;
mod time;
mod unit;
mod victims;
mod wan;
mod words;
mod work;

pub use breakoff::{BreakKind, BreakOff};
pub use cause::{Breach, Cause, Causes};
pub use center::{
    AccessId, Center, Device, NodeType, Nodes, Partition, PeakFlops, Pool, Tenant, TenantGroup,
};
pub use chance::{Chance, Streams, Use, split, uniform};
pub use charges::node_units;
pub use checkpoint::{Checkpoints, Interval};
pub use claims::{Account, AccountId, Claims, ClassClaim};
pub use deferral::{Course, Deferral, Signal, Signals};
pub use due::Due;
pub use ids::{CenterId, ClassId, GroupId, JobId, NodeId, PartitionId, PoolId, QosId, TenantId};
pub use job::{Job, Layout, Piece, Request, Resources, Shape};
pub use lack::{Counted, Lack};
pub use limits::LimitChecks;
pub use locks::{Foresight, Lock, LockMode, Windows};
pub use named::Named;
pub use network::{Mould, Network, Place, SAME_TIME, Ties};
pub use outage::{Outage, OutageCause, Outages};
pub use pace::{Doing, Pace, Progress, STEADY};
pub use price::{About, Price, Weighing, Whose};
pub use rates::{Draw, Hourly, Rates, WHOLE_DRIVE};
pub use rules::{
    Amount, ClassRule, Each, Eviction, Licence, Limit, OnFailure, PartitionRule, Preemption, Qos, Quota,
    Rules, Sleep,
};
pub use service::NodeState;
pub use sleep::Naps;
pub use source::{Ending, Outcome, Source, SourceError};
pub use terms::{ArrayTerms, Condition, Dependency, Gang, Terms};
pub use throttle::{Gear, Throttle, WHOLE};
pub use time::{Span, Time};
pub use unit::Unit;
pub use victims::{Candidate, VICTIMS, Victims};
pub use wan::{
    ClassData, DatasetId, Discard, Family, LineId, Link, LinkFailures, LinkId, Storeroom, TransferId, Wan,
    WanRun,
};
pub use work::{Muster, Work};
