//! What a sweep tells of each of its axes: how much of the spread goes with it, how far it swings a figure alone, or its elementary
//! effects.

use super::measured::Measured;
use crate::experiment::statistics::estimate;
use crate::experiment::sweep::morris::{Elementary, elementary_effects};
use crate::experiment::sweep::{Effect, Groups, effect, groups};
use crate::metrics::Estimate;
use crate::scenario::number_and_unit;

/// Axes with more values than this are told in ranges.
const GROUPS_MAX: usize = 8;

/// What of the spread between cells goes with an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct MainEffect {
    /// The key of the axis, or `policy`.
    pub name: String,
    /// Which share, 0 to 1.
    pub share: f64,
    /// Where the mean over all others is least, and that mean.
    pub least: (String, f64),
    /// Where it is greatest.
    pub greatest: (String, f64),
}

/// What one value alone does to the figure.
#[derive(Debug, Clone, PartialEq)]
pub struct End {
    /// The value.
    pub value: String,
    /// The mean there.
    pub mean: f64,
    /// How far that is from where all is as in the file, run by run.
    pub difference: Estimate,
}

/// What an axis does alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Swing {
    /// Its place.
    pub axis: usize,
    /// The mean where all is as in the file.
    pub base: f64,
    /// Each of its values, in their order.
    pub ends: Vec<End>,
}

impl Swing {
    /// How far it takes the figure away at most.
    #[must_use]
    pub fn size(&self) -> f64 {
        self.ends.iter().map(|end| end.difference.mean.abs()).fold(0.0, f64::max)
    }
}

/// The main effects of all axes and of the policies, the greatest first. Those without any spread are left out.
#[must_use]
pub fn main_effects(measured: &Measured<'_>) -> Vec<MainEffect> {
    let described = measured.described;
    let cells = || {
        (0..described.points.len())
            .flat_map(|point| (0..described.policies.len()).map(move |policy| (point, policy)))
    };
    let figures: Vec<Option<f64>> = cells().map(|(point, policy)| measured.mean(point, policy)).collect();
    let mut effects: Vec<MainEffect> = Vec::new();
    let mut add = |name: &str, labels: Vec<String>| {
        let groups = groups(&keys(&labels), GROUPS_MAX);
        let told = effect(&groups, &figures);
        effects.extend(told.and_then(|effect| main_effect(name, &groups, &effect, &labels)));
    };
    for (axis, told) in described.axes.iter().enumerate() {
        add(&told.key, cells().map(|(point, _)| described.points[point][axis].clone()).collect());
    }
    if 1 < described.policies.len() {
        add("policy", cells().map(|(_, policy)| described.policies[policy].clone()).collect());
    }
    effects.sort_by(|one, other| other.share.total_cmp(&one.share));
    effects
}

fn main_effect(name: &str, groups: &Groups, effect: &Effect, labels: &[String]) -> Option<MainEffect> {
    let ((least, least_mean), (greatest, greatest_mean)) = effect.ends()?;
    let label = |group: usize| {
        let members: Vec<&String> =
            labels.iter().zip(&groups.of).filter(|(_, of)| **of == group).map(|(label, _)| label).collect();
        let by_number = |one: &&&String, other: &&&String| number(one).total_cmp(&number(other));
        match (members.iter().min_by(by_number), members.iter().max_by(by_number)) {
            (Some(first), Some(last)) if groups.are_ranges => format!("{first} to {last}"),
            (Some(first), _) => (*first).clone(),
            (None, _) => String::new(),
        }
    };
    let (least, greatest) = ((label(least), least_mean), (label(greatest), greatest_mean));
    Some(MainEffect { name: name.to_owned(), share: effect.share, least, greatest })
}

fn number(label: &str) -> f64 {
    number_and_unit(label).map_or(0.0, |(number, _)| number)
}

/// The numbers of labels where all are numbers of one unit, else their places in the order in which they come.
fn keys(labels: &[String]) -> Vec<f64> {
    let parts: Option<Vec<(f64, &str)>> = labels.iter().map(|label| number_and_unit(label)).collect();
    if let Some(parts) = parts.filter(|parts| parts.windows(2).all(|pair| pair[0].1 == pair[1].1)) {
        return parts.into_iter().map(|(number, _)| number).collect();
    }
    let mut known: Vec<&String> = Vec::new();
    let mut key = |label| match known.iter().position(|known| *known == label) {
        Some(place) => place as f64,
        None => {
            known.push(label);
            (known.len() - 1) as f64
        }
    };
    labels.iter().map(&mut key).collect()
}

/// What each axis does alone under a policy, the greatest first; nothing of an axis of which no run has a figure. The first point is
/// the one in which all is as in the file.
#[must_use]
pub fn swings(measured: &Measured<'_>, policy: usize) -> Vec<Swing> {
    let described = measured.described;
    let base = measured.values(0, policy);
    let end = |axis: usize, point: usize| {
        let values = measured.values(point, policy);
        let apart: Vec<f64> =
            values.iter().zip(&base).filter_map(|(value, base)| Some((*value)? - (*base)?)).collect();
        Some(End {
            value: described.points[point][axis].clone(),
            mean: measured.mean(point, policy)?,
            difference: estimate(&apart, measured.confidence)?,
        })
    };
    let mut from = 1;
    let mut swings: Vec<Swing> = Vec::new();
    for (axis, told) in described.axes.iter().enumerate() {
        let points = from..from + told.last + 1;
        from = points.end;
        let ends: Vec<End> = points.filter_map(|point| end(axis, point)).collect();
        if let Some(base) = measured.mean(0, policy).filter(|_| !ends.is_empty()) {
            swings.push(Swing { axis, base, ends });
        }
    }
    swings.sort_by(|one, other| other.size().total_cmp(&one.size()));
    swings
}

/// The elementary effects of each axis under a policy, the greatest first.
#[must_use]
pub fn elementary(measured: &Measured<'_>, policy: usize) -> Vec<(usize, Elementary)> {
    let described = measured.described;
    let share = |(axis, place): (usize, &usize)| *place as f64 / described.axes[axis].last as f64;
    let points: Vec<Vec<f64>> =
        described.places.iter().map(|places| places.iter().enumerate().map(share).collect()).collect();
    let figures: Vec<Option<f64>> =
        (0..described.points.len()).map(|point| measured.mean(point, policy)).collect();
    let effects = elementary_effects(&points, &figures, measured.confidence).into_iter().enumerate();
    let mut effects: Vec<(usize, Elementary)> =
        effects.filter_map(|(axis, effect)| Some((axis, effect?))).collect();
    effects.sort_by(|one, other| other.1.mu_star.total_cmp(&one.1.mu_star));
    effects
}
