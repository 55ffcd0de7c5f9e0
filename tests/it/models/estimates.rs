//! Modal estimates: popular values, exact shares, and never too short.

use super::*;
use std::collections::BTreeMap;
use suanli::workload::{Estimates, modal_values};

const HOUR: u64 = 3600;

fn hours(hours: u64) -> Span {
    Span::from_secs(hours * HOUR)
}

fn modal(popular: &[u64], maximum: Option<u64>) -> Modal {
    Modal { popular: popular.iter().map(|value| hours(*value)).collect(), maximum: maximum.map(hours) }
}

#[test]
fn twenty_values_cover_nine_tenths_and_the_maximum_is_the_most_popular() {
    for maximum in [1, 4, 18, 48, 168] {
        let mut values = modal_values(&modal(&[], Some(maximum)), Span::DAY);
        assert!(values.is_sorted_by(|one, other| one.0 < other.0), "{maximum} h: {values:?}");
        let all: f64 = values.iter().map(|(_, share)| share).sum();
        assert!((all - 1.0).abs() < 1e-12, "{maximum} h: {all}");
        values.sort_by(|one, other| other.1.total_cmp(&one.1));
        assert_eq!(values[0].0, maximum * HOUR);
        // U14: nine of ten jobs use about twenty values; of an hour only few minutes are rare ones.
        let popular: f64 = values.iter().take(20).map(|(_, share)| share).sum();
        assert!((0.88..0.95).contains(&popular), "{maximum} h: {popular}");
        assert!(values.iter().take(12).all(|(secs, _)| secs % 300 == 0), "{maximum} h: {values:?}");
        assert!(values.iter().all(|(secs, _)| secs % 60 == 0 && *secs <= maximum * HOUR));
    }
}

#[test]
fn shares_are_the_published_ones() {
    let mut values = modal_values(&Modal::default(), hours(48));
    values.sort_by(|one, other| other.1.total_cmp(&one.1));
    // 14.0491 exp(-0.177531 rank) + 0.462513 per cent for the ranks 2 to 20, and the first takes the rest of 89 %.
    let percent = |rank: u32| 14.0491 * libm::exp(-0.177_531 * f64::from(rank)) + 0.462_513;
    for (rank, (_, share)) in (1..).zip(&values).take(20).skip(1) {
        assert!((100.0 * share - percent(rank)).abs() < 1e-9, "rank {rank}: {share}");
    }
    let first = 89.0 - (2..=20).map(percent).sum::<f64>();
    assert!((100.0 * values[0].1 - first).abs() < 1e-9, "{}", values[0].1);
}

/// How often each limit was requested, in seconds.
fn requested(jobs: &[Job]) -> BTreeMap<u64, usize> {
    let mut counts = BTreeMap::new();
    for job in jobs {
        *counts.entry(job.request.walltime.as_secs()).or_insert(0) += 1;
    }
    counts
}

#[test]
fn the_stated_shares_come_out_and_every_estimate_suffices() {
    let lists = [modal(&[], None), modal(&[], Some(100)), modal(&[48, 1, 24, 4, 12, 2], None)];
    for name in ["lublin", "lublin-batch", "lublin-interactive"] {
        for list in &lists {
            let estimates = Estimates::Modal(list.clone());
            let workload = Workload { estimates, ..workload(name, Demand::JobsPerDay(10_000.0)) };
            let jobs = jobs(&workload, &center(128), 40, 300_000);
            assert_eq!(jobs.len(), 300_000);
            assert!(jobs.iter().all(|job| job.work <= job.request.walltime), "{name} {list:?}");
            let counts = requested(&jobs);
            for (secs, share) in modal_values(list, hours(48)) {
                let found = counts.get(&secs).copied().unwrap_or(0) as f64 / jobs.len() as f64;
                let tolerance = share_tolerance(share, jobs.len()) + 1e-4;
                assert!((found - share).abs() <= tolerance, "{name} {list:?} {secs} s: {found}, {share}");
            }
        }
    }
}

#[test]
fn nobody_requests_more_than_the_maximum_and_longer_jobs_are_killed_there() {
    let estimates = Estimates::Modal(modal(&[], Some(1)));
    let workload = Workload { estimates, ..workload("lublin", Demand::JobsPerDay(1000.0)) };
    let jobs = jobs(&workload, &center(128), 40, usize::MAX);
    assert!(jobs.iter().all(|job| job.request.walltime <= Span::HOUR));
    let long: Vec<&Job> = jobs.iter().filter(|job| Span::HOUR < job.work).collect();
    assert!(jobs.len() / 10 < long.len(), "{}", long.len());
    assert!(long.iter().all(|job| job.request.walltime == Span::HOUR));
    assert!(jobs.iter().all(|job| job.work <= job.request.walltime || Span::HOUR < job.work));
}

#[test]
fn an_application_can_have_modal_or_exact_estimates_and_keeps_its_jobs() {
    for name in ["cfd", "genomics", "graph-computing"] {
        let origin = Origin::Application(name.into());
        let own = Workload::new("jobs", origin, Demand::JobsPerDay(500.0));
        let list = modal(&[24, 72, 12], Some(168));
        let modal = Workload { estimates: Estimates::Modal(list.clone()), ..own.clone() };
        let exact = Workload { estimates: Estimates::Exact, ..own.clone() };
        let [own, modal, exact] =
            [own, modal, exact].map(|workload| jobs(&workload, &center(400), 100, usize::MAX));
        assert!(own.iter().zip(&modal).all(|(own, other)| own.request.submit == other.request.submit));
        assert!(own.iter().zip(&modal).all(|(own, other)| own.request.shape == other.request.shape));
        assert!(modal.iter().all(|job| job.work <= job.request.walltime), "{name}");
        let most = requested(&modal).into_iter().max_by_key(|(_, count)| *count).unwrap().0;
        assert_eq!(most, 168 * HOUR, "{name}");
        // Only an array asks for its longest member.
        let is_array = name == "genomics";
        assert!(exact.iter().all(|job| job.request.walltime == job.work || is_array), "{name}");
        assert!(exact.iter().all(|job| job.work <= job.request.walltime), "{name}");
    }
}
