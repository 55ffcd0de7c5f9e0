//! Charts as data: what is drawn, on which axes, and between which views people choose.

use serde_json::{Map, Value, json};

/// How a chart is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Lines, each with a band where it has one.
    Lines,
    /// Areas on top of each other.
    Areas,
    /// Bars beside each other, with whiskers where they have intervals.
    Bars,
    /// Bars in parts.
    Stacks,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Kind::Lines => "lines",
            Kind::Areas => "areas",
            Kind::Bars => "bars",
            Kind::Stacks => "stacks",
        }
    }
}

/// What an axis counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AxisKind {
    /// Numbers.
    Number,
    /// Seconds since the beginning, shown as dates.
    Time,
    /// Lengths of time in seconds, on a logarithmic axis; shorter than a second counts as nothing.
    Wait,
    /// Names.
    Names,
}

impl AxisKind {
    const fn name(self) -> &'static str {
        match self {
            AxisKind::Number => "number",
            AxisKind::Time => "time",
            AxisKind::Wait => "wait",
            AxisKind::Names => "names",
        }
    }
}

/// An axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// What it counts.
    pub kind: AxisKind,
    /// What it says, with the unit.
    pub title: String,
    /// Where it ends, where that is known beforehand.
    pub most: Option<f64>,
}

impl Axis {
    /// An axis that ends where its values do.
    #[must_use]
    pub fn new(kind: AxisKind, title: &str) -> Axis {
        Axis { kind, title: title.to_owned(), most: None }
    }

    fn json(&self) -> Value {
        json!({ "kind": self.kind.name(), "title": self.title, "most": self.most })
    }
}

/// One of the things that a view shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Line {
    /// Its name.
    pub name: String,
    /// Its values, one for each place across; nothing where there is none.
    pub values: Vec<Option<f64>>,
    /// The lower and upper ends of its band or whiskers; empty where there are none.
    pub low: Vec<Option<f64>>,
    /// The upper ends.
    pub high: Vec<Option<f64>>,
    /// Its own places across, where they are not those of the view.
    pub across: Vec<f64>,
    /// Which look it has, where that is not its place.
    pub look: Option<usize>,
}

impl Line {
    /// Values without a band.
    #[must_use]
    pub fn new(name: &str, values: impl IntoIterator<Item = f64>) -> Line {
        let values = values.into_iter().map(known).collect();
        Line { name: name.to_owned(), values, ..Line::default() }
    }

    /// The same with a band.
    #[must_use]
    pub fn within(self, low: impl IntoIterator<Item = f64>, high: impl IntoIterator<Item = f64>) -> Line {
        let (low, high) = (low.into_iter().map(known).collect(), high.into_iter().map(known).collect());
        Line { low, high, ..self }
    }
}

fn known(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

/// Everything that is drawn at once.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct View {
    /// The first place across and the distance between places, in seconds, where they are equal steps of time.
    pub steps: Option<(f64, f64)>,
    /// The places across by name.
    pub names: Vec<String>,
    /// The lines, areas or bars.
    pub lines: Vec<Line>,
    /// Where it is shaded: from one of the names to another, by their places.
    pub shaded: Vec<(usize, usize)>,
}

/// A chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// What it is called in the page: letters, digits and hyphens.
    pub id: String,
    /// What it shows, in words.
    pub title: String,
    /// How it is read, and what it leaves out.
    pub note: String,
    /// How it is drawn.
    pub kind: Kind,
    /// The axis across, or the one with the names of bars.
    pub across: Axis,
    /// The axis of the values.
    pub upward: Axis,
    /// What people choose between: what it is about, and the choices.
    pub choices: Vec<(String, Vec<String>)>,
    /// A view for each combination of choices, the last choice turning fastest.
    pub views: Vec<View>,
}

impl Chart {
    /// As the page's script reads it.
    #[must_use]
    pub(super) fn json(&self) -> Value {
        let views: Vec<Value> = self.views.iter().map(view_json).collect();
        json!({
            "id": self.id,
            "title": self.title,
            "note": self.note,
            "kind": self.kind.name(),
            "across": self.across.json(),
            "upward": self.upward.json(),
            "choices": self.choices,
            "views": views,
        })
    }

    /// Whether there is anything in it to be seen.
    #[must_use]
    pub fn has_values(&self) -> bool {
        self.views.iter().any(|view| !view.lines.is_empty())
    }
}

fn view_json(view: &View) -> Value {
    let mut object = Map::new();
    if let Some((first, step)) = view.steps {
        object.insert("steps".into(), json!([first, step]));
    }
    if !view.names.is_empty() {
        object.insert("names".into(), json!(view.names));
    }
    if !view.shaded.is_empty() {
        object.insert("shaded".into(), json!(view.shaded));
    }
    let lines: Vec<Value> = view.lines.iter().map(line_json).collect();
    object.insert("lines".into(), Value::Array(lines));
    Value::Object(object)
}

fn line_json(line: &Line) -> Value {
    let mut object = Map::new();
    object.insert("name".into(), json!(line.name));
    object.insert("values".into(), rounded(&line.values));
    if !line.low.is_empty() {
        object.insert("low".into(), rounded(&line.low));
        object.insert("high".into(), rounded(&line.high));
    }
    if !line.across.is_empty() {
        object.insert("across".into(), rounded(&line.across.iter().copied().map(known).collect::<Vec<_>>()));
    }
    if let Some(look) = line.look {
        object.insert("look".into(), json!(look));
    }
    Value::Object(object)
}

/// Numbers with as many digits as a picture can show.
pub(super) fn rounded(values: &[Option<f64>]) -> Value {
    Value::Array(values.iter().map(|value| value.map_or(Value::Null, short)).collect())
}

/// A number with five digits that matter, as a whole number where it is one.
pub(super) fn short(value: f64) -> Value {
    if !value.is_finite() {
        return Value::Null;
    }
    let text = format!("{value:.4e}");
    let rounded: f64 = text.parse().unwrap_or(value);
    if rounded.fract() == 0.0 && rounded.abs() < 9e15 { json!(rounded as i64) } else { json!(rounded) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_no_more_digits_than_can_be_seen() {
        let shown = |value: f64| short(value).to_string();
        assert_eq!(
            ["0", "3600", "0.33333", "1234600", "-0.0012346"],
            [shown(0.0), shown(3_600.0), shown(1.0 / 3.0), shown(1_234_567.0), shown(-0.001_234_56),]
        );
        assert_eq!(shown(f64::NAN), "null");
    }
}
