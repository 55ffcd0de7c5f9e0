//! What other commands are asked for clients: a plan, and what is in a log.

use super::answer::{failed, line};
use super::child::{Errand, run};
use super::fitted;
use super::question::{Moved, lasting, moved_scenario, policies, quoted};
use super::slider::{Slider, sliders};
use super::state::{Paper, State};
use super::stream::send_line;
use super::uploads::Upload;
use axum::body::Bytes;
use serde::Deserialize;
use serde_json::json;
use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::mpsc::Sender;

/// More promises, or a longer one, nobody types into a page.
const PROMISES_MAX: usize = 8;
const PROMISE_MAX: usize = 300;

/// A range has no more values.
const VALUES_MAX: f64 = 500.0;

/// A plan that is asked for.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanAsk {
    pub(super) client: String,
    moved: Moved,
    /// The values to choose from; where nothing is said, those of the scenario's own plan.
    #[serde(default)]
    range: Option<Range>,
    #[serde(default)]
    promises: Vec<String>,
    #[serde(default)]
    policy: Option<String>,
    #[serde(default)]
    days: Option<u32>,
    #[serde(default)]
    replications: Option<u32>,
}

/// Values of a slider.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Range {
    slider: usize,
    low: f64,
    high: f64,
    step: f64,
    /// Whether the most is asked for and not the least.
    most: bool,
}

/// A question about a log.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LogAsk {
    pub(super) client: String,
    log: u64,
    what: LogWhat,
    #[serde(default)]
    policies: Vec<String>,
    #[serde(default)]
    processors: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum LogWhat {
    Inspect,
    Fit,
    Replay,
}

/// Everything that a client is told goes there.
pub(super) type To = Sender<Bytes>;

impl PlanAsk {
    /// The options of `suanli plan`.
    fn options(&self, state: &State, all: &[Slider]) -> Result<Vec<String>, Vec<String>> {
        let mut options = Vec::new();
        if let Some(range) = &self.range {
            let slider = all.get(range.slider).and_then(|slider| Some((slider, slider.key.as_ref()?)));
            let (slider, key) = slider.ok_or_else(|| vec!["this cannot be planned".to_owned()])?;
            let Range { low, high, step, most, .. } = *range;
            let is_good =
                low < high && 0.0 < step && high - low <= step * VALUES_MAX && 0.0 <= low && high < 1e9;
            if !is_good {
                return Err(vec![format!(
                    "expected a range of at most {VALUES_MAX} values, the lower bound first"
                )]);
            }
            let unit = if slider.unit.is_empty() { String::new() } else { format!(" {}", slider.unit) };
            options.push(if most { "--most" } else { "--least" }.to_owned());
            options.push(format!("{key}={low}{unit}..{high}{unit}:{step}{unit}"));
        }
        let promises: Vec<&str> =
            self.promises.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect();
        if PROMISES_MAX < promises.len() || promises.iter().any(|text| PROMISE_MAX < text.len()) {
            return Err(vec![format!(
                "expected at most {PROMISES_MAX} promises of at most {PROMISE_MAX} letters"
            )]);
        }
        for promise in promises {
            options.extend(["--promise".to_owned(), promise.to_owned()]);
        }
        let (_, _, scenario) = moved_scenario(&state.library, &self.moved)?;
        if let Some(policy) = &self.policy {
            let policy = policies(&scenario, std::slice::from_ref(policy))?.swap_remove(0);
            options.extend(["--policy".to_owned(), policy.name]);
        }
        lasting(scenario, self.days)?;
        options.extend(self.days.iter().flat_map(|days| ["--horizon".to_owned(), format!("{days}d")]));
        let replications = self.replications.filter(|count| (1..=16).contains(count));
        options
            .extend(replications.iter().flat_map(|count| ["--replications".to_owned(), count.to_string()]));
        Ok(options)
    }
}

/// Asks `suanli plan`.
pub(super) async fn plan(state: &Arc<State>, ask: &PlanAsk, to: &To) -> Result<(), Vec<String>> {
    let (typed, text, scenario) = moved_scenario(&state.library, &ask.moved)?;
    let options = ask.options(state, &sliders(&typed.text))?;
    let folder = state.uploads.folder().map_err(|error| vec![error.to_string()])?;
    let path = folder.path().join(&typed.file);
    let written = tokio::fs::write(&path, &text).await;
    written.map_err(|error| vec![format!("the scenario cannot be written: {error}")])?;
    let mut words: Vec<OsString> = vec!["plan".into(), (&typed.file).into()];
    words.extend(options.iter().map(OsString::from));
    let shown: Vec<String> = options.iter().map(|word| quoted(word)).collect();
    tell(to, &json!({ "kind": "begun", "command": format!("suanli plan {} {}", quoted(&typed.file), shown.join(" ")) })).await;
    if scenario.names_files() {
        words.extend(["--logs".into(), typed.folder().into()]);
    }
    words.extend(["--out".into(), "out".into()]);
    let answer = errand(state, words, folder.path(), to).await?;
    let name = format!("{}-plan.html", scenario.name);
    let paper = keep(state, &folder.path().join("out/report.html"), name, "text/html; charset=utf-8").await;
    tell(to, &json!({ "kind": "answer", "text": answer, "papers": paper })).await;
    Ok(())
}

/// Asks what is in a log.
pub(super) async fn log(state: &Arc<State>, ask: &LogAsk, to: &To) -> Result<(), Vec<String>> {
    let known = state.uploads.known(ask.log);
    let upload = known.ok_or_else(|| vec!["the log is not kept any more: bring it again".to_owned()])?;
    match ask.what {
        LogWhat::Inspect => {
            let words = words("inspect", &upload, ask.processors);
            let answer = errand(state, words, upload.dir.path(), to).await?;
            tell(to, &json!({ "kind": "answer", "text": answer, "papers": [] })).await;
            Ok(())
        }
        LogWhat::Fit => fit(state, &upload, ask.processors, to).await,
        LogWhat::Replay => replay(state, &upload, ask, to).await,
    }
}

fn words(command: &str, upload: &Upload, processors: Option<u32>) -> Vec<OsString> {
    let mut words: Vec<OsString> = vec![command.into(), (&upload.name).into()];
    if let Some(processors) = processors.filter(|count| 0 < *count) {
        words.extend(["--processors".into(), processors.to_string().into()]);
    }
    words
}

async fn fit(
    state: &Arc<State>,
    upload: &Arc<Upload>,
    processors: Option<u32>,
    to: &To,
) -> Result<(), Vec<String>> {
    let folder = upload.dir.path();
    let mut words = words("fit", upload, processors);
    // A few synthetic logs say how good the model is; the command makes more where it is asked itself.
    let options = ["--out", fitted::MODEL, "--synthetic", "3", "--resamples", "20"];
    words.extend(options.map(OsString::from));
    let answer = errand(state, words, folder, to).await?;
    let model = tokio::fs::read_to_string(folder.join(fitted::MODEL)).await;
    let model = model.map_err(|error| vec![format!("the model cannot be read: {error}")])?;
    let stem = upload.name.split('.').next().unwrap_or("log").to_owned();
    let mut papers =
        keep(state, &folder.join(fitted::MODEL), format!("{stem}-model.toml"), "text/plain; charset=utf-8")
            .await;
    let entry = match fitted::scenario(&model, &upload.name) {
        None => None,
        Some(text) => {
            let words = ["generate", fitted::MODEL, "--out", fitted::JOBS].map(OsString::from);
            errand(state, words.into(), folder, to).await?;
            papers.extend(
                keep(
                    state,
                    &folder.join(fitted::JOBS),
                    format!("{stem}-jobs.swf"),
                    "text/plain; charset=utf-8",
                )
                .await,
            );
            Some(state.library.take_in(format!("{stem}-fitted.toml"), Arc::clone(upload), text))
        }
    };
    let scenario = entry.map(|entry| json!({ "id": entry.id, "title": entry.title, "file": entry.file }));
    tell(
        to,
        &json!({ "kind": "answer", "text": answer, "model": model, "papers": papers, "scenario": scenario }),
    )
    .await;
    Ok(())
}

async fn replay(state: &Arc<State>, upload: &Arc<Upload>, ask: &LogAsk, to: &To) -> Result<(), Vec<String>> {
    if 4 < ask.policies.len() || ask.policies.iter().any(|name| 200 < name.len() || name.starts_with('-')) {
        return Err(vec!["expected at most four policies, each written order+backfill".to_owned()]);
    }
    let folder = state.uploads.folder().map_err(|error| vec![error.to_string()])?;
    let page = folder.path().join("replay.html");
    let names: Vec<&str> = ask.policies.iter().map(String::as_str).collect();
    let names = if names.is_empty() { vec!["fcfs+easy"] } else { names };
    let mut all = words("replay", upload, ask.processors);
    for name in &names {
        all.extend(["--policy".into(), (*name).into()]);
    }
    all.extend(["--report".into(), page.clone().into()]);
    let mut answer = errand(state, all, upload.dir.path(), to).await?;
    // A comparison with the record goes with one policy at a time; logs that know no waits have none.
    for name in names {
        let mut against = words("replay", upload, ask.processors);
        against.extend(["--policy", name, "--against", "observed"].map(OsString::from));
        match errand(state, against, upload.dir.path(), to).await {
            Ok(more) => answer += &format!("\n{more}"),
            Err(why) => answer += &format!("\n{}", why.join("\n")),
        }
    }
    let papers = keep(state, &page, "replay.html".to_owned(), "text/html; charset=utf-8").await;
    tell(to, &json!({ "kind": "answer", "text": answer, "papers": papers })).await;
    Ok(())
}

/// Runs a command as soon as there is a seat for it.
async fn errand(
    state: &Arc<State>,
    words: Vec<OsString>,
    folder: &Path,
    to: &To,
) -> Result<String, Vec<String>> {
    let (gate, closed) = (Arc::clone(&state.gates.cores), to.clone());
    let seat = tokio::task::spawn_blocking(move || gate.seat(0, &|| closed.is_closed())).await;
    let Ok(Some(_seat)) = seat else { return Err(vec!["stopped".to_owned()]) };
    let threads = state.cores;
    run(Errand { program: &state.program, words, folder: folder.to_owned(), threads }, to).await
}

/// Keeps a file that a command wrote, if it is there; says where it can be had.
async fn keep(state: &State, path: &Path, name: String, kind: &'static str) -> Vec<serde_json::Value> {
    /// A larger paper is for the command line.
    const BYTES_MAX: u64 = 32 << 20;
    let length = tokio::fs::metadata(path).await.map(|known| known.len()).unwrap_or(u64::MAX);
    if BYTES_MAX < length {
        return Vec::new();
    }
    let Ok(bytes) = tokio::fs::read(path).await else { return Vec::new() };
    let id = state.papers.keep(Paper { name: name.clone(), kind, bytes: bytes.into() });
    vec![json!({ "id": id, "name": name })]
}

/// Tells a client something; one that is gone is told nothing.
pub(super) async fn tell(to: &To, value: &serde_json::Value) {
    let _ = send_line(to, line(value)).await;
}

/// Tells how it ended.
pub(super) async fn close(to: &To, done: Result<(), Vec<String>>) {
    let last = match done {
        Ok(()) => line(&json!({ "kind": "done" })),
        Err(problems) => failed(&problems),
    };
    let _ = send_line(to, last).await;
}
