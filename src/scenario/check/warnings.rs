//! Warnings: what is legal and can be simulated, but was surely not meant so.

use std::collections::BTreeSet;
use std::ops::Range;

use super::super::believed::Scenario;
use super::super::problem::Problems;
use super::super::spec::Spec;
use super::log_users::warn_of_strangers;
use crate::model::{
    Amount, Center, CenterId, ClassId, GroupId, Lock, Nodes, PartitionId, Pool, PoolId, Span, Time,
};
use crate::workload::{Origin, Workload, application, crew, recorded, size_range};

/// Notes everything suspicious in a scenario that is right.
pub(super) fn warn(scenario: &Scenario, spec: &Spec, problems: &mut Problems<'_>) {
    warn_of_idle_groups(scenario, spec, problems);
    warn_of_late_workloads(scenario, spec, problems);
    warn_of_cut_jobs(scenario, spec, problems);
    warn_of_busy_users(scenario, spec, problems);
    warn_of_strangers(scenario, spec, problems);
    warn_of_repetition(scenario, spec, problems);
    warn_of_unread_keys(spec, problems);
    for (place, center) in scenario.centers.iter().enumerate() {
        for (number, partition) in spec.centers[place].partitions.iter().enumerate() {
            let part = Part { center, id: (CenterId(place as u16), PartitionId(number as u16)) };
            warn_of_partition(scenario, &part, &partition.span, problems);
            for lock in &partition.locks {
                let Some(name) = lock.name.as_ref().filter(|_| !lock.is_maintenance()) else { continue };
                warn_of_idle_lock(scenario, &part, &name.value, &lock.span, problems);
            }
        }
    }
}

/// A partition of a centre.
pub(super) struct Part<'a> {
    pub(super) center: &'a Center,
    pub(super) id: (CenterId, PartitionId),
}

impl Part<'_> {
    pub(super) fn name(&self) -> &str {
        &self.center.partitions[usize::from(self.id.1.0)].name
    }

    fn pools(&self) -> impl Iterator<Item = &Pool> {
        let ids = &self.center.partitions[usize::from(self.id.1.0)].pools;
        ids.iter().map(|pool| &self.center.pools[usize::from(pool.0)])
    }

    fn workloads<'s>(&self, scenario: &'s Scenario) -> Vec<&'s Workload> {
        let here = |workload: &&Workload| (workload.center, workload.partition) == self.id;
        scenario.workloads.iter().filter(here).collect()
    }

    /// The part of its nodes, 0 to 1, that no lock takes for good.
    fn open_share(&self) -> f64 {
        let open = |pool: &&Pool| !pool.lock.as_ref().is_some_and(Lock::is_absolute);
        let open: u64 = self.pools().filter(open).map(node_count).sum();
        let all: u64 = self.pools().map(node_count).sum();
        open as f64 / all as f64
    }

    /// Whether some workload is a log of which queues go to partitions of their own, this one among them or not: how much work
    /// comes here then is not known.
    pub(super) fn has_queues_of_logs(&self, scenario: &Scenario) -> bool {
        let here = scenario.workloads.iter().filter(|workload| workload.center == self.id.0);
        let mut logs = here.filter_map(|workload| Some((workload.partition, recorded(workload)?)));
        logs.any(|(partition, log)| {
            let mut queues = log.queues.iter().map(|(_, queue)| *queue);
            (partition == self.id.1 && !log.queues.is_empty()) || queues.any(|queue| queue == self.id.1)
        })
    }

    /// Whether jobs come to its nodes through other partitions.
    fn is_used_otherwise(&self, scenario: &Scenario) -> bool {
        let here = scenario.workloads.iter().filter(|workload| workload.center == self.id.0);
        let partitions = here.flat_map(|workload| {
            let components = workload.components.iter().map(|component| component.partition);
            std::iter::once(workload.partition).chain(components)
        });
        let pools = partitions
            .flat_map(|partition| self.center.partitions[usize::from(partition.0)].pools.iter().copied());
        let used: BTreeSet<PoolId> = pools.collect();
        self.center.partitions[usize::from(self.id.1.0)].pools.iter().any(|pool| used.contains(pool))
    }

    fn owns_lock(&self, group: GroupId) -> bool {
        self.pools().any(|pool| pool.lock.as_ref().is_some_and(|lock| lock.owners.contains(&group)))
    }
}

fn node_count(pool: &Pool) -> u64 {
    match pool.nodes {
        Nodes::Named { count } => u64::from(count),
        Nodes::Counted { processors } => u64::from(processors),
    }
}

fn warn_of_idle_groups(scenario: &Scenario, spec: &Spec, problems: &mut Problems<'_>) {
    for (place, group) in spec.tenants.iter().enumerate() {
        let Some(name) = &group.name else { continue };
        if !submits(scenario, GroupId(place as u16)) {
            problems.warn(&name.span, format!("no workload comes from tenants `{}`", name.value), None);
        }
    }
}

fn submits(scenario: &Scenario, group: GroupId) -> bool {
    scenario.workloads.iter().any(|workload| workload.group == group)
}

fn warn_of_late_workloads(scenario: &Scenario, spec: &Spec, problems: &mut Problems<'_>) {
    let end = Time::ZERO + scenario.horizon;
    for (workload, typed) in scenario.workloads.iter().zip(&spec.workloads) {
        if end <= workload.since {
            let span = typed.since.as_ref().map_or(&typed.span, |since| &since.span);
            let message = format!("workload `{}` begins after the end of the scenario", workload.name);
            problems.warn(span, message, None);
        }
    }
}

/// Warns of applications that are larger than what there is for them: their jobs are cut, and no longer like their models.
fn warn_of_cut_jobs(scenario: &Scenario, spec: &Spec, problems: &mut Problems<'_>) {
    for (workload, typed) in scenario.workloads.iter().zip(&spec.workloads) {
        let center = scenario.basis.center(workload.center);
        let (smallest, largest, unit) = size_range(workload, center);
        let parts = match &workload.origin {
            Origin::Application(name) => application(name).map_or(&[][..], |application| application.parts),
            // A model goes with the machine; a job of a log that is larger than its partition is turned away.
            Origin::Model { .. } | Origin::Log(_) => &[],
        };
        let known = || parts.iter().flat_map(|part| part.sizes).map(|(size, _)| *size);
        let unit = unit.word();
        if let Some(least) = known().min().filter(|least| smallest < *least) {
            let message = format!(
                "workload `{}`: jobs of {least} {unit} and more are cut to {largest}, the most they may have",
                workload.name
            );
            problems.warn(typed.partition.as_ref().map_or(&typed.span, |at| &at.span), message, None);
        }
    }
}

/// Warns of users who would have to be in more than one session at a time to bring what they are said to bring.
fn warn_of_busy_users(scenario: &Scenario, spec: &Spec, problems: &mut Problems<'_>) {
    const ALL_BUT_ROUNDING: f64 = 0.995;
    for (workload, typed) in scenario.workloads.iter().zip(&spec.workloads) {
        let center = scenario.basis.center(workload.center);
        let Some((users, attainable)) = crew(workload, center, &scenario.tenants, scenario.start) else {
            continue;
        };
        if attainable < ALL_BUT_ROUNDING {
            let percent = (attainable * 100.0).round();
            let message = format!(
                "workload `{}`: its {users} users can bring only {percent} % of the demand, even where nobody waits",
                workload.name
            );
            let help = "let there be more `users` in `[workload.sessions]`, or shorter pauses";
            let span = typed.feedback.as_ref().map_or(&typed.span, |feedback| &feedback.span);
            problems.warn(span, message, Some(help.into()));
        }
    }
}

/// Warns once of each kind of key of which only a ledger makes anything, where none is kept.
fn warn_of_unread_keys(spec: &Spec, problems: &mut Problems<'_>) {
    let mut warn = |key: &str, (span, user): (Option<&Range<usize>>, &str)| {
        let message = format!("{key}: nothing is made of it without a `{user}`, so that it changes nothing");
        if let Some(span) = span {
            problems.warn(span, message, Some("it may be left out".into()));
        }
    };
    // What nodes draw counts in the limits on it, too.
    let mut amounts = spec.limits.iter().flat_map(|limit| &limit.amounts);
    let powers = spec.centers.iter().any(|center| center.power.is_some())
        || amounts.any(|(amount, _)| *amount == Amount::Power);
    let charges = !spec.money.prices.is_empty();
    let power =
        spec.hardware.iter().find_map(|node| node.idle_milliwatts.as_ref().or(node.busy_milliwatts.as_ref()));
    warn("power (`idle`, `busy`)", (power.map(|at| &at.span).filter(|_| !powers), "[center.power]"));
    let price = spec.qos.iter().find_map(|qos| qos.price.as_ref());
    warn("price", (price.map(|at| &at.span).filter(|_| !charges), "[[price]]"));
}

/// Warns of replications in which nothing would differ.
fn warn_of_repetition(scenario: &Scenario, spec: &Spec, problems: &mut Problems<'_>) {
    let Some(typed) = spec.scenario.as_ref().and_then(|header| header.replications.as_ref()) else { return };
    if 1 < scenario.replications && scenario.is_of_logs_alone() {
        let message = format!(
            "replications: chance has no part in a log, so that all {} would be the same: each policy is run once, and nothing is \
             known of the spread",
            scenario.replications
        );
        problems.warn(&typed.span, message, None);
    }
}

fn warn_of_idle_lock(
    scenario: &Scenario,
    part: &Part<'_>,
    name: &str,
    span: &Range<usize>,
    problems: &mut Problems<'_>,
) {
    let lock = part.pools().find_map(|pool| pool.lock.as_ref().filter(|lock| lock.name == name));
    let Some(lock) = lock else { return };
    let holds_it = |partition: PartitionId| {
        let pools = &part.center.partitions[usize::from(partition.0)].pools;
        pools.iter().any(|pool| part.center.pools[usize::from(pool.0)].lock.as_ref() == Some(lock))
    };
    // Partitions of other centres have other numbers.
    let is_here = |center: CenterId, partition| center == part.id.0 && holds_it(partition);
    let network = scenario.network.as_deref();
    let reaches_it = |(class, workload): &(usize, &Workload)| {
        let places = network.map_or(&[][..], |network| network.places(ClassId(*class as u16)));
        is_here(workload.center, workload.partition)
            || places.iter().any(|place| is_here(place.center, place.partition))
    };
    let mut users = scenario.workloads.iter().enumerate().filter(reaches_it);
    if !users.any(|(_, workload)| lock.owners.contains(&workload.group)) {
        let message =
            format!("lock `{name}` idles: none of its owners sends work to partition `{}`", part.name());
        problems.warn(span, message, None);
    }
}

fn warn_of_partition(scenario: &Scenario, part: &Part<'_>, span: &Range<usize>, problems: &mut Problems<'_>) {
    if part.has_queues_of_logs(scenario) {
        return;
    }
    let workloads = part.workloads(scenario);
    if workloads.is_empty() && part.is_used_otherwise(scenario) {
        return;
    }
    if workloads.is_empty() {
        problems.warn(span, format!("nobody uses partition `{}`", part.name()), None);
        return;
    }
    let everyone =
        Offered { workloads: loads(scenario, workloads), share: 1.0, whose: "the load offered to" };
    let outsiders = outsiders(scenario, part);
    for offered in [everyone, outsiders] {
        if let Some(message) = offered.overload(scenario, part.name()) {
            problems.warn(span, message, Some("the queue grows without end while that lasts".into()));
            // The second would only say the same of a part of it.
            return;
        }
    }
}

/// How much of their partition some workloads ask for. Users who wait for their results bring no more than can be done.
fn loads<'a>(scenario: &Scenario, workloads: Vec<&'a Workload>) -> Vec<(&'a Workload, f64)> {
    let open = workloads.into_iter().filter(|workload| !workload.is_closed());
    open.map(|workload| (workload, scenario.offered_load(workload))).collect()
}

/// The load of those who have no lock on a partition, on what locks leave of it.
pub(super) fn outsiders<'a>(scenario: &'a Scenario, part: &Part<'_>) -> Offered<'a> {
    let mut workloads = part.workloads(scenario);
    workloads.retain(|workload| !part.owns_lock(workload.group));
    Offered {
        workloads: loads(scenario, workloads),
        share: part.open_share(),
        whose: "the load of those without a lock on",
    }
}

/// Load on some share of a partition.
pub(super) struct Offered<'a> {
    /// Each workload and how much of the partition it asks for at the start.
    workloads: Vec<(&'a Workload, f64)>,
    share: f64,
    whose: &'static str,
}

impl Offered<'_> {
    /// How much of the share is asked for on a day, 1 = all of it; `factors` are those of each workload and day.
    fn load_on(&self, day: u64, factors: &[Vec<f64>]) -> f64 {
        let at = Time::from_secs(day * 86_400);
        let mut load = 0.0;
        for ((workload, start), factors) in self.workloads.iter().zip(factors) {
            if workload.since <= at && at < workload.until {
                let years = day as f64 / 365.25;
                let factor = factors.get(day as usize).copied().unwrap_or(1.0);
                let filled = workload.ramp.map_or(1.0, |ramp| ramp.share_at(at.as_secs() as f64));
                load += start * factor * filled * libm::pow(1.0 + workload.growth_per_year, years);
            }
        }
        load / self.share
    }

    /// The first day on which more is asked for than there is, in words.
    pub(super) fn overload(&self, scenario: &Scenario, partition: &str) -> Option<String> {
        const FULL: f64 = 1.0 + 1e-9;
        let days = scenario.horizon.as_micros().div_ceil(Span::DAY.as_micros());
        let factors: Vec<Vec<f64>> = self
            .workloads
            .iter()
            .map(|(workload, _)| workload.day_factors(scenario.start.date(), days))
            .collect();
        let over = (0..days).find(|day| FULL < self.load_on(*day, &factors))?;
        let whose = self.whose;
        let percent = (self.load_on(over, &factors) * 100.0).round();
        if over == 0 {
            return Some(format!("{whose} partition `{partition}` is {percent} % of what there is for it"));
        }
        let date = scenario.start.saturating_add(jiff::SignedDuration::from_hours(24 * over as i64)).date();
        Some(format!("{whose} partition `{partition}` passes 100 % of what there is for it on {date}"))
    }
}
