//! What a file says of who comes first, as it is typed: policies with their settings, accounts, and classes.

use std::ops::Range;

use super::network_spec::RouterSpec;
use super::read::{At, Entry};
use super::rules::VariantSpec;
use super::tables::in_brackets;

#[derive(Debug)]
pub(super) struct PolicyTable {
    pub(super) name: Option<At<String>>,
    pub(super) order: Option<At<String>>,
    pub(super) backfill: Option<At<String>>,
    pub(super) placement: Option<At<String>>,
    pub(super) every_micros: Option<At<i64>>,
    pub(super) routing: RouterSpec,
    pub(super) variant: VariantSpec,
    /// The tables of settings below it.
    pub(super) settings: Vec<SettingsSpec>,
}

/// `[policy.multifactor]` or its like.
#[derive(Debug)]
pub(super) struct SettingsSpec {
    pub(super) span: Range<usize>,
    /// The order that it is for.
    pub(super) order: &'static str,
    /// The key of the table.
    pub(super) table: &'static str,
    /// As they stand in brackets behind the order.
    pub(super) given: String,
}

#[derive(Debug)]
pub(super) struct AccountSpec {
    pub(super) name: Option<At<String>>,
    pub(super) parent: Option<At<String>>,
    pub(super) shares: Option<At<u64>>,
    pub(super) priority: Option<At<u64>>,
}

/// How much a workload matters.
#[derive(Debug)]
pub(super) struct ClassSpec {
    pub(super) priority: Option<At<u64>>,
    pub(super) nice: Option<At<f64>>,
}

/// The tables of settings, by their keys, and the orders that they are for.
const SETTINGS: &[(&str, &str)] = &[("multifactor", "multifactor"), ("class_priority", "class-priority")];

impl From<Entry> for PolicyTable {
    fn from(mut entry: Entry) -> PolicyTable {
        let mut settings = Vec::new();
        for (table, order) in SETTINGS {
            settings.extend(entry.tables(table).into_iter().map(|inner| SettingsSpec {
                given: in_brackets(&inner),
                span: inner.span,
                order,
                table,
            }));
        }
        PolicyTable {
            name: entry.text("name"),
            order: entry.text("order"),
            backfill: entry.text("backfill"),
            placement: entry.text("placement"),
            every_micros: entry.amount("every"),
            routing: RouterSpec::of(&mut entry),
            variant: VariantSpec::of(&mut entry),
            settings,
        }
    }
}

impl From<Entry> for AccountSpec {
    fn from(mut entry: Entry) -> AccountSpec {
        AccountSpec {
            name: entry.text("name"),
            parent: entry.text("parent"),
            shares: entry.count("shares"),
            priority: entry.count("priority"),
        }
    }
}

impl ClassSpec {
    pub(super) fn of(entry: &mut Entry) -> ClassSpec {
        ClassSpec { priority: entry.count("priority"), nice: entry.number("nice") }
    }
}
