//! The jobs themselves: load, arrays, independence, and what they hold.

use super::*;

#[test]
fn most_node_hours_of_fluid_dynamics_are_in_few_jobs() {
    // U13 (Eagle, nodes of 36 cores): jobs of at most 4 node-hours are 80.9 % of jobs and 6.2 % of the node-hours;
    // those above 48 are 2.6 % and 68.8 %. CFD jobs are larger than the mix of that site, so only the form can agree.
    let jobs =
        jobs(&[workload("cfd", Demand::JobsPerDay(400.0))], &center_for(application("cfd").unwrap()), 365);
    let hours = |job: &Job| {
        f64::from(job.request.shape.total().cores) / 36.0 * job.work.min(job.request.walltime).as_hours_f64()
    };
    let all: f64 = jobs.iter().map(hours).sum();
    let large: Vec<f64> = jobs.iter().map(hours).filter(|hours| 48.0 < *hours).collect();
    let share = large.len() as f64 / jobs.len() as f64;
    let weight = large.iter().sum::<f64>() / all;
    assert!((0.02..0.15).contains(&share), "{share}");
    assert!((0.6..0.95).contains(&weight), "{weight}");
}

#[test]
fn larger_fluid_dynamics_jobs_run_a_little_longer() {
    let jobs =
        jobs(&[workload("cfd", Demand::JobsPerDay(2000.0))], &center_for(application("cfd").unwrap()), 200);
    let log = |job: &Job| libm::log(job.work.as_secs_f64());
    let (mut sizes, mut times) = (Vec::new(), Vec::new());
    for job in &jobs {
        sizes.push(libm::log(f64::from(job.request.shape.total().cores)));
        times.push(log(job));
    }
    let tie = correlation(&sizes, &times);
    assert!((0.05..0.11).contains(&tie), "{tie}");
}

#[test]
fn an_array_has_one_request_one_tenant_and_runtimes_that_are_alike() {
    let center = center_for(application("remote-sensing").unwrap());
    let jobs = jobs(&[workload("remote-sensing", Demand::JobsPerDay(990.0))], &center, 28);
    assert_eq!(jobs.len() % 99, 0);
    assert!((20 * 99..36 * 99 * 10).contains(&jobs.len()));
    let mut killed_arrays = 0;
    for array in jobs.chunks(99) {
        let first = &array[0].request;
        let (mut least, mut most) = (Span::MAX, Span::ZERO);
        for job in array {
            let request = &job.request;
            assert_eq!(
                (request.submit, request.shape, request.walltime, request.tenant),
                (first.submit, first.shape, first.walltime, first.tenant)
            );
            (least, most) = (least.min(job.work), most.max(job.work));
        }
        if first.walltime < least {
            killed_arrays += 1;
        } else {
            assert!(most <= first.walltime);
            // Members lie within a tenth of the ranks; below P10 that is a factor of 1.92.
            assert!(most.as_secs_f64() <= 1.92 * least.as_secs_f64(), "{least} to {most}");
        }
    }
    assert!(0 < killed_arrays && killed_arrays < jobs.len() / 99 / 5, "{killed_arrays}");
}

#[test]
fn a_burst_has_one_tenant_and_different_jobs() {
    let center = center_for(application("evaluation").unwrap());
    let jobs = jobs(&[workload("evaluation", Demand::JobsPerDay(500.0))], &center, 7);
    let burst: Vec<&Job> = jobs.iter().filter(|job| job.request.submit == jobs[0].request.submit).collect();
    assert!((4..=60).contains(&burst.len()), "{}", burst.len());
    assert!(burst.iter().all(|job| job.request.tenant == burst[0].request.tenant));
    assert!(burst.iter().any(|job| job.work != burst[0].work));
}

#[test]
fn job_numbers_count_up_in_order_of_submission() {
    let center = center(kunpeng(), 200);
    let workloads: Vec<Workload> = ["cfd", "weather", "genomics", "remote-sensing"]
        .into_iter()
        .map(|name| workload(name, Demand::JobsPerDay(300.0)))
        .collect();
    let jobs = jobs(&workloads, &center, 60);
    for (place, job) in jobs.iter().enumerate() {
        assert_eq!(job.request.id.0, place as u64 + 1);
        assert_eq!(job.work.as_micros() % 1_000_000, 0);
        assert!(Span::SECOND <= job.work);
        assert_eq!(job.request.walltime.as_micros() % Span::MINUTE.as_micros(), 0);
        assert!(Span::MINUTE <= job.request.walltime);
        assert_eq!(job.request.submit.as_micros() % 1_000_000, 0);
    }
    assert!(jobs.is_sorted_by_key(|job| job.request.submit));
}

#[test]
fn another_workload_changes_no_job_of_the_first() {
    let center = center(kunpeng(), 200);
    let alone = jobs(&[workload("cfd", Demand::JobsPerDay(200.0))], &center, 90);
    let both = jobs(
        &[workload("genomics", Demand::Load(0.2)), workload("cfd", Demand::JobsPerDay(200.0))],
        &center,
        90,
    );
    let truth = |job: &Job| {
        (job.request.submit, job.request.shape, job.request.walltime, job.request.tenant, job.work)
    };
    let first: Vec<_> = alone.iter().map(truth).collect();
    let again: Vec<_> = both.iter().filter(|job| job.request.class.0 == 1).map(truth).collect();
    assert!(alone.len() < both.len());
    assert_eq!(first, again);
}

#[test]
fn jobs_per_day_counts_members_of_arrays() {
    for name in ["drug-screening", "evaluation", "cfd", "autonomous-driving"] {
        let application = application(name).unwrap();
        let center = center_for(application);
        let wanted = workload(name, Demand::JobsPerDay(20_000.0));
        assert_eq!(expected_jobs_per_day(&wanted, &center), 20_000.0);
        let found = jobs(&[wanted], &center, 140).len() as f64 / 140.0;
        // About 2.8 million jobs; the longest arrays of 1,001 leave a standard error of 0.9 %.
        assert!((found / 20_000.0 - 1.0).abs() < 0.03, "{name}: {found} jobs a day");
    }
}

/// What the jobs hold on average, as a share of the machine.
fn realised_load(jobs: &[Job], unit: Unit, center: &Center, days: u64) -> f64 {
    let capacity = center.capacity();
    let (mut held, whole) = match unit {
        Unit::Accelerators => (0_u128, capacity.accelerators),
        Unit::Cores => (0_u128, capacity.cores),
        Unit::Nodes => panic!("no application counts nodes"),
    };
    for job in jobs {
        let total = job.request.shape.total();
        let size = match unit {
            Unit::Accelerators => total.accelerators,
            Unit::Cores => total.cores,
            Unit::Nodes => job.request.shape.tasks,
        };
        held += u128::from(size) * u128::from(job.work.min(job.request.walltime).as_secs());
    }
    held as f64 / (f64::from(whole) * (days * DAY) as f64)
}

#[test]
fn the_realised_load_is_the_demanded_one() {
    // Long enough for each that chance moves the load by less than 1 % (one standard error); a load above 1 is only
    // a way to see more jobs.
    for application in APPLICATIONS {
        let center = center_for(application);
        let jobs_wanted = match application.arrivals.batch() {
            Batch::Single => 150_000.0,
            Batch::Burst { .. } => 600_000.0,
            Batch::Array { .. } => 3_000_000.0,
        };
        let demand = workload(application.name, Demand::Load(1.0));
        let days = 364;
        let load = jobs_wanted / (expected_jobs_per_day(&demand, &center) * days as f64);
        let demand = Workload { demand: Demand::Load(load), ..demand };
        assert!((offered_load(&demand, &center) / load - 1.0).abs() < 1e-9);
        let found = realised_load(&jobs(&[demand], &center, days), application.unit, &center, days);
        let error = found / load - 1.0;
        assert!(error.abs() < 0.03, "{}: {:.2} % off", application.name, 100.0 * error);
    }
}

#[test]
fn a_cap_on_the_size_keeps_the_load() {
    let center = center(kunpeng(), 200);
    let mut capped = workload("cfd", Demand::Load(5.0));
    capped.size_max = Some(300);
    assert_eq!(size_range(&capped, &center), (32, 256, Unit::Cores));
    let found = jobs(&[capped], &center, 364);
    assert!(found.iter().all(|job| job.request.shape.total().cores <= 256));
    let load = realised_load(&found, Unit::Cores, &center, 364);
    assert!((load / 5.0 - 1.0).abs() < 0.03, "{load}");
}

#[test]
fn every_job_fits_its_partition() {
    let mut chance: Chance = Streams::new(1, 0).stream(Use::Scenarios, "partitions");
    for application in APPLICATIONS {
        for _ in 0..8 {
            use rand_xoshiro::rand_core::Rng;
            let count = 1 + (chance.next_u64() % 40) as u32;
            let mut node = if application.unit == Unit::Cores { kunpeng() } else { ascend() };
            node.capacity.cores = 16 << (chance.next_u64() % 5);
            if 0 < node.capacity.accelerators {
                node.capacity.accelerators = 1 << (chance.next_u64() % 5);
            }
            let center = center(node, count);
            let capacity = center.pools[0].node_type.capacity;
            for job in jobs(&[workload(application.name, Demand::JobsPerDay(300.0))], &center, 7) {
                let shape = job.request.shape;
                assert!(1 <= shape.tasks && shape.tasks <= count, "{}: {shape:?}", application.name);
                assert!(capacity.covers(shape.per_task), "{}: {shape:?}", application.name);
                assert!(shape != Default::default());
            }
        }
    }
}

#[test]
fn a_machine_of_counted_processors_takes_work_for_cores() {
    let center = Center::counted("counted", 1000);
    let found = jobs(&[workload("cfd", Demand::JobsPerDay(300.0))], &center, 7);
    assert!(found.iter().all(|job| job.request.shape.tasks <= 1000));
    assert!(found.iter().any(|job| job.request.shape.tasks == 800));
}

#[test]
fn what_cannot_run_is_told() {
    let cores = center(kunpeng(), 10);
    let problem = misfit(&workload("fine-tuning", Demand::Load(0.5)), &cores).unwrap();
    assert!(problem.contains("accelerators"), "{problem}");
    let problem = misfit(&workload("astrology", Demand::Load(0.5)), &cores).unwrap();
    assert!(problem.contains("astrology"), "{problem}");
    assert_eq!(misfit(&workload("cfd", Demand::Load(0.5)), &cores), None);
}

#[test]
fn tenants_submit_by_their_activity_and_group() {
    let center = center_for(application("fine-tuning").unwrap());
    let found = jobs(&[workload("fine-tuning", Demand::JobsPerDay(1000.0))], &center, 70);
    let share = |tenant: u32| {
        found.iter().filter(|job| job.request.tenant.0 == tenant).count() as f64 / found.len() as f64
    };
    assert!((share(0) - 0.25).abs() < 0.01 && (share(2) - 0.75).abs() < 0.01, "{} {}", share(0), share(2));
    assert_eq!((share(1), share(3)), (0.0, 0.0));
}
