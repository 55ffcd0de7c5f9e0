//! An order of one's own: an expression over what is known of a waiting job, small first.

mod expression;
mod grammar;
mod range;

use super::{Order, Parameter, Rule};
pub(in crate::policy) use expression::Formula;

pub(super) const ENTRY: Order = Order {
    name: "formula",
    help: "An expression, small first, worked out anew at every instant: + - * / ^, min max sqrt exp ln log2 log10, and \
           submit, wait, walltime, estimate (seconds), nodes, processors, accelerators, tenant_usage (unit-seconds per share \
           of late), class_priority (0 where none is set).",
    parameter: Some(Parameter {
        help: "an expression",
        example: "(tenant_usage + walltime * max(processors, accelerators)) / (1 + wait)",
        otherwise: None,
    }),
    rule: |text| Formula::parse(text).map(Rule::Formula),
};

/// So long may an expression be: far more than anybody types, and too short to exhaust the stack.
const LENGTH_MAX: usize = 500;

impl Formula {
    /// Reads an expression.
    ///
    /// # Errors
    /// When it is none; the text says at which character.
    pub(super) fn parse(text: &str) -> Result<Formula, String> {
        if LENGTH_MAX < text.len() {
            return Err(format!("the expression is longer than {LENGTH_MAX} characters"));
        }
        let formula = |root| Formula { text: text.to_owned(), root };
        grammar::parse(text).map(formula).map_err(|(at, why)| {
            let place = text[..at].chars().count() + 1;
            format!("at character {place} of the expression: {why}")
        })
    }
}

impl TryFrom<String> for Formula {
    type Error = String;

    fn try_from(text: String) -> Result<Formula, String> {
        Formula::parse(&text)
    }
}

impl From<Formula> for String {
    fn from(formula: Formula) -> String {
        formula.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::order::candidate::tests::with_candidate;

    /// The value for a job submitted at 50 s that has waited 300 s and asks for 100 s on 8 cores (two nodes of four), of a
    /// tenant who used 9.
    fn value(text: &str) -> f64 {
        let formula = Formula::parse(text).unwrap_or_else(|why| panic!("{text}: {why}"));
        with_candidate(300, 100, 8, |job| formula.value(job))
    }

    #[test]
    fn expressions_are_worked_out_as_on_paper() {
        for (text, expected) in [
            ("wait / walltime", 3.0),
            ("-(wait / walltime)^3 * processors", -216.0),
            ("-wait / (log2(processors) * walltime)", -1.0),
            ("submit + 2 * nodes", 54.0),
            ("tenant_usage - class_priority - accelerators", 9.0),
            ("10 - 4 - 3", 3.0),
            ("8 / 4 / 2", 1.0),
            ("2 ^ 3 ^ 2", 512.0),
            ("-2 ^ 2", -4.0),
            ("2 ^ -1", 0.5),
            ("2 * -3 ^ 2", -18.0),
            ("2 - - 3", 5.0),
            ("1.5e3 + .5", 1_500.5),
            ("min(1, max(3, 2)) + sqrt(tenant_usage)", 4.0),
            (" max ( estimate , 1 ) ", 100.0),
            ("log10(100) + ln(exp(2))", 4.0),
        ] {
            assert_eq!(value(text), expected, "{text}");
        }
        assert!(
            value("0 / 0").is_nan() && value("min(0 / 0, 1)").is_nan() && value("max(1, 0 / 0)").is_nan()
        );
    }

    #[test]
    fn errors_say_where_and_what() {
        for (text, place, why) in [
            ("", 1, "expected a number"),
            ("wait /", 7, "expected a number"),
            ("wait / walltme", 8, "no variable `walltme`"),
            ("wait walltime", 6, "expected an operator"),
            ("(wait + 1", 10, "expected `)`"),
            ("wait + 1)", 9, "expected an operator"),
            ("min(wait)", 9, "expected `,`"),
            ("sqrt(wait, 1)", 10, "expected `)`"),
            ("sqrt + 1", 6, "expected `(`"),
            ("wait(1)", 5, "expected an operator"),
            ("sin(wait)", 1, "no variable `sin`"),
            ("2 * * 3", 5, "expected a number"),
            ("wait § 2", 6, "expected an operator"),
            ("等 + 1", 1, "expected a number"),
            ("()", 2, "expected a number"),
        ] {
            let error = Formula::parse(text).unwrap_err();
            let start = format!("at character {place} of the expression: {why}");
            assert!(error.starts_with(&start), "{text}: {error}");
        }
        assert!(Formula::parse(&"(".repeat(LENGTH_MAX)).unwrap_err().contains("expected a number"));
        assert!(Formula::parse(&"-".repeat(LENGTH_MAX + 1)).unwrap_err().contains("longer than"));
    }

    #[test]
    fn a_formula_knows_whether_it_asks_for_usage() {
        assert!(Formula::parse("1 + sqrt(-tenant_usage)").unwrap().asks_for_usage());
        assert!(!Formula::parse("1 + wait").unwrap().asks_for_usage());
    }
}
