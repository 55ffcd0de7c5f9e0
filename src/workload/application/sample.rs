//! What an application really generates: a fixed sample of its jobs, beside the published figures.

use super::law::{PartLaw, Times};
use super::{Application, Batch, Quantity, Statistic};
use crate::model::{Chance, Streams, Use, uniform};

/// Jobs in a sample: so many that the chance of the sample moves a P99 by about 3 % at most.
const JOBS: usize = 200_000;

/// Figures of jobs that an application generates on a machine without bounds. Always the same jobs.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    sizes: Vec<f64>,
    runtimes: Vec<f64>,
    overestimates: Vec<f64>,
    killed: Vec<f64>,
    /// The share of jobs that request the longest popular time.
    pub share_at_maximum: f64,
    /// The share of jobs that request one of the popular times.
    pub share_popular: f64,
}

impl Application {
    /// Generates the sample of this application.
    #[must_use]
    pub fn sample(&self) -> Sample {
        let laws: Vec<PartLaw> = self.parts.iter().map(PartLaw::unbounded).collect();
        let weights: f64 = self.parts.iter().map(|part| part.weight).sum();
        let stream = |purpose| Streams::new(0, 0).stream(purpose, self.name);
        let mut chances = Chances {
            sizes: stream(Use::Sizes),
            runtimes: stream(Use::Runtimes),
            estimates: stream(Use::Estimates),
        };
        let mut sample = Sample::empty();
        let (mut at_maximum, mut popular) = (0_usize, 0_usize);
        for _ in 0..JOBS {
            let aim = uniform(&mut chances.sizes) * weights;
            let place = self.part_at(aim);
            let (size, times) = chances.job(&laws[place], self.arrivals.batch());
            let held = times.work.min(times.walltime);
            sample.sizes.push(f64::from(size));
            sample.runtimes.push(held.as_secs_f64());
            sample.overestimates.push(times.walltime.as_secs_f64() / held.as_secs_f64());
            sample.killed.push(if times.walltime < times.work { 1.0 } else { 0.0 });
            let values = self.parts[place].requests.popular;
            let minutes = times.walltime.as_secs() / 60;
            at_maximum += usize::from(values.last().is_some_and(|last| u64::from(last.0) == minutes));
            popular += usize::from(values.iter().any(|value| u64::from(value.0) == minutes));
        }
        sample.share_at_maximum = at_maximum as f64 / JOBS as f64;
        sample.share_popular = popular as f64 / JOBS as f64;
        sample.sort();
        sample
    }

    /// The place of the part in whose share of the weights `aim` lies.
    fn part_at(&self, aim: f64) -> usize {
        let mut upto = 0.0;
        for (place, part) in self.parts.iter().enumerate() {
            upto += part.weight;
            if aim < upto {
                return place;
            }
        }
        self.parts.len() - 1
    }
}

impl Sample {
    const fn empty() -> Sample {
        Sample {
            sizes: Vec::new(),
            runtimes: Vec::new(),
            overestimates: Vec::new(),
            killed: Vec::new(),
            share_at_maximum: 0.0,
            share_popular: 0.0,
        }
    }

    fn sort(&mut self) {
        for values in [&mut self.sizes, &mut self.runtimes, &mut self.overestimates, &mut self.killed] {
            values.sort_unstable_by(f64::total_cmp);
        }
    }

    /// One figure of the sample.
    #[must_use]
    pub fn figure(&self, quantity: Quantity, statistic: Statistic) -> f64 {
        let values = match quantity {
            Quantity::Size => &self.sizes,
            Quantity::Runtime => &self.runtimes,
            Quantity::Overestimate => &self.overestimates,
            Quantity::Killed => &self.killed,
        };
        match statistic {
            Statistic::Quantile(share) => {
                // The smallest value that at least this share of the jobs does not exceed.
                let place = (share * values.len() as f64).ceil() as usize;
                values[place.clamp(1, values.len()) - 1]
            }
            Statistic::Mean => values.iter().sum::<f64>() / values.len() as f64,
            Statistic::ShareAtMost(most) => {
                values.partition_point(|value| *value <= most) as f64 / values.len() as f64
            }
        }
    }
}

struct Chances {
    sizes: Chance,
    runtimes: Chance,
    estimates: Chance,
}

impl Chances {
    fn job(&mut self, law: &PartLaw, batch: Batch) -> (u32, Times) {
        let (rank, place) = law.size(&mut self.sizes);
        let rank = law.runtime_rank(rank, &mut self.runtimes);
        let times = match batch {
            Batch::Single | Batch::Burst { .. } => law.times(rank, &mut self.estimates),
            Batch::Array { .. } => {
                let limit = law.array_limit(rank, &mut self.estimates);
                law.member_times(rank, limit, &mut self.runtimes)
            }
        };
        (law.steps()[place].size, times)
    }
}
