//! Between which numbers an expression stays while a job waits.

use super::expression::{Formula, Operation, Term};
use crate::model::Time;
use crate::policy::order::Candidate;

/// All numbers from the least to the most.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Range {
    least: f64,
    most: f64,
}

/// Any number at all, or none.
const ANY: Range = Range { least: f64::NEG_INFINITY, most: f64::INFINITY };

/// Functions that are not exact may err by so much of what they say, up and down.
const ERROR: f64 = 1e-12;

impl Formula {
    /// The least that the expression can come to for a job that waits from now on until then, as far as ranges tell. What its
    /// tenant used is taken for what it is now.
    pub(in crate::policy) fn least_until(&self, job: &Candidate<'_>, until: Time) -> f64 {
        self.root.range(job, &Candidate { now: until, ..*job }).least
    }
}

impl Term {
    fn range(&self, now: &Candidate<'_>, then: &Candidate<'_>) -> Range {
        match self {
            Term::Number(number) => Range::of(*number, *number),
            // All are the same at both ends but the wait, which grows.
            Term::Variable(variable) => Range::of((variable.of)(now), (variable.of)(then)),
            Term::Minus(term) => {
                let Range { least, most } = term.range(now, then);
                Range::of(-most, -least)
            }
            Term::Operation(operation, terms) => {
                let [left, right] = &**terms;
                left.range(now, then).with(*operation, right.range(now, then))
            }
            // Each function grows where it is defined.
            Term::Function(function, term) => {
                let Range { least, most } = term.range(now, then);
                Range::of(function(least), function(most)).wider()
            }
        }
    }
}

impl Range {
    fn of(least: f64, most: f64) -> Range {
        if least.is_nan() || most.is_nan() { ANY } else { Range { least, most } }
    }

    /// The range of all that two ranges make.
    fn with(self, operation: Operation, other: Range) -> Range {
        let corners = || {
            let pairs = [
                (self.least, other.least),
                (self.least, other.most),
                (self.most, other.least),
                (self.most, other.most),
            ];
            let numbers = pairs.map(|(left, right)| operation.of(left, right));
            let any_is_none = numbers.iter().any(|number| number.is_nan());
            let least = numbers.into_iter().fold(f64::INFINITY, f64::min);
            let most = numbers.into_iter().fold(f64::NEG_INFINITY, f64::max);
            if any_is_none { ANY } else { Range { least, most } }
        };
        match operation {
            Operation::Add | Operation::Min | Operation::Max => {
                Range::of(operation.of(self.least, other.least), operation.of(self.most, other.most))
            }
            Operation::Subtract => Range::of(self.least - other.most, self.most - other.least),
            Operation::Multiply => corners(),
            Operation::Divide if other.least <= 0.0 && 0.0 <= other.most => ANY,
            Operation::Divide => corners(),
            // Of a base that is not below zero, powers rise or fall throughout with either number.
            Operation::Power if 0.0 <= self.least => corners().wider(),
            Operation::Power => ANY,
        }
    }

    fn wider(self) -> Range {
        let Range { least, most } = self;
        Range::of(least - least.abs() * ERROR, most + most.abs() * ERROR)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::order::candidate::tests::with_candidate;

    #[test]
    fn no_number_lies_outside_of_the_range() {
        for text in [
            "-(wait / walltime)^3 * processors",
            "-wait / (log2(processors) * walltime)",
            "min(wait, 40) - max(10, 100 - wait) + sqrt(wait)",
            "(wait - 50) * (wait - 70)",
            "1 / (wait - 60)",
            "(wait - 60) ^ 2 - ln(wait - 50)",
            "2 ^ (3 - wait / 10) * -exp(wait / 50)",
            "submit + log10(wait + 1) - 0 * wait / 0",
        ] {
            let formula = Formula::parse(text).unwrap();
            for from in (0..100).step_by(7) {
                for until in (from..160).step_by(11) {
                    let then = with_candidate(until, 90, 8, |job| job.now);
                    let least = with_candidate(from, 90, 8, |job| formula.least_until(job, then));
                    for wait in from..=until {
                        let number = with_candidate(wait, 90, 8, |job| formula.value(job));
                        // None at all stands behind all numbers.
                        assert!(number.is_nan() || least <= number, "{text} at {wait}: {number} < {least}");
                    }
                }
            }
        }
    }

    #[test]
    fn where_nothing_changes_the_range_is_the_number() {
        let formula = Formula::parse("walltime * processors - submit / 4").unwrap();
        let (least, number) =
            with_candidate(10, 90, 8, |job| (formula.least_until(job, Time::NEVER), formula.value(job)));
        assert_eq!(least, number);
    }
}
