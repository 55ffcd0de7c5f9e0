//! Numbers that are given out, the lowest first, and taken back.

use serde::{Deserialize, Serialize};

/// Numbers from the first of a pair up to the second, which is not among them.
pub(super) type Ranges = Vec<(u64, u64)>;

/// The numbers that are free, in order; no two ranges touch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Free(Ranges);

impl Free {
    /// So many numbers from one on; without end where nothing is said.
    pub(super) fn new(first: u64, count: Option<u32>) -> Free {
        Free(vec![(first, count.map_or(u64::MAX, |count| first + u64::from(count)))])
    }

    /// The lowest numbers, as many as are wanted and free.
    pub(super) fn take(&mut self, mut wanted: u64) -> Ranges {
        let mut taken = Ranges::new();
        while 0 < wanted && !self.0.is_empty() {
            let (from, until) = self.0[0];
            let end = until.min(from.saturating_add(wanted));
            taken.push((from, end));
            wanted -= end - from;
            if end == until {
                self.0.remove(0);
            } else {
                self.0[0].0 = end;
            }
        }
        taken
    }

    /// Takes numbers back.
    pub(super) fn give(&mut self, ranges: &[(u64, u64)]) {
        for (from, until) in ranges {
            let place = self.0.partition_point(|(other, _)| other < from);
            self.0.insert(place, (*from, *until));
            if self.0.get(place + 1).is_some_and(|(next, _)| next == until) {
                self.0[place].1 = self.0.remove(place + 1).1;
            }
            if 0 < place && self.0[place - 1].1 == *from {
                self.0[place - 1].1 = self.0.remove(place).1;
            }
        }
    }
}

/// Ranges as Batsim writes them: `0-3 5`, both ends included.
pub(super) fn hyphened(mut ranges: Ranges) -> String {
    ranges.sort_unstable();
    let mut joined: Ranges = Vec::new();
    for (from, until) in ranges {
        match joined.last_mut() {
            Some(last) if last.1 == from => last.1 = until,
            Some(_) | None => joined.push((from, until)),
        }
    }
    let words = joined.iter().map(|(from, until)| match until - 1 {
        last if last == *from => from.to_string(),
        last => format!("{from}-{last}"),
    });
    words.collect::<Vec<String>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_numbers_go_first_and_join_again() {
        let mut free = Free::new(10, Some(6));
        let (first, second) = (free.take(2), free.take(3));
        assert_eq!((first.clone(), second.clone()), (vec![(10, 12)], vec![(12, 15)]));
        free.give(&first);
        assert_eq!(free.take(3), [(10, 12), (15, 16)]);
        assert_eq!(free.take(1), []);
        free.give(&[(10, 12), (15, 16)]);
        free.give(&second);
        assert_eq!(free, Free::new(10, Some(6)));
        assert_eq!(Free::new(0, None).take(1 << 40), [(0, 1 << 40)]);
    }

    #[test]
    fn ranges_are_written_with_hyphens() {
        assert_eq!(hyphened(vec![(7, 8), (0, 2), (2, 4)]), "0-3 7");
        assert_eq!(hyphened(Vec::new()), "");
    }
}
