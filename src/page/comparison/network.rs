//! Where jobs ran that may leave their home: the map, and whose jobs ran where.

use super::Told;
use crate::model::CenterId;
use crate::page::numbers::estimated;
use crate::page::parts::{Block, Table};

pub(super) fn blocks(told: Told<'_>) -> Vec<Block> {
    let about = "A map of the centres: the larger a disc, the more nodes; the darker, the busier. Arrows lead from the homes of jobs to where \
                 these ran. The table below has the numbers.";
    let picture = told.map.map(|map| Block::Picture(map.to_owned(), told.lang.say(about).to_owned()));
    let table = ways(told);
    let table = (!table.rows.is_empty()).then_some(Block::Folded(table));
    picture.into_iter().chain(table).collect()
}

/// Whose jobs ran where, away from home.
fn ways(told: Told<'_>) -> Table {
    let Told { comparison, lang, .. } = told;
    let scenario = &comparison.scenario;
    let say = |words: &str| lang.say(words).to_owned();
    let center = |center: CenterId| scenario.centers[usize::from(center.0)].name.clone();
    let mut rows = Vec::new();
    for (policy, spec) in scenario.policies.iter().enumerate() {
        for way in comparison.helped(policy).iter().filter(|way| way.home != way.at) {
            let figure = |estimate| estimated(lang, Some(estimate), 1.0);
            rows.push(vec![
                spec.name.clone(),
                center(way.home),
                center(way.at),
                figure(way.jobs),
                figure(way.accelerator_hours),
                figure(way.core_hours),
                estimated(lang, way.yuan, 1.0),
            ]);
        }
    }
    let head = ["policy", "home", "ran at", "jobs", "accelerator-hours", "core-hours", "yuan"];
    Table { caption: say("Jobs away from home"), head: head.map(say).to_vec(), rows }
}
