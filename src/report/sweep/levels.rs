//! The values of an axis in their order.

use super::Described;
use crate::scenario::number_and_unit;
use std::collections::BTreeMap;

/// The values of an axis, each once, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Levels {
    /// As they would be typed.
    pub labels: Vec<String>,
    /// Which points have it.
    pub points: Vec<Vec<usize>>,
    /// The numbers where they are numbers of one unit, and else their places.
    pub keys: Vec<f64>,
    /// The unit where they are numbers of one unit; empty where these have none.
    pub unit: Option<String>,
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
        Levels::ordered(labels, points)
    }

    /// Values in words, each with the points that have it, put into their order where they are numbers of one unit.
    #[must_use]
    pub fn ordered(labels: Vec<String>, points: Vec<Vec<usize>>) -> Levels {
        let parts: Option<Vec<(f64, &str)>> = labels.iter().map(|label| number_and_unit(label)).collect();
        let numbers = parts.filter(|parts| parts.windows(2).all(|pair| pair[0].1 == pair[1].1));
        let Some(numbers) = numbers else {
            let keys = (0..labels.len()).map(|place| place as f64).collect();
            return Levels { labels, points, keys, unit: None };
        };
        let unit = numbers.first().map_or("", |(_, unit)| unit).to_owned();
        let keys: Vec<f64> = numbers.iter().map(|(number, _)| *number).collect();
        let mut order: Vec<usize> = (0..labels.len()).collect();
        order.sort_by(|one, other| keys[*one].total_cmp(&keys[*other]));
        Levels {
            labels: order.iter().map(|place| labels[*place].clone()).collect(),
            points: order.iter().map(|place| points[*place].clone()).collect(),
            keys: order.iter().map(|place| keys[*place]).collect(),
            unit: Some(unit),
        }
    }
}
