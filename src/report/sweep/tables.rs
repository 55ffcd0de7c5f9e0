//! The answer of a sweep for machines: `points.csv`, `effects.csv` and JSON.

use super::columns::Columns;
use super::described::DesignTold;
use super::measured::Measured;
use super::page::{SweepPage, ranked};
use super::told::{elementary, main_effects, swings};
use crate::text::csv_cell;
use serde_json::{Value, json};
use std::fmt::Write as _;

fn written(value: Option<f64>) -> String {
    value.map_or(String::new(), |value| value.to_string())
}

/// The figure at every point under every policy, over replications.
#[must_use]
pub fn points_csv(measured: &Measured<'_>) -> String {
    let described = measured.described;
    let mut text = String::from("point");
    let columns = Columns::of(described);
    for axis in columns.axes() {
        let _ = write!(text, ",{}", csv_cell(&axis.name));
    }
    text.push_str(",policy,scope,name,metric,runs,mean,half_width,confidence,at_least\n");
    for point in 0..described.points.len() {
        let values: String = columns.axis_cells(point).iter().map(|value| format!(",{value}")).collect();
        for (policy, name) in described.policies.iter().enumerate() {
            let Some(estimate) = measured.estimate(point, policy) else { continue };
            let _ = writeln!(
                text,
                "{}{values},{},{},{},{},{},{},{},{},{}",
                point + 1,
                csv_cell(name),
                measured.wanted.scope.kind,
                csv_cell(&measured.wanted.scope.name),
                measured.wanted.column,
                estimate.runs,
                estimate.mean,
                written(estimate.half_width),
                measured.confidence.level(),
                estimate.at_least,
            );
        }
    }
    text
}

/// What each axis does to the figure, the greatest first.
#[must_use]
pub fn effects_csv(measured: &Measured<'_>) -> String {
    let described = measured.described;
    let key = |axis: usize| csv_cell(&described.axes[axis].key);
    let policies = || described.policies.iter().enumerate();
    let mut text = String::new();
    match described.design {
        DesignTold::Grid | DesignTold::LatinHypercube | DesignTold::Sobol => {
            text.push_str("axis,share_of_spread,least_at,least_mean,greatest_at,greatest_mean\n");
            for effect in main_effects(measured) {
                let (least, greatest) = (csv_cell(&effect.least.0), csv_cell(&effect.greatest.0));
                let (name, share) = (csv_cell(&effect.name), effect.share);
                let _ = writeln!(
                    text,
                    "{name},{share},{least},{},{greatest},{}",
                    effect.least.1, effect.greatest.1
                );
            }
        }
        DesignTold::OneAtATime => {
            text.push_str("policy,axis,in_file,base_mean,value,mean,difference,half_width,runs\n");
            for (policy, name) in policies() {
                for swing in swings(measured, policy) {
                    for end in &swing.ends {
                        let _ = writeln!(
                            text,
                            "{},{},{},{},{},{},{},{},{}",
                            csv_cell(name),
                            key(swing.axis),
                            csv_cell(&described.axes[swing.axis].here),
                            swing.base,
                            csv_cell(&end.value),
                            end.mean,
                            end.difference.mean,
                            written(end.difference.half_width),
                            end.difference.runs,
                        );
                    }
                }
            }
        }
        DesignTold::Morris => {
            text.push_str("policy,axis,in_file,mu_star,mu_star_half_width,mu,sigma,effects\n");
            for (policy, name) in policies() {
                for (axis, effect) in elementary(measured, policy) {
                    let _ = writeln!(
                        text,
                        "{},{},{},{},{},{},{},{}",
                        csv_cell(name),
                        key(axis),
                        csv_cell(&described.axes[axis].here),
                        effect.mu_star,
                        written(effect.half_width),
                        effect.mu,
                        written(effect.sigma),
                        effect.effects,
                    );
                }
            }
        }
    }
    text
}

/// The answer for machines.
#[must_use]
pub fn sweep_json(page: SweepPage<'_>) -> String {
    let measured = page.measured;
    let described = measured.described;
    let best = ranked(measured).first().map(|best| {
        let axes = described.axes.iter().zip(&described.points[best.point]);
        let values: serde_json::Map<String, Value> =
            axes.map(|(axis, value)| (axis.key.clone(), json!(value))).collect();
        json!({
            "point": best.point + 1,
            "values": values,
            "policy": described.policies[best.policy],
            "mean": best.estimate.mean,
            "half_width": best.estimate.half_width,
            "runs": best.estimate.runs,
            "is_lower_bound": best.estimate.at_least,
        })
    });
    let all = json!({
        "metric": measured.wanted.column,
        "scope": measured.wanted.scope.kind,
        "name": measured.wanted.scope.name,
        "confidence": measured.confidence.level(),
        "design": described.design,
        "cells": described.layout().cells(),
        "cells_run": page.run,
        "cells_reused": page.reused,
        "best": best,
        "effects": effects(measured),
    });
    format!("{all:#}\n")
}

fn effects(measured: &Measured<'_>) -> Vec<Value> {
    let described = measured.described;
    let policies = || described.policies.iter().enumerate();
    match described.design {
        DesignTold::Grid | DesignTold::LatinHypercube | DesignTold::Sobol => main_effects(measured)
            .iter()
            .map(|effect| {
                json!({
                    "axis": effect.name,
                    "share_of_spread": effect.share,
                    "least": { "at": effect.least.0, "mean": effect.least.1 },
                    "greatest": { "at": effect.greatest.0, "mean": effect.greatest.1 },
                })
            })
            .collect(),
        DesignTold::OneAtATime => policies()
            .flat_map(|(policy, name)| swings(measured, policy).into_iter().map(move |swing| (name, swing)))
            .map(|(name, swing)| {
                let ends = swing.ends.iter().map(|end| {
                    json!({
                        "value": end.value,
                        "mean": end.mean,
                        "difference": end.difference.mean,
                        "half_width": end.difference.half_width,
                    })
                });
                let ends: Vec<Value> = ends.collect();
                json!({ "policy": name, "axis": described.axes[swing.axis].key, "base": swing.base, "ends": ends })
            })
            .collect(),
        DesignTold::Morris => policies()
            .flat_map(|(policy, name)| elementary(measured, policy).into_iter().map(move |(axis, effect)| (name, axis, effect)))
            .map(|(name, axis, effect)| {
                json!({
                    "policy": name,
                    "axis": described.axes[axis].key,
                    "mu_star": effect.mu_star,
                    "mu_star_half_width": effect.half_width,
                    "mu": effect.mu,
                    "sigma": effect.sigma,
                    "effects": effect.effects,
                })
            })
            .collect(),
    }
}
