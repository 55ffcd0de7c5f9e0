//! Numbers in the tables of a page.

use crate::experiment::plan::FigureUnit;
use crate::lang::Lang;
use crate::metrics::Estimate;
use crate::report::short_number;

/// In which unit a figure is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Unit {
    /// By what it is multiplied.
    pub(super) factor: f64,
    /// Its sign.
    pub(super) sign: &'static str,
}

/// The unit in which a page shows a figure of a plan or a sweep.
#[must_use]
pub(super) const fn shown(unit: FigureUnit) -> Unit {
    let (factor, sign) = match unit {
        FigureUnit::Seconds => (1.0 / 3_600.0, "h"),
        FigureUnit::Share => (100.0, "%"),
        FigureUnit::Watts => (1e-3, "kW"),
        FigureUnit::KilowattHours => (1e-3, "MWh"),
        FigureUnit::Yuan => (1.0, "yuan"),
        FigureUnit::Plain => (1.0, ""),
    };
    Unit { factor, sign }
}

/// What such a figure is called, with its unit.
#[must_use]
pub(super) fn with_unit(lang: Lang, words: &str, unit: FigureUnit) -> String {
    match shown(unit).sign {
        "" => words.to_owned(),
        sign => format!("{words} ({})", lang.say(sign)),
    }
}

/// Seconds as hours, shares as percent, all else as it is.
#[must_use]
pub(super) fn unit_of(unit: &str, name: &str) -> Unit {
    match unit {
        "s" => Unit { factor: 1.0 / 3_600.0, sign: "h" },
        "1" if is_share(name) => Unit { factor: 100.0, sign: "%" },
        "1" => Unit { factor: 1.0, sign: "" },
        _ => Unit { factor: 1.0, sign: "" },
    }
}

fn is_share(name: &str) -> bool {
    ["utilization", "share", "attainment", "served_of_due_min"].iter().any(|part| name.contains(part))
        || name == "served_of_due"
}

/// A number as reports show it, with the sign of print for minus; a dash where there is none.
#[must_use]
pub(super) fn number(value: f64) -> String {
    if value.is_finite() { short_number(value).replace('-', "−") } else { "–".into() }
}

/// A mean and how far it may be off; a dash where there is nothing to tell of.
#[must_use]
pub(super) fn estimated(lang: Lang, estimate: Option<Estimate>, factor: f64) -> String {
    let Some(Estimate { mean, half_width, at_least, .. }) = estimate else { return "–".into() };
    let mean = number(mean * factor);
    let mean = if at_least { lang.fill("at least {number}", &[("number", &mean)]) } else { mean };
    match half_width.filter(|_| !at_least) {
        Some(half) => format!("{mean} ± {}", number(half * factor)),
        None => mean,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits_matter() {
        let shown: Vec<String> = [0.0, 0.004, 0.42, 7.5, 45.31, 1_234.4, -3.0, f64::NAN].map(number).into();
        assert_eq!(shown, ["0", "0", "0.42", "7.5", "45.3", "1,234", "−3", "–"]);
    }
}
