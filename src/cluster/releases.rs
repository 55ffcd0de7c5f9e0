//! When running jobs are expected to give back what they hold, in order, with sums: the future of a pool.

use crate::model::Time;
use serde::{Deserialize, Serialize};

/// What a running job is expected to give back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Release {
    /// When, by its walltime.
    pub at: Time,
    /// The run (its place among the running jobs).
    pub run: u32,
    /// How many units of the pool's scarcest resource.
    pub units: u32,
}

const BLOCK: usize = 64;

/// Expected releases in order of time, in blocks with sums, so that a search for free units skips whole blocks.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Releases {
    blocks: Vec<Block>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Block {
    releases: Vec<Release>,
    units: u64,
}

impl Block {
    /// Where a release stands or should.
    fn place_of(&self, release: &Release) -> usize {
        // Few runs are expected to end at one instant, so that a search goes by time alone.
        let mut place = self.releases.partition_point(|known| known.at < release.at);
        while self.releases.get(place).is_some_and(|known| known < release) {
            place += 1;
        }
        place
    }
}

impl Releases {
    /// Adds what a job that starts now will give back.
    pub fn insert(&mut self, release: Release) {
        let place = self.block_of(&release);
        let Some(block) = self.blocks.get_mut(place) else {
            let mut releases = Vec::with_capacity(BLOCK);
            releases.push(release);
            self.blocks.push(Block { releases, units: u64::from(release.units) });
            return;
        };
        let within = block.place_of(&release);
        block.releases.insert(within, release);
        block.units += u64::from(release.units);
        if block.releases.len() == BLOCK {
            self.split(place);
        }
    }

    /// Removes what a job that ended gave back. Panics when it is not there.
    pub fn remove(&mut self, release: Release) {
        let place = self.block_of(&release);
        let block = &mut self.blocks[place];
        let within = block.place_of(&release);
        let gone = block.releases.remove(within);
        assert!(gone == release, "a running job is in the plan");
        block.units -= u64::from(release.units);
        if block.releases.is_empty() {
            self.blocks.remove(place);
        }
    }

    /// The earliest time at which `need` units are free, of which only `free` (fewer) are free now, and how many are free
    /// then. Nothing when even all releases are not enough.
    #[must_use]
    pub fn earliest(&self, free: u64, need: u64) -> Option<(Time, u64)> {
        let mut free = free;
        let mut blocks = self.blocks.iter().enumerate();
        let (place, block) = blocks.find(|(_, block)| {
            let enough = need <= free + block.units;
            if !enough {
                free += block.units;
            }
            enough
        })?;
        let mut within = 0;
        while free < need {
            free += u64::from(block.releases[within].units);
            within += 1;
        }
        let at = block.releases[within.checked_sub(1)?].at;
        // Everything that is given back at that same time counts too.
        let rest = block.releases[within..].iter();
        let later = self.blocks[place + 1..].iter().flat_map(|block| block.releases.iter());
        let same: u64 =
            rest.chain(later).take_while(|next| next.at == at).map(|next| u64::from(next.units)).sum();
        Some((at, free + same))
    }

    /// When the last job is expected to leave.
    #[must_use]
    pub fn last(&self) -> Option<Time> {
        self.blocks.last()?.releases.last().map(|release| release.at)
    }

    /// All releases, the earliest first.
    pub fn iter(&self) -> impl Iterator<Item = &Release> {
        self.blocks.iter().flat_map(|block| block.releases.iter())
    }

    /// The block that holds the release or should; one past the last where there is none at all.
    fn block_of(&self, release: &Release) -> usize {
        if self.blocks.len() <= 1 {
            return 0;
        }
        let after = self.blocks.partition_point(|block| block.releases[0] <= *release);
        after.saturating_sub(1)
    }

    fn split(&mut self, place: usize) {
        let mut later = Vec::with_capacity(BLOCK);
        later.extend(self.blocks[place].releases.drain(BLOCK / 2..));
        let units = later.iter().map(|release| u64::from(release.units)).sum();
        self.blocks[place].units -= units;
        self.blocks.insert(place + 1, Block { releases: later, units });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_time_equals_a_plain_search() {
        let mut releases = Releases::default();
        let mut plain: Vec<Release> = Vec::new();
        let mut state = 1_u64;
        for step in 0..2_000_u32 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            if 200 < plain.len() && state >> 63 == 0 {
                let gone = plain.remove((state >> 20) as usize % plain.len());
                releases.remove(gone);
            } else {
                let at = Time::from_secs((state >> 40) % 97);
                let release = Release { at, run: step, units: (state >> 50) as u32 % 9 };
                plain.push(release);
                plain.sort_unstable();
                releases.insert(release);
            }
            assert!(releases.iter().eq(plain.iter()));
            let need = 1 + (state >> 33) % 1_000;
            let mut sums: Vec<(Time, u64)> = Vec::new();
            let mut sum = 0;
            for release in &plain {
                sum += u64::from(release.units);
                match sums.last_mut() {
                    Some(last) if last.0 == release.at => last.1 = sum,
                    Some(_) | None => sums.push((release.at, sum)),
                }
            }
            let expected = sums.into_iter().find(|(_, sum)| need <= *sum);
            assert_eq!(releases.earliest(0, need), expected);
        }
    }
}
