//! Two forests that forecast together: one of what became of cases, and one of how far that lies off a straight line.
//!
//! The first knows best what has been before, the second what is beyond; each has half of the say.

use super::forest::{Case, Forest, Outcome, Outcomes};
use super::line::Line;

/// Both forests.
#[derive(Debug, Clone)]
pub(super) struct Woods {
    plain: Forest,
    line: Line,
    off_line: Forest,
}

impl Woods {
    /// Grows both on these cases, with so many trees together.
    pub(super) fn grow(cases: &[&Case], trees: u64, seed: u64) -> Woods {
        let line = Line::through(cases);
        let off = |case: &Case| Case { outcome: case.outcome - line.at(&case.features), ..case.clone() };
        let off: Vec<Case> = cases.iter().map(|case| off(case)).collect();
        let off: Vec<&Case> = off.iter().collect();
        let half = trees / 2;
        Woods {
            plain: Forest::grow(cases, half, (seed, "trees")),
            off_line: Forest::grow(&off, half, (seed, "trees off a line")),
            line,
        }
    }

    /// What may become of a case.
    pub(super) fn outcomes(&self, features: &[f64]) -> Outcomes {
        let here = self.line.at(features);
        let mut all = self.plain.leaves(features);
        let off = self.off_line.leaves(features).into_iter();
        all.extend(off.map(|outcome| Outcome { value: outcome.value + here, ..outcome }));
        Outcomes::of(all)
    }
}
