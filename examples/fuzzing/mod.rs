//! What a process has taken of the machine, as Linux tells it. Processor time does not grow while others are busy, so that a fuzzer may
//! run beside other work.

use std::time::Duration;

/// How many ticks of processor time Linux counts in a second, on every machine it runs on.
const TICKS_PER_SEC: u64 = 100;

/// The processor time of all threads of a process so far; `self` is this one. Nothing where the system does not say.
pub(crate) fn processor_time(process: &str) -> Option<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name of the program may hold spaces; it ends with the last bracket. User and system time are fields 14 and 15.
    let (_, fields) = stat.rsplit_once(") ")?;
    let ticks: Vec<u64> = fields.split(' ').skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
    Some(Duration::from_millis(ticks.iter().sum::<u64>() * 1_000 / TICKS_PER_SEC))
}

/// How much memory a process has had at most, in KiB; `self` is this one. Nothing where the system does not say.
pub(crate) fn memory_kib(process: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}
