//! Which centre ran the jobs of which other, over all replications: how much, and for how much money.

use super::{Comparison, statistics};
use crate::metrics::{Account, Estimate, HeldHours};
use crate::model::CenterId;
use std::collections::BTreeMap;

/// What jobs of one centre held at another, or at home: means over replications with their confidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Helped {
    /// Where the jobs were submitted.
    pub home: CenterId,
    /// Where they ran.
    pub at: CenterId,
    /// How many jobs were sent there.
    pub jobs: Estimate,
    /// Accelerators times hours.
    pub accelerator_hours: Estimate,
    /// Cores times hours.
    pub core_hours: Estimate,
    /// What that costs at list prices, in yuan; nothing where nothing has a price.
    pub yuan: Option<Estimate>,
}

impl Helped {
    /// Whether any of the jobs held accelerators, so that all are counted by these, and by cores else.
    #[must_use]
    pub fn is_accelerated<'a>(ways: impl IntoIterator<Item = &'a Helped>) -> bool {
        ways.into_iter().any(|way| 0.0 < way.accelerator_hours.mean)
    }

    /// Accelerator-hours, or core-hours where jobs are counted by cores.
    #[must_use]
    pub const fn hours(&self, is_accelerated: bool) -> Estimate {
        if is_accelerated { self.accelerator_hours } else { self.core_hours }
    }
}

/// What one centre did for others, and others for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exchange {
    /// The centre.
    pub center: CenterId,
    /// Accelerator-hours that it gave to jobs of others less those that its own jobs got from others.
    pub accelerator_hours: Estimate,
    /// The same in core-hours.
    pub core_hours: Estimate,
    /// The same in yuan at the price lists of the centres where the jobs ran: what it is owed, or owes.
    pub yuan: Option<Estimate>,
}

/// By home and place: what was held, and its price in fen.
type Ways = BTreeMap<(CenterId, CenterId), (HeldHours, i128)>;

impl Comparison {
    /// Whose jobs ran where under a policy, by home and place; nothing where no job may leave its centre.
    #[must_use]
    pub fn helped(&self, policy: usize) -> Vec<Helped> {
        let runs = self.ways(policy);
        let mut keys: Vec<(CenterId, CenterId)> = runs.iter().flat_map(|run| run.keys().copied()).collect();
        keys.sort_unstable();
        keys.dedup();
        let charged = self.is_charged(policy);
        let row = |(home, at): (CenterId, CenterId)| {
            let over = |of: fn(&(HeldHours, i128)) -> f64| {
                let values: Vec<f64> = runs.iter().map(|run| run.get(&(home, at)).map_or(0.0, of)).collect();
                statistics::estimate(&values, self.confidence)
            };
            Some(Helped {
                home,
                at,
                jobs: over(|(held, _)| held.jobs as f64)?,
                accelerator_hours: over(|(held, _)| held.accelerator_micros as f64 / 3.6e9)?,
                core_hours: over(|(held, _)| held.core_micros as f64 / 3.6e9)?,
                yuan: over(|(_, fen)| *fen as f64 / 100.0).filter(|_| charged),
            })
        };
        keys.into_iter().filter_map(row).collect()
    }

    /// Which centre owes which under a policy, centre by centre; nothing where no job may leave its centre.
    #[must_use]
    pub fn exchange(&self, policy: usize) -> Vec<Exchange> {
        let runs = self.ways(policy);
        if runs.is_empty() {
            return Vec::new();
        }
        let charged = self.is_charged(policy);
        let row = |place: usize| {
            let center = CenterId(place as u16);
            let over = |of: fn(&(HeldHours, i128)) -> f64| {
                let balance = |run: &Ways| -> f64 {
                    let sign = |(home, at): (CenterId, CenterId)| {
                        f64::from(i8::from(at == center) - i8::from(home == center))
                    };
                    run.iter().map(|(way, sums)| sign(*way) * of(sums)).sum()
                };
                let values: Vec<f64> = runs.iter().map(balance).collect();
                statistics::estimate(&values, self.confidence)
            };
            Some(Exchange {
                center,
                accelerator_hours: over(|(held, _)| held.accelerator_micros as f64 / 3.6e9)?,
                core_hours: over(|(held, _)| held.core_micros as f64 / 3.6e9)?,
                yuan: over(|(_, fen)| *fen as f64 / 100.0).filter(|_| charged),
            })
        };
        (0..self.scenario.centers.len()).filter_map(row).collect()
    }

    fn is_charged(&self, policy: usize) -> bool {
        self.ledgers_of(policy).iter().any(|ledger| !ledger.listed.is_empty())
    }

    /// By replication, what was held on which way; none where no job may leave its centre.
    fn ways(&self, policy: usize) -> Vec<Ways> {
        if self.scenario.network.is_none() {
            return Vec::new();
        }
        let ledgers = self.ledgers_of(policy);
        let home = |class: crate::model::ClassId| self.scenario.workloads[usize::from(class.0)].center;
        let of_run = |(run, cell): (usize, &crate::metrics::CellResult)| {
            let mut ways = Ways::new();
            for (account, _, held) in &cell.hours {
                if let Account::ClassAt(class, at) = account {
                    ways.entry((home(*class), *at)).or_default().0.add(held);
                }
            }
            for (class, at, fen) in ledgers.get(run).into_iter().flat_map(|ledger| &ledger.listed) {
                ways.entry((home(*class), *at)).or_default().1 += fen;
            }
            ways
        };
        self.cells_of(policy).iter().enumerate().map(of_run).collect()
    }
}
