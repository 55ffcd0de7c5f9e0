//! How much memory a job used, which `sacct` tells in the rows of its steps: they come after the row of the job.

use crate::log::number::Number;
use crate::log::row::Row;
use crate::log::slurm::{self, Resources};
use crate::log::text::number;
use crate::text::Delimited;

/// Where the columns are that say how much memory a step used.
pub(super) struct UseColumns {
    /// Of all tasks of a step together.
    in_all: Option<usize>,
    /// Of a task, at most, averaged over the tasks of a step.
    mean: Option<usize>,
    /// Of the task that used most.
    largest: Option<usize>,
    tasks: Option<usize>,
}

impl UseColumns {
    /// The columns of a first line; `None` where it has none of them.
    pub(super) fn of(names: &Delimited) -> Option<UseColumns> {
        let columns = UseColumns {
            in_all: names.column("TRESUsageInTot"),
            mean: names.column("AveRSS"),
            largest: names.column("MaxRSS"),
            tasks: names.column("NTasks"),
        };
        let known = [columns.in_all, columns.mean, columns.largest];
        known.iter().any(Option::is_some).then_some(columns)
    }

    /// What a row says of the memory used, in MiB: that of all tasks, or the mean of them times their number. Where only the
    /// largest task is known, no other is counted as smaller.
    pub(super) fn memory_used_mib(&self, fields: &Delimited) -> Option<Number> {
        let tasks = number(fields.text(self.tasks)).map_or(1, |tasks| tasks.whole().max(1));
        let of_each =
            |column| slurm::bytes_in_mebibytes(fields.text(column)).map(|amount| amount.times(tasks));
        Resources::of(fields.text(self.in_all))
            .memory_mib
            .or_else(|| of_each(self.mean))
            .or_else(|| of_each(self.largest))
    }
}

/// The job whose steps are being read.
#[derive(Default)]
pub(super) struct Held {
    job: Option<(Vec<u8>, Row)>,
    /// How many lines were read since its own, and since that of the job that was given last.
    lines: u64,
    lines_ago: u64,
}

impl Held {
    /// A line was read.
    pub(super) fn line(&mut self) {
        self.lines += 1;
    }

    /// Takes a job whose name is such, and gives the one before.
    pub(super) fn take(&mut self, name: &[u8], row: Row) -> Option<Row> {
        let before = self.give();
        self.job = Some((name.to_owned(), row));
        self.lines = 0;
        before
    }

    /// Gives the job: no step follows.
    pub(super) fn give(&mut self) -> Option<Row> {
        self.lines_ago = self.lines;
        self.job.take().map(|(_, row)| row)
    }

    /// Takes note of a step. Of several, the one that used most counts: some run one after the other.
    pub(super) fn step(&mut self, name: &[u8], used_mib: Option<Number>) {
        if let Some((job, row)) = &mut self.job
            && name.strip_prefix(job.as_slice()).is_some_and(|rest| rest.starts_with(b"."))
        {
            row.memory_used_mib = row.memory_used_mib.max(used_mib);
        }
    }

    /// How many lines before the last one the job stood that was given last.
    pub(super) const fn lines_ago(&self) -> u64 {
        self.lines_ago
    }
}
