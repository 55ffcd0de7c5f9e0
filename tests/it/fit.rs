//! Models learned from logs: what they hold, what is made of them, and whether that is as the log was.

mod small;

use crate::support::traces;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use suanli::experiment::{Judged, Judgement, judge, resampled};
use suanli::fit::{FittedSource, History, Length, Model, Runtimes, learn};
use suanli::log::LogReader;
use suanli::model::{Job, Span, Streams, Time, Use};

pub(crate) use small::{small_log, small_model};

fn jobs(model: &Model, length: Length, seed: u64) -> Vec<Job> {
    FittedSource::new(model, length, Streams::new(seed, 0)).map(|made| made.job).collect()
}

#[test]
fn a_model_says_what_its_log_was() {
    let model = small_model();
    assert_eq!((model.machine, model.days, model.weeks.len()), (Some(64), 28, 4));
    assert_eq!(model.start.map(|date| date.to_string()), Some("2024-01-01".to_owned()));
    assert_eq!(model.jobs_all(), small::JOBS);
    // The small log has two users: the first sends bags of small jobs, the second single large ones.
    assert_eq!(model.users.others, 0);
    assert!((model.users.shares[0] - small::SHARE_OF_FIRST).abs() < 0.001, "{:?}", model.users.shares);
    // Nobody works at night.
    assert_eq!(model.hours.workday[3].to_bits(), 0.0_f64.to_bits());
    let small = model.kinds.iter().find(|kind| kind.sizes.entries()[0].0 == 1).expect("there are small jobs");
    assert!(small.alike > 0.5, "the jobs of a bag run equally long: {}", small.alike);
    assert!(small.bags.entries().iter().any(|(length, share)| *length == 5 && 0.9 < *share));
    let Runtimes::Requested { walltimes, killed, .. } = &small.runtimes else {
        panic!("the log has requests")
    };
    assert_eq!(walltimes.entries().len(), 1);
    assert!(*killed < 0.01);
}

#[test]
fn a_model_reads_back_as_it_was_written() {
    let model = small_model();
    let text = model.text();
    let again = Model::parse("model.toml", &text).unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(again.text(), text, "nothing is lost on the way");
    assert_eq!((again.jobs_all(), again.start, again.unit), (model.jobs_all(), model.start, model.unit));
}

#[test]
fn the_same_seed_gives_the_same_jobs_and_another_seed_others() {
    let model = small_model();
    let one = jobs(&model, Length::AsLogged, 7);
    assert_eq!(one, jobs(&model, Length::AsLogged, 7));
    assert_ne!(one, jobs(&model, Length::AsLogged, 8));
    assert!(one.windows(2).all(|pair| pair[0].request.submit <= pair[1].request.submit));
    assert!(one.iter().zip(1..).all(|(job, number)| job.request.id.0 == number));
}

#[test]
fn each_use_of_chance_has_its_own_stream() {
    let model = small_model();
    let mut others = model.clone();
    others.users.shares.clear();
    for kind in &mut others.kinds {
        kind.users.clear();
    }
    let forget = |mut job: Job| {
        job.request.tenant.0 = 0;
        job
    };
    let one: Vec<Job> = jobs(&model, Length::AsLogged, 3).into_iter().map(forget).collect();
    assert_eq!(one, jobs(&others, Length::AsLogged, 3), "who submits changes nothing else");
}

#[test]
fn every_week_has_its_jobs_and_its_work() {
    let model = small_model();
    let made = jobs(&model, Length::AsLogged, 1);
    assert_eq!(made.len() as u64, model.jobs_all());
    let mut work = vec![0.0; model.weeks.len() + 1];
    for job in &made {
        let held = job.work.min(job.request.walltime).as_hours_f64();
        work[(job.request.submit.as_secs() / 604_800) as usize] += held * f64::from(job.request.shape.tasks);
    }
    for (week, made) in model.weeks.iter().zip(work) {
        let meant: f64 = week.work_hours.iter().sum();
        // A bag that begins on Sunday evening may reach into the next week.
        assert!((made - meant).abs() < 0.05 * meant, "{made} unit-hours where {meant} are meant");
    }
}

#[test]
fn a_model_goes_on_beyond_its_log() {
    let model = small_model();
    let long = jobs(&model, Length::Days(70), 1);
    assert!(long.iter().all(|job| job.request.submit < Time::ZERO + Span::from_secs(70 * 86_400)));
    let (ten, four) = (long.len() as f64, model.jobs_all() as f64);
    assert!((ten / four - 2.5).abs() < 0.05, "{ten} jobs in ten weeks, {four} in four");
    let some = jobs(&model, Length::Jobs(1_234), 1);
    assert_eq!(some.len(), 1_234);
    assert_eq!(some[..], long[..1_234], "the same jobs, only as many of them");
}

#[test]
fn resampled_weeks_are_weeks_of_the_log() {
    let history = small::history();
    let drawn = resampled(&history, &mut Streams::new(1, 0).stream(Use::Resampling, "weeks"));
    let week = |jobs: &[suanli::fit::Observed], week: u64| -> Vec<(u64, u64, u32)> {
        let within = jobs.iter().filter(|job| job.submit / 604_800 == week);
        within.map(|job| (job.submit % 604_800, job.run, job.size)).collect()
    };
    for number in 0..4 {
        let found = week(&drawn, number);
        assert!(!found.is_empty());
        assert!((0..4).any(|real| week(&history.jobs, real) == found), "week {number} is no week of the log");
    }
}

#[test]
fn a_log_that_is_too_short_is_told_so() {
    let mut few = small::history();
    few.jobs.truncate(99);
    let message = learn(&few, None, 1).expect_err("99 jobs are too few").to_string();
    assert_eq!(message, "too short to learn from: it has 99 jobs, at least 100 are needed");
    let mut short = small::history();
    short.jobs.retain(|job| job.submit < 13 * 86_400);
    let message = learn(&short, None, 1).expect_err("13 days are too few").to_string();
    assert!(message.contains("covers 12 days, at least 14 are needed"), "{message}");
}

#[test]
fn everything_that_is_wrong_with_a_model_is_told_with_its_place() {
    let text = small_model().text();
    let broken = text
        .replacen("version = 1", "version = 2", 1)
        .replacen("alike = ", "alik = ", 1)
        .replacen("[\"completed\", 1]", "[\"finished\", 1]", 1)
        .replacen("unit = \"processors\"", "unit = \"cores\"", 1)
        .replacen("days = [", "days = [1, ", 1);
    let errors = Model::parse("model.toml", &broken).expect_err("five things are wrong").to_string();
    for expected in [
        "version: expected a whole number from 1 to 1, found the number 2",
        "unit: no unit `cores`: there are processors, nodes, accelerators and slots",
        "[[kind]] has no `alike`",
        "unknown key `alik` in [[kind]]",
        "ends: expected one of completed, failed",
        "days: expected 7 numbers, found 8",
    ] {
        assert!(errors.contains(expected), "expected `{expected}` in:\n{errors}");
    }
    let line = 1 + broken.lines().position(|line| line.starts_with("alik ")).expect("it was replaced");
    assert!(errors.contains(&format!("model.toml:{line}:1: unknown key `alik`")), "{errors}");
    let cut = &text[..text.len() / 2];
    assert!(Model::parse("model.toml", cut).is_err(), "half a model is none");
    let errors = Model::parse("model.toml", "[model\n").expect_err("it is no TOML").to_string();
    assert!(errors.starts_with("model.toml:1:"), "{errors}");
    assert!(Model::load(Path::new("no-such-model.toml")).is_err());
}

/// Judges the model of a published log, as it stands in its file; nothing where no traces are at hand.
fn judged(log: &str, machine: u32, resamples: u32) -> Option<Judged> {
    let reader = LogReader::open(&traces()?.join(log)).unwrap_or_else(|error| panic!("{error}"));
    let history = History::read(reader, log).unwrap_or_else(|error| panic!("{error}"));
    let text = learn(&history, Some(machine), 1).unwrap_or_else(|error| panic!("{log}: {error}")).text();
    assert!(text.len() < 80_000, "{log}: a model of {} bytes is not for reading", text.len());
    let model = Model::parse("model.toml", &text).unwrap_or_else(|errors| panic!("{errors}"));
    let judgement = Judgement {
        history: &history,
        model: &model,
        machine: Some(machine),
        synthetic: 3,
        resamples,
        threads: 2,
        stop: &AtomicBool::new(false),
        tick: &|| {},
    };
    Some(judge(judgement).expect("nobody says stop"))
}

/// What a synthetic log must be: its run times, sizes and hours those of the real one, its wait one that the real one's own weeks
/// could have had.
#[track_caller]
fn as_good_as_real(log: &str, machine: u32, resamples: u32) {
    let Some(judged) = judged(log, machine, resamples) else { return };
    for likeness in &judged.likeness {
        assert!(likeness.run <= 0.05, "{log}: run times: {likeness:?}");
        assert!(likeness.size <= 0.05, "{log}: sizes: {likeness:?}");
        assert!(0.95 <= likeness.hours, "{log}: hours of the day: {likeness:?}");
    }
    let waits = judged.waits.expect("the size of the machine is given");
    assert_eq!(waits.within(waits.spread()), waits.synthetic.len(), "{log}: {waits:?}");
}

#[test]
fn kth_is_learned_as_it_was() {
    as_good_as_real("swf/KTH-SP2-1996-2.swf.zst", 100, 60);
}

#[test]
fn sdsc_is_learned_as_it_was() {
    as_good_as_real("swf/SDSC-SP2-1998-4.2-cln.swf.zst", 128, 30);
}

#[test]
fn theta_is_learned_as_it_was() {
    as_good_as_real("swf/ALCF-Theta-2022.swf.zst", 4_360, 40);
}

#[test]
fn philly_is_learned_as_it_was() {
    // So many accelerators were held at one time by the recorded waits.
    as_good_as_real("gpu/philly-2017-with-waits.csv.zst", 2_490, 20);
}
