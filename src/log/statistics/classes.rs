//! Classes of jobs by size and by run time, the same in every table.

use crate::model::Span;

/// A class of run times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunClass {
    /// What it is called.
    pub name: &'static str,
    /// Runs shorter than this, and not in a class before.
    pub below: Span,
}

const fn class(name: &'static str, below: Span) -> RunClass {
    RunClass { name, below }
}

/// The classes of run times, short ones first.
pub const RUN_CLASSES: [RunClass; 6] = [
    class("below 1 min", Span::MINUTE),
    class("1 to 10 min", Span::from_secs(600)),
    class("10 min to 1 h", Span::HOUR),
    class("1 to 6 h", Span::from_secs(6 * 3_600)),
    class("6 to 24 h", Span::DAY),
    class("1 day and more", Span::MAX),
];

/// The place of a run time in [`RUN_CLASSES`].
#[must_use]
pub fn run_class(run: Span) -> usize {
    RUN_CLASSES.iter().position(|class| run < class.below).unwrap_or(RUN_CLASSES.len() - 1)
}

/// The class of a size: 1, 2, 3 to 4, 5 to 8, and so on.
#[must_use]
pub const fn size_class(size: u32) -> usize {
    (u32::BITS - size.saturating_sub(1).leading_zeros()) as usize
}

/// The sizes of a class: `1`, `2`, `3-4`, `5-8`.
#[must_use]
pub fn size_class_words(class: usize) -> String {
    match class {
        0 => "1".into(),
        1 => "2".into(),
        _ => format!("{}-{}", (1_u64 << (class - 1)) + 1, 1_u64 << class),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_size_and_run_is_in_the_class_that_names_it() {
        for (size, words) in [(1, "1"), (2, "2"), (3, "3-4"), (4, "3-4"), (5, "5-8"), (8, "5-8"), (9, "9-16")]
        {
            assert_eq!(size_class_words(size_class(size)), words, "{size}");
        }
        let classes =
            [0, 59, 60, 3_599, 3_600, 86_399, 86_400, 1_000_000].map(|secs| run_class(Span::from_secs(secs)));
        assert_eq!(classes, [0, 0, 1, 2, 3, 4, 5, 5]);
    }
}
