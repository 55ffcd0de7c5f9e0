//! Slurm's multifactor priority (slurm.schedmd.com/priority_multifactor.html): a weighted sum of factors from 0 to 1.
//!
//! `priority = age + fair-share + job size + partition + QOS + account + resources - nice`, each factor times its weight, a whole
//! number from 1 to 2^32 - 1; large is early, and equal priorities go by submission. `docs/priorities.md` has every factor.
//!
//! Priorities of waiting jobs change once a period: at the first instant of the period at which the scheduler is asked while
//! several jobs wait. A new job is ranked at once, by the fair-share factors of the last time.

mod settings;

use super::accounts::Tree;
use super::candidate::Candidate;
use super::usage::Usage;
use super::{Order, Parameter, Rule};
use crate::cluster::PoolSet;
use crate::model::{Center, Nodes, Request, Resources, TenantId, Time};
use settings::Favour;
pub(in crate::policy) use settings::Settings;

pub(super) const ENTRY: Order = Order {
    name: "multifactor",
    help: "Slurm's multifactor priority: age, fair-share (Fair Tree or classic) over a tree of accounts, job size, partition, \
           QOS and more, each with its weight.",
    parameter: Some(Parameter {
        help: "settings that differ from the defaults",
        example: "age = 1000, fair_share = 10000, max_age = 7 days, sharing = fair-tree",
        otherwise: Some(""),
    }),
    rule: |text| Settings::parse(text).map(Rule::Multifactor),
};

/// The order at work in one centre.
#[derive(Debug)]
pub(in crate::policy) struct Multifactor {
    settings: Settings,
    center: Center,
    capacity: Machine,
    tree: Tree,
    usage: Usage,
    /// By node of the tree.
    factors: Vec<f64>,
    used: Vec<f64>,
    /// The number of the period in which the factors were worked out last.
    period: Option<u64>,
    /// In which period the jobs of these pools were ranked last.
    ranked: Vec<(PoolSet, u64)>,
}

/// What a job's size is measured against.
#[derive(Debug, Clone, Copy)]
struct Machine {
    nodes: f64,
    cores: f64,
}

/// What has to be done about jobs that were ranked before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::policy) enum Ranks {
    /// Nothing.
    Good,
    /// They must be ranked anew.
    Old,
}

impl Multifactor {
    /// Nobody has used anything.
    pub(in crate::policy) fn new(settings: Settings, center: &Center) -> Multifactor {
        let nodes: u64 = center.pools.iter().map(|pool| node_count(pool.nodes)).sum();
        let capacity = Machine { nodes: nodes as f64, cores: f64::from(center.capacity().cores) };
        let tree = Tree::new(center);
        let mut multifactor = Multifactor {
            settings,
            center: center.clone(),
            capacity,
            usage: Usage::new(settings.forgetting(), tree.len()),
            tree,
            factors: Vec::new(),
            used: Vec::new(),
            period: None,
            ranked: Vec::new(),
        };
        // Who is known is ranked, whether he ever submits anything or not.
        for tenant in 0..center.claims.tenants.len() {
            multifactor.node_of(TenantId(tenant as u32));
        }
        multifactor.work_out(Time::ZERO);
        multifactor
    }

    fn node_of(&mut self, tenant: TenantId) -> usize {
        let node = self.usage.place_of(tenant) as usize;
        if node == self.tree.len() {
            self.tree.add(tenant, &self.center);
        }
        node
    }

    /// Works out the factors of all nodes.
    fn work_out(&mut self, now: Time) {
        self.usage.advance(now);
        let reading = self.usage.reading(now);
        self.used.clear();
        self.used.extend((0..self.tree.len()).map(|node| self.usage.relative(node as u32, reading)));
        self.tree.factors(self.settings.sharing, self.settings.dampening, &self.used, &mut self.factors);
    }

    fn period_of(&self, now: Time) -> u64 {
        now.since(Time::ZERO).as_micros() / self.settings.period.as_micros()
    }

    /// Makes ready for a pass over these pools, while so many jobs wait in the centre.
    pub(in crate::policy) fn begin(
        &mut self,
        newcomers: impl Iterator<Item = TenantId>,
        scope: PoolSet,
        waiting: usize,
        now: Time,
    ) -> Ranks {
        let known = self.tree.len();
        for tenant in newcomers {
            self.node_of(tenant);
        }
        let period = self.period_of(now);
        if waiting <= 1 {
            // One job is in order however it is ranked; it is ranked when there is somebody to compare it with.
            self.forget_ranks(scope);
            return Ranks::Old;
        }
        if self.period != Some(period) || known < self.tree.len() {
            self.work_out(now);
            self.period = Some(period);
        }
        match self.ranked.iter_mut().find(|(pools, _)| *pools == scope) {
            Some((_, ranked)) if *ranked == period && known == self.tree.len() => return Ranks::Good,
            Some((_, ranked)) => *ranked = period,
            None => self.ranked.push((scope, period)),
        }
        Ranks::Old
    }

    fn forget_ranks(&mut self, scope: PoolSet) {
        self.ranked.retain(|(pools, _)| *pools != scope);
    }

    /// The priority of a waiting job, as a rank: large priorities have small ranks.
    pub(in crate::policy) fn rank(&self, job: &Candidate<'_>) -> u64 {
        u64::from(u32::MAX - self.priority(job))
    }

    /// The rank of a job at the instant of its submission.
    pub(in crate::policy) fn rank_at_submission(&self, request: &Request, units: u32) -> u64 {
        let access = self.center.access_of(request.partition, request.group);
        let now = request.submit;
        self.rank(&Candidate { request, units, now, center: &self.center, access, tenant_usage: 0.0 })
    }

    fn priority(&self, job: &Candidate<'_>) -> u32 {
        let Settings { age, fair_share, job_size, partition, qos, account, .. } = self.settings;
        let claims = &self.center.claims;
        let class = claims.classes.get(usize::from(job.request.class.0)).copied().unwrap_or_default();
        let age_factor = (job.wait_secs() / self.settings.max_age.as_secs_f64()).min(1.0);
        let mut sum = age * age_factor;
        sum += fair_share * self.fair_share_factor(job.request.tenant);
        if 0.0 < job_size {
            sum += job_size * self.size_factor(job);
        }
        let partitions = claims.partitions.iter().copied();
        sum += partition * part(partitions.clone().nth(usize::from(job.request.partition.0)), partitions);
        let classes = claims.classes.iter().map(|class| class.priority);
        sum += qos * part(Some(class.priority), classes);
        let accounts = claims.accounts.iter().map(|account| account.priority);
        sum += account * part(self.account_priority(job.request.tenant), accounts);
        sum += self.resources(job) - f64::from(class.nice);
        // What lies beyond the numbers of 32 bits is brought back, as in Slurm.
        sum.clamp(1.0, f64::from(u32::MAX)) as u32
    }

    fn fair_share_factor(&self, tenant: TenantId) -> f64 {
        let node = self.usage.known(tenant);
        node.and_then(|node| self.factors.get(node as usize)).copied().unwrap_or(1.0)
    }

    fn account_priority(&self, tenant: TenantId) -> Option<u32> {
        let claims = &self.center.claims;
        let account = claims.tenants.get(tenant.0 as usize).copied().flatten()?;
        Some(claims.accounts[usize::from(account.0)].priority)
    }

    /// The mean of its parts of the nodes and of the cores.
    fn size_factor(&self, job: &Candidate<'_>) -> f64 {
        let Machine { nodes, cores } = self.capacity;
        let asked = f64::from(job.request.shape.total().cores);
        let part = f64::midpoint(f64::from(job.nodes()) / nodes, asked / cores);
        match self.settings.favour {
            Favour::Large => part,
            Favour::Small => 1.0 - part,
            Favour::LargePerMinute => {
                let minutes = (job.request.walltime.as_secs_f64() / 60.0).max(1.0);
                (f64::from(job.nodes()) / nodes).max(asked / cores) / minutes
            }
        }
    }

    /// What it asks for as parts of what its partition has, each with its weight.
    fn resources(&self, job: &Candidate<'_>) -> f64 {
        let Settings { cores, memory, accelerators, nodes, .. } = self.settings;
        if cores + memory + accelerators + nodes == 0.0 {
            return 0.0;
        }
        let pools = &self.center.partitions[usize::from(job.request.partition.0)].pools;
        let mut all = Resources::default();
        let mut node_sum = 0;
        for pool in pools.iter().map(|id| &self.center.pools[usize::from(id.0)]) {
            all += pool.capacity();
            node_sum += node_count(pool.nodes);
        }
        let asked = job.request.shape.total();
        let of = |asked: f64, all: f64| if 0.0 < all { (asked / all).min(1.0) } else { 0.0 };
        cores * of(f64::from(asked.cores), f64::from(all.cores))
            + memory * of(asked.memory_mib as f64, all.memory_mib as f64)
            + accelerators * of(f64::from(asked.accelerators), f64::from(all.accelerators))
            + nodes * of(f64::from(job.nodes()), node_sum as f64)
    }

    /// Learns that a job of the tenant holds so many units from now on.
    pub(in crate::policy) fn started(&mut self, tenant: TenantId, units: u32, now: Time) {
        self.usage.advance(now);
        let node = self.node_of(tenant);
        for node in self.tree.path(node) {
            self.usage.started(node as u32, units, now);
        }
    }

    /// Learns that it has given them back.
    pub(in crate::policy) fn ended(&mut self, tenant: TenantId, units: u32, now: Time) {
        self.usage.advance(now);
        let node = self.node_of(tenant);
        for node in self.tree.path(node) {
            self.usage.ended(node as u32, units, now);
        }
    }
}

/// A priority against the highest of its kind; nothing where none is above zero.
fn part(priority: Option<u32>, all: impl Iterator<Item = u32>) -> f64 {
    match (priority, all.max()) {
        (Some(priority), Some(highest)) if 0 < highest => f64::from(priority) / f64::from(highest),
        (Some(_) | None, Some(_) | None) => 0.0,
    }
}

fn node_count(nodes: Nodes) -> u64 {
    match nodes {
        Nodes::Named { count } => u64::from(count),
        Nodes::Counted { processors } => u64::from(processors),
    }
}
