//! What the jobs of a replayed log held, by whose and when.

use super::Failure;
use crate::experiment::Months;
use crate::log::{Header, JobKind, LogSource, Logs, SizeUnit, TenantMap};
use crate::metrics::{HoursFold, Window};
use crate::model::Time;
use crate::report::{By, HoursNames, ReplayedHours};
use jiff::civil::DateTime;

/// What jobs held so far.
pub(super) struct ReplayHours {
    pub(super) fold: HoursFold,
    months: Months,
    /// What sizes count.
    unit: SizeUnit,
}

impl ReplayHours {
    /// Nothing yet.
    pub(super) fn new(by: &[By], log: &LogSource) -> Result<ReplayHours, Failure> {
        const NO_DATE: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
        let begins = log.begins_on();
        if begins.is_none() && by.contains(&By::Month) {
            return Err(Failure::wrong("--by month: the times of this log are no dates"));
        }
        let months = Months::of(begins.unwrap_or(NO_DATE), Time::NEVER);
        let window = Window { start: Time::ZERO, end: Time::NEVER };
        Ok(ReplayHours { fold: HoursFold::new(window, months.begins.clone()), months, unit: log.unit() })
    }

    /// The hours that are asked for, under the names that the log has.
    pub(super) fn told(self, by: &[By], logs: &Logs, (header, jobs): (&Header, &[JobKind])) -> ReplayedHours {
        let first = |(place, kind): &(usize, &By)| !by[..*place].contains(kind);
        let kinds: Vec<By> = by.iter().enumerate().filter(first).map(|(_, kind)| *kind).collect();
        let tenants = logs.transform.tenants.as_ref().map(TenantMap::names);
        let names = HoursNames { months: &self.months, tenants, header, kinds: jobs };
        ReplayedHours::of(&self.fold.finish(), &kinds, names, hours_of(self.unit))
    }
}

/// What sizes of this unit are for an hour.
const fn hours_of(unit: SizeUnit) -> &'static str {
    match unit {
        SizeUnit::Processors => "core-hours",
        SizeUnit::Nodes => "node-hours",
        SizeUnit::Accelerators => "accelerator-hours",
        SizeUnit::Slots => "slot-hours",
    }
}
