//! Outages: when which node can do nothing, and why. They are chance or history, and no policy changes them.

use super::{NodeId, PoolId, Time};
use serde::{Deserialize, Serialize};

/// Why a node cannot be used: a place in [`Outages::causes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct OutageCause(pub u16);

impl OutageCause {
    /// The nodes are worked on: they have not failed.
    pub const MAINTENANCE: OutageCause = OutageCause(u16::MAX);
}

/// A node that can do nothing for a while. Nobody knew of it before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Outage {
    /// From when.
    pub from: Time,
    /// Its pool.
    pub pool: PoolId,
    /// Which node.
    pub node: NodeId,
    /// When it is noticed: until then jobs on it hang, and nobody knows of it.
    pub noticed: Time,
    /// Until when; [`Time::NEVER`] where it does not come back.
    pub until: Time,
    /// Why.
    pub cause: OutageCause,
}

/// All outages of a centre.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Outages {
    /// The names of the causes.
    pub causes: Vec<String>,
    list: Vec<Outage>,
}

impl Outages {
    /// Outages in any order, which may overlap: where a node has several at once it is out until the last is over, for the cause
    /// of the first. An outage that lasts no time is none.
    #[must_use]
    pub fn new(causes: Vec<String>, mut list: Vec<Outage>) -> Outages {
        list.retain(|outage| outage.from < outage.until);
        list.iter_mut().for_each(|outage| outage.noticed = outage.noticed.clamp(outage.from, outage.until));
        list.sort_unstable_by_key(|outage| {
            (outage.pool, outage.node, outage.from, outage.cause, outage.until)
        });
        let mut joined: Vec<Outage> = Vec::with_capacity(list.len());
        for outage in list {
            match joined.last_mut() {
                Some(last)
                    if (last.pool, last.node) == (outage.pool, outage.node) && outage.from <= last.until =>
                {
                    last.until = last.until.max(outage.until);
                    last.noticed = last.noticed.min(outage.noticed);
                }
                Some(_) | None => joined.push(outage),
            }
        }
        joined.sort_unstable();
        Outages { causes, list: joined }
    }

    /// In order of their beginnings; those of one node do not meet.
    #[must_use]
    pub fn list(&self) -> &[Outage] {
        &self.list
    }

    /// The name of a cause.
    #[must_use]
    pub fn cause_name(&self, cause: OutageCause) -> &str {
        match cause {
            OutageCause::MAINTENANCE => "maintenance",
            OutageCause(place) => &self.causes[usize::from(place)],
        }
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outages_of_a_node_are_joined_where_they_meet() {
        let outage = |node, from, until, cause| Outage {
            from: Time::from_secs(from),
            noticed: Time::from_secs(from),
            pool: PoolId(0),
            node: NodeId(node),
            until: Time::from_secs(until),
            cause: OutageCause(cause),
        };
        let list = vec![
            outage(1, 50, 60, 0),
            outage(0, 10, 20, 1),
            outage(1, 5, 50, 1),
            outage(0, 30, 30, 0),
            outage(0, 15, 18, 0),
        ];
        let outages = Outages::new(vec!["power".into(), "disk".into()], list);
        assert_eq!(outages.list(), [outage(1, 5, 60, 1), outage(0, 10, 20, 1)]);
        assert!(!outages.is_empty() && Outages::default().is_empty());
    }

    #[test]
    fn a_node_that_fails_twice_is_noticed_once() {
        let at = Time::from_secs;
        let outage = |from, noticed, until| Outage {
            from: at(from),
            noticed: at(noticed),
            until: at(until),
            pool: PoolId(0),
            node: NodeId(0),
            cause: OutageCause(0),
        };
        let outages = Outages::new(vec!["disk".into()], vec![outage(10, 90, 100), outage(20, 25, 30)]);
        assert_eq!(outages.list(), [outage(10, 25, 100)]);
        // One that was over before anybody looked was noticed at its end.
        let outages = Outages::new(vec!["disk".into()], vec![outage(10, 90, 50)]);
        assert_eq!(outages.list(), [outage(10, 50, 50)]);
    }
}
