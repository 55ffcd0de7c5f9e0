//! The story of one job, in order of time: as text for people and as JSON for programs.

mod due;
mod names;
mod scene;
mod ways;
mod words;

use super::in_order::Fate;
use super::schemas::{SCHEMA_VERSION, of_type};
use crate::experiment::{Explanation, Remedies};
use crate::metrics::Punctuality;
use crate::model::{Cause, Span, Time};
use crate::record::{End, Entry, Event, JobFact, Rejection, Spent, Stop};
use due::DueDate;
use names::Moment;
pub use names::StoryNames;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;
use ways::{WayView, ways_text, ways_view};
use words::{duration, request_words};

/// So many changes at the beginning and at the end of a long row of them are told.
const CHANGES_TOLD: usize = 8;

#[derive(Serialize, JsonSchema)]
struct StoryView<'a> {
    schema_version: u32,
    job: u64,
    policy: &'a str,
    center: &'a str,
    asks: String,
    submit_secs: f64,
    walltime_secs: f64,
    tasks: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    deadline: Option<DeadlineView>,
    /// When its last run began, and when it left; absent where a thing did not happen.
    start_secs: Option<f64>,
    end_secs: Option<f64>,
    /// What became of it, as in the files of jobs.
    state: &'static str,
    wait_secs: f64,
    wait_secs_by_cause: BTreeMap<&'static str, f64>,
    would_have_started_with: Option<RemediesView>,
    /// Where it could have gone; absent where it could run at one place only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    could_have_gone: Vec<WayView>,
    story: Vec<Moment>,
}

#[derive(Serialize, JsonSchema)]
struct DeadlineView {
    due_secs: f64,
    /// `met`, `missed` or `undecided`.
    outcome: Option<&'static str>,
    /// By how much it was late, where it was done in the end.
    late_secs: Option<f64>,
}

#[derive(Serialize, JsonSchema)]
struct RemediesView {
    walltime_secs_most: Option<f64>,
    tasks_most: Option<u32>,
}

/// The story as text.
#[must_use]
pub fn story_text(explanation: &Explanation, names: &StoryNames<'_>) -> String {
    let request = &explanation.request;
    let center = &names.centers[usize::from(request.center.0)];
    let mut text = format!(
        "Job {}{} at {} under {}\nIt asks for {}.\n",
        request.id,
        names.whose(request),
        center.name,
        names.policy,
        request_words(request, center),
    );
    if let Some(due) = DueDate::of(explanation) {
        let _ = writeln!(text, "{}", due.sentence(names));
    }
    text.push('\n');
    let moments = moments(explanation, names);
    let left_out = left_out(&moments);
    for (number, moment) in moments.iter().enumerate() {
        if number == left_out.start && !left_out.is_empty() {
            let _ = writeln!(text, "...  {} more changes, which --json tells", left_out.len());
        }
        if !left_out.contains(&number) {
            let _ = writeln!(text, "{}  {}", moment.at, moment.what);
            moment.details.iter().for_each(|detail| {
                let _ = writeln!(text, "    {detail}");
            });
        }
    }
    let total = explanation.causes.total();
    if total == Span::ZERO {
        text.push_str("\nIt did not wait.\n");
        text.push_str(&ways_text(explanation, names));
        return text;
    }
    let _ = writeln!(text, "\nWhy it waited");
    for cause in Cause::ALL {
        let span = explanation.causes.of(cause);
        if Span::ZERO < span {
            let share = 100.0 * span.as_micros() as f64 / total.as_micros() as f64;
            let _ = writeln!(text, "  {:<28}{:>12}{share:>8.1} %", cause.words(), duration(span));
        }
    }
    let _ = writeln!(text, "  {:<28}{:>12}{:>8.1} %", "in all", duration(total), 100.0);
    text + &ways_text(explanation, names)
}

/// The places of those changes that a person need not read: of a long row of them, all but the first and the last few.
fn left_out(moments: &[Moment]) -> Range<usize> {
    let is_change = |moment: &Moment| moment.cause.is_some();
    let runs = moments.chunk_by(|one, next| is_change(one) == is_change(next));
    let mut begin = 0;
    let mut longest = 0..0;
    for run in runs {
        if is_change(&run[0]) && longest.len() < run.len() {
            longest = begin..begin + run.len();
        }
        begin += run.len();
    }
    if longest.len() <= 3 * CHANGES_TOLD {
        return 0..0;
    }
    longest.start + CHANGES_TOLD..longest.end - CHANGES_TOLD
}

/// The story as JSON.
///
/// # Panics
/// Never: a story is made of words and finite numbers.
#[must_use]
pub fn story_json(explanation: &Explanation, names: &StoryNames<'_>) -> String {
    let request = &explanation.request;
    let center = &names.centers[usize::from(request.center.0)];
    let secs = |span: Span| span.as_secs_f64();
    let by_cause = Cause::ALL.iter().map(|cause| (cause.name(), secs(explanation.causes.of(*cause))));
    let remedies = explanation.remedies.map(|Remedies { walltime, tasks }| RemediesView {
        walltime_secs_most: walltime.map(secs),
        tasks_most: tasks,
    });
    let deadline = DueDate::of(explanation).map(|due| DeadlineView {
        due_secs: secs(due.at.since(Time::ZERO)),
        outcome: due.punctuality.map(Punctuality::word),
        late_secs: due.lateness().map(secs),
    });
    let told = |entry: &Entry| {
        let (_, fact) = entry.event.job()?;
        Some((Fate::told(fact)?, fact.stretch().map(|(start, _)| start), entry.at))
    };
    let fate = explanation.events.iter().find_map(told);
    let (fate, start, at) = fate.expect("a job that was submitted ends, or is told of at the horizon");
    let since = |at: Time| secs(at.since(Time::ZERO));
    let view = StoryView {
        schema_version: SCHEMA_VERSION,
        job: request.id.0,
        policy: names.policy,
        center: &center.name,
        asks: request_words(request, center),
        submit_secs: since(request.submit),
        walltime_secs: secs(request.walltime),
        tasks: request.shape.tasks,
        deadline,
        start_secs: start.map(since),
        end_secs: fate.has_ended().then(|| since(at)),
        state: fate.name(),
        wait_secs: secs(explanation.causes.total()),
        wait_secs_by_cause: by_cause.collect(),
        would_have_started_with: remedies,
        could_have_gone: ways_view(explanation, names),
        story: moments(explanation, names),
    };
    let text = serde_json::to_string_pretty(&view).expect("words and numbers make JSON");
    format!("{text}\n")
}

/// What `explain --json` prints.
pub(super) fn json_schema() -> serde_json::Value {
    of_type::<StoryView<'_>>()
}

/// Everything that happened, in order.
fn moments(explanation: &Explanation, names: &StoryNames<'_>) -> Vec<Moment> {
    let mut moments: Vec<Moment> = Vec::new();
    for entry in &explanation.events {
        if let Some((place, what)) = event_words(&entry.event, entry.at, names) {
            moments.push(names.moment((entry.at, place), what, None, Vec::new()));
        }
    }
    for (number, scene) in explanation.scenes.iter().enumerate() {
        let mut details = scene::details(scene, names);
        if number == 0
            && let Some(remedies) = explanation.remedies
        {
            details.extend(scene::remedies(
                scene,
                remedies,
                &names.centers[usize::from(scene.request.center.0)],
            ));
        }
        let what = format!("waits: {}", scene.cause.words());
        moments.push(names.moment((scene.at, 1), what, Some(scene.cause), details));
    }
    if let Some(due) = DueDate::of(explanation).filter(DueDate::passed) {
        moments.push(names.moment((due.at, 5), "is due, and not done".into(), None, Vec::new()));
    }
    moments.sort_by_key(|moment| moment.order);
    moments
}

/// What happened, and where it stands among the things of one instant.
fn event_words(event: &Event, at: Time, names: &StoryNames<'_>) -> Option<(u8, String)> {
    let ran = |start: Time| duration(at.since(start));
    let Event::Job { request, pieces, fact } = event else { return None };
    let told = match fact {
        JobFact::Submitted => (0, "submitted".to_owned()),
        JobFact::Rejected { why } => {
            let center = &names.centers[usize::from(request.center.0)];
            let excess = Some(why).filter(|why| **why == Rejection::OverLimitAlone);
            let excess = excess.and_then(|_| scene::excess_words(request, center));
            (0, format!("turned away: {}", excess.unwrap_or_else(|| why.reason().to_owned())))
        }
        JobFact::Stopped { start, stop, lost, spent, .. } => {
            let stop = match stop {
                Stop::Requeued => "evicted, and waits again",
                Stop::Suspended => "suspended",
                Stop::NodeFailed => "a node fails under it, and it waits again",
                Stop::Failed => "it fails by itself, and waits again",
            };
            let lost =
                if *lost == Span::ZERO { String::new() } else { format!(", {} lost", duration(*lost)) };
            (0, format!("{stop} after {}{}{lost}", ran(*start), spent_words(*spent)))
        }
        JobFact::Lost { lost } => {
            (0, format!("a node fails on which it was suspended, {} lost", duration(*lost)))
        }
        JobFact::PromiseBroken { promised, breach } => {
            (2, format!("its promised start at {} is put off {}", names.time(*promised), breach.words()))
        }
        JobFact::Started { .. } => (3, format!("starts on {}", names.places(request, pieces))),
        JobFact::Cancelled { why, .. } => (3, format!("given up: {}", why.reason())),
        JobFact::Ended { start, end, spent, .. } => {
            let end = match end {
                End::Finished => "done",
                End::Killed => "stopped at its requested time",
                End::Evicted => "evicted for good",
                End::NodeFailed => "a node fails under it, and it is given up",
                End::Failed => "it fails by itself",
                End::Cancelled => "stopped by its user",
            };
            (4, format!("{end} after {}{}", ran(*start), spent_words(*spent)))
        }
        JobFact::StillWaiting { .. } => (5, "the simulation ends, and it still waits".to_owned()),
        JobFact::StillRunning { .. } => (5, "the simulation ends, and it still runs".to_owned()),
        JobFact::Waited { .. } => return None,
    };
    Some(told)
}

/// What of a run was no work, and no checkpoint or restart either.
fn spent_words(spent: Spent) -> String {
    let parts = [
        (spent.waking, "of which its nodes took", " to wake"),
        (spent.hung, "of which it hung for", " on a node that had failed"),
        (spent.slowed, "", " longer than at full speed"),
    ];
    let told = parts.into_iter().filter(|(span, ..)| *span != Span::ZERO);
    let words = |before: &str, span: Span, after: &str| format!("{before} {}{after}", duration(span));
    told.map(|(span, before, after)| format!(", {}", words(before, span, after).trim_start())).collect()
}
