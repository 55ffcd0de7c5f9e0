//! The live view on its terminal: one run at a time, drawn when it is time, until somebody closes it.

use super::terminal::Typed;
use super::view::{Ink, View, draw};
use ratatui::Terminal;
use ratatui::backend::Backend;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a picture stands.
const STANDS: Duration = Duration::from_millis(60);

/// The view of the runs of an experiment, of which it follows one after the other.
pub(super) struct Live<B: Backend> {
    screen: Mutex<Option<Screen<B>>>,
    /// Whether a run is followed.
    is_taken: AtomicBool,
    runs_over: AtomicUsize,
    runs: usize,
    ink: Ink,
    pub(super) keys: Keys,
}

/// A terminal, and when it was last drawn.
struct Screen<B: Backend> {
    terminal: Terminal<B>,
    drawn: Option<Instant>,
}

/// How it is answered that somebody types.
pub(super) struct Keys {
    /// What was typed; nothing where nobody did.
    pub(super) typed: fn() -> Option<Typed>,
    /// Leaves the terminal as it was.
    pub(super) leave: fn(),
    /// Raised where the runs are to stop.
    pub(super) stop: Arc<AtomicBool>,
}

impl<B: Backend> Live<B> {
    pub(super) fn new(terminal: Terminal<B>, runs: usize, ink: Ink, keys: Keys) -> Live<B> {
        Live {
            screen: Mutex::new(Some(Screen { terminal, drawn: None })),
            is_taken: AtomicBool::new(false),
            runs_over: AtomicUsize::new(0),
            runs,
            ink,
            keys,
        }
    }

    /// Takes the view for a run, if none has it.
    pub(super) fn take(&self) -> bool {
        !self.is_taken.swap(true, Ordering::AcqRel)
    }

    /// A run is over.
    pub(super) fn end(&self) {
        self.runs_over.fetch_add(1, Ordering::Relaxed);
    }

    /// Nobody is followed any more.
    pub(super) fn leave(&self) {
        self.is_taken.store(false, Ordering::Release);
    }

    /// Whether the picture has stood for long enough.
    pub(super) fn is_due(&self) -> bool {
        let screen = self.screen.lock().unwrap_or_else(PoisonError::into_inner);
        let due = |screen: &Screen<B>| screen.drawn.is_none_or(|drawn| STANDS <= drawn.elapsed());
        screen.as_ref().is_some_and(due)
    }

    /// Shows how a run stands, and does what was typed.
    pub(super) fn show(&self, view: &mut View) {
        view.runs = (self.runs_over.load(Ordering::Relaxed), self.runs);
        let mut screen = self.screen.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(shown) = screen.as_mut() else { return };
        let is_drawn = shown.terminal.draw(|frame| draw(frame, view, self.ink)).is_ok();
        shown.drawn = Some(Instant::now());
        match (self.keys.typed)() {
            None if is_drawn => {}
            // A terminal that cannot be drawn on is gone.
            None | Some(Typed::Close) => {
                *screen = None;
                (self.keys.leave)();
            }
            Some(Typed::Stop) => self.keys.stop.store(true, Ordering::Relaxed),
        }
    }

    /// Closes the view, if nobody has.
    pub(super) fn close(&self) {
        let mut screen = self.screen.lock().unwrap_or_else(PoisonError::into_inner);
        if screen.take().is_some() {
            (self.keys.leave)();
        }
    }

    /// Something of the picture that stands; nothing where the view is closed.
    #[cfg(test)]
    pub(super) fn pictured<T>(&self, of: impl FnOnce(&B) -> T) -> Option<T> {
        let screen = self.screen.lock().unwrap_or_else(PoisonError::into_inner);
        screen.as_ref().map(|screen| of(screen.terminal.backend()))
    }
}
