//! What a centre promises: a figure of each run that is not to be above, or below, some value.

use crate::experiment::CellRun;
use crate::ledger::PowerLedger;
use crate::metrics::{METRICS, Scope, place};
use crate::scenario::{Dimension, Scenario, parse_amount, parse_span};
use crate::text::nearest;

/// A promise.
#[derive(Debug, Clone, PartialEq)]
pub struct Promise {
    /// As it was written.
    pub words: String,
    figure: Figure,
    scope: Scope,
    /// Whether the figure is not to be below the bound, rather than not above.
    pub is_least: bool,
    /// The bound, in the unit of the figure.
    pub bound: f64,
}

/// A figure of each run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Figure {
    /// A row of `METRICS`.
    Metric(usize),
    /// The greatest mean power of a quarter of an hour, in watts.
    Power,
    /// All energy, in kilowatt-hours.
    Energy,
    /// Power and everything that a centre costs, in yuan.
    Cost,
}

/// In what a figure is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureUnit {
    /// Seconds.
    Seconds,
    /// A share of a whole.
    Share,
    /// Watts.
    Watts,
    /// Kilowatt-hours.
    KilowattHours,
    /// Yuan.
    Yuan,
    /// Something else.
    Plain,
}

/// A figure of one run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seen {
    /// The figure.
    pub value: f64,
    /// Whether it is only a lower bound, because too few jobs had started.
    pub at_least: bool,
}

/// Names for people, and the rows that they mean.
pub const WORDS: &[(&str, &str)] = &[
    ("mean wait", "wait_secs_restricted_mean"),
    ("median wait", "wait_secs_median"),
    ("p90 wait", "wait_secs_p90"),
    ("p95 wait", "wait_secs_p95"),
    ("p99 wait", "wait_secs_p99"),
    ("longest wait", "wait_secs_max"),
    ("deadlines", "deadline_attainment"),
    ("never started", "never_started_share"),
];

/// Figures of the ledger.
const LEDGER: &[(&str, Figure)] =
    &[("power", Figure::Power), ("energy", Figure::Energy), ("cost", Figure::Cost)];

impl Promise {
    /// What `p95 wait of fine-tuning <= 2 h` promises of a scenario: a figure, of which jobs where that is said, and a bound.
    ///
    /// # Errors
    /// The fault, and what would be right.
    pub fn parse(scenario: &Scenario, words: &str) -> Result<Promise, String> {
        let sides = [("<=", false), (">=", true)].into_iter();
        let found = sides.filter_map(|(sign, is_least)| Some((words.split_once(sign)?, is_least))).next();
        let Some(((figure, bound), is_least)) = found else {
            return Err(format!(
                "promise `{words}`: expected FIGURE <= BOUND, such as `p95 wait of fine-tuning <= 2 h`"
            ));
        };
        let (figure, whose) = match figure.split_once(" of ") {
            Some((figure, whose)) => (figure.trim(), Some(whose.trim())),
            None => (figure.trim(), None),
        };
        let told = |message: String| format!("promise `{}`: {message}", words.trim());
        let scope = whose.map_or(Ok(Scope::Overall), |whose| scope_of(scenario, whose)).map_err(told)?;
        let figure = Figure::named(figure).map_err(told)?;
        if figure.is_of_ledger() {
            if scenario.books.is_none() {
                return Err(told(
                    "nothing is told of power and money: ask for it with `[center.power]` or `[center.cost]`"
                        .into(),
                ));
            }
            if !matches!(scope, Scope::Overall | Scope::Center(_)) {
                return Err(told("it is a figure of a centre, or of all".into()));
            }
        }
        let bound = figure.bound(bound.trim()).map_err(told)?;
        Ok(Promise { words: words.trim().to_owned(), figure, scope, is_least, bound })
    }

    /// The figure of a run; nothing where no job of the kind came.
    #[must_use]
    pub fn seen(&self, run: &CellRun) -> Option<Seen> {
        let told = || ledger_figures(run, self.scope);
        let value = match self.figure {
            Figure::Metric(row) => {
                let scope = run.result.values.iter().position(|(scope, _)| *scope == self.scope)?;
                let value = run.result.values[scope].1[row]?;
                let at_least = run.result.at_least[scope].contains(&row);
                return Some(Seen { value, at_least });
            }
            Figure::Power => told().peak_watts,
            Figure::Energy => told().kilowatt_hours,
            Figure::Cost => told().yuan,
        };
        Some(Seen { value, at_least: false })
    }

    /// In what it is counted.
    #[must_use]
    pub fn unit(&self) -> FigureUnit {
        self.figure.unit()
    }

    /// By how much of its bound a value keeps it; below nothing where it breaks it.
    #[must_use]
    pub fn margin(&self, value: f64) -> f64 {
        let margin = if self.is_least { value - self.bound } else { self.bound - value };
        if self.bound == 0.0 { margin } else { margin / self.bound.abs() }
    }
}

/// What a ledger says of power, energy and money.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LedgerFigures {
    /// The greatest mean power of a quarter of an hour: the sum of those of the centres.
    pub peak_watts: f64,
    /// All energy.
    pub kilowatt_hours: f64,
    /// What power and everything else cost.
    pub yuan: f64,
}

/// What the ledger of a run says of a centre, or of all where the scope is no centre; nothing but zeros where there is none.
#[must_use]
pub fn ledger_figures(run: &CellRun, scope: Scope) -> LedgerFigures {
    let centers = || {
        let ledger = run.ledger.iter();
        ledger.flat_map(|ledger| &ledger.centers).filter(|center| match scope {
            Scope::Center(id) => center.center == id,
            Scope::Overall | Scope::Class(_) | Scope::Group(_) | Scope::Size(_) => true,
        })
    };
    let powers = || centers().filter_map(|center| center.power.as_ref());
    LedgerFigures {
        peak_watts: powers().map(peak_watts).sum(),
        kilowatt_hours: powers().map(|power| power.joules() as f64 / 3.6e6).sum(),
        yuan: centers().map(cost).sum::<i128>() as f64 / 100.0,
    }
}

fn peak_watts(power: &PowerLedger) -> f64 {
    power.months.iter().map(|month| month.peak_milliwatts).max().unwrap_or(0) as f64 / 1_000.0
}

fn cost(center: &crate::ledger::CenterLedger) -> i128 {
    center.power.as_ref().map_or(0, PowerLedger::fen) + center.fixed.map_or(0, |fixed| fixed.sum())
}

impl Figure {
    fn named(name: &str) -> Result<Figure, String> {
        if let Some((_, figure)) = LEDGER.iter().find(|(word, _)| *word == name) {
            return Ok(*figure);
        }
        let row = WORDS.iter().find(|(word, _)| *word == name).map_or(name, |(_, row)| row);
        let known = || WORDS.iter().map(|(word, _)| *word).chain(LEDGER.iter().map(|(word, _)| *word));
        place(row).map(Figure::Metric).ok_or_else(|| {
            let near = nearest(name, known().chain(METRICS.iter().map(|metric| metric.name)));
            let near = near.map_or(String::new(), |near| format!("did you mean `{near}`? "));
            let known: Vec<&str> = known().collect();
            format!(
                "no figure `{name}`; {near}there are {}, and all of `suanli list metrics`",
                known.join(", ")
            )
        })
    }

    const fn is_of_ledger(self) -> bool {
        match self {
            Figure::Metric(_) => false,
            Figure::Power | Figure::Energy | Figure::Cost => true,
        }
    }

    fn unit(self) -> FigureUnit {
        match self {
            Figure::Power => FigureUnit::Watts,
            Figure::Energy => FigureUnit::KilowattHours,
            Figure::Cost => FigureUnit::Yuan,
            Figure::Metric(row) => match METRICS[row].unit {
                "s" => FigureUnit::Seconds,
                // A slowdown is no part of a whole, nor is an index.
                "1" if METRICS[row].name.contains("slowdown") || METRICS[row].name.ends_with("_jain") => {
                    FigureUnit::Plain
                }
                "1" => FigureUnit::Share,
                _ => FigureUnit::Plain,
            },
        }
    }

    /// What a text is in the unit of the figure.
    fn bound(self, text: &str) -> Result<f64, String> {
        match self.unit() {
            FigureUnit::Seconds => Ok(parse_span(text)?.as_secs_f64()),
            FigureUnit::Share => match text.strip_suffix('%').map(|percent| percent.trim().parse::<f64>()) {
                Some(Ok(percent)) if (0.0..=100.0).contains(&percent) => Ok(percent / 100.0),
                Some(_) => Err(format!("expected a share such as 99 %, found `{text}`")),
                None => number(text),
            },
            FigureUnit::Watts => match parse_amount(Dimension::Power, text) {
                Ok(milliwatts) => Ok(milliwatts as f64 / 1_000.0),
                Err(misread) => {
                    Err(format!("expected {}, found `{text}`: {misread}", Dimension::Power.described()))
                }
            },
            FigureUnit::KilowattHours => match text.strip_suffix("MWh") {
                Some(mega) => Ok(number(mega)? * 1e3),
                None => number(text.strip_suffix("kWh").unwrap_or(text)),
            },
            FigureUnit::Yuan => number(text.strip_suffix("yuan").unwrap_or(text)),
            FigureUnit::Plain => number(text),
        }
    }
}

/// A finite number, with or without marks between its thousands.
fn number(text: &str) -> Result<f64, String> {
    match text.trim().replace(['_', ','], "").parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        Ok(_) | Err(_) => Err(format!("expected a number, found `{}`", text.trim())),
    }
}

/// The workload, centre or group of tenants of this name.
fn scope_of(scenario: &Scenario, name: &str) -> Result<Scope, String> {
    let classes = scenario.workloads.iter().map(|workload| workload.name.as_str());
    let centers = scenario.centers.iter().map(|center| center.name.as_str());
    let groups = scenario.groups.iter().map(|group| group.name.as_str());
    let number = |place: usize| place as u16;
    if let Some(place) = classes.clone().position(|known| known == name) {
        return Ok(Scope::Class(crate::model::ClassId(number(place))));
    }
    if let Some(place) = centers.clone().position(|known| known == name) {
        return Ok(Scope::Center(crate::model::CenterId(number(place))));
    }
    if let Some(place) = groups.clone().position(|known| known == name) {
        return Ok(Scope::Group(crate::model::GroupId(number(place))));
    }
    let known: Vec<&str> = classes.chain(centers).chain(groups).collect();
    let near = nearest(name, known.iter().copied());
    let near = near.map_or(String::new(), |near| format!("did you mean `{near}`? "));
    Err(format!("no workload, centre or tenants `{name}`; {near}there are {}", known.join(", ")))
}
