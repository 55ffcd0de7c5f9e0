//! What a job needs of nodes and of what is counted, and where a plan puts it.

use super::counters::Dues;
use crate::cluster::{ANY_NODE, Need as NodeNeed};
use crate::model::{AccessId, Piece, PoolId, Request, Span};

/// A job that is to be placed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Need<'a> {
    pub(super) access: AccessId,
    pub(super) request: &'a Request,
    /// What it needs of what is counted, where that may bind.
    pub(super) dues: Option<&'a Dues>,
}

impl Need<'_> {
    pub(super) fn of_nodes(&self) -> NodeNeed {
        NodeNeed { access: self.access, shape: self.request.shape, span: self.span() }
    }

    /// For how long it is planned. A job that is expected to take no time is planned for a microsecond: a plan that holds
    /// nothing for it would keep nothing for it.
    pub(super) fn span(&self) -> Span {
        self.request.estimate.max(Span::from_micros(1))
    }
}

/// Where a plan puts the tasks of a job: on particular nodes, or in one piece for a pool in which units decide.
pub(super) type Parts = Vec<Piece>;

/// Writes down that so many tasks are anywhere in a pool.
pub(super) fn anywhere_in(pool: PoolId, tasks: u32, parts: &mut Parts) {
    parts.clear();
    parts.push(Piece { pool, node: ANY_NODE, tasks });
}
