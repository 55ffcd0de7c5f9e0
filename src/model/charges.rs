//! What jobs draw and cost in a centre, as far as that is known before they start.

use super::rates::WHOLE_DRIVE;
use super::{
    Center, Gear, Hourly, Nodes, Pool, PoolId, Price, Rates, Request, Resources, Shape, Throttle, Weighing,
    Whose,
};

impl Center {
    /// The place of the first of these price lists that is about such jobs.
    #[must_use]
    pub fn price_of(&self, prices: &[Price], whose: Whose) -> Option<usize> {
        let qos = self.rules.class(whose.class).qos;
        let hardware = &self.pools[usize::from(whose.pool.0)].node_type.name;
        prices.iter().position(|price| price.about.holds(whose, qos, hardware))
    }
}

/// What the parts of a price are parts of: a GiB has 1,024 MiB.
const MIB: i128 = 1_024;

impl Price {
    /// What so many tasks in a pool cost for an hour at the full price, in parts of a millionth of a yuan, of which
    /// [`Price::parts`] make one.
    #[must_use]
    pub fn hourly(&self, shape: Shape, tasks: u64, pool: &Pool) -> i128 {
        let Resources { cores, accelerators, memory_mib } = shape.per_task;
        let parts = Price::parts(pool) as i128;
        let units = i128::from(pool.unit().of(shape.per_task));
        let amounts = [
            i128::from(accelerators) * i128::from(self.accelerator) * parts,
            i128::from(cores) * i128::from(self.core) * parts,
            i128::from(memory_mib) * i128::from(self.gib) * (parts / MIB),
            units * i128::from(self.node) * MIB,
        ];
        let one = match self.weighing {
            Weighing::Sum => amounts.iter().sum(),
            Weighing::Dearest => amounts.into_iter().max().unwrap_or(0),
        };
        one * i128::from(tasks)
    }

    /// How many parts of an hourly price make a millionth of a yuan.
    #[must_use]
    pub fn parts(pool: &Pool) -> u128 {
        u128::from(node_units(pool)) * MIB as u128
    }
}

/// How many of its units a node of a pool has, at least one; in a counted pool every processor is a node.
#[must_use]
pub fn node_units(pool: &Pool) -> u32 {
    match pool.nodes {
        Nodes::Named { .. } => pool.unit().of(pool.node_type.capacity).max(1),
        Nodes::Counted { .. } => 1,
    }
}

impl Rates {
    /// What a job may draw beyond idle nodes, in milliwatts, rounded up.
    #[must_use]
    pub fn drawn(&self, center: &Center, request: &Request) -> u64 {
        let of_pool = |pool: &PoolId| {
            let kind = &center.pools[usize::from(pool.0)];
            let draw = self.draws.get(&kind.node_type.name).copied().unwrap_or_default();
            let tasks = u128::from(request.shape.tasks);
            let drive =
                u128::from(kind.unit().of(request.shape.per_task)) * u128::from(self.drive(request.class));
            let parts = u128::from(node_units(kind)) * u128::from(WHOLE_DRIVE);
            // However many tasks share a node, all of them draw no more than their shares at the steepest, and no more than the node.
            let working = match kind.nodes {
                Nodes::Named { .. } => {
                    (tasks * drive * u128::from(draw.steepest)).min(tasks * parts * u128::from(draw.most))
                }
                Nodes::Counted { .. } => tasks * drive * u128::from(draw.steepest),
            };
            // At worst each task lies on a node that sleeps, and it does no work until all are awake. A node wakes as it does however
            // slowly jobs go, so that it counts for more where these are slowed down.
            let slowest = self.throttle.as_ref().map_or(Gear::FULL, Throttle::slowest);
            working.div_ceil(parts).max(tasks * u128::from(slowest.at_full_speed(draw.waking)))
        };
        let most = may_use(center, request).map(of_pool).max().unwrap_or(0);
        u64::try_from(most).unwrap_or(u64::MAX)
    }

    /// What an hour of a job may cost; nothing where no price list is about it.
    #[must_use]
    pub fn hourly(&self, center: &Center, request: &Request) -> Option<Hourly> {
        let Request { partition, class, group, tenant, .. } = *request;
        let qos = usize::from(center.rules.class(class).qos.0);
        let percent = center.rules.qos.get(qos).map_or(100, |qos| qos.price_percent);
        let of_pool = |pool: &PoolId| {
            let whose = Whose { center: request.center, pool: *pool, partition, class, group, tenant };
            let list = center.price_of(&self.prices, whose)?;
            let kind = &center.pools[usize::from(pool.0)];
            let amount = self.prices[list].hourly(request.shape, request.shape.tasks.into(), kind);
            let amount = amount.unsigned_abs() * u128::from(percent);
            Some(Hourly { list, amount, parts: u64::from(node_units(kind)) * MIB as u64 * 100 })
        };
        may_use(center, request).filter_map(of_pool).max_by_key(|hourly| self.dearest(hourly))
    }
}

/// The pools on which a job may run whose nodes can hold a task of it, however many they are at present.
fn may_use<'a>(center: &'a Center, request: &'a Request) -> impl Iterator<Item = &'a PoolId> {
    let list = center.pools_of(center.access_of(request.partition, request.group)).iter();
    list.filter(move |pool| {
        let kind = &center.pools[usize::from(pool.0)];
        let Resources { accelerators, memory_mib, .. } = request.shape.per_task;
        match kind.nodes {
            Nodes::Named { .. } => 0 < request.shape.slots_on(kind.node_type.capacity),
            Nodes::Counted { .. } => accelerators == 0 && memory_mib == 0,
        }
    })
}
