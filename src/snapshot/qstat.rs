//! The jobs of PBS as `qstat -f` tells of them: a block of `key = value` lines for each job.

use super::entry::{Entry, Standing, instant, length, standing};
use super::problem::Problems;
use std::collections::BTreeMap;

/// A value and where it stands.
type Value = (String, (usize, usize));

/// A job and what is said of it.
struct Block {
    name: String,
    place: (usize, usize),
    values: BTreeMap<String, Value>,
}

/// Whether a text is what `qstat -f` prints.
pub(super) fn is_qstat(text: &str) -> bool {
    text.lines().find(|line| !line.trim().is_empty()).is_some_and(|line| line.starts_with("Job Id:"))
}

/// The jobs of such a text.
pub(super) fn listed(file: (&str, &str), problems: &mut Problems) -> Vec<Entry> {
    let blocks = blocks(file, problems);
    blocks.iter().filter_map(|block| entry(file.0, block, problems)).collect()
}

fn blocks((file, text): (&str, &str), problems: &mut Problems) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut last: Option<String> = None;
    for (number, line) in (1..).zip(text.lines()) {
        if let Some(name) = line.strip_prefix("Job Id:") {
            let name = name.trim();
            // The server behind the point is the same for all.
            let name = name.split_once('.').map_or(name, |(name, _)| name).to_owned();
            blocks.push(Block { name, place: (number, 9), values: BTreeMap::new() });
            last = None;
            continue;
        }
        if line.trim().is_empty() {
            continue;
        }
        let Some(block) = blocks.last_mut() else { continue };
        if line.starts_with('\t') && !line.trim_start().contains(" = ")
            || line.starts_with('\t') && last.is_some()
        {
            // A long value goes on in the next line.
            if let Some((value, _)) = last.as_ref().and_then(|key| block.values.get_mut(key)) {
                value.push_str(line.trim());
            }
        } else if let Some((key, value)) = line.split_once(" = ") {
            let column = line[..line.len() - value.len()].chars().count() + 1;
            last = Some(key.trim().to_owned());
            block.values.insert(key.trim().to_owned(), (value.trim().to_owned(), (number, column)));
        } else {
            problems.add(file, Some((number, 1)), "expected `key = value`, as `qstat -f` writes it");
        }
    }
    blocks
}

fn entry(file: &str, block: &Block, problems: &mut Problems) -> Option<Entry> {
    let text = |key: &str| block.values.get(key);
    let Some((state, place)) = text("job_state") else {
        return missing(file, block, "no `job_state`", problems);
    };
    let Some(standing) = standing(state) else {
        let message = format!("job_state: expected a state of PBS such as R, Q or H, found `{state}`");
        problems.add(file, Some(*place), message);
        return None;
    };
    if standing == Standing::Gone {
        return None;
    }
    let mut time = |keys: &[&str], read: fn(&str) -> Option<u64>, expected: &str| -> Option<Option<u64>> {
        let Some((key, (value, place))) = keys.iter().find_map(|key| Some((key, text(key)?))) else {
            return Some(None);
        };
        let read = read(value);
        if read.is_none() {
            problems.add(file, Some(*place), format!("{key}: expected {expected}, found `{value}`"));
        }
        read.map(Some)
    };
    let lengths = "a time such as 12:00:00";
    let dates = "a date such as Mon Nov 30 21:03:44 2026";
    let walltime = time(&["Resource_List.walltime"], length, lengths)?;
    let elapsed = time(&["resources_used.walltime"], length, lengths)?;
    let submit = time(&["etime", "qtime", "ctime"], instant, dates)?;
    let starts: &[&str] =
        if standing == Standing::Runs { &["stime", "start_time"] } else { &["estimated.start_time"] };
    let start = time(starts, instant, dates)?;
    let Some(walltime) = walltime.filter(|secs| 0 < *secs) else {
        return missing(file, block, "no `Resource_List.walltime`", problems);
    };
    let amount =
        |key: &str| text(key).and_then(|(value, _)| value.parse::<u32>().ok()).filter(|count| 0 < *count);
    let (nodes, cores) = (amount("Resource_List.nodect"), amount("Resource_List.ncpus"));
    if nodes.is_none() && cores.is_none() {
        let what = "neither `Resource_List.nodect` nor `Resource_List.ncpus`";
        return missing(file, block, what, problems);
    }
    let owner = text("Job_Owner").map_or("", |(owner, _)| owner);
    let accelerators = amount("Resource_List.ngpus").unwrap_or(0).div_ceil(nodes.unwrap_or(1));
    Some(Entry {
        place: block.place,
        name: block.name.clone(),
        owner: owner.split_once('@').map_or(owner, |(owner, _)| owner).to_owned(),
        queue: text("queue").map_or(String::new(), |(queue, _)| queue.clone()),
        standing,
        nodes,
        cores,
        accelerators,
        walltime,
        submit,
        start,
        elapsed,
        priority: None,
    })
}

fn missing(file: &str, block: &Block, what: &str, problems: &mut Problems) -> Option<Entry> {
    problems.add(file, Some(block.place), format!("job {}: there is {what}", block.name));
    None
}
