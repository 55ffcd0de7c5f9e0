//! Future availability: how many units are free from when on, as a kept list of steps.
//!
//! Steps lie in blocks; each block knows its least and its most, so that a search for room passes over blocks in which
//! there is none, and a search for trouble over blocks in which there is none. A search costs the steps of the blocks
//! it cannot pass over, a reservation those between its start and its end.

use crate::model::{Span, Time};

const BLOCK: usize = 64;

/// How many units are free from which time on; the last step lasts for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    blocks: Vec<Block>,
}

/// Some steps, with when the first begins, and the least and the most of them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Block {
    from: Time,
    steps: Vec<Step>,
    least: u64,
    most: u64,
}

/// From this time on, so many units are free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// From when on.
    pub from: Time,
    /// How many.
    pub free: u64,
}

/// A place among the steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    block: usize,
    step: usize,
}

impl Profile {
    /// So many units free for ever.
    #[must_use]
    pub fn new(from: Time, free: u64) -> Profile {
        Profile { blocks: vec![Block::of(vec![Step { from, free }])] }
    }

    /// Starts anew from steps in order of time.
    ///
    /// # Panics
    /// When there is no step.
    pub fn refill(&mut self, steps: impl Iterator<Item = Step>) {
        // The room of the old blocks serves the new ones.
        let mut spare: Vec<Vec<Step>> = Vec::with_capacity(self.blocks.len());
        spare.extend(self.blocks.drain(..).map(|mut block| {
            block.steps.clear();
            block.steps
        }));
        for step in steps {
            match self.blocks.last_mut() {
                Some(block) if block.steps.len() < BLOCK / 2 => block.push(step),
                Some(_) | None => {
                    let mut block = Block::of(spare.pop().unwrap_or_else(|| Vec::with_capacity(BLOCK)));
                    block.push(step);
                    self.blocks.push(block);
                }
            }
        }
        assert!(!self.blocks.is_empty(), "a profile has at least one step");
    }

    /// All steps in order.
    pub fn steps(&self) -> impl Iterator<Item = Step> {
        self.blocks.iter().flat_map(|block| block.steps.iter().copied())
    }

    /// Forgets what lies before `now`.
    pub fn advance(&mut self, now: Time) {
        let place = self.place_of(now);
        let gone = place.block;
        self.blocks.drain(..gone);
        let block = &mut self.blocks[0];
        block.steps.drain(..place.step);
        if block.steps[0].from < now {
            block.steps[0].from = now;
        }
        if place.step != 0 {
            block.measure();
        }
        block.from = block.steps[0].from;
    }

    /// The earliest time, not before `from`, from which on `units` are free for the whole `span`; nothing when they never are.
    #[must_use]
    pub fn earliest(&self, from: Time, units: u64, span: Span) -> Option<Time> {
        let mut candidate = from;
        let mut place = self.place_of(from);
        loop {
            // The first step with room, then the first step without: either the span fits before it, or we start after it.
            let room = self.next(place, |block| units <= block.most, |step| units <= step.free)?;
            if place < room {
                candidate = self.at(room).from;
            }
            let until = candidate + span;
            let Some(trouble) = self.next(room, |block| block.least < units, |step| step.free < units) else {
                return Some(candidate);
            };
            if until <= self.at(trouble).from {
                return Some(candidate);
            }
            place = trouble;
        }
    }

    /// How many units are free throughout the span.
    #[must_use]
    pub fn least_in(&self, from: Time, span: Span) -> u64 {
        let until = from + span;
        let mut place = self.place_of(from);
        let mut least = self.at(place).free;
        while let Some(next) = self.after(place)
            && self.at(next).from < until
        {
            least = least.min(self.at(next).free);
            place = next;
        }
        least
    }

    /// Whether so many units are free throughout a span.
    #[must_use]
    pub fn fits(&self, from: Time, span: Span, units: u64) -> bool {
        let until = from + span;
        let trouble = self.next(self.place_of(from), |block| block.least < units, |step| step.free < units);
        trouble.map(|trouble| self.at(trouble).from).is_none_or(|at| from < at && until <= at)
    }

    /// Whether so many units are free at some instant from `from` on and before `until`.
    #[must_use]
    pub fn has_room(&self, from: Time, until: Time, units: u64) -> bool {
        let place = self.place_of(from);
        let room = self.next(place, |block| units <= block.most, |step| units <= step.free);
        room.is_some_and(|room| self.at(room).from < until)
    }

    /// The least that is ever free, and from when on it is.
    ///
    /// # Panics
    /// Never: a profile has at least one step.
    #[must_use]
    pub fn least(&self) -> (u64, Time) {
        let least = self.blocks.iter().map(|block| block.least).min().expect("a profile has steps");
        let first = Place { block: 0, step: 0 };
        let place = self.next(first, |block| block.least == least, |step| step.free == least);
        (least, place.map_or(Time::NEVER, |place| self.at(place).from))
    }

    /// When the first step after this time begins.
    #[must_use]
    pub fn next_after(&self, at: Time) -> Option<Time> {
        self.after(self.place_of(at)).map(|place| self.at(place).from)
    }

    /// Takes units for a span. Panics when they are not free.
    pub fn take(&mut self, from: Time, span: Span, units: u64) {
        self.change(from, span, |free| free.checked_sub(units).expect("only what is free is taken"));
    }

    /// Gives units back for a span.
    pub fn give(&mut self, from: Time, span: Span, units: u64) {
        self.change(from, span, |free| free + units);
    }

    /// Changes what is free throughout a span, in one walk from its first step to its last.
    fn change(&mut self, from: Time, span: Span, change: impl Fn(u64) -> u64) {
        let until = from + span;
        if span == Span::ZERO {
            return;
        }
        let first = self.begin_step(from);
        let Place { block: mut number, step: mut within } = first;
        let mut before = None;
        while let Some(block) = self.blocks.get_mut(number) {
            let rest = &mut block.steps[within..];
            let touched = match rest.last() {
                Some(last) if last.from < until => rest.len(),
                Some(_) | None => rest.iter().take_while(|step| step.from < until).count(),
            };
            for step in &mut rest[..touched] {
                before = Some(step.free);
                step.free = change(step.free);
            }
            if touched == block.steps.len() {
                // Every step changed alike, and so did the least and the most of them.
                (block.least, block.most) = (change(block.least), change(block.most));
            } else if 0 < touched {
                block.measure();
            }
            within += touched;
            if within < block.steps.len() {
                break;
            }
            (number, within) = (number + 1, 0);
        }
        let superfluous = self.before(first).is_some_and(|step| self.at(step).free == self.at(first).free);
        self.end_step(Place { block: number, step: within }, until, before);
        if superfluous {
            // The end may have split the block of the first step.
            self.join(self.place_of(from));
        }
    }

    /// Makes a step begin at this time, and gives its place.
    fn begin_step(&mut self, at: Time) -> Place {
        let place = self.place_of(at);
        let known = self.at(place);
        if known.from == at {
            return place;
        }
        self.insert(Place { step: place.step + 1, ..place }, Step { from: at, free: known.free })
    }

    /// After a change: lets what was free before begin again at `until`, unless a step begins there anyway, which then may
    /// have become superfluous.
    fn end_step(&mut self, place: Place, until: Time, before: Option<u64>) {
        let next = self.blocks.get(place.block).map(|block| block.steps[place.step]);
        if next.is_some_and(|step| step.from == until) {
            self.join(place);
        } else if until < Time::NEVER
            && let Some(free) = before
        {
            // At the end of a block the new step belongs behind its last one.
            let place = match place.step {
                0 if 0 < place.block => {
                    Place { block: place.block - 1, step: self.blocks[place.block - 1].steps.len() }
                }
                _ => place,
            };
            self.insert(place, Step { from: until, free });
        }
    }

    /// Inserts a step, and gives the place where it came to lie.
    fn insert(&mut self, place: Place, step: Step) -> Place {
        let block = &mut self.blocks[place.block];
        block.steps.insert(place.step, step);
        block.from = block.steps[0].from;
        block.least = block.least.min(step.free);
        block.most = block.most.max(step.free);
        if block.steps.len() < BLOCK {
            return place;
        }
        let mut later = Vec::with_capacity(BLOCK);
        later.extend(block.steps.drain(BLOCK / 2..));
        block.measure();
        self.blocks.insert(place.block + 1, Block::of(later));
        match place.step.checked_sub(BLOCK / 2) {
            None => place,
            Some(step) => Place { block: place.block + 1, step },
        }
    }

    /// Removes the step at a place if it changes nothing.
    fn join(&mut self, place: Place) {
        let Some(before) = self.before(place) else { return };
        if self.at(before).free != self.at(place).free {
            return;
        }
        let block = &mut self.blocks[place.block];
        block.steps.remove(place.step);
        if block.steps.is_empty() {
            self.blocks.remove(place.block);
        } else {
            block.measure();
        }
    }

    /// The step that holds this time (the first one for earlier times).
    fn place_of(&self, at: Time) -> Place {
        let block = self.blocks.partition_point(|block| block.from <= at).saturating_sub(1);
        let step = self.blocks[block].steps.partition_point(|step| step.from <= at).saturating_sub(1);
        Place { block, step }
    }

    fn at(&self, place: Place) -> Step {
        self.blocks[place.block].steps[place.step]
    }

    fn after(&self, place: Place) -> Option<Place> {
        if place.step + 1 < self.blocks[place.block].steps.len() {
            return Some(Place { step: place.step + 1, ..place });
        }
        (place.block + 1 < self.blocks.len()).then_some(Place { block: place.block + 1, step: 0 })
    }

    fn before(&self, place: Place) -> Option<Place> {
        if 0 < place.step {
            return Some(Place { step: place.step - 1, ..place });
        }
        let block = place.block.checked_sub(1)?;
        Some(Place { block, step: self.blocks[block].steps.len() - 1 })
    }

    /// The first step at or after the place that is wanted, looking only into blocks that may hold one.
    fn next(
        &self,
        from: Place,
        block_may: impl Fn(&Block) -> bool,
        wanted: impl Fn(&Step) -> bool,
    ) -> Option<Place> {
        let mut within = from.step;
        for (number, block) in self.blocks.iter().enumerate().skip(from.block) {
            if block_may(block)
                && let Some(found) = block.steps[within..].iter().position(&wanted)
            {
                return Some(Place { block: number, step: within + found });
            }
            within = 0;
        }
        None
    }
}

impl Block {
    fn of(steps: Vec<Step>) -> Block {
        let mut block = Block { from: Time::NEVER, steps, least: u64::MAX, most: 0 };
        block.measure();
        block
    }

    fn push(&mut self, step: Step) {
        self.steps.push(step);
        self.from = self.steps[0].from;
        self.least = self.least.min(step.free);
        self.most = self.most.max(step.free);
    }

    fn measure(&mut self) {
        self.from = self.steps.first().map_or(Time::NEVER, |step| step.from);
        (self.least, self.most) = (u64::MAX, 0);
        for step in &self.steps {
            self.least = self.least.min(step.free);
            self.most = self.most.max(step.free);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Free units second by second.
    struct Plain(Vec<u64>);

    impl Plain {
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
            profile.take(Time::from_secs(at), Span::from_secs(span), units);
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
            for block in &profile.blocks {
                let mut measured = block.clone();
                measured.measure();
                assert_eq!(block, &measured);
            }
        }
    }
}
