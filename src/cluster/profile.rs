//! Future availability: how many units are free from when on, as a kept list of steps.
//!
//! Steps lie in blocks, times beside times and units beside units, so that a search reads few lines of memory. Where there
//! are several blocks, each knows its least and its most, so that a search for room passes over blocks in which there is
//! none, and a search for trouble over blocks in which there is none. A search costs the steps of the blocks that it cannot
//! pass over, a reservation those between its start and its end.

mod edit;
mod fill;
mod search;

use crate::model::{Span, Time};
use serde::{Deserialize, Serialize};

/// Steps of a block at most; few in the tests, so that there are many blocks.
const BLOCK: usize = if cfg!(test) { 16 } else { 512 };

/// How many units are free from which time on; the last step lasts for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    blocks: Vec<Block>,
}

/// Some steps, with when the first begins, and the least and the most of them (true where there are several blocks).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Block {
    begin: Time,
    least: u32,
    most: u32,
    from: Vec<Time>,
    free: Vec<u32>,
}

/// From this time on, so many units are free.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// From when on.
    pub from: Time,
    /// How many.
    pub free: u64,
}

/// A time at which something fits, and where it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// The time.
    pub at: Time,
    /// The steps of the only block, from the one that holds the time to the first behind its end.
    steps: Option<(u32, u32)>,
}

/// A place among the steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Place {
    block: usize,
    step: usize,
}

impl Profile {
    /// So many units free for ever.
    #[must_use]
    pub fn new(from: Time, free: u64) -> Profile {
        let mut profile = Profile { blocks: Vec::new() };
        profile.refill(std::iter::once(Step { from, free }));
        profile
    }

    /// Starts anew from steps in order of time.
    ///
    /// # Panics
    /// When there is no step, or more than four thousand million units are free.
    pub fn refill(&mut self, steps: impl Iterator<Item = Step>) {
        let mut filling = self.fill();
        steps.for_each(|Step { from, free }| filling.push(from, free));
        assert!(!filling.is_empty(), "a profile has at least one step");
    }

    /// All steps in order.
    pub fn steps(&self) -> impl Iterator<Item = Step> {
        let steps = |block: &'_ Block| block.from.clone().into_iter().zip(block.free.clone());
        self.blocks.iter().flat_map(steps).map(|(from, free)| Step { from, free: u64::from(free) })
    }

    /// Forgets what lies before `now`.
    pub fn advance(&mut self, now: Time) {
        let place = self.place_of(now);
        self.blocks.drain(..place.block);
        let block = &mut self.blocks[0];
        if 0 < place.step {
            block.from.drain(..place.step);
            block.free.drain(..place.step);
            block.measure();
        }
        block.from[0] = block.from[0].max(now);
        block.begin = block.from[0];
        // A crowd of small blocks would be searched more slowly than one.
        if let [first, second, ..] = self.blocks.as_slice()
            && first.free.len() + second.free.len() < BLOCK * 3 / 4
        {
            let second = self.blocks.remove(1);
            self.blocks[0].append(&second);
        }
    }

    /// The earliest time, not before `from`, from which on `units` are free for the whole `span`; nothing when they never are.
    #[must_use]
    pub fn earliest(&self, from: Time, units: u64, span: Span) -> Option<Time> {
        self.opening(from, units, span).map(|opening| opening.at)
    }

    /// The same, ready to be taken with [`Profile::take_opening`] while the profile stays as it is.
    #[must_use]
    pub fn opening(&self, from: Time, units: u64, span: Span) -> Option<Opening> {
        let units = u32::try_from(units).ok()?;
        let mut place = self.place_of(from);
        if let [only] = self.blocks.as_slice() {
            return only.opening(place.step, from, units, span);
        }
        loop {
            // The first step with room, then the first step without: either the span fits before it, or we start after it.
            let room = self.room(place, units)?;
            let candidate = self.from(room).max(from);
            match self.trouble(room, candidate + span, units) {
                Some(trouble) => place = trouble,
                None => return Some(Opening { at: candidate, steps: None }),
            }
        }
    }

    /// The latest time, not before `first` (from which on they are) and not after `last`, from which on `units` are free for
    /// the whole `span`.
    #[must_use]
    pub fn latest(&self, (first, last): (Time, Time), units: u64, span: Span) -> Time {
        let Ok(few) = u32::try_from(units) else { return first };
        // Even a span of no length needs its units at the instant of its start.
        let span = span.max(Span::from_micros(1));
        let mut latest = first;
        let mut next = Some(first);
        while let Some(from) = next.filter(|from| *from <= last) {
            // From here on the span may slide until it meets trouble.
            let Some(trouble) = self.trouble(self.place_of(from), last + span, few) else { return last };
            let slides = span.as_micros().min(self.from(trouble).as_micros());
            let slid = Time::from_micros(self.from(trouble).as_micros() - slides);
            latest = latest.max(slid.min(last).max(from));
            next = self.earliest(self.from(trouble), units, span);
        }
        latest
    }

    /// How many units are free throughout the span.
    #[must_use]
    pub fn least_in(&self, from: Time, span: Span) -> u64 {
        let until = from + span;
        let Place { block: first, step } = self.place_of(from);
        let mut least = self.blocks[first].free[step];
        let mut within = step;
        for block in &self.blocks[first..] {
            let inside = block.from[within..].iter().take_while(|at| **at < until).count();
            least = block.free[within..within + inside].iter().fold(least, |least, free| least.min(*free));
            if within + inside < block.free.len() {
                break;
            }
            within = 0;
        }
        u64::from(least)
    }

    /// The most that is free at any time from one time to before another.
    #[must_use]
    pub fn most_in(&self, from: Time, until: Time) -> u32 {
        let Place { block: first, step } = self.place_of(from);
        let mut most = self.blocks[first].free[step];
        let mut within = step;
        for block in &self.blocks[first..] {
            let inside = block.from[within..].partition_point(|at| *at < until);
            most = block.free[within..within + inside].iter().fold(most, |most, free| most.max(*free));
            if within + inside < block.free.len() {
                break;
            }
            within = 0;
        }
        most
    }

    /// Whether so many units are free throughout a span.
    #[must_use]
    pub fn fits(&self, from: Time, span: Span, units: u64) -> bool {
        let Ok(units) = u32::try_from(units) else { return false };
        let place = self.place_of(from);
        units <= self.free(place) && self.trouble(place, from + span, units).is_none()
    }

    /// The earliest time, not before `from` but before `until`, from which on units that are held for a span from `held` on
    /// could be held instead.
    #[must_use]
    pub fn earlier(&self, from: Time, span: Span, units: u64, (until, held): (Time, Time)) -> Option<Time> {
        let units = u32::try_from(units).ok()?;
        let mut place = self.place_of(from);
        if let [only] = self.blocks.as_slice() {
            return only.earlier(place.step, from, (span, units), (until, held));
        }
        while let Some(room) = self.room(place, units) {
            let candidate = self.from(room).max(from);
            if until <= candidate {
                return None;
            }
            // From `held` on, the span overlaps itself: what it holds there it can keep.
            match self.trouble(room, held.min(candidate + span), units) {
                Some(trouble) => place = trouble,
                None => return Some(candidate),
            }
        }
        None
    }

    /// The least that is ever free, and from when on it is.
    #[must_use]
    pub fn least(&self) -> (u64, Time) {
        let mut found = (u32::MAX, Time::NEVER);
        for block in &self.blocks {
            for (&from, &free) in block.from.iter().zip(&block.free) {
                if free < found.0 {
                    found = (free, from);
                }
            }
        }
        (u64::from(found.0), found.1)
    }

    /// When the first step after this time begins.
    #[must_use]
    pub fn next_after(&self, at: Time) -> Option<Time> {
        let Place { block, step } = self.place_of(at);
        match self.blocks[block].from.get(step + 1) {
            Some(next) => Some(*next),
            None => self.blocks.get(block + 1).map(|block| block.begin),
        }
    }

    /// The step that holds this time (the first one for earlier times).
    fn place_of(&self, at: Time) -> Place {
        let block = match self.blocks.len() {
            1 => 0,
            _ => self.blocks.partition_point(|block| block.begin <= at).saturating_sub(1),
        };
        let from = &self.blocks[block].from;
        // Most questions are about now, which is the first step.
        let step = match from.get(1) {
            Some(second) if *second <= at => from.partition_point(|from| *from <= at) - 1,
            Some(_) | None => 0,
        };
        Place { block, step }
    }

    fn from(&self, place: Place) -> Time {
        self.blocks[place.block].from[place.step]
    }

    fn free(&self, place: Place) -> u32 {
        self.blocks[place.block].free[place.step]
    }

    fn before(&self, place: Place) -> Option<Place> {
        if 0 < place.step {
            return Some(Place { step: place.step - 1, ..place });
        }
        let block = place.block.checked_sub(1)?;
        Some(Place { block, step: self.blocks[block].free.len() - 1 })
    }

    /// The first step at or after the place with so many units.
    fn room(&self, from: Place, units: u32) -> Option<Place> {
        let several = 1 < self.blocks.len();
        let mut within = from.step;
        for (number, block) in self.blocks.iter().enumerate().skip(from.block) {
            if (!several || units <= block.most)
                && let Some(found) = block.free[within..].iter().position(|free| units <= *free)
            {
                return Some(Place { block: number, step: within + found });
            }
            within = 0;
        }
        None
    }

    /// The first step at or after the place, but before `until`, with fewer units.
    fn trouble(&self, from: Place, until: Time, units: u32) -> Option<Place> {
        let several = 1 < self.blocks.len();
        let mut within = from.step;
        for (number, block) in self.blocks.iter().enumerate().skip(from.block) {
            if until <= block.begin && number != from.block {
                return None;
            }
            if !several || block.least < units {
                let (at, free) = (&block.from[within..], &block.free[within..]);
                // The step that holds the start has begun before it.
                for step in usize::from(number == from.block)..at.len().min(free.len()) {
                    if until <= at[step] {
                        return None;
                    }
                    if free[step] < units {
                        return Some(Place { block: number, step: within + step });
                    }
                }
            }
            within = 0;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Free units second by second.
    struct Plain(Vec<u64>);

    impl Plain {
        fn fits(&self, at: u64, units: u64, span: u64) -> bool {
            self.0[at as usize..(at + span.max(1)) as usize].iter().all(|&free| units <= free)
        }

        fn earliest(&self, from: usize, units: u64, span: usize) -> usize {
            (from..).find(|&at| self.0[at..at + span.max(1)].iter().all(|&free| units <= free)).unwrap()
        }
    }

    #[test]
    fn a_profile_does_what_counting_every_second_does() {
        let mut state = 3_u64;
        let mut draw = move |bound: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % bound
        };
        let mut profile = Profile::new(Time::ZERO, 100);
        let mut plain = Plain(vec![100; 60_000]);
        let mut taken: Vec<(u64, u64, u64)> = Vec::new();
        let mut now = 0;
        for _ in 0..4_000 {
            let (units, span) = (1 + draw(60), draw(90));
            let from = now + draw(50);
            let at = profile.earliest(Time::from_secs(from), units, Span::from_secs(span)).unwrap().as_secs();
            assert_eq!(at as usize, plain.earliest(from as usize, units, span as usize));
            let fits = plain.earliest(from as usize, units, span as usize) == from as usize;
            assert_eq!(profile.fits(Time::from_secs(from), Span::from_secs(span), units), fits);
            let last = at + draw(40);
            let latest = (at..=last).rev().find(|&from| plain.fits(from, units, span));
            let found =
                profile.latest((Time::from_secs(at), Time::from_secs(last)), units, Span::from_secs(span));
            assert_eq!(Some(found.as_secs()), latest);
            if draw(2) == 0 {
                profile.take(Time::from_secs(at), Span::from_secs(span), units);
            } else {
                let span = Span::from_secs(span);
                let opening = profile.opening(Time::from_secs(from), units, span).unwrap();
                profile.take_opening(opening, span, units);
            }
            plain.0[at as usize..(at + span) as usize].iter_mut().for_each(|free| *free -= units);
            taken.push((at, span, units));
            if draw(3) == 0 {
                let (at, span, units) = taken.swap_remove(draw(taken.len() as u64) as usize);
                let end = at + span;
                let at = at.max(now);
                if at < end {
                    profile.give(Time::from_secs(at), Span::from_secs(end - at), units);
                    plain.0[at as usize..end as usize].iter_mut().for_each(|free| *free += units);
                }
            }
            now += draw(8);
            profile.advance(Time::from_secs(now));
            let steps: Vec<Step> = profile.steps().collect();
            assert!(steps.windows(2).all(|pair| pair[0].from < pair[1].from));
            for step in &steps {
                assert_eq!(step.free, plain.0[step.from.as_secs() as usize]);
            }
            for block in profile.blocks.iter().filter(|_| 1 < profile.blocks.len()) {
                let mut measured = block.clone();
                measured.measure();
                assert_eq!(block, &measured);
            }
        }
    }
}
