//! What the jobs of a replayed log held, by whose and when.

use super::explain::names_of;
use super::{Failure, console};
use crate::experiment::Months;
use crate::log::{Cleaning, LogSource, Logs, SizeUnit};
use crate::metrics::{HoursFold, Window};
use crate::model::Time;
use crate::report::{By, replay_hours_text};
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

    /// The tables that are asked for; users are called as the log calls them, which is read again for that.
    pub(super) fn text(self, by: &[By], logs: &Logs, cleaning: Cleaning) -> Result<String, Failure> {
        let first = |(place, kind): &(usize, &By)| !by[..*place].contains(kind);
        let kinds: Vec<By> = by.iter().enumerate().filter(first).map(|(_, kind)| *kind).collect();
        let tenants = match &logs.transform.tenants {
            Some(tenants) => tenants.names().to_vec(),
            None if by.contains(&By::Tenant) => {
                let reader = logs.open()?.cleaned(cleaning);
                if reader.repeatable() {
                    names_of(&LogSource::sorted(reader)?.header().users)
                } else {
                    Vec::new()
                }
            }
            None => Vec::new(),
        };
        Ok(replay_hours_text(
            &self.fold.finish(),
            &kinds,
            (&self.months, &tenants),
            (hours_of(self.unit), console::width()),
        ))
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
