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

/// How many threads there may be: what `RAYON_NUM_THREADS` says, or else as many as the machine can run at once.
pub(super) fn threads_wanted() -> usize {
    let said = std::env::var("RAYON_NUM_THREADS").ok().and_then(|text| text.parse().ok());
    said.filter(|threads| 0 < *threads).unwrap_or_else(core_count)
}

/// How many threads the machine can run at once.
pub(super) fn core_count() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}
