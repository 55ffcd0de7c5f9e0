//! One side of a comparison: a policy that a scenario can name, or schedulers of one's own.

use super::{SchedulerOf, Schedulers};
use crate::model::Center;
use crate::policy::{PolicySpec, Routing, Scheduler};
use std::fmt;

/// One side of a comparison.
pub struct Contender<'a> {
    policy: PolicySpec,
    own: Option<Box<SchedulerOf<'a>>>,
}

impl<'a> Contender<'a> {
    /// Schedulers of one's own, one for each centre of each run, under a name that no other contender has. Tables and files say
    /// `own` for its order and backfill; nodes are packed.
    #[must_use]
    pub fn own(name: &str, make: impl Fn(&Center) -> Box<dyn Scheduler> + Sync + 'a) -> Contender<'a> {
        let own = || "own".to_owned();
        let policy = PolicySpec {
            name: name.into(),
            order: own(),
            backfill: own(),
            placement: "pack".into(),
            every: None,
            routing: Routing::default(),
        };
        Contender { policy, own: Some(Box::new(make)) }
    }

    /// What tables and files call it and say of it.
    #[must_use]
    pub const fn policy(&self) -> &PolicySpec {
        &self.policy
    }

    /// Whose schedulers choose what starts.
    #[must_use]
    pub fn schedulers(&self) -> Schedulers<'_> {
        self.own.as_deref().map_or(Schedulers::OfPolicy, Schedulers::Own)
    }
}

impl From<PolicySpec> for Contender<'_> {
    fn from(policy: PolicySpec) -> Self {
        Contender { policy, own: None }
    }
}

impl fmt::Debug for Contender<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contender")
            .field("policy", &self.policy)
            .field("schedulers", &self.schedulers())
            .finish()
    }
}
