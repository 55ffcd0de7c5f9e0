//! How nodes fail by chance for one cause.

use super::{Detection, Repair, Times};
use crate::model::{Chance, PartitionId, Span, Time, uniform};

/// Which nodes fail at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Together {
    /// So many neighbours of a pool: 1 where each node fails by itself, more for racks. At least one.
    Neighbours(u32),
    /// All nodes that the failures are of: the power or the network of a whole centre.
    All,
}

/// A few nodes that fail far more often than others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lemons {
    /// Which share of the nodes.
    pub share: f64,
    /// How many times as often they fail.
    pub factor: f64,
}

/// A node that fails too often is taken out for longer than its repair takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exclusion {
    /// With this failure,
    pub failures: u32,
    /// when they lie within such a time,
    pub within: Span,
    /// a node is out for so long.
    pub lasts: Span,
}

/// Which failures come of all that there would be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Those from then on,
    pub from: Time,
    /// until then,
    pub until: Time,
    /// of these nodes, counted from 1 through those of the partitions; nothing where it is all of them.
    pub nodes: Option<(u32, u32)>,
}

impl Window {
    /// All failures.
    pub const ALL: Window = Window { from: Time::ZERO, until: Time::NEVER, nodes: None };

    /// Whether a failure comes of the node in this place, counted from 0.
    #[must_use]
    pub fn holds(&self, at: Time, place: u32) -> bool {
        let is_meant = self.nodes.is_none_or(|(first, last)| first <= place + 1 && place < last);
        self.from <= at && at < self.until && is_meant
    }
}

/// Nodes that come on a date fail more often at first.
#[derive(Debug, Clone, PartialEq)]
pub struct Commissioning {
    /// The name of their pool.
    pub pool: String,
    /// For how long after they have come.
    pub lasts: Span,
    /// How many times as often.
    pub factor: f64,
}

/// From when to when nodes fail so many times as often, in seconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Youth {
    pub(super) from: f64,
    pub(super) until: f64,
    pub(super) factor: f64,
}

impl Youth {
    /// When nodes have worked for so long from an instant on, where the time of their youth counts so many times.
    fn after(youth: Option<Youth>, from: f64, work: f64) -> f64 {
        let Some(Youth { from: begin, until, factor }) = youth else { return from + work };
        let (mut at, mut left) = (from, work);
        for (end, pace) in [(begin, 1.0), (until, factor)] {
            if end <= at {
                continue;
            }
            let here = (end - at) * pace;
            if left <= here {
                return at + left / pace;
            }
            (at, left) = (end, left - here);
        }
        at + left
    }
}

/// How some nodes of a centre fail for one cause.
#[derive(Debug, Clone, PartialEq)]
pub struct FailureModel {
    /// The cause, which also names the stream of chance.
    pub cause: String,
    /// The partitions whose nodes fail so.
    pub partitions: Vec<PartitionId>,
    /// How long they work from a repair to the next failure. The mean is that of all nodes, lemons included.
    pub times: Times,
    /// How long it takes until somebody notices; until then jobs hang on them.
    pub detection: Detection,
    /// How long they are out from then on.
    pub repair: Repair,
    /// Which of them fail at once.
    pub together: Together,
    /// Whether a few fail far more often.
    pub lemons: Option<Lemons>,
    /// Whether one that fails too often is taken out.
    pub exclusion: Option<Exclusion>,
    /// Which of these failures come; the others change nothing of those.
    pub window: Window,
}

/// One failure of nodes that fail at once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Failure {
    pub(super) from: Time,
    pub(super) noticed: Time,
    pub(super) until: Time,
}

impl FailureModel {
    /// How often a node fails in a second of work, as the mean of all.
    #[must_use]
    pub fn rate_per_sec(&self) -> f64 {
        1.0 / self.times.mean.as_secs_f64()
    }

    /// How much of its time a node is up, as far as these failures alone tell and anybody knows: the mean time between failures and
    /// until they are noticed, over that and the mean repair.
    #[must_use]
    pub fn availability(&self) -> f64 {
        let up = self.times.mean.as_secs_f64() + self.detection.mean_secs();
        self.repair.mean_secs().map_or(0.0, |down| up / (up + down))
    }

    /// From when to when nodes are out that fail at once.
    pub(super) fn failures(
        &self,
        (chance, looks): (&mut Chance, &mut Chance),
        youth: Option<Youth>,
        horizon: Time,
    ) -> Vec<Failure> {
        let factor = self.factor(chance);
        let horizon_secs = horizon.as_micros() as f64 / 1e6;
        let mut failures: Vec<Failure> = Vec::new();
        // At the beginning nodes are as old as any.
        let mut at = Youth::after(youth, 0.0, self.times.draw_rest_secs(chance, factor));
        loop {
            if horizon_secs <= at {
                return failures;
            }
            let from = Time::ZERO + Span::from_secs_f64(at);
            let unnoticed = Span::from_secs_f64(self.detection.draw_secs(looks));
            let noticed = from + unnoticed;
            let Some(repair) = self.repair.draw_secs(chance) else {
                failures.push(Failure { from, noticed, until: Time::NEVER });
                return failures;
            };
            let out = self.excluded(&failures, from).unwrap_or(Span::from_secs_f64(repair));
            failures.push(Failure { from, noticed, until: noticed + out });
            let back = at + (unnoticed + out).as_secs_f64();
            at = Youth::after(youth, back, self.times.draw_secs(chance, factor));
        }
    }

    /// How many times as often this group fails.
    fn factor(&self, chance: &mut Chance) -> f64 {
        let Some(Lemons { share, factor }) = self.lemons else { return 1.0 };
        // The mean rate of all nodes is the one that was asked for.
        let others = 1.0 / (1.0 - share + share * factor);
        if uniform(chance) < share { others * factor } else { others }
    }

    /// For how long a node is taken out that fails once more.
    fn excluded(&self, failures: &[Failure], at: Time) -> Option<Span> {
        let Exclusion { failures: most, within, lasts } = self.exclusion?;
        let recent = failures.iter().filter(|failure| at < failure.from + within).count();
        (most as usize <= recent + 1).then_some(lasts)
    }
}
