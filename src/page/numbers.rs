//! Numbers in the tables of a page.

use crate::lang::Lang;
use crate::metrics::Estimate;

/// In which unit a figure is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Unit {
    /// By what it is multiplied.
    pub(super) factor: f64,
    /// Its sign.
    pub(super) sign: &'static str,
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

/// A number with three digits or so that matter, and marks between thousands.
#[must_use]
pub(super) fn number(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() {
        return "–".into();
    }
    if 99.95 <= size {
        let whole = crate::text::grouped(size.round() as u64);
        return if value < 0.0 { format!("−{whole}") } else { whole };
    }
    let digits = if size < 9.995 { 2 } else { 1 };
    let text = format!("{size:.digits$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if value < 0.0 && text != "0" { format!("−{text}") } else { text.to_owned() }
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
        let shown: Vec<String> = [0.0, 0.004, 0.42, 7.5, 45.31, 1_234.4, -3.0].map(number).into();
        assert_eq!(shown, ["0", "0", "0.42", "7.5", "45.3", "1,234", "−3"]);
    }
}
