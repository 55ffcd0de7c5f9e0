//! What jobs draw and cost, where limits count it: the cap on a centre's power, and budgets; and when power is cheap or green, where
//! jobs are put off for its sake.

use jiff::civil::DateTime;

use super::super::known::meant;
use super::super::ledger_spec::{PowerSpec, SleepSpec};
use super::super::problem::Problems;
use super::super::read::At;
use super::super::spec::Spec;
use super::super::units::Dimension;
use super::names::Names;
use super::period::{Period, span};
use crate::ledger::{Books, Calendar, Carbon, EnergyPrice, Months, Power};
use crate::model::{
    Amount, Center, Course, Draw, Each, Limit, Pool, PoolId, Rules, Signal, Signals, Sleep, Span, Time,
};

/// The name of the limit that keeps a centre under its cap.
pub(super) const CAP: &str = "power cap";

/// Tells the rules what jobs draw and cost, and makes caps on power limits.
pub(super) fn tell(
    rules: &mut [Rules],
    (spec, names): (&Spec, &Names),
    centers: &[Option<Center>],
    (books, period): (Option<&Books>, Option<Period>),
    problems: &mut Problems<'_>,
) {
    note_nothing_to_count(spec, centers, books, problems);
    note_vain_deferrals(spec, names, books, problems);
    let (Some(books), Some(period)) = (books, period) else { return };
    for (place, (rules, center)) in rules.iter_mut().zip(centers).enumerate() {
        let Some(center) = center else { continue };
        let power = books.centers.get(place).and_then(|books| books.power.as_ref());
        let typed = spec.centers[place].power.as_ref();
        rules.sleep =
            spec.centers[place].sleep.as_ref().and_then(|typed| sleep(typed, center, books, problems));
        if let Some((power, typed)) = power.zip(typed) {
            rules.limits.extend(cap(typed, center, (books, power, period), problems));
        }
        if let Some(power) = power.filter(|_| rules.classes.iter().any(|class| class.deferral.is_some())) {
            rules.signals = signals(power, period);
        }
        let counts = |amount| rules.limits.iter().any(|limit| limit.amount == amount);
        if counts(Amount::Power) {
            let wake = rules.sleep.and_then(|sleep| sleep.wake_milliwatts).unwrap_or(0);
            let draw = |pool: &Pool| {
                let curve = books.curve(pool);
                let (steepest, most) = (curve.steepest(), curve.busy() - curve.idle());
                // Jobs on a node with a curve draw from the beginning what they drive it to.
                let waking = if curve.is_straight() { wake.saturating_sub(curve.idle()) } else { 0 };
                (pool.node_type.name.clone(), Draw { steepest, most, waking })
            };
            rules.rates.draws = center.pools.iter().map(draw).collect();
            rules.rates.drive.clone_from(&books.drive);
        }
        if counts(Amount::Money) {
            let midnight = period.start.date().to_datetime(jiff::civil::Time::midnight());
            let since = period.start.duration_since(midnight).as_micros();
            rules.rates.prices.clone_from(&books.money.prices);
            rules.rates.midnight_before = Span::from_micros(since.unsigned_abs() as u64);
        }
    }
}

/// Limits on what nobody says.
fn note_nothing_to_count(
    spec: &Spec,
    centers: &[Option<Center>],
    books: Option<&Books>,
    problems: &mut Problems<'_>,
) {
    let draws = |books: &Books| {
        let pools = || centers.iter().flatten().flat_map(|center| &center.pools);
        pools().any(|pool| 0 < books.curve(pool).steepest())
    };
    for center in spec.centers.iter().filter(|center| center.power.is_none()) {
        if let Some(sleep) = &center.sleep {
            let message = "`[center.sleep]`: nobody counts what that saves";
            problems.add(&sleep.span, message, Some("ask for a ledger with `[center.power]`".into()));
        }
    }
    for limit in &spec.limits {
        for (amount, at) in &limit.amounts {
            if *amount == Amount::Money && spec.money.prices.is_empty() {
                let help = "say with `[[price]]` what an hour costs";
                problems.add(&at.span, "yuan_per_month: nothing has a price", Some(help.into()));
            }
            if *amount == Amount::Power && !books.is_some_and(draws) {
                let help = "say it with `idle` and `busy` in `[hardware.…]`, and ask for a ledger with `[center.power]`";
                problems.add(&at.span, "job_watts: nothing says what nodes draw", Some(help.into()));
            }
        }
    }
}

/// Workloads that are put off for the sake of what nobody says, or of what never changes.
fn note_vain_deferrals(spec: &Spec, names: &Names, books: Option<&Books>, problems: &mut Problems<'_>) {
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
        if matches!(signal, Signal::Carbon)
            && power.is_some_and(|power| matches!(power.carbon, Carbon::Always(_)))
        {
            let message =
                "defer: the carbon of a kilowatt-hour is always the same, so that nothing is put off";
            problems.warn(
                &most.span,
                message,
                Some("a `[[carbon]]` with a `series` changes from hour to hour".into()),
            );
        }
        if !rule.components.is_empty() {
            problems.warn(&most.span, "defer: jobs with components are never put off", None);
        }
    }
}

/// When the nodes of a centre sleep.
fn sleep(typed: &SleepSpec, center: &Center, books: &Books, problems: &mut Problems<'_>) -> Option<Sleep> {
    let milliwatts = |at: &Option<At<i64>>| at.as_ref().map(|at| at.value.unsigned_abs());
    let asleep = milliwatts(&typed.milliwatts).unwrap_or(0);
    if let Some(pool) = center.pools.iter().find(|pool| books.curve(pool).idle() < asleep) {
        let kind = &pool.node_type.name;
        let message = format!("power: a sleeping node would draw more than an idle node of `{kind}`");
        let span = typed.milliwatts.as_ref().map_or(&typed.span, |at| &at.span);
        problems.add(span, message, None);
    }
    let awake = typed.awake.as_ref();
    if let Some(at) =
        awake.filter(|at| center.pools.iter().all(|pool| u64::from(pool.nodes.size()) <= at.value))
    {
        problems.warn(&at.span, "awake: no pool has more nodes, so that none ever sleeps", None);
    }
    Some(Sleep {
        after: span(typed.after_micros.as_ref()?.value),
        wake: span(typed.wake_micros.as_ref()?.value),
        awake: awake.map_or(0, |at| at.value as u32),
        milliwatts: asleep,
        wake_milliwatts: milliwatts(&typed.wake_milliwatts),
    })
}

/// What a kilowatt-hour costs and brings, quarter by quarter.
fn signals(power: &Power, period: Period) -> Signals {
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

/// The limit that keeps a centre under its cap: what jobs may draw beyond idle nodes, in the month of the run in which the building takes most.
fn cap(
    typed: &PowerSpec,
    center: &Center,
    (books, power, period): (&Books, &Power, Period),
    problems: &mut Problems<'_>,
) -> Option<Limit> {
    let cap = typed.cap_milliwatts.as_ref()?;
    let overhead = months_of(period).map(|month| power.overhead[month]).max().unwrap_or(0);
    let services: u128 = power.services.iter().map(|(_, milliwatts)| u128::from(*milliwatts)).sum();
    let all = |nodes: u128| {
        let taken = (nodes + services) * (1_000_000 + u128::from(overhead));
        taken.div_ceil(1_000_000) + u128::from(power.fixed_milliwatts)
    };
    let (idle, busy) = most_drawn(center, books);
    let typed_cap = u128::from(cap.value.unsigned_abs());
    let written = |milliwatts: u128| Dimension::Power.written(i64::try_from(milliwatts).unwrap_or(i64::MAX));
    if typed_cap <= all(idle) {
        let message = format!(
            "cap: the centre draws {} while nothing runs, expected more than that",
            written(all(idle))
        );
        problems.add(&cap.span, message, None);
        return None;
    }
    if all(busy) <= typed_cap {
        let message = format!("cap: it never binds: all nodes fully used draw {}", written(all(busy)));
        problems.warn(&cap.span, message, None);
    }
    let within =
        (typed_cap - u128::from(power.fixed_milliwatts)) * 1_000_000 / (1_000_000 + u128::from(overhead));
    let most = u64::try_from(within.saturating_sub(services + idle)).unwrap_or(u64::MAX);
    Some(Limit {
        name: CAP.into(),
        groups: Vec::new(),
        qos: Vec::new(),
        partitions: Vec::new(),
        classes: Vec::new(),
        each: Each::Together,
        amount: Amount::Power,
        most,
    })
}

/// The months of the year that a run touches, the first being 0.
fn months_of(period: Period) -> impl Iterator<Item = usize> {
    let months = Months::of(period.start, Time::ZERO + period.horizon);
    (0..=months.begins.len() as u16).map(move |place| months.first_day(place).month() as usize - 1)
}

/// What all nodes draw that are there at once, at most: idle, and fully used.
fn most_drawn(center: &Center, books: &Books) -> (u128, u128) {
    let locks = || center.pools.iter().filter_map(|pool| pool.lock.as_ref()).filter(|lock| lock.absent);
    let changes = locks().flat_map(|lock| lock.windows.spans().iter().map(|(_, until)| *until));
    // No node comes but at the end of an absence.
    let moments: Vec<Time> = [Time::ZERO].into_iter().chain(changes).filter(|at| *at < Time::NEVER).collect();
    let at = |moment: Time| {
        let mut sum = (0, 0);
        for (place, pool) in center.pools.iter().enumerate() {
            if pool.lock.as_ref().is_some_and(|lock| lock.is_absence(moment)) {
                continue;
            }
            let curve = books.curve(pool);
            let nodes = u128::from(pool.nodes.size()) + u128::from(center.spares_of(PoolId(place as u16)));
            sum.0 += nodes * u128::from(curve.idle());
            sum.1 += nodes * u128::from(curve.busy());
        }
        sum
    };
    let sums = moments.into_iter().map(at);
    sums.fold((0, 0), |most, sum| (most.0.max(sum.0), most.1.max(sum.1)))
}
