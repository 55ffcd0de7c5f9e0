//! Backfills that decide at the instant: who may overtake the first job that cannot start.
//!
//! Jobs are looked at in order. The first that cannot start *blocks* its pools: what becomes of the jobs behind it is
//! the backfill's matter. Pools that no blocked job waits for stay open to those behind, so that a lock's owners do not
//! wait behind people who may not use the locked nodes anyway.

use super::backfill::Overtaking;
use super::desk::{Desk, Waiting};
use super::queue::{Entry, Filter, Key, Lane, Place};
use super::standing::{self, Cursor, Standing};
use crate::cluster::{PoolSet, Shadow};
use crate::model::{AccessId, Piece, Shape};

/// An overtaking rule at work, with what it must remember between instants.
#[derive(Debug)]
pub(super) struct Overtake {
    overtaking: Overtaking,
    blocked: Blocked,
    /// Shapes that were found not to fit since anything was last given back.
    unfit: Vec<(AccessId, Shape)>,
    /// Room for work that every pass does, kept so that no pass allocates.
    pieces: Vec<Piece>,
    cursors: Vec<Cursor>,
    newcomers: Vec<Waiting>,
}

/// The jobs that could not start and what they close to those behind.
#[derive(Debug, Default)]
struct Blocked {
    pools: PoolSet,
    /// The last of them in order.
    last: Option<Key>,
    reservations: Vec<Shadow>,
}

impl Blocked {
    fn clear(&mut self) {
        self.pools = PoolSet::NONE;
        self.last = None;
        self.reservations.clear();
    }
}

const UNFIT_MAX: usize = 64;

impl Overtake {
    pub(super) fn new(overtaking: Overtaking) -> Overtake {
        Overtake {
            overtaking,
            blocked: Blocked::default(),
            unfit: Vec::new(),
            pieces: Vec::new(),
            cursors: Vec::new(),
            newcomers: Vec::new(),
        }
    }

    pub(super) fn schedule(&mut self, standing: &Standing, desk: &mut Desk<'_>) {
        if desk.queue.is_empty() {
            self.blocked.clear();
        } else if standing.is_fixed() && self.only_newcomers_matter(desk) {
            self.look_at_newcomers(desk);
        } else {
            self.look_at_all(standing, desk);
        }
    }

    /// Whether all that could start at the last pass has started, so that only newcomers matter now. Nothing was given back,
    /// and a shadow time only draws nearer, so who had to wait then has to wait now.
    fn only_newcomers_matter(&self, desk: &Desk<'_>) -> bool {
        let behind = |key: Key| self.blocked.last.is_some_and(|last| last < key);
        !desk.freed
            && self.blocked.reservations.iter().all(|shadow| desk.now < shadow.at())
            && desk.newcomers.iter().all(|waiting| {
                let access = desk.lanes()[waiting.lane as usize].0.access;
                behind(waiting.key) && PoolSet::of(desk.cluster.list(access)).is_within(self.blocked.pools)
            })
    }

    fn look_at_newcomers(&mut self, desk: &mut Desk<'_>) {
        let mut newcomers = std::mem::take(&mut self.newcomers);
        newcomers.clear();
        newcomers.extend_from_slice(desk.newcomers);
        newcomers.sort_unstable_by_key(|waiting| waiting.key);
        for &waiting in &newcomers {
            let access = desk.lanes()[waiting.lane as usize].0.access;
            let Some(filter) = self.filter(desk, access) else { continue };
            let place = desk.queue.lane(waiting.lane).find(waiting.key).expect("a newcomer waits");
            let next = desk.next_in(waiting.lane, place, &filter);
            if let Some((at, entry)) = next
                && at == place
            {
                self.consider(desk, waiting.lane, access, place, &entry);
            }
        }
        self.newcomers = newcomers;
    }

    fn look_at_all(&mut self, standing: &Standing, desk: &mut Desk<'_>) {
        self.blocked.clear();
        self.unfit.clear();
        let mut cursors = std::mem::take(&mut self.cursors);
        standing.place_cursors(desk, &mut cursors);
        while let Some(number) =
            (0..cursors.len()).min_by_key(|&number| (cursors[number].tenant_rank, cursors[number].entry.key))
        {
            let cursor = cursors[number];
            let next = match self.filter(desk, cursor.access) {
                None => None,
                Some(filter) => {
                    let place = if filter.passes(&cursor.entry) {
                        self.consider(desk, cursor.lane, cursor.access, cursor.place, &cursor.entry)
                    } else {
                        Lane::after(cursor.place)
                    };
                    self.filter(desk, cursor.access)
                        .and_then(|filter| desk.next_in(cursor.lane, place, &filter))
                }
            };
            match next {
                Some((place, entry)) => cursors[number] = Cursor { place, entry, ..cursor },
                None => {
                    cursors.swap_remove(number);
                }
            }
        }
        self.cursors = cursors;
    }

    /// Which jobs of an access list are worth a look; nothing when none is. As long as some of their pools are open, everyone
    /// must be looked at, because the first that does not fit blocks them.
    fn filter(&self, desk: &Desk<'_>, access: AccessId) -> Option<Filter> {
        let pools = PoolSet::of(desk.cluster.list(access));
        if !pools.is_within(self.blocked.pools) {
            return Some(Filter::ALL);
        }
        match self.overtaking {
            Overtaking::Forbidden => None,
            Overtaking::Free | Overtaking::BesideTheFirst | Overtaking::BesideTheFirstShortestFirst => {
                let free = desk.cluster.free_units(access);
                let mut filter = Filter { units: narrow(free), ..Filter::ALL };
                for shadow in &self.blocked.reservations {
                    if pools.is_within(shadow.pools()) {
                        filter.units_long = filter.units_long.min(narrow(shadow.spare_units()));
                        let left = desk.now.until(shadow.at()).as_secs();
                        filter.wall_secs = filter.wall_secs.min(narrow(left));
                    }
                }
                Some(filter)
            }
        }
    }

    /// Starts a job if it may start now, or lets it block its pools. Gives the place after it.
    fn consider(
        &mut self,
        desk: &mut Desk<'_>,
        lane: u32,
        access: AccessId,
        place: Place,
        entry: &Entry,
    ) -> Place {
        let request = &desk.requests[entry.job as usize];
        let (shape, until) = (request.shape, desk.now + request.walltime);
        let closed = match self.overtaking {
            Overtaking::Forbidden => self.blocked.pools,
            Overtaking::Free | Overtaking::BesideTheFirst | Overtaking::BesideTheFirstShortestFirst => {
                PoolSet::NONE
            }
        };
        if !self.finds_room(desk, access, closed, shape) {
            self.block(desk, access, shape, entry.key);
            return Lane::after(place);
        }
        let cluster = &*desk.cluster;
        let pieces = &self.pieces;
        let mut reservations = self.blocked.reservations.iter_mut();
        if reservations.any(|shadow| shadow.is_delayed_by(cluster, shape, pieces, until)) {
            return Lane::after(place);
        }
        for shadow in &mut self.blocked.reservations {
            shadow.note(cluster, shape, pieces, until);
        }
        desk.start(lane, place, pieces)
    }

    fn finds_room(&mut self, desk: &Desk<'_>, access: AccessId, closed: PoolSet, shape: Shape) -> bool {
        if self.unfit.contains(&(access, shape)) {
            return false;
        }
        let found = desk.cluster.find(access, closed, shape, &mut self.pieces);
        if !found && self.unfit.len() < UNFIT_MAX {
            self.unfit.push((access, shape));
        }
        found
    }

    fn block(&mut self, desk: &Desk<'_>, access: AccessId, shape: Shape, key: Key) {
        let pools = PoolSet::of(desk.cluster.list(access));
        if pools.is_within(self.blocked.pools) {
            return;
        }
        match self.overtaking {
            Overtaking::Forbidden | Overtaking::Free => {}
            Overtaking::BesideTheFirst | Overtaking::BesideTheFirstShortestFirst => {
                // A job that running jobs will never make room for has nothing to wait for, and blocks nobody.
                let Some(shadow) = Shadow::cast(desk.cluster, access, shape) else { return };
                self.blocked.reservations.push(shadow);
            }
        }
        self.blocked.pools = self.blocked.pools.with(pools);
        self.blocked.last = self.blocked.last.max(Some(key));
    }
}

fn narrow(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
