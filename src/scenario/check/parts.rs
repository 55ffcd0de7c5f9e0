//! Values that stand in tables of several kinds: shares, partitions, dates.

use super::super::problem::Problems;
use super::super::read::At;
use super::super::spec::Spec;
use super::names::Names;
use super::period::Period;
use crate::model::Time;

/// Millionths of a percent as a part of one.
pub(super) fn share(millionths_of_percent: i64) -> f64 {
    millionths_of_percent as f64 / 1e8
}

/// The place of a partition of a centre; notes when there is none.
pub(super) fn partition_of(
    center: usize,
    partition: &At<String>,
    names: &Names,
    spec: &Spec,
    problems: &mut Problems<'_>,
) -> Option<usize> {
    let here = &names.partitions[center];
    if here.lacks(&partition.value) {
        let elsewhere = names.partitions.iter().position(|there| there.has(&partition.value));
        if let Some(Some(other)) = elsewhere.map(|other| spec.centers[other].name.as_ref()) {
            let named = &spec.centers[center].name.as_ref()?.value;
            let message = format!("centre `{named}` has no partition `{}`", partition.value);
            let help = format!("`{}` is a partition of centre `{}`", partition.value, other.value);
            problems.add(&partition.span, message, Some(help));
            return None;
        }
    }
    here.find(partition, problems)
}

/// A date as simulated time.
pub(super) fn instant(
    key: &str,
    date: Option<&At<jiff::civil::DateTime>>,
    period: Option<Period>,
    problems: &mut Problems<'_>,
) -> Option<Time> {
    let (date, period) = (date?, period?);
    let after = date.value.duration_since(period.start);
    match u64::try_from(after.as_micros()) {
        Ok(micros) => Some(Time::from_micros(micros)),
        Err(_) => {
            let [found, start] =
                [date.value, period.start].map(|day| day.to_string().replace("T00:00:00", ""));
            let message = format!("{key}: {found} lies before the start of the scenario ({start})");
            problems.add(&date.span, message, None);
            None
        }
    }
}
