//! `suanli forecast` at one instant: of a log, or of a queue that somebody wrote down.

use super::forecast_args::Args;
use super::page_args::typed_command;
use super::{Failure, console, outputs};
use crate::experiment::forecast::{
    Asking, CASES_MIN, Correction, Expected, Figures, Learned, Past, WhatIf, lessons, outlook, size,
};
use crate::log::{SizeUnit, date_secs, span};
use crate::page;
use crate::policy::PolicySpec;
use crate::report::{
    About, ForecastPage, JobForecast, OtherRequest, Staging, forecast_csv, forecast_json, forecast_text,
    instant_words, write_file,
};
use crate::snapshot::{Files, Known, Read, Snapshot, read};
use std::fs;
use std::path::Path;

/// The files of an answer.
pub(super) const NAMES: [&str; 3] = ["forecast.json", "forecast.csv", "report.html"];

/// Answers for one instant.
///
/// # Errors
/// When the instant or the queue makes no sense, or files cannot be written.
pub(super) fn run(args: &Args, past: Past) -> Result<(), Failure> {
    let Some(policy) = args.policy()? else {
        return Err(Failure::wrong("--policy closest: goes with --judge, which says what it is"));
    };
    let others = what_ifs(&args.what_if)?;
    let correction = correction(args)?;
    let staging = args.out.as_deref().map(|dir| Staging::new(dir, "forecast", &NAMES)).transpose()?;
    let Asked { snapshot, held, past } = asked(args, past)?;
    refuse_unknown_jobs(args, &snapshot)?;
    let asking = args.asking(&past, &policy);
    let told = Told { asking, correction: correction.as_ref() };
    let figures = told.figures(&snapshot);
    let jobs = jobs(args, &past, &snapshot, &figures);
    let others = told.others(&others, &snapshot, &figures)?;
    let instant = instant_words(snapshot.at, past.has_dates() || args.queue.is_some());
    let page_of_forecast = ForecastPage {
        lang: args.page.lang(),
        jobs: &jobs,
        others: &others,
        at: (&instant, snapshot.at),
        running: snapshot.running.len(),
        waiting: snapshot.waiting.len(),
        held: &held,
        lessons: correction.as_ref().map(|correction| correction.cases),
        policy: &policy.name,
        futures: args.futures,
        scenario: None,
    };
    hand_over(args, staging, page_of_forecast, &about(args, &instant, &policy))
}

/// Writes the files of a forecast and prints it.
///
/// # Errors
/// When files cannot be written.
pub(super) fn hand_over(
    args: &Args,
    staging: Option<Staging>,
    page: ForecastPage<'_>,
    about: &About,
) -> Result<(), Failure> {
    if let (Some(staging), Some(dir)) = (staging, args.out.as_deref()) {
        write_file(&staging.dir().join(NAMES[0]), forecast_json(page).as_bytes())?;
        write_file(&staging.dir().join(NAMES[1]), forecast_csv(page).as_bytes())?;
        let html = page::html(&page::forecast_html_page(page, &typed_command()));
        write_file(&staging.dir().join(NAMES[2]), html.as_bytes())?;
        outputs::tell(&staging.publish(about, &[])?, dir);
    }
    console::print(&if args.json { forecast_json(page) } else { forecast_text(page, console::width()) })
}

fn about(args: &Args, instant: &str, policy: &PolicySpec) -> About {
    About {
        title: format!("forecast at {instant}"),
        seed: Some(args.seed),
        replications: Some(args.futures),
        policies: vec![policy.name.clone()],
    }
}

/// The queue that is asked about, and what is known of its machine by then.
struct Asked {
    snapshot: Snapshot,
    held: Vec<String>,
    past: Past,
}

fn asked(args: &Args, past: Past) -> Result<Asked, Failure> {
    match &args.queue {
        Some(queue) => of_files(args, queue, past),
        None => of_log(args, past),
    }
}

/// The queue as it was at an instant of the log.
fn of_log(args: &Args, past: Past) -> Result<Asked, Failure> {
    let machine = args.machine(&past)?;
    let text = args.at.as_deref().unwrap_or("");
    let first = past.jobs.first().map_or(0, |job| job.submit);
    let last = past.jobs.last().map_or(0, |job| job.submit);
    let at = match (date_secs(text), span(text)) {
        (Some(_), _) if !past.has_dates() => {
            let message = format!(
                "--at {text}: the times of {} are no dates: give a time since it began, such as 30d",
                past.title
            );
            return Err(Failure::wrong(message));
        }
        (Some(at), _) => at,
        (None, Some(after)) => first + after.as_secs(),
        (None, None) => {
            let message = format!(
                "--at {text}: expected a date such as 2013-05-01T10:00, or a time since the log began such as 30d"
            );
            return Err(Failure::wrong(message));
        }
    };
    if at < first || last < at {
        let words = |at| instant_words(at, past.has_dates());
        let message = format!(
            "--at {text}: the jobs of {} were submitted from {} to {}",
            past.title,
            words(first),
            words(last)
        );
        return Err(Failure::wrong(message));
    }
    if past.jobs.iter().all(|job| job.start.is_none()) {
        return Err(Failure::wrong(format!(
            "{}: does not say when its jobs started, so that nobody knows which waited",
            past.title
        )));
    }
    Ok(Asked { snapshot: past.snapshot(at, machine), held: Vec::new(), past })
}

/// A queue that somebody wrote down.
fn of_files(args: &Args, queue: &Path, past: Past) -> Result<Asked, Failure> {
    let at = args.at.as_deref().map(|text| {
        let wrong = || format!("--at {text}: expected a date such as 2026-11-30T21:00");
        date_secs(text).ok_or_else(|| Failure::wrong(wrong()))
    });
    let text = text_of(queue)?;
    let nodes =
        args.sinfo.as_deref().map(|path| Ok::<_, Failure>((path.display().to_string(), text_of(path)?)));
    let nodes = nodes.transpose()?;
    let name = queue.display().to_string();
    let files = Files {
        queue: (&name, &text),
        nodes: nodes.as_ref().map(|(name, text)| (name.as_str(), text.as_str())),
    };
    let known = Known {
        at: at.transpose()?,
        machine: args.machine_known(&past),
        counts_nodes: past.unit == SizeUnit::Nodes,
        user: &|name| past.user(name),
        queue: &|name| past.queue(name),
    };
    let Read { snapshot, held } = read(files, known)
        .map_err(|problems| Failure::Wrong(problems.told().map(miette::Report::msg).collect()))?;
    let past = past.moved_before(snapshot.at);
    Ok(Asked { snapshot, held, past })
}

fn text_of(path: &Path) -> Result<String, Failure> {
    let bytes = fs::read(path)
        .map_err(|error| Failure::wrong(format!("{}: cannot be read: {error}", path.display())))?;
    String::from_utf8(bytes)
        .map_err(|_| Failure::wrong(format!("{}: expected text, found other bytes", path.display())))
}

/// What was learned from past forecasts, where there is a file of them.
fn correction(args: &Args) -> Result<Option<Correction>, Failure> {
    let Some(path) = &args.lessons_from else { return Ok(None) };
    let learned: Vec<Learned> = lessons(&path.display().to_string(), &text_of(path)?)
        .map_err(|problems| Failure::Wrong(problems.into_iter().map(miette::Report::msg).collect()))?;
    let learned: Vec<&Learned> = learned.iter().collect();
    let correction = Correction::learn(&learned, args.seed);
    if correction.is_none() {
        let (path, found) = (path.display(), learned.len());
        return Err(Failure::wrong(format!(
            "{path}: expected at least {CASES_MIN} past forecasts, found {found}"
        )));
    }
    Ok(correction)
}

/// `4711 walltime=2h nodes=8`, each.
fn what_ifs(texts: &[String]) -> Result<Vec<WhatIf>, Failure> {
    let (mut others, mut problems) = (Vec::new(), Vec::new());
    for text in texts {
        match what_if(text) {
            Ok(other) => others.push(other),
            Err(message) => problems.push(miette::miette!("--what-if '{text}': {message}")),
        }
    }
    if problems.is_empty() { Ok(others) } else { Err(Failure::Wrong(problems)) }
}

fn what_if(text: &str) -> Result<WhatIf, String> {
    let mut words = text.split_whitespace();
    let job = words.next().unwrap_or("").to_owned();
    let mut other =
        WhatIf { job, walltime: None, nodes: None, words: words.clone().collect::<Vec<_>>().join(" ") };
    for word in words {
        match word.split_once('=') {
            Some(("walltime", value)) => {
                let secs = span(value).map(crate::model::Span::as_secs).filter(|secs| 0 < *secs);
                other.walltime =
                    Some(secs.ok_or(format!("walltime: expected a time such as 2h, found `{value}`"))?);
            }
            Some(("nodes", value)) => {
                let count = value.parse().ok().filter(|count: &u32| 0 < *count);
                other.nodes =
                    Some(count.ok_or(format!("nodes: expected a whole number above 0, found `{value}`"))?);
            }
            Some(_) | None => return Err(format!("expected walltime=TIME or nodes=N, found `{word}`")),
        }
    }
    if other.walltime.is_none() && other.nodes.is_none() {
        return Err("expected a job and what it would ask for, as in '4711 walltime=2h'".into());
    }
    Ok(other)
}

fn refuse_unknown_jobs(args: &Args, snapshot: &Snapshot) -> Result<(), Failure> {
    let waits = |name: &String| snapshot.waiting.iter().any(|job| job.name == *name);
    let unknown = args.job.iter().filter(|name| !waits(name));
    let problems: Vec<_> = unknown.map(|name| miette::miette!("--job {name}: no such job waits")).collect();
    if problems.is_empty() { Ok(()) } else { Err(Failure::Wrong(problems)) }
}

/// All that is asked, and by what answers are corrected.
struct Told<'a> {
    asking: Asking<'a>,
    correction: Option<&'a Correction>,
}

impl Told<'_> {
    fn figures(&self, snapshot: &Snapshot) -> Vec<Figures> {
        let expected = outlook(self.asking, snapshot);
        let corrected = |expected: &Expected| match self.correction {
            Some(correction) => correction.figures(&expected.features),
            None => expected.figures(),
        };
        expected.iter().map(corrected).collect()
    }

    fn others(
        &self,
        others: &[WhatIf],
        snapshot: &Snapshot,
        as_it_is: &[Figures],
    ) -> Result<Vec<OtherRequest>, Failure> {
        let applied = others.iter().map(|other| (other, other.applied(snapshot)));
        let (mut good, mut problems) = (Vec::new(), Vec::new());
        for (other, applied) in applied {
            match applied {
                Ok((changed, place)) => good.push((other, changed, place)),
                Err(error) => {
                    problems.push(miette::miette!("--what-if '{} {}': {error}", other.job, other.words))
                }
            }
        }
        if !problems.is_empty() {
            return Err(Failure::Wrong(problems));
        }
        let told = good.into_iter().map(|(other, changed, place)| OtherRequest {
            name: other.job.clone(),
            words: other.words.clone(),
            figures: self.figures(&changed)[place],
            before: as_it_is[place],
        });
        Ok(told.collect())
    }
}

fn jobs(args: &Args, past: &Past, snapshot: &Snapshot, figures: &[Figures]) -> Vec<JobForecast> {
    let is_asked = |name: &String| args.job.is_empty() || args.job.contains(name);
    let actual: Vec<Option<u64>> = match args.queue {
        Some(_) => vec![None; snapshot.waiting.len()],
        None => past.waiting_at(snapshot.at).map(|job| job.start.map(|start| start - snapshot.at)).collect(),
    };
    let jobs = snapshot.waiting.iter().zip(figures).zip(actual).filter(|((job, _), _)| is_asked(&job.name));
    jobs.map(|((job, figures), actual_secs)| JobForecast {
        name: job.name.clone(),
        owner: job.owner.clone(),
        size: size(job.shape),
        walltime_secs: job.walltime,
        waited_secs: snapshot.at.saturating_sub(job.submit),
        figures: *figures,
        scheduler_secs: job.scheduler_start.map(|start| start.saturating_sub(snapshot.at)),
        actual_secs,
    })
    .collect()
}
