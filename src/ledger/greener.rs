//! Deferrable work shifted into the steps of least carbon (or price) before its deadline, as in "Let's wait awhile" (Middleware 2021).

/// Work that may wait: so many steps, at any time within a span of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deferrable {
    /// The first step at which it may be at work.
    pub first: usize,
    /// The last step at which it may be at work, this one included.
    pub last: usize,
    /// How many steps it needs.
    pub steps: usize,
}

/// When work is done, and what that costs.
#[derive(Debug, Clone, PartialEq)]
pub struct Shifted {
    /// The steps at which it is at work, ascending.
    pub steps: Vec<usize>,
    /// The sum of the intensities of these steps.
    pub sum: f64,
}

/// The steps in a row of which the mean intensity is least; the earliest of equals. Nothing where they do not fit between its first and
/// last step, or the series ends before.
///
/// `before[i]` is the sum of the intensities of the first `i` steps ([`sums`]), so that a year of starts costs one look at each.
#[must_use]
pub fn in_one_go(before: &[f64], work: Deferrable) -> Option<Shifted> {
    let Deferrable { first, last, steps } = work;
    let latest = (last + 1).checked_sub(steps).filter(|latest| first <= *latest)?;
    let sum = |start: usize| Some(before.get(start + steps)? - before[start]);
    let mut best = (first, sum(first)?);
    for start in first + 1..=latest {
        let sum = sum(start)?;
        if sum < best.1 {
            best = (start, sum);
        }
    }
    Some(Shifted { steps: (best.0..best.0 + steps).collect(), sum: best.1 })
}

/// The steps of least intensity, wherever they lie: the work stops and goes on at no cost; the earliest of equals. Nothing where there
/// are not so many steps between its first and last, or the series ends before.
#[must_use]
pub fn in_pieces(intensities: &[f64], work: Deferrable) -> Option<Shifted> {
    let Deferrable { first, last, steps } = work;
    let within = intensities.get(first..=last).filter(|within| steps <= within.len())?;
    let mut order: Vec<usize> = (0..within.len()).collect();
    order.sort_by(|left, right| within[*left].total_cmp(&within[*right]).then(left.cmp(right)));
    let mut chosen = order[..steps].to_vec();
    chosen.sort_unstable();
    let sum = chosen.iter().map(|step| within[*step]).sum();
    Some(Shifted { steps: chosen.into_iter().map(|step| first + step).collect(), sum })
}

/// Running sums of intensities: one more than there are, the first zero.
#[must_use]
pub fn sums(intensities: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0];
    for intensity in intensities {
        sums.push(sums[sums.len() - 1] + intensity);
    }
    sums
}
