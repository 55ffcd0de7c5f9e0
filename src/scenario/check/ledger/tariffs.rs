//! Tariffs and carbon: periods are compared, and series read.

use std::path::Path;

use jiff::SignedDuration;

use super::super::super::ledger_spec::{CarbonSpec, SeriesSpec, TariffPeriodSpec, TariffSpec};
use super::super::super::problem::{Problems, suggestion};
use super::super::super::read::At;
use super::super::super::spec::Spec;
use super::super::period::Period;
use super::amounts::micro;
use crate::ledger::{
    Carbon, DAY_MINUTES, EnergyPrice, GRIDS, TARIFFS, Tariff, TariffMistake, TariffPeriod, ValueSeries,
    builtin_tariff,
};
use crate::log::whole_text;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Things with names, those that are wrong being there without a value.
pub(super) type Named<T> = Vec<(String, Option<T>)>;

/// The tariffs of a file.
pub(super) fn tariffs(
    spec: &Spec,
    period: Option<Period>,
    problems: &mut Problems<'_>,
) -> Named<EnergyPrice> {
    let mut found: Named<EnergyPrice> = Vec::new();
    for typed in &spec.money.tariffs {
        let price = tariff(spec, typed, period, problems);
        let Some(name) = &typed.name else { continue };
        let known: Vec<&str> = TARIFFS.iter().map(|tariff| tariff.name).collect();
        note_second("tariff", name, (&found, &known), problems);
        found.push((name.value.clone(), price));
    }
    found
}

/// The factors of carbon of a file.
pub(super) fn carbons(spec: &Spec, period: Option<Period>, problems: &mut Problems<'_>) -> Named<Carbon> {
    let mut found: Named<Carbon> = Vec::new();
    for typed in &spec.money.carbon {
        let carbon = carbon(spec, typed, period, problems);
        let Some(name) = &typed.name else { continue };
        let known: Vec<&str> = GRIDS.iter().map(|grid| grid.name).collect();
        note_second("carbon", name, (&found, &known), problems);
        found.push((name.value.clone(), carbon));
    }
    found
}

fn note_second<T>(
    what: &str,
    name: &At<String>,
    (own, known): (&Named<T>, &[&str]),
    problems: &mut Problems<'_>,
) {
    if known.contains(&name.value.as_str()) {
        let message = format!("the program has a {what} `{}` already", name.value);
        problems.add(&name.span, message, Some("choose another name for your own".into()));
    } else if own.iter().any(|(other, _)| *other == name.value) {
        problems.add(&name.span, format!("there is a {what} `{}` already", name.value), None);
    }
}

/// The tariff of that name.
pub(super) fn tariff_of(
    name: Option<&At<String>>,
    own: &Named<EnergyPrice>,
    problems: &mut Problems<'_>,
) -> Option<EnergyPrice> {
    let Some(name) = name else { return Some(EnergyPrice::Unknown) };
    let builtin = builtin_tariff(&name.value).map(EnergyPrice::Tariff);
    let known = TARIFFS.iter().map(|tariff| tariff.name);
    named("tariff", name, own, (builtin, known), problems)
}

/// The factor of carbon of that name.
pub(super) fn carbon_of(
    name: Option<&At<String>>,
    own: &Named<Carbon>,
    problems: &mut Problems<'_>,
) -> Option<Carbon> {
    let Some(name) = name else { return Some(Carbon::Unknown) };
    let grid = GRIDS.iter().find(|grid| grid.name == name.value);
    let builtin = grid.map(|grid| Carbon::Always(i64::from(grid.milligrams)));
    named("carbon", name, own, (builtin, GRIDS.iter().map(|grid| grid.name)), problems)
}

/// What the file calls so, or else what the program does.
fn named<'a, T: Clone>(
    what: &str,
    name: &At<String>,
    own: &'a Named<T>,
    (builtin, known): (Option<T>, impl Iterator<Item = &'a str>),
    problems: &mut Problems<'_>,
) -> Option<T> {
    if let Some((_, typed)) = own.iter().find(|(known, _)| *known == name.value) {
        return typed.clone();
    }
    if builtin.is_none() {
        let known: Vec<&str> = own.iter().map(|(name, _)| name.as_str()).chain(known).collect();
        let help = suggestion(&name.value, &known);
        problems.add(&name.span, format!("no {what} `{}`", name.value), help);
    }
    builtin
}

fn tariff(
    spec: &Spec,
    typed: &TariffSpec,
    period: Option<Period>,
    problems: &mut Problems<'_>,
) -> Option<EnergyPrice> {
    let demand_price = micro(typed.demand.as_ref());
    match (&typed.series.file, typed.periods.is_empty()) {
        (Some(file), false) => {
            let help = Some("leave one of them out".into());
            problems.add(&file.span, "series: the tariff has periods, too", help);
            None
        }
        (None, true) => {
            let help = Some("write its `[[tariff.period]]`, or a `series`".into());
            problems.add(&typed.span, "`[[tariff]]` has no prices", help);
            None
        }
        (Some(_), true) => {
            let factor = typed.series.factor.as_ref().map_or(1.0, |factor| factor.value);
            let prices = series(spec, &typed.series, factor * 1e6, period, problems)?;
            Some(EnergyPrice::Series { prices, demand_price })
        }
        (None, false) => {
            note_series_keys(&typed.series, problems);
            let noted = problems.count();
            let periods: Vec<Option<TariffPeriod>> =
                typed.periods.iter().map(|period| one_period(period, problems)).collect();
            let periods = periods.into_iter().collect::<Option<Vec<_>>>()?;
            let tariff = Tariff { name: typed.name.as_ref()?.value.clone(), periods, demand_price };
            if noted == problems.count()
                && let Some(mistake) = tariff.mistake()
            {
                note_mistake(typed, mistake, problems);
                return None;
            }
            Some(EnergyPrice::Tariff(tariff))
        }
    }
}

fn note_mistake(typed: &TariffSpec, mistake: TariffMistake, problems: &mut Problems<'_>) {
    let TariffMistake { month, minute, both } = mistake;
    let when = format!("at {:02}:{:02} in {}", minute / 60, minute % 60, MONTHS[month]);
    let name = |place: usize| typed.periods[place].name.as_ref().map_or("", |name| name.value.as_str());
    match both {
        None => {
            let help = Some("at every hour of every month exactly one price must hold".into());
            problems.add(&typed.span, format!("the tariff has a gap: no price holds {when}"), help);
        }
        Some((first, second)) => {
            let line = problems.line(typed.periods[first].span.start);
            let message =
                format!("`{}` and `{}` (line {line}) overlap: both hold {when}", name(second), name(first));
            problems.add(&typed.periods[second].span, message, None);
        }
    }
}

fn one_period(typed: &TariffPeriodSpec, problems: &mut Problems<'_>) -> Option<TariffPeriod> {
    let mut hours = Vec::new();
    for part in &typed.hours.as_ref()?.value {
        match part_of_day(&part.value) {
            Some((from, until)) if from < until => hours.push((from, until)),
            // Over midnight it is the evening and the morning of each day.
            Some((from, until)) if until < from => hours.extend([(0, until), (from, DAY_MINUTES)]),
            Some(_) | None => {
                let message =
                    format!("hours: expected a part of the day such as `16-18`, found `{}`", part.value);
                problems.add(&part.span, message, Some("half past nine is `9.30`".into()));
                return None;
            }
        }
    }
    hours.retain(|(from, until)| from < until);
    let mut months = [!typed.months_typed; 12];
    for part in typed.months.as_ref().map_or(&[][..], |months| &months.value) {
        let Some((first, last)) = part_of_year(&part.value) else {
            let message = format!("months: expected months such as `7-8` or `12`, found `{}`", part.value);
            problems.add(&part.span, message, None);
            return None;
        };
        for (month, holds) in months.iter_mut().enumerate() {
            *holds |=
                if first <= last { (first..=last).contains(&month) } else { first <= month || month <= last };
        }
    }
    if typed.months_typed && typed.months.is_none() {
        return None;
    }
    let name = typed.name.as_ref()?.value.clone();
    Some(TariffPeriod { name, price: micro(Some(typed.price.as_ref()?)), months, hours })
}

/// Two times of the day in minutes, as in `9.30-12`, at quarters of an hour.
fn part_of_day(text: &str) -> Option<(u16, u16)> {
    let minutes = |text: &str| {
        let (hour, minute) = text.split_once('.').unwrap_or((text, "0"));
        let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
        let all = hour * 60 + minute;
        (hour <= 24 && minute < 60 && minute % 15 == 0 && all <= DAY_MINUTES).then_some(all)
    };
    let (from, until) = text.split_once('-')?;
    Some((minutes(from)?, minutes(until)?))
}

/// A first and a last month, 0 for January.
fn part_of_year(text: &str) -> Option<(usize, usize)> {
    let month =
        |text: &str| text.parse().ok().filter(|month| (1..=12).contains(month)).map(|month: usize| month - 1);
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    Some((month(first)?, month(last)?))
}

fn note_series_keys(typed: &SeriesSpec, problems: &mut Problems<'_>) {
    let keys = [
        ("column", typed.column.as_ref().map(|at| &at.span)),
        ("factor", typed.factor.as_ref().map(|at| &at.span)),
        ("begins", typed.begins.as_ref().map(|at| &at.span)),
    ];
    for (key, span) in keys {
        if let Some(span) = span {
            problems.add(span, format!("{key}: there is no `series`"), None);
        }
    }
}

fn carbon(
    spec: &Spec,
    typed: &CarbonSpec,
    period: Option<Period>,
    problems: &mut Problems<'_>,
) -> Option<Carbon> {
    match (&typed.grams, &typed.series.file) {
        (Some(grams), Some(_)) => {
            problems.add(
                &grams.span,
                "grams: the `series` says it, too",
                Some("leave one of them out".into()),
            );
            None
        }
        (None, None) => {
            let help = Some("write its `grams`, or a `series`".into());
            problems.add(&typed.span, "`[[carbon]]` says nothing", help);
            None
        }
        (Some(grams), None) => {
            note_series_keys(&typed.series, problems);
            Some(Carbon::Always((grams.value * 1e3).round() as i64))
        }
        (None, Some(_)) => series(spec, &typed.series, 1e3, period, problems).map(Carbon::Series),
    }
}

/// A series from its file, moved so that it begins when the file says.
fn series(
    spec: &Spec,
    typed: &SeriesSpec,
    factor: f64,
    period: Option<Period>,
    problems: &mut Problems<'_>,
) -> Option<ValueSeries> {
    let file = typed.file.as_ref()?;
    let folder = spec.series_folder.as_deref().unwrap_or_else(|| problems.folder());
    let path = folder.join(Path::new(&file.value));
    let text = match whole_text(&path) {
        Ok(text) => text,
        Err(error) => {
            problems.add(&file.span, format!("series: {error}"), None);
            return None;
        }
    };
    let column = typed.column.as_ref().map(|column| column.value.as_str());
    let series = match ValueSeries::parse(&text, column, factor) {
        Ok(series) => series,
        Err(error) => {
            let line = if error.line == 0 { String::new() } else { format!(", line {}", error.line) };
            let message = format!("series: {}{line}: {}", path.display(), error.message);
            problems.add(&file.span, message, None);
            return None;
        }
    };
    let period = period?;
    let begins = typed.begins.as_ref().map_or(period.start, |begins| begins.value);
    let series = series.moved(period.start.duration_since(begins));
    let end = period.start.saturating_add(SignedDuration::from_micros(period.horizon.as_micros() as i64));
    if period.start < series.begin() || series.end() < end {
        let message = format!(
            "series: it lasts from {} until {}, and the scenario from {} until {end}",
            series.begin(),
            series.end(),
            period.start
        );
        let help = Some("`begins` says which of its times lies at the start of the scenario".into());
        problems.add(&file.span, message, help);
        return None;
    }
    Some(series)
}
