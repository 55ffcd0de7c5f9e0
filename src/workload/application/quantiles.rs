//! Distributions by their quantiles: straight lines on a logarithmic axis through the published figures.

/// A probability and the value that this share of the jobs does not exceed.
pub type Knot = (f64, f64);

/// Cells of the table. A draw then costs one multiplication instead of an exponential, and the mean of what is drawn
/// is known exactly, not only the mean of what was meant.
const CELLS: usize = 4096;

/// A quantile function as a table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Quantiles {
    values: Vec<f64>,
}

impl Quantiles {
    /// The distribution through these knots. Panics unless they ascend from probability 0 to 1.
    pub(crate) fn new(knots: &[Knot]) -> Quantiles {
        assert!(knots.len() > 1 && knots[0].0 == 0.0, "quantiles begin at probability 0: {knots:?}");
        assert!(knots[knots.len() - 1].0 == 1.0, "quantiles end at probability 1: {knots:?}");
        let mut values = Vec::with_capacity(CELLS + 1);
        let mut segment = 0;
        for cell in 0..=CELLS {
            let rank = cell as f64 / CELLS as f64;
            while segment + 2 < knots.len() && knots[segment + 1].0 <= rank {
                segment += 1;
            }
            values.push(on_line(knots[segment], knots[segment + 1], rank));
        }
        Quantiles { values }
    }

    /// The value at a rank between 0 and 1.
    pub(crate) fn at(&self, rank: f64) -> f64 {
        let place = rank * CELLS as f64;
        let cell = (place as usize).min(CELLS - 1);
        let low = self.values[cell];
        low + (place - cell as f64) * (self.values[cell + 1] - low)
    }

    /// The share of the distribution above a value.
    pub(crate) fn share_above(&self, value: f64) -> f64 {
        let cell = self.values.partition_point(|known| *known <= value);
        if cell == 0 {
            return 1.0;
        }
        if cell == self.values.len() {
            return 0.0;
        }
        let (low, high) = (self.values[cell - 1], self.values[cell]);
        1.0 - (cell as f64 - 1.0 + (value - low) / (high - low)) / CELLS as f64
    }

    /// The integral over ranks, cell by cell, of `held(value)`: entry `i` is the integral from rank 0 to `i / cells`.
    pub(crate) fn integral(&self, held: impl Fn(f64) -> f64) -> Vec<f64> {
        let mut total = 0.0;
        let mut sums = vec![0.0];
        for ends in self.values.windows(2) {
            total += held(f64::midpoint(ends[0], ends[1])) / CELLS as f64;
            sums.push(total);
        }
        sums
    }
}

/// The value at `rank` on the line between two knots, straight in the logarithm of the value.
fn on_line(from: Knot, to: Knot, rank: f64) -> f64 {
    let share = (rank - from.0) / (to.0 - from.0);
    from.1 * libm::exp(share * libm::log(to.1 / from.1))
}
