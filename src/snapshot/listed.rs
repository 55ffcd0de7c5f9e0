//! The jobs of a table: what `squeue` prints in any of its forms, or a CSV file with such columns.

use super::cells::{Cell, Names, Table};
use super::entry::{Entry, Standing, instant, is_held, length, standing};
use super::problem::Problems;

/// The columns that are understood, in the order of the constants below.
const KNOWN: &[Names] = &[
    &["JOBID", "job", "job_id", "JobIDRaw", "ARRAY_JOB_ID", "id"],
    &["USER", "owner", "user_id"],
    &["PARTITION", "queue"],
    &["ST", "state", "status"],
    &["NODES", "nnodes", "node_num", "MIN_NODES", "ReqNodes"],
    &["CPUS", "cores", "procs", "processors", "ncpus", "MIN_CPUS", "ReqCPUS"],
    &["TIME_LIMIT", "TIME_LIMI", "walltime", "walltime_secs", "TIMELIMIT", "limit"],
    &["TIME", "elapsed", "elapsed_secs", "TIME_USED", "run"],
    &["TIME_LEFT", "left"],
    &["SUBMIT_TIME", "submit", "submit_secs", "submitted"],
    &["START_TIME", "start", "start_secs", "started"],
    &["PRIORITY", "prio"],
    &["NODELIST(REASON)", "REASON"],
    &["TRES_PER_NODE", "GRES", "gpus_per_node"],
];

const JOB: usize = 0;
const USER: usize = 1;
const QUEUE: usize = 2;
const STATE: usize = 3;
const NODES: usize = 4;
const CORES: usize = 5;
const LIMIT: usize = 6;
const ELAPSED: usize = 7;
const LEFT: usize = 8;
const SUBMIT: usize = 9;
const START: usize = 10;
const PRIORITY: usize = 11;
const REASON: usize = 12;
const ACCELERATORS: usize = 13;

/// The columns that say nothing of when jobs start.
const PASSED: &[&str] = &[
    "NAME",
    "ACCOUNT",
    "QOS",
    "GROUP",
    "UID",
    "GID",
    "NODELIST",
    "EXEC_HOST",
    "BATCH_HOST",
    "MIN_MEMORY",
    "MEMORY",
    "FEATURES",
    "DEPENDENCY",
    "COMMENT",
    "COMMAND",
    "WORK_DIR",
    "RESERVATION",
    "LICENSES",
    "NICE",
    "END_TIME",
    "SCHEDNODES",
    "REQ_NODES",
    "EXC_NODES",
    "CONTIGUOUS",
    "OVER_SUBSCRIBE",
    "SHARED",
    "WCKEY",
    "S:C:T",
    "CORE_SPEC",
    "MIN_TMP_DISK",
    "PREFER",
    "ARRAY_TASK_ID",
    "CLUSTER",
    "HOLD_REASON",
];

/// An array with more tasks than this is a mistake.
const TASKS_MAX: u64 = 100_000;

/// The jobs of a table, and the instant that is written above it.
pub(super) fn listed(file: (&str, &str), problems: &mut Problems) -> (Vec<Entry>, Option<u64>) {
    let Some(table) = Table::read(file, KNOWN, PASSED, problems) else { return (Vec::new(), None) };
    let file = file.0;
    let mut missing = |column: usize, what: &str| {
        if !table.has(column) {
            let name = KNOWN[column][0];
            problems.add(file, Some(table.header), format!("there is no column `{name}`, {what}"));
        }
    };
    missing(JOB, "which says which job a line is about");
    missing(STATE, "which says whether a job runs or waits");
    missing(LIMIT, "which says for how long it asked (`squeue -l` has it)");
    if !table.has(NODES) && !table.has(CORES) {
        let message = "there is neither a column `NODES` nor one `CPUS`, which say how large a job is";
        problems.add(file, Some(table.header), message);
    }
    if !problems.is_empty() {
        return (Vec::new(), None);
    }
    let mut entries = Vec::new();
    for row in &table.rows {
        if let Some(entry) = (Reading { table: &table, file, row, problems }).entry() {
            tasks(file, entry, &mut entries, problems);
        }
    }
    (entries, table.above.iter().find_map(|line| instant(line.trim())))
}

/// A row that is read.
struct Reading<'a> {
    table: &'a Table,
    file: &'a str,
    row: &'a [Cell],
    problems: &'a mut Problems,
}

impl Reading<'_> {
    fn entry(&mut self) -> Option<Entry> {
        let text = |column: usize| self.table.cell(self.row, column);
        let Some(job) = text(JOB) else {
            let place = self.row.first().map(|cell| cell.place);
            self.problems.add(self.file, place, "expected the number or name of a job, found nothing");
            return None;
        };
        let (place, name) = (job.place, job.text.clone());
        let owner = text(USER).map_or(String::new(), |cell| cell.text.clone());
        let queue = text(QUEUE).map_or(String::new(), |cell| cell.text.trim_end_matches('*').to_owned());
        let is_held = text(REASON).is_some_and(|reason| is_held(&reason.text));
        let states = "a state of Slurm or PBS such as R, RUNNING, PD, PENDING or Q";
        let standing = self.value(STATE, states, standing)?;
        let standing = if standing == Standing::Waits && is_held { Standing::Held } else { standing };
        if standing == Standing::Gone {
            return None;
        }
        let times = "a time such as 1-12:00:00, 30:00 or 2h";
        let dates = "a date such as 2026-11-30T21:00:00, or seconds since 1970";
        let (nodes, cores) = (
            self.optional(NODES, "a whole number above 0", count),
            self.optional(CORES, "a whole number above 0", count),
        );
        let walltime = self.value(LIMIT, times, |text| length(text).filter(|secs| 0 < *secs));
        let elapsed = self.optional(ELAPSED, times, length);
        let left =
            self.optional(LEFT, times, |text| if text.starts_with('-') { Some(0) } else { length(text) });
        let submit = self.optional(SUBMIT, dates, instant);
        let start = self.optional(START, dates, instant);
        let priority = self
            .optional(PRIORITY, "a number", |text| text.parse::<f64>().ok().filter(|prio| prio.is_finite()));
        let accelerators = self.optional(ACCELERATORS, "accelerators such as gres/gpu:4", accelerators);
        let walltime = walltime?;
        if nodes?.is_none() && cores?.is_none() {
            self.problems.add(self.file, Some(place), "neither nodes nor cores are known of this job");
            return None;
        }
        let elapsed = elapsed?.or(left?.map(|left| walltime.saturating_sub(left)));
        Some(Entry {
            place,
            name,
            owner,
            queue,
            standing,
            nodes: nodes?,
            cores: cores?,
            accelerators: accelerators?.unwrap_or(0),
            walltime,
            submit: submit?,
            start: start?,
            elapsed,
            priority: priority?,
        })
    }

    /// What a field says that must be there; a mistake where it makes no sense.
    fn value<T>(&mut self, column: usize, expected: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        match self.table.cell(self.row, column) {
            Some(_) => self.optional(column, expected, read)?,
            None => {
                let place = self.row.first().map(|cell| cell.place);
                let message = format!("{}: expected {expected}, found nothing", KNOWN[column][0]);
                self.problems.add(self.file, place, message);
                None
            }
        }
    }

    /// What a field says; `None` where it makes no sense, which is a mistake.
    fn optional<T>(
        &mut self,
        column: usize,
        expected: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<Option<T>> {
        let Some(cell) = self.table.cell(self.row, column) else { return Some(None) };
        let value = read(&cell.text);
        if value.is_none() {
            let message = format!("{}: expected {expected}, found `{}`", KNOWN[column][0], cell.text);
            self.problems.add(self.file, Some(cell.place), message);
        }
        value.map(Some)
    }
}

/// A count above nothing; of `2-4` the least, and `1K` is a thousand.
fn count(text: &str) -> Option<u32> {
    let least = text.split_once('-').map_or(text, |(least, _)| least);
    let (digits, scale) = match least.strip_suffix(['K', 'k']) {
        Some(digits) => (digits, 1_024),
        None => (least, 1),
    };
    digits.parse::<u32>().ok()?.checked_mul(scale).filter(|count| 0 < *count)
}

/// How many accelerators `gres/gpu:a100:4`, `gpu:2` or `4` are.
fn accelerators(text: &str) -> Option<u32> {
    if let Ok(count) = text.parse() {
        return Some(count);
    }
    let of = text.split(',').find(|part| part.contains("gpu") || part.contains("npu"));
    let Some(part) = of else { return Some(0) };
    let part = part.split_once('(').map_or(part, |(part, _)| part);
    let last = part.rsplit([':', '=']).next().unwrap_or(part);
    if last == part || last.ends_with("pu") { Some(1) } else { last.parse().ok() }
}

/// A job, or each of the tasks of an array that wait together (`4711_[1-8,10%4]`).
fn tasks(file: &str, entry: Entry, into: &mut Vec<Entry>, problems: &mut Problems) {
    let Some((job, rest)) = entry.name.split_once("_[") else {
        into.push(entry);
        return;
    };
    let ranges = rest.trim_end_matches(']');
    let ranges = ranges.split_once('%').map_or(ranges, |(ranges, _)| ranges);
    let mut count = 0;
    let mut names = Vec::new();
    for range in ranges.split(',') {
        let (range, step) = range.split_once(':').unwrap_or((range, "1"));
        let (from, until) = range.split_once('-').unwrap_or((range, range));
        let numbers = (from.parse::<u64>(), until.parse::<u64>(), step.parse::<u64>());
        let (Ok(from), Ok(until), Ok(step @ 1..)) = numbers else {
            // A long list is cut by `squeue`: what is seen of it stands for it.
            if range.ends_with("...") && !names.is_empty() {
                continue;
            }
            problems.add(
                file,
                Some(entry.place),
                format!("expected the tasks of an array such as 4711_[1-8,10], found `{}`", entry.name),
            );
            return;
        };
        count += until.saturating_sub(from) / step + 1;
        if until < from || TASKS_MAX < count {
            problems.add(
                file,
                Some(entry.place),
                format!("expected an array of at most {TASKS_MAX} tasks, found `{}`", entry.name),
            );
            return;
        }
        names.extend((from..=until).step_by(step as usize).map(|task| format!("{job}_{task}")));
    }
    into.extend(names.into_iter().map(|name| Entry { name, ..entry.clone() }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_accelerators_are_read_as_slurm_writes_them() {
        assert_eq!(["4", "2-8", "1K", "0", "x"].map(count), [Some(4), Some(2), Some(1_024), None, None]);
        let texts = ["gres/gpu:4", "gpu:a100:2", "gpu", "3", "lustre:1", "gres/gpu:a100:8(S:0-1)"];
        assert_eq!(texts.map(accelerators), [Some(4), Some(2), Some(1), Some(3), Some(0), Some(8)]);
    }
}
