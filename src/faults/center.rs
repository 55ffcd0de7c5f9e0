//! All failures of the nodes of a centre, by chance and as they were recorded.

use super::model::{Commissioning, Failure, FailureModel, Together, Youth};
use crate::model::{
    Center, NodeId, Nodes, Outage, OutageCause, Outages, PartitionId, PoolId, Streams, Time, Use,
};
use std::collections::BTreeMap;

/// A failure that was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedFailure {
    /// The cause.
    pub cause: String,
    /// Through the nodes of which partitions nodes are counted.
    pub partitions: Vec<PartitionId>,
    /// Which node, counted from 0.
    pub node: u32,
    /// From when.
    pub from: Time,
    /// Until when.
    pub until: Time,
}

/// How the nodes of a centre fail.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CenterFailures {
    /// By chance.
    pub models: Vec<FailureModel>,
    /// As it was recorded.
    pub recorded: Vec<RecordedFailure>,
    /// Work on nodes without notice, which takes them out as a failure does.
    pub works: Vec<RecordedFailure>,
    /// Which nodes fail by chance more often when they have just come.
    pub commissioning: Vec<Commissioning>,
}

impl CenterFailures {
    /// Whether no node ever fails.
    #[must_use]
    pub fn are_none(&self) -> bool {
        self.models.is_empty() && self.recorded.is_empty() && self.works.is_empty()
    }

    /// How often a node of a partition fails by chance in a second of work, for whichever cause.
    #[must_use]
    pub fn rate_per_sec(&self, partition: PartitionId) -> f64 {
        let concerned = self.models.iter().filter(|model| model.partitions.contains(&partition));
        concerned.map(FailureModel::rate_per_sec).sum()
    }

    /// When the nodes of a pool fail more often, because they have just come.
    fn youth(&self, center: &Center, pool: PoolId) -> Option<Youth> {
        let pool = &center.pools[usize::from(pool.0)];
        // Where a phase comes in steps, each has a pool of its own, with a number behind the name.
        let is_of = |name: &str| pool.name.split(':').next() == Some(name);
        let commissioning = self.commissioning.iter().find(|one| is_of(&one.pool))?;
        let lock = pool.lock.as_ref().filter(|lock| lock.absent);
        let first = lock
            .and_then(|lock| lock.windows_in_truth().spans().first())
            .filter(|(from, _)| *from == Time::ZERO);
        let comes = first.map_or(Time::ZERO, |(_, until)| *until);
        let secs = |at: Time| at.as_micros() as f64 / 1e6;
        let (from, until) = (secs(comes), secs(comes + commissioning.lasts));
        Some(Youth { from, until, factor: commissioning.factor })
    }

    /// All failures until the horizon.
    ///
    /// Each group of nodes that fail at once has a stream of chance of its own, named by its partition and its place there, so that
    /// more nodes change no failure of others, and neither do other locks.
    #[must_use]
    pub fn outages(&self, center: &Center, horizon: Time, streams: Streams) -> Outages {
        let mut causes: Vec<String> = Vec::new();
        let mut list: Vec<Outage> = Vec::new();
        for model in &self.models {
            let cause = cause_of(&mut causes, &model.cause);
            // Groups follow each other as nodes do, so that they tell how many nodes were before.
            let mut place = 0;
            for (name, nodes) in groups(center, model) {
                let name = format!("{}/{}/{name}", center.name, model.cause);
                let mut chance = streams.stream(Use::Failures, &name);
                let youth = nodes.first().and_then(|(pool, _)| self.youth(center, *pool));
                let mut looks = streams.stream(Use::Detection, &name);
                for Failure { from, noticed, until } in
                    model.failures((&mut chance, &mut looks), youth, horizon)
                {
                    let outage = |(pool, node): &(PoolId, NodeId)| Outage {
                        from,
                        noticed,
                        pool: *pool,
                        node: *node,
                        until,
                        cause,
                    };
                    let comes = |(place, _): &(u32, _)| model.window.holds(from, *place);
                    let meant = (place..).zip(&nodes).filter(comes);
                    list.extend(meant.map(|(_, node)| outage(node)));
                }
                place += nodes.len() as u32;
            }
        }
        let mut known: BTreeMap<&[PartitionId], Vec<(PoolId, NodeId)>> = BTreeMap::new();
        let works = self.works.iter().map(|work| (work, OutageCause::MAINTENANCE));
        let recorded: Vec<(&RecordedFailure, OutageCause)> = (self.recorded.iter())
            .map(|failure| (failure, cause_of(&mut causes, &failure.cause)))
            .chain(works)
            .collect();
        for (failure, cause) in recorded {
            let nodes = known.entry(&failure.partitions).or_insert_with_key(|ids| all_nodes_of(center, ids));
            let Some((pool, node)) = nodes.get(failure.node as usize).copied() else { continue };
            let RecordedFailure { from, until, .. } = *failure;
            list.push(Outage { from, noticed: from, pool, node, until, cause });
        }
        Outages::new(causes, list)
    }
}

/// The number of a cause, which is given one if it has none.
fn cause_of(causes: &mut Vec<String>, name: &str) -> OutageCause {
    let place = causes.iter().position(|known| known == name).unwrap_or_else(|| {
        causes.push(name.into());
        causes.len() - 1
    });
    OutageCause(place as u16)
}

/// The nodes of some partitions, those that stand by included, each with the name of its partition. No node comes twice.
fn nodes_of<'a>(center: &'a Center, partitions: &[PartitionId]) -> Vec<(&'a str, Vec<(PoolId, NodeId)>)> {
    let numbers = center.node_numbers();
    let mut seen: Vec<PoolId> = Vec::new();
    let mut all = Vec::new();
    for id in partitions {
        let partition = &center.partitions[usize::from(id.0)];
        let mut nodes = Vec::new();
        // Nodes that come and go on dates are counted behind those that are always there.
        let is_phase =
            |pool: &&PoolId| center.pools[usize::from(pool.0)].lock.as_ref().is_some_and(|lock| lock.absent);
        let always = partition.pools.iter().filter(|pool| !is_phase(pool));
        for pool in always.chain(partition.pools.iter().filter(is_phase)) {
            let place = usize::from(pool.0);
            if !seen.contains(pool) && matches!(center.pools[place].nodes, Nodes::Named { .. }) {
                seen.push(*pool);
                nodes.extend(numbers[place].clone().map(|node| (*pool, NodeId(node))));
            }
        }
        all.push((partition.name.as_str(), nodes));
    }
    all
}

/// The same as one list.
fn all_nodes_of(center: &Center, partitions: &[PartitionId]) -> Vec<(PoolId, NodeId)> {
    nodes_of(center, partitions).into_iter().flat_map(|(_, nodes)| nodes).collect()
}

/// How many nodes some partitions have, those that stand by included.
#[must_use]
pub fn node_count(center: &Center, partitions: &[PartitionId]) -> u32 {
    all_nodes_of(center, partitions).len() as u32
}

/// The partition of each node of a centre, and its number in it.
pub type NodeNumbers<'a> = BTreeMap<(PoolId, NodeId), (&'a str, u32)>;

/// The partition of each node, and its number in it, counted from 1 as in records of failures. A node of several partitions is of the
/// first.
#[must_use]
pub fn numbered_nodes(center: &Center) -> NodeNumbers<'_> {
    let all: Vec<PartitionId> = (0..center.partitions.len()).map(|place| PartitionId(place as u16)).collect();
    let mut numbered = BTreeMap::new();
    for (name, nodes) in nodes_of(center, &all) {
        numbered.extend((1..).zip(nodes).map(|(number, node)| (node, (name, number))));
    }
    numbered
}

/// The nodes that fail at once, with a name for each such group.
fn groups(center: &Center, model: &FailureModel) -> Vec<(String, Vec<(PoolId, NodeId)>)> {
    match model.together {
        Together::All => {
            let all = all_nodes_of(center, &model.partitions);
            if all.is_empty() { Vec::new() } else { vec![("all".into(), all)] }
        }
        Together::Neighbours(size) => {
            let mut groups = Vec::new();
            for (name, nodes) in nodes_of(center, &model.partitions) {
                for (number, nodes) in nodes.chunks(size.max(1) as usize).enumerate() {
                    groups.push((format!("{name}/{number}"), nodes.to_vec()));
                }
            }
            groups
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::{Detection, Exclusion, Lemons, Repair, Times, Window};
    use crate::model::{Lock, Resources, Span, Windows};

    fn model(times: Times, repair: Repair) -> FailureModel {
        FailureModel {
            cause: "disk".into(),
            partitions: vec![PartitionId(0)],
            times,
            detection: Detection::AT_ONCE,
            repair,
            together: Together::Neighbours(1),
            lemons: None,
            exclusion: None,
            window: Window::ALL,
        }
    }

    fn made(nodes: u32, model: &FailureModel, days: u64, replication: u64) -> Outages {
        let center = Center::of_nodes("machine", nodes, Resources::cores(1));
        let horizon = Time::from_secs(86_400 * days);
        let failures = CenterFailures { models: vec![model.clone()], ..CenterFailures::default() };
        failures.outages(&center, horizon, Streams::new(7, replication))
    }

    fn down_days(outages: &Outages, days: u64) -> f64 {
        let end = Time::from_secs(86_400 * days);
        let down = outages.list().iter().map(|outage| outage.from.until(outage.until.min(end)).as_secs_f64());
        down.sum::<f64>() / 86_400.0
    }

    /// The availability of 30 replications holds MTBF / (MTBF + MTTR) in its 95 % interval, for rare and frequent failures.
    #[test]
    fn nodes_are_up_as_much_as_their_times_say() {
        let day = 86_400;
        for (up, shape, repair) in [
            (20 * day, 1.0, Repair::Fixed(Span::DAY)),
            (5 * day, 1.0, Repair::LogNormal { median: Span::HOUR, upper_decile: Span::from_secs(8 * 3600) }),
            (2 * day, 1.0, Repair::Recorded(vec![Span::HOUR, Span::DAY, Span::from_secs(60)])),
        ] {
            let model = model(Times { mean: Span::from_secs(up), shape }, repair);
            let (nodes, days) = (50, 2_000);
            let shares: Vec<f64> = (0..30)
                .map(|turn| {
                    1.0 - down_days(&made(nodes, &model, days, turn), days) / f64::from(nodes) / days as f64
                })
                .collect();
            let mean = shares.iter().sum::<f64>() / 30.0;
            let square: f64 = shares.iter().map(|share| (share - mean) * (share - mean)).sum();
            let half = 2.045 * (square / 29.0 / 30.0).sqrt();
            assert!((mean - model.availability()).abs() < half, "{mean} +- {half}, {}", model.availability());
        }
    }

    /// Weibull times keep the stated rate from the beginning, however short the time.
    #[test]
    fn nodes_fail_as_often_as_stated_whatever_the_shape() {
        for shape in [0.5, 0.7, 3.0] {
            let times = Times { mean: Span::from_secs(154 * 86_400), shape };
            let count = made(4_000, &model(times, Repair::Fixed(Span::HOUR)), 60, 0).list().len() as f64;
            let expected = 4_000.0 * 60.0 / 154.0;
            assert!((count / expected - 1.0).abs() < 0.1, "{shape}: {count}, {expected}");
        }
    }

    #[test]
    fn more_nodes_and_other_causes_change_no_failure_of_others() {
        let model = model(Times::exponential(Span::DAY), Repair::Fixed(Span::HOUR));
        let few = made(3, &model, 50, 0);
        let many = made(9, &model, 50, 0);
        let of_first: Vec<Outage> = many.list().iter().copied().filter(|outage| outage.node.0 < 3).collect();
        assert_eq!(few.list(), of_first);
        assert!(60 < few.list().len(), "{}", few.list().len());
        assert_ne!(few, made(3, &model, 50, 1));
    }

    /// Detection has a stream of its own: the first failure of each node stays, and later ones come later by as much.
    #[test]
    fn failures_are_noticed_later_and_repairs_begin_then() {
        let mut model = model(Times::exponential(Span::DAY), Repair::Fixed(Span::HOUR));
        let plain = made(1, &model, 50, 0);
        assert!(plain.list().iter().all(|outage| outage.noticed == outage.from));
        model.detection = Detection::Fixed(Span::from_secs(600));
        let late = made(1, &model, 50, 0);
        for (number, (before, after)) in plain.list().iter().zip(late.list()).enumerate() {
            let later = Span::from_secs(600 * number as u64);
            assert_eq!(after.from.since(before.from), later);
            assert_eq!(after.noticed.since(after.from), Span::from_secs(600));
            assert_eq!(after.until.since(after.noticed), Span::HOUR);
        }
        let (median, upper_decile) = (Span::from_secs(120), Span::from_secs(1_200));
        model.detection = Detection::LogNormal { median, upper_decile };
        let mut waits: Vec<u64> = (made(40, &model, 100, 0).list().iter())
            .map(|outage| outage.noticed.since(outage.from).as_secs())
            .collect();
        waits.sort_unstable();
        assert!(waits[waits.len() / 2].abs_diff(120) < 12, "{}", waits[waits.len() / 2]);
        assert!(waits[waits.len() * 9 / 10].abs_diff(1_200) < 180, "{}", waits[waits.len() * 9 / 10]);
    }

    #[test]
    fn a_window_leaves_out_failures_and_changes_no_other() {
        let mut model = model(Times::exponential(Span::DAY), Repair::Fixed(Span::HOUR));
        let all = made(6, &model, 50, 0);
        let day = |count: u64| Time::from_secs(86_400 * count);
        model.window = Window { from: day(10), until: day(20), nodes: Some((2, 3)) };
        let some = made(6, &model, 50, 0);
        let inside = |outage: &&Outage| {
            (1..=2).contains(&outage.node.0) && day(10) <= outage.from && outage.from < day(20)
        };
        let expected: Vec<Outage> = all.list().iter().filter(inside).copied().collect();
        assert_eq!(some.list(), expected);
        assert!(10 < expected.len(), "{}", expected.len());
    }

    /// Nodes that come on day 100 fail three times as often for 50 days, and as often as others before and behind.
    #[test]
    fn nodes_that_have_just_come_fail_more_often() {
        let model = model(Times::exponential(Span::from_secs(20 * 86_400)), Repair::Fixed(Span::SECOND));
        let mut center = Center::of_nodes("machine", 1_000, Resources::cores(1));
        let day = |count: u64| Time::from_secs(86_400 * count);
        let windows = Windows::new(vec![(Time::ZERO, day(100))]);
        center.pools[0].lock = Some(Lock { absent: true, windows, ..Lock::default() });
        let pool = center.pools[0].name.clone();
        let young = Commissioning { pool, lasts: Span::from_secs(50 * 86_400), factor: 3.0 };
        let made = |commissioning: Vec<Commissioning>| {
            let models = vec![model.clone()];
            let failures = CenterFailures { models, commissioning, ..CenterFailures::default() };
            failures.outages(&center, day(300), Streams::new(7, 0))
        };
        let (plain, young) = (made(Vec::new()), made(vec![young]));
        let inside = |outages: &Outages, from: u64, until: u64| -> Vec<Outage> {
            let is_inside = |outage: &&Outage| day(from) <= outage.from && outage.from < day(until);
            outages.list().iter().filter(is_inside).copied().collect()
        };
        let times =
            |from, until| inside(&young, from, until).len() as f64 / inside(&plain, from, until).len() as f64;
        assert!((times(100, 150) - 3.0).abs() < 0.15, "{}", times(100, 150));
        assert!((times(150, 300) - 1.0).abs() < 0.06, "{}", times(150, 300));
        // All that was before they came stays as it was.
        assert_eq!(inside(&young, 0, 100), inside(&plain, 0, 100));
    }

    #[test]
    fn neighbours_and_whole_centres_fail_at_once() {
        let mut rack = model(Times::exponential(Span::DAY), Repair::Fixed(Span::HOUR));
        rack.together = Together::Neighbours(4);
        let outages = made(10, &rack, 50, 0);
        for outage in outages.list() {
            let others = outages.list().iter().filter(|other| other.from == outage.from).count();
            assert_eq!(others, if outage.node.0 < 8 { 4 } else { 2 });
        }
        rack.together = Together::All;
        let outages = made(10, &rack, 50, 0);
        assert!(!outages.is_empty() && outages.list().len().is_multiple_of(10));
    }

    #[test]
    fn lemons_fail_more_often_and_are_taken_out() {
        let mut model = model(Times::exponential(Span::from_secs(100 * 86_400)), Repair::Fixed(Span::HOUR));
        let plain = made(2_000, &model, 365, 0).list().len() as f64;
        model.lemons = Some(Lemons { share: 0.05, factor: 20.0 });
        let lemons = made(2_000, &model, 365, 0);
        // The mean rate stays, and half of all failures are of a twentieth of the nodes.
        assert!((lemons.list().len() as f64 / plain - 1.0).abs() < 0.1, "{} {plain}", lemons.list().len());
        let mut counts = vec![0_usize; 2_000];
        lemons.list().iter().for_each(|outage| counts[outage.node.0 as usize] += 1);
        counts.sort_unstable();
        let worst: usize = counts[1_900..].iter().sum();
        assert!(0.45 < worst as f64 / lemons.list().len() as f64);
        let lasts = Span::from_secs(30 * 86_400);
        model.exclusion = Some(Exclusion { failures: 3, within: lasts, lasts });
        let excluded = made(2_000, &model, 365, 0);
        let out = excluded.list().iter().filter(|outage| outage.from + lasts == outage.until).count();
        assert!(50 < out && excluded.list().len() < lemons.list().len(), "{out}");
    }
}
