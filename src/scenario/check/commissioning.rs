//! Nodes that come on a date and fail more often at first.

use super::super::places::PhaseSpec;
use super::super::problem::Problems;
use super::super::spec::Spec;
use super::period::span;
use crate::faults::{CenterFailures, Commissioning};

/// Tells the failures of each centre which of its nodes fail more often at first.
pub(super) fn commissioning(spec: &Spec, failures: &mut [CenterFailures], problems: &mut Problems<'_>) {
    for (center, failures) in spec.centers.iter().zip(failures) {
        for partition in &center.partitions {
            for phase in &partition.phases {
                let (Some(of), Some(name)) = (&partition.name, &phase.name) else { continue };
                let pool = format!("{}/{}", of.value, name.value);
                let Some(found) = one(phase, pool, problems) else { continue };
                if let Some(at) = phase.commissioning_micros.as_ref().filter(|_| failures.models.is_empty()) {
                    let message = "commissioning: no node of its centre fails by chance";
                    let help = "describe failures in a `[[failure]]` with a rate";
                    problems.warn(&at.span, message, Some(help.into()));
                }
                failures.commissioning.push(found);
            }
        }
    }
}

fn one(spec: &PhaseSpec, pool: String, problems: &mut Problems<'_>) -> Option<Commissioning> {
    let alone = match (&spec.commissioning_micros, &spec.commissioning_failures) {
        (Some(lasts), Some(factor)) => {
            return Some(Commissioning { pool, lasts: span(lasts.value), factor: factor.value });
        }
        (None, None) => return None,
        (Some(lasts), None) => &lasts.span,
        (None, Some(factor)) => &factor.span,
    };
    let help = Some("for example `commissioning = \"8 weeks\"` and `commissioning_failures = 3`".into());
    problems.add(alone, "commissioning and commissioning_failures go together", help);
    None
}
