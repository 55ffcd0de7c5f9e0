//! One job that is followed: how things stood for it whenever what it waited for changed.

use super::Simulation;
use super::follow::Followed;
use super::site::Site;
use crate::cluster::{PoolSet, Shadow};
use crate::model::{Cause, CenterId, JobId, PoolId, Request, Time};
use crate::policy::Hindrances;
use crate::record::{Bond, Holder, Lacking, PoolView, Scene, Waiter};

/// So many jobs are named before the others are only counted.
const NAMED_MAX: usize = 5;

impl Simulation {
    /// The same, keeping note of how things stand for one job whenever what it waits for changes.
    #[must_use]
    pub fn following(mut self, job: JobId) -> Simulation {
        self.settings.causes = true;
        self.followed = Some(Followed { job, slot: None, last: None, scenes: Vec::new() });
        self
    }

    /// How things stood for the job that is followed, in order of time.
    #[must_use]
    pub fn scenes(&self) -> &[Scene] {
        self.followed.as_ref().map_or(&[], |followed| &followed.scenes)
    }

    /// Learns where the job is that is followed.
    pub(super) fn note_slot(&mut self, job: JobId, slot: u32) {
        if let Some(followed) = self.followed.as_mut().filter(|followed| followed.job == job) {
            followed.slot = Some(slot);
        }
    }

    /// Looks at the job that is followed after its centre was scheduled.
    #[inline(never)]
    pub(super) fn look_at_followed(&mut self, center: CenterId) {
        let Some(followed) = &mut self.followed else { return };
        let Some(slot) = followed.slot else { return };
        let request = *self.jobs.request(slot);
        if request.id != followed.job || request.center != center {
            return;
        }
        if !self.waits.has(slot) {
            followed.last = None;
            return;
        }
        let last = followed.last;
        let hindrances = self.hindrances(slot, center);
        let cause = self.waits.cause(slot, &request);
        let seen = Some((cause, hindrances.lacks.first().map(|(lack, _)| lack.what)));
        if last == seen {
            return;
        }
        let scene = self.scene(slot, cause, hindrances);
        let followed = self.followed.as_mut().expect("it was just there");
        followed.last = seen;
        // Of one instant only how it ends matters.
        followed.scenes.retain(|earlier| earlier.at < scene.at);
        followed.scenes.push(scene);
    }

    fn hindrances(&mut self, slot: u32, center: CenterId) -> Hindrances {
        let site = &mut self.sites[usize::from(center.0)];
        site.ask(self.now, &self.jobs, |scheduler, desk| scheduler.hindrances(desk, slot))
    }

    fn scene(&mut self, slot: u32, cause: Cause, hindrances: Hindrances) -> Scene {
        let request = *self.jobs.request(slot);
        let data = self.data.as_mut().filter(|_| cause == Cause::Staging);
        let data = data.and_then(|data| data.missing(slot, self.now));
        let site = &mut self.sites[usize::from(request.center.0)];
        let access = site.center.access_of(request.partition, request.group);
        let own = site.cluster.pools_of(access);
        let line = site.ask(self.now, &self.jobs, |scheduler, desk| scheduler.line(desk, own));
        // A job that is held outside the queue has no job before it.
        let before = line.iter().position(|job| *job == slot).unwrap_or(0);
        let site = &self.sites[usize::from(request.center.0)];
        let terms = self.jobs.terms.get(&slot);
        let mut holders: Vec<Holder> = self.holders(site, |_, pools| pools.meets(own)).collect();
        holders.sort_by_key(|holder| (holder.until, holder.start, holder.request.id));
        let lacking = |(lack, jobs): (_, Vec<u32>)| {
            let mut holders: Vec<Holder> = self.holders(site, |job, _| jobs.contains(&job)).collect();
            holders.sort_by_key(|holder| (holder.start, holder.request.id));
            Lacking { lack, holders }
        };
        let mut bonds = self.held.bonds_of(slot, &request, terms, |slot| self.jobs.request(slot).id);
        let best = self.best_start(slot).filter(|_| cause == Cause::Deferral);
        bonds.extend(best.map(|until| Bond::Hours { until }));
        bonds.extend(data.map(|(missing, bytes, until)| Bond::Data { missing, bytes, until }));
        let units = |job: &u32| u64::from(self.jobs.truth(*job).units);
        Scene {
            at: self.now,
            request,
            cause,
            lacks: hindrances.lacks.into_iter().map(lacking).collect(),
            bonds,
            pools: pools_of(site, &request, hindrances.closed),
            ahead: before as u64,
            ahead_units: line[..before].iter().map(units).sum(),
            ahead_first: line[..before].iter().take(NAMED_MAX).map(|job| self.waiter(site, *job)).collect(),
            running: holders.len() as u64,
            leave_first: holders.into_iter().take(NAMED_MAX).collect(),
            enough_at: enough_at(site, &request),
        }
    }

    fn waiter(&self, site: &Site, job: u32) -> Waiter {
        let request = *self.jobs.request(job);
        Waiter { request, units: self.jobs.truth(job).units, enough_at: enough_at(site, &request) }
    }

    /// The running jobs of a centre that are meant, by their slots and pools.
    fn holders<'a>(
        &'a self,
        site: &'a Site,
        is_meant: impl Fn(u32, PoolSet) -> bool + 'a,
    ) -> impl Iterator<Item = Holder> + 'a {
        let running = site.running.iter().enumerate().filter(|(_, state)| state.number.is_some());
        let meant = running.filter(move |(run, state)| {
            is_meant(state.job, PoolSet::of_pieces(site.cluster.pieces(*run as u32)))
        });
        meant.map(|(run, state)| Holder {
            request: *self.jobs.request(state.job),
            units: self.jobs.truth(state.job).units,
            start: state.start,
            until: site.cluster.until(run as u32),
        })
    }
}

/// The pools of a job's partition.
fn pools_of(site: &Site, request: &Request, closed: PoolSet) -> Vec<PoolView> {
    let access = site.center.access_of(request.partition, request.group);
    let open = site.cluster.pools_of(access).without(closed);
    let view = |pool: &PoolId| {
        let free = site.cluster.free_in(*pool);
        PoolView {
            pool: *pool,
            open: open.contains(*pool),
            free_cores: free.cores,
            free_accelerators: free.accelerators,
            free_memory_mib: free.memory_mib,
            slots: site.cluster.slots_in(*pool, request.shape, u64::from(request.shape.tasks)),
        }
    };
    site.center.partitions[usize::from(request.partition.0)].pools.iter().map(view).collect()
}

/// From when on enough is free for a job, where it is not yet; what rules may forbid is left out.
fn enough_at(site: &Site, request: &Request) -> Option<Time> {
    let access = site.center.access_of(request.partition, request.group);
    if site.cluster.find(access, PoolSet::NONE, request.shape, &mut Vec::new()) {
        return None;
    }
    Shadow::cast(&site.cluster, access, request.shape).map(|shadow| shadow.at())
}
