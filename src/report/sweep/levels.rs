//! The values of an axis in their order.

use super::Described;
use crate::model::Span;
use crate::scenario::{number_and_unit, parse_span};
use std::collections::BTreeMap;

/// The values of an axis, each once, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Levels {
    /// As they would be typed.
    pub labels: Vec<String>,
    /// Which points have it.
    pub points: Vec<Vec<usize>>,
    /// The numbers where they are numbers of one unit, seconds where they are durations, and else their places.
    pub keys: Vec<f64>,
    /// What the keys are.
    pub kind: Keys,
}

/// What the keys of values are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keys {
    /// Numbers of this unit; empty where they have none.
    Numbers(String),
    /// Seconds of durations that are written in several units.
    Seconds,
    /// Places of names.
    Places,
}

impl Keys {
    /// Whether it is known how far values are apart.
    #[must_use]
    pub const fn are_numbers(&self) -> bool {
        matches!(self, Keys::Numbers(_) | Keys::Seconds)
    }
}

impl Levels {
    /// Those of an axis.
    #[must_use]
    pub fn of(described: &Described, axis: usize) -> Levels {
        let (mut labels, mut points) = (Vec::<String>::new(), Vec::<Vec<usize>>::new());
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for (point, values) in described.points.iter().enumerate() {
            let place = *places.entry(&values[axis]).or_insert(labels.len());
            if place == labels.len() {
                labels.push(values[axis].clone());
                points.push(Vec::new());
            }
            points[place].push(point);
        }
        Levels::ordered(&labels, &points)
    }

    /// Values in words, each with the points that have it, put into their order where they are numbers of one unit, or durations.
    #[must_use]
    pub fn ordered(labels: &[String], points: &[Vec<usize>]) -> Levels {
        let (keys, kind) = keys(labels);
        let mut order: Vec<usize> = (0..labels.len()).collect();
        order.sort_by(|one, other| keys[*one].total_cmp(&keys[*other]));
        Levels {
            labels: order.iter().map(|place| labels[*place].clone()).collect(),
            points: order.iter().map(|place| points[*place].clone()).collect(),
            keys: order.iter().map(|place| keys[*place]).collect(),
            kind,
        }
    }
}

fn keys(labels: &[String]) -> (Vec<f64>, Keys) {
    let parts: Option<Vec<(f64, &str)>> = labels.iter().map(|label| number_and_unit(label)).collect();
    if let Some(parts) = parts.filter(|parts| parts.windows(2).all(|pair| pair[0].1 == pair[1].1)) {
        let unit = parts.first().map_or("", |(_, unit)| unit).to_owned();
        return (parts.into_iter().map(|(number, _)| number).collect(), Keys::Numbers(unit));
    }
    let spans: Result<Vec<Span>, String> = labels.iter().map(|label| parse_span(label)).collect();
    match spans {
        Ok(spans) => (spans.into_iter().map(Span::as_secs_f64).collect(), Keys::Seconds),
        Err(_) => ((0..labels.len()).map(|place| place as f64).collect(), Keys::Places),
    }
}
