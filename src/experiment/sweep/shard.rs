//! A part of the cells of a sweep, for one of several machines.

use std::fmt;

/// One of so many parts: every so manieth cell, so that neighbours, which take about as long, are on different machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shard {
    place: usize,
    count: usize,
}

/// More parts than this are a slip of the finger.
const COUNT_MAX: usize = 100_000;

impl Shard {
    /// All cells.
    pub const WHOLE: Shard = Shard { place: 0, count: 1 };

    /// What `3/16` says.
    ///
    /// # Errors
    /// When it says something else.
    pub fn parse(text: &str) -> Result<Shard, String> {
        let parts = text.split_once('/').map(|(place, count)| (place.trim().parse(), count.trim().parse()));
        match parts {
            Some((Ok(place), Ok(count))) if 1 <= place && place <= count && count <= COUNT_MAX => {
                Ok(Shard { place: place - 1, count })
            }
            Some((Ok::<usize, _>(_), Ok::<usize, _>(count))) if (1..=COUNT_MAX).contains(&count) => {
                Err(format!("expected a part from 1/{count} to {count}/{count}"))
            }
            Some(_) | None => Err("expected PART/PARTS, such as 3/16".into()),
        }
    }

    /// Which part, counted from 1.
    #[must_use]
    pub const fn number(&self) -> usize {
        self.place + 1
    }

    /// Of how many.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.count
    }

    /// Whether a cell is in it.
    #[must_use]
    pub const fn holds(&self, cell: usize) -> bool {
        cell % self.count == self.place
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.place + 1, self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_is_in_one_part() {
        let parts: Vec<Shard> =
            (1..=7).map(|part| Shard::parse(&format!("{part}/7")).expect("it is right")).collect();
        for cell in 0..100 {
            assert_eq!(parts.iter().filter(|part| part.holds(cell)).count(), 1);
        }
        assert_eq!(Shard::parse("1/1"), Ok(Shard::WHOLE));
        assert_eq!(parts[2].to_string(), "3/7");
    }

    #[test]
    fn parts_that_are_not_there_are_told() {
        for (text, part) in [
            ("0/4", "from 1/4 to 4/4"),
            ("5/4", "from 1/4 to 4/4"),
            ("3", "3/16"),
            ("a/4", "3/16"),
            ("1/0", "3/16"),
        ] {
            let error = Shard::parse(text).expect_err(text);
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
