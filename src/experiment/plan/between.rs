//! Where both ends of a range break promises, some value between may keep all: with too few nodes locked their owners wait, with too
//! many everybody else does. The shortfall is made small by a search by golden section (Kiefer, Proceedings of the American
//! Mathematical Society 4, 1953), which needs no derivatives and finds the least of whatever first falls and then rises.

use argmin::core::{CostFunction, Error, Executor};
use argmin::solver::goldensectionsearch::GoldenSectionSearch;
use std::cell::RefCell;

/// Each step leaves so much of the range.
const GOLDEN: f64 = 0.618_033_988_749_895;

/// A place among so many at which nothing is missing, if the search comes by one. `known` are the places that were looked at, and
/// `missing` says how much is missing at one: at most 0 where nothing is. It is not asked for where the last place is the best known.
///
/// # Errors
/// When a place cannot be looked at.
pub(super) fn between<E>(
    count: usize,
    known: &[usize],
    mut missing: impl FnMut(usize) -> Result<f64, E>,
) -> Result<Option<usize>, E> {
    if count < 3 {
        return Ok(None);
    }
    let at_end = missing(count - 1)?;
    let mut seen: Vec<(usize, f64)> = Vec::new();
    for place in known.iter().copied().chain([0]).filter(|place| *place + 1 < count) {
        seen.push((place, missing(place)?));
    }
    let best = seen.iter().copied().min_by(|one, other| one.1.total_cmp(&other.1)).unwrap_or((0, at_end));
    if at_end < best.1 {
        return Ok(None);
    }
    // The least lies between the places next to the best that is known.
    let below = seen.iter().map(|(place, _)| *place).filter(|place| *place < best.0).max().unwrap_or(0);
    let above = seen.iter().map(|(place, _)| *place).filter(|place| best.0 < *place).min();
    let (low, high) = (below as f64, above.unwrap_or(count - 1) as f64);
    let landscape = Landscape {
        count,
        missing: RefCell::new(&mut missing),
        failed: RefCell::new(None),
        kept: RefCell::new(None),
    };
    let steps = (libm::log(high - low) / -libm::log(GOLDEN)).ceil() as u64 + 2;
    let solver = GoldenSectionSearch::new(low, high).and_then(|solver| solver.with_tolerance(0.25 / high));
    let solver = solver.expect("one place lies above another");
    let start = low + (1.0 - GOLDEN) * (high - low);
    // It ends with an error only where a place cannot be looked at, which is kept apart.
    let _ = Executor::new(&landscape, solver)
        .configure(|state| state.param(start).max_iters(steps).target_cost(0.0))
        .timer(false)
        .run();
    let Landscape { failed, kept, .. } = landscape;
    match failed.into_inner() {
        Some(error) => Err(error),
        None => Ok(kept.into_inner()),
    }
}

struct Landscape<'a, E> {
    count: usize,
    missing: RefCell<&'a mut dyn FnMut(usize) -> Result<f64, E>>,
    failed: RefCell<Option<E>>,
    kept: RefCell<Option<usize>>,
}

impl<E> CostFunction for &Landscape<'_, E> {
    type Param = f64;
    type Output = f64;

    fn cost(&self, at: &f64) -> Result<f64, Error> {
        let place = (at.round().max(0.0) as usize).min(self.count - 1);
        match (self.missing.borrow_mut())(place) {
            Ok(missing) => {
                if missing <= 0.0 {
                    self.kept.borrow_mut().get_or_insert(place);
                }
                Ok(missing)
            }
            Err(error) => {
                *self.failed.borrow_mut() = Some(error);
                Err(Error::msg("a place cannot be looked at"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The place that is found, and how many places were looked at.
    fn found(count: usize, known: &[usize], missing: impl Fn(usize) -> f64) -> (Option<usize>, usize) {
        let mut seen = std::collections::BTreeSet::new();
        let found = between(count, known, |place| {
            seen.insert(place);
            Ok::<f64, ()>(missing(place))
        });
        (found.expect("every place can be looked at"), seen.len())
    }

    #[test]
    fn a_valley_is_found_wherever_it_is() {
        for count in [10, 41, 200] {
            // A search that is told "no" everywhere has looked halfway to the end, again and again.
            let mut known = vec![count / 2];
            while let Some(last) = known.last().filter(|last| **last + 1 < count) {
                known.push(last + 1 + (count - last - 1) / 2);
            }
            for middle in 1..count - 1 {
                // Three places keep everything.
                let missing = |place: usize| place.abs_diff(middle) as f64 - 1.0;
                let (place, looked) = found(count, &known, missing);
                assert!(place.is_some_and(|place| place.abs_diff(middle) <= 1), "{count} {middle} {place:?}");
                assert!(looked <= 20, "{looked} of {count}");
            }
        }
    }

    #[test]
    fn where_more_is_better_nobody_looks() {
        assert_eq!(found(100, &[50, 75], |place| 200.0 - place as f64), (None, 4));
        assert_eq!(found(2, &[], |_| 1.0), (None, 0));
    }

    #[test]
    fn a_place_that_cannot_be_looked_at_ends_it() {
        let missing = |place: usize| if place == 99 || place == 50 { Ok(place as f64) } else { Err(place) };
        assert!(between(100, &[50], missing).is_err());
    }
}
