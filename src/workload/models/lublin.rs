//! The workload model of Lublin and Feitelson: its published parameters, and what follows from them.

use super::LogGamma;

/// Half hours of a day.
const BUCKETS: usize = 48;

/// The bucket, counted from 1, with which the fitted day begins: half past five in the morning is the middle of it.
const FIRST_BUCKET: usize = 11;

/// Logarithms of runtimes above this are drawn again: 45 hours.
pub(crate) const RUNTIME_LOG_MAX: f64 = 12.0;

/// Logarithms of gaps above this are drawn again: five days.
pub(crate) const GAP_LOG_MAX: f64 = 13.0;

/// The size, in nodes, of the machines to which the sizes were fitted.
const PUBLISHED_NODES: u32 = 128;

/// One set of parameters (Lublin and Feitelson, JPDC 63(11), 2003; the numbers are those of their published program).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lublin {
    /// The name in scenarios.
    pub name: &'static str,
    /// What it is, in one sentence.
    pub help: &'static str,
    /// The share of jobs on one node.
    pub serial: f64,
    /// The share of jobs whose size is made a power of two.
    pub power_of_2: f64,
    /// The binary logarithm of the smallest size of a parallel job.
    pub low: f64,
    /// How far the binary logarithm of the largest size lies below that of the machine.
    pub high_below_machine: f64,
    /// How far that of the size between the two stages lies below that of the largest.
    pub middle_below_high: f64,
    /// The share of parallel jobs in the first stage.
    pub first_stage: f64,
    /// The logarithm of the runtime in seconds: the shorter and the longer kind.
    pub runtimes: [LogGamma; 2],
    /// The chance of the shorter kind: so much at no nodes at all,
    pub shorter_at_zero: f64,
    /// and so much more for each node (less, as it is negative).
    pub shorter_per_node: f64,
    /// The logarithm of the gap between two arrivals in seconds, as published for the rush hours.
    pub rush_gaps: LogGamma,
    /// By which the shape of the rush hours is multiplied to be that of the whole day.
    pub rush_ratio: f64,
    /// The half hours of arrivals, counted from 1 at midnight, in a day that begins at 11.
    pub day: LogGamma,
}

/// All jobs, without types.
pub(super) const ALL: Lublin = Lublin {
    name: "lublin",
    help: "Lublin and Feitelson's model of all jobs of a parallel machine: most sizes a power of two, runtimes of seconds to two days",
    serial: 0.244,
    power_of_2: 0.576,
    low: 0.8,
    high_below_machine: 0.0,
    middle_below_high: 2.5,
    first_stage: 0.86,
    runtimes: [LogGamma::new(4.2, 0.94), LogGamma::new(312.0, 0.03)],
    shorter_at_zero: 0.78,
    shorter_per_node: -0.0054,
    rush_gaps: LogGamma::new(10.2303, 0.4871),
    rush_ratio: 1.0225,
    day: LogGamma::new(8.1737, 3.9631),
};

/// Batch jobs (U16, U17, U18).
pub(super) const BATCH: Lublin = Lublin {
    name: "lublin-batch",
    help: "the batch jobs of Lublin and Feitelson's model: larger and longer than all, more of them powers of two",
    serial: 0.2927,
    power_of_2: 0.6686,
    low: 1.2,
    high_below_machine: 0.0,
    middle_below_high: 2.0,
    first_stage: 0.875,
    runtimes: [LogGamma::new(6.57, 0.823), LogGamma::new(639.1, 0.0156)],
    shorter_at_zero: 0.6986,
    shorter_per_node: -0.003,
    rush_gaps: LogGamma::new(6.0415, 0.8531),
    rush_ratio: 1.0519,
    day: LogGamma::new(6.1271, 5.2740),
};

/// Interactive jobs (U16, U17, U18).
pub(super) const INTERACTIVE: Lublin = Lublin {
    name: "lublin-interactive",
    help: "the interactive jobs of Lublin and Feitelson's model: small, short, by day",
    serial: 0.1541,
    power_of_2: 0.625,
    low: 1.0,
    high_below_machine: 1.5,
    middle_below_high: 2.5,
    first_stage: 0.705,
    runtimes: [LogGamma::new(3.8351, 0.6605), LogGamma::new(7.073, 0.6856)],
    shorter_at_zero: 0.9156,
    shorter_per_node: -0.0118,
    rush_gaps: LogGamma::new(6.5510, 0.6621),
    rush_ratio: 0.9797,
    day: LogGamma::new(8.9186, 3.6680),
};

/// Where the sizes of parallel jobs lie on a machine: binary logarithms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stages {
    /// The smallest.
    pub low: f64,
    /// Where the second stage begins.
    pub middle: f64,
    /// The largest.
    pub high: f64,
}

impl Lublin {
    /// The chance that a job of this size is of the shorter kind.
    #[must_use]
    pub fn shorter(&self, size: u32) -> f64 {
        (self.shorter_at_zero + self.shorter_per_node * f64::from(size)).clamp(0.0, 1.0)
    }

    /// The stages on a machine of this many nodes; on 128 nodes they are the published ones.
    ///
    /// The largest size goes with the machine, and the middle with it, as the authors advise. On machines so small
    /// that the middle would come to lie below the smallest size, it lies 1.5 below the largest, the least they allow.
    #[must_use]
    pub fn stages(&self, nodes: u32) -> Stages {
        let high = (libm::log2(f64::from(nodes)) - self.high_below_machine).max(0.0);
        let low = self.low.min(high);
        let middle = high - self.middle_below_high;
        let middle = if low <= middle { middle } else { (high - 1.5).max(low) };
        Stages { low, middle, high }
    }

    /// The logarithm of the gap between two arrivals, on average over the day.
    #[must_use]
    pub const fn gaps(&self) -> LogGamma {
        LogGamma { shape: self.rush_gaps.shape * self.rush_ratio, scale: self.rush_gaps.scale }
    }

    /// The mean gap between two arrivals as published, in seconds.
    #[must_use]
    pub fn gap_secs_mean(&self) -> f64 {
        self.gaps().exp_mean_upto(GAP_LOG_MAX) / self.gaps().share_upto(GAP_LOG_MAX)
    }

    /// How many jobs come on an average day as published, where nobody asks for another load.
    #[must_use]
    pub fn jobs_per_day_published(&self) -> f64 {
        86_400.0 / self.gap_secs_mean()
    }

    /// The weight of each half hour of the day from midnight; their mean is 1.
    #[must_use]
    pub fn half_hours(&self) -> [f64; 48] {
        let mut weights = [0.0; BUCKETS];
        for bucket in FIRST_BUCKET..FIRST_BUCKET + BUCKETS {
            let middle = bucket as f64;
            let weight = self.day.share_upto(middle + 0.5) - self.day.share_upto(middle - 0.5);
            // Buckets are counted from 1, and those behind the 48th are the first of the next day.
            weights[(bucket - 1) % BUCKETS] = weight;
        }
        let mean = weights.iter().sum::<f64>() / BUCKETS as f64;
        weights.map(|weight| weight / mean)
    }

    /// The share of jobs of each size from 1 on, on a machine of this many nodes.
    #[must_use]
    pub fn sizes(&self, nodes: u32) -> Vec<f64> {
        let Stages { low, middle, high } = self.stages(nodes);
        let stage = |from: f64, to: f64, value: f64| {
            let inside =
                if from < to { (value - from) / (to - from) } else { f64::from(u8::from(from <= value)) };
            inside.clamp(0.0, 1.0)
        };
        let upto = |value: f64| {
            self.first_stage * stage(low, middle, value)
                + (1.0 - self.first_stage) * stage(middle, high, value)
        };
        let mut shares = vec![0.0; nodes as usize];
        shares[0] += self.serial;
        let powers = nodes.ilog2();
        for power in 0..=powers {
            let from = if power == 0 { 0.0 } else { upto(f64::from(power) - 0.5) };
            let to = if power == powers { 1.0 } else { upto(f64::from(power) + 0.5) };
            shares[(1 << power) - 1] += self.power_of_2 * (to - from);
        }
        let other = 1.0 - self.serial - self.power_of_2;
        let mut from = 0.0;
        for size in 1..=nodes {
            let to = if size == nodes { 1.0 } else { upto(libm::log2(f64::from(size) + 0.5)) };
            shares[size as usize - 1] += other * (to - from);
            from = to;
        }
        shares
    }

    /// The number of nodes to which the sizes were fitted.
    #[must_use]
    pub const fn published_nodes() -> u32 {
        PUBLISHED_NODES
    }
}
