//! Follows one run for the live view: what waits, what is in use, and how each node stands.

use super::live::Live;
use super::view::{CenterView, NodeView, View};
use crate::experiment::{Cell, Witness};
use crate::model::{Center, NodeState, Nodes, PoolId, Request, Time, Unit};
use crate::record::{Fact, JobState, NodeFact, Observer, Piece, Record};
use crate::scenario::Scenario;
use crate::state::{Saved, StateError};
use ratatui::backend::Backend;

/// Between two looks at the clock.
const RECORDS_BETWEEN_LOOKS: u32 = 512;

/// So many moments of the past are kept of a whole run.
const MOMENTS: u64 = 400;

/// Follows a run, and hands everything on to the one who writes it down.
pub(super) struct Follower<'a, B: Backend> {
    live: &'a Live<B>,
    writer: Option<Box<dyn Witness + 'a>>,
    view: View,
    scenario: &'a Scenario,
    centers: Vec<Standing>,
    moment: u64,
    until_look: u32,
}

/// How a centre stands.
struct Standing {
    pools: Vec<Unit>,
    /// By node, what is in use, what there is, and whether it cannot be used.
    nodes: Vec<(u64, u64, bool)>,
}

impl Standing {
    fn of(center: &Center) -> Standing {
        let pools = center.pools.iter().map(|pool| pool.unit()).collect();
        let mut nodes = Vec::new();
        for (range, pool) in center.node_numbers().into_iter().zip(&center.pools) {
            let units = match pool.nodes {
                Nodes::Named { .. } => pool.node_type.capacity.units(),
                Nodes::Counted { .. } => pool.capacity().units(),
            };
            nodes.extend(range.map(|_| (0, u64::from(units), false)));
        }
        Standing { pools, nodes }
    }

    fn hold(&mut self, request: &Request, pieces: &[Piece], is_start: bool) {
        for Piece { pool: PoolId(pool), node, tasks } in pieces {
            let units = u64::from(self.pools[usize::from(*pool)].of(request.shape.per_task.scaled(*tasks)));
            let (used, ..) = &mut self.nodes[node.0 as usize];
            *used = if is_start { *used + units } else { used.saturating_sub(units) };
        }
    }

    fn used(&self) -> f64 {
        let sum = |of: fn(&(u64, u64, bool)) -> u64| self.nodes.iter().map(of).sum::<u64>();
        let all = sum(|(_, all, _)| *all);
        if all == 0 { 0.0 } else { sum(|(used, ..)| *used) as f64 / all as f64 }
    }

    fn views(&self) -> Vec<NodeView> {
        let view = |(used, all, is_out): &(u64, u64, bool)| match (*is_out, *all) {
            (true, _) => NodeView::Out,
            (false, 0) => NodeView::Used(0.0),
            (false, all) => NodeView::Used(*used as f64 / all as f64),
        };
        self.nodes.iter().map(view).collect()
    }
}

impl<'a, B: Backend> Follower<'a, B> {
    pub(super) fn new(
        live: &'a Live<B>,
        scenario: &'a Scenario,
        cell: Cell,
        writer: Option<Box<dyn Witness + 'a>>,
    ) -> Follower<'a, B> {
        let policy = &scenario.policies[cell.policy];
        let centers = scenario.centers_under(policy);
        let views =
            centers.iter().map(|center| CenterView { name: center.name.clone(), ..CenterView::default() });
        let view = View {
            title: scenario.title.clone(),
            run: format!("{}, replication {}", policy.name, cell.replication + 1),
            centers: views.collect(),
            ..View::default()
        };
        let centers = centers.iter().map(Standing::of).collect();
        Follower { live, writer, view, scenario, centers, moment: 0, until_look: 0 }
    }

    fn note(&mut self, record: &Record<'_>) {
        let place = usize::from(record.center.0);
        match record.fact {
            Fact::Job { request, pieces, ref fact } => {
                let Some((before, after)) = fact.moves() else { return };
                let center = &mut self.view.centers[place];
                match before {
                    JobState::Absent => {}
                    JobState::Waiting => center.waiting = center.waiting.saturating_sub(1),
                    JobState::Running => {
                        center.running = center.running.saturating_sub(1);
                        self.centers[place].hold(request, pieces, false);
                    }
                }
                match after {
                    JobState::Absent => {}
                    JobState::Waiting => center.waiting += 1,
                    JobState::Running => {
                        center.running += 1;
                        self.centers[place].hold(request, pieces, true);
                    }
                }
            }
            Fact::Nodes(NodeFact::Turned(turn)) => {
                let is_out = turn.to == NodeState::Down || turn.to == NodeState::Out;
                if let Some((.., out)) = self.centers[place].nodes.get_mut(turn.node.0 as usize) {
                    *out = is_out;
                }
            }
            Fact::Nodes(NodeFact::Capacity(_) | NodeFact::Geared(_))
            | Fact::Waiting { .. }
            | Fact::Data(_) => {}
        }
    }

    /// Keeps how things stand, at equal distances of simulated time.
    fn keep_past(&mut self, at: Time) {
        let width = (self.scenario.horizon.as_micros() / MOMENTS).max(1);
        let moment = at.as_micros() / width;
        if moment <= self.moment {
            return;
        }
        let count = (moment - self.moment) as usize;
        self.moment = moment;
        for (view, standing) in self.view.centers.iter_mut().zip(&self.centers) {
            let now = (view.waiting, (standing.used() * 100.0).round() as u64);
            view.past.extend(std::iter::repeat_n(now, count));
        }
    }

    fn show(&mut self, at: Time) {
        let date = self.scenario.start + jiff::SignedDuration::from_micros(at.as_micros() as i64);
        self.view.date = date.strftime("%Y-%m-%d %H:%M").to_string();
        self.view.done = at.as_micros() as f64 / self.scenario.horizon.as_micros().max(1) as f64;
        for (view, standing) in self.view.centers.iter_mut().zip(&self.centers) {
            view.used = standing.used();
            view.nodes = standing.views();
        }
        self.live.show(&mut self.view);
    }
}

impl<B: Backend> Observer for Follower<'_, B> {
    fn observe(&mut self, record: &Record<'_>) {
        if let Some(writer) = &mut self.writer {
            writer.observe(record);
        }
        // What was kept is from before the change.
        self.keep_past(record.at);
        self.note(record);
        if self.until_look == 0 {
            self.until_look = RECORDS_BETWEEN_LOOKS;
            if self.live.is_due() {
                self.show(record.at);
            }
        }
        self.until_look -= 1;
    }

    /// The view is no part of a state: those who go on need not look on.
    fn save(&mut self) -> Saved {
        self.writer.as_mut().map_or_else(|| Saved::of(&()), |writer| writer.save())
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        self.writer.as_mut().map_or(Ok(()), |writer| writer.restore(state))
    }
}

impl<B: Backend + Send> Witness for Follower<'_, B> {
    fn finish(mut self: Box<Self>) {
        if let Some(writer) = self.writer.take() {
            writer.finish();
        }
    }
}

impl<B: Backend> Drop for Follower<'_, B> {
    fn drop(&mut self) {
        self.live.leave();
    }
}
