//! What a column of a table is: its name, its unit, and what it says.

use crate::report::rows::{Field, Kind};

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DataColumn {
    /// What stands above it.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// The unit of its numbers; empty where they have none, or another column says it.
    pub unit: &'static str,
    /// What it says.
    pub help: &'static str,
}

impl DataColumn {
    /// The column of a file.
    pub(super) fn field(&self) -> Field {
        Field::new(self.name, self.kind)
    }
}

/// Text.
pub(super) const fn text(name: &'static str, help: &'static str) -> DataColumn {
    DataColumn { name, kind: Kind::Text, unit: "", help }
}

/// `true` or `false`.
pub(super) const fn flag(name: &'static str, help: &'static str) -> DataColumn {
    DataColumn { name, kind: Kind::Flag, unit: "", help }
}

/// A whole number.
pub(super) const fn whole(name: &'static str, unit: &'static str, help: &'static str) -> DataColumn {
    DataColumn { name, kind: Kind::Whole, unit, help }
}

/// Seconds.
pub(super) const fn secs(name: &'static str, help: &'static str) -> DataColumn {
    DataColumn { name, kind: Kind::Secs, unit: "s", help }
}

/// Any number.
pub(super) const fn number(name: &'static str, unit: &'static str, help: &'static str) -> DataColumn {
    DataColumn { name, kind: Kind::Number, unit, help }
}

pub(super) const POLICY: DataColumn = text("policy", "the policy, by name");
pub(super) const REPLICATION: DataColumn =
    whole("replication", "", "the replication, counted from 1 as in `suanli explain --replication`");
pub(super) const SCOPE: DataColumn =
    text("scope", "which jobs: `overall`, `center`, `class`, `group` or `size` (of tenants)");
pub(super) const NAME: DataColumn =
    text("name", "the name of the centre, class, group or size; empty for all jobs");
pub(super) const METRIC: DataColumn = text("metric", "the metric, as in `suanli list metrics`");
pub(super) const UNIT: DataColumn = text("unit", "the unit of the numbers in this row");
pub(super) const CENTER: DataColumn = text("center", "the centre, by name");
pub(super) const PARTITION: DataColumn = text("partition", "the partition, by name");
pub(super) const CLASS: DataColumn = text("class", "the workload, by name");
pub(super) const GROUP: DataColumn = text("group", "the group of tenants, by name");
pub(super) const TENANT: DataColumn = text("tenant", "the tenant, by name");
pub(super) const FROM: DataColumn = secs("from_secs", "from when, since the beginning of the scenario");
pub(super) const TO: DataColumn = secs("to_secs", "until when, likewise");
pub(super) const HALF_WIDTH: DataColumn = number(
    "half_width",
    "of `unit`",
    "half the width of the confidence interval of the mean; empty where there is one run",
);
pub(super) const CONFIDENCE: DataColumn = number("confidence", "1", "how sure that interval is, as 0.95");
pub(super) const RUNS: DataColumn = whole("runs", "", "how many replications had a value");
pub(super) const MONTH: DataColumn = text("month", "the calendar month, as `2023-01`");
