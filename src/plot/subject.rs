//! The subject of figures: a comparison, and the language in which they speak.

use std::ops::Deref;

use crate::experiment::Comparison;
use crate::lang::Lang;

/// A comparison and the language in which its figures speak.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The comparison.
    pub comparison: &'a Comparison,
    /// The language.
    pub lang: Lang,
}

/// Figures ask a subject what they would ask its comparison.
impl Deref for Subject<'_> {
    type Target = Comparison;

    fn deref(&self) -> &Comparison {
        self.comparison
    }
}
