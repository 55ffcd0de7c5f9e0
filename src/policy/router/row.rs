//! What a router is made of: its row, what it is told of each place, and what it remembers.

use super::known::Known;
use crate::model::{Chance, Network, Place, Request, Span, Time, uniform};
use serde::{Deserialize, Serialize};

/// One router: a row of [`ROUTERS`](super::ROUTERS).
#[derive(Debug, Clone, Copy)]
pub struct Router {
    /// The name in scenarios and on the command line.
    pub name: &'static str,
    /// One sentence of help.
    pub help: &'static str,
    /// What stands in brackets behind the name, as in `spillover(3600)`; nothing where the name stands alone.
    pub parameter: Option<&'static str>,
    /// The number that it goes by, from that in brackets; nothing where that makes no sense.
    pub(super) number: fn(Option<f64>) -> Option<f64>,
    /// How old its view of the centres may be where a policy does not say it.
    pub refresh: Span,
    /// What it must be told.
    pub asks: Asks,
    /// Which of the places that are still in question, none of which has refused, it prefers; nothing where it knows none.
    pub(super) choose: fn(&mut Survey<'_>) -> Option<usize>,
}

/// What a router must be told of each place beside its load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// Nothing, not even that.
    Nothing,
    /// Nothing else.
    Loads,
    /// When the job would start: the centre is asked at once, and its answer is never old.
    Starts,
    /// What it would cost at list prices.
    Prices,
    /// How much carbon dioxide its power would bring.
    Carbon,
}

/// A place where a job may run, and what is known of it.
#[derive(Debug, Clone, Copy)]
pub struct Candidate {
    /// Which of the places of its class.
    pub number: usize,
    /// The place.
    pub place: Place,
    /// What the job asks for there.
    pub request: Request,
    /// How many units of the place that takes.
    pub units: u32,
    /// The load, as far as it is known.
    pub known: Known,
    /// How long until its data would be there, in microseconds, if they were brought from now on: nothing where they are or it needs none,
    /// and more than anything where they cannot come.
    pub data_micros: u64,
    /// What was asked: how long until its start in microseconds, its cost in millionths of a yuan, or its milligrams.
    pub answer: u128,
}

/// All that a router sees when it sends one job.
#[derive(Debug)]
pub struct Survey<'a> {
    /// The present instant.
    pub now: Time,
    /// What the job asks for at home.
    pub home: &'a Request,
    /// All that is known of the centres together.
    pub network: &'a Network,
    /// The places still in question, in the order of the class's; at least one.
    pub open: &'a [Candidate],
    /// How many places the class has.
    pub places: usize,
    /// The number of the router.
    pub number: f64,
    /// What it remembers.
    pub memory: &'a mut Memory,
}

/// What a router remembers from job to job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    /// Chance of its own.
    pub chance: Chance,
    /// By class, how many jobs were sent.
    pub turns: Vec<u64>,
}

impl Router {
    /// Which of the places still in question it prefers; nothing where it knows none.
    #[must_use]
    pub fn choose(&self, survey: &mut Survey<'_>) -> Option<usize> {
        (self.choose)(survey)
    }
}

impl Survey<'_> {
    /// The first place of which this is least.
    pub(super) fn least<K: Ord>(&self, key: impl Fn(&Candidate) -> K) -> Option<usize> {
        let open = self.open.iter().enumerate();
        open.min_by_key(|(_, candidate)| key(candidate)).map(|(place, _)| place)
    }

    /// The place at home, if it is still in question.
    pub(super) fn home(&self) -> Option<usize> {
        self.open.iter().position(|candidate| candidate.number == 0)
    }

    /// One of the first so many places, by chance.
    pub(super) fn any_of(&mut self, count: usize) -> usize {
        ((uniform(&mut self.memory.chance) * count as f64) as usize).min(count - 1)
    }

    /// How many jobs of this class were sent before this one, which is counted with them when it is asked for the first time.
    pub(super) fn turn(&mut self) -> u64 {
        let class = usize::from(self.home.class.0);
        if self.memory.turns.len() <= class {
            self.memory.turns.resize(class + 1, 0);
        }
        let is_first = self.open.len() == self.places;
        let turns = &mut self.memory.turns[class];
        *turns += u64::from(is_first);
        *turns - 1
    }
}

/// For routers that take no number.
pub(super) fn no_number(given: Option<f64>) -> Option<f64> {
    given.is_none().then_some(0.0)
}
