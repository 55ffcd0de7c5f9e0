//! Nodes that are delivered or retired on a date: from when on everybody knows of it, so that plans are made with it, and what is told of it.

use super::Simulation;
use super::agenda::{Event, Rank};
use super::capacity::Resize;
use crate::model::{CenterId, Lock, NodeState, PoolId, Source, Time};
use crate::record::Observer;

impl Simulation {
    /// Puts the dates of all pools on the agenda whose nodes come, go or are worked on, and those from which these are known.
    pub(super) fn await_phases(&mut self) {
        for (place, site) in self.sites.iter().enumerate() {
            let center = CenterId(place as u16);
            for (pool, state) in site.center.pools.iter().enumerate() {
                let has_dates = |lock: &&Lock| lock.absent || lock.is_maintenance();
                let Some(lock) = state.lock.as_ref().filter(has_dates) else { continue };
                let (number, subject) = (pool as u64, pool as u32);
                let windows = lock.windows_in_truth();
                let always = [(Time::ZERO, Time::NEVER)];
                let spans = if windows.is_always() { &always } else { windows.spans() };
                let dates = spans.iter().flat_map(|(from, until)| [*from, *until]);
                for at in dates.filter(|at| *at != Time::NEVER) {
                    self.agenda.add(Event { at, rank: Rank::Phase, number, center, subject });
                }
                for at in lock.news().filter(|at| Time::ZERO < *at) {
                    self.agenda.add(Event { at, rank: Rank::News, number, center, subject });
                }
            }
        }
        self.await_works();
    }

    /// It becomes known when the nodes of a pool come, go or are worked on: all plans are made anew.
    #[inline(never)]
    pub(super) fn hear_news(&mut self, event: Event) {
        let Event { at, center, subject, .. } = event;
        let site = &mut self.sites[usize::from(center.0)];
        if let Some(lock) = &mut site.center.pools[subject as usize].lock {
            lock.windows = lock.known_at(at);
        }
        site.tell_sizes(self.now, &self.jobs);
        site.wake();
    }

    /// Nodes come or go, or are worked on from now or until now.
    #[inline(never)]
    pub(super) fn change_phase(
        &mut self,
        event: Event,
        source: &mut dyn Source,
        observer: &mut dyn Observer,
    ) {
        let Event { at, center, subject, .. } = event;
        let pool = PoolId(subject as u16);
        let site = &self.sites[usize::from(center.0)];
        let state = &site.center.pools[usize::from(pool.0)];
        if state.lock.as_ref().is_some_and(Lock::is_maintenance) {
            self.turn_maintenance((center, pool), source, observer);
            return;
        }
        let is_gone = state.lock.as_ref().is_some_and(|lock| lock.is_absence(at));
        if is_gone && Time::ZERO < at {
            // Nobody was to run there any more; a job that does so all the same goes on to its end.
            let before = state.nodes.size();
            self.resize_all(vec![(Resize { center, pool, size: 0 }, before)], at, source, observer);
            return;
        }
        let (nodes, present) = (site.cluster.nodes_of(pool), state.nodes.size());
        let (state, present) = if is_gone { (NodeState::Out, 0) } else { (NodeState::InService, present) };
        let site = &mut self.sites[usize::from(center.0)];
        site.tell_of_nodes((self.now, center), (pool, nodes, state), (present, 0), observer);
        site.wake();
    }

    /// When the nodes of a pool come that are not there now; [`Time::NEVER`] where they do not.
    pub(super) fn absent_until(&self, center: CenterId, pool: PoolId) -> Option<Time> {
        let pool = &self.sites[usize::from(center.0)].center.pools[usize::from(pool.0)];
        let lock = pool.lock.as_ref().filter(|lock| lock.is_absence(self.now))?;
        lock.windows_in_truth().at_or_after(self.now).map(|(_, until)| until)
    }
}
