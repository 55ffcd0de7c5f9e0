//! What pods need, without a word of when: the stress variants of openb's list that its publishers made.

use super::{Content, First, Kind, Reading};
use crate::log::number::Number;
use crate::log::quality::{Finding, Quality};
use crate::log::text::number;
use crate::text::Delimited;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// So many numbers of accelerators are kept apart; no node has more.
const COUNTS_MAX: usize = 1_000;

/// The row of the kinds of files.
pub(super) const KIND: Kind =
    Kind { name: "demands of pods, without times", delimiter: b',', reading, first: First::Names };

const COLUMNS: [&str; 5] = ["name", "cpu_milli", "memory_mib", "num_gpu", "gpu_milli"];

/// What pods need.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct Demands {
    /// How many pods there are.
    pub pods: u64,
    /// How many of them need only a part of one accelerator.
    pub sharing: u64,
    /// How many pods need so many accelerators; those that share one count as needing one.
    pub pods_by_accelerators: BTreeMap<u64, u64>,
    /// How many accelerators all need, in thousandths.
    pub accelerators_milli: u128,
    /// How many cores all need, in thousandths.
    pub cores_milli: u128,
    /// How much memory all need, in MiB.
    pub memory_mib: u128,
}

impl Demands {
    pub(super) fn facts(&self) -> Vec<(String, String)> {
        let mut facts = vec![
            ("pods".to_owned(), self.pods.to_string()),
            ("sharing an accelerator".to_owned(), self.sharing.to_string()),
        ];
        for (accelerators, pods) in &self.pods_by_accelerators {
            facts.push((format!("  with {accelerators} accelerators"), pods.to_string()));
        }
        facts.push(("accelerators".to_owned(), (self.accelerators_milli / 1_000).to_string()));
        facts.push(("cores".to_owned(), (self.cores_milli / 1_000).to_string()));
        facts.push(("memory".to_owned(), format!("{} GiB", self.memory_mib >> 10)));
        facts
    }
}

fn reading(first: &Delimited) -> Option<Box<dyn Reading>> {
    first.fields().eq(COLUMNS.map(str::as_bytes)).then(|| Box::new(Demands::default()) as Box<dyn Reading>)
}

impl Reading for Demands {
    fn take(&mut self, row: &Delimited, line: u64, quality: &mut Quality) -> bool {
        let numbers = [1, 2, 3, 4].map(|place| number(row.field(place)).map(Number::whole));
        let [Some(cores), Some(memory), Some(count), Some(share)] = numbers else {
            quality.note(Finding::Unreadable, line);
            return false;
        };
        let known = self.pods_by_accelerators.contains_key(&count);
        if !known && self.pods_by_accelerators.len() == COUNTS_MAX {
            quality.note(Finding::TooMany, line);
            return false;
        }
        self.pods += 1;
        self.sharing += u64::from(count == 1 && share < 1_000);
        *self.pods_by_accelerators.entry(count).or_default() += 1;
        self.accelerators_milli += u128::from(count) * u128::from(share);
        self.cores_milli += u128::from(cores);
        self.memory_mib += u128::from(memory);
        true
    }

    fn content(self: Box<Self>, _: &mut Quality) -> Content {
        Content::Demands(*self)
    }
}
