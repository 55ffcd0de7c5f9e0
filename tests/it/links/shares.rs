//! How links are divided: cases worked out by hand elsewhere (simgrid/simgrid @ 12a63c78cdaa, `src/kernel/lmm/{maxmin_test,bmf_test}.cpp`,
//! in our words), and a thousand at random against a plain reference.

use super::plain::{self, PlainFlow};
use rand::RngExt;
use suanli::model::{Chance, Streams, Use};
use suanli::transfer::{Capacity, Flow, WHOLE_USE, rates};

/// A thousand units are one.
const ONE: u128 = 1_000;

fn flow(penalty: u32, uses: &[(usize, u32)]) -> Flow {
    Flow { count: 1, penalty, most: None, uses: uses.to_vec() }
}

/// The rates of flows over links that are shared.
fn shared(amounts: &[u128], flows: &[Flow]) -> Vec<u128> {
    let capacities: Vec<Capacity> = amounts.iter().map(|amount| Capacity::shared(amount * ONE)).collect();
    rates(&capacities, flows)
}

#[test]
fn flows_divide_a_link_by_their_penalties_and_consumptions() {
    let whole = WHOLE_USE;
    // F1 to F4.
    assert_eq!(shared(&[3], &[flow(1, &[(0, whole)]), flow(2, &[(0, whole)])]), [2_000, 1_000]);
    assert_eq!(shared(&[3], &[flow(1, &[(0, whole)]), flow(1, &[(0, 2 * whole)])]), [1_000, 1_000]);
    assert_eq!(shared(&[20], &[flow(1, &[(0, whole)]), flow(2, &[(0, 2 * whole)])]), [10_000, 5_000]);
    let both = flow(1, &[(0, whole), (1, 2 * whole)]);
    let flows = [both, flow(2, &[(0, 2 * whole)]), flow(1, &[(1, whole)])];
    assert_eq!(shared(&[20, 60], &flows), [10_000, 5_000, 40_000]);
}

#[test]
fn a_link_that_is_not_shared_limits_each_flow_by_itself() {
    // F5.
    let apart = Capacity { is_shared: false, ..Capacity::shared(10 * ONE) };
    let flows = [flow(1, &[(0, WHOLE_USE)]), flow(2, &[(0, WHOLE_USE)])];
    assert_eq!(rates(&[apart], &flows), [10_000, 5_000]);
    let many = Flow { count: 1_000, ..flow(1, &[(0, WHOLE_USE)]) };
    assert_eq!(rates(&[apart], &[many]), [10_000]);
}

#[test]
fn a_link_may_lose_capacity_with_each_flow() {
    // F6.
    let crowded = Capacity { lost_per_flow: 100, ..Capacity::shared(10 * ONE) };
    let plain = |penalty| flow(penalty, &[(0, WHOLE_USE)]);
    assert_eq!(rates(&[crowded], &[plain(1)]), [10_000]);
    assert_eq!(rates(&[crowded], &[plain(1), plain(1)]), [4_500, 4_500]);
    assert_eq!(rates(&[crowded], &[Flow { count: 2, ..plain(1) }]), [4_500]);
    assert_eq!(rates(&[crowded], &[plain(1), plain(2), plain(2)]), [4_000, 2_000, 2_000]);
    // However many there are, a tenth is left.
    assert_eq!(rates(&[crowded], &[Flow { count: 100, ..plain(1) }]), [10]);
}

#[test]
fn flows_that_cross_use_what_they_use() {
    // F7, where 41 is the unit so that 1 / 2.05 is a whole number.
    let there = flow(1, &[(0, 1_000), (1, 50)]);
    let back = flow(1, &[(0, 50), (1, 1_000)]);
    let links = [Capacity::shared(41 * ONE), Capacity::shared(41 * ONE)];
    assert_eq!(rates(&links, &[there.clone(), there, back]), [20_000; 3]);
}

#[test]
fn a_flow_with_a_limit_leaves_the_rest_to_the_others() {
    // F8.
    let limited = Flow { most: Some(100), ..flow(1, &[(0, 2 * WHOLE_USE)]) };
    assert_eq!(shared(&[1], &[limited, flow(1, &[(0, WHOLE_USE)])]), [100, 800]);
    // F9 is another rule (bottleneck fairness), which is not offered; max-min gives 3/11 to each.
    let links = [Capacity::shared(33 * ONE)];
    assert_eq!(rates(&links, &[flow(1, &[(0, WHOLE_USE)]), flow(1, &[(0, 10 * WHOLE_USE)])]), [3_000; 2]);
}

#[test]
fn a_flow_that_uses_nothing_gets_its_limit_or_nothing() {
    assert_eq!(rates(&[], &[Flow { most: Some(7), ..flow(1, &[]) }, flow(1, &[])]), [7, 0]);
    assert_eq!(rates(&[Capacity::shared(0)], &[flow(1, &[(0, WHOLE_USE)])]), [0]);
}

/// Some links and flows over them.
fn random(chance: &mut Chance) -> (Vec<(u64, bool)>, Vec<Flow>) {
    let count = chance.random_range(1..=5);
    let links = (0..count).map(|_| (chance.random_range(1..=60), chance.random_bool(0.8))).collect();
    let mut flows = Vec::new();
    for _ in 0..chance.random_range(1..=6) {
        let mut uses: Vec<(usize, u32)> = Vec::new();
        for link in 0..count {
            if chance.random_bool(0.4) {
                uses.push((link, [1_000, 1_000, 2_000, 500][chance.random_range(0..4)]));
            }
        }
        let most = chance.random_bool(0.3).then(|| 1_000_000_000_000 * chance.random_range(1..=30_u128));
        let (count, penalty) = (chance.random_range(1..=3), [1, 1, 2, 3][chance.random_range(0..4)]);
        flows.push(Flow { count, penalty, most, uses });
    }
    (links, flows)
}

/// A trillion units are one, and rounding costs at most so many of them: each of a few fixings rounds once.
const FINE: u128 = 1_000_000_000_000;
const ROUNDING: u128 = 200;

#[test]
fn a_thousand_random_divisions_are_those_of_a_plain_reference() {
    let mut chance = Streams::new(16, 0).stream(Use::Scenarios, "shares");
    let mut several = 0;
    for case in 0..1_000 {
        let (links, flows) = random(&mut chance);
        let capacities: Vec<Capacity> = links
            .iter()
            .map(|(amount, is_shared)| Capacity {
                is_shared: *is_shared,
                ..Capacity::shared(u128::from(*amount) * FINE)
            })
            .collect();
        let found = rates(&capacities, &flows);
        let mut plain_flows = Vec::new();
        let mut places = Vec::new();
        for (place, flow) in flows.iter().enumerate() {
            for _ in 0..flow.count {
                let uses = flow.uses.iter().map(|(link, use_)| (*link, i128::from(*use_))).collect();
                let most = flow.most.map(|most| (most / FINE) as i128);
                plain_flows.push(PlainFlow { penalty: flow.penalty.into(), most, uses });
                places.push(place);
            }
        }
        let plain_links: Vec<(i128, bool)> =
            links.iter().map(|(amount, is_shared)| (i128::from(*amount), *is_shared)).collect();
        let expected = plain::rates(&plain_links, &plain_flows);
        for (place, fraction) in places.iter().zip(&expected) {
            let exact = fraction.over as u128 * FINE / fraction.under as u128;
            let difference = exact.abs_diff(found[*place]);
            assert!(
                difference <= ROUNDING,
                "case {case}: {} instead of {exact}\n{links:?}\n{flows:?}",
                found[*place]
            );
        }
        several += usize::from(expected.iter().any(|rate| *rate != expected[0]));
        assert_within(&links, &flows, &found, case);
    }
    assert!(500 < several, "in only {several} cases flows get different rates");
}

/// No link carries more than it can, to the unit.
fn assert_within(links: &[(u64, bool)], flows: &[Flow], found: &[u128], case: usize) {
    for (link, (amount, is_shared)) in links.iter().enumerate() {
        let used = flows.iter().zip(found).filter_map(|(flow, rate)| {
            let (_, thousandths) = flow.uses.iter().find(|(used, _)| *used == link)?;
            let count = if *is_shared { flow.count } else { 1 };
            Some(u128::from(*thousandths) * rate * u128::from(count))
        });
        let used: u128 = if *is_shared { used.sum() } else { used.max().unwrap_or(0) };
        assert!(used <= 1_000 * u128::from(*amount) * FINE, "case {case}: link {link} carries {used}");
    }
}
