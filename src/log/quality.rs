//! The account of a log's quality: every row that was dropped or repaired, by reason, in words.

pub use super::finding::{Finding, Treatment};

/// Several things found in one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Notes(u64);

const _: () = assert!(Finding::ALL.len() <= 64, "each finding has its bit in the notes of a row");

impl Notes {
    /// Takes note of one more.
    pub const fn add(&mut self, finding: Finding) {
        self.0 |= 1 << finding as u32;
    }

    /// Takes it back.
    pub(super) const fn remove(&mut self, finding: Finding) {
        self.0 &= !(1 << finding as u32);
    }

    /// Whether there is a note of this.
    #[must_use]
    pub const fn has(self, finding: Finding) -> bool {
        self.0 >> finding as u32 & 1 == 1
    }

    /// What was found, in the order of the account.
    pub fn findings(self) -> impl Iterator<Item = Finding> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let finding = *Finding::ALL.get(rest.trailing_zeros() as usize)?;
            rest &= rest - 1;
            Some(finding)
        })
    }
}

/// How many rows, and where the first of them are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// How many rows.
    pub rows: u64,
    /// The numbers of the first three lines.
    pub first_lines: Vec<u64>,
}

impl Tally {
    /// Counts the row of a line.
    pub(super) fn add(&mut self, line: u64) {
        self.rows += 1;
        if self.first_lines.len() < 3 {
            self.first_lines.push(line);
        }
    }
}

/// A tally for each finding.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Tallies([Tally; Finding::ALL.len()]);

impl Default for Tallies {
    fn default() -> Tallies {
        Tallies(std::array::from_fn(|_| Tally::default()))
    }
}

/// The account of a log's quality.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Quality {
    /// Rows read; remarks and empty lines do not count.
    pub rows_read: u64,
    /// Rows that gave a job.
    pub rows_kept: u64,
    /// Rows among them in which something was repaired.
    pub rows_repaired: u64,
    tallies: Tallies,
    line_repaired_last: u64,
    /// The names of the files, where there are several, each with how many lines the files before it have.
    files: Vec<(String, u64)>,
}

impl Quality {
    /// Rows that gave no job.
    #[must_use]
    pub const fn rows_dropped(&self) -> u64 {
        self.rows_read - self.rows_kept
    }

    /// How often something was found.
    #[must_use]
    pub const fn tally(&self, finding: Finding) -> &Tally {
        &self.tallies.0[finding as usize]
    }

    /// What was found and treated so, most important first.
    pub fn found(&self, treatment: Treatment) -> impl Iterator<Item = (Finding, &Tally)> {
        let occurred =
            move |finding: &Finding| finding.treatment() == treatment && 0 < self.tally(*finding).rows;
        Finding::ALL.into_iter().filter(occurred).map(|finding| (finding, self.tally(finding)))
    }

    /// Where a line is that is counted on through several files: the name of its file, where there are several, and its number there.
    #[must_use]
    pub fn place(&self, line: u64) -> (Option<&str>, u64) {
        match self.files.iter().rev().find(|(_, before)| *before < line) {
            Some((name, before)) => (Some(name), line - before),
            None => (None, line),
        }
    }

    /// The lines by their numbers, with the names of their files where there are several: `3, 7` or `a.psv: 3, 7; b.psv: 2`.
    #[must_use]
    pub fn places(&self, lines: &[u64]) -> String {
        let mut words = String::new();
        let mut file_last = None;
        for line in lines {
            let (file, number) = self.place(*line);
            match file.filter(|file| file_last != Some(*file)) {
                Some(file) if words.is_empty() => words = format!("{file}: {number}"),
                Some(file) => words += &format!("; {file}: {number}"),
                None if words.is_empty() => words = number.to_string(),
                None => words += &format!(", {number}"),
            }
            file_last = file.or(file_last);
        }
        words
    }

    /// Takes note of a file whose lines are counted on behind so many.
    pub(super) fn begin_file(&mut self, name: String, lines_before: u64) {
        self.files.push((name, lines_before));
    }

    /// Takes note of something found in the row of a line.
    pub(super) fn note(&mut self, finding: Finding, line: u64) {
        self.tallies.0[finding as usize].add(line);
        // A row with two repairs is one repaired row.
        if finding.treatment() == Treatment::Repaired && self.line_repaired_last != line {
            self.line_repaired_last = line;
            self.rows_repaired += 1;
        }
    }

    /// A row that had been kept gives no job after all; its line is not known any more.
    pub(super) fn drop_kept(&mut self, finding: Finding) {
        self.tallies.0[finding as usize].rows += 1;
        self.rows_kept -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_give_back_what_was_found() {
        let mut all = Notes::default();
        assert_eq!(all.findings().count(), 0);
        for finding in Finding::ALL {
            let mut one = Notes::default();
            one.add(finding);
            assert_eq!(one.findings().collect::<Vec<_>>(), [finding]);
            all.add(finding);
        }
        assert!(all.findings().eq(Finding::ALL));
    }
}
