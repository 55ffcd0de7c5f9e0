//! How fast the jobs of a centre have gone, and so what they drew, as far back as any job needs it that still runs.

use crate::model::{Gear, Time, WHOLE};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};

/// The gears of a centre.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Gears {
    /// From when on jobs drew which share of what they would at full speed, in millionths; before the first all of it.
    changes: VecDeque<(Time, u32)>,
    /// When the jobs that run began, and how many did then.
    starts: BTreeMap<Time, u32>,
}

impl Gears {
    /// From now on jobs go at another speed.
    pub(super) fn change(&mut self, at: Time, gear: Gear) {
        self.changes.push_back((at, gear.draw));
    }

    /// A job has begun.
    pub(super) fn begin(&mut self, at: Time) {
        *self.starts.entry(at).or_default() += 1;
    }

    /// A job is over that began then, and has been counted.
    pub(super) fn end(&mut self, start: Time) {
        if let Some(count) = self.starts.get_mut(&start) {
            *count -= 1;
            if *count == 0 {
                self.starts.remove(&start);
            }
        }
        let Some((first, _)) = self.starts.first_key_value() else { return };
        while self.changes.get(1).is_some_and(|(at, _)| at <= first) {
            self.changes.pop_front();
        }
    }

    /// Takes a stretch of time apart into those in which jobs drew the same share of this power, and what they drew of it.
    pub(super) fn each(
        &self,
        (from, until): (Time, Time),
        parts: i128,
        mut tell: impl FnMut((Time, Time), i128),
    ) {
        let place = self.changes.partition_point(|(at, _)| *at <= from);
        let mut share = place.checked_sub(1).map_or(WHOLE, |before| self.changes[before].1);
        let mut begin = from;
        for &(at, next) in self.changes.range(place..).take_while(|(at, _)| *at < until) {
            tell((begin, at), of(parts, share));
            (begin, share) = (at, next);
        }
        tell((begin, until), of(parts, share));
    }
}

fn of(parts: i128, share: u32) -> i128 {
    if share == WHOLE { parts } else { parts * i128::from(share) / i128::from(WHOLE) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_is_taken_apart_where_the_gear_changes() {
        let at = Time::from_secs;
        let mut gears = Gears::default();
        gears.begin(at(5));
        gears.begin(at(15));
        gears.change(at(10), Gear { speed: 900_000, draw: 729_000 });
        gears.change(at(20), Gear::FULL);
        let seen = |gears: &Gears, from: u64, until: u64| {
            let mut seen = Vec::new();
            gears.each((at(from), at(until)), 1_000, |(from, until), parts| {
                seen.push((from.as_secs(), until.as_secs(), parts));
            });
            seen
        };
        assert_eq!(seen(&gears, 5, 30), [(5, 10, 1_000), (10, 20, 729), (20, 30, 1_000)]);
        assert_eq!(seen(&gears, 10, 20), [(10, 20, 729)]);
        assert_eq!(seen(&gears, 12, 12), [(12, 12, 729)]);
        gears.end(at(5));
        // What nobody needs any more is forgotten, and nothing else.
        assert_eq!(seen(&gears, 15, 21), [(15, 20, 729), (20, 21, 1_000)]);
        gears.change(at(30), Gear { speed: 500_000, draw: 125_000 });
        gears.begin(at(25));
        gears.end(at(15));
        assert_eq!(gears.changes.len(), 2);
        assert_eq!(seen(&gears, 25, 31), [(25, 30, 1_000), (30, 31, 125)]);
    }
}
