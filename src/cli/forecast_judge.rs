//! `suanli forecast --judge`: how good forecasts were on the last months of a log.

use super::forecast_args::{Args, JudgeArgs};
use super::outputs::{self, formats};
use super::study::stop_on_interrupt;
use super::{Failure, console};
use crate::experiment::forecast::{Asking, Judging, JudgingError, Past, closest_policy, judge_forecasts};
use crate::plot::{judged_figure, write_figures};
use crate::policy::PolicySpec;
use crate::report::{
    About, JudgedPage, Staging, judged_csv, judged_json, judged_text, lessons_csv, write_file,
};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal};
use std::sync::atomic::AtomicBool;

/// The files and what they are.
const NAMES: [&str; 4] = ["judged.json", "judged.csv", "lessons.csv", "plots/"];

/// Policies that real machines come close to.
const POLICIES: [&str; 6] = [
    "fcfs+easy",
    "fcfs+conservative",
    "shortest-first+easy",
    "smallest-first+easy",
    "expansion-factor+easy",
    "wfp3+easy",
];

/// At so many instants, and with so many futures each, the closest policy is found.
const INSTANTS_OF_POLICY: u32 = 150;
const FUTURES_OF_POLICY: u32 = 20;

/// Judges forecasts.
///
/// # Errors
/// When the log is too short or says nothing of waits, or files cannot be written.
pub(super) fn run(args: &Args, months: u32, past: &Past) -> Result<(), Failure> {
    let machine = args.machine(past)?;
    let staging = args.out.as_deref().map(|dir| Staging::new(dir, "forecast", &NAMES)).transpose()?;
    let stop = stop_on_interrupt()?;
    let policy = policy(args, (past, machine, months), &stop)?;
    let replayed = args.judge.replayed.then(|| past.replayed(&policy, machine));
    let past = replayed.as_ref().unwrap_or(past);
    let JudgeArgs { snapshots, lessons, .. } = args.judge;
    let bar = bar(u64::from(snapshots) + u64::from(lessons));
    let tick = || bar.inc(1);
    let asking = args.asking(past, &policy);
    let judging = Judging { asking, machine, months, snapshots, lessons, stop: &stop, tick: &tick };
    let verdicts = judge_forecasts(judging).map_err(|error| failure(past, &error));
    bar.finish_and_clear();
    let verdicts = verdicts?;
    let page = JudgedPage {
        lang: args.page.lang(),
        verdicts: &verdicts,
        log: &past.title,
        policy: &policy.name,
        truth: if args.judge.replayed {
            "their starts in a replay under that policy"
        } else {
            "their recorded starts"
        },
        futures: args.futures,
        users_known: past.jobs.iter().any(|job| job.user.is_some()),
    };
    if let (Some(staging), Some(dir)) = (staging, args.out.as_deref()) {
        let file = |name: &str| staging.dir().join(name);
        write_file(&file(NAMES[0]), judged_json(page).as_bytes())?;
        write_file(&file(NAMES[1]), judged_csv(&verdicts.seen).as_bytes())?;
        write_file(&file(NAMES[2]), lessons_csv(&verdicts.learned).as_bytes())?;
        write_figures(judged_figure(page), &staging.make_dir("plots")?, formats(args.judge.png))?;
        let about = About {
            title: past.title.clone(),
            seed: Some(args.seed),
            replications: Some(args.futures),
            policies: vec![policy.name.clone()],
        };
        outputs::tell(&staging.publish(&about, &[])?, dir);
    }
    console::print(&if args.json { judged_json(page) } else { judged_text(page, console::width()) })
}

/// The policy that is asked for, or the one that comes closest to the log.
fn policy(
    args: &Args,
    (past, machine, months): (&Past, u32, u32),
    stop: &AtomicBool,
) -> Result<PolicySpec, Failure> {
    if let Some(policy) = args.policy()? {
        return Ok(policy);
    }
    let policies: Vec<PolicySpec> =
        POLICIES.iter().map(|name| PolicySpec::parse(name).expect("it is made of rows")).collect();
    let bar = bar(u64::from(INSTANTS_OF_POLICY) * policies.len() as u64);
    let tick = || bar.inc(1);
    let asking = Asking { past, policy: &policies[0], futures: FUTURES_OF_POLICY, seed: args.seed };
    let judging =
        Judging { asking, machine, months, snapshots: 0, lessons: INSTANTS_OF_POLICY, stop, tick: &tick };
    let closest = closest_policy(judging, &policies).map_err(|error| failure(past, &error));
    bar.finish_and_clear();
    let closest = closest?;
    console::tell(&format!(
        "`{}` comes closest to the log, of {}",
        closest.name,
        policies.iter().map(|policy| policy.name.as_str()).collect::<Vec<_>>().join(", ")
    ));
    Ok(closest.clone())
}

fn bar(steps: u64) -> ProgressBar {
    let bar = if io::stderr().is_terminal() { ProgressBar::new(steps) } else { ProgressBar::hidden() };
    let style = ProgressStyle::with_template("{bar:30} {pos} of {len} instants, {eta} left")
        .expect("the template is well formed");
    bar.with_style(style)
}

fn failure(past: &Past, error: &JudgingError) -> Failure {
    match error {
        JudgingError::Stopped => Failure::Interrupted,
        JudgingError::TooShort | JudgingError::NobodyWaits => {
            Failure::wrong(format!("{}: {error}", past.title))
        }
    }
}
