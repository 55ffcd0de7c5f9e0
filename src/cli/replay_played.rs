//! What a replay leaves behind: under a policy, of the record itself, or of both.

use super::Failure;
use super::observed::{self, Compared, RecordUse};
use super::replay_onlooker::{Onlooker, Question};
use crate::experiment::{Replayed, replay};
use crate::log::{LogReader, LogSource};
use crate::report::FeasibilityReport;

/// What a replay leaves behind, with what there is to say of the record.
pub(super) struct Played {
    pub(super) replayed: Replayed<Onlooker>,
    pub(super) feasibility: Option<FeasibilityReport>,
    pub(super) compared: Option<Compared>,
}

pub(super) fn played(
    question: Question<'_>,
    wanted: RecordUse,
    reader: LogReader,
) -> Result<Played, Failure> {
    match wanted {
        RecordUse::Unused => {
            let watch = |log: &LogSource| Onlooker::new(question, log);
            let replayed = replay(question.replay, reader, watch)?;
            Ok(Played { replayed, feasibility: None, compared: None })
        }
        RecordUse::Played => {
            let (replayed, feasibility) = observed::play(question, reader)?;
            Ok(Played { replayed, feasibility: Some(feasibility), compared: None })
        }
        RecordUse::Compared => {
            let (replayed, compared) = observed::compare(question, reader)?;
            Ok(Played { replayed, feasibility: None, compared: Some(compared) })
        }
    }
}
