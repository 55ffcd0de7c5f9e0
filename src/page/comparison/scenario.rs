//! The scenario as it was understood, where its numbers come from, and how to run it again.

use super::Told;
use crate::page::parts::{Block, Table};
use crate::page::typed::sources;
use crate::scenario::Understood;

pub(super) fn blocks(told: Told<'_>) -> Vec<Block> {
    let Told { comparison, lang, command, typed, .. } = told;
    let scenario = &comparison.scenario;
    let say = |words: &str| lang.say(words).to_owned();
    let mut blocks = vec![
        Block::Text(say("This command gives the same numbers again, to the byte:")),
        Block::Command(command.to_owned()),
        Block::Table(Table {
            caption: say("The run"),
            head: vec![say("what"), say("value")],
            rows: vec![
                vec![say("suanli, version"), env!("CARGO_PKG_VERSION").to_owned()],
                vec![say("seed"), scenario.seed.to_string()],
                vec![say("replications"), scenario.replications.to_string()],
                vec![say("start"), scenario.start.to_string()],
                vec![say("length"), lang.unit(&crate::report::span_words(scenario.horizon))],
                vec![
                    say("left out at the beginning"),
                    lang.unit(&crate::report::span_words(scenario.warm_up)),
                ],
                vec![say("confidence of intervals"), comparison.confidence.to_string()],
            ],
        }),
    ];
    blocks.extend(understood(told).into_iter().map(Block::Folded));
    if let Some(text) = typed {
        let rows: Vec<Vec<String>> = sources(text)
            .into_iter()
            .map(|line| vec![line.line.to_string(), line.table, line.key, line.value, line.source])
            .collect();
        if !rows.is_empty() {
            let head = ["line", "table", "key", "value", "source"].map(say).to_vec();
            blocks.push(Block::Folded(Table {
                caption: say("Where the numbers come from, as the file says"),
                head,
                rows,
            }));
        }
        blocks.push(Block::Typed(say("The scenario as it was typed"), text.to_owned()));
    }
    blocks
}

/// What was made of the scenario, in words.
fn understood(told: Told<'_>) -> Vec<Table> {
    let Told { comparison, lang, .. } = told;
    let all = Understood::of(&comparison.scenario);
    let pairs = |pairs: Vec<(String, String)>| -> Vec<Vec<String>> {
        pairs.into_iter().map(|(name, words)| vec![name, words]).collect()
    };
    let mut centers = Vec::new();
    for center in all.centers {
        let size = lang.fill(
            "{nodes} nodes, {accelerators} accelerators, {cores} cores",
            &[
                ("nodes", &crate::text::grouped(center.nodes)),
                ("accelerators", &crate::text::grouped(center.accelerators.into())),
                ("cores", &crate::text::grouped(center.cores.into())),
            ],
        );
        centers.push(vec![center.name.clone(), format!("{}: {size}", center.title)]);
        centers.extend(
            center
                .partitions
                .into_iter()
                .map(|(name, words)| vec![format!("{}, {name}", center.name), words]),
        );
    }
    let tenants = all.tenants.into_iter().map(|(name, count)| vec![name, count.to_string()]).collect();
    let parts: [(&str, Vec<Vec<String>>); 9] = [
        ("Centres", centers),
        ("Hardware", pairs(all.hardware)),
        ("Tenants by group", tenants),
        ("Applications", pairs(all.workloads)),
        ("Rules", pairs(all.rules)),
        ("Failures", pairs(all.failures)),
        ("Books", pairs(all.ledger)),
        ("Holidays", pairs(all.holidays)),
        ("Policies", pairs(all.policies)),
    ];
    let table = |(caption, rows): (&str, Vec<Vec<String>>)| Table {
        caption: lang.fill("As it was understood: {what}", &[("what", &lang.say(caption))]),
        head: vec![lang.say("name").to_owned(), lang.say("meaning").to_owned()],
        rows,
    };
    parts.into_iter().filter(|(_, rows)| !rows.is_empty()).map(table).collect()
}
