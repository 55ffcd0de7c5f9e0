//! Units in which the columns of tables are written.

use super::number::Number;
use super::text::{number, whole};

/// A number of a table times this is one of ours: seconds or MiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scale {
    pub(super) times: u64,
    pub(super) parts: u64,
}

impl Scale {
    pub(super) const ONE: Scale = Scale { times: 1, parts: 1 };

    /// A number of a table in our unit.
    pub(super) fn of(self, text: &[u8]) -> Option<Number> {
        // Whole nanoseconds since 1970 are more than a number of millionths can hold.
        let millionths = match whole(text) {
            Some((value, [])) => u128::from(value) * 1_000_000,
            Some(_) | None => u128::from(number(text)?.millionths()),
        };
        let ours = millionths * u128::from(self.times) / u128::from(self.parts);
        Some(Number::from_millionths(u64::try_from(ours).unwrap_or(u64::MAX)))
    }
}

/// Units of time, and how many seconds one of them is.
pub(super) const TIMES: [(&str, Scale); 15] = [
    ("ns", Scale { times: 1, parts: 1_000_000_000 }),
    ("us", Scale { times: 1, parts: 1_000_000 }),
    ("ms", Scale { times: 1, parts: 1_000 }),
    ("s", Scale::ONE),
    ("min", Scale { times: 60, parts: 1 }),
    ("h", Scale { times: 3_600, parts: 1 }),
    ("d", Scale { times: 86_400, parts: 1 }),
    ("w", Scale { times: 604_800, parts: 1 }),
    ("nanoseconds", Scale { times: 1, parts: 1_000_000_000 }),
    ("microseconds", Scale { times: 1, parts: 1_000_000 }),
    ("milliseconds", Scale { times: 1, parts: 1_000 }),
    ("seconds", Scale::ONE),
    ("minutes", Scale { times: 60, parts: 1 }),
    ("hours", Scale { times: 3_600, parts: 1 }),
    ("days", Scale { times: 86_400, parts: 1 }),
];

/// Units of memory, and how many MiB one of them is.
pub(super) const MEMORIES: [(&str, Scale); 9] = [
    ("B", Scale { times: 1, parts: 1 << 20 }),
    ("KiB", Scale { times: 1, parts: 1 << 10 }),
    ("MiB", Scale::ONE),
    ("GiB", Scale { times: 1 << 10, parts: 1 }),
    ("TiB", Scale { times: 1 << 20, parts: 1 }),
    ("kB", Scale { times: 1_000, parts: 1 << 20 }),
    ("MB", Scale { times: 1_000_000, parts: 1 << 20 }),
    ("GB", Scale { times: 1_000_000_000, parts: 1 << 20 }),
    ("TB", Scale { times: 1_000_000_000_000, parts: 1 << 20 }),
];
