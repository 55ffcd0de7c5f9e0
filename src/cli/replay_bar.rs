//! The progress bar of a replay: shown on a terminal, when it takes longer than a second.

use crate::log::Progress;
use crate::record::{Observer, Record};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

/// So many records pass between two looks at the clock.
const RECORDS_BETWEEN_LOOKS: u32 = 1 << 13;

/// Watches how far a log has been read.
#[derive(Debug)]
pub(super) struct ReplayBar {
    began: Instant,
    progress: Progress,
    bar: Option<ProgressBar>,
    until_look: u32,
}

impl ReplayBar {
    pub(super) const fn new(began: Instant, progress: Progress) -> ReplayBar {
        ReplayBar { began, progress, bar: None, until_look: RECORDS_BETWEEN_LOOKS }
    }

    /// Something happened; now and then this is a reason to look at the clock.
    #[inline]
    pub(super) fn step(&mut self) {
        self.until_look -= 1;
        if self.until_look == 0 {
            self.until_look = RECORDS_BETWEEN_LOOKS;
            self.look();
        }
    }

    fn look(&mut self) {
        let Some(bytes) = self.progress.bytes else { return };
        if self.bar.is_none() && Duration::from_secs(1) < self.began.elapsed() && io::stderr().is_terminal() {
            let template = "{bar:30} {bytes} of {total_bytes} of the log read, {eta} left";
            let style = ProgressStyle::with_template(template).expect("the template is well formed");
            self.bar = Some(ProgressBar::new(bytes).with_style(style));
        }
        if let Some(bar) = &self.bar {
            bar.set_position(self.progress.bytes_read());
        }
    }
}

impl Observer for ReplayBar {
    fn observe(&mut self, _record: &Record<'_>) {
        self.step();
    }
}

impl Drop for ReplayBar {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
