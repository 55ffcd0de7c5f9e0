//! Everything that is told of a plan.

use crate::experiment::plan::{Figures, Kept, Plan, Promise, Tried};
use crate::lang::Lang;
use crate::stats::Confidence;

/// Everything that is told of a plan.
#[derive(Debug, Clone, Copy)]
pub struct PlanPage<'a> {
    /// The language of what people read.
    pub lang: Lang,
    /// The answer.
    pub plan: &'a Plan,
    /// What was promised.
    pub promises: &'a [Promise],
    /// The key that is varied, as it was typed.
    pub key: &'a str,
    /// The values to choose from, for people.
    pub values: &'a [String],
    /// The value in the file.
    pub here: &'a str,
    /// Whether the most was asked for.
    pub is_most: bool,
    /// The title of the scenario, and its policy.
    pub title: (&'a str, &'a str),
    /// How sure each promise is to be kept.
    pub confidence: Confidence,
    /// What becomes of the answer when a tenth more jobs come; nothing where that was not tried.
    pub grown: Option<&'a Tried>,
}

impl PlanPage<'_> {
    /// A value for people, in the language of the page.
    pub(super) fn value(&self, place: usize) -> String {
        self.lang.unit(&self.values[place])
    }

    /// The promises and what was seen of them.
    pub(super) fn figures_of<'a>(
        &'a self,
        tried: &'a Tried,
    ) -> impl Iterator<Item = (&'a Promise, &'a Figures)> {
        self.promises.iter().zip(&tried.figures)
    }

    /// The promises that a value breaks, or may break, the worst first.
    pub(super) fn broken<'a>(&'a self, tried: &'a Tried) -> Vec<(&'a Promise, &'a Figures)> {
        let mut broken: Vec<_> = self.figures_of(tried).filter(|(_, seen)| seen.kept != Kept::Yes).collect();
        broken.sort_by(|one, other| one.0.margin(one.1.mean).total_cmp(&other.0.margin(other.1.mean)));
        broken
    }

    /// The promise that is kept by least.
    pub(super) fn tightest<'a>(&'a self, tried: &'a Tried) -> Option<(&'a Promise, &'a Figures)> {
        let margin = |(promise, seen): &(&Promise, &Figures)| promise.margin(seen.mean);
        self.figures_of(tried).min_by(|one, other| margin(one).total_cmp(&margin(other)))
    }
}
