//! The terminal that is drawn on: taken over, listened to, and left as it was.

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use ratatui::crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::crossterm::{cursor, execute};
use std::io::{self, Stderr};
use std::time::Duration;

/// What somebody may type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Typed {
    /// Close the view; the runs go on.
    Close,
    /// Stop the runs.
    Stop,
}

/// Takes the terminal over.
///
/// # Errors
/// When it cannot be drawn on.
pub(super) fn enter() -> io::Result<Terminal<CrosstermBackend<Stderr>>> {
    enable_raw_mode()?;
    let entered = execute!(io::stderr(), EnterAlternateScreen, cursor::Hide);
    let terminal = entered.and_then(|()| Terminal::new(CrosstermBackend::new(io::stderr())));
    terminal.inspect_err(|_| leave())
}

/// Leaves the terminal as it was. Where that fails there is nobody to be told.
pub(super) fn leave() {
    let _ = disable_raw_mode();
    let _ = execute!(io::stderr(), LeaveAlternateScreen, cursor::Show);
}

/// What was typed, if anything.
pub(super) fn typed() -> Option<Typed> {
    while event::poll(Duration::ZERO).unwrap_or(false) {
        let Ok(Event::Key(key)) = event::read() else { continue };
        if key.kind != KeyEventKind::Press {
            continue;
        }
        if key.modifiers.contains(KeyModifiers::CONTROL) && key.code == KeyCode::Char('c') {
            return Some(Typed::Stop);
        }
        if key.code == KeyCode::Char('q') || key.code == KeyCode::Esc {
            return Some(Typed::Close);
        }
    }
    None
}
