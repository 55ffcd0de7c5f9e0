//! How long runs took: the only file that is different in the next run.

use schemars::JsonSchema;
use serde::Serialize;

/// What `timing.json` holds: everything that is different in the next run.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Timing {
    pub(super) suanli: &'static str,
    pub(super) threads: usize,
    pub(super) wall_secs: f64,
    pub(super) peak_rss_bytes: Option<u64>,
    pub(super) cells: Vec<CellTiming>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct CellTiming {
    pub(super) policy: String,
    pub(super) replication: u32,
    pub(super) wall_secs: Option<f64>,
}
