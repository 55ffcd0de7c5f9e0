//! All that is said of the start of a job.

/// When a job will start: seconds after the instant at which that is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// It is as likely to start before as after.
    pub median: f64,
    /// It starts between these with a chance of 50 %.
    pub half: (f64, f64),
    /// It starts between these with a chance of 90 %.
    pub most: (f64, f64),
    /// The chance that it starts within an hour.
    pub within_hour: f64,
}

/// The value at a share of ascending values.
pub(super) fn quantile(ascending: &[u64], share: f64) -> f64 {
    let Some(last) = ascending.len().checked_sub(1) else { return 0.0 };
    ascending[(last as f64 * share).round() as usize] as f64
}
