//! The ledger: what draws power and at which tariff, what is charged, and what the centres cost.

mod amounts;
mod money;
mod tariffs;

use std::collections::BTreeMap;

use super::super::ledger_spec::{CostSpec, PowerSpec};
use super::super::problem::Problems;
use super::super::read::At;
use super::super::spec::{HardwareSpec, Spec};
use super::names::Names;
use super::period::Period;
use crate::ledger::{Books, Carbon, CenterBooks, EnergyPrice, Power, PowerCurve, PuePenalty, YearlyCost};
use crate::model::{Center, WHOLE_DRIVE};
use amounts::fen;
use tariffs::{Named, carbon_of, carbons, tariff_of, tariffs};

/// The books that are to be kept; none where the file asks for none.
pub(super) fn books(
    spec: &Spec,
    names: &Names,
    centers: &[Option<Center>],
    period: Option<Period>,
    problems: &mut Problems<'_>,
) -> Option<Books> {
    let tariffs = tariffs(spec, period, problems);
    let carbons = carbons(spec, period, problems);
    let money = money::money(spec, names, centers, problems);
    let curves = curves(&spec.hardware, problems);
    let centers_books: Vec<CenterBooks> = spec
        .centers
        .iter()
        .map(|center| CenterBooks {
            power: center.power.as_ref().and_then(|typed| power(typed, &tariffs, &carbons, problems)),
            cost: center.cost.as_ref().map(cost),
        })
        .collect();
    let drive = spec
        .workloads
        .iter()
        .map(|workload| workload.power.as_ref().map_or(WHOLE_DRIVE, |power| (power.value / 100_000) as u32));
    let drive = drive.collect();
    let asked = centers_books.iter().any(|books| books.power.is_some() || books.cost.is_some());
    let books = Books { start: period?.start, centers: centers_books, drive, curves, money };
    (asked || books.money.is_charged()).then_some(books)
}

/// Warns of what is said and has no effect.
pub(super) fn warn(spec: &Spec, centers: &[Center], books: Option<&Books>, problems: &mut Problems<'_>) {
    let used = |name: &At<String>, of: fn(&PowerSpec) -> &Option<At<String>>| {
        let mut powers = spec.centers.iter().filter_map(|center| center.power.as_ref());
        powers.any(|power| of(power).as_ref().is_some_and(|used| used.value == name.value))
    };
    for name in spec.money.tariffs.iter().filter_map(|tariff| tariff.name.as_ref()) {
        if !used(name, |power| &power.tariff) {
            let help = Some("name it as the `tariff` of a `[center.power]`".into());
            problems.warn(&name.span, format!("no centre pays at the tariff `{}`", name.value), help);
        }
    }
    for name in spec.money.carbon.iter().filter_map(|carbon| carbon.name.as_ref()) {
        if !used(name, |power| &power.carbon) {
            let help = Some("name it as the `carbon` of a `[center.power]`".into());
            problems.warn(&name.span, format!("no centre counts the carbon of `{}`", name.value), help);
        }
    }
    let Some(books) = books else { return };
    for (typed, center) in spec.centers.iter().zip(centers) {
        let Some(power) = &typed.power else { continue };
        let silent = center.pools.iter().find(|pool| books.curve(pool).busy() == 0);
        if let Some(pool) = silent {
            let kind = &pool.node_type.name;
            let message = format!("nothing says what a node of `{kind}` draws, so that it draws nothing");
            let help = Some(format!("say it with `idle` and `busy` in `[hardware.{kind}]`"));
            problems.warn(&power.span, message, help);
        }
    }
}

fn curves(typed: &[HardwareSpec], problems: &mut Problems<'_>) -> BTreeMap<String, PowerCurve> {
    let mut curves = BTreeMap::new();
    for hardware in typed {
        let Some(points) = &hardware.curve_milliwatts else { continue };
        if points.value.len() < 2 || points.value.windows(2).any(|two| two[1] < two[0]) {
            let help = Some("it goes from an idle to a fully used node".into());
            problems.add(&points.span, "power_curve: expected at least two powers, ascending", help);
            continue;
        }
        for (key, said, point) in [
            ("idle", &hardware.idle_milliwatts, points.value[0]),
            ("busy", &hardware.busy_milliwatts, points.value[points.value.len() - 1]),
        ] {
            if let Some(said) = said.as_ref().filter(|said| said.value != point) {
                let message = format!("{key}: `power_curve` says something else");
                problems.add(&said.span, message, Some("leave one of them out".into()));
            }
        }
        let points = points.value.iter().map(|milliwatts| milliwatts.unsigned_abs()).collect();
        curves.insert(hardware.name.value.clone(), PowerCurve::through(points));
    }
    curves
}

fn power(
    typed: &PowerSpec,
    tariffs: &Named<EnergyPrice>,
    carbons: &Named<Carbon>,
    problems: &mut Problems<'_>,
) -> Option<Power> {
    let overhead = overhead(typed, problems);
    let (price, carbon) = (
        tariff_of(typed.tariff.as_ref(), tariffs, problems),
        carbon_of(typed.carbon.as_ref(), carbons, problems),
    );
    let services = typed.services.iter();
    let services =
        services.filter_map(|(name, load)| Some((*name, load.as_ref()?.value.unsigned_abs()))).collect();
    Some(Power {
        services,
        overhead: overhead?,
        fixed_milliwatts: typed.fixed_milliwatts.as_ref().map_or(0, |fixed| fixed.value.unsigned_abs()),
        price: price?,
        penalty: penalty(typed, problems),
        carbon: carbon?,
    })
}

/// The penalty for a building that takes too much.
fn penalty(typed: &PowerSpec, problems: &mut Problems<'_>) -> Option<PuePenalty> {
    let micro = |yuan: &Option<At<f64>>| yuan.as_ref().map(|yuan| (yuan.value * 1e6).round() as i64);
    let (price, twice) = (micro(&typed.pue_penalty), micro(&typed.pue_penalty_twice));
    let Some(limit) = &typed.pue_limit else {
        if let Some(at) = typed.pue_penalty.as_ref().or(typed.pue_penalty_twice.as_ref()) {
            problems.add(&at.span, "pue_penalty: there is no `pue_limit` above which it is paid", None);
        }
        return None;
    };
    let Some(price) = price else {
        let help = Some("say with `pue_penalty` what a kilowatt-hour above it costs besides".into());
        problems.add(&limit.span, "pue_limit: nothing is paid above it", help);
        return None;
    };
    let limit = (limit.value * 1e6).round() as u32;
    Some(PuePenalty { limit, price, price_above_twice: twice.unwrap_or(price) })
}

/// What the building takes for each unit of everything else, in millionths, by month.
fn overhead(typed: &PowerSpec, problems: &mut Problems<'_>) -> Option<[u32; 12]> {
    if let (Some(_), Some(fixed)) = (&typed.pue, &typed.fixed_milliwatts) {
        let help = Some("give `pue` alone, or `overhead` and `fixed`".into());
        problems.add(&fixed.span, "fixed: `pue` says all that the building takes", help);
    }
    let said = [
        ("pue", typed.pue.as_ref().map(|at| &at.span)),
        ("overhead", typed.overhead.as_ref().map(|at| &at.span)),
        ("overhead_by_month", typed.overhead_by_month.as_ref().map(|at| &at.span)),
    ];
    let mut said = said.into_iter().filter_map(|(key, span)| Some((key, span?)));
    if let (Some((first, _)), Some((second, span))) = (said.next(), said.next()) {
        let help = Some("leave one of them out".into());
        problems.add(span, format!("{second}: `{first}` says it, too"), help);
        return None;
    }
    if let Some(months) = &typed.overhead_by_month {
        let fits = months.value.len() == 12 && months.value.iter().all(|percent| *percent <= 900.0);
        if !fits {
            let message = "overhead_by_month: expected 12 percentages, from January to December, up to 900";
            problems.add(&months.span, message, None);
            return None;
        }
        return Some(std::array::from_fn(|month| (months.value[month] * 1e4).round() as u32));
    }
    let pue = typed.pue.as_ref().map(|pue| ((pue.value - 1.0) * 1e6).round() as u32);
    let overhead = typed.overhead.as_ref().map(|overhead| (overhead.value / 100) as u32);
    Some([pue.or(overhead).unwrap_or(0); 12])
}

fn cost(typed: &CostSpec) -> YearlyCost {
    let years = typed.years.as_ref().map_or(5.0, |years| years.value);
    let capital = typed.capital.as_ref().map_or(0.0, |capital| capital.value / years);
    YearlyCost {
        capital: (capital * 100.0).round() as i128,
        staff: fen(typed.staff.as_ref()),
        other: fen(typed.other.as_ref()),
    }
}
