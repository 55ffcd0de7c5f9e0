//! Generated figures beside the published ones, as numbers and in words.

use super::{Application, Closeness, Quantity, Sample, Statistic, Target};

/// The figures that every table shows, published or not.
const ALWAYS: [(Quantity, Statistic); 6] = [
    (Quantity::Size, Statistic::Quantile(0.5)),
    (Quantity::Size, Statistic::Quantile(0.9)),
    (Quantity::Size, Statistic::Quantile(0.99)),
    (Quantity::Runtime, Statistic::Quantile(0.5)),
    (Quantity::Runtime, Statistic::Quantile(0.9)),
    (Quantity::Runtime, Statistic::Quantile(0.99)),
];

/// A generated figure, and the published one that it is held to, where there is one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// The quantity that is measured.
    pub quantity: Quantity,
    /// Which figure of its distribution.
    pub statistic: Statistic,
    /// What the model generates; seconds where it is a time.
    pub generated: f64,
    /// The published value.
    pub target: Option<Target>,
}

impl Application {
    /// Median, P90 and P99 of size and runtime, and every other figure that is published, in order.
    #[must_use]
    pub fn figures(&self, sample: &Sample) -> Vec<Figure> {
        let figure = |quantity, statistic, target| Figure {
            quantity,
            statistic,
            generated: sample.figure(quantity, statistic),
            target,
        };
        let mut figures: Vec<Figure> = self
            .targets
            .iter()
            .map(|target| figure(target.quantity, target.statistic, Some(*target)))
            .collect();
        for (quantity, statistic) in ALWAYS {
            if !figures.iter().any(|known| (known.quantity, known.statistic) == (quantity, statistic)) {
                figures.push(figure(quantity, statistic, None));
            }
        }
        figures.sort_by(|one, other| {
            one.place().0.cmp(&other.place().0).then(one.place().1.total_cmp(&other.place().1))
        });
        figures
    }
}

impl Figure {
    /// Sorts by what is measured, quantiles before the rest.
    const fn place(&self) -> ((Quantity, u8), f64) {
        match self.statistic {
            Statistic::Quantile(share) => ((self.quantity, 0), share),
            Statistic::ShareAtMost(most) => ((self.quantity, 1), most),
            Statistic::Mean => ((self.quantity, 2), 0.0),
        }
    }

    /// How much more is generated than published, as a share of the published.
    #[must_use]
    pub fn difference(&self) -> Option<f64> {
        self.target.map(|target| self.generated / target.figure - 1.0)
    }

    /// Whether the model comes as close to the published figure as it must.
    #[must_use]
    pub fn holds(&self) -> bool {
        let Some(target) = self.target else { return true };
        match target.demand {
            Closeness::Within(tolerance) => (self.generated / target.figure - 1.0).abs() <= tolerance,
            Closeness::AtMost => self.generated <= target.figure,
        }
    }

    /// What the figure is called: `P90 of runtime`.
    #[must_use]
    pub fn name(&self) -> String {
        let quantity = match self.quantity {
            Quantity::Size => "size",
            Quantity::Runtime => "runtime",
            Quantity::Overestimate => "requested / used",
            Quantity::Killed => "killed at the limit",
        };
        match self.statistic {
            Statistic::Quantile(0.5) => format!("median of {quantity}"),
            Statistic::Quantile(1.0) => format!("maximum of {quantity}"),
            Statistic::Quantile(share) => format!("P{:.0} of {quantity}", 100.0 * share),
            Statistic::Mean if self.quantity == Quantity::Killed => quantity.to_string(),
            Statistic::Mean => format!("mean of {quantity}"),
            Statistic::ShareAtMost(most) => format!("{quantity} at most {most}"),
        }
    }

    /// The generated figure with its unit.
    #[must_use]
    pub fn generated_shown(&self) -> String {
        self.shown(self.generated)
    }

    /// The published figure with its unit.
    #[must_use]
    pub fn published(&self) -> String {
        let Some(target) = self.target else { return "none".to_string() };
        let figure = self.shown(target.figure);
        match target.demand {
            Closeness::Within(_) => figure,
            Closeness::AtMost => format!("at most {figure}"),
        }
    }

    /// By how much the generated figure differs from the published one.
    #[must_use]
    pub fn difference_shown(&self) -> String {
        let (Some(target), Some(difference)) = (self.target, self.difference()) else { return String::new() };
        match target.demand {
            // Adding zero takes the sign from a difference that rounds to nothing.
            Closeness::Within(_) => format!("{:+.1} %", (1000.0 * difference).round() / 10.0 + 0.0),
            Closeness::AtMost => (if self.holds() { "within" } else { "above" }).to_string(),
        }
    }

    /// Where the published figure is from; empty where none is published.
    #[must_use]
    pub const fn source(&self) -> &'static str {
        match self.target {
            Some(target) => target.source,
            None => "",
        }
    }

    fn shown(&self, value: f64) -> String {
        match (self.quantity, self.statistic) {
            (_, Statistic::ShareAtMost(_)) | (Quantity::Killed, Statistic::Quantile(_) | Statistic::Mean) => {
                format!("{:.1} %", 100.0 * value)
            }
            (Quantity::Size, Statistic::Quantile(_)) => format!("{value}"),
            (Quantity::Size | Quantity::Overestimate, Statistic::Quantile(_) | Statistic::Mean) => {
                format!("{value:.2}")
            }
            (Quantity::Runtime, Statistic::Quantile(_) | Statistic::Mean) => duration(value),
        }
    }
}

/// Seconds in the unit that people would choose, with three digits.
pub(super) fn duration(secs: f64) -> String {
    let whole = |unit: f64| secs % unit == 0.0;
    let (value, unit) = match secs {
        secs if secs < 60.0 || (secs < 600.0 && !whole(60.0)) => (secs, "s"),
        secs if secs < 3600.0 || (secs < 7200.0 && !whole(3600.0)) => (secs / 60.0, "min"),
        secs if secs <= 172_800.0 => (secs / 3600.0, "h"),
        secs => (secs / 86_400.0, "d"),
    };
    let digits = if 100.0 <= value || (value - value.round()).abs() < 0.05 { 0 } else { 1 };
    format!("{value:.digits$} {unit}")
}
