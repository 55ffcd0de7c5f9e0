//! Quantiles and the service of jobs, against cases worked out by hand.

use crate::support::request;
use suanli::metrics::Service;
use suanli::model::{Request, Span, Time};
use suanli::record::{End, Past};
use suanli::stats::{Known, Quantiles};

/// Whole numbers that look random and are the same everywhere.
fn scattered(count: u64) -> impl Iterator<Item = u64> {
    (1..=count).map(|n| {
        let mixed = n.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (n << 7);
        mixed >> (mixed % 50)
    })
}

fn collected(values: impl Iterator<Item = u64>) -> Quantiles {
    let mut quantiles = Quantiles::new();
    values.for_each(|value| quantiles.push(value));
    quantiles
}

#[test]
fn quantiles_interpolate_between_neighbours() {
    let few = collected([40, 10, 30, 20].into_iter());
    assert_eq!(few.quantile(0.0), Some(10.0));
    assert_eq!(few.quantile(0.5), Some(25.0));
    assert_eq!(few.quantile(0.9), Some(37.0));
    assert_eq!(few.quantile(1.0), Some(40.0));
    assert!(few.is_exact());
    assert_eq!(Quantiles::new().quantile(0.5), None);
    assert_eq!(collected(std::iter::once(7)).quantile(0.99), Some(7.0));
}

#[test]
fn quantiles_of_many_values_stay_within_their_stated_error() {
    let count = 600_000;
    let many = collected(scattered(count));
    assert!(!many.is_exact());
    let mut sorted: Vec<u64> = scattered(count).collect();
    sorted.sort_unstable();
    assert_eq!((many.min(), many.max()), (sorted.first().copied(), sorted.last().copied()));
    for q in [0.0, 0.001, 0.1, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999_99, 1.0] {
        let place = (count - 1) as f64 * q;
        let (lower, upper) = (sorted[place as usize] as f64, sorted[place.ceil() as usize] as f64);
        let truth = lower + (upper - lower) * place.fract();
        let found = many.quantile(q).unwrap();
        assert!((found - truth).abs() <= truth / 4096.0, "{q}: {found} instead of {truth}");
    }
}

#[test]
fn small_values_are_exact_even_in_buckets() {
    let many = collected((0..700_000).map(|n| n % 4096));
    assert!(!many.is_exact());
    assert_eq!(many.quantile(0.5), Some(2046.0));
}

#[test]
fn values_that_come_again_and_again_count_each_time() {
    // Few values, whatever their order, and whichever of two collections is merged into the other.
    for seed in 0..200_u64 {
        let values: Vec<u64> =
            scattered(40).map(|value| value.wrapping_mul(seed + 1) % (2 + seed % 5)).collect();
        let (head, tail) = values.split_at((seed % 41) as usize);
        let of = |values: &[u64]| collected(values.iter().copied());
        let (mut merged, mut other) = (of(head), of(tail));
        merged.merge(&of(tail));
        other.merge(&of(head));
        let mut sorted = values.clone();
        sorted.sort_unstable();
        let counts: Vec<(u64, u64)> =
            sorted.chunk_by(|one, next| one == next).map(|same| (same[0], same.len() as u64)).collect();
        for found in [of(&values), merged, other] {
            assert_eq!(found.counts(), counts, "{seed}: {values:?}");
            let ranks = [0, 7, 20, 39];
            let quantiles = found.quantiles(&ranks.map(|rank| f64::from(rank) / 39.0));
            assert_eq!(quantiles, ranks.map(|rank| Some(sorted[rank as usize] as f64)), "{seed}: {values:?}");
        }
    }
}

#[test]
fn merging_gives_what_one_collection_gives() {
    for count in [1_000, 524_288, 524_289, 1_300_000] {
        let whole = collected(scattered(count));
        let mut parts = collected(scattered(count).take(count as usize / 3));
        parts.merge(&collected(scattered(count).skip(count as usize / 3)));
        let qs = [0.0, 0.3, 0.5, 0.99, 1.0];
        assert_eq!(whole.quantiles(&qs), parts.quantiles(&qs), "{count} values");
        assert_eq!((whole.is_exact(), whole.count()), (parts.is_exact(), parts.count()), "{count} values");
    }
}

fn note_ended(service: &mut Service, request: &Request, (start, end): (u64, u64), how: End) {
    let start = Time::from_secs(start);
    service.note_ended(request, start, Time::from_secs(end), how, Past::of_wait(request, start));
}

/// Waits 0, 90 and 2 s; runs 5, 10 and 100 s; slowdowns 1 (bounded), 10 and 1.02.
#[test]
fn service_adds_up_by_hand() {
    let mut service = Service::default();
    for (submit, start, end, processors) in [(0, 0, 5, 2), (10, 100, 110, 3), (20, 22, 122, 1)] {
        note_ended(&mut service, &request(1, submit, processors, 3_600), (start, end), End::Finished);
    }
    service.note_rejected();
    let waited = Past { waited: Span::from_secs(200), ..Past::default() };
    service.note_still_waiting(&request(1, 0, 9, 3_600), waited);
    let (running, start) = (request(1, 100, 4, 3_600), Time::from_secs(108));
    service.note_still_running(&running, start, Time::from_secs(110), Past::of_wait(&running, start));
    assert_eq!(service.wait_secs_mean(), Some(25.0));
    // Waits of 0, 2, 8 and 90 s, and one that was cut off after 200 s: three of five started within 8 s.
    assert_eq!(service.wait_secs_restricted_mean(), Some(60.0));
    assert_eq!(service.never_started_share(), Some(0.2));
    let quantiles = service.wait_secs_quantiles(&[0.5, 0.8, 1.0]);
    assert_eq!(quantiles, [Some(Known::Value(8.0)), Some(Known::Value(90.0)), Some(Known::AtLeast(200.0))]);
    assert_eq!(service.slowdown_mean(), Some(12.02 / 3.0));
    assert_eq!(service.slowdown_quantiles(&[0.0, 1.0]), [Some(1.0), Some(10.0)]);
    assert_eq!(service.core_micros, (2 * 5 + 3 * 10 + 100 + 4 * 2) * 1_000_000);
    assert_eq!((service.jobs(), service.finished), (6, 3));
}

#[test]
fn enormous_waits_do_not_wrap() {
    let mut service = Service::default();
    let year = 31_557_600;
    note_ended(&mut service, &request(1, 0, 1, 3_600), (1000 * year, 1001 * year), End::Killed);
    note_ended(&mut service, &request(1, 0, u32::MAX, 3_600), (1000 * year, 1000 * year), End::Killed);
    assert_eq!(service.slowdown_quantiles(&[0.0, 1.0]), [Some(1001.0), Some(3_155_760_000.0)]);
}
