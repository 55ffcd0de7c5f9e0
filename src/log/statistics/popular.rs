//! Which keys occur most, in bounded memory: exact while there are not too many different ones, then by the counters of
//! Misra and Gries (1982), with the median taken off all of them as in Anderson et al. (2017).

use super::share::Share;

/// A place of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Slot {
    key: u64,
    /// Without rows where the place is empty.
    share: Share,
}

/// Keys and what is known of the rows that bear them.
///
/// The count of a key is never too high, and too low by at most [`Popular::rows_missed`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Popular {
    slots: Vec<Slot>,
    kept: usize,
    kept_max: usize,
    rows: u64,
    missed: u64,
}

impl Popular {
    /// Nothing yet; so many different keys are kept at most.
    ///
    /// # Panics
    /// When that is none.
    #[must_use]
    pub fn new(kept_max: usize) -> Popular {
        assert!(0 < kept_max, "a table without room keeps nothing");
        Popular { slots: vec![Slot::default(); 64], kept: 0, kept_max, rows: 0, missed: 0 }
    }

    /// Takes note of a row with that key, and gives what is known of the key for more to be noted.
    pub fn note(&mut self, key: u64) -> &mut Share {
        self.rows += 1;
        let mut place = self.place(key);
        if self.slots[place].share.rows == 0 {
            if self.kept_max <= self.kept {
                self.thin_out();
                place = self.place(key);
            } else if self.slots.len() <= 2 * self.kept {
                self.rebuild(2 * self.slots.len(), 0);
                place = self.place(key);
            }
            self.kept += 1;
            self.slots[place].key = key;
        }
        let share = &mut self.slots[place].share;
        share.rows += 1;
        share
    }

    /// Rows that had a key.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    /// How many different keys are kept: all there were, unless rows were missed.
    #[must_use]
    pub const fn kept(&self) -> usize {
        self.kept
    }

    /// By how many rows the count of a key may be too low; nothing where there were few enough different keys.
    #[must_use]
    pub const fn rows_missed(&self) -> u64 {
        self.missed
    }

    /// The keys, those with most rows first; equal ones in their own order.
    #[must_use]
    pub fn ranked(&self) -> Vec<(u64, Share)> {
        let held = self.slots.iter().filter(|slot| 0 < slot.share.rows);
        let mut ranked: Vec<(u64, Share)> = held.map(|slot| (slot.key, slot.share)).collect();
        ranked.sort_unstable_by_key(|(key, share)| (std::cmp::Reverse(share.rows), *key));
        ranked
    }

    /// Where a key is, or the empty place where it would be.
    fn place(&self, key: u64) -> usize {
        let bits = self.slots.len().trailing_zeros();
        // Multiplying by the golden ratio scatters numbers that follow each other (Knuth).
        let mut place = (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - bits)) as usize;
        while self.slots[place].share.rows != 0 && self.slots[place].key != key {
            place = (place + 1) & (self.slots.len() - 1);
        }
        place
    }

    /// Takes the median count off every key, which makes room for half of them.
    fn thin_out(&mut self) {
        let mut counts: Vec<u64> =
            self.slots.iter().map(|slot| slot.share.rows).filter(|rows| 0 < *rows).collect();
        let middle = counts.len() / 2;
        let (_, median, _) = counts.select_nth_unstable(middle);
        let median = *median;
        self.missed += median;
        self.rebuild(self.slots.len(), median);
    }

    /// The same keys in a table of another size, each with so many rows less.
    fn rebuild(&mut self, size: usize, less: u64) {
        let old = std::mem::replace(&mut self.slots, vec![Slot::default(); size]);
        self.kept = 0;
        for mut slot in old.into_iter().filter(|slot| less < slot.share.rows) {
            slot.share.rows -= less;
            let place = self.place(slot.key);
            self.slots[place] = slot;
            self.kept += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_keys_are_counted_exactly() {
        let mut popular = Popular::new(1_000);
        for row in 0..10_000_u64 {
            popular.note(if row % 3 == 0 { 7 } else { row % 500 * 1_000_000_007 });
        }
        assert_eq!((popular.rows(), popular.kept(), popular.rows_missed()), (10_000, 501, 0));
        let ranked = popular.ranked();
        assert_eq!(ranked[0], (7, Share { rows: 3_334, ..Share::default() }));
        assert_eq!(ranked.iter().map(|(_, share)| share.rows).sum::<u64>(), 10_000);
    }

    #[test]
    fn of_too_many_keys_the_frequent_ones_stay_and_the_error_is_told() {
        let mut popular = Popular::new(100);
        for row in 0..100_000_u64 {
            // One row in ten is 1, one in twenty is 2, and everything else is new.
            popular.note(if row % 10 == 0 {
                1
            } else if row % 20 == 1 {
                2
            } else {
                1_000 + row
            });
        }
        assert!(popular.kept() <= 100);
        assert!(popular.rows_missed() <= 2 * 100_000 / 100, "{}", popular.rows_missed());
        let ranked = popular.ranked();
        for (place, (key, truth)) in [(1, 10_000), (2, 5_000)].into_iter().enumerate() {
            let (found, share) = ranked[place];
            assert_eq!(found, key);
            assert!(share.rows <= truth && truth <= share.rows + popular.rows_missed(), "{share:?}");
        }
    }
}
