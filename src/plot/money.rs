//! Money by group of tenants: what is paid, by tenants and by vouchers, and what was taken off the list price.

use super::series::Series;
use super::stacks::{Bar, stacked};
use super::{Figure, Plot, Subject, names};
use crate::ledger::{INVOICE_PARTS, InvoicePart};
use crate::text::csv_cell;

/// The row of this plot.
pub(super) const ENTRY: Plot = Plot {
    name: "money",
    help: "What each group of tenants was charged: paid by itself and by vouchers, and taken off, by policy.",
    draw,
};

fn draw(comparison: &Subject<'_>) -> Vec<Figure> {
    let scenario = &comparison.scenario;
    if comparison.ledgers.iter().all(|ledger| ledger.invoices.is_empty()) {
        return Vec::new();
    }
    let mut series = Series::new("group,policy,part,yuan_mean");
    let mut bars = Vec::new();
    for (place, group) in scenario.groups.iter().enumerate() {
        for (policy, spec) in scenario.policies.iter().enumerate() {
            let ledgers = comparison.ledgers_of(policy);
            let invoices = || ledgers.iter().flat_map(|ledger| &ledger.invoices);
            let of_group = || invoices().filter(|invoice| usize::from(invoice.group.0) == place);
            let yuan = |(_, of): &InvoicePart| {
                of_group().map(of).sum::<i128>() as f64 / 100.0 / ledgers.len().max(1) as f64
            };
            let parts: Vec<f64> = INVOICE_PARTS.iter().map(yuan).collect();
            for ((name, _), yuan) in INVOICE_PARTS.iter().zip(&parts) {
                series.row(&[&csv_cell(&group.name), &csv_cell(&spec.name), name, yuan]);
            }
            bars.push(Bar { name: format!("{}, {}", group.name, spec.name), parts });
        }
    }
    let lang = comparison.lang;
    let subtitle = format!("{} | {}", scenario.title, names::mean_of(lang, scenario.replications as usize));
    let names: Vec<String> = INVOICE_PARTS.iter().map(|(name, _)| lang.say(name).to_owned()).collect();
    let title = (lang.say("Who paid for what was delivered"), subtitle.as_str());
    let drawing = stacked(title, &names, &bars, lang.say("Yuan"));
    vec![Figure { stem: ENTRY.name.into(), drawing, series: Some(series) }]
}
