//! A snapshot from what its files say: everything is checked once, and what is wrong is told all at once.

use super::entry::{Entry, Standing};
use super::nodes::{Machine, machine};
use super::problem::Problems;
use super::queue::{Holding, Snapshot, Waiting};
use super::{listed, qstat};
use crate::model::{Center, Layout, PartitionId, Resources, Shape};
use std::collections::BTreeMap;
use std::fmt;

/// The files of a snapshot, each with its name and its text.
#[derive(Debug, Clone, Copy)]
pub struct Files<'a> {
    /// The queue, as `squeue`, `qstat -f` or a table tells of it.
    pub queue: (&'a str, &'a str),
    /// The nodes, as `sinfo` tells of them, where there is such a file.
    pub nodes: Option<(&'a str, &'a str)>,
}

/// All that is known besides.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// When the snapshot was taken, where it does not say so itself.
    pub at: Option<u64>,
    /// How large the machine is, where no file tells of its nodes.
    pub machine: Option<u32>,
    /// Whether that counts nodes rather than cores.
    pub counts_nodes: bool,
    /// The number of a user in the past that is known.
    pub user: &'a dyn Fn(&str) -> Option<u32>,
    /// The number of a queue.
    pub queue: &'a dyn Fn(&str) -> Option<u32>,
}

impl fmt::Debug for Known<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Known").field("at", &self.at).field("machine", &self.machine).finish_non_exhaustive()
    }
}

/// A snapshot that was read.
#[derive(Debug, Clone)]
pub struct Read {
    /// The snapshot.
    pub snapshot: Snapshot,
    /// Jobs that wait for something else than nodes, which nobody can forecast.
    pub held: Vec<String>,
}

/// Reads a snapshot.
///
/// # Errors
/// With everything that is wrong with its files.
pub fn read(files: Files<'_>, known: Known<'_>) -> Result<Read, Problems> {
    let mut problems = Problems::default();
    let (name, text) = files.queue;
    let (entries, written) = if qstat::is_qstat(text) {
        (qstat::listed(files.queue, &mut problems), None)
    } else {
        listed::listed(files.queue, &mut problems)
    };
    let mut of_nodes = Problems::default();
    let machine = match files.nodes {
        Some(nodes) => machine(nodes, &mut of_nodes),
        None => known.machine.map(|size| Machine {
            center: Center::counted("machine", size),
            cores_known: !known.counts_nodes,
            is_counted: true,
        }),
    };
    problems.append(of_nodes);
    if machine.is_none() && problems.is_empty() {
        problems.add(name, None, "it is not known how large the machine is: give its nodes, or its size");
    }
    let began = entries.iter().filter(|entry| entry.standing == Standing::Runs);
    let at =
        known.at.or(written).or_else(|| began.clone().find_map(|entry| Some(entry.start? + entry.elapsed?)));
    if at.is_none() && problems.is_empty() {
        problems.add(name, None, "it is not known when the snapshot was taken: no running job says both when it started and how long it has run");
    }
    let (Some(machine), Some(at)) = (machine, at) else { return Err(problems) };
    let mut assembly = Assembly { file: name, at, machine: &machine, known, problems };
    let (running, waiting, held) = assembly.jobs(&entries);
    let problems = assembly.problems;
    if !problems.is_empty() {
        return Err(problems);
    }
    let snapshot = Snapshot { at, center: machine.center, running, waiting };
    Ok(Read { snapshot, held })
}

struct Assembly<'a> {
    file: &'a str,
    at: u64,
    machine: &'a Machine,
    known: Known<'a>,
    problems: Problems,
}

type Jobs = (Vec<Holding>, Vec<Waiting>, Vec<String>);

impl Assembly<'_> {
    fn jobs(&mut self, entries: &[Entry]) -> Jobs {
        self.refuse_twins(entries);
        let (mut running, mut waiting, mut held) = (Vec::new(), Vec::new(), Vec::new());
        for entry in entries {
            match entry.standing {
                Standing::Gone => {}
                Standing::Held => held.push(entry.name.clone()),
                Standing::Runs => running.extend(self.holding(entry)),
                Standing::Waits => waiting.extend(self.waiting(entry).map(|job| (entry, job))),
            }
        }
        self.refuse_too_much(&running, entries);
        // What needs most of a node finds room first.
        running.sort_by_key(|job| std::cmp::Reverse((job.shape.per_task, job.shape.tasks)));
        let all_ranked = waiting.iter().all(|(entry, _)| entry.priority.is_some());
        if all_ranked {
            let priority = |entry: &Entry| entry.priority.unwrap_or(0.0);
            waiting.sort_by(|(one, _), (other, _)| priority(other).total_cmp(&priority(one)));
        } else {
            waiting.sort_by_key(|(_, job)| job.submit);
        }
        (running, waiting.into_iter().map(|(_, job)| job).collect(), held)
    }

    fn refuse_twins(&mut self, entries: &[Entry]) {
        let mut seen: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for entry in entries {
            if let Some((line, _)) = seen.get(entry.name.as_str()) {
                let message = format!("job {} stands in line {line} already", entry.name);
                self.problems.add(self.file, Some(entry.place), message);
            } else {
                seen.insert(&entry.name, entry.place);
            }
        }
    }

    /// Running jobs cannot hold more than there is.
    fn refuse_too_much(&mut self, running: &[Holding], entries: &[Entry]) {
        let capacity = self.machine.center.capacity();
        let mut held = (0_u64, 0_u64);
        for job in running {
            let tasks = u64::from(job.shape.tasks);
            held.0 += tasks * u64::from(job.shape.per_task.cores);
            held.1 += tasks * u64::from(job.shape.per_task.accelerators);
        }
        let counted = if self.machine.cores_known { "cores" } else { "nodes" };
        let pairs = [(held.0, capacity.cores, counted), (held.1, capacity.accelerators, "accelerators")];
        for (held, there, what) in pairs {
            if u64::from(there) < held {
                let place =
                    entries.iter().find(|entry| entry.standing == Standing::Runs).map(|entry| entry.place);
                let message = format!(
                    "the jobs that run hold {held} {what}, and the nodes that can be used have {there}"
                );
                self.problems.add(self.file, place, message);
            }
        }
    }

    fn holding(&mut self, entry: &Entry) -> Option<Holding> {
        let (shape, partition) = self.shape(entry)?;
        let start = entry.elapsed.map(|elapsed| self.at.saturating_sub(elapsed)).or(entry.start);
        let Some(start) = start else {
            let message = format!(
                "job {} runs: expected to be told when it started, or how long it has run",
                entry.name
            );
            self.problems.add(self.file, Some(entry.place), message);
            return None;
        };
        self.refuse_future(entry, start, "started")?;
        let (name, user, walltime) = (entry.name.clone(), (self.known.user)(&entry.owner), entry.walltime);
        Some(Holding { name, user, shape, partition, start, walltime })
    }

    fn waiting(&mut self, entry: &Entry) -> Option<Waiting> {
        let (shape, partition) = self.shape(entry)?;
        let submit = entry.submit.unwrap_or(self.at);
        self.refuse_future(entry, submit, "was submitted")?;
        Some(Waiting {
            name: entry.name.clone(),
            owner: entry.owner.clone(),
            user: (self.known.user)(&entry.owner),
            shape,
            partition,
            submit,
            walltime: entry.walltime,
            queue: (self.known.queue)(&entry.queue),
            scheduler_start: entry.start,
        })
    }

    /// A minute's difference of clocks is no mistake.
    fn refuse_future(&mut self, entry: &Entry, time: u64, what: &str) -> Option<()> {
        if self.at + 60 < time {
            let late = time - self.at;
            let message = format!("job {} {what} {late} s after the snapshot was taken", entry.name);
            self.problems.add(self.file, Some(entry.place), message);
            return None;
        }
        Some(())
    }

    /// What a job holds, and where; a mistake where its partition does not have so much.
    fn shape(&mut self, entry: &Entry) -> Option<(Shape, PartitionId)> {
        let center = &self.machine.center;
        // A job of Slurm may be sent to several partitions: the first stands for all.
        let queue = entry.queue.split(',').next().unwrap_or("");
        let named = center.partitions.iter().position(|partition| partition.name == queue);
        let is_one = self.machine.is_counted || queue.is_empty();
        let Some(place) = named.or(is_one.then_some(0)) else {
            let known: Vec<&str> = center.partitions.iter().map(|partition| &*partition.name).collect();
            let message =
                format!("job {}: unknown partition `{queue}`; there are {}", entry.name, known.join(", "));
            self.problems.add(self.file, Some(entry.place), message);
            return None;
        };
        let pools = center.partitions[place].pools.iter().map(|pool| &center.pools[usize::from(pool.0)]);
        let node_cores = pools.clone().map(|pool| pool.node_type.capacity.cores).max().unwrap_or(1);
        let shape = shape_of(entry, self.machine, node_cores);
        let slots: u64 = pools.map(|pool| pool.slots(shape)).sum();
        if slots < u64::from(shape.tasks) {
            let asked = shape_words(shape, self.machine);
            let message = format!(
                "job {} does not fit its nodes: it asks for {asked}, of which the nodes that can be used there hold {slots}",
                entry.name
            );
            self.problems.add(self.file, Some(entry.place), message);
            return None;
        }
        Some((shape, PartitionId(u16::try_from(place).ok()?)))
    }
}

fn shape_words(shape: Shape, machine: &Machine) -> String {
    let Resources { cores, accelerators, .. } = shape.per_task;
    let what = match (machine.is_counted, machine.cores_known, accelerators) {
        (_, false, _) => "nodes".to_owned(),
        (true, true, _) => "processors".to_owned(),
        (false, true, 0) => format!("parts of {cores} cores"),
        (false, true, _) => format!("parts of {cores} cores and {accelerators} accelerators"),
    };
    format!("{} {what}", shape.tasks)
}

fn shape_of(entry: &Entry, machine: &Machine, node_cores: u32) -> Shape {
    let nodes = entry.nodes.unwrap_or_else(|| entry.cores.unwrap_or(1).div_ceil(node_cores.max(1)));
    let cores = entry.cores.unwrap_or_else(|| nodes.saturating_mul(node_cores));
    if machine.is_counted {
        return Shape::processors(if machine.cores_known { cores } else { nodes });
    }
    if !machine.cores_known {
        let per_task = Resources { cores: 1, accelerators: 0, memory_mib: 0 };
        return Shape { tasks: nodes, per_task, layout: Layout::OnePerNode };
    }
    if entry.accelerators == 0 && !cores.is_multiple_of(nodes) {
        return Shape::processors(cores);
    }
    let per_task =
        Resources { cores: cores.div_ceil(nodes), accelerators: entry.accelerators, memory_mib: 0 };
    Shape { tasks: nodes, per_task, layout: Layout::OnePerNode }
}
