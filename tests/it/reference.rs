//! The plain schedulers against what others published: only plain programs that are proven may judge the engine.

use crate::plain::{
    Order, PlainJob, Rule, batched, conservative_batched, conservative_sequential, easy_sequential, replanned,
};
use crate::traces;
use std::collections::BTreeMap;

const EASY: Rule = Rule::Easy(Order::Submission, Order::Submission);
/// What the order of summation alone may change in a mean.
const DIGITS_12: f64 = 1e-12;
const FCFS: Rule = Rule::Strict(Order::Submission);

/// Jobs of the columns submit, run, estimate, procs that follow the given one; runs are cut to the estimate.
fn job_of(id: &str, fields: [&str; 4]) -> PlainJob {
    let number = |text: &str| text.parse::<u64>().expect("reference files hold whole numbers");
    let [submit, run, estimate, procs] = fields.map(number);
    PlainJob { id: number(id), submit, run: run.min(estimate), estimate, procs }
}

/// The jobs of a log as the 2015 study cleaned them (rule 1 of the traces' notes), with the requested time as estimate.
fn strictly_cleaned(logs: &[&str], processors: i64) -> Option<Vec<PlainJob>> {
    let mut jobs = Vec::new();
    for log in logs {
        let text = traces::text(log)?;
        for line in text.lines().filter(|line| !line.starts_with(';') && !line.trim().is_empty()) {
            let fields: Vec<i64> = line
                .split_ascii_whitespace()
                .map(|word| word.parse::<f64>().expect("a log holds numbers") as i64)
                .collect();
            let (submit, run, allocated, asked, requested) =
                (fields[1], fields[3], fields[4], fields[7], fields[8]);
            let procs = if 0 < asked { asked } else { allocated };
            let kept = allocated <= processors && asked <= processors;
            if kept && 0 < procs && 0 < run && 0 < requested && 0 <= submit {
                jobs.push(PlainJob {
                    id: fields[0] as u64,
                    submit: submit as u64,
                    run: run.min(requested) as u64,
                    estimate: requested as u64,
                    procs: procs as u64,
                });
            }
        }
    }
    Some(jobs)
}

fn check_starts(file: &str, jobs: &[PlainJob], starts: &[u64]) {
    let text = traces::text(file).expect("the log beside it was there");
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), jobs.len(), "{file} and its log have the same jobs");
    let wrong: Vec<String> = rows
        .iter()
        .zip(jobs.iter().zip(starts))
        .filter(|(row, (job, start))| row[0] != job.id.to_string() || row[2] != start.to_string())
        .map(|(row, (job, start))| format!("job {}: start {start}, published {}", job.id, row[2]))
        .collect();
    assert!(wrong.is_empty(), "{file}: {} of {} starts differ: {:?}", wrong.len(), jobs.len(), wrong.first());
}

#[test]
fn plain_programs_give_the_published_starts_of_a_generated_log() {
    let Some(text) = traces::text("reference/generated-10k/w10k.swf") else { return };
    let jobs: Vec<PlainJob> = text
        .lines()
        .filter(|line| !line.starts_with(';'))
        .map(|line| {
            let fields: Vec<&str> = line.split_ascii_whitespace().collect();
            job_of(fields[0], [fields[1], fields[3], fields[8], fields[7]])
        })
        .collect();
    let check = |name: &str, starts: Vec<u64>| {
        check_starts(&format!("reference/generated-10k/{name}.csv"), &jobs, &starts);
    };
    check("fcfs", batched(&jobs, 1024, FCFS));
    check("easy", batched(&jobs, 1024, EASY));
    check("replanned", replanned(&jobs, 1024));
    check("conservative-batched", conservative_batched(&jobs, 1024));
    check("conservative-pyss-sequential", conservative_sequential(&jobs, 1024));
}

#[test]
fn plain_programs_pass_the_161_hand_made_cases_of_pyss() {
    let Some(text) = traces::text("reference/pyss2007-hand-made-cases.csv") else { return };
    let mut cases: BTreeMap<(&str, &str), Vec<(PlainJob, u64)>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let [policy, case, id, submit, run, estimate, procs, end] =
            line.split(',').collect::<Vec<_>>().try_into().expect("eight columns");
        let job = job_of(id, [submit, run, estimate, procs]);
        let expected: u64 = end.parse().expect("an end is a whole number");
        cases.entry((policy, case)).or_default().push((job, expected));
    }
    assert_eq!(cases.len(), 161);
    for ((policy, case), mut rows) in cases {
        rows.sort_by_key(|(job, _)| job.submit);
        let mut jobs: Vec<PlainJob> = rows.iter().map(|(job, _)| *job).collect();
        let starts = match policy {
            "fcfs" => batched(&jobs, 100, FCFS),
            "easy" => batched(&jobs, 100, EASY),
            "easy-exact" => {
                jobs.iter_mut().for_each(|job| job.estimate = job.run);
                batched(&jobs, 100, EASY)
            }
            "easy-shortest-first" => batched(&jobs, 100, Rule::Easy(Order::Submission, Order::ShortestFirst)),
            "conservative" => conservative_batched(&jobs, 100),
            other => panic!("a policy without a plain program: {other}"),
        };
        for ((job, expected), start) in rows.iter().zip(starts) {
            assert_eq!(start + job.run, *expected, "{policy} {case}: end of job {}", job.id);
        }
    }
}

#[test]
fn the_plain_sequential_easy_gives_the_starts_of_cqsim() {
    for (file, backfill) in [
        ("reference/cqsim2012-kth-first5000-easy.csv", true),
        ("reference/cqsim2012-kth-first5000-fcfs.csv", false),
    ] {
        let Some(text) = traces::text(file) else { return };
        let jobs: Vec<PlainJob> = text
            .lines()
            .skip(1)
            .map(|line| {
                let fields: Vec<&str> = line.split(',').collect();
                job_of(fields[0], [fields[1], fields[4], fields[5], fields[6]])
            })
            .collect();
        let starts =
            if backfill { easy_sequential(&jobs, 100, Order::Submission) } else { batched(&jobs, 100, FCFS) };
        check_starts(file, &jobs, &starts);
    }
}

/// The mean bounded slowdown (tau 10 s), as the 2015 study took it: a plain mean.
fn mean_bounded_slowdown(jobs: &[PlainJob], starts: &[u64]) -> f64 {
    let sum: f64 = jobs
        .iter()
        .zip(starts)
        .map(|(job, start)| {
            let flow = start - job.submit + job.run;
            (flow as f64 / job.run.max(10) as f64).max(1.0)
        })
        .sum();
    sum / jobs.len() as f64
}

/// Every row of the study with these estimates.
fn check_published_means(name: &str, logs: &[&str], processors: u64, count: usize) {
    let Some(requested) = strictly_cleaned(logs, processors as i64) else { return };
    assert_eq!(requested.len(), count, "{name}: jobs left by the strict cleaning");
    let table =
        traces::text("reference/predictsim2015-easy-metrics.csv").expect("the log beside it was there");
    let mut compared = 0;
    for line in table.lines().filter(|line| line.starts_with(name)) {
        let fields: Vec<&str> = line.split(',').collect();
        let mut jobs = requested.clone();
        match fields[4] {
            "requested" => {}
            "exact" => jobs.iter_mut().for_each(|job| job.estimate = job.run),
            "2x requested" => jobs.iter_mut().for_each(|job| job.estimate *= 2),
            _ => continue,
        }
        let candidates = if fields[3] == "FCFS" { Order::Submission } else { Order::ShortestFirst };
        let mean = mean_bounded_slowdown(&jobs, &easy_sequential(&jobs, processors, candidates));
        let published: f64 = fields[13].parse().expect("a published mean");
        assert!((mean - published).abs() <= DIGITS_12 * published, "{line}: {mean}");
        compared += 1;
    }
    assert_ne!(compared, 0, "{name}: no published row was found");
}

#[test]
fn the_plain_sequential_easy_gives_the_published_means_of_kth() {
    check_published_means("KTH-SP2", &["swf/KTH-SP2-1996-2.swf"], 100, 28_481);
}

#[test]
fn the_plain_sequential_easy_gives_the_published_means_of_sdsc() {
    let logs = ["swf/SDSC-SP2-1998-4.1-first7.swf", "swf/SDSC-SP2-1998-4.2-cln.swf"];
    check_published_means("SDSC-SP2", &logs, 128, 54_006);
}

#[test]
fn the_plain_sequential_easy_gives_the_published_means_of_ctc() {
    check_published_means("CTC-SP2", &["swf/CTC-SP2-1996-3.1-cln.swf"], 338, 77_199);
}

#[test]
fn the_plain_sequential_easy_gives_the_published_means_of_curie() {
    check_published_means("CEA-Curie", &["swf/CEA-Curie-2011-2.1-cln.swf"], 80_640, 295_540);
}

#[test]
fn plain_orders_put_the_right_job_first() {
    // All three wait for the four processors of the first; then one runs after the other.
    let job = |id, run, procs| PlainJob { id, submit: id, run, estimate: run, procs };
    let jobs = [job(0, 10, 4), job(1, 5, 3), job(2, 7, 2), job(3, 6, 4)];
    let starts = |order| batched(&jobs, 4, Rule::Strict(order))[1..].to_vec();
    assert_eq!(starts(Order::Submission), [10, 15, 22]);
    assert_eq!(starts(Order::ShortestFirst), [10, 21, 15]);
    assert_eq!(starts(Order::SmallestFirst), [17, 10, 22]);
    assert_eq!(starts(Order::LargestFirst), [16, 21, 10]);
}
