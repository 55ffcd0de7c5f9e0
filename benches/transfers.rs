//! Transfers over links: the cost of an event must grow with the routes that hang together, never with the transfers on them or with links
//! elsewhere.

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use suanli::model::{CenterId, Link, LinkFailures, Span, Time, Wan};
use suanli::transfer::Transfers;

fn link(ends: (u16, u16)) -> Link {
    Link {
        name: format!("{}-{}", ends.0, ends.1),
        ends: (CenterId(ends.0), CenterId(ends.1)),
        bytes_per_sec: 1_250_000_000,
        rtt: Span::from_micros(25_000),
        price_per_gb: 20_000,
        transfer_most: None,
        lost_per_transfer: 0,
        is_shared: true,
        failures: LinkFailures::default(),
    }
}

/// So many pairs of centres that have nothing to do with each other.
fn pairs(count: u16) -> Wan {
    Wan { links: (0..count).map(|pair| link((2 * pair, 2 * pair + 1))).collect(), ..Wan::default() }
}

/// Eleven centres around a hub, as the pilot zones around Beijing.
fn star() -> Wan {
    Wan { links: (1..11).map(|center| link((0, center))).collect(), ..Wan::default() }
}

/// Lets so many transfers over these ends begin one after the other, on a network on which so many are under way already that never end.
fn play(wan: &Wan, centers: usize, ends: &[(u16, u16)], under_way: usize, count: usize) -> u64 {
    let mut transfers = Transfers::new(wan, centers);
    let (mut happened, mut told, mut now) = (Vec::new(), Vec::new(), Time::ZERO);
    let pair = |number: usize| {
        let (from, to) = ends[number % ends.len()];
        (CenterId(from), CenterId(to))
    };
    for number in 0..under_way {
        transfers.begin(now, pair(number), 1_000_000_000_000_000_000);
    }
    let mut events = 0;
    for number in 0..count {
        transfers.begin(now, pair(number), 1_000_000);
        let until = now + Span::from_micros(50_000);
        while transfers.next() <= until {
            now = transfers.next();
            transfers.advance(now, &mut happened);
            transfers.settle(now, &mut told);
            events += 1;
            happened.clear();
            told.clear();
        }
        now = until;
    }
    events
}

fn transfers(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("transfers");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.throughput(Throughput::Elements(2_000));
    // The same events beside ever more transfers over other links, and over the same link.
    for links in [1_u16, 100, 1_000] {
        let wan = pairs(links);
        let ends: Vec<(u16, u16)> = (0..links).map(|pair| (2 * pair, 2 * pair + 1)).collect();
        group.bench_function(BenchmarkId::new("links apart, 10 under way on each", links), |bencher| {
            bencher.iter(|| {
                play(black_box(&wan), 2 * usize::from(links), &ends, 10 * usize::from(links), 2_000)
            });
        });
    }
    for under_way in [10, 1_000, 100_000] {
        let wan = pairs(1);
        group.bench_function(BenchmarkId::new("one link, under way", under_way), |bencher| {
            bencher.iter(|| play(black_box(&wan), 2, &[(0, 1)], under_way, 2_000));
        });
    }
    let ends: Vec<(u16, u16)> =
        (0..11).flat_map(|from| (0..11).filter(move |to| *to != from).map(move |to| (from, to))).collect();
    for under_way in [110, 11_000] {
        group.bench_function(
            BenchmarkId::new("star of 11, all 110 routes, under way", under_way),
            |bencher| {
                bencher.iter(|| play(black_box(&star()), 11, &ends, under_way, 2_000));
            },
        );
    }
    group.finish();
}

criterion_group!(benches, transfers);
criterion_main!(benches);
