//! Where the time of nodes went: at every instant each unit of a centre does exactly one thing, so that all of them add up to what
//! there was.

use super::kept::{For, Kept};
use super::losses::Losses;
use super::usage::each_pool_tasks;
use super::{Gauges, Window};
use crate::model::{Center, CenterId, Request, Resources, Span, Time};
use crate::record::{Piece, Stop};
use serde::{Deserialize, Serialize};

/// What a unit of a centre does at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Part {
    /// A job holds it and does work that counts.
    Useful = 0,
    /// A job holds it and does work that is lost when it is evicted.
    LostToEvictions,
    /// A job holds it and does work that is lost when a node fails.
    LostToFailures,
    /// A job holds it and does work that is lost when it fails by itself.
    LostToOwnFailures,
    /// A job holds it and stands still for a checkpoint.
    Checkpoints,
    /// A job holds it and begins again.
    Restarts,
    /// A job holds it and waits until its nodes are awake.
    Waking,
    /// A job holds it and hangs.
    Hung,
    /// A job holds it for longer than it would at full speed.
    Slowed,
    /// Nobody holds it.
    Idle,
    /// Nobody holds it, and a lock keeps it for somebody.
    ReservedIdle,
    /// Nobody holds it, because it is kept for maintenance.
    Maintenance,
    /// It has failed.
    Down,
}

impl Part {
    /// All, in order.
    pub const ALL: [Part; 13] = [
        Part::Useful,
        Part::LostToEvictions,
        Part::LostToFailures,
        Part::LostToOwnFailures,
        Part::Checkpoints,
        Part::Restarts,
        Part::Waking,
        Part::Hung,
        Part::Slowed,
        Part::Idle,
        Part::ReservedIdle,
        Part::Maintenance,
        Part::Down,
    ];

    /// The name in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Part::Useful => "useful",
            Part::LostToEvictions => "lost-to-evictions",
            Part::LostToFailures => "lost-to-failures",
            Part::LostToOwnFailures => "lost-to-own-failures",
            Part::Checkpoints => "checkpoints",
            Part::Restarts => "restarts",
            Part::Waking => "waking",
            Part::Hung => "hung",
            Part::Slowed => "slowed",
            Part::Idle => "idle",
            Part::ReservedIdle => "reserved-idle",
            Part::Maintenance => "maintenance",
            Part::Down => "down",
        }
    }
}

/// A resource: a place in [`Balance::resources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Resource {
    /// Cores.
    Cores = 0,
    /// Accelerators.
    Accelerators,
    /// MiB of memory.
    Memory,
}

impl Resource {
    /// All, in order.
    pub const ALL: [Resource; 3] = [Resource::Cores, Resource::Accelerators, Resource::Memory];
}

/// Units times microseconds of one resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Split {
    /// What there was.
    pub capacity: u128,
    /// What was done with it, by the order of [`Part::ALL`]. Losses count when a run ends, so that what is useful can be less than
    /// nothing where a warm-up is left out.
    pub parts: [i128; Part::ALL.len()],
}

impl Split {
    /// One of its parts.
    #[must_use]
    pub const fn part(&self, part: Part) -> i128 {
        self.parts[part as usize]
    }

    fn add(&mut self, other: &Split) {
        self.capacity += other.capacity;
        self.parts.iter_mut().zip(other.parts).for_each(|(mine, theirs)| *mine += theirs);
    }
}

/// Where the time of a centre's nodes went within the measured window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Balance {
    /// By the order of [`Resource::ALL`].
    pub resources: [Split; 3],
    /// How long nodes slept, times microseconds; they count as idle.
    pub asleep_micros: u128,
}

impl Balance {
    /// One of its resources.
    #[must_use]
    pub const fn of(&self, resource: Resource) -> &Split {
        &self.resources[resource as usize]
    }

    /// Of several centres.
    #[must_use]
    pub fn sum<'a>(balances: impl Iterator<Item = &'a Balance>) -> Balance {
        let mut sum = Balance::default();
        for balance in balances {
            sum.asleep_micros += balance.asleep_micros;
            sum.resources.iter_mut().zip(&balance.resources).for_each(|(mine, theirs)| mine.add(theirs));
        }
        sum
    }
}

/// Follows all centres.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct BalanceFold {
    window: Window,
    /// By the pools' numbers.
    pools: Vec<PoolFold>,
    /// By centre: what was lost and spent.
    losses: Vec<[[u128; 3]; Part::ALL.len()]>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct PoolFold {
    /// When its idle nodes are kept, and for what.
    kept: Option<Kept>,
    /// What jobs held of each resource, times microseconds.
    held: [u128; 3],
    /// What they held while its nodes were kept.
    held_kept: [u128; 3],
}

/// A resource for each place, as whole numbers.
const fn amounts(resources: Resources) -> [u64; 3] {
    [resources.cores as u64, resources.accelerators as u64, resources.memory_mib]
}

impl BalanceFold {
    pub(super) fn new(centers: &[Center], window: Window) -> BalanceFold {
        let pools = centers.iter().flat_map(|center| &center.pools);
        let pools = pools.map(|pool| PoolFold {
            kept: pool.lock.as_ref().and_then(|lock| Kept::of(lock, window)),
            held: [0; 3],
            held_kept: [0; 3],
        });
        let losses = vec![[[0; 3]; Part::ALL.len()]; centers.len()];
        BalanceFold { window, pools: pools.collect(), losses }
    }

    /// Takes note of what a job held from one instant to another.
    pub(super) fn hold(
        &mut self,
        gauges: &Gauges,
        (center, request, pieces): (CenterId, &Request, &[Piece]),
        (start, end): (Time, Time),
    ) {
        let micros = u128::from(self.window.overlap(start, end).as_micros());
        if micros == 0 {
            return;
        }
        let per_task = amounts(request.shape.per_task);
        each_pool_tasks(gauges, center, pieces, |number, tasks| {
            let there = amounts(gauges.of(number).per_node);
            let pool = &mut self.pools[number];
            let kept_micros = pool.kept.as_ref().map_or(0, |kept| kept.overlap_micros(start, end));
            // Of what a pool does not count, such as the memory of a counted one, there is nothing to hold.
            for place in (0..3).filter(|place| there[*place] != 0) {
                let units = u128::from(tasks) * u128::from(per_task[place]);
                pool.held[place] += units * micros;
                pool.held_kept[place] += units * kept_micros;
            }
        });
    }

    /// Takes note of work in vain, and of time that was no work, of what ended within the window.
    pub(super) fn lose(
        &mut self,
        center: CenterId,
        request: &Request,
        Losses { cause, lost, spent }: Losses,
    ) {
        let losses = &mut self.losses[usize::from(center.0)];
        let per_task = amounts(request.shape.per_task);
        let mut add = |part: Part, span: Span| {
            let micros = u128::from(span.as_micros()) * u128::from(request.shape.tasks);
            let sums = losses[part as usize].iter_mut().zip(per_task);
            sums.for_each(|(sum, units)| *sum += micros * u128::from(units));
        };
        match cause {
            Some(Stop::Requeued | Stop::Suspended) => add(Part::LostToEvictions, lost),
            Some(Stop::NodeFailed) => add(Part::LostToFailures, lost),
            Some(Stop::Failed) => add(Part::LostToOwnFailures, lost),
            None => {}
        }
        add(Part::Checkpoints, spent.checkpoints);
        add(Part::Restarts, spent.restarts);
        add(Part::Waking, spent.waking);
        add(Part::Hung, spent.hung);
        add(Part::Slowed, spent.slowed);
    }

    /// By centre.
    pub(super) fn finish(&self, gauges: &Gauges) -> Vec<Balance> {
        let centers = self.losses.iter().enumerate();
        centers.map(|(place, losses)| self.balance(gauges, CenterId(place as u16), losses)).collect()
    }

    fn balance(&self, gauges: &Gauges, id: CenterId, losses: &[[u128; 3]; Part::ALL.len()]) -> Balance {
        let mut balance = Balance::default();
        for number in gauges.of_center(id) {
            let pool = &self.pools[number];
            let there = amounts(gauges.of(number).per_node);
            let all = gauges.pool_node_micros(number, self.window);
            let [failed, worked] = gauges.pool_out_micros(number, self.window);
            let kept =
                pool.kept.as_ref().map(|kept| (part_of(kept.whom), gauges.up_micros(number, &kept.spans)));
            for (place, split) in balance.resources.iter_mut().enumerate() {
                let (units, held) = (u128::from(there[place]), signed(pool.held[place]));
                split.capacity += units * all;
                let (down, worked) = (signed(units * failed), signed(units * worked));
                split.parts[Part::Down as usize] += down;
                split.parts[Part::Maintenance as usize] += worked;
                let mut idle = signed(units * all) - held - down - worked;
                if let Some((part, up)) = kept {
                    let kept = signed(units * up) - signed(pool.held_kept[place]);
                    split.parts[part as usize] += kept;
                    idle -= kept;
                }
                split.parts[Part::Idle as usize] += idle;
                split.parts[Part::Useful as usize] += held;
            }
        }
        for (part, lost) in losses.iter().enumerate() {
            for (split, lost) in
                balance.resources.iter_mut().zip(lost).filter(|(split, _)| split.capacity != 0)
            {
                split.parts[part] += signed(*lost);
                split.parts[Part::Useful as usize] -= signed(*lost);
            }
        }
        balance
    }
}

const fn part_of(whom: For) -> Part {
    match whom {
        For::Owners => Part::ReservedIdle,
        For::Nobody => Part::Maintenance,
    }
}

fn signed(amount: u128) -> i128 {
    i128::try_from(amount).expect("a centre has less than 2^127 unit microseconds")
}
