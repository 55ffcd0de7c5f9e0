//! What failures of nodes cost jobs of each size: how often they are interrupted, and how much of their work is lost.

use super::losses::Losses;
use super::{Resource, Window};
use crate::model::{Center, CenterId, Request, Time};
use crate::record::{Piece, Stop};
use serde::{Deserialize, Serialize};

/// Jobs of like size, by the accelerators that they hold, or by their cores where they hold none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct JobSize(u8);

impl JobSize {
    /// The largest size of each class but the last.
    const MOST: [u64; 6] = [1, 8, 64, 256, 1_024, 4_096];

    /// How many there are.
    pub const COUNT: usize = JobSize::MOST.len() + 1;

    /// The class of a size.
    #[must_use]
    pub fn of(units: u64) -> JobSize {
        JobSize(JobSize::MOST.partition_point(|most| *most < units) as u8)
    }

    /// All, from small to large.
    pub fn all() -> impl Iterator<Item = JobSize> {
        (0..JobSize::COUNT as u8).map(JobSize)
    }

    /// The smallest size in it.
    #[must_use]
    pub fn least(self) -> u64 {
        self.0.checked_sub(1).map_or(1, |before| JobSize::MOST[usize::from(before)] + 1)
    }

    /// The largest size in it; nothing for the last.
    #[must_use]
    pub fn most(self) -> Option<u64> {
        JobSize::MOST.get(usize::from(self.0)).copied()
    }
}

/// What failures cost the jobs of one size in a centre, within the measured window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SizeTotals {
    /// Runs of such jobs.
    pub runs: u64,
    /// Microseconds that they ran.
    pub run_micros: u128,
    /// Nodes on which they ran, times microseconds.
    pub node_micros: u128,
    /// Accelerators (or cores) that they held, times microseconds.
    pub unit_micros: u128,
    /// How often nodes failed under them.
    pub interruptions: u64,
    /// Accelerators (or cores) times microseconds of work that was lost then.
    pub lost_micros: u128,
}

/// The jobs of one size in a centre, and what failures cost them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SizeCost {
    /// The centre.
    pub center: CenterId,
    /// By accelerators or by cores.
    pub resource: Resource,
    /// The size.
    pub size: JobSize,
    /// What failures cost them.
    pub totals: SizeTotals,
}

/// Follows all centres.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct SizesFold {
    window: Window,
    /// By centre, by cores or accelerators, and by size.
    totals: Vec<[[SizeTotals; JobSize::COUNT]; 2]>,
}

/// By what a job's size is counted, and its size.
fn size_of(request: &Request) -> (Resource, u64) {
    let all = request.shape.total();
    match u64::from(all.accelerators) {
        0 => (Resource::Cores, u64::from(all.cores)),
        accelerators => (Resource::Accelerators, accelerators),
    }
}

impl SizesFold {
    pub(super) fn new(centers: &[Center], window: Window) -> SizesFold {
        SizesFold { window, totals: vec![Default::default(); centers.len()] }
    }

    fn totals_of(&mut self, center: CenterId, request: &Request) -> (&mut SizeTotals, u64) {
        let (resource, units) = size_of(request);
        let of_center = &mut self.totals[usize::from(center.0)];
        (&mut of_center[resource as usize][usize::from(JobSize::of(units).0)], units)
    }

    /// Takes note of what a job held from one instant to another.
    pub(super) fn hold(
        &mut self,
        (center, request, pieces): (CenterId, &Request, &[Piece]),
        (start, end): (Time, Time),
    ) {
        let micros = u128::from(self.window.overlap(start, end).as_micros());
        if micros == 0 {
            return;
        }
        let (totals, units) = self.totals_of(center, request);
        totals.runs += 1;
        totals.run_micros += micros;
        totals.node_micros += micros * pieces.len() as u128;
        totals.unit_micros += micros * u128::from(units);
    }

    /// Takes note of work in vain of what ended within the window.
    pub(super) fn lose(&mut self, center: CenterId, request: &Request, losses: Losses) {
        match losses.cause {
            Some(Stop::NodeFailed) => {
                let (totals, units) = self.totals_of(center, request);
                totals.interruptions += 1;
                totals.lost_micros += u128::from(losses.lost.as_micros()) * u128::from(units);
            }
            Some(Stop::Requeued | Stop::Suspended | Stop::Failed) | None => {}
        }
    }

    /// Those sizes of which any job ran or was interrupted.
    pub(super) fn finish(&self) -> Vec<SizeCost> {
        let mut costs = Vec::new();
        for (place, center) in self.totals.iter().enumerate() {
            let center_id = CenterId(place as u16);
            for resource in [Resource::Accelerators, Resource::Cores] {
                for (size, totals) in JobSize::all().zip(center[resource as usize]) {
                    if totals != SizeTotals::default() {
                        costs.push(SizeCost { center: center_id, resource, size, totals });
                    }
                }
            }
        }
        costs
    }
}
