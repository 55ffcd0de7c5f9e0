//! A value of a scenario that is varied: where it stands in the file, the values that it is to have, and the file with each of them.

mod fault;
mod found;
mod values;

pub use fault::AxisError;
pub use values::{Steps, number_and_unit};

use fault::error;
use found::found;
use std::ops::Range;
use toml::de::{DeTable, DeValue};
use values::{listed, values};

/// A value of a scenario that is varied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    key: String,
    /// Where it stands in the text.
    place: Range<usize>,
    /// What it is there.
    here: String,
    /// What it is to be, as it is typed; those of a range in ascending order.
    values: Vec<String>,
}

impl Axis {
    /// What `KEY=LOW..HIGH` or `KEY=LOW..HIGH:STEP` asks for, where the text is that of a scenario that is right. Tables of a list are
    /// named: `center.wuhan-ai.partition.npu.nodes`. Whole numbers go in steps of 1 and dates in steps of a day where nothing else
    /// is said; amounts have the same unit throughout.
    ///
    /// # Errors
    /// When the key is not in the file, or the values are not of its kind.
    pub fn parse(text: &str, asked: &str) -> Result<Axis, AxisError> {
        Axis::with(text, asked, |value, key, range| values(value, key, range, Steps::Stated))
    }

    /// The same for a list of values and ranges between commas: `KEY=1,2,5..10`. Texts, switches and dates can be listed, too.
    ///
    /// # Errors
    /// As [`Axis::parse`].
    pub fn of_list(text: &str, asked: &str, steps: Steps) -> Result<Axis, AxisError> {
        Axis::with(text, asked, |value, key, list| listed(value, key, list, steps))
    }

    fn with(
        text: &str,
        asked: &str,
        values: impl Fn(&DeValue<'_>, &str, &str) -> Result<Vec<String>, AxisError>,
    ) -> Result<Axis, AxisError> {
        let Some((key, range)) = asked.split_once('=') else {
            return error(
                format!("expected KEY=LOW..HIGH, found `{asked}`"),
                "for example center.wuhan-ai.partition.npu.nodes=60..140".to_owned(),
            );
        };
        let (key, range) = (key.trim(), range.trim());
        let table = match DeTable::parse(text) {
            Ok(table) => table,
            // A summary of a run has no lines in which a value could stand.
            Err(_) => {
                return error("the scenario is no TOML file, so that nothing in it can be varied", None);
            }
        };
        let value = found(table.get_ref(), key)?;
        let here = text[value.span()].to_owned();
        let values = values(value.get_ref(), key, range)?;
        Ok(Axis { key: key.to_owned(), place: value.span(), here, values })
    }

    /// The key, as it was asked for.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The value in the file.
    #[must_use]
    pub fn here(&self) -> &str {
        self.here.trim_matches('"')
    }

    /// How many values it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether it has none, which cannot be.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// A value for people.
    #[must_use]
    pub fn shown(&self, place: usize) -> &str {
        self.values[place].trim_matches('"')
    }

    /// The number of a value without its unit, where it is one.
    #[must_use]
    pub fn number(&self, place: usize) -> Option<f64> {
        number_and_unit(self.shown(place)).map(|(number, _)| number)
    }

    /// Which of the values stands in the file, if any does.
    #[must_use]
    pub fn place_of_here(&self) -> Option<usize> {
        self.values.iter().position(|value| *value == self.here)
    }

    /// Whether two axes are of the same value.
    #[must_use]
    pub fn is_of(&self, other: &Axis) -> bool {
        self.place == other.place
    }

    /// The text of the scenario with one of the values in place of its own.
    ///
    /// # Panics
    /// When it is another text.
    #[must_use]
    pub fn text_with(&self, text: &str, place: usize) -> String {
        Axis::text_with_all(text, [(self, place)])
    }

    /// The text of the scenario with a value of each of several axes.
    ///
    /// # Panics
    /// When it is another text, or two of the axes are of the same value.
    #[must_use]
    pub fn text_with_all<'a>(text: &str, chosen: impl IntoIterator<Item = (&'a Axis, usize)>) -> String {
        let mut chosen: Vec<(&Axis, usize)> = chosen.into_iter().collect();
        chosen.sort_unstable_by_key(|(axis, _)| axis.place.start);
        let (mut changed, mut from) = (String::with_capacity(text.len() + 64), 0);
        for (axis, place) in chosen {
            assert!(from <= axis.place.start, "no value is varied twice");
            assert_eq!(text[axis.place.clone()], axis.here, "an axis is of one text");
            changed.push_str(&text[from..axis.place.start]);
            changed.push_str(&axis.values[place]);
            from = axis.place.end;
        }
        changed + &text[from..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "[scenario]\nseed = 1\nstart = 2023-01-01\n[[center]]\nname = \"a.b\"\n[[center.partition]]\nname = \"npu\"\n\
                        nodes = 98 # H16\n[[workload]]\nname = \"w\"\nload = \"40 %\"\nfactor = 0.5\n";

    fn shown(asked: &str) -> Vec<String> {
        let axis = Axis::parse(TEXT, asked).unwrap_or_else(|error| panic!("{error}"));
        (0..axis.len()).map(|place| axis.shown(place).to_owned()).collect()
    }

    #[test]
    fn a_value_is_found_by_its_names_and_put_in_its_place() {
        let axis = Axis::parse(TEXT, "center.a.b.partition.npu.nodes = 97..99").expect("it is there");
        assert_eq!((axis.here(), axis.place_of_here()), ("98", Some(1)));
        assert_eq!(axis.text_with(TEXT, 2), TEXT.replace("nodes = 98 # H16", "nodes = 99 # H16"));
        assert_eq!(shown("scenario.seed=1..9:4"), ["1", "5", "9"]);
        assert_eq!(shown("workload.w.load=10 %..20 %:5 %"), ["10 %", "15 %", "20 %"]);
        assert_eq!(
            shown("workload.w.load=10..20 %:2.5 %"),
            ["10.0 %", "12.5 %", "15.0 %", "17.5 %", "20.0 %"]
        );
        assert_eq!(shown("workload.w.factor=0.5..1:0.25"), ["0.50", "0.75", "1.00"]);
        assert_eq!(shown("scenario.seed=0.5..1.5:0.5"), ["0.5", "1.0", "1.5"]);
        assert_eq!(
            shown("scenario.start=2023-01-30..2023-02-14:7 d"),
            ["2023-01-30", "2023-02-06", "2023-02-13"]
        );
        let axis = Axis::parse(TEXT, "workload.w.load=1 %..2 %:1 %").expect("it is there");
        assert!(axis.text_with(TEXT, 1).contains("load = \"2 %\"\n"));
    }

    #[test]
    fn what_cannot_be_varied_is_told_with_what_can() {
        let told = |asked: &str| {
            let error = Axis::parse(TEXT, asked).expect_err(asked);
            format!("{} ({})", error.message, error.help.unwrap_or_default())
        };
        for (asked, part) in [
            ("nodes", "expected KEY=LOW..HIGH"),
            ("center.c.partition.npu.nodes=1..2", "the file has no `c` below `center` (it has a.b"),
            ("center.a.b.partition.npu.node=1..2", "did you mean `nodes`?"),
            ("center.a.b.partition.npu=1..2", "it is a table or a list"),
            ("scenario.seed.x=1..2", "`scenario.seed` is a value"),
            ("scenario.seed=2..1", "put the lower value first"),
            ("scenario.seed=1..2:0", "expected a step above nothing"),
            ("scenario.seed=1", "expected LOW..HIGH"),
            ("scenario.seed=1..x", "expected a whole number, found `x`"),
            ("scenario.seed=1..1000000", "these are 1000000 values"),
            ("workload.w.load=10 %..20 %", "nothing says in which steps"),
            ("workload.w.load=10 h..20 %:1 %", "different units"),
            ("scenario.start=2023-02-30..2023-03-01", "expected a date"),
            ("scenario.start=2023-02-03..2023-02-01", "put the earlier date first"),
            ("scenario.start=2023-02-01..2023-02-03:5 h", "expected a step of whole days"),
            ("workload.w.name=1..2", "nothing says in which steps"),
        ] {
            assert!(told(asked).contains(part), "{asked}: {}", told(asked));
        }
    }

    #[test]
    fn lists_hold_values_and_ranges_and_amounts_may_go_in_fine_steps() {
        let axis = |asked: &str, steps| Axis::of_list(TEXT, asked, steps);
        let shown = |asked: &str| -> Vec<String> {
            let axis = axis(asked, Steps::Stated).unwrap_or_else(|error| panic!("{error}"));
            (0..axis.len()).map(|place| axis.shown(place).to_owned()).collect()
        };
        assert_eq!(shown("scenario.seed=1,5..7,20"), ["1", "5", "6", "7", "20"]);
        assert_eq!(shown("workload.w.load=10 %, 20 %"), ["10 %", "20 %"]);
        assert_eq!(shown("workload.w.name=a, b..c"), ["a", "b..c"]);
        assert_eq!(shown("scenario.start=2023-01-30,2024-01-30"), ["2023-01-30", "2024-01-30"]);
        let fine = axis("workload.w.load=10 %..20 %", Steps::Fine).expect("it is there");
        assert_eq!((fine.len(), fine.shown(0), fine.shown(1)), (1_001, "10.00 %", "10.01 %"));
        let fine = axis("workload.w.factor=0.5..1", Steps::Fine).expect("it is there");
        assert_eq!((fine.len(), fine.shown(5_000)), (5_001, "1.0000"));
        let told = |asked: &str| axis(asked, Steps::Stated).expect_err(asked).message;
        assert!(told("scenario.seed=1,1..3").contains("the value 1 is given twice"));
        assert!(told("scenario.seed=1,,3").contains("found none"));
        assert!(told("scenario.seed=1,x").contains("expected a number, found `x`"));
    }

    #[test]
    fn several_values_are_put_in_their_places_at_once() {
        let axis = |asked: &str| Axis::of_list(TEXT, asked, Steps::Stated).expect("it is there");
        let (load, seed) = (axis("workload.w.load=\"5 %\""), axis("scenario.seed=9"));
        let expected = TEXT.replace("40 %", "5 %").replace("seed = 1", "seed = 9");
        assert_eq!(Axis::text_with_all(TEXT, [(&load, 0), (&seed, 0)]), expected);
        assert!(load.is_of(&axis("workload.w.load=1 %")) && !load.is_of(&seed));
    }

    #[test]
    fn numbers_are_told_from_their_units() {
        assert_eq!(number_and_unit("12.5 %"), Some((12.5, "%")));
        assert_eq!(number_and_unit("1_000"), Some((1_000.0, "")));
        assert_eq!(number_and_unit("-0.5"), Some((-0.5, "")));
        assert_eq!(number_and_unit("2023-01-30"), None);
        assert_eq!(number_and_unit("easy"), None);
    }
}
