//! The law of a model's jobs on one machine, ready to draw from.

use super::lublin::{Lublin, RUNTIME_LOG_MAX, Stages};
use crate::model::{Chance, Span, uniform};
use crate::workload::application::{Times, whole_secs};
use crate::workload::limits::{Limit, LimitLaw};
use crate::workload::{Estimates, Modal};
use rand_distr::{Distribution as _, Gamma};

/// How far a member of an array runs shorter or longer than the array on average (A).
const ALIKE: f64 = 0.1;

/// Users of a model without a word on its estimates may ask for two days (P7), which is longer than its longest job.
const MAXIMUM_DEFAULT: Span = Span::from_secs(48 * 3600);

/// The jobs of a model on a machine of so many nodes (or cores, or accelerators).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LublinLaw {
    model: &'static Lublin,
    nodes: u32,
    stages: Stages,
    kinds: [Gamma<f64>; 2],
    /// The share of jobs of each size from 1 on.
    sizes: Vec<f64>,
    /// The chances of the shorter kind that there are, each with the share of jobs that have it.
    mixtures: Vec<(f64, f64)>,
    limits: LimitLaw,
}

impl LublinLaw {
    /// The law on a machine on which the largest job has so many nodes. Panics when that is none.
    pub(crate) fn new(model: &'static Lublin, nodes: u32, estimates: &Estimates) -> LublinLaw {
        assert!(0 < nodes, "a machine of no nodes runs nothing");
        let sizes = model.sizes(nodes);
        let mixtures = mixtures(model, &sizes);
        let modal = |modal: &Modal| {
            LimitLaw::modal(modal, MAXIMUM_DEFAULT, |secs| share_upto(model, &mixtures, secs))
        };
        let limits = match estimates {
            Estimates::Exact => LimitLaw::Exact,
            Estimates::Modal(values) => modal(values),
            // The model knows no estimates, and nobody's are exact.
            Estimates::AsModelled => modal(&Modal::default()),
        };
        let kinds = model.runtimes.map(|kind| kind.sampler());
        LublinLaw { model, nodes, stages: model.stages(nodes), kinds, sizes, mixtures, limits }
    }

    /// The size of the largest job.
    pub(crate) const fn nodes(&self) -> u32 {
        self.nodes
    }

    /// Draws a size. Always the same number of draws, so that the next job does not depend on this one's kind.
    pub(crate) fn size(&self, chance: &mut Chance) -> u32 {
        let (kind, stage, place) = (uniform(chance), uniform(chance), uniform(chance));
        if kind < self.model.serial {
            return 1;
        }
        let Stages { low, middle, high } = self.stages;
        let (from, to) = if stage < self.model.first_stage { (low, middle) } else { (middle, high) };
        let log = from + place * (to - from);
        if kind < self.model.serial + self.model.power_of_2 {
            // Half up is the nearest. A machine whose size is no power of two has no room for the next one.
            let power = ((log + 0.5) as u32).min(self.nodes.ilog2());
            return 1 << power;
        }
        ((libm::exp2(log) + 0.5) as u32).clamp(1, self.nodes)
    }

    /// Draws how long a job of this size runs, in seconds.
    pub(crate) fn runtime(&self, size: u32, chance: &mut Chance) -> f64 {
        let shorter = self.model.shorter(size);
        loop {
            let kind = usize::from(shorter <= uniform(chance));
            let log = self.kinds[kind].sample(chance);
            if log <= RUNTIME_LOG_MAX {
                return libm::exp(log);
            }
        }
    }

    /// Draws the requested time of a job that runs so long.
    pub(crate) fn times(&self, runtime: f64, chance: &mut Chance) -> Times {
        let secs = whole_secs(runtime);
        let limit = self.limits.draw(runtime, secs, chance);
        Times::of(limit, secs)
    }

    /// Draws the requested time of an array whose members run so long on average.
    pub(crate) fn array_limit(&self, runtime: f64, chance: &mut Chance) -> Limit {
        self.limits.draw(runtime, whole_secs(runtime * (1.0 + ALIKE)), chance)
    }

    /// Draws the times of one member of an array.
    pub(crate) fn member_times(runtime: f64, limit: Limit, chance: &mut Chance) -> Times {
        // The mean of the factor is 1, so that arrays bring as much work as single jobs do.
        let factor = 1.0 + ALIKE * (2.0 * uniform(chance) - 1.0);
        Times::of(limit, whole_secs(runtime * factor))
    }

    /// How long a job runs on average, in seconds.
    pub(crate) fn runtime_mean(&self) -> f64 {
        self.area_mean(|_| 1)
    }

    /// The share of jobs that run at most so many seconds.
    pub(crate) fn share_upto(&self, secs: f64) -> f64 {
        share_upto(self.model, &self.mixtures, secs)
    }

    /// The mean of what a job holds times how long it holds it, in unit-seconds.
    pub(crate) fn area_mean(&self, held: impl Fn(u32) -> u64) -> f64 {
        let most = self.limits.longest().map_or(f64::INFINITY, |longest| longest.as_secs_f64());
        let log = libm::log(most).min(RUNTIME_LOG_MAX);
        let kinds = self.model.runtimes.map(|kind| {
            let whole = kind.share_upto(RUNTIME_LOG_MAX);
            let cut = whole - kind.share_upto(log);
            let beyond = if 0.0 < cut { most * cut } else { 0.0 };
            (kind.exp_mean_upto(log) + beyond, whole)
        });
        let mut area = 0.0;
        for (size, share) in (1..=self.nodes).zip(&self.sizes) {
            area += share * held(size) as f64 * mixed(self.model.shorter(size), kinds);
        }
        area
    }
}

fn mixtures(model: &Lublin, sizes: &[f64]) -> Vec<(f64, f64)> {
    let mut mixtures: Vec<(f64, f64)> = Vec::new();
    for (size, &share) in (1..).zip(sizes) {
        let shorter = model.shorter(size);
        match mixtures.last_mut() {
            // On a large machine all large jobs have the same chance, none.
            Some((known, sum)) if *known == shorter => *sum += share,
            Some(_) | None => mixtures.push((shorter, share)),
        }
    }
    mixtures
}

/// The mean over both kinds of something that is known as a sum over the values that are not drawn again, and the
/// share of those.
fn mixed(shorter: f64, kinds: [(f64, f64); 2]) -> f64 {
    let [(short, short_kept), (long, long_kept)] = kinds;
    (shorter * short + (1.0 - shorter) * long) / (shorter * short_kept + (1.0 - shorter) * long_kept)
}

fn share_upto(model: &Lublin, mixtures: &[(f64, f64)], secs: f64) -> f64 {
    let log = libm::log(secs).min(RUNTIME_LOG_MAX);
    let kinds = model.runtimes.map(|kind| (kind.share_upto(log), kind.share_upto(RUNTIME_LOG_MAX)));
    mixtures.iter().map(|&(shorter, share)| share * mixed(shorter, kinds)).sum()
}
