//! Amounts as people write them ("36h", "200 PFLOPS", "1.6 kW", "64 GiB", "30 %"), read exactly in whole base units.

use std::fmt;

use super::problem::{listed, nearest};
use crate::model::Span;

/// What an amount measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// A length of time, in microseconds.
    Duration,
    /// A computing speed, in MFLOPS.
    Speed,
    /// Electric power, in milliwatts.
    Power,
    /// Memory, in bytes.
    Memory,
    /// What goes through a line or into storage, in bytes for each second.
    Bandwidth,
    /// How long a signal takes, in microseconds.
    Delay,
    /// Data that lie somewhere or move, in bytes.
    Data,
    /// What goes through a line between centres, in bytes for each second.
    Line,
    /// A share of a whole, in millionths of a percent.
    Share,
}

/// One unit: its spellings, the first being the one that is written, and how many base units it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    /// The spellings.
    pub spellings: &'static [&'static str],
    /// Base units in it.
    pub base: u64,
}

const fn unit(spellings: &'static [&'static str], base: u64) -> Unit {
    Unit { spellings, base }
}

const DURATIONS: &[Unit] = &[
    unit(&["s", "sec", "second", "seconds"], 1_000_000),
    unit(&["min", "minute", "minutes"], 60_000_000),
    unit(&["h", "hour", "hours"], 3_600_000_000),
    unit(&["days", "d", "day"], 86_400_000_000),
    unit(&["weeks", "w", "week"], 604_800_000_000),
    // Last, so that half a second is written as 0.5 s.
    unit(&["ms", "millisecond", "milliseconds"], 1_000),
];
const SPEEDS: &[Unit] = &[
    unit(&["GFLOPS"], 1_000),
    unit(&["TFLOPS"], 1_000_000),
    unit(&["PFLOPS"], 1_000_000_000),
    unit(&["EFLOPS"], 1_000_000_000_000),
];
const POWERS: &[Unit] = &[unit(&["W"], 1_000), unit(&["kW"], 1_000_000), unit(&["MW"], 1_000_000_000)];
const MEMORIES: &[Unit] = &[
    unit(&["MB"], 1_000_000),
    unit(&["GB"], 1_000_000_000),
    unit(&["TB"], 1_000_000_000_000),
    unit(&["MiB"], 1 << 20),
    unit(&["GiB"], 1 << 30),
    unit(&["TiB"], 1 << 40),
];
const BANDWIDTHS: &[Unit] =
    &[unit(&["MB/s"], 1_000_000), unit(&["GB/s"], 1_000_000_000), unit(&["TB/s"], 1_000_000_000_000)];
const DELAYS: &[Unit] = &[unit(&["us", "µs"], 1), unit(&["ms"], 1_000), unit(&["s"], 1_000_000)];
const DATA: &[Unit] = &[
    unit(&["kB"], 1_000),
    unit(&["MB"], 1_000_000),
    unit(&["GB"], 1_000_000_000),
    unit(&["TB"], 1_000_000_000_000),
    unit(&["PB"], 1_000_000_000_000_000),
];
const LINES: &[Unit] = &[
    unit(&["kb/s", "kbit/s"], 125),
    unit(&["Mb/s", "Mbit/s"], 125_000),
    unit(&["Gb/s", "Gbit/s"], 125_000_000),
    unit(&["Tb/s", "Tbit/s"], 125_000_000_000),
];
const SHARES: &[Unit] = &[unit(&["%", "percent"], 1_000_000)];

/// A length of time as people write it.
pub(super) fn written(span: Span) -> String {
    Dimension::Duration.written(span.as_micros() as i64)
}

impl Dimension {
    /// The units it can be given in.
    #[must_use]
    pub const fn units(self) -> &'static [Unit] {
        match self {
            Dimension::Duration => DURATIONS,
            Dimension::Speed => SPEEDS,
            Dimension::Power => POWERS,
            Dimension::Memory => MEMORIES,
            Dimension::Bandwidth => BANDWIDTHS,
            Dimension::Delay => DELAYS,
            Dimension::Data => DATA,
            Dimension::Line => LINES,
            Dimension::Share => SHARES,
        }
    }

    /// The unit in which people mostly think of it.
    #[must_use]
    pub const fn usual_unit(self) -> &'static str {
        match self {
            Dimension::Duration => "h",
            Dimension::Speed => "TFLOPS",
            Dimension::Power => "kW",
            Dimension::Memory => "GiB",
            Dimension::Bandwidth => "GB/s",
            Dimension::Delay => "ms",
            Dimension::Data => "GB",
            Dimension::Line => "Gb/s",
            Dimension::Share => "%",
        }
    }

    /// What it is called, with an example.
    #[must_use]
    pub const fn described(self) -> &'static str {
        match self {
            Dimension::Duration => "a duration such as \"36 h\"",
            Dimension::Speed => "a speed such as \"256 TFLOPS\"",
            Dimension::Power => "a power such as \"1.6 kW\"",
            Dimension::Memory => "an amount of memory such as \"512 GiB\"",
            Dimension::Bandwidth => "a bandwidth such as \"100 GB/s\"",
            Dimension::Delay => "a delay such as \"25 ms\"",
            Dimension::Data => "an amount of data such as \"2 TB\"",
            Dimension::Line => "the bandwidth of a line such as \"10 Gb/s\"",
            Dimension::Share => "a share such as \"30 %\"",
        }
    }

    /// The amount in words again, in the largest unit that needs no fraction (or in the smallest unit).
    #[must_use]
    pub fn written(self, base: i64) -> String {
        let size = base.unsigned_abs();
        let mut best = self.units()[0];
        for unit in self.units() {
            if best.base < unit.base && 0 < size && size.is_multiple_of(unit.base) {
                best = *unit;
            }
        }
        let name = best.spellings[0];
        if size == best.base && self == Dimension::Duration {
            // One day, not one days; but a second stays `s`.
            let singular = name.strip_suffix('s').filter(|singular| 1 < singular.len());
            return format!("{} {}", base.signum(), singular.unwrap_or(name));
        }
        if base % (best.base as i64) == 0 {
            return format!("{} {name}", base / best.base as i64);
        }
        format!("{} {name}", base as f64 / best.base as f64)
    }
}

/// Why a text is no such amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misread {
    /// It does not begin with a number.
    NoNumber,
    /// It is "nan", "inf" or "infinity".
    NotFinite,
    /// There is a number and nothing else.
    NoUnit {
        /// What it would be with the usual unit.
        fixed: String,
    },
    /// The unit does not exist, or measures something else.
    UnknownUnit {
        /// What stands there.
        found: String,
        /// The unit probably meant.
        meant: Option<&'static str>,
        /// The units that exist.
        known: Vec<&'static str>,
    },
    /// The number is beyond what can be counted.
    TooLarge,
}

impl Misread {
    /// What would be right.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self {
            Misread::NoUnit { fixed } => Some(format!("write it with its unit, for example \"{fixed}\"")),
            Misread::UnknownUnit { meant: Some(meant), .. } => Some(format!("did you mean `{meant}`?")),
            Misread::UnknownUnit { meant: None, known, .. } => Some(format!("units are {}", listed(known))),
            Misread::NoNumber | Misread::NotFinite | Misread::TooLarge => None,
        }
    }
}

impl fmt::Display for Misread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Misread::NoNumber => f.write_str("it does not begin with a number"),
            Misread::NotFinite => f.write_str("it is not a finite number"),
            Misread::NoUnit { .. } => f.write_str("it has no unit"),
            Misread::UnknownUnit { found, .. } => write!(f, "it has no such unit as `{found}`"),
            Misread::TooLarge => f.write_str("the number is absurdly large"),
        }
    }
}

/// Reads an amount in base units, rounded to the nearest; a decimal number, then a unit, spaces allowed between.
///
/// # Errors
/// When it is not a number with a unit of that dimension, or too large to count.
pub fn parse_amount(dimension: Dimension, text: &str) -> Result<i64, Misread> {
    let text = text.trim();
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let end = unsigned.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '_').unwrap_or(unsigned.len());
    let (number, rest) = unsigned.split_at(end);
    let lower = unsigned.to_ascii_lowercase();
    if number.is_empty() && (lower.starts_with("nan") || lower.starts_with("inf")) {
        return Err(Misread::NotFinite);
    }
    let decimal = Decimal::parse(number)?;
    let unit = find_unit(dimension, number, rest.trim_start())?;
    let base = decimal.times(unit.base)?;
    Ok(if negative { -base } else { base })
}

/// Reads a length of time, as on a command line.
///
/// # Errors
/// With the whole sentence to show, when it is no duration from zero on.
pub fn parse_span(text: &str) -> Result<Span, String> {
    let micros = parse_amount(Dimension::Duration, text).map_err(|misread| {
        let help = misread.help().map_or(String::new(), |help| format!("; {help}"));
        format!("expected {}, found \"{text}\": {misread}{help}", Dimension::Duration.described())
    })?;
    let micros = u64::try_from(micros).map_err(|_| format!("a duration cannot be below zero: \"{text}\""))?;
    Ok(Span::from_micros(micros))
}

fn find_unit(dimension: Dimension, number: &str, found: &str) -> Result<Unit, Misread> {
    if found.is_empty() {
        return Err(Misread::NoUnit { fixed: format!("{number} {}", dimension.usual_unit()) });
    }
    let exact = |unit: &&Unit| unit.spellings.contains(&found);
    if let Some(unit) = dimension.units().iter().find(exact) {
        return Ok(*unit);
    }
    let known: Vec<&'static str> = dimension.units().iter().map(|unit| unit.spellings[0]).collect();
    let spellings = dimension.units().iter().flat_map(|unit| unit.spellings.iter().copied());
    Err(Misread::UnknownUnit { found: found.into(), meant: nearest(found, spellings), known })
}

/// A number as it was typed: `digits` divided by ten to the power of `scale`.
struct Decimal {
    digits: u128,
    scale: u32,
}

impl Decimal {
    fn parse(text: &str) -> Result<Decimal, Misread> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        if whole.is_empty() || whole.starts_with('_') || fraction.contains(['.', '_']) {
            return Err(Misread::NoNumber);
        }
        let digits: String = whole.chars().chain(fraction.chars()).filter(|c| *c != '_').collect();
        let scale = u32::try_from(fraction.len()).map_err(|_| Misread::TooLarge)?;
        // The only way in which a row of digits can fail to be read is that it is too long.
        let digits = digits.parse().map_err(|_| Misread::TooLarge)?;
        Ok(Decimal { digits, scale })
    }

    fn times(self, base: u64) -> Result<i64, Misread> {
        let product = self.digits.checked_mul(u128::from(base)).ok_or(Misread::TooLarge)?;
        let divisor = 10u128.checked_pow(self.scale).ok_or(Misread::TooLarge)?;
        let rounded = product.checked_add(divisor / 2).ok_or(Misread::TooLarge)? / divisor;
        i64::try_from(rounded).map_err(|_| Misread::TooLarge)
    }
}
