//! What jobs draw and cost, where limits count it.

use super::super::problem::Problems;
use super::super::spec::Spec;
use super::caps::cap;
use super::deferrals::{note_vain_deferrals, signals};
use super::names::Names;
use super::period::Period;
use super::sleep::sleep;
use crate::ledger::Books;
use crate::model::{Amount, Center, Draw, Pool, Price, Rules, Span};

/// Tells the rules what jobs draw and cost, what caps allow them, when nodes sleep, and which hours are good.
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
            let told = cap(typed, center, (books, power, period), problems);
            rules.rates.throttle = told.as_ref().and_then(|(_, throttle)| throttle.clone());
            rules.limits.extend(told.map(|(limit, _)| limit));
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
    // A `[center.power]` that is wrong has been told of already.
    let unread = |books: Option<&Books>| {
        let powers = spec.centers.iter().enumerate().filter(|(_, center)| center.power.is_some());
        let is_read = |place: usize| books.is_some_and(|books| books.centers[place].power.is_some());
        powers.into_iter().any(|(place, _)| !is_read(place))
    };
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
            let free = |price: &Price| {
                [price.accelerator, price.core, price.gib, price.node].iter().all(|price| *price == 0)
            };
            let prices = books.map_or(&[][..], |books| &books.money.prices);
            if *amount == Amount::Money && !prices.is_empty() && prices.iter().all(free) {
                let message = "yuan_per_month: every price is zero, so that nothing is ever spent";
                problems.warn(&at.span, message, None);
            }
            if *amount == Amount::Power && !unread(books) && !books.is_some_and(draws) {
                let help = "say it with `idle` and `busy` in `[hardware.…]`, and ask for a ledger with `[center.power]`";
                problems.add(&at.span, "job_watts: nothing says what nodes draw", Some(help.into()));
            }
        }
    }
}
