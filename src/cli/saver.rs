//! Writes the states of runs to files, of which none takes the place of another question's.

use super::saving::{LogMark, Question, SaveArgs, SavedRun, ScenarioText};
use super::{Failure, console};
use crate::experiment::Cell;
use crate::model::{Span, Time};
use crate::report::{prepare_dir, slugs, span_words, write_file};
use crate::scenario::parse_span;
use crate::state::{StateError, seal, to_bytes};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// The ending of the files.
const ENDING: &str = "suanli";

/// So many states of one command are more than anybody goes through; a short span would fill the disk with them.
const STATES_MAX: u64 = 10_000;

/// Writes states to files.
#[derive(Debug)]
pub(super) struct Saver {
    pub(super) every: Span,
    dir: PathBuf,
    question: Question,
    /// The policies, as names of files have them.
    names: Vec<String>,
    replications: u32,
    kept: AtomicU64,
}

/// Why no more states are saved.
fn too_many(every: Span) -> String {
    let every = span_words(every);
    format!(
        "--save-every {every}: more than {STATES_MAX} states, one for each run and span; a longer span makes fewer"
    )
}

/// The runs of which states are written.
#[derive(Debug, Clone)]
pub(super) struct Runs {
    /// The names of the policies.
    pub(super) policies: Vec<String>,
    pub(super) replications: u32,
    /// How long they are, where that is known.
    pub(super) horizon: Option<Span>,
}

/// What writes states, if they are to be written. Proves that they can be, and that the logs are those of the states from which
/// runs go on.
pub(super) fn saver(
    save: &SaveArgs,
    scenario: Option<ScenarioText>,
    logs: &[PathBuf],
    runs: &Runs,
) -> Result<Option<Saver>, Failure> {
    if save.save_to.is_none() && save.states.is_empty() {
        return Ok(None);
    }
    let marks: io::Result<Vec<LogMark>> = logs.iter().map(|log| LogMark::of(log)).collect();
    let logs = marks.map_err(|error| Failure::unanswered(format!("cannot read the log: {error}")))?;
    if let Some(state) = save.states.first() {
        state.question.check_logs(&logs)?;
    }
    let (Some(every), Some(dir)) = (&save.save_every, &save.save_to) else { return Ok(None) };
    let every = parse_span(every).map_err(|error| Failure::wrong(format!("--save-every: {error}")))?;
    if every == Span::ZERO {
        return Err(Failure::wrong("--save-every: expected a span of more than nothing"));
    }
    let saver = Saver {
        every,
        dir: dir.clone(),
        question: save.question(scenario, logs),
        names: slugs(runs.policies.iter().map(String::as_str)),
        replications: runs.replications,
        kept: AtomicU64::new(0),
    };
    saver.refuse_other_questions()?;
    if let Some(horizon) = runs.horizon {
        let first = saver.first_due(save).as_micros();
        let runs_count = runs.policies.len() as u64 * u64::from(runs.replications);
        match horizon.as_micros().checked_sub(first) {
            Some(rest) if STATES_MAX < (rest / every.as_micros()).saturating_mul(runs_count) => {
                return Err(Failure::wrong(too_many(every)));
            }
            Some(rest) if 0 < rest => {}
            Some(_) | None => {
                saver.tell_of_nothing(&format!("the simulation ends after {}", span_words(horizon)));
            }
        }
    }
    prepare_dir(dir)?;
    Ok(Some(saver))
}

impl Saver {
    /// Writes the state of a cell.
    pub(super) fn keep(&self, cell: Cell, at: Time, state: Vec<u8>) -> Result<(), StateError> {
        if STATES_MAX <= self.kept.fetch_add(1, Ordering::Relaxed) {
            return Err(StateError::CannotBeSaved(too_many(self.every)));
        }
        let name = format!("{}-{}-{}.{ENDING}", self.names[cell.policy], cell.replication + 1, words(at));
        let run = SavedRun::new(self.question.clone(), cell, at, state);
        let content = to_bytes(&(env!("CARGO_PKG_VERSION"), to_bytes(&run)));
        let written = write_file(&self.dir.join(name), &seal(&content));
        written.map_err(|error| StateError::CannotBeSaved(error.to_string()))
    }

    /// Says so, where runs whose length nobody knew were over before any state was due.
    pub(super) fn tell_if_nothing_was_kept(&self, save: &SaveArgs) {
        // A run that is resumed has a state already.
        let is_resumed = !save.states.is_empty() && save.branching.is_none();
        if self.kept.load(Ordering::Relaxed) == 0 && !is_resumed {
            self.tell_of_nothing("the run was over");
        }
    }

    fn tell_of_nothing(&self, why: &str) {
        let every = span_words(self.every);
        console::tell(&format!(
            "warning: --save-every {every}: {why} before a state is due, so that none is saved"
        ));
    }

    /// When the first state is due: of a branch, after it begins.
    fn first_due(&self, save: &SaveArgs) -> Span {
        let begun = save.branching.as_ref().map_or(Time::ZERO, |branch| branch.at);
        begun.next_multiple_of(self.every).since(Time::ZERO)
    }

    /// States of a repeated run are the same again, those of another question would be lost.
    fn refuse_other_questions(&self) -> Result<(), Failure> {
        for name in self.names_there() {
            let path = self.dir.join(name);
            let why = match SavedRun::read(&path) {
                Ok(run) if run.question == self.question => continue,
                Ok(_) => "belongs to another question".to_owned(),
                Err(why) => format!("may belong to another question ({why})"),
            };
            let dir = self.dir.display();
            let other = (2..).map(|number| format!("{dir}-{number}")).find(|dir| !Path::new(dir).exists());
            let help = format!("choose another folder, as in --save-to {}", other.unwrap_or_default());
            return Err(Failure::Wrong(vec![miette::miette!(
                help = help,
                "--save-to {dir}: {} {why}, and would be lost",
                path.display()
            )]));
        }
        Ok(())
    }

    /// The files in the folder that have names of states of these runs, in order.
    fn names_there(&self) -> Vec<String> {
        // A folder that is not there yet has no files.
        let entries = std::fs::read_dir(&self.dir).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        let mut names: Vec<String> = names.filter(|name| self.is_ours(name)).collect();
        names.sort();
        names
    }

    /// Whether a state of these runs could have this name, whatever its time.
    fn is_ours(&self, name: &str) -> bool {
        let parts = || {
            let (run, _) = name.strip_suffix(ENDING)?.strip_suffix('.')?.rsplit_once('-')?;
            let (policy, replication) = run.rsplit_once('-')?;
            Some((policy, replication.parse::<u32>().ok()?))
        };
        parts().is_some_and(|(policy, replication)| {
            (1..=self.replications).contains(&replication) && self.names.iter().any(|name| name == policy)
        })
    }
}

/// An instant as a part of a file's name.
fn words(at: Time) -> String {
    let secs = at.as_secs();
    match (secs % 86_400, secs % 3_600) {
        (0, _) => format!("{}d", secs / 86_400),
        (_, 0) => format!("{}h", secs / 3_600),
        (_, _) => format!("{secs}s"),
    }
}
