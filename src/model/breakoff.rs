//! Jobs that end by themselves before their work is done: they fail, or their users stop them.

use super::Span;
use serde::{Deserialize, Serialize};

/// Shares are counted in millionths.
const WHOLE: u64 = 1_000_000;

/// What becomes of a job that ends by itself before its work is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum BreakKind {
    /// It fails, and is begun again.
    Retried,
    /// It fails, and that is its end.
    Failed,
    /// Its user stops it.
    Cancelled,
}

/// The end of one attempt at a job that comes of itself, before its work is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BreakOff {
    /// When: after which share of the work that the job had left when the attempt began, in millionths.
    pub after: u32,
    /// What becomes of it.
    pub kind: BreakKind,
}

impl BreakOff {
    /// How much of all its work a job has behind it when it breaks off, of which so much was kept when the attempt began.
    #[must_use]
    pub fn point(self, kept: Span, work: Span) -> Span {
        let left = (work - kept.min(work)).as_micros();
        let after = u64::from(self.after).min(WHOLE);
        // The product of two such numbers may need more than 64 bits.
        let micros = u128::from(left) * u128::from(after) / u128::from(WHOLE);
        kept.min(work) + Span::from_micros(u64::try_from(micros).expect("a part is less than the whole"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_breaks_off_after_a_share_of_what_it_had_left() {
        let quarter = BreakOff { after: 250_000, kind: BreakKind::Failed };
        let secs = Span::from_secs;
        assert_eq!(quarter.point(Span::ZERO, secs(100)), secs(25));
        assert_eq!(quarter.point(secs(60), secs(100)), secs(70));
        assert_eq!(quarter.point(secs(200), secs(100)), secs(100));
        let end = BreakOff { after: 1_000_000, ..quarter };
        assert_eq!(end.point(secs(1), Span::MAX), Span::MAX);
    }
}
