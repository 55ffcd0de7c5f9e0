//! The catalogue of applications: what their jobs look like, and the published figures they are held to.
//!
//! Each application is one file and one row. A range in the facts ("10 to 48 h") is read as the middle 80 % of the
//! jobs, and its geometric mean as their median. The ids of sources are those of the fact sheet; `A` marks an
//! assumption where the facts leave a gap.

mod autonomous_driving;
mod cfd;
mod debugging;
mod drug_screening;
mod evaluation;
mod factory_vision;
mod figures;
mod fine_tuning;
mod genomics;
mod graph_computing;
mod inference_service;
mod law;
mod llm_pretraining;
mod page;
mod prepared;
mod quantiles;
mod remote_sensing;
mod requests;
mod rhythm;
mod sample;
mod shape;
mod weather;

pub use figures::Figure;
pub use page::page;
pub use quantiles::Knot;
pub use rhythm::{Arrivals, Batch, HOURS, NamedHours, NamedWeekdays, WEEKDAYS};
pub use sample::Sample;
pub use shape::shape_on;

pub(super) use law::{PartLaw, Step, Times, whole_secs};
pub(super) use shape::held;

/// All applications.
pub const APPLICATIONS: &[Application] = &[
    llm_pretraining::ENTRY,
    fine_tuning::ENTRY,
    evaluation::ENTRY,
    debugging::ENTRY,
    inference_service::ENTRY,
    autonomous_driving::ENTRY,
    factory_vision::ENTRY,
    drug_screening::ENTRY,
    cfd::ENTRY,
    weather::ENTRY,
    remote_sensing::ENTRY,
    genomics::ENTRY,
    graph_computing::ENTRY,
];

/// The application of that name.
#[must_use]
pub fn application(name: &str) -> Option<&'static Application> {
    APPLICATIONS.iter().find(|application| application.name == name)
}

/// What the size of a job counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// Accelerators: the partition must have some.
    Accelerators,
    /// Processor cores.
    Cores,
    /// Whole nodes.
    Nodes,
}

impl Unit {
    /// The word for people.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Unit::Accelerators => "accelerators",
            Unit::Cores => "cores",
            Unit::Nodes => "nodes",
        }
    }

    /// The word for one of them.
    #[must_use]
    pub const fn singular(self) -> &'static str {
        match self {
            Unit::Accelerators => "accelerator",
            Unit::Cores => "core",
            Unit::Nodes => "node",
        }
    }
}

/// A kind of work that users bring: sizes, times and rhythm of its jobs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Application {
    /// The name in scenarios.
    pub name: &'static str,
    /// What it is, in one sentence.
    pub help: &'static str,
    /// How the model follows from its sources, in a paragraph.
    pub about: &'static str,
    /// Ids of its sources.
    pub sources: &'static [&'static str],
    /// What its sizes count.
    pub unit: Unit,
    /// When its jobs come.
    pub arrivals: Arrivals,
    /// Its kinds of jobs; most applications have one.
    pub parts: &'static [Part],
    /// The published figures that the model is held to.
    pub targets: &'static [Target],
}

/// One kind of job of an application.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// What it is called in the documents.
    pub name: &'static str,
    /// How often it comes, relative to the other parts.
    pub weight: f64,
    /// How long after its cycle begins it is submitted; 0 where there are no cycles.
    pub delay_secs: u64,
    /// Sizes and their weights, in ascending order.
    pub sizes: &'static [(u32, f64)],
    /// Quantiles of the runtime in seconds, from probability 0 to 1.
    pub runtimes: &'static [Knot],
    /// The rank correlation between size and runtime: 0 where the sources tell of none.
    pub tie: f64,
    /// What time its users request.
    pub requests: Requests,
}

/// How users request time: most take one of a few round values, whatever the job, as long as they believe it suffices.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Requests {
    /// The popular values in minutes and their weights, in ascending order; the last is the maximum.
    pub popular: &'static [(u32, f64)],
    /// The share of users who request something between two popular values.
    pub odd: f64,
    /// The share of jobs that run into their limit and are killed.
    pub late: f64,
}

/// A published figure that the generated jobs are held to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Target {
    /// The quantity that is measured.
    pub quantity: Quantity,
    /// Which figure of its distribution.
    pub statistic: Statistic,
    /// The published figure; seconds where it is a time.
    pub figure: f64,
    /// How close the model must come.
    pub demand: Closeness,
    /// The id of the source; `A` after it marks an assumption of ours that fills a gap.
    pub source: &'static str,
}

/// How it is measured on generated jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quantity {
    /// Accelerators or cores.
    Size,
    /// Seconds until the job ends or is killed.
    Runtime,
    /// The requested time over the time used.
    Overestimate,
    /// Whether the job runs into its limit: 1 or 0.
    Killed,
}

/// Which figure of a distribution.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub enum Statistic {
    /// The value that this share of the jobs does not exceed.
    Quantile(f64),
    /// The mean.
    Mean,
    /// The share of jobs of at most this value.
    ShareAtMost(f64),
}

/// How close a model must come to a published figure.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub enum Closeness {
    /// Within this relative difference, either way.
    Within(f64),
    /// Not above it: the figure is a limit.
    AtMost,
}

impl Target {
    /// A quantile of the size that must be met exactly, as sizes are whole numbers.
    #[must_use]
    pub const fn size(quantile: f64, figure: f64, source: &'static str) -> Target {
        Target {
            quantity: Quantity::Size,
            statistic: Statistic::Quantile(quantile),
            figure,
            demand: Closeness::Within(0.0),
            source,
        }
    }

    /// A quantile of the runtime. The tolerance leaves room for the chance of a sample of 200,000 jobs (up to 2 % at a
    /// P90 and 3 % at a P99, above which few jobs are spread over a wide range) and for killed jobs, which all end at
    /// a popular limit.
    #[must_use]
    pub const fn runtime(quantile: f64, secs: f64, source: &'static str) -> Target {
        Target {
            quantity: Quantity::Runtime,
            statistic: Statistic::Quantile(quantile),
            figure: secs,
            demand: Closeness::Within(if quantile < 0.95 { 0.05 } else { 0.08 }),
            source,
        }
    }

    /// Any other figure.
    #[must_use]
    pub const fn other(
        quantity: Quantity,
        statistic: Statistic,
        figure: f64,
        demand: Closeness,
        source: &'static str,
    ) -> Target {
        Target { quantity, statistic, figure, demand, source }
    }
}
