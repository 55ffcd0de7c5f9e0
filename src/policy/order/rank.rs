//! From real numbers to ranks, and the floors under what is divided by or taken the logarithm of.

use crate::model::{Request, Span, Time};

/// The rank of a number: smaller numbers have smaller ranks. NaN stands last of all, behind infinity; zero has no sign.
pub(in crate::policy) const fn rank_of(value: f64) -> u64 {
    if value.is_nan() {
        return u64::MAX;
    }
    // The bits of numbers above zero are in the order of the numbers, those of numbers below zero in the opposite one.
    let bits = (value + 0.0).to_bits();
    if bits >> 63 == 0 { bits | 1 << 63 } else { !bits }
}

/// Seconds, at least one: shorter spans count as a second, so that they can be divided by.
pub(super) fn secs_from_one(span: Span) -> f64 {
    span.as_secs_f64().max(1.0)
}

/// When a job was submitted, in seconds since the start, at least one, so that it has a logarithm.
pub(super) fn submit_secs_from_one(request: &Request) -> f64 {
    secs_from_one(request.submit.since(Time::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_in_the_order_of_the_numbers_and_nan_comes_last() {
        let sorted = [
            f64::NEG_INFINITY,
            -1e300,
            -2.5,
            -1.0,
            -1e-300,
            0.0,
            1e-300,
            1.0,
            2.5,
            1e300,
            f64::INFINITY,
            f64::NAN,
        ];
        for pair in sorted.windows(2) {
            assert!(rank_of(pair[0]) < rank_of(pair[1]), "{pair:?}");
        }
        assert_eq!(rank_of(-0.0), rank_of(0.0));
        assert_eq!(rank_of(-f64::NAN), rank_of(f64::NAN));
    }
}
