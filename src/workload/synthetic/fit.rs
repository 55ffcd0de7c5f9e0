//! How an application fits a partition: which sizes can run there, on which nodes, and what they hold.

use super::super::Workload;
use super::super::application::{Application, PartLaw, Step, Unit, application, counted, shape_on};
use crate::model::{Center, Nodes, Pool, Shape};

/// The jobs of a workload as its partition can hold them: one law and its shapes for each part of the application.
#[derive(Debug, Clone)]
pub(super) struct Fit {
    pub(super) application: &'static Application,
    pub(super) parts: Vec<FittedPart>,
    /// What the whole partition has of the application's unit.
    pub(super) capacity: u64,
}

/// One kind of job and what each of its sizes holds.
#[derive(Debug, Clone)]
pub(super) struct FittedPart {
    pub(super) law: PartLaw,
    pub(super) shapes: Vec<Shape>,
}

impl Fit {
    /// Fits a workload; says in one sentence why none of its jobs could ever run there.
    pub(super) fn new(workload: &Workload, center: &Center) -> Result<Fit, String> {
        let name = &workload.application;
        let Some(application) = application(name) else {
            return Err(format!("there is no application `{name}`"));
        };
        let partition = &center.partitions[usize::from(workload.partition.0)];
        let access = center.access_of(workload.partition, workload.group);
        let open: Vec<&Pool> =
            center.pools_of(access).iter().map(|id| &center.pools[usize::from(id.0)]).collect();
        let Some(largest) = largest_pool(application.unit, &open) else {
            return Err(format!(
                "`{name}` needs {}, and partition `{}` of `{}` has none that its tenants may use",
                application.unit.word(),
                partition.name,
                center.name
            ));
        };
        let capacity = partition
            .pools
            .iter()
            .map(|id| u64::from(counted(application.unit, center.pools[usize::from(id.0)].capacity())))
            .sum();
        let size_max = workload.size_max.unwrap_or(u32::MAX);
        let mut parts = Vec::new();
        for part in application.parts {
            let sizes = sizes_that_fit(part.sizes, size_max, |size| {
                let shape = shape_in(application.unit, largest, size);
                let slots: u64 = open.iter().map(|pool| pool.slots(shape)).sum();
                u64::from(shape.tasks) <= slots
            });
            let shape = |&(size, _): &(u32, f64)| shape_in(application.unit, largest, size);
            let shapes: Vec<Shape> = sizes.iter().map(shape).collect();
            let step = |(&(size, weight), shape): (&(u32, f64), &Shape)| Step {
                size,
                held: u64::from(counted(application.unit, shape.total())),
                weight,
            };
            let steps = sizes.iter().zip(&shapes).map(step).collect();
            parts.push(FittedPart { law: PartLaw::new(part, steps), shapes });
        }
        Ok(Fit { application, parts, capacity })
    }

    /// How often each part comes, as shares of all jobs.
    pub(super) fn part_shares(&self) -> Vec<f64> {
        let all: f64 = self.application.parts.iter().map(|part| part.weight).sum();
        self.application.parts.iter().map(|part| part.weight / all).collect()
    }

    /// The mean of unit-seconds that one job holds.
    pub(super) fn area_mean(&self) -> f64 {
        self.parts.iter().zip(self.part_shares()).map(|(part, share)| share * part.law.area_mean()).sum()
    }

    /// The smallest and the largest size of a job.
    pub(super) fn sizes(&self) -> (u32, u32) {
        let all = || self.parts.iter().flat_map(|part| part.law.steps()).map(|step| step.size);
        (all().min().unwrap_or(0), all().max().unwrap_or(0))
    }
}

/// The pool that decides what jobs look like: that with most of what they count.
fn largest_pool<'a>(unit: Unit, open: &[&'a Pool]) -> Option<&'a Pool> {
    let mut largest: Option<&Pool> = None;
    for pool in open {
        let most = largest.map_or(0, |known| counted(unit, known.capacity()));
        // Strictly more, so that among equals the first of the partition decides.
        if most < counted(unit, pool.capacity()) {
            largest = Some(pool);
        }
    }
    largest
}

fn shape_in(unit: Unit, pool: &Pool, size: u32) -> Shape {
    match pool.nodes {
        Nodes::Named { .. } => shape_on(unit, &pool.node_type, size),
        Nodes::Counted { .. } => Shape::processors(size),
    }
}

/// The sizes up to `size_max` that fit, with their weights. Where even the smallest is too large, it is cut to the
/// largest size that fits: a forecast on a small machine runs on what there is.
fn sizes_that_fit(sizes: &[(u32, f64)], size_max: u32, fits: impl Fn(u32) -> bool) -> Vec<(u32, f64)> {
    let kept: Vec<(u32, f64)> =
        sizes.iter().copied().filter(|&(size, _)| size <= size_max && fits(size)).collect();
    if !kept.is_empty() {
        return kept;
    }
    let smallest = sizes[0].0.min(size_max);
    // Fitting is monotonic in size, so halving the interval finds the border.
    let (mut low, mut high) = (1, smallest);
    while low < high {
        let middle = high - (high - low) / 2;
        if fits(middle) { low = middle } else { high = middle - 1 }
    }
    vec![(low, 1.0)]
}
