//! How a command fails: the question was wrong, or it could not be answered.

use crate::experiment::CompareError;
use crate::log::{LogError, LogProblem};
use crate::model::SourceError;
use crate::plot::PlotError;
use crate::report::FileError;
use std::fmt;
use std::io;

/// Why a command gives no answer, and what the shell is told.
#[derive(Debug)]
pub enum Failure {
    /// The question was wrong (exit code 2): one report for each problem, all at once.
    Wrong(Vec<miette::Report>),
    /// The question was right but could not be answered (exit code 1).
    Unanswered(miette::Report),
    /// The user stopped it (exit code 130, as shells expect).
    Interrupted,
    /// The same, where what was done by then is kept, in one sentence.
    Stopped(String),
}

impl Failure {
    /// One mistake of the user in one sentence.
    #[must_use]
    pub fn wrong(message: impl fmt::Display) -> Failure {
        Failure::Wrong(vec![miette::Report::msg(message.to_string())])
    }

    /// A right question without an answer, in one sentence.
    #[must_use]
    pub fn unanswered(message: impl fmt::Display) -> Failure {
        Failure::Unanswered(miette::Report::msg(message.to_string()))
    }

    /// What the process ends with.
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        match self {
            Failure::Wrong(_) => 2,
            Failure::Unanswered(_) => 1,
            Failure::Interrupted | Failure::Stopped(_) => 130,
        }
    }
}

impl From<CompareError> for Failure {
    fn from(error: CompareError) -> Failure {
        match error {
            CompareError::Stopped => Failure::Interrupted,
            CompareError::Jobs { .. } | CompareError::Threads { .. } => Failure::unanswered(error),
        }
    }
}

impl From<FileError> for Failure {
    /// A full disk is nobody's mistake; a folder that cannot be written to was the wrong folder.
    fn from(error: FileError) -> Failure {
        let full = matches!(error.source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded);
        if full { Failure::unanswered(error) } else { Failure::wrong(error) }
    }
}

impl From<PlotError> for Failure {
    fn from(error: PlotError) -> Failure {
        match error {
            PlotError::File(error) => Failure::from(error),
            PlotError::Paint { .. } => Failure::unanswered(error),
        }
    }
}

impl From<LogError> for Failure {
    /// A log that is broken was the wrong log; one that the system cannot read may be readable tomorrow.
    fn from(error: LogError) -> Failure {
        match error.problem {
            LogProblem::CannotRead(_) | LogProblem::CannotSort(_) => Failure::unanswered(error),
            LogProblem::CannotOpen(_)
            | LogProblem::Folder
            | LogProblem::Empty
            | LogProblem::OtherCompression(_)
            | LogProblem::Damaged(_)
            | LogProblem::CompressedCutOff
            | LogProblem::Binary
            | LogProblem::LineTooLong { .. }
            | LogProblem::UnknownFormat { .. }
            | LogProblem::OtherKind(_)
            | LogProblem::NoSuchColumns { .. }
            | LogProblem::NoDates
            | LogProblem::NotRecognised { .. }
            | LogProblem::LastRowCutOff { .. }
            | LogProblem::ListCutOff
            | LogProblem::NoRows
            | LogProblem::NoneUsable { .. }
            | LogProblem::NoJobs { .. }
            | LogProblem::OnTop { .. }
            | LogProblem::GoesBack => Failure::wrong(error),
        }
    }
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Failure {
        Failure::wrong(error)
    }
}
