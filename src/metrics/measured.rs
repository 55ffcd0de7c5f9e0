//! What a run is measured by: centres, classes, groups, and from when to when.

use super::Window;
use crate::model::{Center, CenterId};

/// The ground and the time that are measured.
#[derive(Debug, Clone, Copy)]
pub struct Measured<'a> {
    /// The centres.
    pub centers: &'a [Center],
    /// For each class of jobs, its home: the centre it is submitted to.
    pub class_centers: &'a [CenterId],
    /// How many groups of tenants there are.
    pub groups: usize,
    /// From when to when.
    pub window: Window,
    /// The week of which the use of each node is kept.
    pub week: Option<Window>,
}
