//! Choices of which each has a word.

/// A choice of which each has a word, the usual one first.
pub trait Named: Copy + PartialEq + 'static {
    /// All of them.
    const ALL: &'static [Self];

    /// The word, as in scenarios.
    fn name(self) -> &'static str;

    /// The one of that word.
    #[must_use]
    fn of_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.name() == name)
    }
}
