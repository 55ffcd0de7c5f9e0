//! The numbers of a scenario that the page lets people move, found in its text, and the text with other numbers in their places.

use crate::scenario::{Axis, Steps, number_and_unit};
use serde::Serialize;
use std::collections::BTreeMap;
use toml::{Table, Value};

/// More sliders than this nobody moves.
const SLIDERS_MAX: usize = 96;

/// The keys of a workload that say how much comes, one of which it has.
const DEMANDS: [&str; 6] = [
    "load",
    "jobs_per_day",
    "accelerator_hours_per_day",
    "core_hours_per_day",
    "node_hours_per_day",
    "scale_arrivals",
];

/// The keys of a price list that are prices.
const PRICES: [&str; 4] = ["accelerator_hour", "core_hour", "node_hour", "gib_hour"];

/// What a slider moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum SliderKind {
    /// The nodes of a partition.
    Nodes,
    /// The share of a lock.
    Lock,
    /// The load of all workloads together.
    Load,
    /// How often nodes fail.
    Failures,
    /// A price.
    Price,
    /// The load of one workload.
    Workload,
}

/// What becomes of the values that a slider stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Way {
    /// They become its value.
    Set,
    /// They are multiplied by its percent.
    Times,
    /// They are divided by its percent: the time between failures, for their rate.
    Divided,
}

/// A number that can be moved.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Slider {
    pub(super) kind: SliderKind,
    /// What of the scenario it moves, by its names.
    pub(super) of: String,
    pub(super) unit: String,
    pub(super) here: f64,
    pub(super) least: f64,
    pub(super) most: f64,
    pub(super) step: f64,
    /// The key, where it is one alone and stands for its own value.
    #[serde(skip)]
    pub(super) key: Option<String>,
    #[serde(skip)]
    parts: Vec<Part>,
}

/// A value in the text that a slider changes.
#[derive(Debug, Clone, PartialEq)]
struct Part {
    key: String,
    number: f64,
    unit: String,
    way: Way,
}

/// All sliders of a scenario; those that people look for first stand first.
pub(super) fn sliders(text: &str) -> Vec<Slider> {
    let Ok(root) = text.parse::<Table>() else { return Vec::new() };
    let mut found = Vec::new();
    for (center, of_center) in named(&root, "center") {
        for (partition, table) in named(of_center, "partition") {
            let place = format!("center.{center}.partition.{partition}");
            found.extend(nodes(&place, &format!("{center}, {partition}"), table));
            for (lock, table) in named(table, "lock") {
                let key = format!("{place}.lock.{lock}.share");
                found.extend(share(SliderKind::Lock, &key, lock.to_owned(), table.get("share")));
            }
        }
    }
    for (policy, table) in named(&root, "policy") {
        let key = format!("policy.{policy}.lock_share");
        found.extend(share(SliderKind::Lock, &key, policy.to_owned(), table.get("lock_share")));
    }
    found.extend(all(SliderKind::Load, load_parts(&root), 200.0, 5.0));
    found.extend(all(SliderKind::Failures, failure_parts(&root), 1_000.0, 10.0));
    for (price, table) in named(&root, "price") {
        let keys = PRICES.into_iter().filter(|key| table.contains_key(*key));
        found.extend(keys.filter_map(|key| self::price(price, key, table)));
    }
    for part in load_parts(&root) {
        let name = part.key.split('.').nth(1).unwrap_or_default().to_owned();
        let (number, unit) = (part.number, part.unit.clone());
        let most = if unit == "%" { (number * 4.0).min(100.0) } else { number * 4.0 };
        let step = step_of(number);
        let parts = vec![Part { way: Way::Set, ..part.clone() }];
        let key = Some(part.key);
        let kind = SliderKind::Workload;
        found.push(Slider { kind, of: name, unit, here: number, least: step, most, step, key, parts });
    }
    // The places of those that are offered are what clients call them, so that none is left out from the middle.
    found.retain(|slider| slider.is_in(text));
    found.truncate(SLIDERS_MAX);
    found
}

/// The tables of a list that have names.
fn named<'a>(table: &'a Table, list: &str) -> Vec<(&'a str, &'a Table)> {
    let items = table.get(list).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let tables = items.iter().filter_map(Value::as_table);
    tables.filter_map(|table| Some((table.get("name")?.as_str()?, table))).collect()
}

/// A number with its unit, as a file has it.
fn amount(value: Option<&Value>) -> Option<(f64, String)> {
    match value? {
        Value::Integer(number) => Some((*number as f64, String::new())),
        Value::Float(number) => Some((*number, String::new())),
        Value::String(text) => number_and_unit(text).map(|(number, unit)| (number, unit.to_owned())),
        Value::Boolean(_) | Value::Datetime(_) | Value::Array(_) | Value::Table(_) => None,
    }
}

fn nodes(place: &str, of: &str, table: &Table) -> Option<Slider> {
    let (number, unit) = amount(table.get("nodes"))?;
    let key = format!("{place}.nodes");
    let parts = vec![Part { key: key.clone(), number, unit: unit.clone(), way: Way::Set }];
    let (kind, most) = (SliderKind::Nodes, (number * 2.0).max(number + 8.0));
    Some(Slider {
        kind,
        of: of.to_owned(),
        unit,
        here: number,
        least: 1.0,
        most,
        step: 1.0,
        key: Some(key),
        parts,
    })
}

fn share(kind: SliderKind, key: &str, of: String, value: Option<&Value>) -> Option<Slider> {
    let (number, unit) = amount(value).filter(|(_, unit)| unit == "%")?;
    let parts = vec![Part { key: key.to_owned(), number, unit: unit.clone(), way: Way::Set }];
    Some(Slider {
        kind,
        of,
        unit,
        here: number,
        least: 1.0,
        most: 100.0,
        step: 1.0,
        key: Some(key.to_owned()),
        parts,
    })
}

fn price(name: &str, key: &str, table: &Table) -> Option<Slider> {
    let (number, unit) = amount(table.get(key)).filter(|(number, _)| 0.0 < *number)?;
    let place = format!("price.{name}.{key}");
    let parts = vec![Part { key: place.clone(), number, unit: unit.clone(), way: Way::Set }];
    let (kind, of, step) = (SliderKind::Price, format!("{name}, {key}"), step_of(number));
    Some(Slider {
        kind,
        of,
        unit,
        here: number,
        least: step,
        most: number * 4.0,
        step,
        key: Some(place),
        parts,
    })
}

/// A slider that multiplies all of some values.
fn all(kind: SliderKind, parts: Vec<Part>, most: f64, step: f64) -> Option<Slider> {
    let unit = "%".to_owned();
    let slider =
        Slider { kind, of: String::new(), unit, here: 100.0, least: step, most, step, key: None, parts };
    (!slider.parts.is_empty()).then_some(slider)
}

fn load_parts(root: &Table) -> Vec<Part> {
    let part = |(name, table): (&str, &Table)| {
        let key = DEMANDS.into_iter().find(|key| table.contains_key(*key))?;
        let (number, unit) = amount(table.get(key)).filter(|(number, _)| 0.0 < *number)?;
        Some(Part { key: format!("workload.{name}.{key}"), number, unit, way: Way::Times })
    };
    named(root, "workload").into_iter().filter_map(part).collect()
}

fn failure_parts(root: &Table) -> Vec<Part> {
    let part = |(name, table): (&str, &Table)| {
        let ways = [("mtbf", Way::Divided), ("per_1000_node_days", Way::Times)];
        let (key, way) = ways.into_iter().find(|(key, _)| table.contains_key(*key))?;
        let (number, unit) = amount(table.get(key))?;
        Some(Part { key: format!("failure.{name}.{key}"), number, unit, way })
    };
    named(root, "failure").into_iter().filter_map(part).collect()
}

/// A hundredth of a number or so, which is a power of ten.
fn step_of(number: f64) -> f64 {
    let mut step = 1e6;
    while number < step * 50.0 && 1e-4 < step {
        step /= 10.0;
    }
    rounded(step)
}

fn rounded(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}

impl Slider {
    /// Whether all its values can be found by their keys: names may be such that they cannot.
    fn is_in(&self, text: &str) -> bool {
        self.parts.iter().all(|part| part.axis(text, part.number).is_ok())
    }
}

impl Part {
    /// The value in the text, with a number in its place.
    fn axis(&self, text: &str, number: f64) -> Result<Axis, String> {
        let unit = if self.unit.is_empty() { String::new() } else { format!(" {}", self.unit) };
        let asked = format!("{}={}{unit}", self.key, rounded(number));
        Axis::of_list(text, &asked, Steps::Stated).map_err(|error| error.to_string())
    }
}

/// The text of a scenario with some sliders moved: everything else of it, remarks too, stays as it is. A slider that stands where it
/// stood changes nothing.
///
/// # Errors
/// When there is no such slider, or it does not reach so far.
pub(super) fn moved(text: &str, sliders: &[Slider], values: &BTreeMap<usize, f64>) -> Result<String, String> {
    let mut numbers: BTreeMap<&str, (&Part, f64)> = BTreeMap::new();
    // Values are set before they are multiplied.
    let (mut first, mut then) = (Vec::new(), Vec::new());
    for (place, value) in values {
        let slider = sliders.get(*place).ok_or_else(|| format!("there is no slider {place}"))?;
        if !(slider.least <= *value && *value <= slider.most) {
            return Err(format!(
                "slider {place}: expected {} to {}, found {value}",
                slider.least, slider.most
            ));
        }
        if *value != slider.here {
            let is_factor = matches!(slider.kind, SliderKind::Load | SliderKind::Failures);
            if is_factor { then.push((slider, value)) } else { first.push((slider, value)) }
        }
    }
    for (slider, value) in first.into_iter().chain(then) {
        for part in &slider.parts {
            let (_, number) = numbers.entry(&part.key).or_insert((part, part.number));
            *number = match part.way {
                Way::Set => *value,
                Way::Times => *number * value / 100.0,
                Way::Divided => *number * 100.0 / value,
            };
        }
    }
    let axes: Vec<Axis> =
        numbers.values().map(|(part, number)| part.axis(text, *number)).collect::<Result<_, String>>()?;
    Ok(Axis::text_with_all(text, axes.iter().map(|axis| (axis, 0))))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "[scenario]\nseed = 1\n[[center]]\nname = \"a\"\n[[center.partition]]\nname = \"npu\"\nnodes = 98 # H6\n\
        [[center.partition.lock]]\nname = \"teams\"\nshare = \"30 %\"\n[[failure]]\nname = \"f\"\nmtbf = \"150 d\"\n\
        [[price]]\nname = \"card\"\naccelerator_hour = 2.34\n[[workload]]\nname = \"w\"\nload = \"40 %\" # assumption\n\
        [[workload]]\nname = \"v\"\njobs_per_day = 12\n";

    fn after(values: &[(usize, f64)]) -> String {
        moved(TEXT, &sliders(TEXT), &values.iter().copied().collect()).expect("these can be moved")
    }

    #[test]
    fn numbers_are_found_and_changed_and_nothing_else_is() {
        let kinds: Vec<SliderKind> = sliders(TEXT).iter().map(|slider| slider.kind).collect();
        use SliderKind::{Failures, Load, Lock, Nodes, Price, Workload};
        assert_eq!(kinds, [Nodes, Lock, Load, Failures, Price, Workload, Workload]);
        assert_eq!(after(&[]), TEXT);
        assert_eq!(after(&[(0, 98.0), (2, 100.0)]), TEXT);
        assert_eq!(after(&[(0, 99.0)]), TEXT.replace("nodes = 98 # H6", "nodes = 99 # H6"));
        assert_eq!(after(&[(1, 25.0)]), TEXT.replace("30 %", "25 %"));
        let more = TEXT.replace("40 %", "44 %").replace("= 12", "= 13.2");
        assert_eq!(after(&[(2, 110.0)]), more);
        assert_eq!(after(&[(3, 200.0)]), TEXT.replace("150 d", "75 d"));
        assert_eq!(after(&[(4, 3.0)]), TEXT.replace("2.34", "3"));
        // The load of all is that of one besides.
        assert_eq!(after(&[(2, 50.0), (5, 60.0)]), TEXT.replace("40 %", "30 %").replace("= 12", "= 6"));
    }

    #[test]
    fn what_is_not_offered_is_refused() {
        let told = |place, value| moved(TEXT, &sliders(TEXT), &BTreeMap::from([(place, value)]));
        assert!(told(9, 1.0).is_err() && told(0, 0.0).is_err() && told(0, f64::NAN).is_err());
        assert!(told(0, 1e300).is_err() && told(1, 101.0).is_err());
    }
}
