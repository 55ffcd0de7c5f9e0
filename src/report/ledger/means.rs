//! What ledgers say of a centre, as means over replications with their confidence.

use crate::experiment::Comparison;
use crate::ledger::{CenterLedger, EnergyUse, Invoice, Ledger, PowerLedger};
use crate::metrics::Estimate;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// What a centre drew, delivered, earned and cost: one figure for each run, or what is known of all.
#[derive(Debug, Clone, Default)]
pub struct Figures<T> {
    /// All energy.
    pub joules: Option<T>,
    /// All energy, divided by that of nodes and services.
    pub pue: Option<T>,
    /// Carbon dioxide.
    pub grams: Option<T>,
    /// Energy and the month's greatest loads.
    pub power_fen: Option<T>,
    /// Costs that are there in any case.
    pub fixed_fen: Option<T>,
    /// What was delivered, at list prices.
    pub list_fen: Option<T>,
    /// By tenants and vouchers.
    pub paid_fen: Option<T>,
    /// All costs for each accelerator-hour (core-hour, where there are none) that was delivered.
    pub unit_cost_fen: Option<T>,
    /// At which share of the capacity invoices cover all costs; infinite where they never do.
    pub break_even: Option<T>,
}

/// The figures of a centre under a policy; none where no ledgers are kept.
#[must_use]
pub fn figures_of(comparison: &Comparison, policy: usize, center: usize) -> Figures<Estimate> {
    let runs: Vec<Figures<f64>> =
        comparison.ledgers_of(policy).iter().map(|ledger| of_run(ledger, center)).collect();
    let known = |of: fn(&Figures<f64>) -> Option<f64>| {
        let values: Vec<f64> = runs.iter().filter_map(of).collect();
        let estimate = comparison.estimate(&values)?;
        // Of what is never reached in one run no interval is known.
        Some(Estimate { half_width: estimate.half_width.filter(|half| half.is_finite()), ..estimate })
    };
    Figures {
        joules: known(|run| run.joules),
        pue: known(|run| run.pue),
        grams: known(|run| run.grams),
        power_fen: known(|run| run.power_fen),
        fixed_fen: known(|run| run.fixed_fen),
        list_fen: known(|run| run.list_fen),
        paid_fen: known(|run| run.paid_fen),
        unit_cost_fen: known(|run| run.unit_cost_fen),
        break_even: known(|run| run.break_even),
    }
}

fn of_run(ledger: &Ledger, place: usize) -> Figures<f64> {
    let center = &ledger.centers[place];
    let power = center.power.as_ref();
    let of_center = || ledger.invoices.iter().filter(|invoice| usize::from(invoice.center.0) == place);
    let charged = !ledger.invoices.is_empty();
    let sum = |of: fn(&Invoice) -> i128| of_center().map(of).sum::<i128>() as f64;
    let power_fen = power.map(|power| power.fen() as f64);
    let fixed_fen = center.fixed.map(|fixed| fixed.sum() as f64);
    let cost = match (power_fen.filter(|fen| *fen != 0.0), fixed_fen) {
        (None, None) => None,
        (power, fixed) => Some(power.unwrap_or(0.0) + fixed.unwrap_or(0.0)),
    };
    let (hours, capacity_hours) = (unit_hours(center, center.delivered), unit_hours(center, center.capacity));
    let known_hours = Some(hours).filter(|hours| 0.0 < *hours);
    let paid_fen = charged.then(|| sum(|invoice| invoice.due + invoice.voucher));
    let rows = ledger.accounts.iter().filter(|row| usize::from(row.center.0) == place);
    // What grows with delivery is what jobs draw; all else stays.
    let with_jobs = rows.map(|row| row.energy_fen).sum::<i128>() as f64;
    let break_even = |cost: f64, paid: f64, hours: f64| {
        let margin = (paid - with_jobs) / hours;
        if margin <= 0.0 { f64::INFINITY } else { (cost - with_jobs) / margin / capacity_hours }
    };
    Figures {
        joules: power.map(|power| power.joules() as f64),
        pue: power.and_then(pue),
        grams: power.map(|power| power.grams() as f64),
        power_fen,
        fixed_fen,
        list_fen: charged.then(|| sum(|invoice| invoice.list)),
        paid_fen,
        unit_cost_fen: cost.zip(known_hours).map(|(cost, hours)| cost / hours),
        break_even: cost
            .zip(paid_fen)
            .zip(known_hours)
            .map(|((cost, paid), hours)| break_even(cost, paid, hours)),
    }
}

fn pue(power: &PowerLedger) -> Option<f64> {
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

/// A mean with half the width of its interval.
#[derive(Serialize, JsonSchema)]
struct Figure {
    mean: f64,
    half_width: Option<f64>,
    runs: u32,
}

impl From<Estimate> for Figure {
    fn from(estimate: Estimate) -> Figure {
        let Estimate { mean, half_width, runs, at_least: _ } = estimate;
        Figure { mean, half_width, runs }
    }
}

/// The ledger of a policy in `summary.json`: means over replications, centre by centre.
#[derive(Serialize, JsonSchema)]
pub(in crate::report) struct LedgerView<'a> {
    center: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    energy_joules: Option<Figure>,
    /// For what.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    energy_joules_by_use: BTreeMap<String, f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pue: Option<Figure>,
    #[serde(skip_serializing_if = "Option::is_none")]
    co2_grams: Option<Figure>,
    /// Energy and the month's greatest loads.
    #[serde(skip_serializing_if = "Option::is_none")]
    power_fen: Option<Figure>,
    /// What the energy of each period of the tariff costs.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    energy_fen_by_period: BTreeMap<String, f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fixed_fen: Option<Figure>,
    #[serde(skip_serializing_if = "Option::is_none")]
    listed_fen: Option<Figure>,
    /// By tenants and vouchers.
    #[serde(skip_serializing_if = "Option::is_none")]
    paid_fen: Option<Figure>,
    /// All costs for an accelerator-hour (core-hour, where there are none) that was delivered.
    #[serde(skip_serializing_if = "Option::is_none")]
    cost_fen_per_unit_hour: Option<Figure>,
    /// Absent where it is never reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    break_even_share: Option<Figure>,
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
            let figures = figures_of(comparison, policy, place);
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
                energy_joules: figures.joules.map(Figure::from),
                energy_joules_by_use: uses,
                pue: figures.pue.map(Figure::from),
                co2_grams: figures.grams.map(Figure::from),
                power_fen: figures.power_fen.map(Figure::from),
                energy_fen_by_period: periods,
                fixed_fen: figures.fixed_fen.map(Figure::from),
                listed_fen: figures.list_fen.map(Figure::from),
                paid_fen: figures.paid_fen.map(Figure::from),
                cost_fen_per_unit_hour: figures.unit_cost_fen.map(Figure::from),
                break_even_share: figures.break_even.filter(|share| share.mean.is_finite()).map(Figure::from),
            }
        })
        .collect()
}
