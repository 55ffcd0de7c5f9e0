//! A run as the page's script reads it.

use super::RunFold;
use super::kept::{Kept, What};
use crate::lang::Lang;
use crate::model::{Cause, Time};
use crate::page::chart::short;
use crate::record::{Cancellation, End, Stop};
use serde_json::{Value, json};

/// How things of a run are called.
pub struct RunNames<'a> {
    /// The language.
    pub lang: Lang,
    /// The policy.
    pub policy: String,
    /// The centres.
    pub centers: Vec<String>,
    /// The classes of jobs.
    pub classes: Vec<String>,
    /// The tenants by their number; nothing where they have no names.
    pub tenants: &'a dyn Fn(u32) -> Option<String>,
    /// The command that explains a job, with `{job}` for its number; nothing where there is none.
    pub explain: Option<String>,
}

impl std::fmt::Debug for RunNames<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RunNames").field("policy", &self.policy).finish_non_exhaustive()
    }
}

/// Everything that happens to jobs, in words; each stands in the table of phrases.
const EVENTS: [(What, &str); 19] = [
    (What::Submitted, "submitted"),
    (What::Started, "starts"),
    (What::Stopped(Stop::Requeued), "evicted, and waits again"),
    (What::Stopped(Stop::Suspended), "suspended"),
    (What::Stopped(Stop::NodeFailed), "a node fails under it, and it waits again"),
    (What::Stopped(Stop::Failed), "it fails by itself, and waits again"),
    (What::Lost, "a node fails on which it was suspended"),
    (What::PromiseBroken, "its promised start is put off"),
    (What::Ended(End::Finished), "done"),
    (What::Ended(End::Killed), "stopped at its requested time"),
    (What::Ended(End::Evicted), "evicted for good"),
    (What::Ended(End::NodeFailed), "a node fails under it, and it is given up"),
    (What::Ended(End::Failed), "it fails by itself"),
    (What::Ended(End::Cancelled), "stopped by its user"),
    (What::Cancelled(Cancellation::Patience), "given up: its user would not wait any longer"),
    (
        What::Cancelled(Cancellation::Dependency),
        "given up: a job that it waited for ended otherwise than it had to",
    ),
    (What::Cancelled(Cancellation::Misfit), "given up: the machine became too small for it"),
    (What::StillWaiting, "the simulation ends, and it still waits"),
    (What::StillRunning, "the simulation ends, and it still runs"),
];

/// The words that are said of jobs.
pub(in crate::page) fn words() -> impl Iterator<Item = &'static str> {
    EVENTS.iter().map(|(_, words)| *words).chain(Cause::ALL.into_iter().map(Cause::words))
}

/// The run as JSON, its maps in no more columns than so many, and no more than so many of the jobs that held most.
#[must_use]
pub fn run_json(fold: &RunFold, names: &RunNames<'_>, columns: usize, most: usize) -> Value {
    let lang = names.lang;
    let end = fold.end();
    let jobs = fold.keeper.finish(most);
    let centers: Vec<Value> = fold
        .centers
        .iter()
        .zip(&names.centers)
        .map(|(center, name)| {
            let map = center.ground.squares.map(end, columns);
            json!({
                "name": name,
                "counted": center.ground.lanes.is_some(),
                "nodes": center.ground.squares.nodes,
                "per": center.ground.squares.per_row,
                "rows": map.rows,
                "cols": map.columns,
                "first": 0,
                "step": map.width_micros as f64 / 1e6,
                "levels": map.levels,
                "classes": map.classes,
            })
        })
        .collect();
    let stored = lang.fill(
        "Stored of {jobs} jobs: {stored}, which are those that held most, those that waited longest (in all and in each application), and some \
         drawn by chance. Queues, waits and the map of nodes are of all.",
        &[("jobs", &crate::text::grouped(fold.jobs())), ("stored", &jobs.len())],
    );
    json!({
        "policy": names.policy,
        "classes": names.classes,
        "centers": centers,
        "events": EVENTS.iter().map(|(_, words)| lang.say(words)).collect::<Vec<&str>>(),
        "causes": Cause::ALL.iter().map(|cause| lang.say(cause.words())).collect::<Vec<&str>>(),
        "explain": names.explain,
        "stored": stored,
        "jobs": jobs.iter().map(|kept| job_json(kept, names)).collect::<Vec<Value>>(),
    })
}

fn secs(at: Time) -> Value {
    json!((at.as_micros() as f64 / 1e6).round() as i64)
}

fn job_json(kept: &Kept, names: &RunNames<'_>) -> Value {
    let request = &kept.request;
    let each = request.shape.per_task;
    let why: Vec<Value> = Cause::ALL
        .iter()
        .enumerate()
        .map(|(place, cause)| (place, kept.causes.of(*cause).as_secs_f64()))
        .filter(|(_, secs)| 0.0 < *secs)
        .map(|(place, secs)| json!([place, short(secs)]))
        .collect();
    let runs: Vec<Value> =
        kept.runs.iter().map(|(start, end, nodes)| json!([secs(*start), secs(*end), flat(nodes)])).collect();
    let mut starts = kept.runs.iter();
    let events: Vec<Value> = kept
        .events
        .iter()
        .map(|(at, what)| {
            let place =
                EVENTS.iter().position(|(known, _)| known == what).expect("every event has its words");
            // A start says on which nodes.
            match (what, starts.len()) {
                (What::Started, 1..) => {
                    let nodes = starts.next().map(|(.., nodes)| flat(nodes));
                    json!([secs(*at), place, nodes])
                }
                _ => json!([secs(*at), place]),
            }
        })
        .collect();
    json!({
        "id": request.id.0,
        "c": request.center.0,
        "k": request.class.0,
        "u": (names.tenants)(request.tenant.0),
        "t": [request.shape.tasks, each.cores, each.accelerators],
        "q": secs(request.submit),
        "l": short(request.walltime.as_secs_f64()),
        "w": short(kept.waited.as_secs_f64()),
        "why": why,
        "ev": events,
        "r": runs,
    })
}

fn flat(nodes: &[(u32, u32)]) -> Vec<u32> {
    nodes.iter().flat_map(|(first, count)| [*first, *count]).collect()
}
