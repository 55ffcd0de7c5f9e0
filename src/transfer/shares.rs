//! How flows share links: max-min fairness by progressive filling, in whole numbers.
//!
//! All flows rise together, rate times penalty equal, until a link is full or a flow has as much as it may; those concerned stay, and
//! the others go on (Bertsekas and Gallager, Data Networks, 1992, section 6.5.2; with penalties and consumptions as in SimGrid:
//! Velho et al., ACM TOMACS 23(4), 2013). Which link is full first is decided by comparing fractions exactly; rates are rounded down to
//! whole units, so that no link ever carries more than it can, and what is left by rounding goes to those that are not fixed yet.

/// The consumption of a flow that uses one unit of a link for each unit of its rate.
pub const WHOLE_USE: u32 = 1_000;

/// However many flows crowd a link, it keeps so many thousandths of its capacity.
const KEPT_AT_LEAST: u64 = 100;

/// How much flows may use of a link in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capacity {
    /// Units.
    pub amount: u128,
    /// By how many thousandths of it each flow beyond the first lessens it.
    pub lost_per_flow: u32,
    /// Whether flows share it; else each may use all of it.
    pub is_shared: bool,
}

/// Flows that are alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// How many.
    pub count: u64,
    /// The share of each is divided by this; at least 1.
    pub penalty: u32,
    /// The most that each gets.
    pub most: Option<u128>,
    /// The links that it uses, each once, and how many thousandths of a unit it uses for each unit of its rate.
    pub uses: Vec<(usize, u32)>,
}

impl Capacity {
    /// A link that flows share.
    #[must_use]
    pub const fn shared(amount: u128) -> Capacity {
        Capacity { amount, lost_per_flow: 0, is_shared: true }
    }

    /// The amount that is left beside so many flows.
    #[must_use]
    pub fn beside(&self, flows: u64) -> u128 {
        let lost = u64::from(self.lost_per_flow).saturating_mul(flows.saturating_sub(1));
        let kept = 1_000_u64.saturating_sub(lost).max(KEPT_AT_LEAST);
        self.amount * u128::from(kept) / 1_000
    }
}

impl Flow {
    /// So many flows with the penalty 1 that use these links whole.
    #[must_use]
    pub fn plain(count: u64, links: impl IntoIterator<Item = usize>) -> Flow {
        let uses = links.into_iter().map(|link| (link, WHOLE_USE)).collect();
        Flow { count, penalty: 1, most: None, uses }
    }
}

/// The rate of each flow, in units. A flow that uses no link and has no limit gets nothing: there is no telling how much.
///
/// # Panics
/// When a flow uses a link that is not there, or has the penalty 0.
#[must_use]
pub fn rates(capacities: &[Capacity], flows: &[Flow]) -> Vec<u128> {
    let mut filling = Filling::new(capacities, flows);
    while let Some(full) = filling.first_full() {
        filling.fix(full);
    }
    filling.rates.into_iter().map(|rate| rate.unwrap_or(0)).collect()
}

/// A division that is under way.
struct Filling<'a> {
    flows: &'a [Flow],
    /// How fast each flow rises.
    weights: Vec<u128>,
    rates: Vec<Option<u128>>,
    links: Vec<Left>,
    /// By link, the flows that use it.
    users: Vec<Vec<usize>>,
}

/// The rest of a link.
struct Left {
    is_shared: bool,
    /// Thousandths of units.
    amount: u128,
    /// By how many thousandths of a unit its use grows while flows rise by one; for a link that is not shared, that of the greediest.
    slope: u128,
}

/// What stops rising first.
#[derive(Clone, Copy)]
enum Full {
    Link(usize),
    Flow(usize),
}

impl<'a> Filling<'a> {
    fn new(capacities: &[Capacity], flows: &'a [Flow]) -> Filling<'a> {
        let least = flows.iter().fold(1, |multiple, flow| common(multiple, u128::from(flow.penalty)));
        let weights = flows.iter().map(|flow| least / u128::from(flow.penalty)).collect();
        let mut users = vec![Vec::new(); capacities.len()];
        let mut counts = vec![0; capacities.len()];
        for (place, flow) in flows.iter().enumerate() {
            for (link, _) in flow.uses.iter().filter(|(_, consumption)| 0 < *consumption) {
                users[*link].push(place);
                counts[*link] += flow.count;
            }
        }
        let left = capacities.iter().zip(counts).map(|(capacity, count)| Left {
            is_shared: capacity.is_shared,
            amount: 1_000 * capacity.beside(if capacity.is_shared { count } else { 1 }),
            slope: 0,
        });
        let rates = vec![None; flows.len()];
        let mut filling = Filling { flows, weights, rates, links: left.collect(), users };
        (0..capacities.len()).for_each(|link| filling.weigh(link));
        filling
    }

    /// Finds out how fast the use of a link grows.
    fn weigh(&mut self, link: usize) {
        let rising = self.users[link].iter().filter(|flow| self.rates[**flow].is_none());
        let slopes = rising.map(|flow| {
            let count = if self.links[link].is_shared { u128::from(self.flows[*flow].count) } else { 1 };
            count * u128::from(self.consumption(*flow, link)) * self.weights[*flow]
        });
        self.links[link].slope =
            if self.links[link].is_shared { slopes.sum() } else { slopes.max().unwrap_or(0) };
    }

    fn consumption(&self, flow: usize, link: usize) -> u32 {
        self.flows[flow]
            .uses
            .iter()
            .find(|(used, _)| *used == link)
            .map_or(0, |(_, consumption)| *consumption)
    }

    /// What stops rising first, the links before the flows, the first of equals; nothing when nothing rises any more.
    fn first_full(&self) -> Option<Full> {
        let mut first: Option<((u128, u128), Full)> = None;
        let mut look = |fraction: (u128, u128), full: Full| {
            if first.is_none_or(|(least, _)| fraction.0 * least.1 < least.0 * fraction.1) {
                first = Some((fraction, full));
            }
        };
        for (place, link) in self.links.iter().enumerate().filter(|(_, link)| 0 < link.slope) {
            look((link.amount, link.slope), Full::Link(place));
        }
        for (place, flow) in self.flows.iter().enumerate().filter(|(place, _)| self.rates[*place].is_none()) {
            if let Some(most) = flow.most {
                look((1_000 * most, 1_000 * self.weights[place]), Full::Flow(place));
            }
        }
        first.map(|(_, full)| full)
    }

    /// Fixes the flows that stop rising.
    fn fix(&mut self, full: Full) {
        let (level, those) = match full {
            Full::Link(link) => ((self.links[link].amount, self.links[link].slope), self.users[link].clone()),
            Full::Flow(flow) => {
                ((self.flows[flow].most.expect("its limit was reached"), self.weights[flow]), vec![flow])
            }
        };
        let mut touched: Vec<usize> = Vec::new();
        for flow in those.into_iter().filter(|flow| self.rates[*flow].is_none()).collect::<Vec<_>>() {
            let rate = level.0 * self.weights[flow] / level.1;
            self.rates[flow] = Some(rate);
            let Flow { count, uses, .. } = &self.flows[flow];
            for (link, consumption) in uses {
                let left = &mut self.links[*link];
                if left.is_shared {
                    left.amount -= u128::from(*count) * u128::from(*consumption) * rate;
                }
                touched.push(*link);
            }
        }
        touched.sort_unstable();
        touched.dedup();
        touched.into_iter().for_each(|link| self.weigh(link));
    }
}

/// The least number that both divide.
fn common(one: u128, other: u128) -> u128 {
    let (mut divisor, mut rest) = (one, other);
    while rest != 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    one / divisor * other
}
