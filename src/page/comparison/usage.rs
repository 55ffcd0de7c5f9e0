//! The use of each centre over time: by application, by group of tenants, by centre; and the largest tenants.

use super::Told;
use super::time::secs;
use crate::metrics::Timeline;
use crate::model::{CenterId, Nodes};
use crate::page::chart::{Axis, AxisKind, Chart, Kind, Line, View};
use crate::page::parts::Block;

/// So many tenants have an area of their own.
const TENANTS_MAX: usize = 8;

/// All views together hold no more numbers than about this.
const NUMBERS_MAX: usize = 240_000;

pub(super) fn blocks(told: Told<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    blocks.extend(used(told).map(Block::Chart));
    blocks.extend(tenants(told).map(Block::Chart));
    blocks
}

/// What one policy's runs use of each centre in the mean: `shares[center][class][bin]`.
struct Shares {
    steps: (f64, f64),
    shares: Vec<Vec<Vec<f64>>>,
}

fn shares(told: Told<'_>, policy: usize, merged: usize) -> Option<Shares> {
    let Told { comparison, .. } = told;
    let scenario = &comparison.scenario;
    let mut steps = None;
    let mut shares = Vec::new();
    for center in 0..scenario.centers.len() {
        let lines: Vec<&Timeline> = comparison
            .cells_of(policy)
            .iter()
            .flat_map(|cell| &cell.timelines)
            .filter(|line| line.center == CenterId(center as u16))
            .collect();
        let first = lines.first()?;
        let (start, width) = first.bin_secs();
        steps = Some((start, width * merged as f64));
        let of_class = |class: usize| -> Vec<f64> {
            let bins = lines.iter().filter_map(|line| line.busy.get(class)).map(Vec::len).min().unwrap_or(0);
            let mean =
                |bin: usize| lines.iter().map(|line| line.busy[class][bin]).sum::<f64>() / lines.len() as f64;
            let all: Vec<f64> = (0..bins).map(mean).collect();
            all.chunks(merged).map(|chunk| chunk.iter().sum::<f64>() / chunk.len() as f64).collect()
        };
        shares.push((0..scenario.workloads.len()).map(of_class).collect());
    }
    Some(Shares { steps: steps?, shares })
}

fn used(told: Told<'_>) -> Option<Chart> {
    let Told { comparison, lang, .. } = told;
    let scenario = &comparison.scenario;
    let (centers, policies) = (scenario.centers.len(), scenario.policies.len());
    let places = if 1 < centers { centers + 1 } else { 1 };
    let bins = comparison.cells.first()?.timelines.first()?.waiting.len();
    let kinds = if 1 < centers { 3 } else { 2 };
    let numbers = kinds * places * policies * scenario.workloads.len().max(2) * bins;
    let merged = numbers.div_ceil(NUMBERS_MAX).max(bins.div_ceil(500)).max(1);
    let all: Vec<Shares> = (0..policies).map(|policy| shares(told, policy, merged)).collect::<Option<_>>()?;
    let mut views = Vec::new();
    for kind in 0..kinds {
        for place in 0..places {
            views.extend(all.iter().map(|shares| {
                view(told, shares, kind, (1 < places).then(|| place.checked_sub(1)).flatten(), 1 < places)
            }));
        }
    }
    let by = ["by application", "by group of tenants", "by centre"].into_iter().take(kinds);
    let mut names = Vec::new();
    if 1 < centers {
        names.push(lang.say("all centres").to_owned());
    }
    names.extend(scenario.centers.iter().map(|center| center.title.clone()));
    Some(Chart {
        id: "use".into(),
        title: lang.say("What is in use, in percent of what is there").to_owned(),
        note: lang
            .say("Mean over replications. A share is one of accelerators where nodes have any, else of cores; centres weigh by their nodes. Lines across are marks (phases, locks, overload); strips at the lower edge show nodes out of service: failed below, under maintenance above.")
            .to_owned(),
        kind: Kind::Areas,
        across: Axis::new(AxisKind::Time, ""),
        upward: Axis { most: Some(100.0), ..Axis::new(AxisKind::Number, lang.say("in use (%)")) },
        choices: vec![
            (lang.say("Areas").to_owned(), by.map(|words| lang.say(words).to_owned()).collect()),
            (lang.say("Centre").to_owned(), names),
            (lang.say("Policy").to_owned(), scenario.policies.iter().map(|policy| policy.name.clone()).collect()),
        ],
        views,
    })
}

fn view(told: Told<'_>, shares: &Shares, kind: usize, center: Option<usize>, has_several: bool) -> View {
    let scenario = &told.comparison.scenario;
    let nodes = |center: usize| -> f64 {
        let pools = scenario.centers[center].pools.iter();
        pools
            .map(|pool| match pool.nodes {
                Nodes::Named { count } => f64::from(count),
                Nodes::Counted { processors } => f64::from(processors),
            })
            .sum()
    };
    let meant: Vec<usize> = match center {
        Some(center) => vec![center],
        None if has_several => (0..scenario.centers.len()).collect(),
        None => vec![0],
    };
    let whole: f64 = meant.iter().map(|center| nodes(*center)).sum();
    let (count, name): (usize, Box<dyn Fn(usize) -> String>) = match kind {
        0 => (scenario.workloads.len(), Box::new(|place| scenario.workloads[place].title.clone())),
        1 => (scenario.groups.len(), Box::new(|place| scenario.groups[place].title.clone())),
        _ => (scenario.centers.len(), Box::new(|place| scenario.centers[place].title.clone())),
    };
    let lines = (0..count).filter_map(|place| {
        let bins = shares.shares.iter().flatten().map(Vec::len).max().unwrap_or(0);
        let mut values = vec![0.0; bins];
        for center in &meant {
            for (class, of_class) in shares.shares[*center].iter().enumerate() {
                let is_meant = match kind {
                    0 => class == place,
                    1 => usize::from(scenario.workloads[class].group.0) == place,
                    _ => *center == place,
                };
                if is_meant {
                    values
                        .iter_mut()
                        .zip(of_class)
                        .for_each(|(sum, share)| *sum += 100.0 * share * nodes(*center) / whole);
                }
            }
        }
        let is_used = values.iter().any(|value| 0.0 < *value);
        is_used.then(|| Line { look: Some(place), ..Line::new(&name(place), values) })
    });
    View { steps: Some(shares.steps), names: Vec::new(), lines: lines.collect(), ..View::default() }
}

/// The largest tenants of each centre in the first run.
fn tenants(told: Told<'_>) -> Option<Chart> {
    let Told { comparison, lang, .. } = told;
    let scenario = &comparison.scenario;
    if scenario.tenants.len() < 2 {
        return None;
    }
    let mut views = Vec::new();
    for center in 0..scenario.centers.len() {
        for policy in 0..scenario.policies.len() {
            let mut known = comparison.cells_of(policy).first()?.dominance.iter();
            let dominance = known.find(|one| usize::from(one.center.0) == center)?;
            let mut others = dominance.others.clone();
            let mut lines = Vec::new();
            for (place, (tenant, shares)) in dominance.tenants.iter().enumerate() {
                if place < TENANTS_MAX {
                    let name = scenario
                        .tenants
                        .get(tenant.0 as usize)
                        .map_or_else(|| tenant.0.to_string(), |tenant| tenant.name.clone());
                    lines.push(Line::new(&name, shares.iter().map(|share| 100.0 * share)));
                } else {
                    others.iter_mut().zip(shares).for_each(|(sum, share)| *sum += share);
                }
            }
            let count = dominance.other_count + dominance.tenants.len().saturating_sub(TENANTS_MAX);
            if 0 < count {
                let name = lang.fill("{count} others", &[("count", &count)]);
                lines.push(Line::new(&name, others.iter().map(|share| 100.0 * share)));
            }
            let steps = (secs(dominance.start), dominance.bin.as_secs_f64());
            views.push(View { steps: Some(steps), names: Vec::new(), lines, ..View::default() });
        }
    }
    Some(Chart {
        id: "tenants".into(),
        title: lang.say("What the largest tenants hold (dominant shares)").to_owned(),
        note: lang
            .say("First replication. A tenant's dominant share is the largest of its parts of the centre's cores, accelerators and memory, so that all together may be more than 100 %.")
            .to_owned(),
        kind: Kind::Areas,
        across: Axis::new(AxisKind::Time, ""),
        upward: Axis::new(AxisKind::Number, lang.say("dominant share (%)")),
        choices: vec![
            (lang.say("Centre").to_owned(), scenario.centers.iter().map(|center| center.title.clone()).collect()),
            (lang.say("Policy").to_owned(), scenario.policies.iter().map(|policy| policy.name.clone()).collect()),
        ],
        views,
    })
}
