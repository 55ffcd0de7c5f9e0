//! What the person at the terminal sees: results on stdout, everything else on stderr. Nothing is printed elsewhere, so that
//! nothing in a name or a file reaches the terminal as more than text.

use super::Failure;
use super::shown::{Seen, first_of_each_kind};
use crate::text::{cut, plain, visible_lines, wrapped};
use clap::{ColorChoice, ValueEnum as _};
use miette::{GraphicalReportHandler, GraphicalTheme, Report};
use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

/// How wide a page is where nobody says so.
const COLUMNS_USUAL: usize = 80;

/// No table can be narrower.
const COLUMNS_LEAST: usize = 40;

/// Nobody reads a longer line about what is being done.
const LINE_LETTERS_MAX: usize = 4_000;

/// Writes results to stdout. A reader who has seen enough (`| head`) is no failure.
///
/// # Errors
/// When stdout cannot be written to, as on a full disk.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    let result = stdout.write_all(visible_lines(text).as_bytes()).and_then(|()| stdout.flush());
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::unanswered(format!("cannot write to standard output: {error}")))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// How many columns a page has: as `COLUMNS` says, or else the terminal, or else 80.
pub fn width() -> usize {
    width_known().unwrap_or(COLUMNS_USUAL)
}

/// How many columns a page has, where `COLUMNS` or the terminal says so.
pub(super) fn width_known() -> Option<usize> {
    let said = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let found = || terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
    said.filter(|columns| 0 < *columns).or_else(found).map(|columns: usize| columns.max(COLUMNS_LEAST))
}

/// A text whose lines are broken where they are wider than the page, if anything says how wide that is; what follows a break stands
/// a little to the right of the line's own beginning.
pub(super) fn fitted(text: &str) -> String {
    let Some(width) = width_known() else { return text.to_owned() };
    let mut page = String::new();
    for line in text.lines() {
        let indent = line.len() - line.trim_start_matches(' ').len();
        page += &wrapped(line, width, &" ".repeat(indent + 2));
    }
    page
}

/// Writes a line about what is being done to stderr.
pub fn tell(line: &str) {
    // Where stderr is closed there is nobody to be told.
    let _ = writeln!(io::stderr().lock(), "{}", cut(&visible_lines(line), LINE_LETTERS_MAX));
}

/// Writes what is wrong with the arguments, or the help they ask for.
pub(super) fn tell_usage(error: &clap::Error, arguments: &[OsString]) {
    let is_hostile = |argument: &OsString| {
        let text = argument.to_string_lossy();
        text != visible_lines(&text) || LINE_LETTERS_MAX < text.len()
    };
    if arguments.iter().any(is_hostile) {
        tell(error.render().to_string().trim_end());
    } else {
        // Help and version are answers and go to stdout; a closed pipe there is no failure.
        let _ = error.print();
    }
}

/// Writes how arguments would be typed with a plain keyboard that were typed with another; files may be called anything.
pub(super) fn tell_plain(arguments: &[OsString]) {
    for argument in arguments.iter().skip(1) {
        let text = argument.to_string_lossy();
        // Where the dash of an option became a long one, there is no telling how many there were.
        let typed = plain(&text).filter(|_| !text.is_ascii()).map(|typed| {
            if text.starts_with('—') && !typed.starts_with("--") { format!("-{typed}") } else { typed }
        });
        // What has letters of its own is a name, and may have marks of its own.
        if let Some(typed) = typed.filter(|typed| typed.is_ascii() && !Path::new(argument).exists()) {
            tell(&format!("`{text}` has marks of another keyboard: type `{typed}`"));
        }
    }
}

/// Writes the problems of a failure to stderr, one message each; of very many of one kind only the first.
pub(super) fn tell_failure(failure: &Failure, colors: ColorChoice) {
    let handler = report_handler(colors);
    let mut text = String::new();
    let mut add = |report: &Report| {
        // Writing to a string cannot fail.
        let _ = handler.render_report(&mut text, &Seen::new(report));
    };
    match failure {
        Failure::Wrong(reports) => {
            let (first, left_out) = first_of_each_kind(reports);
            first.into_iter().for_each(&mut add);
            left_out.iter().for_each(&mut add);
        }
        Failure::Unanswered(report) => add(report),
        Failure::Interrupted => text.push_str("stopped; nothing was written\n"),
        Failure::Stopped(what) => {
            text.push_str(&visible_lines(what));
            text.push('\n');
        }
    }
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// The colours that were asked for, before anything else is known of the arguments: they are also for what is wrong with these.
pub(super) fn colors_asked(arguments: &[OsString]) -> ColorChoice {
    let words: Vec<_> = arguments.iter().map(|argument| argument.to_string_lossy()).collect();
    let typed = words.iter().enumerate().rev().find_map(|(place, word)| match word.strip_prefix("--color") {
        Some("") => words.get(place + 1).map(|next| next.as_ref()),
        Some(rest) => rest.strip_prefix('='),
        None => None,
    });
    typed.and_then(|typed| ColorChoice::from_str(typed, true).ok()).unwrap_or(ColorChoice::Auto)
}

/// Whether text on a stream has colours.
pub(super) fn has_colors(colors: ColorChoice, is_terminal: bool) -> bool {
    match colors {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
    }
}

/// Colours and pictures for a terminal, plain words for a file or another program.
fn report_handler(colors: ColorChoice) -> GraphicalReportHandler {
    let is_terminal = io::stderr().is_terminal();
    let is_colored = has_colors(colors, is_terminal);
    let theme = match (is_terminal, is_colored) {
        (_, true) => GraphicalTheme::unicode(),
        (true, false) => GraphicalTheme::unicode_nocolor(),
        (false, false) => GraphicalTheme::none(),
    };
    // A message in a log is one line, however long.
    GraphicalReportHandler::new_themed(theme).with_links(false).with_wrap_lines(is_terminal)
}
