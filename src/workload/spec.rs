//! A synthetic workload as a checked scenario holds it.

use crate::model::{CenterId, GroupId, PartitionId, Time};

/// How much work a workload brings.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub enum Demand {
    /// So many jobs a day, on average over a week.
    JobsPerDay(f64),
    /// So large a share of its partition's capacity (accelerators where it has any, else cores), 1 = all of it.
    Load(f64),
}

/// Jobs of one application, sent by one group of tenants to one partition.
#[derive(Debug, Clone, PartialEq)]
pub struct Workload {
    /// The name, unique in the scenario; it is the name of the class in every table.
    pub name: String,
    /// The name for people.
    pub title: String,
    /// Row of `APPLICATIONS`.
    pub application: String,
    /// Where its jobs are submitted.
    pub center: CenterId,
    /// To which partition.
    pub partition: PartitionId,
    /// Which group of tenants submits.
    pub group: GroupId,
    /// How much, at the start.
    pub demand: Demand,
    /// Growth of the demand per year: 0.52 is +52 %, spread evenly (geometrically) over the days.
    pub growth_per_year: f64,
    /// From when on jobs come.
    pub since: Time,
    /// Until when; `Time::NEVER` where they do not stop.
    pub until: Time,
    /// The largest job, in accelerators (or cores, in a partition without); `None` for the application's own limit.
    pub size_max: Option<u32>,
}
