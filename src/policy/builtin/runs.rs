//! The jobs that run and those that are suspended, as far as the rules must know.

use super::counters::{Dues, Stake};
use crate::model::{AccessId, ClassId, GroupId, Piece, QosId, Request, Span, Time};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A running job.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Run {
    pub(super) job: u32,
    pub(super) arrival: u64,
    pub(super) access: AccessId,
    pub(super) start: Time,
    pub(super) units: u32,
    /// How many nodes it holds.
    pub(super) nodes: u32,
    pub(super) group: GroupId,
    pub(super) class: ClassId,
    pub(super) qos: QosId,
    pub(super) tier: u32,
    pub(super) stake: Stake,
    /// How long this attempt had run before it was suspended.
    pub(super) before: Span,
    /// By when it must leave, once it was told.
    pub(super) leaves: Option<Time>,
}

impl Run {
    /// How long it has run since its last start.
    pub(super) fn ran(&self, now: Time) -> Span {
        now.since(self.start)
    }
}

/// A job that keeps its nodes in mind without using them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Suspended {
    pub(super) job: u32,
    pub(super) arrival: u64,
    pub(super) access: AccessId,
    pub(super) pieces: Vec<Piece>,
    pub(super) dues: Dues,
    pub(super) ran: Span,
    pub(super) run: Run,
}

impl Suspended {
    pub(super) fn of(run: &Run, pieces: Vec<Piece>, now: Time) -> Suspended {
        Suspended {
            job: run.job,
            arrival: run.arrival,
            access: run.access,
            pieces,
            dues: run.stake.dues().clone(),
            ran: run.before + run.ran(now),
            run: run.clone(),
        }
    }
}

/// All runs of a centre.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Runs {
    running: BTreeMap<u32, Run>,
    suspended: Vec<Suspended>,
}

impl Runs {
    pub(super) fn started(&mut self, number: u32, run: Run) {
        self.running.insert(number, run);
    }

    pub(super) fn resumed(&mut self, number: u32, suspended: Suspended, stake: Stake, now: Time) {
        let Suspended { run, ran, .. } = suspended;
        self.running.insert(number, Run { start: now, before: ran, stake, leaves: None, ..run });
    }

    pub(super) fn ended(&mut self, number: u32) -> Run {
        self.running.remove(&number).expect("a run that ends was there")
    }

    pub(super) fn get(&self, number: u32) -> &Run {
        &self.running[&number]
    }

    pub(super) fn get_mut(&mut self, number: u32) -> &mut Run {
        self.running.get_mut(&number).expect("a job that is told to leave runs")
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &Run)> {
        self.running.iter().map(|(number, run)| (*number, run))
    }

    pub(super) fn suspend(&mut self, suspended: Suspended) {
        let place = self.suspended.partition_point(|other| other.arrival < suspended.arrival);
        self.suspended.insert(place, suspended);
    }

    pub(super) const fn anything_is_suspended(&self) -> bool {
        !self.suspended.is_empty()
    }

    /// Those that are suspended, in order of submission.
    pub(super) fn suspended(&self) -> impl Iterator<Item = &Suspended> {
        self.suspended.iter()
    }

    /// A job that was suspended does not go on where it was.
    pub(super) fn forget_suspended(&mut self, job: u32) -> Option<Suspended> {
        let place = self.suspended.iter().position(|suspended| suspended.job == job)?;
        Some(self.suspended.remove(place))
    }

    /// Those that are suspended, in order of submission; those that stay so are given back.
    pub(super) fn take_suspended(&mut self) -> Vec<Suspended> {
        std::mem::take(&mut self.suspended)
    }
}

impl Run {
    pub(super) fn new(
        request: &Request,
        (job, arrival): (u32, u64),
        (access, units, nodes): (AccessId, u32, u32),
        (qos, tier): (QosId, u32),
        stake: Stake,
        start: Time,
    ) -> Run {
        Run {
            job,
            arrival,
            access,
            start,
            units,
            nodes,
            group: request.group,
            class: request.class,
            qos,
            tier,
            stake,
            before: Span::ZERO,
            leaves: None,
        }
    }
}
