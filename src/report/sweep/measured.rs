//! The figure that is asked about, of every cell of a sweep, and what is made of it over replications.

use super::columns::Columns;
use super::described::Described;
use super::finished::Finished;
use super::wanted::Wanted;
use crate::experiment::statistics::estimate;
use crate::experiment::sweep::SweepCell;
use crate::metrics::Estimate;
use crate::stats::{Confidence, mean};
use crate::text::Delimited;
use std::io;

/// One figure of every cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured<'a> {
    /// The sweep.
    pub described: &'a Described,
    /// The figure.
    pub wanted: Wanted,
    /// How sure intervals are.
    pub confidence: Confidence,
    /// Its value in each cell; nothing where there were no such jobs.
    cells: Vec<Option<f64>>,
    /// Whether only a lower bound is known.
    at_least: Vec<bool>,
}

impl<'a> Measured<'a> {
    /// Reads the figure out of the cells.
    ///
    /// # Errors
    /// When a cell cannot be read.
    pub fn of(
        described: &'a Described,
        finished: &Finished,
        wanted: Wanted,
        confidence: Confidence,
    ) -> io::Result<Measured<'a>> {
        let fields = Columns::of(described).fields();
        let column =
            |name: &str| fields.iter().position(|field| field.name == name).expect("every sweep has it");
        let (scope, name) = (column("scope"), column("name"));
        let (value, bounds) = (column(wanted.column), column("at_least"));
        let count = described.layout().cells();
        let (mut cells, mut at_least) = (vec![None; count], vec![false; count]);
        let mut taken = Delimited::new(b',');
        for (cell, rows) in finished.rows() {
            for row in rows?.lines() {
                taken.split(row.as_bytes());
                let is_wanted = taken.field(scope) == wanted.scope.kind.as_bytes()
                    && taken.field(name) == wanted.scope.name.as_bytes();
                if is_wanted {
                    let text = String::from_utf8_lossy(taken.field(value));
                    cells[cell] = text.parse().ok().filter(|value: &f64| value.is_finite());
                    let bounds = String::from_utf8_lossy(taken.field(bounds));
                    at_least[cell] = bounds.split(' ').any(|bound| bound == wanted.column);
                    break;
                }
            }
        }
        Ok(Measured { described, wanted, confidence, cells, at_least })
    }

    /// Its value in a run.
    #[must_use]
    pub fn value(&self, point: usize, policy: usize, replication: u32) -> Option<f64> {
        self.cells[self.described.layout().number(SweepCell { point, policy, replication })]
    }

    /// Its values in the runs of a point under a policy.
    #[must_use]
    pub fn values(&self, point: usize, policy: usize) -> Vec<Option<f64>> {
        (0..self.described.replications).map(|replication| self.value(point, policy, replication)).collect()
    }

    /// Its mean over the runs of a point under a policy.
    #[must_use]
    pub fn mean(&self, point: usize, policy: usize) -> Option<f64> {
        let known: Vec<f64> = self.values(point, policy).into_iter().flatten().collect();
        mean(&known)
    }

    /// Its mean over the runs of a point under a policy, and how sure that is.
    #[must_use]
    pub fn estimate(&self, point: usize, policy: usize) -> Option<Estimate> {
        let known: Vec<f64> = self.values(point, policy).into_iter().flatten().collect();
        let estimate = estimate(&known, self.confidence)?;
        let number = |replication| self.described.layout().number(SweepCell { point, policy, replication });
        let at_least = (0..self.described.replications).any(|run| self.at_least[number(run)]);
        // Of what is only a lower bound nobody knows how far the truth is away.
        let half_width = if at_least { None } else { estimate.half_width };
        Some(Estimate { half_width, at_least, ..estimate })
    }

    /// Its mean over points under a policy, and how sure that is over the runs: every run is one mean over the points. Only runs that
    /// have all of them count.
    #[must_use]
    pub fn estimate_over(&self, points: &[usize], policy: usize) -> Option<Estimate> {
        let runs = 0..self.described.replications;
        let means: Vec<f64> = runs.filter_map(|run| self.mean_of_run(points, policy, run)).collect();
        estimate(&means, self.confidence)
    }

    /// How far its mean over points is greater under one policy than under another, run by run; nothing where in one of them it is only
    /// known to be at least so much.
    #[must_use]
    pub fn difference_over(&self, points: &[usize], (policy, base): (usize, usize)) -> Option<Estimate> {
        let is_bound = |policy| {
            points.iter().any(|point| self.estimate(*point, policy).is_none_or(|estimate| estimate.at_least))
        };
        if is_bound(policy) || is_bound(base) {
            return None;
        }
        let apart = |run| Some(self.mean_of_run(points, policy, run)? - self.mean_of_run(points, base, run)?);
        let apart: Vec<f64> = (0..self.described.replications).filter_map(apart).collect();
        estimate(&apart, self.confidence)
    }

    /// Its mean over points in one run; nothing where one of them has none.
    fn mean_of_run(&self, points: &[usize], policy: usize, run: u32) -> Option<f64> {
        let values: Option<Vec<f64>> = points.iter().map(|point| self.value(*point, policy, run)).collect();
        mean(&values?)
    }
}
