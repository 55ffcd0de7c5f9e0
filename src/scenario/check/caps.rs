//! A cap on what a centre draws, as the limit on what its jobs may draw.

use super::super::ledger_spec::PowerSpec;
use super::super::problem::Problems;
use super::period::Period;
use crate::ledger::{Books, Months, Power};
use crate::model::{Amount, Center, Each, Limit, PoolId, Throttle, Time, WHOLE};
use crate::text::power as power_words;

/// The name of the limit that keeps a centre under its cap.
pub(super) const CAP: &str = "power cap";

/// The limit that keeps a centre under its cap: what jobs may draw beyond idle nodes, in the month of the run in which the building
/// takes most. Where they are slowed down first, it is what they may draw so that the slowest speed suffices.
pub(super) fn cap(
    typed: &PowerSpec,
    center: &Center,
    (books, power, period): (&Books, &Power, Period),
    problems: &mut Problems<'_>,
) -> Option<(Limit, Option<Throttle>)> {
    if let (None, Some(slowest)) = (&typed.cap_milliwatts, &typed.slowest) {
        let help = Some("say `cap = \"800 kW\"`".into());
        problems.add(&slowest.span, "slowest: there is no cap for which jobs would be slowed down", help);
    }
    let cap = typed.cap_milliwatts.as_ref()?;
    let overhead = months_of(period).map(|month| power.overhead[month]).max().unwrap_or(0);
    let services: u128 = power.services.iter().map(|(_, milliwatts)| u128::from(*milliwatts)).sum();
    let all = |nodes: u128| {
        let taken = (nodes + services) * (1_000_000 + u128::from(overhead));
        taken.div_ceil(1_000_000) + u128::from(power.fixed_milliwatts)
    };
    let (idle, busy) = most_drawn(center, books);
    let typed_cap = u128::from(cap.value.unsigned_abs());
    if typed_cap <= all(idle) {
        let message = format!(
            "cap: the centre draws {} while nothing runs, expected more than that",
            power_words(all(idle))
        );
        problems.add(&cap.span, message, None);
        return None;
    }
    if all(busy) <= typed_cap {
        let message = format!("cap: it never binds: all nodes fully used draw {}", power_words(all(busy)));
        problems.warn(&cap.span, message, None);
    }
    let within =
        (typed_cap - u128::from(power.fixed_milliwatts)) * 1_000_000 / (1_000_000 + u128::from(overhead));
    let most = u64::try_from(within.saturating_sub(services + idle)).unwrap_or(u64::MAX);
    let throttle = throttle(typed, most);
    let most = throttle.as_ref().map_or(most, Throttle::most_at_full_speed);
    let limit = Limit {
        name: CAP.into(),
        groups: Vec::new(),
        qos: Vec::new(),
        partitions: Vec::new(),
        classes: Vec::new(),
        each: Each::Together,
        amount: Amount::Power,
        most,
    };
    Some((limit, throttle))
}

/// Steps of a twentieth, and power that goes with the cube of the speed, where nothing else is said.
const STEP: u32 = 50_000;
const EXPONENT: f64 = 3.0;

/// How jobs are slowed down that would draw more than this at full speed, if they are.
fn throttle(typed: &PowerSpec, most: u64) -> Option<Throttle> {
    let slowest = typed.slowest.as_ref()?.value;
    // A share is typed in millionths of a percent.
    let millionths = |share: i64| u32::try_from(share / 100).unwrap_or(WHOLE);
    let step = typed.speed_step.as_ref().map_or(STEP, |step| millionths(step.value));
    let exponent = typed.speed_exponent.as_ref().map_or(EXPONENT, |exponent| exponent.value);
    Some(Throttle::new(most, (millionths(slowest), step), exponent))
}

/// The months of the year that a run touches, the first being 0.
fn months_of(period: Period) -> impl Iterator<Item = usize> {
    let months = Months::of(period.start, Time::ZERO + period.horizon);
    (0..=months.begins.len() as u16).map(move |place| months.first_day(place).month() as usize - 1)
}

/// What all nodes draw that are there at once, at most: idle, and fully used.
fn most_drawn(center: &Center, books: &Books) -> (u128, u128) {
    let locks = || center.pools.iter().filter_map(|pool| pool.lock.as_ref()).filter(|lock| lock.absent);
    let changes = locks().flat_map(|lock| lock.windows_in_truth().spans().iter().map(|(_, until)| *until));
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
