//! The page, live: a server for browsers on this machine, in which scenarios are changed and answers come while one looks.
//!
//! A question goes from `routes` through the guard to `question`, which checks it; `answer` makes it in steps on as many cores as there
//! are seats at the `gate`; `work` is what all who ask the same share, and keeps it as long as there is room. Plans and logs are `errands`
//! for other commands of this program, which run as processes of their own.

mod answer;
mod child;
mod door;
mod errands;
mod fitted;
mod gate;
mod guard;
mod library;
mod onlooker;
mod pinned;
mod question;
mod routes;
mod slider;
mod state;
mod stream;
mod threshold;
mod uploads;
mod work;

use crate::lang::Lang;
use crate::page::live_html;
use gate::Gates;
use guard::Guard;
use library::Library;
use state::{Papers, State, Turns};
use std::io;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use tokio::sync::Semaphore;
use uploads::Uploads;
use work::Works;

/// So many questions are answered at once; others are told to come again.
const QUESTIONS_MAX: usize = 64;

/// So many logs are brought at once.
const UPLOADS_MAX: usize = 4;

/// How a server is set up.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The scenario that stands first.
    pub scenario: Option<PathBuf>,
    /// The folder of the scenarios to choose from.
    pub folder: Option<PathBuf>,
    /// What clients have to know; nothing where only this machine can ask.
    pub token: Option<String>,
    /// How many simulations go on at once.
    pub cores: usize,
    /// The program whose other commands are run, which is this one.
    pub program: PathBuf,
    /// How many bytes of answers are kept.
    pub answer_bytes: usize,
}

/// Answers those who come to an address until `stop` is raised.
///
/// # Errors
/// When the folder of scenarios cannot be read, there is no room for logs, or the address cannot be listened at any more.
pub fn serve(settings: Settings, listener: TcpListener, stop: &AtomicBool) -> io::Result<()> {
    let bound = listener.local_addr()?.ip();
    let page = |lang: Lang| {
        let (page, policy) = live_html(lang);
        (lang, page.into(), policy)
    };
    let cores = settings.cores.max(1);
    let state = Arc::new(State {
        guard: Guard { bound, token: settings.token },
        library: Library::new(settings.scenario.as_deref(), settings.folder.as_deref())?,
        works: Arc::new(Works::new(settings.answer_bytes)),
        gates: Gates::new(cores),
        cores,
        program: settings.program,
        uploads: Uploads::new()?,
        places: Arc::new(Semaphore::new(QUESTIONS_MAX)),
        upload_places: Arc::new(Semaphore::new(UPLOADS_MAX)),
        pages: [page(Lang::English), page(Lang::Chinese)],
        turns: Turns::default(),
        papers: Papers::default(),
    });
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(4 * QUESTIONS_MAX)
        .enable_all()
        .build()?;
    let routes = routes::routes(Arc::clone(&state));
    let ended = runtime.block_on(door::open(listener, routes, state, stop));
    // Clients that still read an answer are not waited for.
    runtime.shutdown_timeout(Duration::from_secs(2));
    ended
}
