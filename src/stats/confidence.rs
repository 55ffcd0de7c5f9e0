//! How sure an interval is.

use std::fmt;

/// The level of a confidence interval: the share of all repetitions of an experiment in which it would hold the true mean.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Confidence(f64);

/// Below an even chance an interval says nothing, and a nearly certain one is endless.
const LEVELS: (f64, f64) = (0.5, 0.9999);

impl Confidence {
    /// The usual level, 95 %.
    pub const USUAL: Confidence = Confidence(0.95);

    /// A level from 0.5 to 0.9999; nothing where it is none.
    #[must_use]
    pub fn new(level: f64) -> Option<Confidence> {
        (LEVELS.0..=LEVELS.1).contains(&level).then_some(Confidence(level))
    }

    /// A level as people write it: `95%`, `95 %` or `0.95`.
    ///
    /// # Errors
    /// When it is no number, or not from 50 % to 99.99 %.
    pub fn parse(text: &str) -> Result<Confidence, String> {
        let (number, share) = match text.trim().strip_suffix('%') {
            Some(percent) => (percent.trim_end(), 0.01),
            None => (text.trim(), 1.0),
        };
        // To the tenth digit, so that 95 hundredths are 0.95 and nothing beside it.
        let level = |number: f64| (number * share * 1e10).round() / 1e10;
        let level = number.parse().ok().map(level).and_then(Confidence::new);
        level.ok_or_else(|| {
            format!("expected a level from 50% to 99.99%, such as 95% or 0.95, found `{text}`")
        })
    }

    /// The level, 0.5 to 0.9999.
    #[must_use]
    pub const fn level(self) -> f64 {
        self.0
    }
}

impl Default for Confidence {
    fn default() -> Confidence {
        Confidence::USUAL
    }
}

impl fmt::Display for Confidence {
    /// In percent, with as many digits as there are, up to two behind the point.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = format!("{:.2}", self.0 * 100.0);
        write!(f, "{} %", percent.trim_end_matches('0').trim_end_matches('.'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_read_as_people_write_them() {
        for (text, level, shown) in [
            ("95%", 0.95, "95 %"),
            ("95 %", 0.95, "95 %"),
            ("0.95", 0.95, "95 %"),
            ("99.9%", 0.999, "99.9 %"),
        ] {
            let read = Confidence::parse(text).unwrap();
            assert_eq!((read.level(), &*read.to_string()), (level, shown), "{text}");
        }
        for text in ["", "%", "95", "1", "0.4", "49%", "100%", "NaN", "-95%", "95%%", "0,95"] {
            assert!(Confidence::parse(text).is_err(), "{text}");
        }
    }
}
