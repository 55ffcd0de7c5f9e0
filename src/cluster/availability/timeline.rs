//! What one node has left from when on.

use crate::model::{Layout, Resources, Shape, Span, Time};
use serde::{Deserialize, Serialize};

/// From this time on, so much is free.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Level {
    from: Time,
    free: Resources,
}

/// Levels in order of time; the last one lasts for ever.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Timeline {
    levels: Vec<Level>,
}

/// Room for tasks of a shape at a time, and until when nothing has to be counted again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Room {
    pub(super) slots: u32,
    /// Before this time, no later start finds more slots or fewer.
    pub(super) next: Time,
}

/// The shortest span: even a job of no length needs its nodes at the instant of its start.
const INSTANT: Span = Span::from_micros(1);

impl Timeline {
    /// So much free from now on.
    pub(super) fn refill(&mut self, from: Time, free: Resources) {
        self.levels.clear();
        self.levels.push(Level { from, free });
    }

    /// A running job leaves at a time that is not before the last level.
    pub(super) fn release(&mut self, at: Time, amount: Resources) {
        let last = self.levels.last_mut().expect("a node has at least one level");
        if last.from == at {
            last.free += amount;
            return;
        }
        let mut free = last.free;
        free += amount;
        self.levels.push(Level { from: at, free });
    }

    /// Forgets what lies before `now`.
    pub(super) fn advance(&mut self, now: Time) {
        if self.levels.get(1).is_some_and(|second| second.from <= now) {
            let place = self.place_of(now);
            self.levels.drain(..place);
        }
        self.levels[0].from = self.levels[0].from.max(now);
    }

    /// The amount that is free throughout a span.
    pub(super) fn least(&self, from: Time, span: Span) -> Resources {
        let until = from + span;
        let first = self.place_of(from);
        let later = self.levels[first + 1..].iter().take_while(|level| level.from < until);
        later.fold(self.levels[first].free, |least, level| least_of(least, level.free))
    }

    /// The amount that is free throughout a span, if it is enough for a task.
    pub(super) fn enough(&self, shape: Shape, from: Time, span: Span) -> Option<Resources> {
        let until = from + span;
        let first = self.place_of(from);
        let mut least = Some(self.levels[first].free).filter(|free| free.covers(shape.per_task))?;
        for level in self.levels[first + 1..].iter().take_while(|level| level.from < until) {
            least = Some(least_of(least, level.free)).filter(|free| free.covers(shape.per_task))?;
        }
        Some(least)
    }

    /// How many tasks find room from a time on for a span.
    pub(super) fn slots(&self, shape: Shape, from: Time, span: Span) -> u32 {
        self.enough(shape, from, span).map_or(0, |least| shape.slots_on(least))
    }

    /// The same, and when that changes.
    pub(super) fn room(&self, shape: Shape, from: Time, span: Span) -> Room {
        let span = span.max(INSTANT);
        let slots = self.slots(shape, from, span);
        let fewer = shape.per_task.scaled(slots);
        // On a node of its own, a task is all there can be.
        let more = (slots == 0 || shape.layout == Layout::Anywhere).then(|| sum_of(fewer, shape.per_task));
        // Since when there has been room for one more; and until when there is no less.
        let mut since: Option<Time> = None;
        let first = self.place_of(from);
        for (place, level) in self.levels.iter().enumerate().skip(first) {
            if !level.free.covers(fewer) {
                let begins = level.from.as_micros().saturating_sub(span.as_micros());
                return Room { slots, next: Time::from_micros(begins.saturating_add(1)) };
            }
            if !more.is_some_and(|more| level.free.covers(more)) {
                since = None;
                continue;
            }
            let begins = *since.get_or_insert(level.from.max(from));
            if self.levels.get(place + 1).is_none_or(|next| begins + span <= next.from) {
                return Room { slots, next: begins };
            }
        }
        Room { slots, next: Time::NEVER }
    }

    /// Whether a task finds room for a span that begins in a window.
    pub(super) fn opens(&self, shape: Shape, (from, until): (Time, Time), span: Span) -> bool {
        let has_room = |level: &Level| level.free.covers(shape.per_task);
        let mut place = self.place_of(from);
        while let Some(first) = self.levels[place..].iter().position(has_room) {
            place += first;
            let at = self.levels[place].from.max(from);
            if until <= at {
                return false;
            }
            let end = at + span.max(INSTANT);
            let inside = self.levels[place + 1..].iter().take_while(|level| level.from < end);
            let Some(trouble) = inside.into_iter().position(|level| !has_room(level)) else { return true };
            place += 1 + trouble;
        }
        false
    }

    /// Since when a task of this shape would have had room until a time at which it has.
    pub(super) fn since(&self, shape: Shape, at: Time) -> Time {
        let mut first = self.place_of(at);
        while 0 < first && 0 < shape.slots_on(self.levels[first - 1].free) {
            first -= 1;
        }
        self.levels[first].from
    }

    /// Takes an amount from one time until another.
    ///
    /// # Panics
    /// When it is not free.
    pub(super) fn take(&mut self, from: Time, until: Time, amount: Resources) {
        self.change(from, until, |free| *free -= amount);
    }

    /// Gives an amount back from one time until another.
    pub(super) fn give(&mut self, from: Time, until: Time, amount: Resources) {
        self.change(from, until, |free| *free += amount);
    }

    fn change(&mut self, from: Time, until: Time, change: impl Fn(&mut Resources)) {
        if until <= from {
            return;
        }
        let first = self.begin(from);
        // An end that never comes is no level.
        let end = if until < Time::NEVER { self.begin(until) } else { self.levels.len() };
        for level in &mut self.levels[first..end] {
            change(&mut level.free);
        }
        self.join(end);
        self.join(first);
    }

    /// Makes a level begin at this time, and gives its place.
    fn begin(&mut self, at: Time) -> usize {
        let place = self.place_of(at);
        if at <= self.levels[place].from {
            return place;
        }
        self.levels.insert(place + 1, Level { from: at, ..self.levels[place] });
        place + 1
    }

    /// Removes a level that changes nothing.
    fn join(&mut self, place: usize) {
        if 0 < place && place < self.levels.len() && self.levels[place - 1].free == self.levels[place].free {
            self.levels.remove(place);
        }
    }

    /// The level that holds this time (the first one for earlier times).
    fn place_of(&self, at: Time) -> usize {
        match self.levels.get(1) {
            Some(second) if second.from <= at => self.levels.partition_point(|level| level.from <= at) - 1,
            Some(_) | None => 0,
        }
    }
}

pub(super) fn least_of(left: Resources, right: Resources) -> Resources {
    Resources {
        cores: left.cores.min(right.cores),
        accelerators: left.accelerators.min(right.accelerators),
        memory_mib: left.memory_mib.min(right.memory_mib),
    }
}

const fn sum_of(left: Resources, right: Resources) -> Resources {
    Resources {
        cores: left.cores.saturating_add(right.cores),
        accelerators: left.accelerators.saturating_add(right.accelerators),
        memory_mib: left.memory_mib.saturating_add(right.memory_mib),
    }
}
