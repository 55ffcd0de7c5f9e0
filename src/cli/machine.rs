//! What the machine itself says of the run: memory and cores.

use std::num::NonZero;

/// The most memory this process ever held, where the system tells (Linux).
#[must_use]
pub fn peak_rss_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

/// How many threads the machine can run at once.
pub(super) fn core_count() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}
