//! Which nodes draw power when, and how fast jobs go on them.

use super::fold::Fold;
use crate::model::{CenterId, NodeState, PoolId, Time};
use crate::record::{CapacityChange, NodeFact, Turn};

impl Fold<'_> {
    /// Takes note of what happened to nodes.
    pub(super) fn observe_nodes(&mut self, (at, center): (Time, CenterId), fact: &NodeFact) {
        match fact {
            NodeFact::Capacity(change) => self.change_capacity(at, center, change),
            NodeFact::Turned(turn) => self.turn_node(at, center, turn),
            NodeFact::Geared(gear) => self.state.gears[usize::from(center.0)].change(at, *gear),
        }
    }

    fn change_capacity(&mut self, at: Time, center: CenterId, change: &CapacityChange) {
        for node in &change.nodes {
            self.turn_nap((at, center), (change.pool, *node), change.state);
        }
        let state = &mut self.state.pools[usize::from(center.0)][usize::from(change.pool.0)];
        let more =
            i128::from(change.present) - i128::from(std::mem::replace(&mut state.present, change.present));
        // Nodes that are to leave draw what others draw until they have left.
        self.let_draw((at, center, change.pool), more);
    }

    /// A node that has failed draws nothing until it is repaired; one that stands by draws what an idle one does.
    fn turn_node(&mut self, at: Time, center: CenterId, turn: &Turn) {
        self.turn_nap((at, center), (turn.pool, turn.node), turn.to);
        let draws = |state: NodeState| state != NodeState::Down && state != NodeState::Out;
        let more = i128::from(draws(turn.to)) - i128::from(draws(turn.from));
        self.let_draw((at, center, turn.pool), more);
    }

    /// From now on so many more nodes of a pool draw power, or fewer.
    fn let_draw(&mut self, (at, center, pool): (Time, CenterId, PoolId), more: i128) {
        self.state.pools[usize::from(center.0)][usize::from(pool.0)].nodes.change(&self.calendar, at, more);
    }
}
