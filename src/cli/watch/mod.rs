//! `--watch`: a live view of a run in the terminal. It looks on and changes nothing.

mod follower;
mod live;
mod terminal;
mod view;

use super::{Failure, console};
use crate::experiment::{Cell, Witness};
use crate::scenario::Scenario;
use clap::ColorChoice;
use follower::Follower;
use live::{Keys, Live};
use ratatui::backend::{Backend, CrosstermBackend};
use std::io::{self, IsTerminal as _, Stderr};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use view::Ink;

/// The view on a terminal, which is as it was once this is gone.
pub(super) struct Watching {
    live: Live<CrosstermBackend<Stderr>>,
}

impl Watching {
    /// Takes over the terminal, for so many runs; Ctrl-C raises `stop`.
    ///
    /// # Errors
    /// When there is no terminal.
    pub(super) fn begin(
        runs: usize,
        stop: &Arc<AtomicBool>,
        colors: ColorChoice,
    ) -> Result<Watching, Failure> {
        if !io::stderr().is_terminal() || !io::stdin().is_terminal() {
            return Err(Failure::wrong(
                "--watch: draws on a terminal, and standard error or standard input is none: leave it out, or run it in a terminal",
            ));
        }
        let terminal = terminal::enter().map_err(|error| {
            Failure::unanswered(format!("--watch: cannot draw on this terminal: {error}"))
        })?;
        let ink = if console::has_colors(colors, true) { Ink::Colored } else { Ink::Plain };
        let keys = Keys { typed: terminal::typed, leave: terminal::leave, stop: Arc::clone(stop) };
        Ok(Watching { live: Live::new(terminal, runs, ink, keys) })
    }

    /// Lets a run be followed, if none is, with the one who writes it down.
    pub(super) fn follow<'a>(
        &'a self,
        scenario: &'a Scenario,
        cell: Cell,
        writer: Option<Box<dyn Witness + 'a>>,
    ) -> Option<Box<dyn Witness + 'a>> {
        follow(&self.live, scenario, cell, writer)
    }

    /// A run is over.
    pub(super) fn end(&self) {
        self.live.end();
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.live.close();
    }
}

fn follow<'a, B: Backend + Send>(
    live: &'a Live<B>,
    scenario: &'a Scenario,
    cell: Cell,
    writer: Option<Box<dyn Witness + 'a>>,
) -> Option<Box<dyn Witness + 'a>> {
    if live.take() { Some(Box::new(Follower::new(live, scenario, cell, writer))) } else { writer }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Settings, Watch, compare};
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;
    use std::sync::atomic::Ordering;
    use terminal::Typed;

    struct Looking<'a> {
        live: &'a Live<TestBackend>,
        scenario: &'a Scenario,
    }

    impl Watch for Looking<'_> {
        fn witness(&self, cell: Cell) -> Option<Box<dyn Witness + '_>> {
            follow(self.live, self.scenario, cell, None)
        }

        fn end(&self, _: Cell) {
            self.live.end();
        }
    }

    fn scenario() -> Scenario {
        let text = include_str!("../../../scenarios/smoke.toml");
        crate::scenario::parse("smoke.toml", text).expect("it is right")
    }

    fn live(typed: fn() -> Option<Typed>) -> Live<TestBackend> {
        let terminal = Terminal::new(TestBackend::new(80, 24)).expect("it needs no terminal");
        Live::new(terminal, 4, Ink::Colored, Keys { typed, leave: || {}, stop: Arc::default() })
    }

    #[test]
    fn looking_on_changes_nothing() {
        let scenario = scenario();
        let alone = compare(&scenario, Settings::default(), &()).expect("it runs");
        for threads in [1, 3] {
            let live = live(|| None);
            let settings = Settings { threads, ..Settings::default() };
            let looking = Looking { live: &live, scenario: &scenario };
            let watched = compare(&scenario, settings, &looking).expect("it runs");
            assert!(watched.cells == alone.cells);
            let text = live.pictured(|backend| {
                backend.buffer().content().iter().map(|cell| cell.symbol()).collect::<String>()
            });
            let text = text.expect("nobody closed it");
            assert!(text.contains("replication") && text.contains("tiny: "), "{text}");
            assert!(text.contains("of 4 runs are over"), "{text}");
        }
    }

    #[test]
    fn what_is_typed_is_done() {
        let scenario = scenario();
        let stopped = live(|| Some(Typed::Stop));
        compare(&scenario, Settings::default(), &Looking { live: &stopped, scenario: &scenario })
            .expect("only the command stops runs");
        assert!(stopped.keys.stop.load(Ordering::Relaxed));
        let closed = live(|| Some(Typed::Close));
        compare(&scenario, Settings::default(), &Looking { live: &closed, scenario: &scenario })
            .expect("it runs");
        assert!(closed.pictured(|_| ()).is_none());
    }
}
