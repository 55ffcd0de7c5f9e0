//! Doubts about the machine and the sizes of jobs.

use super::Evidence;
use crate::log::SizeUnit;
use crate::report::inspect::Clocked;
use crate::report::number::{duration_words, grouped, percent, short};

/// Above this much memory for each unit in the middle of all requests, another unit of memory is likelier: 128 GiB.
const MEMORY_MIB_MAX: f64 = 131_072.0;

pub(super) fn held_above_machine(evidence: &Evidence<'_>) -> Option<String> {
    let machine = evidence.statistics.machine?;
    let unit = evidence.statistics.unit.words();
    if let Some(peak) = evidence.peak {
        let over = peak.units.checked_sub(machine).filter(|over| 0 < *over)?;
        return Some(format!(
            "{} {unit} were held at once on {}, {} more than the {} of the machine; more than it has was held for {}",
            grouped(peak.units),
            Clocked::new(peak.at, evidence.clock),
            grouped(over),
            grouped(machine),
            duration_words(peak.over.as_secs_f64())
        ));
    }
    // Rows are out of order: the mean over a bin is a lower bound of what was held at once.
    let mean = |held: i128, micros: u64| held as f64 / micros.max(1) as f64;
    let stretches = evidence.statistics.course.stretches();
    let most = stretches.max_by_key(|stretch| stretch.held)?;
    let held = mean(most.held, most.length.as_micros());
    (machine as f64 * 1.000_001 < held).then(|| {
        format!(
            "{} {unit} were held on average over {} from {}, more than the {} of the machine",
            short(held),
            duration_words(most.length.as_secs_f64()),
            Clocked::new(most.begin, evidence.clock),
            grouped(machine)
        )
    })
}

pub(super) fn job_above_machine(evidence: &Evidence<'_>) -> Option<String> {
    let (machine, noted) = (evidence.statistics.machine?, &evidence.statistics.too_large);
    let line = noted.first_lines.first()?;
    let jobs = if noted.rows == 1 { "1 job is".into() } else { format!("{} jobs are", grouped(noted.rows)) };
    Some(format!(
        "{jobs} larger than the {} {} of the machine (the largest has {}; the first stands in line {})",
        grouped(machine),
        evidence.statistics.unit.words(),
        grouped(evidence.machine.job_largest),
        evidence.quality.places(&[*line])
    ))
}

pub(super) fn load_above_machine(evidence: &Evidence<'_>) -> Option<String> {
    let offered = evidence.load.offered.filter(|offered| 1.0 < *offered)?;
    evidence.statistics.machine?;
    Some(format!(
        "the jobs need {} of what the machine could do in the time in which they were submitted: it is larger, or sizes count \
         something else",
        percent(offered)
    ))
}

pub(super) fn machine_hardly_used(evidence: &Evidence<'_>) -> Option<String> {
    let load = evidence.load.held.or(evidence.load.offered).filter(|load| *load < 0.1)?;
    evidence.statistics.machine?;
    Some(format!(
        "only {} of the machine was used: it is smaller, or the log has only a part of its jobs",
        percent(load)
    ))
}

pub(super) fn machine_unknown(evidence: &Evidence<'_>) -> Option<String> {
    if evidence.statistics.machine.is_some() {
        return None;
    }
    let unit = evidence.statistics.unit.words();
    let counted = evidence.machine.counted;
    let shown = match evidence.machine.held_most {
        Some(most) if counted < most => format!(
            "the {} {unit} that were enough for 99 % of the time; the most that were held at once, {}, were held for moments",
            grouped(counted),
            grouped(most)
        ),
        Some(_) => format!("the most {unit} that were held at once, {}", grouped(counted)),
        None => format!("the size of its largest job, {} {unit}", grouped(evidence.machine.job_largest)),
    };
    Some(format!(
        "nobody says how large the machine is: loads are counted against {shown} (--processors N says it)"
    ))
}

pub(super) fn more_than_asked(evidence: &Evidence<'_>) -> Option<String> {
    let statistics = evidence.statistics;
    let share = evidence.of_jobs(statistics.got_more);
    (0.01 < share).then(|| {
        format!(
            "{} of jobs got more {} than they had requested, {} times as many together: a replay gives them what they \
             requested",
            percent(share),
            statistics.unit.words(),
            short(statistics.got_sizes as f64 / statistics.got_requested.max(1) as f64)
        )
    })
}

pub(super) fn whole_nodes(evidence: &Evidence<'_>) -> Option<String> {
    let ranked = evidence.statistics.size_shares.ranked();
    let divisor = ranked.iter().map(|(size, _)| *size).reduce(common_divisor)?;
    if divisor < 2 || ranked.len() < 2 {
        return None;
    }
    Some(format!("every size is a multiple of {divisor}: jobs get whole nodes or partitions of so many"))
}

fn common_divisor(left: u64, right: u64) -> u64 {
    if right == 0 { left } else { common_divisor(right, left % right) }
}

pub(super) fn one_size(evidence: &Evidence<'_>) -> Option<String> {
    let sizes = &evidence.statistics.sizes;
    let slots = evidence.statistics.unit == SizeUnit::Slots;
    let only = sizes.min().filter(|min| sizes.max() == Some(*min) && 1 < evidence.jobs() && !slots)?;
    Some(format!("all {} jobs have the size {only}: sizes say nothing", grouped(evidence.jobs())))
}

pub(super) fn memory_in_bytes(evidence: &Evidence<'_>) -> Option<String> {
    let memory = &evidence.statistics.memory;
    // A few jobs that ask for a whole large node are no sign.
    let many = evidence.jobs() <= 10 * memory.count() && 0 < memory.count();
    let median = memory.quantile(0.5).filter(|mib| many && MEMORY_MIB_MAX < *mib)?;
    Some(format!(
        "half of the {} jobs that say so asked for {} GiB or more for each of their {}: memory may be in bytes, not KiB",
        grouped(memory.count()),
        short(median / 1_024.0),
        evidence.statistics.unit.words()
    ))
}
