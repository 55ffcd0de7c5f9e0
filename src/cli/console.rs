//! What the person at the terminal sees: results on stdout, everything else on stderr.

use super::Failure;
use miette::{GraphicalReportHandler, GraphicalTheme, Report};
use std::io::{self, IsTerminal, Write};

/// Writes results to stdout. A reader who has seen enough (`| head`) is no failure.
///
/// # Errors
/// When stdout cannot be written to, as on a full disk.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    let result = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::unanswered(format!("cannot write to standard output: {error}")))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Writes a line about what is being done to stderr.
pub fn tell(line: &str) {
    // Where stderr is closed there is nobody to be told.
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Writes every problem of a failure to stderr, one message each.
pub(super) fn tell_failure(failure: &Failure) {
    let handler = report_handler();
    let mut text = String::new();
    let mut add = |report: &Report| {
        // Writing to a string cannot fail.
        let _ = handler.render_report(&mut text, report.as_ref());
    };
    match failure {
        Failure::Wrong(reports) => reports.iter().for_each(&mut add),
        Failure::Unanswered(report) => add(report),
        Failure::Interrupted => text.push_str("stopped; nothing was written\n"),
    }
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Colours and pictures for a terminal, plain words for a file or another program.
fn report_handler() -> GraphicalReportHandler {
    let colourless = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if !io::stderr().is_terminal() {
        // A message in a log is one line, however long.
        return GraphicalReportHandler::new_themed(GraphicalTheme::none())
            .with_links(false)
            .with_wrap_lines(false);
    }
    let theme = if colourless { GraphicalTheme::unicode_nocolor() } else { GraphicalTheme::unicode() };
    GraphicalReportHandler::new_themed(theme).with_links(false)
}
