//! Policies: their parts must exist, and their settings be for them.

use std::ops::Range;

use super::super::network_spec::RouterSpec;
use super::super::orders::PolicyTable;
use super::super::problem::Problems;
use super::period::span;
use crate::policy::{Asks, Part, PolicySpec};

/// The policies in order, as far as they are right.
pub(super) fn policies(specs: &[PolicyTable], problems: &mut Problems<'_>) -> Vec<PolicySpec> {
    let mut policies: Vec<PolicySpec> = Vec::new();
    // Only those can be the same that leave the centres as they are.
    let mut plain: Vec<PolicySpec> = Vec::new();
    for spec in specs {
        let (Some(name), Some(order)) = (&spec.name, &spec.order) else { continue };
        let backfill = spec.backfill.as_ref().map_or("none", |backfill| &backfill.value);
        let placement = spec.placement.as_ref().map_or("pack", |placement| &placement.value);
        let order_text = order_with_settings(spec, &order.value, problems);
        match PolicySpec::new(&name.value, &order_text, backfill, placement) {
            Ok(policy) => {
                let policy = match &spec.every_micros {
                    Some(every) => policy.looking_every(span(every.value)),
                    None => policy,
                };
                let policy = routed(policy, &spec.routing, problems);
                if spec.variant.is_plain() {
                    warn_of_twin(&policy, &plain, &name.span, problems);
                    plain.push(policy.clone());
                }
                policies.push(policy);
            }
            Err(unknown) => {
                for wrong in unknown {
                    let at = match wrong.part() {
                        Some(Part::Order) => &order.span,
                        Some(Part::Backfill) => spec.backfill.as_ref().map_or(&name.span, |at| &at.span),
                        Some(Part::Placement) => spec.placement.as_ref().map_or(&name.span, |at| &at.span),
                        Some(Part::Every | Part::Router) | None => &name.span,
                    };
                    problems.add(at, wrong.to_string(), None);
                }
            }
        }
    }
    policies
}

/// The same policy with the router that a file gives it.
fn routed(policy: PolicySpec, spec: &RouterSpec, problems: &mut Problems<'_>) -> PolicySpec {
    let mut policy = match &spec.router {
        None => policy,
        Some(router) => match policy.clone().routed_by(&router.value) {
            Ok(policy) => policy,
            Err(wrong) => {
                problems.add(&router.span, wrong.to_string(), None);
                policy
            }
        },
    };
    if let Some(refresh) = &spec.refresh_micros {
        let row = policy.routing.row();
        match row.asks {
            Asks::Loads => policy.routing.refresh = span(refresh.value),
            Asks::Nothing | Asks::Starts | Asks::Prices | Asks::Carbon => {
                let message = format!("refresh: the router `{}` goes by nothing that could be old", row.name);
                problems.warn(&refresh.span, message, Some("leave it out".into()));
            }
        }
    }
    policy
}

/// The order with the settings of its table in brackets; notes tables for other orders.
fn order_with_settings(spec: &PolicyTable, order: &str, problems: &mut Problems<'_>) -> String {
    let mut text = order.to_owned();
    for settings in &spec.settings {
        if order == settings.order {
            text = format!("{order}({})", settings.given);
        } else if order.starts_with(&format!("{}(", settings.order)) {
            let message = format!("[policy.{}]: the order has settings in brackets already", settings.table);
            problems.add(&settings.span, message, Some("give one of the two".into()));
        } else {
            let message = format!(
                "[policy.{}]: it is for the order `{}`, found `{order}`",
                settings.table, settings.order
            );
            problems.add(&settings.span, message, None);
        }
    }
    text
}

fn warn_of_twin(policy: &PolicySpec, others: &[PolicySpec], at: &Range<usize>, problems: &mut Problems<'_>) {
    let same = |other: &&PolicySpec| PolicySpec { name: other.name.clone(), ..policy.clone() } == **other;
    if let Some(twin) = others.iter().find(same) {
        let message = format!("policy `{}` is the same as `{}`", policy.name, twin.name);
        problems.warn(at, message, None);
    }
}
