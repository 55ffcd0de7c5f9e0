//! Jobs that are put off until power is greener or cheaper, and when that is.

use std::ops::Range;

use jiff::civil::DateTime;

use super::super::known::meant;
use super::super::problem::Problems;
use super::super::spec::Spec;
use super::names::Names;
use super::period::Period;
use crate::ledger::{Books, Calendar, Carbon, EnergyPrice, Power};
use crate::model::{Course, Signal, Signals, Time};

/// Workloads that are put off for the sake of what nobody says, or of what never changes.
pub(super) fn note_vain_deferrals(
    spec: &Spec,
    names: &Names,
    books: Option<&Books>,
    problems: &mut Problems<'_>,
) {
    for workload in &spec.workloads {
        let rule = &workload.rule;
        let Some(most) = &rule.defer_micros else {
            if let Some(by) = &rule.defer_by {
                problems.warn(
                    &by.span,
                    "defer_by: the jobs are never put off",
                    Some("say how long with `defer`".into()),
                );
            }
            continue;
        };
        let center = workload.center.as_ref().and_then(|center| names.centers.place(&center.value));
        let power = center.and_then(|place| books?.centers.get(place)?.power.as_ref());
        // A word that is none has been told already, and so has a `[center.power]` that is wrong.
        let unread = center.is_some_and(|place| spec.centers[place].power.is_some()) && power.is_none();
        if unread || (rule.defer_by_typed && rule.defer_by.is_none()) {
            continue;
        }
        let signal: Signal = meant(rule.defer_by.as_ref().map(|by| by.value.as_str()));
        if let Some(patience) = rule.patience_micros.as_ref().filter(|patience| patience.value < most.value) {
            let message =
                "patience: some give up before they have joined the queue, because `defer` is longer";
            problems.warn(&patience.span, message, None);
        }
        let key = match signal {
            Signal::Carbon => "carbon",
            Signal::Price => "tariff",
        };
        let known = power.is_some_and(|power| match signal {
            Signal::Carbon => power.carbon != Carbon::Unknown,
            Signal::Price => power.price != EnergyPrice::Unknown,
        });
        if !known && center.is_some() {
            let message =
                format!("defer: the centre has no `{key}` by which some hours are better than others");
            problems.add(&most.span, message, Some(format!("name a `{key}` in its `[center.power]`")));
        }
        note_what_never_changes(signal, power, &most.span, problems);
        if !rule.components.is_empty() {
            problems.warn(&most.span, "defer: jobs with components are never put off", None);
        }
    }
}

/// Warns of hours of which none is better than another.
fn note_what_never_changes(
    signal: Signal,
    power: Option<&Power>,
    span: &Range<usize>,
    problems: &mut Problems<'_>,
) {
    let Some(power) = power else { return };
    let (what, help) = match signal {
        Signal::Carbon if matches!(power.carbon, Carbon::Always(_)) => {
            ("carbon", "a `[[carbon]]` with a `series` changes from hour to hour")
        }
        Signal::Price if power.price.is_flat() => {
            ("price", "a `[[tariff]]` with several prices changes from hour to hour")
        }
        Signal::Carbon | Signal::Price => return,
    };
    let message =
        format!("defer: the {what} of a kilowatt-hour is always the same, so that nothing is put off");
    problems.warn(span, message, Some(help.into()));
}

/// What a kilowatt-hour costs and brings, quarter by quarter.
pub(super) fn signals(power: &Power, period: Period) -> Signals {
    let calendar = Calendar::new(period.start, Time::ZERO, Time::ZERO + period.horizon);
    let course = |value: &dyn Fn(DateTime) -> i64| {
        let quarters = 0..calendar.count();
        Course::new(quarters.map(|quarter| (calendar.begin(quarter), value(calendar.moment(quarter)))))
    };
    let price = Some(&power.price).filter(|price| **price != EnergyPrice::Unknown);
    let carbon = Some(&power.carbon).filter(|carbon| **carbon != Carbon::Unknown);
    Signals {
        price: price.and_then(|price| course(&|moment| price.at(moment))),
        carbon: carbon.and_then(|carbon| course(&|moment| carbon.at(moment))),
    }
}
