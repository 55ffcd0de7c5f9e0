//! The values of an axis of a sweep in their order, where they lie, and in which unit figures are shown.

use super::super::axis::value_ticks;
use super::super::names::{self, TimeUnit, time_unit};
use super::super::scale::{Scale, Stretch, Tick, round_values};
use super::super::text::{Weight, fit};
use crate::experiment::plan::FigureUnit;
use crate::lang::Lang;
use crate::report::figure_in;
use crate::report::sweep::{Keys, Levels, Measured};

/// More values than this have no names of their own along an axis.
const NAMED_MAX: usize = 16;

/// Where the last value is so many times the first, equal ratios have equal room.
const WIDE: f64 = 100.0;

/// The values of an axis, in order, and the points that have each.
pub(in crate::plot) struct Values {
    /// The key and the unit.
    pub(in crate::plot) title: String,
    /// For people.
    pub(super) labels: Vec<String>,
    /// Which points have it.
    pub(in crate::plot) points: Vec<Vec<usize>>,
    /// The numbers where they are numbers of one unit, seconds where they are durations, and else their places.
    pub(in crate::plot) keys: Vec<f64>,
    /// What the keys are.
    pub(super) kind: Keys,
}

impl Values {
    /// Those of an axis.
    pub(super) fn of(measured: &Measured<'_>, lang: Lang, axis: usize) -> Values {
        Values::named(lang, &measured.described.axes[axis].key, Levels::of(measured.described, axis))
    }

    /// Those of a key.
    pub(in crate::plot) fn named(lang: Lang, key: &str, levels: Levels) -> Values {
        let Levels { labels, points, keys, kind } = levels;
        let title = match &kind {
            Keys::Numbers(unit) if !unit.is_empty() => names::with_unit(lang, key, unit),
            // Where all have names, these say their units.
            Keys::Seconds if NAMED_MAX < keys.len() => names::with_unit(lang, key, "s"),
            Keys::Numbers(_) | Keys::Seconds | Keys::Places => key.to_owned(),
        };
        let labels = labels.iter().map(|label| lang.unit(label)).collect();
        Values { title, labels, points, keys, kind }
    }

    /// Where they lie on so many pixels, with room at both ends.
    pub(in crate::plot) fn scale(&self, (from, to): (i32, i32)) -> Scale {
        let (first, last) = (self.keys[0], self.keys[self.keys.len() - 1]);
        // Few values that grow by factors would lie upon each other.
        if WIDE * first < last && 0.0 < first && self.keys.len() <= NAMED_MAX {
            let room = libm::pow(last / first, 0.04);
            return Scale::new(Stretch::Log, (first / room, last * room), (from, to));
        }
        let room = if first < last { (last - first) * 0.04 } else { 0.5 };
        Scale::new(Stretch::Linear, (first - room, last + room), (from, to))
    }

    /// Their names along an axis; round numbers, where there are very many.
    pub(in crate::plot) fn ticks(&self, scale: &Scale) -> Vec<Tick> {
        if self.kind.are_numbers() && NAMED_MAX < self.keys.len() {
            let round = nice(self.keys[0], self.keys[self.keys.len() - 1], 8);
            return value_ticks(scale, &round);
        }
        let named = self.keys.iter().zip(&self.labels);
        named.map(|(key, label)| Tick { place: scale.place(*key), label: self.name(label) }).collect()
    }

    /// The name of a value: its unit stands in the title of the axis.
    pub(super) fn name(&self, label: &str) -> String {
        let number = label.split_whitespace().next().filter(|_| matches!(self.kind, Keys::Numbers(_)));
        fit(number.unwrap_or(label), 13, Weight::Regular, 150)
    }
}

/// Round values around a range.
pub(super) fn nice(low: f64, high: f64, steps: usize) -> Vec<f64> {
    let step = round_values(high - low, steps)[1];
    let (first, last) = (libm::floor(low / step * (1.0 + 1e-12)), libm::ceil(high / step * (1.0 - 1e-12)));
    (0..=(last - first) as i64).map(|place| (first + place as f64) * step).collect()
}

/// Round values from nothing, or from the least, to the greatest.
pub(in crate::plot) fn from_zero(values: impl Iterator<Item = f64>, steps: usize) -> Vec<f64> {
    let (low, high) =
        values.fold((0.0, 0.0), |(low, high): (f64, f64), value| (low.min(value), high.max(value)));
    if low < 0.0 { nice(low, high, steps) } else { round_values(high, steps) }
}

/// By what figures are divided, and what stands behind their name.
pub(super) fn unit(measured: &Measured<'_>, highest: f64) -> (f64, &'static str) {
    unit_of(measured.wanted.unit, highest)
}

/// By what figures of this unit are divided of which the highest is so large, and what stands behind their name.
pub(in crate::plot) fn unit_of(unit: FigureUnit, highest: f64) -> (f64, &'static str) {
    match unit {
        FigureUnit::Seconds => {
            let TimeUnit { sign, secs } = time_unit(highest);
            (secs, sign)
        }
        FigureUnit::Share => (0.01, "%"),
        FigureUnit::Watts => (1_000.0, "kW"),
        FigureUnit::KilowattHours => (1_000.0, "MWh"),
        FigureUnit::Yuan => (1.0, "yuan"),
        FigureUnit::Plain => (1.0, ""),
    }
}

/// The figure with its unit, for the title of an axis.
pub(super) fn figure_title(measured: &Measured<'_>, lang: Lang, sign: &str) -> String {
    names::with_unit(lang, &capital(&figure_in(lang, &measured.wanted.words)), sign)
}

/// With a capital letter at its beginning.
pub(super) fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// What stands below the title of a figure: of which scenario it is, and of how many runs.
pub(super) fn subtitle(
    measured: &Measured<'_>,
    lang: Lang,
    mark: &'static str,
    more: &'static str,
) -> String {
    let runs = measured.described.replications as usize;
    let interval = match runs {
        0 | 1 => String::new(),
        _ => names::thin_line(lang, measured.confidence),
    };
    let mark = lang.fill(mark, &[("mean", &names::mean_of(lang, runs))]);
    format!(
        "{} | {mark}{interval}{}",
        measured.described.title,
        if more.is_empty() { "" } else { lang.say(more) }
    )
}

/// A number of a figure: three digits or so.
pub(super) fn short(value: f64) -> String {
    let size = value.abs();
    let text = match size {
        size if size < 9.995 => format!("{size:.2}"),
        size if size < 99.95 => format!("{size:.1}"),
        size if size < 1e5 => format!("{size:.0}"),
        size => format!("{:.0} k", size / 1e3),
    };
    if value < 0.0 { format!("−{text}") } else { text }
}
