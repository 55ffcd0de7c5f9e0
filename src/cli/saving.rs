//! Saved states of runs: the options that ask for them, what they hold, and how they are read.

use super::Failure;
use crate::engine::Resize;
use crate::experiment::{Beginning, Cell};
use crate::model::Time;
use crate::policy::PolicySpec;
use crate::report::span_words;
use crate::state::{from_bytes, open};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// So much of the beginning of a log tells it apart from others.
const HEAD_BYTES: u64 = 1 << 16;

/// Whether and where states are saved.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct SaveArgs {
    /// Save the state of every run at whole multiples of this span of simulated time, as in "30 days".
    #[arg(long, value_name = "SPAN", requires = "save_to", help_heading = "Saving")]
    pub(super) save_every: Option<String>,
    /// The folder for the saved states, from which `suanli resume` goes on.
    #[arg(long, value_name = "DIR", requires = "save_every", help_heading = "Saving")]
    pub(super) save_to: Option<PathBuf>,
    /// The command line, word for word but for the program's own name.
    #[arg(skip)]
    pub(super) arguments: Vec<String>,
    /// The states from which runs go on.
    #[arg(skip)]
    pub(super) states: Vec<SavedRun>,
    /// Where the runs were branched before these states.
    #[arg(skip)]
    pub(super) branches: Vec<Branch>,
    /// The changes from these states on.
    #[arg(skip)]
    pub(super) branching: Option<Branch>,
    /// By policy: what changes.
    #[arg(skip)]
    pub(super) before: Vec<Before>,
    /// What was changed when, in words.
    #[arg(skip)]
    pub(super) told: Vec<String>,
}

/// The changes of one policy.
#[derive(Debug, Clone, Default)]
pub(super) struct Before {
    /// The policy of the states, where they go on under another.
    pub(super) policy: Option<PolicySpec>,
    /// Pools that have other sizes from then on.
    pub(super) sizes: Vec<Resize>,
}

/// Where a run was branched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Branch {
    /// From when on; of several runs, the first.
    pub(super) at: Time,
    /// Whether that is so for all runs.
    at_once: bool,
    /// What was changed, as `KEY=VALUE`.
    pub(super) set: Vec<String>,
    /// Where its results go.
    pub(super) out: Option<PathBuf>,
    states: States,
}

/// Whether and where states are to be saved.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct States {
    pub(super) every: Option<String>,
    pub(super) to: Option<PathBuf>,
}

impl Branch {
    /// What was changed, for people; these texts are those that changed anything.
    pub(super) fn words(&self, told: &[String]) -> Option<String> {
        let when = if self.at_once { span_words(self.at.since(Time::ZERO)) } else { "its state".into() };
        (!told.is_empty()).then(|| format!("after {when}: {}", told.join(", ")))
    }
}

/// What was asked when a state was saved: nothing else is needed to go on, but for the logs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Question {
    /// The command line, word for word.
    pub(super) arguments: Vec<String>,
    /// The name and the text of the scenario, where there is one.
    pub(super) scenario: Option<ScenarioText>,
    logs: Vec<LogMark>,
    /// Where it was branched.
    pub(super) branches: Vec<Branch>,
}

/// A scenario as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ScenarioText {
    /// Its file, with its folder.
    pub(super) name: String,
    pub(super) text: String,
}

/// What tells a log apart from others; by which path it was found does not.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct LogMark {
    path: PathBuf,
    pub(super) bytes: u64,
    /// A sum over its beginning.
    pub(super) head: u64,
}

/// A run half way.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct SavedRun {
    pub(super) question: Question,
    policy: usize,
    replication: u32,
    /// Everything before has happened.
    pub(super) at: Time,
    pub(super) state: Vec<u8>,
}

impl SaveArgs {
    /// What states of these runs are told that was asked.
    pub(super) fn question(&self, scenario: Option<ScenarioText>, logs: Vec<LogMark>) -> Question {
        let branches = self.branches.iter().chain(&self.branching).cloned().collect();
        Question { arguments: self.arguments.clone(), scenario, logs, branches }
    }

    /// Whether states are to be saved.
    pub(super) const fn is_asked(&self) -> bool {
        self.save_every.is_some()
    }

    /// Whether anything was ever changed half way.
    pub(super) fn is_branched(&self) -> bool {
        !self.branches.is_empty() || self.branching.is_some()
    }

    /// Whether there is a state of a cell.
    pub(super) fn has_state_of(&self, cell: Cell) -> bool {
        self.states.iter().any(|run| run.cell() == cell)
    }

    /// From where a cell goes on.
    pub(super) fn beginning_of(&self, cell: Cell) -> Option<Beginning<'_>> {
        let run = self.states.iter().find(|run| run.cell() == cell)?;
        let before = self.before.get(cell.policy);
        let under = before.and_then(|before| before.policy.as_ref());
        let sizes = before.map_or(&[][..], |before| &before.sizes);
        Some(Beginning { state: &run.state, under, sizes, is_branched: self.is_branched() })
    }

    /// Changes something from the states on, and saves states of that where it is asked for.
    pub(super) fn branch(
        &mut self,
        set: &[String],
        out: Option<PathBuf>,
        states: States,
    ) -> Result<(), Failure> {
        let at = self.states[0].at;
        let at_once = self.states.iter().all(|state| state.at == at);
        // States of the branch would take the places of those that it comes from.
        let every = states.every.or_else(|| self.save_every.take()).filter(|_| states.to.is_some());
        if states.to.is_some() && every.is_none() {
            return Err(Failure::wrong("--save-to: say how often states are saved, with --save-every"));
        }
        let states = States { every, to: states.to };
        (self.save_every, self.save_to) = (states.every.clone(), states.to.clone());
        self.branching = Some(Branch { at, at_once, set: set.to_vec(), out, states });
        Ok(())
    }

    /// Saves states elsewhere or more often, where it is asked for.
    pub(super) fn keep_in(&mut self, states: States) {
        self.save_every = states.every.or_else(|| self.save_every.take());
        self.save_to = states.to.or_else(|| self.save_to.take());
    }

    /// Saves states as a branch does.
    pub(super) fn keep_in_those_of(&mut self, branch: &Branch) {
        (self.save_every, self.save_to) = (branch.states.every.clone(), branch.states.to.clone());
    }
}

impl Question {
    /// Whether logs are those of the question.
    pub(super) fn check_logs(&self, found: &[LogMark]) -> Result<(), Failure> {
        let same = |mark: &&LogMark| found.contains(mark);
        match self.logs.iter().find(|mark| !same(mark)) {
            None => Ok(()),
            Some(mark) => Err(Failure::wrong(format!(
                "`{}` is not the log of the saved state: it had {} bytes then, or another beginning",
                mark.path.display(),
                mark.bytes
            ))),
        }
    }
}

impl SavedRun {
    pub(super) const fn cell(&self) -> Cell {
        Cell { policy: self.policy, replication: self.replication }
    }

    pub(super) fn new(question: Question, cell: Cell, at: Time, state: Vec<u8>) -> SavedRun {
        SavedRun { question, policy: cell.policy, replication: cell.replication, at, state }
    }

    /// Reads a file, or says why it cannot be read.
    pub(super) fn read(path: &Path) -> Result<SavedRun, String> {
        let bytes = std::fs::read(path).map_err(|error| format!("cannot read: {error}"))?;
        let content = open(&bytes).and_then(|content| from_bytes(&content));
        let (version, run): (String, Vec<u8>) = content.map_err(|error| error.to_string())?;
        if version != env!("CARGO_PKG_VERSION") {
            return Err(format!(
                "the state was saved by suanli {version}; this is suanli {}",
                env!("CARGO_PKG_VERSION")
            ));
        }
        from_bytes(&run).map_err(|error| error.to_string())
    }

    /// Reads the files of runs that answer one question: of each run the latest state.
    pub(super) fn read_all(paths: &[PathBuf]) -> Result<Vec<SavedRun>, Failure> {
        let mut runs: Vec<SavedRun> = Vec::new();
        for path in paths {
            let run =
                SavedRun::read(path).map_err(|why| Failure::wrong(format!("{}: {why}", path.display())))?;
            if runs.first().is_some_and(|first| first.question != run.question) {
                return Err(Failure::wrong(format!(
                    "{}: this state belongs to another question than {}",
                    path.display(),
                    paths[0].display()
                )));
            }
            match runs.iter_mut().find(|other| other.cell() == run.cell()) {
                Some(other) if other.at < run.at => *other = run,
                Some(_) => {}
                None => runs.push(run),
            }
        }
        Ok(runs)
    }
}

impl PartialEq for LogMark {
    fn eq(&self, other: &LogMark) -> bool {
        (self.bytes, self.head) == (other.bytes, other.head)
    }
}

impl Eq for LogMark {}

impl LogMark {
    pub(super) fn of(path: &Path) -> io::Result<LogMark> {
        let file = File::open(path)?;
        let bytes = file.metadata()?.len();
        let mut head = Vec::new();
        file.take(HEAD_BYTES).read_to_end(&mut head)?;
        // The sum of Fowler, Noll and Vo (FNV-1a): chance tells logs apart, nobody forges them.
        let sum = |sum: u64, byte: &u8| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3);
        let head = head.iter().fold(0xCBF2_9CE4_8422_2325, sum);
        Ok(LogMark { path: path.into(), bytes, head })
    }
}
