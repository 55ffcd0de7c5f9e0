//! Groups of pools that no job has asked for together, each of which has passes of its own.

use super::BuiltIn;
use super::memory::{District, Memory};
use super::news::News;
use crate::cluster::PoolSet;
use crate::policy::desk::{Desk, Moment};

impl BuiltIn {
    /// Looks at the queue: a pass for each group of pools in which anything happened, or one for all where jobs of several groups
    /// may compete for what is counted.
    pub(super) fn look(&mut self, desk: &mut Desk<'_>) {
        self.link_districts(desk);
        if self.serves_alone(desk) {
            return;
        }
        if self.serves_one_line(desk) {
            return;
        }
        self.begin(desk);
        if desk.moment != Moment::Close {
            self.choose_loop(desk);
        }
        let is_linked = self.gates.links_pools() || self.gates.may_bind;
        if is_linked && 1 < self.districts.len() {
            self.look_at_all_pools(desk);
        } else {
            for place in 0..self.districts.len() {
                self.look_at_district(desk, place, is_linked);
            }
        }
        if !self.gates.facts.are_none() {
            self.conclude(desk);
        }
    }

    fn look_at_all_pools(&mut self, desk: &mut Desk<'_>) {
        let freed = desk.freed != PoolSet::NONE;
        let joined = desk.newcomers.iter().map(|new| desk.pools_of(new)).fold(PoolSet::NONE, PoolSet::with);
        let all = desk.moment == Moment::Close || self.plans_by_the_clock() || self.gates.couples_pools();
        let near = |district: &&District| {
            let happened = district.scope.meets(joined) || district.scope.meets(desk.freed);
            all || happened || freed && district.is_withheld
        };
        let scopes = self.districts.iter().filter(near).map(|district| district.scope);
        let scope = scopes.fold(PoolSet::NONE, PoolSet::with);
        if scope == PoolSet::NONE {
            return;
        }
        self.memory = Memory::default();
        self.room.newcomers.clear();
        self.room.newcomers.extend_from_slice(desk.newcomers);
        self.pass_over(desk, News { scope, freed, remembers: false });
        let is_withheld = self.gates.has_withheld();
        for district in &mut self.districts {
            if district.scope.meets(scope) {
                district.memory = Memory::default();
                district.is_withheld = is_withheld;
            }
        }
    }

    fn look_at_district(&mut self, desk: &mut Desk<'_>, place: usize, is_linked: bool) {
        let scope = self.districts[place].scope;
        let freed = desk.freed.meets(scope);
        // Most centres have one group of pools, which needs no other memory than that of the pass.
        let is_only_one = self.districts.len() == 1;
        self.room.newcomers.clear();
        if is_only_one {
            self.room.newcomers.extend_from_slice(desk.newcomers);
        } else {
            let here = desk.newcomers.iter().filter(|new| desk.pools_of(new).meets(scope));
            self.room.newcomers.extend(here);
        }
        let quiet = !freed
            && self.room.newcomers.is_empty()
            && desk.moment != Moment::Close
            && !self.plans_by_the_clock();
        if quiet && !is_linked {
            return;
        }
        let news = News { scope, freed, remembers: true };
        if is_only_one {
            return self.pass_over(desk, news);
        }
        std::mem::swap(&mut self.memory, &mut self.districts[place].memory);
        self.pass_over(desk, news);
        std::mem::swap(&mut self.memory, &mut self.districts[place].memory);
    }

    /// Puts groups of pools together that newcomers ask for together. What was found in each of them is good no more.
    fn link_districts(&mut self, desk: &Desk<'_>) {
        if self.districts.len() <= 1 {
            return;
        }
        for new in desk.newcomers {
            let pools = desk.pools_of(new);
            if !self.districts.iter().any(|district| pools.is_within(district.scope)) {
                self.link(pools);
            }
        }
    }

    fn link(&mut self, pools: PoolSet) {
        let mut all = District { scope: PoolSet::NONE, memory: Memory::default(), is_withheld: false };
        self.districts.retain(|district| {
            let is_apart = !district.scope.meets(pools);
            if !is_apart {
                all.scope = all.scope.with(district.scope);
                all.is_withheld |= district.is_withheld;
            }
            is_apart
        });
        self.districts.push(all);
        // The one that is left needs no other memory than that of the pass.
        self.memory = Memory::default();
        self.promises.is_kept = false;
    }
}
