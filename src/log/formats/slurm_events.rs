//! Submissions to Slurm as the Slurm simulator of the University at Buffalo takes them: when, for how long it will really run,
//! and the options of `sbatch` (Simakov et al. 2018, "Slurm simulator: improving Slurm scheduler performance on large HPC
//! systems by utilization of multiple controllers and node sharing").

use crate::log::Format;
use crate::log::number::Number;
use crate::log::quality::Finding;
use crate::log::row::{Header, Line, Parser, Row};
use crate::log::slurm::{self, MemoryOf};
use crate::log::text::{array_task, number, whole};

/// The row of [`super::FORMATS`].
pub(super) const ENTRY: Format = Format {
    name: "Slurm events",
    help: "submissions to the Slurm simulator: `-dt 10.5 -e submit_batch_job | -sim-walltime 300 -n 32 -t 1:00:00 ...`",
    expected: "`-dt SECONDS -e EVENT | options of sbatch`",
    parser: || Box::new(SlurmEvents::default()),
};

#[derive(Debug, Default)]
struct SlurmEvents {
    /// The tasks of an array of the last line that are yet to be given, the last first.
    tasks: Vec<Row>,
}

impl Parser for SlurmEvents {
    fn parse(&mut self, line: &[u8], header: &mut Header) -> Line {
        let line = line.trim_ascii();
        match line.first() {
            None => return Line::Blank,
            Some(b'#') => return Line::Header,
            Some(_) => {}
        }
        let Some(bar) = memchr::memchr(b'|', line) else { return Line::Unreadable };
        let (mut submit, mut event) = (None, None);
        for (option, value) in Options::of(&line[..bar]) {
            match option {
                b"-dt" => submit = number(value),
                b"-e" | b"--event" => event = Some(value),
                _ => {}
            }
        }
        match event {
            None => Line::Unreadable,
            Some(b"submit_batch_job") => {
                self.tasks = rows(submit, &line[bar + 1..], header);
                self.more().map_or(Line::Unreadable, Line::Row)
            }
            Some(_) => Line::Skipped(Finding::NotAJob),
        }
    }

    fn more(&mut self) -> Option<Row> {
        self.tasks.pop()
    }

    /// Every line has options of its own, so that none is ever too short.
    fn fields(&self, line: &[u8]) -> usize {
        usize::from(line.contains(&b'|'))
    }
}

/// Options and their values: `--name=value`, `-n value`, `-n` before another option.
struct Options<'a> {
    rest: &'a [u8],
}

impl<'a> Options<'a> {
    const fn of(text: &'a [u8]) -> Options<'a> {
        Options { rest: text }
    }

    fn word(&mut self) -> Option<&'a [u8]> {
        let rest = self.rest.trim_ascii_start();
        let end = rest.iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len());
        let (word, rest) = rest.split_at(end);
        self.rest = rest;
        (!word.is_empty()).then_some(word)
    }
}

impl<'a> Iterator for Options<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let word = self.word()?;
        if let Some(equals) = memchr::memchr(b'=', word) {
            return Some((&word[..equals], &word[equals + 1..]));
        }
        let before = self.rest;
        match self.word() {
            // A number may be negative; anything else with a dash in front is the next option.
            Some([b'-', second, ..]) if !second.is_ascii_digit() => self.rest = before,
            Some(value) if word.starts_with(b"-") => return Some((word, value)),
            Some(_) => self.rest = before,
            None => {}
        }
        Some((word, &[]))
    }
}

/// What the options of `sbatch` say.
#[derive(Debug, Default)]
struct Asked {
    tasks: Option<Number>,
    tasks_per_node: Option<Number>,
    processors_per_task: Option<Number>,
    memory: Option<(Number, MemoryOf)>,
    accelerators_per_node: Option<Number>,
    accelerators: Option<Number>,
}

/// So many tasks may an array have; `sbatch` allows fewer.
const TASKS_MAX: usize = 1 << 20;

/// The numbers of the tasks of an array (`1-10`, `0-9:2%4`, `1,3,7-9`); none where they cannot be told.
fn array_of(text: &[u8]) -> Option<Vec<u64>> {
    let text = text.split(|byte| *byte == b'%').next().unwrap_or(text);
    let mut tasks = Vec::new();
    for part in text.split(|byte| *byte == b',') {
        let (first, rest) = whole(part)?;
        let (last, step) = match rest {
            [] => (first, 1),
            [b'-', rest @ ..] => match whole(rest)? {
                (last, []) => (last, 1),
                (last, [b':', step @ ..]) => (last, whole(step).filter(|(step, _)| 0 < *step)?.0),
                _ => return None,
            },
            _ => return None,
        };
        if TASKS_MAX < tasks.len() + (last.checked_sub(first)? / step) as usize {
            return None;
        }
        tasks.extend((first..=last).step_by(step as usize));
    }
    Some(tasks)
}

/// The job of a line, or the tasks of an array, the last first. Nothing where the tasks cannot be told.
fn rows(submit: Option<Number>, options: &[u8], header: &mut Header) -> Vec<Row> {
    let array = Options::of(options).find(|(option, _)| matches!(*option, b"-a" | b"--array"));
    let row = row(submit, options, header);
    let Some((_, tasks)) = array else { return vec![row] };
    let tasks = array_of(tasks).unwrap_or_default();
    let number = |task| row.job.and_then(|job| array_task(job.whole(), task));
    tasks.into_iter().rev().map(|task| Row { job: number(task), ..row }).collect()
}

fn row(submit: Option<Number>, options: &[u8], header: &mut Header) -> Row {
    let mut row = Row { submit, ..Row::default() };
    let mut asked = Asked::default();
    for (option, value) in Options::of(options) {
        match option {
            b"-sim-walltime" => row.run = number(value),
            b"-jid" => row.job = number(value),
            b"-J" | b"--job-name" => row.job = row.job.or_else(|| number_of_name(value)),
            b"--uid" | b"-u" => row.user = header.users.number(value),
            b"-A" | b"--account" => row.group = header.groups.number(value),
            b"-q" | b"--qos" => row.qos = header.qos.number(value),
            b"-p" | b"--partition" => row.queue = header.queues.number(value),
            // A range such as `2-4` says what the least is.
            b"-N" | b"--nodes" => {
                row.nodes = number(value.split(|byte| *byte == b'-').next().unwrap_or(value))
            }
            b"-n" | b"--ntasks" => asked.tasks = number(value),
            b"--ntasks-per-node" => asked.tasks_per_node = number(value),
            b"-c" | b"--cpus-per-task" => asked.processors_per_task = number(value),
            b"-t" | b"--time" => {
                if slurm::is_word(value) {
                    row.notes.add(Finding::WalltimeWord);
                }
                row.walltime = slurm::limit(value);
            }
            b"--mem" => asked.memory = slurm::memory(value).map(|(amount, _)| (amount, MemoryOf::Node)),
            b"--mem-per-cpu" => {
                asked.memory = slurm::memory(value).map(|(amount, _)| (amount, MemoryOf::Processor));
            }
            // Where the same request stands twice, the later one counts, as for `sbatch`.
            b"--gres" => asked.accelerators_per_node = slurm::accelerators(value),
            b"--gpus-per-node" => asked.accelerators_per_node = last_number(value),
            b"-G" | b"--gpus" => asked.accelerators = last_number(value),
            _ => {}
        }
    }
    asked.fill(&mut row);
    row
}

impl Asked {
    fn fill(self, row: &mut Row) {
        let nodes = row.nodes.map_or(1, Number::whole);
        let tasks = self
            .tasks
            .or_else(|| self.tasks_per_node.map(|tasks| tasks.times(nodes)))
            // Without a number of tasks there is one on each node.
            .or(row.nodes)
            .unwrap_or(Number::of(1));
        let processors = tasks.times(self.processors_per_task.map_or(1, Number::whole));
        row.processors_requested = Some(processors);
        row.accelerators =
            self.accelerators.or_else(|| self.accelerators_per_node.map(|count| count.times(nodes)));
        row.memory_mib = self.memory.map(|(amount, of)| match of {
            MemoryOf::Job => amount,
            MemoryOf::Node => amount.times(nodes),
            MemoryOf::Processor => amount.times(processors.whole()),
        });
    }
}

/// The number in a name made for the purpose: `jobid_00017`.
fn number_of_name(name: &[u8]) -> Option<Number> {
    name.strip_prefix(b"jobid_").and_then(number)
}

/// The number of `a100:4` or `4`.
fn last_number(value: &[u8]) -> Option<Number> {
    value.rsplit(|byte| *byte == b':').next().and_then(number)
}
