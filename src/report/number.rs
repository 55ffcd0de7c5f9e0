//! Numbers as people read them: three digits or so, and a mean with its confidence.

use crate::experiment::{Difference, Obstacle};
use crate::lang::Lang;
use crate::metrics::Estimate;
use crate::model::Span;
pub(super) use crate::text::grouped;

/// In which unit a table shows a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// As it is.
    Plain,
    /// Seconds shown as hours.
    Hours,
    /// A share shown in percent.
    Percent,
    /// A number of jobs: whole where it can be.
    Count,
    /// An index between zero and one.
    Index,
}

impl Shown {
    fn scaled(self, value: f64) -> f64 {
        match self {
            Shown::Plain | Shown::Count | Shown::Index => value,
            Shown::Hours => value / 3_600.0,
            Shown::Percent => value * 100.0,
        }
    }

    /// How many digits after the point a mean of this size needs beside a half-width of that size.
    fn decimals(self, mean: f64, half_width: f64) -> usize {
        match self {
            Shown::Count if mean.fract() == 0.0 && half_width == 0.0 => 0,
            Shown::Percent => 1,
            Shown::Index => 3,
            Shown::Plain | Shown::Hours | Shown::Count => {
                let of_mean = decimals_of(mean);
                // "123 ± 0" would say that there is no spread.
                if 0.0 < half_width && half_width < 0.5 { of_mean.max(1) } else { of_mean }
            }
        }
    }
}

fn decimals_of(value: f64) -> usize {
    let size = value.abs();
    if size < 9.995 {
        2
    } else if size < 99.95 {
        1
    } else {
        0
    }
}

/// A mean, and in the next line its half-width; a dash where there is nothing to tell of.
pub(super) fn estimate_cell(estimate: Option<Estimate>, shown: Shown) -> String {
    let Some(estimate) = estimate else {
        return "–".into();
    };
    let mean = shown.scaled(estimate.mean);
    let half_width = estimate.half_width.map(|half_width| shown.scaled(half_width));
    let decimals = shown.decimals(mean, half_width.unwrap_or(0.0));
    let sign = if estimate.at_least { ">= " } else { "" };
    match half_width {
        Some(half_width) => format!("{sign}{mean:.decimals$}\n± {half_width:.decimals$}"),
        None => format!("{sign}{mean:.decimals$}"),
    }
}

/// A difference with its sign and confidence, and in the next line what it says.
pub(super) fn difference_cell(lang: Lang, difference: Option<Difference>, shown: Shown) -> String {
    let Some(difference) = difference else {
        return "–".into();
    };
    let mean = shown.scaled(difference.estimate.mean);
    let half_width = difference.estimate.half_width.map(|half_width| shown.scaled(half_width));
    let decimals = shown.decimals(mean, half_width.unwrap_or(0.0));
    // In two lines, or it would be the widest of all cells.
    let words = lang.say(difference.verdict.words()).replace("clear ", "clear\n");
    match half_width {
        Some(half_width) => format!("{mean:+.decimals$} ± {half_width:.decimals$}\n{words}"),
        // Of one run nobody knows whether another would say the same.
        None => format!("{mean:+.decimals$}"),
    }
}

/// Why there is no difference to tell of, in two lines.
pub(super) fn obstacle_cell(lang: Lang, obstacle: Obstacle) -> String {
    match obstacle {
        Obstacle::NeverStarted(share) => {
            lang.fill("not comparable:\n{share} never started", &[("share", &percent(share))])
        }
        Obstacle::TurnedAway(share) => {
            lang.fill("not comparable:\n{share} turned away", &[("share", &percent(share))])
        }
        Obstacle::NotKnown => lang.say("not comparable:\nonly bounds known").into(),
    }
}

/// A span in the largest unit of which it is a whole number: `365 days`, `36 h`, `90 min`, `10 s`.
#[must_use]
pub fn span_words(span: Span) -> String {
    if span == Span::DAY {
        return "1 day".into();
    }
    let units = [(Span::DAY, "days"), (Span::HOUR, "h"), (Span::MINUTE, "min")];
    for (unit, name) in units {
        if Span::ZERO < span && span.as_micros().is_multiple_of(unit.as_micros()) {
            return format!("{} {name}", span.as_micros() / unit.as_micros());
        }
    }
    span.to_string()
}

/// A share in percent: `12.3 %`, and `< 0.1 %` for one that is not nothing.
pub(super) fn percent(share: f64) -> String {
    if 0.0 < share && share < 0.000_5 { "< 0.1 %".into() } else { format!("{:.1} %", share * 100.0) }
}

/// A length of time with three digits or so, in the unit that suits it: `45 s`, `12.5 min`, `4.02 h`, `340 days`.
#[must_use]
pub fn duration_words(secs: f64) -> String {
    let (value, unit) = match secs {
        secs if secs < 120.0 => (secs, "s"),
        secs if secs < 7_200.0 => (secs / 60.0, "min"),
        secs if secs < 172_800.0 => (secs / 3_600.0, "h"),
        secs => (secs / 86_400.0, "days"),
    };
    format!("{} {unit}", short(value))
}

/// A length of time and how far it may be off, in the unit that suits the length: `3.2 ± 0.4 h`.
pub(super) fn spread_words(secs: f64, half_width: f64) -> String {
    let (size, unit) = match secs.abs().max(half_width / 10.0) {
        secs if secs < 120.0 => (1.0, "s"),
        secs if secs < 7_200.0 => (60.0, "min"),
        secs if secs < 172_800.0 => (3_600.0, "h"),
        _ => (86_400.0, "days"),
    };
    let decimals = decimals_of(secs / size);
    format!("{:.decimals$} ± {:.decimals$} {unit}", secs / size, half_width / size)
}

/// A number with three digits that matter and none that say nothing: `0.42`, `7.5`, `45`, `1,234`, `-0.5`.
#[must_use]
pub fn short(value: f64) -> String {
    let size = value.abs();
    let text = if 99.95 <= size {
        grouped(size.round() as u64)
    } else {
        let text = if 9.995 <= size { format!("{size:.1}") } else { format!("{size:.2}") };
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    // A number that is rounded to nothing has no sign.
    if value < 0.0 && text != "0" { format!("-{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits_matter_on_both_sides_of_nothing() {
        let shown = |value: f64| [short(value), short(-value)];
        assert_eq!(shown(0.0), ["0", "0"]);
        assert_eq!(shown(0.004), ["0", "0"]);
        assert_eq!(shown(0.42), ["0.42", "-0.42"]);
        assert_eq!(shown(45.31), ["45.3", "-45.3"]);
        assert_eq!(shown(99.96), ["100", "-100"]);
        assert_eq!(shown(1_234.4), ["1,234", "-1,234"]);
    }
}
