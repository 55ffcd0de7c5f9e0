//! What was understood of a scenario, in a few lines: for `suanli check`, and for anybody who wants to be sure.

use std::fmt;

use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::Serialize;

use super::believed::Scenario;
use super::demanded::{UnderstoodDemand, basis_words, demand_words};
use super::plan_spec::Planned;
use super::spoken::parts::{counted, rounded};
use super::spoken::{self, parts};
use super::units::written;
use crate::model::{Center, LimitChecks, Lock, PartitionId, PeakFlops, Resources, Time};
use crate::workload::{Estimates, Feedback, Ramp, Workload, crew};

/// A scenario in figures.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Understood {
    /// The title.
    pub title: String,
    /// The start, as a date and time.
    pub start: String,
    /// How long is simulated.
    pub horizon: String,
    /// How much of the beginning is left out.
    pub warm_up: String,
    /// The seed.
    pub seed: u64,
    /// Runs of each policy.
    pub replications: u32,
    /// When jobs are killed that have reached their limits, where not at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_checks: Option<String>,
    /// The centres.
    pub centers: Vec<UnderstoodCenter>,
    /// Each kind of node in words.
    pub hardware: Vec<(String, String)>,
    /// Each group and how many tenants it has.
    pub tenants: Vec<(String, usize)>,
    /// Words on groups beside their names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<(String, String)>,
    /// Each link between centres in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<(String, String)>,
    /// Each dataset in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub datasets: Vec<(String, String)>,
    /// The store of each centre that has one with an end, in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stores: Vec<(String, String)>,
    /// Each account in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<(String, String)>,
    /// The days on which people work less, or more, in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub holidays: Vec<(String, String)>,
    /// Each workload in words.
    pub workloads: Vec<(String, String)>,
    /// What each workload brings, in figures.
    pub demands: Vec<UnderstoodDemand>,
    /// How the centres make one network, in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub network: Vec<(String, String)>,
    /// Each cause of failures of nodes in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failures: Vec<(String, String)>,
    /// Each rule of the centres in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<(String, String)>,
    /// Each line of the ledger in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ledger: Vec<(String, String)>,
    /// Each policy in words.
    pub policies: Vec<(String, String)>,
    /// What `suanli plan` is to find, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
}

/// A centre in figures.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct UnderstoodCenter {
    /// Its short name.
    pub name: String,
    /// Its full name.
    pub title: String,
    /// How many nodes it has.
    pub nodes: u64,
    /// How many accelerators.
    pub accelerators: u32,
    /// How many processor cores.
    pub cores: u32,
    /// Peak speed in PFLOPS at half precision.
    pub pflops_fp16: f64,
    /// Peak speed in PFLOPS at double precision.
    pub pflops_fp64: f64,
    /// Its partitions in words.
    pub partitions: Vec<(String, String)>,
}

impl Understood {
    /// The figures of a scenario.
    #[must_use]
    pub fn of(scenario: &Scenario) -> Understood {
        let members = |group: usize| {
            scenario.tenants.iter().filter(|tenant| usize::from(tenant.group.0) == group).count()
        };
        let groups = scenario.groups.iter().enumerate();
        Understood {
            title: scenario.title.clone(),
            start: scenario.start.to_string(),
            horizon: written(scenario.horizon),
            warm_up: written(scenario.warm_up),
            seed: scenario.seed,
            replications: scenario.replications,
            limit_checks: scenario.limit_checks.map(|LimitChecks { every, first }| {
                format!("every {}, the first after {}", written(every), written(first))
            }),
            centers: (0..scenario.centers.len()).map(|center| understood_center(scenario, center)).collect(),
            hardware: parts::hardware(scenario),
            links: spoken::links(scenario),
            datasets: spoken::datasets(scenario),
            stores: spoken::stores(scenario),
            groups: parts::groups(scenario),
            accounts: parts::accounts(scenario),
            holidays: parts::holidays(scenario),
            tenants: groups.map(|(place, group)| (group.name.clone(), members(place))).collect(),
            workloads: workloads(scenario),
            demands: scenario
                .workloads
                .iter()
                .filter_map(|workload| UnderstoodDemand::of(scenario, workload))
                .collect(),
            failures: spoken::failures(scenario),
            network: spoken::network::network(scenario),
            rules: spoken::rules(scenario),
            ledger: spoken::ledger(scenario),
            policies: policies(scenario),
            plan: scenario.planned.as_deref().map(plan_words),
        }
    }
}

fn understood_center(scenario: &Scenario, place: usize) -> UnderstoodCenter {
    let center = &scenario.centers[place];
    let Resources { cores, accelerators, memory_mib: _ } = center.capacity();
    let partitions = center.partitions.iter().enumerate();
    UnderstoodCenter {
        name: center.name.clone(),
        title: center.title.clone(),
        nodes: center.pools.iter().map(|pool| u64::from(pool.nodes.size())).sum(),
        accelerators,
        cores,
        pflops_fp16: pflops(center, |peak| peak.fp16),
        pflops_fp64: pflops(center, |peak| peak.fp64),
        partitions: partitions
            .map(|(number, part)| (part.name.clone(), partition_words(scenario, (place, number))))
            .collect(),
    }
}

fn pflops(center: &Center, precision: fn(PeakFlops) -> f64) -> f64 {
    let speeds = center.pools.iter().map(|pool| {
        let nodes = f64::from(pool.nodes.size());
        nodes * precision(pool.node_type.peak_tflops) / 1e3
    });
    speeds.sum()
}

fn partition_words(scenario: &Scenario, (center_place, place): (usize, usize)) -> String {
    let center = &scenario.centers[center_place];
    let partition = &center.partitions[place];
    let pools: Vec<_> = partition.pools.iter().map(|pool| &center.pools[usize::from(pool.0)]).collect();
    let nodes: u64 = pools.iter().map(|pool| u64::from(pool.nodes.size())).sum();
    let mut types: Vec<&str> = Vec::new();
    for pool in &pools {
        if !types.contains(&pool.node_type.name.as_str()) {
            types.push(&pool.node_type.name);
        }
    }
    let spares = partition.pools.iter().map(|pool| u64::from(center.spares_of(*pool))).sum::<u64>();
    let mut words = format!("{} of {}", counted(nodes, "node", "nodes"), types.join(" and "));
    if 0 < spares {
        words += &format!(", {} more stand by", spares);
    }
    let locked = pools.iter().filter_map(|pool| Some((pool.nodes.size(), pool.lock.as_ref()?)));
    let locked: Vec<(u32, &Lock)> = locked.collect();
    // Groups that are worked on one after the other are told together.
    for group in locked.chunk_by(|(_, one), (_, next)| one.is_maintenance() && one.name == next.name) {
        let here: u64 = group.iter().map(|(count, _)| u64::from(*count)).sum();
        let count = if here == nodes { "all".to_owned() } else { here.to_string() };
        let lock = spoken::lock_words(scenario, group[0].1);
        words += &format!(", {count} of them {lock}");
        if 1 < group.len() {
            words += &format!(", in {} groups one after the other", group.len());
        }
    }
    for work in center.works.iter().filter(|work| usize::from(work.partition.0) == place) {
        words += &spoken::work_words(work);
    }
    words += &spoken::partition_words(scenario, center.rules.partition(PartitionId(place as u16)));
    match center.claims.partitions.get(place) {
        None | Some(0) => {}
        Some(priority) => words += &format!(", priority {priority}"),
    }
    words + &basis_words(scenario, (center_place, place))
}

fn workloads(scenario: &Scenario) -> Vec<(String, String)> {
    let mut workloads = Vec::new();
    for (class, workload) in scenario.workloads.iter().enumerate() {
        let center = &scenario.centers[usize::from(workload.center.0)];
        let partition = &center.partitions[usize::from(workload.partition.0)].name;
        let group = &scenario.groups[usize::from(workload.group.0)].name;
        let demand = demand_words(scenario, workload);
        let origin = workload.origin.name();
        let mut words = format!("{demand} of {origin} from {group} to {}/{partition}", center.name);
        if workload.growth_per_year != 0.0 {
            words += &format!(", growing by {} % a year", rounded(workload.growth_per_year * 100.0));
        }
        words += &ramp_words(scenario, workload);
        words += &parts::log_words(center, workload);
        words += &habits_words(scenario, workload);
        words += &spoken::job_words(scenario, class, workload);
        words += &spoken::network::travel_words(scenario, class);
        workloads.push((workload.name.clone(), words));
    }
    workloads
}

/// How the demand of a workload fills up, behind a comma.
fn ramp_words(scenario: &Scenario, workload: &Workload) -> String {
    let Some(Ramp { from, until, first, shape }) = workload.ramp else { return String::new() };
    let date = |at: Time| (scenario.start + SignedDuration::from_micros(at.as_micros() as i64)).date();
    let (from, until, first) = (date(from), date(until), rounded(100.0 * first));
    format!(", filling up from {first} % of that on {from} to all on {until} ({})", shape.name())
}

/// The peculiarities of the users of a workload, each after a comma.
fn habits_words(scenario: &Scenario, workload: &Workload) -> String {
    let mut words = String::new();
    match &workload.estimates {
        Estimates::AsModelled => {}
        Estimates::Exact => words += ", exact estimates",
        Estimates::Modal(_) => words += ", modal estimates",
    }
    match workload.pace.holidays.len() as u64 {
        0 => {}
        count => words += &format!(", {}", counted(count, "holiday", "holidays")),
    }
    let Some(sessions) = workload.sessions else { return words };
    let center = scenario.basis.center(workload.center);
    let think = written(sessions.think_median);
    match (sessions.feedback, crew(workload, center, &scenario.tenants, scenario.start)) {
        (Feedback::Closed { patience, .. }, Some((users, _))) => {
            let patience = written(patience);
            let users = counted(users as u64, "user", "users");
            words += &format!(", {users} who wait up to {patience} for a result and think {think}");
        }
        (Feedback::Open | Feedback::Closed { .. }, _) => {
            words +=
                &format!(", in sessions of {} with pauses of {think}", rounded(sessions.submissions_mean));
        }
    }
    words
}

fn plan_words(planned: &Planned) -> String {
    let which = if planned.is_most { "most" } else { "least" };
    let policy = planned.policy.as_ref().map_or(String::new(), |policy| format!(" under {policy}"));
    let most = planned.replications_most;
    let most = most.map_or(String::new(), |most| format!(", at most {most} runs of a value"));
    let promises = planned.promises.join(" and ");
    format!("plan: the {which} of {}{policy} with which {promises} holds{most}", planned.range)
}

fn policies(scenario: &Scenario) -> Vec<(String, String)> {
    let words = |policy: &crate::policy::PolicySpec| {
        let every = policy.every.map_or(String::new(), |every| format!(", looking every {}", written(every)));
        let router = spoken::network::router_words(policy);
        let variant = spoken::variant_words(scenario, policy);
        format!(
            "{} order, {} backfill, {} placement{every}{router}{variant}",
            policy.order, policy.backfill, policy.placement
        )
    };
    scenario.policies.iter().map(|policy| (policy.name.clone(), words(policy))).collect()
}

impl fmt::Display for Understood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "  {}", self.title)?;
        let (runs, seed) = (self.replications, self.seed);
        let noun = if runs == 1 { "replication" } else { "replications" };
        write!(f, "  from {} for {}", self.start.replace('T', " "), self.horizon)?;
        writeln!(f, " (warm-up {}), {runs} {noun}, seed {seed}", self.warm_up)?;
        if let Some(looks) = &self.limit_checks {
            writeln!(f, "  jobs are looked at for their limits {looks}")?;
        }
        for center in &self.centers {
            let nodes = counted(center.nodes, "node", "nodes");
            write!(f, "  centre {}: {nodes}, {}", center.name, counted(center.cores, "core", "cores"))?;
            if 0 < center.accelerators {
                write!(f, ", {}", counted(center.accelerators, "accelerator", "accelerators"))?;
            }
            for (speed, precision) in [(center.pflops_fp16, "FP16"), (center.pflops_fp64, "FP64")] {
                if 0.05 <= speed {
                    write!(f, ", {speed:.1} PFLOPS {precision}")?;
                }
            }
            writeln!(f)?;
            list(f, "partition ", &center.partitions)?;
        }
        let all: usize = self.tenants.iter().map(|(_, count)| count).sum();
        let groups: Vec<String> =
            self.tenants.iter().map(|(name, count)| format!("{name} {count}")).collect();
        list(f, "hardware ", &self.hardware)?;
        section(f, ("link", "links"), &self.links)?;
        section(f, ("dataset", "datasets"), &self.datasets)?;
        section(f, ("store", "stores"), &self.stores)?;
        writeln!(f, "  {}: {}", counted(all as u64, "tenant", "tenants"), groups.join(", "))?;
        list(f, "", &self.groups)?;
        section(f, ("account", "accounts"), &self.accounts)?;
        section(f, ("workload", "workloads"), &self.workloads)?;
        section(f, ("holiday", "holidays"), &self.holidays)?;
        section(f, ("line of the network", "lines of the network"), &self.network)?;
        section(f, ("rule", "rules"), &self.rules)?;
        section(f, ("cause of failures", "causes of failures"), &self.failures)?;
        section(f, ("line of the ledger", "lines of the ledger"), &self.ledger)?;
        section(f, ("policy", "policies"), &self.policies)?;
        match &self.plan {
            Some(plan) => writeln!(f, "  {plan}"),
            None => Ok(()),
        }
    }
}

/// How many there are of what the lines below tell, and the lines; nothing where there are none.
fn section(
    f: &mut fmt::Formatter<'_>,
    (one, many): (&str, &str),
    entries: &[(String, String)],
) -> fmt::Result {
    if entries.is_empty() {
        return Ok(());
    }
    writeln!(f, "  {}:", counted(entries.len() as u64, one, many))?;
    list(f, "", entries)
}

fn list(f: &mut fmt::Formatter<'_>, what: &str, entries: &[(String, String)]) -> fmt::Result {
    for (name, words) in entries {
        writeln!(f, "    {what}{name}: {words}")?;
    }
    Ok(())
}
