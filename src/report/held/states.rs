//! What each node did from when to when: a row for each job that held a part of it, and for each time in which it was out.

use super::seats::{Seat, Seats};
use crate::model::{CenterId, NodeId, NodeState, OutageCause, Request, Span, Time};
use crate::record::{Fact, NodeFact, Observer, Piece, Record, Turn};
use crate::report::FileError;
use crate::report::rows::{Field, Kind, Part};
use crate::report::secs::secs_text;
use crate::state::{Saved, StateError, from_bytes};
use std::collections::BTreeMap;
use std::fs::File;

/// The rows of all nodes of a run, in the order in which things ended. A time of which no row tells a node was idle.
#[derive(Debug)]
pub struct NodeRows {
    part: Part,
    seats: Seats,
    /// What simulated time 0 is in the time of a log.
    origin: Span,
    /// The nodes that are out, since when and why.
    out: BTreeMap<(CenterId, NodeId), (Time, OutageCause)>,
}

impl NodeRows {
    /// Begins with nothing. `origin` is added to every time.
    #[must_use]
    pub fn new(part: Part, origin: Span, seats: Seats) -> NodeRows {
        NodeRows { part, seats: seats.quoted(), origin, out: BTreeMap::new() }
    }

    /// The columns of all of its rows.
    #[must_use]
    pub fn fields() -> Vec<Field> {
        let columns = [
            ("center", Kind::Text),
            ("partition", Kind::Text),
            ("node", Kind::Whole),
            ("from_secs", Kind::Secs),
            ("to_secs", Kind::Secs),
            ("state", Kind::Text),
            ("job", Kind::Whole),
            ("class", Kind::Text),
            ("tenant", Kind::Text),
            ("cores", Kind::Whole),
            ("accelerators", Kind::Whole),
        ];
        columns.into_iter().map(|(name, kind)| Field::new(name, kind)).collect()
    }

    /// Completes the rows at the end of the run, and gives back the file that holds them.
    ///
    /// # Errors
    /// When the disk is or was full.
    pub fn finish(mut self, end: Time) -> Result<File, FileError> {
        for ((center, node), (since, cause)) in std::mem::take(&mut self.out) {
            self.write(center, node, (since, end), cause_state(cause), ",,,,");
        }
        self.part.finish()
    }

    fn write(
        &mut self,
        center: CenterId,
        node: NodeId,
        (from, until): (Time, Time),
        state: &str,
        held: &str,
    ) {
        let Seat { center, partition, node } = self.seats.seat(center, node);
        let node = node.map(|node| node.to_string()).unwrap_or_default();
        let [from, until] = [from, until].map(|at| secs_text((at + self.origin).as_micros()));
        let row = format!("{center},{partition},{node},{from},{until},{state},{held}\n");
        self.part.add(|text| text.extend_from_slice(row.as_bytes()));
    }

    fn write_job(&mut self, center: CenterId, request: &Request, pieces: &[Piece], span: (Time, Time)) {
        for piece in pieces {
            let held = request.shape.per_task.scaled(piece.tasks);
            let (class, tenant) = (self.seats.class(request), self.seats.tenant(request));
            let held = format!("{},{class},{tenant},{},{}", request.id, held.cores, held.accelerators);
            self.write(center, piece.node, span, "job", &held);
        }
    }

    fn turn(&mut self, center: CenterId, turn: Turn, at: Time) {
        let Turn { node, from, to, cause, .. } = turn;
        if from == NodeState::Down
            && let Some((since, cause)) = self.out.remove(&(center, node))
        {
            self.write(center, node, (since, at), cause_state(cause), ",,,,");
        }
        if to == NodeState::Down {
            self.out.insert((center, node), (at, cause));
        }
    }
}

/// What a node is called that is out for this cause.
pub(super) fn cause_state(cause: OutageCause) -> &'static str {
    if cause == OutageCause::MAINTENANCE { "maintenance" } else { "failed" }
}

impl Observer for NodeRows {
    fn observe(&mut self, record: &Record<'_>) {
        match record.fact {
            Fact::Job { request, pieces, ref fact } => {
                if let Some((start, _)) = fact.stretch() {
                    self.write_job(record.center, request, pieces, (start, record.at));
                }
            }
            Fact::Nodes(NodeFact::Turned(turn)) => self.turn(record.center, *turn, record.at),
            Fact::Nodes(NodeFact::Capacity(_) | NodeFact::Geared(_))
            | Fact::Waiting { .. }
            | Fact::Data(_) => {}
        }
    }

    fn hears_of_starts(&self) -> bool {
        false
    }

    fn save(&mut self) -> Saved {
        match self.part.save() {
            Ok(rows) => Saved::of(&(rows, &self.out)),
            Err(error) => Saved::CannotBeSaved(error.to_string()),
        }
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        let rows: Vec<u8>;
        (rows, self.out) = from_bytes(state)?;
        self.part.restore(&rows)
    }
}
