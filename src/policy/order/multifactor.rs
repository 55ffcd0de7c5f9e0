//! Slurm's multifactor priority (slurm.schedmd.com/priority_multifactor.html): a weighted sum of factors from 0 to 1.
//!
//! `priority = age + fair-share + job size + partition + QOS + account + resources - nice`, each factor times its weight, a whole
//! number from 1 to 2^32 - 1; large is early, and equal priorities go by submission. `docs/priorities.md` has every factor.
//!
//! Priorities of waiting jobs change when a period begins, by the ages and usages of that instant. They are worked out when
//! somebody could start for the first time in it, which comes to the same. A new job is ranked at once, by the fair-share
//! factors of its period.

mod settings;

use super::accounts::Tree;
use super::candidate::Candidate;
use super::usage::{Usage, beginning};
use super::{Order, Parameter, Rule};
use crate::cluster::PoolSet;
use crate::model::{Center, Nodes, Request, Resources, Span, TenantId, Time};
use serde::{Deserialize, Serialize};
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
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::policy) struct Multifactor {
    settings: Settings,
    center: Center,
    capacity: Machine,
    highest: Highest,
    tree: Tree,
    usage: Usage,
    fair: Fair,
    /// The number of the period by which jobs are ranked, and when it began.
    period: u64,
    begun: Time,
    /// By which factors the jobs of these pools were ranked last.
    ranked: Vec<(PoolSet, u64)>,
    /// By slot of the waiting job.
    waiting: Vec<Waiting>,
}

/// Fair-share factors, by node of the tree.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Fair {
    /// How often they have changed.
    edition: u64,
    used: Vec<f64>,
    grades: Vec<f64>,
    /// NaN where nobody has asked for it yet.
    factors: Vec<f64>,
}

impl Fair {
    /// The factor of a node, worked out when it is asked for first.
    fn factor(&mut self, tree: &Tree, settings: &Settings, node: u32) -> f64 {
        let (known, grade) = (&mut self.factors[node as usize], self.grades[node as usize]);
        if known.is_nan() {
            *known = tree.factor(settings.sharing, settings.dampening, grade);
        }
        *known
    }
}

/// What never changes while a job waits, so that a new rank costs a few multiplications.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Waiting {
    submit: Time,
    node: u32,
    /// All but age and fair-share.
    sum: f64,
}

/// What makes one number of age, fair-share and all the rest.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Scale {
    age: f64,
    fair_share: f64,
    max_age_micros: f64,
}

impl Scale {
    const fn new(settings: &Settings) -> Scale {
        let Settings { age, fair_share, max_age, .. } = *settings;
        Scale { age, fair_share, max_age_micros: max_age.as_micros() as f64 }
    }

    fn rank(self, wait: Span, factor: f64, fixed_sum: f64) -> u64 {
        Scale::rank_of(self.of_age(wait) + self.fair_share * factor + fixed_sum)
    }

    fn of_age(self, wait: Span) -> f64 {
        // A signed number takes one instruction to convert, and no wait is as long as the sign.
        self.age * (wait.as_micros().cast_signed() as f64 / self.max_age_micros).min(1.0)
    }

    fn rank_of(sum: f64) -> u64 {
        // What lies beyond the numbers of 32 bits is brought back, as in Slurm.
        u64::from(u32::MAX - sum.clamp(1.0, f64::from(u32::MAX)) as u32)
    }
}

/// What a job's size is measured against.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Machine {
    nodes: f64,
    cores: f64,
}

impl Machine {
    fn of(center: &Center) -> Machine {
        let nodes: u64 = center.pools.iter().map(|pool| node_count(pool.nodes)).sum();
        Machine { nodes: nodes as f64, cores: f64::from(center.capacity().cores) }
    }
}

/// What a job's priorities are measured against.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Highest {
    partition: u32,
    qos: u32,
    account: u32,
}

/// What has to be done about jobs that were ranked before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::policy) enum Ranks {
    /// Nothing.
    Good,
    /// They must be ranked anew.
    Old,
}

impl Multifactor {
    /// Whether it has the same settings.
    pub(in crate::policy) fn is_like(&self, other: &Multifactor) -> bool {
        self.settings == other.settings
    }

    /// Nobody has used anything.
    pub(in crate::policy) fn new(settings: Settings, center: &Center) -> Multifactor {
        let capacity = Machine::of(center);
        let claims = &center.claims;
        let highest = Highest {
            partition: claims.partitions.iter().copied().max().unwrap_or(0),
            qos: center.rules.qos.iter().map(|qos| qos.priority).max().unwrap_or(0),
            account: claims.accounts.iter().map(|account| account.priority).max().unwrap_or(0),
        };
        let tree = Tree::new(center);
        let (used, grades, factors) = (Vec::new(), Vec::new(), Vec::new());
        let mut multifactor = Multifactor {
            settings,
            center: center.clone(),
            capacity,
            highest,
            usage: Usage::new(settings.forgetting(), tree.len()),
            tree,
            fair: Fair { edition: 0, used, grades, factors },
            period: 0,
            begun: Time::ZERO,
            ranked: Vec::new(),
            waiting: Vec::new(),
        };
        // A known tenant is ranked, whether it ever submits anything or not.
        for tenant in 0..center.claims.tenants.len() {
            multifactor.node_of(TenantId(tenant as u32));
        }
        multifactor.work_out(Time::ZERO);
        multifactor
    }

    /// Measures the sizes of jobs against another machine; those that wait have to join anew.
    pub(in crate::policy) fn resized(&mut self, center: &Center) {
        self.center.pools.clone_from(&center.pools);
        self.capacity = Machine::of(center);
        self.ranked.clear();
    }

    fn node_of(&mut self, tenant: TenantId) -> usize {
        let node = self.usage.place_of(tenant) as usize;
        if node == self.tree.len() {
            self.tree.add(tenant, &self.center);
        }
        node
    }

    /// Works out the factors of all nodes as they were when the present period began.
    fn work_out(&mut self, now: Time) {
        self.usage.advance(now);
        let Fair { edition, used, grades, factors } = &mut self.fair;
        *edition += 1;
        used.clear();
        used.extend((0..self.tree.len()).map(|node| self.usage.relative_before(node as u32)));
        self.tree.grades(self.settings.sharing, used, grades);
        factors.clear();
        factors.resize(grades.len(), f64::NAN);
    }

    /// Learns of jobs that have joined the queue, by their slots.
    pub(in crate::policy) fn join<'a>(&mut self, newcomers: impl Iterator<Item = (u32, Candidate<'a>)>) {
        for (slot, job) in newcomers {
            let node = self.node_of(job.request.tenant) as u32;
            let slot = slot as usize;
            if self.waiting.len() <= slot {
                self.waiting.resize(slot + 1, Waiting::default());
            }
            self.waiting[slot] = Waiting { submit: job.request.submit, node, sum: self.fixed_sum(&job) };
        }
    }

    /// Makes ready for a pass over these pools, while so many jobs wait in the centre.
    pub(in crate::policy) fn begin(&mut self, scope: PoolSet, waiting: usize, now: Time) -> Ranks {
        if waiting <= 1 {
            // One job is in order however it is ranked; it is ranked when there is somebody to compare it with.
            return Ranks::Good;
        }
        let period = now.since(Time::ZERO).as_micros() / self.settings.period.as_micros();
        if self.period < period || self.fair.grades.len() < self.tree.len() {
            self.period = period;
            self.begun = beginning(period, self.settings.period);
            self.work_out(now);
        }
        let edition = self.fair.edition;
        match self.ranked.iter_mut().find(|(pools, _)| *pools == scope) {
            Some((_, ranked)) if *ranked == edition => return Ranks::Good,
            Some((_, ranked)) => *ranked = edition,
            None => self.ranked.push((scope, edition)),
        }
        Ranks::Old
    }

    /// Forgets by which factors jobs were ranked, because they lost their ranks.
    pub(in crate::policy) fn forget_ranks(&mut self) {
        self.ranked.clear();
    }

    /// Ranks the waiting job in a slot: large priorities have small ranks.
    pub(in crate::policy) fn ranks(&mut self) -> impl FnMut(u32) -> u64 {
        let Multifactor { settings, tree, fair, begun, waiting, .. } = self;
        // In registers for as long as a lane is ranked.
        let (scale, begun) = (Scale::new(settings), *begun);
        move |slot| {
            let Waiting { submit, node, sum } = waiting[slot as usize];
            scale.rank(submit.until(begun), fair.factor(tree, settings, node), sum)
        }
    }

    /// The rank of the waiting job in a slot, as the last pass knew it.
    pub(in crate::policy) fn rank(&self, slot: u32) -> u64 {
        let Waiting { submit, node, sum } = self.waiting[slot as usize];
        let Settings { sharing, dampening, .. } = self.settings;
        let factor = self.tree.factor(sharing, dampening, self.fair.grades[node as usize]);
        Scale::new(&self.settings).rank(submit.until(self.begun), factor, sum)
    }

    /// The node of the tree of accounts that the job in a slot hangs on.
    pub(in crate::policy) fn node(&self, slot: u32) -> u32 {
        self.waiting[slot as usize].node
    }

    /// What the job in a slot has besides the factor of its tenant, with the sign turned, as small as it will be until then.
    pub(in crate::policy) fn bound(&self, slot: u32, until: Time) -> f64 {
        let Waiting { submit, sum, .. } = self.waiting[slot as usize];
        -(Scale::new(&self.settings).of_age(submit.until(until)) + sum)
    }

    /// The smallest rank that a job of the node can have now, if this is its bound.
    pub(in crate::policy) fn lowest(&mut self, node: u32, bound: f64) -> u64 {
        let factor = self.fair.factor(&self.tree, &self.settings, node);
        // Sums are rounded in another order here, and priorities to whole numbers.
        Scale::rank_of(self.settings.fair_share * factor - bound + 1.0)
    }

    /// The rank of a job that joins the queue; it may have been there before.
    pub(in crate::policy) fn rank_at_submission(&self, request: &Request, units: u32) -> u64 {
        let access = self.center.access_of(request.partition, request.group);
        let now = request.submit;
        let job = Candidate { request, units, now, center: &self.center, access, tenant_usage: 0.0 };
        let Settings { sharing, dampening, .. } = self.settings;
        let known = self.usage.known(request.tenant);
        let grade = known.and_then(|node| self.fair.grades.get(node as usize));
        // A tenant that submits for the first time is ranked with all others before any is compared with it.
        let factor = grade.map_or(1.0, |grade| self.tree.factor(sharing, dampening, *grade));
        Scale::new(&self.settings).rank(request.submit.until(self.begun), factor, self.fixed_sum(&job))
    }

    /// What a job has besides its age and the factor of its tenant.
    fn fixed_sum(&self, job: &Candidate<'_>) -> f64 {
        let Settings { job_size, partition, qos, account, .. } = self.settings;
        let (claims, highest) = (&self.center.claims, self.highest);
        let class = claims.classes.get(usize::from(job.request.class.0)).copied().unwrap_or_default();
        let own_partition = claims.partitions.get(usize::from(job.request.partition.0)).copied();
        let mut sum = 0.0;
        if 0.0 < job_size {
            sum += job_size * self.size_factor(job);
        }
        sum += partition * part(own_partition.unwrap_or(0), highest.partition);
        sum += qos * part(self.center.rules.qos_priority(job.request.class), highest.qos);
        sum += account * part(self.account_priority(job.request.tenant).unwrap_or(0), highest.account);
        sum + self.resources(job) - f64::from(class.nice)
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
        let reading = self.usage.reading();
        for node in self.tree.path(node) {
            self.usage.started(node as u32, units, reading);
        }
    }

    /// Learns that it has given them back.
    pub(in crate::policy) fn ended(&mut self, tenant: TenantId, units: u32, now: Time) {
        self.usage.advance(now);
        let node = self.node_of(tenant);
        let reading = self.usage.reading();
        for node in self.tree.path(node) {
            self.usage.ended(node as u32, units, reading);
        }
    }
}

/// A priority against the highest of its kind; nothing where none is above zero.
fn part(priority: u32, highest: u32) -> f64 {
    if highest == 0 { 0.0 } else { f64::from(priority) / f64::from(highest) }
}

fn node_count(nodes: Nodes) -> u64 {
    match nodes {
        Nodes::Named { count } => u64::from(count),
        Nodes::Counted { processors } => u64::from(processors),
    }
}
