//! Searches made in vain: where one job found no earlier start, a job that needs at least as much for at least as long finds
//! none either, and may begin its own search behind them.

use crate::model::{PoolId, Span, Time};
use crate::policy::queue::class_of;
use serde::{Deserialize, Serialize};

/// A job with a promise in one pool, and where it would look for an earlier start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Search {
    pub(super) pool: PoolId,
    pub(super) units: u32,
    pub(super) span: Span,
    /// When its promised start is, from which on it can keep what it holds.
    pub(super) held: Time,
    /// The first start that is of interest.
    pub(super) from: Time,
    /// No start from here on is.
    pub(super) until: Time,
}

impl Search {
    /// Whether every start at which this job would fit is one at which that would. It would keep what it holds only where that
    /// one would, too, so it is harder to please at every start they both look at.
    const fn is_harder(&self, that: &Search) -> bool {
        self.pool.0 == that.pool.0
            && that.units <= self.units
            && that.span.as_micros() <= self.span.as_micros()
            && that.held.as_micros() <= self.held.as_micros()
            && that.from.as_micros() <= self.from.as_micros()
    }
}

/// Searches that found nothing while the plan only grew: one for each power of two of units.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Vain {
    known: Vec<Option<Search>>,
}

impl Vain {
    pub(super) fn clear(&mut self) {
        self.known.clear();
    }

    /// Where a search may begin.
    pub(super) fn begin(&self, search: &Search) -> Time {
        // Users send many jobs of one kind; a look at other classes would mostly be in vain.
        match self.known.get(class_of(search.units)) {
            Some(Some(known)) if search.is_harder(known) => search.from.max(known.until),
            Some(_) | None => search.from,
        }
    }

    /// Remembers that a search found nothing.
    pub(super) fn add(&mut self, search: Search) {
        let class = class_of(search.units);
        if self.known.len() <= class {
            self.known.resize(class + 1, None);
        }
        // A search that went further tells more.
        if self.known[class].is_none_or(|known| known.until <= search.until) {
            self.known[class] = Some(search);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_harder_job_may_begin_later() {
        let at = Time::from_secs;
        let known = Search {
            pool: PoolId(0),
            units: 5,
            span: Span::from_secs(10),
            held: at(100),
            from: at(3),
            until: at(80),
        };
        let mut vain = Vain::default();
        assert_eq!(vain.begin(&known), at(3));
        vain.add(known);
        assert_eq!(vain.begin(&known), at(80));
        assert_eq!(vain.begin(&Search { units: 7, until: at(200), ..known }), at(80));
        let easier = [
            Search { pool: PoolId(1), ..known },
            Search { units: 4, ..known },
            Search { span: Span::from_secs(9), ..known },
            Search { held: at(99), ..known },
            Search { from: at(2), ..known },
        ];
        for search in easier {
            assert_eq!(vain.begin(&search), search.from);
        }
        vain.clear();
        assert_eq!(vain.begin(&known), at(3));
    }
}
