//! What ledgers say of a centre, as means over replications.

use crate::experiment::Comparison;
use crate::ledger::{CenterLedger, Invoice, Ledger};
use serde::Serialize;
use std::collections::BTreeMap;

/// What a centre drew, delivered, earned and cost: means over replications.
#[derive(Debug, Clone, Default)]
pub(super) struct Mean {
    pub(super) joules: Option<f64>,
    /// All energy, divided by that of nodes and services.
    pub(super) pue: Option<f64>,
    pub(super) grams: Option<f64>,
    /// Energy and the month's greatest loads.
    pub(super) power_fen: Option<f64>,
    pub(super) fixed_fen: Option<f64>,
    pub(super) list_fen: Option<f64>,
    pub(super) due_fen: Option<f64>,
    /// All costs for each accelerator-hour (core-hour, where there are none) that was delivered.
    pub(super) unit_cost_fen: Option<f64>,
    /// At which share of the capacity invoices cover all costs; infinite where they never do.
    pub(super) break_even: Option<f64>,
}

pub(super) fn mean_of(comparison: &Comparison, policy: usize, center: usize) -> Mean {
    let one: Vec<Mean> = comparison.ledgers_of(policy).iter().map(|ledger| of_run(ledger, center)).collect();
    let mean = |of: fn(&Mean) -> Option<f64>| {
        let known: Vec<f64> = one.iter().filter_map(of).collect();
        (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
    };
    Mean {
        joules: mean(|one| one.joules),
        pue: mean(|one| one.pue),
        grams: mean(|one| one.grams),
        power_fen: mean(|one| one.power_fen),
        fixed_fen: mean(|one| one.fixed_fen),
        list_fen: mean(|one| one.list_fen),
        due_fen: mean(|one| one.due_fen),
        unit_cost_fen: mean(|one| one.unit_cost_fen),
        break_even: mean(|one| one.break_even),
    }
}

fn of_run(ledger: &Ledger, place: usize) -> Mean {
    let center = &ledger.centers[place];
    let power = center.power.as_ref();
    let of_center = || ledger.invoices.iter().filter(|invoice| usize::from(invoice.center.0) == place);
    let charged = !ledger.invoices.is_empty();
    let sum = |of: fn(&Invoice) -> i128| of_center().map(of).sum::<i128>() as f64;
    let power_fen = power.map(|power| (power.energy_fen() + power.demand_fen()) as f64);
    let fixed_fen = center.fixed.map(|fixed| fixed.sum() as f64);
    let cost = match (power_fen.filter(|fen| *fen != 0.0), fixed_fen) {
        (None, None) => None,
        (power, fixed) => Some(power.unwrap_or(0.0) + fixed.unwrap_or(0.0)),
    };
    let (hours, capacity_hours) = (unit_hours(center, center.delivered), unit_hours(center, center.capacity));
    let due_fen = charged.then(|| sum(|invoice| invoice.due + invoice.voucher));
    let with_jobs: i128 = ledger
        .accounts
        .iter()
        .filter(|row| usize::from(row.center.0) == place)
        .map(|row| row.energy_fen)
        .sum();
    let known_hours = Some(hours).filter(|hours| 0.0 < *hours);
    Mean {
        joules: power.map(|power| power.joules() as f64),
        pue: power.and_then(pue),
        grams: power.map(|power| power.grams() as f64),
        power_fen,
        fixed_fen,
        list_fen: charged.then(|| sum(|invoice| invoice.list)),
        due_fen,
        unit_cost_fen: cost.zip(known_hours).map(|(cost, hours)| cost / hours),
        break_even: cost.zip(due_fen).zip(known_hours).map(|((cost, due), hours)| {
            // What grows with delivery is what jobs draw; all else stays.
            let with_jobs = with_jobs as f64;
            let margin = (due - with_jobs) / hours;
            if margin <= 0.0 { f64::INFINITY } else { (cost - with_jobs) / margin / capacity_hours }
        }),
    }
}

fn pue(power: &crate::ledger::PowerLedger) -> Option<f64> {
    use crate::ledger::EnergyUse;
    let is_load = |use_: &EnergyUse| match use_ {
        EnergyUse::Jobs | EnergyUse::Idle | EnergyUse::Service(_) => true,
        EnergyUse::Overhead | EnergyUse::Fixed => false,
    };
    let load: i128 = power.uses.iter().filter(|(name, _)| is_load(name)).map(|(_, joules)| joules).sum();
    (0 < load).then(|| power.joules() as f64 / load as f64)
}

/// Accelerator-hours where the centre has accelerators, else core-hours.
fn unit_hours(center: &CenterLedger, held: [u128; 2]) -> f64 {
    let kind = usize::from(0 < center.capacity[1]);
    held[kind] as f64 / 3.6e9
}

/// The ledger of a policy in `summary.json`: means over replications, centre by centre.
#[derive(Serialize)]
pub(in crate::report) struct LedgerView<'a> {
    center: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    energy_joules: Option<f64>,
    /// For what.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    energy_joules_by_use: BTreeMap<String, f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pue: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    co2_grams: Option<f64>,
    /// Energy and the month's greatest loads.
    #[serde(skip_serializing_if = "Option::is_none")]
    power_fen: Option<f64>,
    /// What the energy of each period of the tariff costs.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    energy_fen_by_period: BTreeMap<String, f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fixed_fen: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    listed_fen: Option<f64>,
    /// What tenants and vouchers pay.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_fen: Option<f64>,
    /// All costs for an accelerator-hour (core-hour, where there are none) that was delivered.
    #[serde(skip_serializing_if = "Option::is_none")]
    cost_fen_per_unit_hour: Option<f64>,
    /// Absent where it is never reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    break_even_share: Option<f64>,
}

/// What the ledgers of a policy say, centre by centre; nothing where none are kept.
pub(in crate::report) fn ledger_view(comparison: &Comparison, policy: usize) -> Vec<LedgerView<'_>> {
    let ledgers = comparison.ledgers_of(policy);
    if ledgers.is_empty() {
        return Vec::new();
    }
    let runs = ledgers.len() as f64;
    let centers = comparison.scenario.centers.iter().enumerate();
    centers
        .map(|(place, center)| {
            let mean = mean_of(comparison, policy, place);
            let (mut uses, mut periods) = (BTreeMap::new(), BTreeMap::new());
            for power in ledgers.iter().filter_map(|ledger| ledger.centers[place].power.as_ref()) {
                for (name, joules) in &power.uses {
                    *uses.entry(name.name().to_owned()).or_insert(0.0) += *joules as f64 / runs;
                }
                for (name, _, fen) in &power.periods {
                    *periods.entry(name.clone()).or_insert(0.0) += *fen as f64 / runs;
                }
            }
            LedgerView {
                center: &center.name,
                energy_joules: mean.joules,
                energy_joules_by_use: uses,
                pue: mean.pue,
                co2_grams: mean.grams,
                power_fen: mean.power_fen,
                energy_fen_by_period: periods,
                fixed_fen: mean.fixed_fen,
                listed_fen: mean.list_fen,
                due_fen: mean.due_fen,
                cost_fen_per_unit_hour: mean.unit_cost_fen,
                break_even_share: mean.break_even.filter(|share| share.is_finite()),
            }
        })
        .collect()
}
