//! How a workload fits a partition: which sizes can run there, on which nodes, and what they hold.

use super::super::application::{
    Application, Arrivals, Batch, Part, PartLaw, Step, Unit, application, held, shape_on,
};
use super::super::log_origin::Holds;
use super::super::models::{Lublin, LublinLaw, model};
use super::super::{Origin, Workload};
use crate::log::{Asked, laid_on};
use crate::model::{Center, Nodes, Pool, Resources, Shape};

/// The largest job of a model: every size up to it has a chance of its own, which has to be worked out.
const MODEL_SIZE_MAX: u32 = 1 << 20;

/// The jobs of a workload as its partition can hold them.
#[derive(Debug, Clone)]
pub(super) struct Fit {
    /// What their sizes count.
    pub(super) unit: Unit,
    pub(super) law: Law,
    /// What the whole partition has of that.
    pub(super) capacity: u64,
    /// Where they run.
    place: Place,
}

/// Where the jobs of a workload run.
#[derive(Debug, Clone)]
pub(in super::super) struct Place {
    unit: Unit,
    /// What the whole partition has of that.
    pub(in super::super) capacity: u64,
    /// The pool that decides what jobs look like.
    pool: Pool,
    /// All that its tenants may use.
    open: Vec<Pool>,
}

impl Place {
    /// The place of a workload whose sizes count this; says in one sentence why none of its jobs could ever run there.
    pub(in super::super) fn new(unit: Unit, workload: &Workload, center: &Center) -> Result<Place, String> {
        let partition = &center.partitions[usize::from(workload.partition.0)];
        let access = center.access_of(workload.partition, workload.group);
        let open: Vec<&Pool> =
            center.pools_of(access).iter().map(|id| &center.pools[usize::from(id.0)]).collect();
        let Some(largest) = largest_pool(unit, &open) else {
            return Err(format!(
                "`{}` needs {}, and partition `{}` of `{}` has none that its tenants may use",
                workload.origin.name(),
                unit.word(),
                partition.name,
                center.name
            ));
        };
        let pools = partition.pools.iter().map(|id| &center.pools[usize::from(id.0)]);
        let capacity = pools.map(|pool| capacity(unit, pool)).sum();
        let (pool, open) = (largest.clone(), open.into_iter().cloned().collect());
        Ok(Place { unit, capacity, pool, open })
    }

    /// What a job of this size holds: as the kind of node has it of which there is most, or where there are not enough of
    /// that, as the next kind has it on which it fits, or what all kinds have.
    pub(in super::super) fn shape(&self, size: u32) -> Shape {
        let usual = shape_in(self.unit, &self.pool, size);
        if self.takes(usual) {
            return usual;
        }
        let others = || self.open.iter().filter(|pool| 0 < capacity(self.unit, pool));
        let least = others().cloned().reduce(|mut left, right| {
            let has = &mut left.node_type.capacity;
            *has = has.left_of_both(right.node_type.capacity);
            left
        });
        let mut shapes = others().chain(&least).map(|pool| shape_in(self.unit, pool, size));
        shapes.find(|shape| self.takes(*shape)).unwrap_or(usual)
    }

    /// What a job of a log holds: so much of what sizes count, and what else of it is known, on as many nodes as it was on.
    pub(in super::super) fn held(&self, size: u32, asked: Asked, holds: Holds) -> Shape {
        let known = match holds {
            Holds::SizesAlone => Asked { nodes: asked.nodes, ..Asked::default() },
            Holds::WhatIsKnown => asked,
        };
        let pool = self.pool_for(known);
        let count = match (pool.nodes, self.unit) {
            (Nodes::Named { count }, Unit::Cores | Unit::Accelerators) => count,
            (Nodes::Named { .. }, Unit::Nodes) | (Nodes::Counted { .. }, _) => return self.shape(size),
        };
        let node = pool.node_type.capacity;
        let cores = if self.unit == Unit::Cores { Some(size) } else { known.cores };
        let accelerators = match self.unit {
            Unit::Accelerators => size,
            // Work for cores leaves the accelerators to others.
            Unit::Cores | Unit::Nodes if node.accelerators == 0 => 0,
            Unit::Cores | Unit::Nodes => known.accelerators.unwrap_or(0),
        };
        let total =
            Resources { cores: cores.unwrap_or(0), accelerators, memory_mib: known.memory_mib.unwrap_or(0) };
        let mut shape = laid_on(total, known.nodes, (count, node));
        let (part, whole) = match self.unit {
            Unit::Accelerators => (shape.per_task.accelerators, node.accelerators),
            Unit::Cores | Unit::Nodes => (shape.per_task.cores, node.cores),
        };
        // Amounts that are not known are their share of a node.
        let share = |amount: u64| amount * u64::from(part) / u64::from(whole.max(1));
        if cores.is_none() {
            shape.per_task.cores = share(node.cores.into()) as u32;
        }
        if known.memory_mib.is_none() {
            shape.per_task.memory_mib = share(node.memory_mib);
        }
        shape
    }

    /// The pool that decides what a job looks like: one with accelerators, if it needs some and there are any.
    fn pool_for(&self, asked: Asked) -> &Pool {
        let has_some = |pool: &Pool| 0 < pool.node_type.capacity.accelerators;
        if self.unit == Unit::Accelerators || asked.accelerators.is_none() || has_some(&self.pool) {
            return &self.pool;
        }
        let open: Vec<&Pool> = self.open.iter().collect();
        largest_pool(Unit::Accelerators, &open).unwrap_or(&self.pool)
    }

    /// Whether a job of this size can ever run.
    pub(in super::super) fn fits(&self, size: u32) -> bool {
        self.takes(self.shape(size))
    }

    fn takes(&self, shape: Shape) -> bool {
        let slots: u64 = self.open.iter().map(|pool| pool.slots(shape)).sum();
        u64::from(shape.tasks) <= slots
    }
}

/// Sizes and times.
#[derive(Debug, Clone)]
pub(super) enum Law {
    /// One law and its shapes for each part of an application.
    Parts { application: &'static Application, parts: Vec<FittedPart> },
    /// The law of a model.
    Model { model: &'static Lublin, law: LublinLaw },
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
        let named = named(&workload.origin)?;
        let unit = named.unit();
        let place = Place::new(unit, workload, center)?;
        let capacity = place.capacity;
        let size_max = workload.size_max.unwrap_or(u32::MAX);
        let fits = |size: u32| place.fits(size);
        let law = match named {
            Named::Application(application) => {
                let mut parts = Vec::new();
                for part in application.parts {
                    let sizes = sizes_that_fit(part.sizes, size_max, fits);
                    parts.push(FittedPart::new(part, &sizes, &place, workload));
                }
                Law::Parts { application, parts }
            }
            Named::Model { model, .. } => {
                // No job is larger than all that there is, nor than anybody can count.
                let most = size_max.min(u32::try_from(capacity).unwrap_or(u32::MAX)).min(MODEL_SIZE_MAX);
                let law = LublinLaw::new(model, largest_that_fits(most, fits), &workload.estimates);
                Law::Model { model, law }
            }
        };
        Ok(Fit { unit, law, capacity, place })
    }

    /// What a job of this size holds.
    pub(super) fn shape(&self, size: u32) -> Shape {
        self.place.shape(size)
    }

    /// How many jobs come at once.
    pub(super) fn batch(&self, workload: &Workload) -> Batch {
        let own = match &self.law {
            Law::Parts { application, .. } => application.arrivals.batch(),
            Law::Model { .. } => Batch::Single,
        };
        workload.batch.unwrap_or(own)
    }

    /// When its jobs come, where it is an application.
    pub(super) const fn arrivals(&self) -> Option<Arrivals> {
        match &self.law {
            Law::Parts { application, .. } => Some(application.arrivals),
            Law::Model { .. } => None,
        }
    }

    /// How often each part comes, as shares of all jobs, and how long after a cycle begins.
    pub(super) fn parts(&self) -> Vec<(f64, u64)> {
        match &self.law {
            Law::Parts { application, .. } => {
                let all: f64 = application.parts.iter().map(|part| part.weight).sum();
                application.parts.iter().map(|part| (part.weight / all, part.delay_secs)).collect()
            }
            Law::Model { .. } => vec![(1.0, 0)],
        }
    }

    /// The mean of unit-seconds that one job holds.
    pub(super) fn area_mean(&self) -> f64 {
        match &self.law {
            Law::Parts { parts, .. } => {
                parts.iter().zip(self.parts()).map(|(part, (share, _))| share * part.law.area_mean()).sum()
            }
            Law::Model { law, .. } => law.area_mean(|size| u64::from(held(self.unit, self.shape(size)))),
        }
    }

    /// How long one job runs on average, in seconds.
    pub(super) fn runtime_mean(&self) -> f64 {
        match &self.law {
            Law::Parts { parts, .. } => {
                parts.iter().zip(self.parts()).map(|(part, (share, _))| share * part.law.runtime_mean()).sum()
            }
            Law::Model { law, .. } => law.runtime_mean(),
        }
    }

    /// The share of jobs that run at most so many seconds.
    pub(super) fn share_upto(&self, secs: f64) -> f64 {
        match &self.law {
            Law::Parts { parts, .. } => {
                let shares = parts.iter().zip(self.parts());
                shares.map(|(part, (share, _))| share * part.law.share_upto(secs)).sum()
            }
            Law::Model { law, .. } => law.share_upto(secs),
        }
    }

    /// The smallest and the largest size of a job.
    pub(super) fn sizes(&self) -> (u32, u32) {
        match &self.law {
            Law::Parts { parts, .. } => {
                let all = || parts.iter().flat_map(|part| part.law.steps()).map(|step| step.size);
                (all().min().unwrap_or(0), all().max().unwrap_or(0))
            }
            Law::Model { law, .. } => (1, law.nodes()),
        }
    }
}

/// The row that an origin names.
enum Named {
    Application(&'static Application),
    Model { model: &'static Lublin, unit: Unit },
}

impl Named {
    const fn unit(&self) -> Unit {
        match self {
            Named::Application(application) => application.unit,
            Named::Model { unit, .. } => *unit,
        }
    }
}

fn named(origin: &Origin) -> Result<Named, String> {
    match origin {
        Origin::Application(name) => {
            let found = application(name).ok_or_else(|| format!("there is no application `{name}`"))?;
            Ok(Named::Application(found))
        }
        Origin::Model { name, unit } => {
            let found = model(name).ok_or_else(|| format!("there is no model `{name}`"))?;
            Ok(Named::Model { model: found, unit: *unit })
        }
        Origin::Log(_) => unreachable!("the jobs of a log follow no law"),
    }
}

impl FittedPart {
    fn new(part: &Part, sizes: &[(u32, f64)], place: &Place, workload: &Workload) -> FittedPart {
        let shapes: Vec<Shape> = sizes.iter().map(|&(size, _)| place.shape(size)).collect();
        let step = |(&(size, weight), shape): (&(u32, f64), &Shape)| Step {
            size,
            held: u64::from(held(place.unit, *shape)),
            weight,
        };
        let steps = sizes.iter().zip(&shapes).map(step).collect();
        FittedPart { law: PartLaw::new(part, steps, &workload.estimates), shapes }
    }
}

/// How much of the unit a pool has.
pub(super) fn capacity(unit: Unit, pool: &Pool) -> u64 {
    match (unit, pool.nodes) {
        (Unit::Accelerators, _) => u64::from(pool.capacity().accelerators),
        (Unit::Cores, _) => u64::from(pool.capacity().cores),
        (Unit::Nodes, Nodes::Named { count }) => u64::from(count),
        (Unit::Nodes, Nodes::Counted { processors }) => u64::from(processors),
    }
}

/// The pool that decides what jobs look like: that with most of what they count.
fn largest_pool<'a>(unit: Unit, open: &[&'a Pool]) -> Option<&'a Pool> {
    let mut largest: Option<&Pool> = None;
    for pool in open {
        let most = largest.map_or(0, |known| capacity(unit, known));
        // Strictly more, so that among equals the first of the partition decides.
        if most < capacity(unit, pool) {
            largest = Some(pool);
        }
    }
    largest
}

/// The pool that decides what jobs of a workload look like; nothing where its partition has none of what they count.
#[must_use]
pub fn main_pool(workload: &Workload, center: &Center) -> Option<Pool> {
    let access = center.access_of(workload.partition, workload.group);
    let open = center.pools_of(access).iter().map(|id| &center.pools[usize::from(id.0)]);
    let open: Vec<&Pool> = open.collect();
    largest_pool(workload.origin.unit()?, &open).cloned()
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
    vec![(largest_that_fits(sizes[0].0.min(size_max), fits), 1.0)]
}

/// The largest size up to `most` that fits, at least 1.
fn largest_that_fits(most: u32, fits: impl Fn(u32) -> bool) -> u32 {
    // Fitting is monotonic in size, so halving the interval finds the border.
    let (mut low, mut high) = (1, most.max(1));
    while low < high {
        let middle = high - (high - low) / 2;
        if fits(middle) { low = middle } else { high = middle - 1 }
    }
    low
}
