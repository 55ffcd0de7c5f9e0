//! What can be asked, and at which address.

use super::answer::{answer, failed};
use super::errands::{LogAsk, PlanAsk, close, log, plan};
use super::pinned::{Pair, apart};
use super::question::{Ask, Moved, days_usual, moved_scenario};
use super::slider::sliders;
use super::state::State;
use super::stream::{lines, send};
use super::threshold::guarded;
use super::uploads::{BYTES_MAX, Refused};
use super::work::Line;
use crate::lang::Lang;
use crate::policy::{BACKFILLS, ORDERS};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Path, RawQuery, Request, State as Held};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OwnedSemaphorePermit;

/// A question is not longer.
const QUESTION_MAX: usize = 256 << 10;

/// A question comes within this time, a log within the other.
const QUESTION_TIME: Duration = Duration::from_secs(10);
const LOG_TIME: Duration = Duration::from_secs(120);

/// A client's word for itself is not longer.
const CLIENT_MAX: usize = 64;

const LINES: &str = "application/x-ndjson";
const TEXT: &str = "text/plain; charset=utf-8";

type Held2 = Held<Arc<State>>;

/// All addresses.
pub(super) fn routes(state: Arc<State>) -> Router {
    Router::new()
        .route("/", get(page))
        .route("/api/scenarios", get(scenarios))
        .route("/api/scenario/{id}", get(scenario))
        .route("/api/ask", post(ask))
        .route("/api/text", post(text))
        .route("/api/difference", post(difference))
        .route("/api/answer/{key}/{file}", get(file))
        .route("/api/plan", post(plan_asked))
        .route("/api/log", post(upload))
        .route("/api/log/ask", post(log_asked))
        .route("/api/paper/{id}", get(paper))
        .route("/api/held", get(held))
        .fallback(nothing)
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(Arc::clone(&state), guarded))
        .with_state(state)
}

async fn nothing() -> Response {
    problem(StatusCode::NOT_FOUND, "there is nothing at this address")
}

fn problem(status: StatusCode, why: &str) -> Response {
    problems(status, &[why.to_owned()])
}

fn problems(status: StatusCode, why: &[String]) -> Response {
    let json = json!({ "problems": why }).to_string();
    (status, [(CONTENT_TYPE, "application/json")], json).into_response()
}

fn good(value: &Value) -> Response {
    ([(CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

async fn page(Held(state): Held2, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let lang = query.split('&').find_map(|part| part.strip_prefix("lang=")).and_then(Lang::named);
    let wanted = lang.unwrap_or_default();
    let found = state.pages.iter().find(|(lang, ..)| *lang == wanted).unwrap_or(&state.pages[0]);
    let mut response = found.1.clone().into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    if let Ok(policy) = HeaderValue::from_str(&found.2) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

async fn scenarios(Held(state): Held2) -> Response {
    let entry =
        |entry: super::library::Entry| json!({ "id": entry.id, "file": entry.file, "title": entry.title });
    good(&json!({ "scenarios": state.library.entries().into_iter().map(entry).collect::<Vec<Value>>() }))
}

async fn scenario(Held(state): Held2, Path(id): Path<String>) -> Response {
    let Ok(id) = id.parse() else { return problem(StatusCode::NOT_FOUND, "scenarios have numbers") };
    let asked = Moved { scenario: id, sliders: Default::default() };
    let (typed, _, scenario) = match moved_scenario(&state.library, &asked) {
        Ok(found) => found,
        Err(why) => return problems(StatusCode::UNPROCESSABLE_ENTITY, &why),
    };
    let policies: Vec<&str> = scenario.policies.iter().map(|policy| policy.name.as_str()).collect();
    let planned = scenario.planned.as_deref();
    let names = |names: Vec<&'static str>| names;
    let sliders = sliders(&typed.text);
    let can_be_planned: Vec<usize> = sliders
        .iter()
        .enumerate()
        .filter(|(_, slider)| slider.key.is_some())
        .map(|(place, _)| place)
        .collect();
    good(&json!({
        "id": id,
        "file": typed.file,
        "title": scenario.title,
        "sliders": sliders,
        "planable": can_be_planned,
        "policies": policies,
        "orders": names(ORDERS.iter().map(|row| row.name).collect()),
        "backfills": names(BACKFILLS.iter().map(|row| row.name).collect()),
        "days": scenario.horizon.as_secs() / 86_400,
        "warm_up_days": scenario.warm_up.as_secs_f64() / 86_400.0,
        "days_usual": days_usual(&scenario),
        "replications": scenario.replications,
        "is_of_logs": scenario.is_of_logs_alone(),
        "plan": planned.map(|plan| json!({ "range": plan.range, "most": plan.is_most, "promises": plan.promises })),
    }))
}

/// What a client sent as JSON, if it is not too long, comes in time, and is what was asked for.
async fn read<T: DeserializeOwned>(request: Request) -> Result<T, Response> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("application/json") {
        return Err(problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "expected JSON"));
    }
    let body = axum::body::to_bytes(request.into_body(), QUESTION_MAX);
    let bytes = match tokio::time::timeout(QUESTION_TIME, body).await {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(_)) => {
            return Err(problem(StatusCode::PAYLOAD_TOO_LARGE, "the question is too long or was cut off"));
        }
        Err(_) => return Err(problem(StatusCode::REQUEST_TIMEOUT, "the question did not come in time")),
    };
    serde_json::from_slice(&bytes).map_err(|error| problem(StatusCode::BAD_REQUEST, &error.to_string()))
}

/// A place among those who may be answered at once.
fn place(state: &State, client: &str) -> Result<OwnedSemaphorePermit, Box<Response>> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if client.is_empty() || CLIENT_MAX < client.len() || !client.bytes().all(is_plain) {
        return Err(Box::new(problem(
            StatusCode::BAD_REQUEST,
            "a client's word for itself has 1 to 64 letters, digits and hyphens",
        )));
    }
    let place = Arc::clone(&state.places).try_acquire_owned();
    place.map_err(|_| {
        Box::new(problem(StatusCode::SERVICE_UNAVAILABLE, "too many questions at once: ask again in a while"))
    })
}

fn streamed(body: Body) -> Response {
    ([(CONTENT_TYPE, LINES)], body).into_response()
}

async fn ask(Held(state): Held2, request: Request) -> Response {
    let asked: Ask = match read(request).await {
        Ok(asked) => asked,
        Err(response) => return response,
    };
    let place = match place(&state, &asked.client) {
        Ok(place) => place,
        Err(response) => return *response,
    };
    let (library, client) = (Arc::clone(&state), asked.client.clone());
    // Scenarios may name logs, which are read here.
    let question = tokio::task::spawn_blocking(move || asked.question(&library.library)).await;
    let question = match question {
        Ok(Ok(question)) => question,
        Ok(Err(why)) => return problems(StatusCode::UNPROCESSABLE_ENTITY, &why),
        Err(_) => return problem(StatusCode::INTERNAL_SERVER_ERROR, "the question could not be looked at"),
    };
    let ended = state.turns.begin(&client);
    let (follower, is_new) = state.works.follow(&question.key);
    if is_new {
        let (state, work) = (Arc::clone(&state), Arc::clone(&follower.work));
        tokio::spawn(async move {
            let (making, gates, cores) = (Arc::clone(&work), state.gates.clone(), state.cores);
            let made = tokio::task::spawn_blocking(move || answer(&question, &making, &gates, cores)).await;
            if made.is_err() {
                work.tell(Line::Other(failed(&["a fault of suanli ended this answer".to_owned()])));
            }
            state.works.settle(&work, made.unwrap_or(false));
        });
    }
    let (to, body) = lines();
    tokio::spawn(async move {
        let _place = place;
        send(follower, to, Arc::clone(&ended)).await;
        state.turns.end(&client, &ended);
    });
    streamed(body)
}

/// The scenario's text with moved sliders, as it can be saved.
async fn text(Held(state): Held2, request: Request) -> Response {
    let asked: Moved = match read(request).await {
        Ok(asked) => asked,
        Err(response) => return response,
    };
    let found = tokio::task::spawn_blocking(move || moved_scenario(&state.library, &asked)).await;
    match found {
        Ok(Ok((typed, text, _))) => saved(text.into(), &typed.file, TEXT),
        Ok(Err(why)) => problems(StatusCode::UNPROCESSABLE_ENTITY, &why),
        Err(_) => problem(StatusCode::INTERNAL_SERVER_ERROR, "the scenario could not be looked at"),
    }
}

/// A file that is saved and never shown as a page of this server.
fn saved(bytes: Bytes, name: &str, kind: &'static str) -> Response {
    let plain: String = name
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || "-_.".contains(letter) { letter } else { '_' })
        .collect();
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    let disposition: (HeaderName, _) = (CONTENT_DISPOSITION, format!("attachment; filename=\"{plain}\""));
    if let Ok(value) = HeaderValue::from_str(&disposition.1) {
        headers.insert(disposition.0, value);
    }
    response
}

async fn difference(request: Request) -> Response {
    match read::<Pair>(request).await.map(|pair| apart(&pair)) {
        Ok(Ok(found)) => good(&found),
        Ok(Err(why)) => problem(StatusCode::UNPROCESSABLE_ENTITY, &why),
        Err(response) => response,
    }
}

async fn file(Held(state): Held2, Path((key, file)): Path<(String, String)>) -> Response {
    let Some(files) = state.works.known(&key).and_then(|work| work.files()) else {
        return problem(StatusCode::NOT_FOUND, "this answer is not kept any more: ask again");
    };
    let name = files.name;
    match file.as_str() {
        "report.html" => saved(files.report, &format!("{name}.html"), "text/html; charset=utf-8"),
        "summary.json" => saved(files.summary, &format!("{name}-summary.json"), "application/json"),
        "scenario.toml" => saved(files.text, &format!("{name}.toml"), TEXT),
        _ => problem(StatusCode::NOT_FOUND, "an answer has no such file"),
    }
}

async fn plan_asked(Held(state): Held2, request: Request) -> Response {
    let asked: PlanAsk = match read(request).await {
        Ok(asked) => asked,
        Err(response) => return response,
    };
    let place = match place(&state, &asked.client) {
        Ok(place) => place,
        Err(response) => return *response,
    };
    let (to, body) = lines();
    let turn = format!("plan {}", asked.client);
    let ended = state.turns.begin(&turn);
    tokio::spawn(async move {
        let _place = place;
        tokio::select! {
            done = plan(&state, &asked, &to) => close(&to, done).await,
            () = ended.notified() => {}
        }
        state.turns.end(&turn, &ended);
    });
    streamed(body)
}

async fn log_asked(Held(state): Held2, request: Request) -> Response {
    let asked: LogAsk = match read(request).await {
        Ok(asked) => asked,
        Err(response) => return response,
    };
    let place = match place(&state, &asked.client) {
        Ok(place) => place,
        Err(response) => return *response,
    };
    let (to, body) = lines();
    let turn = format!("log {}", asked.client);
    let ended = state.turns.begin(&turn);
    tokio::spawn(async move {
        let _place = place;
        tokio::select! {
            done = log(&state, &asked, &to) => close(&to, done).await,
            () = ended.notified() => {}
        }
        state.turns.end(&turn, &ended);
    });
    streamed(body)
}

async fn upload(Held(state): Held2, RawQuery(query): RawQuery, request: Request) -> Response {
    let Ok(_place) = Arc::clone(&state.upload_places).try_acquire_owned() else {
        return problem(
            StatusCode::SERVICE_UNAVAILABLE,
            "other logs are being brought: try again in a while",
        );
    };
    let stated = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if stated.is_some_and(|length: u64| BYTES_MAX < length) {
        return problem(StatusCode::PAYLOAD_TOO_LARGE, "a log has at most 64 MiB");
    }
    let query = query.unwrap_or_default();
    let name = query.split('&').find_map(|part| part.strip_prefix("name=")).unwrap_or("log").to_owned();
    let taken = state.uploads.take_in(&name, request.into_body());
    match tokio::time::timeout(LOG_TIME, taken).await {
        Ok(Ok(log)) => good(&json!({ "log": log.id, "name": log.name })),
        Ok(Err(Refused::TooLarge(why))) => problem(StatusCode::PAYLOAD_TOO_LARGE, &why),
        Ok(Err(Refused::Broken(why))) => problem(StatusCode::BAD_REQUEST, &why),
        Ok(Err(Refused::Disk(why))) => problem(StatusCode::INSUFFICIENT_STORAGE, &why),
        Err(_) => problem(StatusCode::REQUEST_TIMEOUT, "the log did not come in time"),
    }
}

async fn paper(Held(state): Held2, Path(id): Path<String>) -> Response {
    match id.parse().ok().and_then(|id| state.papers.known(id)) {
        Some(paper) => saved(paper.bytes, &paper.name, paper.kind),
        None => problem(StatusCode::NOT_FOUND, "this file is not kept any more"),
    }
}

/// How much is held: for those who watch over the server.
async fn held(Held(state): Held2) -> Response {
    let (answers, bytes) = state.works.held();
    good(&json!({ "answers": answers, "bytes": bytes, "places": state.places.available_permits() }))
}
