//! How hard a centre and each of its partitions were asked over time: what of it was in use, and how much work waited for it.

use crate::model::{CenterId, PartitionId, Span, Time};
use serde::{Deserialize, Serialize};

/// How hard a centre or a partition was asked over time, in equal bins that lie within the measured window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Strain {
    /// The centre.
    pub center: CenterId,
    /// The partition; nothing where it is the whole centre.
    pub partition: Option<PartitionId>,
    /// When the first bin begins.
    pub start: Time,
    /// The width of a bin.
    pub bin: Span,
    /// Node-hours that were there in each bin, whether they could be used or not.
    pub room: Vec<f64>,
    /// Node-hours in use in each bin.
    pub busy: Vec<f64>,
    /// Work that waited, in node-hours, the mean of each bin.
    pub backlog: Vec<f64>,
}

impl Strain {
    /// Adds what of a part was there, was in use and was waited for in each bin.
    pub(super) fn add(&mut self, part: &[[f64; 3]]) {
        for (bin, [room, busy, backlog]) in part.iter().enumerate() {
            self.room[bin] += room;
            self.busy[bin] += busy;
            self.backlog[bin] += backlog;
        }
    }

    /// The nodes of a bin.
    #[must_use]
    pub fn nodes(&self, bin: usize) -> f64 {
        self.room[bin] / self.bin_hours()
    }

    /// The width of a bin in hours.
    #[must_use]
    pub fn bin_hours(&self) -> f64 {
        self.bin.as_secs_f64() / 3_600.0
    }

    /// The work that waited in a bin, in hours of all nodes that were there; zero where none were.
    #[must_use]
    pub fn backlog_hours(&self, bin: usize) -> f64 {
        let nodes = self.nodes(bin);
        if nodes <= 0.0 { 0.0 } else { self.backlog[bin] / nodes }
    }
}
