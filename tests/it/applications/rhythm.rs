//! When jobs come: hours, weekends, cycles, growth.

use super::*;

#[test]
fn daytime_work_follows_the_published_hours() {
    // U19, as published; the model's own table is not used here.
    let published = [
        0.48, 0.39, 0.31, 0.24, 0.19, 0.20, 0.38, 0.62, 0.89, 1.17, 1.42, 1.62, 1.76, 1.83, 1.82, 1.76, 1.66,
        1.52, 1.36, 1.19, 1.02, 0.87, 0.72, 0.59,
    ];
    for name in ["fine-tuning", "debugging", "cfd", "graph-computing", "evaluation", "genomics"] {
        let center = center_for(application(name).unwrap());
        let jobs = jobs(&[workload(name, Demand::JobsPerDay(2000.0))], &center, 364);
        let counts = arrivals_by(&jobs, 24, hour_of_day);
        let found = correlation(&counts, &published);
        assert!(0.97 < found, "{name}: correlation {found}");
    }
}

#[test]
fn a_service_peaks_in_business_hours_and_sleeps_at_night() {
    let center = center_for(application("inference-service").unwrap());
    let jobs = jobs(&[workload("inference-service", Demand::JobsPerDay(5000.0))], &center, 70);
    let counts = arrivals_by(&jobs, 24, hour_of_day);
    let mean = jobs.len() as f64 / 24.0;
    let peak = counts.iter().copied().fold(0.0, f64::max) / mean;
    let trough = counts.iter().copied().fold(f64::MAX, f64::min) / mean;
    // U26: 3.2 and 0.06 times the mean. Two replicas in the same second count once here, hence the room below.
    assert!((2.8..3.3).contains(&peak), "{peak}");
    assert!((0.04..0.08).contains(&trough), "{trough}");
    assert!((9..12).contains(&counts.iter().position(|count| *count == peak * mean).unwrap()));
}

#[test]
fn weekends_are_quiet() {
    let center = center_for(application("fine-tuning").unwrap());
    let jobs = jobs(&[workload("fine-tuning", Demand::JobsPerDay(1000.0))], &center, 350);
    let days = arrivals_by(&jobs, 7, |job| (job.request.submit.as_secs() / DAY % 7) as usize);
    let working: f64 = days[..5].iter().sum::<f64>() / 5.0;
    let weekend: f64 = days[5..].iter().sum::<f64>() / 2.0;
    // U20: 0.3 to 0.5.
    assert!((0.36..0.44).contains(&(weekend / working)), "{}", weekend / working);
}

#[test]
fn the_week_begins_where_the_scenario_begins() {
    // 7 January 2023 is a Saturday; twelve hours later begins its afternoon.
    let center = center_for(application("factory-vision").unwrap());
    let count = |start: jiff::civil::DateTime| {
        let mut source = Synthetic::new(
            &[workload("factory-vision", Demand::JobsPerDay(10_000.0))],
            std::slice::from_ref(&center),
            &tenants(),
            start,
            Span::HOUR,
            Streams::new(7, 0),
        );
        let mut count = 0;
        while source.next_submit().unwrap().is_some() {
            source.take();
            count += 1;
        }
        count
    };
    let monday_morning = count(date(2023, 1, 2).at(10, 0, 0, 0));
    let monday_night = count(date(2023, 1, 2).at(3, 0, 0, 0));
    let saturday_morning = count(date(2023, 1, 7).at(10, 0, 0, 0));
    assert!(10 * monday_night < monday_morning, "{monday_night} {monday_morning}");
    assert!(2 * saturday_morning < monday_morning, "{saturday_morning} {monday_morning}");
}

#[test]
fn weather_comes_in_cycles_four_times_a_day() {
    let center = center_for(application("weather").unwrap());
    let jobs = jobs(&[workload("weather", Demand::JobsPerDay(12.0))], &center, 30);
    assert_eq!(jobs.len(), 30 * 12);
    for (place, step) in jobs.chunks(3).enumerate() {
        let begin = place as u64 / 4 * DAY + [2, 8, 14, 20][place % 4] * 3600;
        // First guess, analysis and forecast, each when the limits of those before have passed.
        for (job, (delay, limit)) in step.iter().zip([(0, 40), (2400, 60), (6000, 360)]) {
            let late = job.request.submit.as_secs() - begin - delay;
            assert!(late <= 300, "{late} s late");
            assert_eq!(job.request.walltime, Span::from_secs(limit * 60));
            assert!(job.work < job.request.walltime, "a running service keeps its deadlines");
        }
    }
}

#[test]
fn weather_keeps_its_mix_when_it_comes_seldom_or_often() {
    let center = center_for(application("weather").unwrap());
    for per_day in [1.0, 5.0, 30.0] {
        let jobs = jobs(&[workload("weather", Demand::JobsPerDay(per_day))], &center, 300);
        assert!((jobs.len() as f64 - 300.0 * per_day).abs() <= 3.0, "{} jobs", jobs.len());
        let forecasts = jobs.iter().filter(|job| job.request.walltime == Span::from_secs(21_600)).count();
        assert!((forecasts as f64 - 100.0 * per_day).abs() <= 1.0, "{forecasts} forecasts");
    }
}

#[test]
fn jobs_come_only_between_since_and_until() {
    for name in ["fine-tuning", "weather", "drug-screening"] {
        let center = center_for(application(name).unwrap());
        let mut limited = workload(name, Demand::JobsPerDay(500.0));
        limited.since = Time::from_secs(10 * DAY + 5000);
        limited.until = Time::from_secs(20 * DAY);
        let found = jobs(&[limited.clone()], &center, 30);
        assert!(!found.is_empty());
        for job in &found {
            assert!(limited.since <= job.request.submit && job.request.submit < limited.until, "{name}");
        }
        limited.until = limited.since;
        assert!(jobs(&[limited], &center, 30).is_empty());
    }
}

#[test]
fn demand_grows_by_its_rate() {
    let center = center_for(application("fine-tuning").unwrap());
    let mut growing = workload("fine-tuning", Demand::JobsPerDay(1000.0));
    growing.growth_per_year = 0.67;
    let found = jobs(&[growing], &center, 2 * 364);
    let first = found.iter().filter(|job| job.request.submit.as_secs() < 364 * DAY).count() as f64;
    let second = found.len() as f64 - first;
    assert!((second / first / 1.67 - 1.0).abs() < 0.01, "{}", second / first);
    // The mean of 1.67^x over the first year.
    assert!((first / 364_000.0 / (0.67 / libm::log(1.67)) - 1.0).abs() < 0.01, "{first}");
}
