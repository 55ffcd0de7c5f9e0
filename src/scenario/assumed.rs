//! Numbers of a scenario that are marked as assumptions in the comments behind them, and the ranges in which they may lie.

use super::axis::number_and_unit;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The word that marks a value, in the comment behind it.
const MARK: &str = "assumption";

/// Tables that say how it is simulated and what is compared, and nothing of the world.
const NOT_OF_THE_WORLD: [&str; 2] = ["scenario", "policy"];

/// A number that is marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumption {
    /// Its key, as an axis has it.
    pub key: String,
    /// Its line.
    pub line: usize,
    /// The lower end of its range, as it is typed.
    pub low: String,
    /// The upper end.
    pub high: String,
    /// Whether the comment says so; else the range is the number and so much of it to both sides.
    pub is_stated: bool,
}

/// What a comment marks and cannot be varied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotVaried {
    /// Its key.
    pub key: String,
    /// Why.
    pub why: &'static str,
}

/// The numbers of a scenario that are marked, in the order of their lines, and what is marked besides them. Where the comment says a range
/// behind the mark (`# assumption 30 %..50 %: why`), it is that, and else the number with this share of it to both sides.
///
/// # Errors
/// A range that cannot be understood, with its line.
pub fn assumptions(text: &str, share: f64) -> Result<(Vec<Assumption>, Vec<NotVaried>), String> {
    // A scenario that is no TOML has no comments.
    let Ok(table) = DeTable::parse(text) else { return Ok((Vec::new(), Vec::new())) };
    let mut marked = Vec::new();
    collect(text, table.get_ref(), "", &mut marked);
    marked.sort_unstable_by_key(|value| value.place.start);
    let (mut found, mut left_out) = (Vec::new(), Vec::new());
    for Marked { key, place, comment, is_reached } in marked {
        let line = text[..place.start].lines().count().max(1);
        let mut leave_out = |key: String, why| left_out.push(NotVaried { key, why });
        if NOT_OF_THE_WORLD.iter().any(|table| key.split('.').next() == Some(table)) {
            leave_out(key, "it says how is simulated, or what is compared");
        } else if !is_reached {
            leave_out(key, "it is one of a list");
        } else {
            match range(&text[place], comment, share).map_err(|why| format!("line {line}: {key}: {why}"))? {
                Ok((low, high, is_stated)) => found.push(Assumption { key, line, low, high, is_stated }),
                Err(why) => leave_out(key, why),
            }
        }
    }
    Ok((found, left_out))
}

struct Marked<'a> {
    key: String,
    place: Range<usize>,
    /// What stands behind the mark.
    comment: &'a str,
    /// Whether a key leads to it.
    is_reached: bool,
}

fn collect<'a>(text: &'a str, table: &DeTable<'_>, above: &str, marked: &mut Vec<Marked<'a>>) {
    for (name, value) in table {
        let name = name.get_ref();
        let key = if above.is_empty() { name.to_string() } else { format!("{above}.{name}") };
        collect_value(text, value, key, true, marked);
    }
}

fn collect_value<'a>(
    text: &'a str,
    value: &Spanned<DeValue<'_>>,
    key: String,
    is_reached: bool,
    marked: &mut Vec<Marked<'a>>,
) {
    match value.get_ref() {
        DeValue::Table(inner) => collect(text, inner, &key, marked),
        DeValue::Array(items) => {
            for item in items.iter() {
                let name = item.get_ref().as_table().and_then(|item| item.get("name"));
                match name.and_then(|name| name.get_ref().as_str()) {
                    Some(name) => collect_value(text, item, format!("{key}.{name}"), is_reached, marked),
                    None => collect_value(text, item, key.clone(), false, marked),
                }
            }
        }
        DeValue::String(_)
        | DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_) => {
            let place = value.span();
            let rest = text[place.end..].lines().next().unwrap_or_default();
            let comment = rest.split_once('#').and_then(|(_, comment)| comment.split_once(MARK));
            if let Some((_, comment)) = comment {
                marked.push(Marked { key, place, comment, is_reached });
            }
        }
    }
}

type Found = Result<(String, String, bool), &'static str>;

/// The ends of a range, and whether the comment says so; or why there is none.
fn range(typed: &str, comment: &str, share: f64) -> Result<Found, String> {
    let shown = typed.trim_matches('"');
    let Some((number, unit)) = number_and_unit(shown) else { return Ok(Err("it is no number")) };
    let is_text = typed.starts_with('"');
    if is_text && (unit.is_empty() || unit.contains(|letter: char| letter.is_ascii_digit())) {
        return Ok(Err("it is no number"));
    }
    let said = comment.split([':', ';', ',', '(']).next().unwrap_or_default().trim();
    if let Some((low, high)) = said.split_once("..") {
        let (low, high) = (low.trim(), high.trim());
        let parts = [low, high].map(number_and_unit);
        let [Some((from, from_unit)), Some((to, to_unit))] = parts else {
            return Err(format!("expected a range such as 10..20 behind `{MARK}`, found `{said}`"));
        };
        if to_unit != unit || !(from_unit == unit || from_unit.is_empty()) {
            return Err(format!("the range `{said}` behind `{MARK}` has another unit than `{shown}`"));
        }
        if to <= from {
            return Err(format!("the range `{said}` behind `{MARK}` goes down: put the lower value first"));
        }
        return Ok(Ok((low.to_owned(), high.to_owned(), true)));
    }
    if number == 0.0 {
        return Ok(Err("it is nothing, and so is any share of it: say a range behind the mark"));
    }
    let (low, high) = around(number, share, unit);
    let is_whole = !is_text && !typed.contains(['.', 'e', 'E']);
    let (low, high) = if is_whole {
        (low.round().min(number - 1.0).to_string(), high.round().max(number + 1.0).to_string())
    } else {
        (short(low), short(high))
    };
    let with_unit = |number: String| format!("{number} {unit}").trim_end().to_owned();
    Ok(Ok((with_unit(low), with_unit(high), false)))
}

/// A share of a whole does not become more than all of it, unless it is that already.
fn around(number: f64, share: f64, unit: &str) -> (f64, f64) {
    let (one, other) = (number * (1.0 - share), number * (1.0 + share));
    let (low, high) = (one.min(other), one.max(other));
    if unit == "%" && number < 100.0 { (low, high.min(100.0)) } else { (low, high) }
}

/// A number with no more digits than it needs.
fn short(number: f64) -> String {
    let text = format!("{number:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "[scenario]\nseed = 1 # assumption\n[[center]]\nname = \"c\"\n[[center.partition]]\nname = \"npu\"\n\
                        nodes = 98 # H16\nspares = 4 # assumption: few\n[[workload]]\nname = \"w\"\n\
                        load = \"40 %\" # assumption 30 %..50 %: busy\nshare = \"90 %\" # assumption\nfactor = 1.5 # an assumption\n\
                        title = \"no # assumption\"\nnone = 0 # assumption\nlist = [1, 2] # assumption\nsince = 2023-01-01 # assumption\n\
                        wait = \"2 h\" # assumption\n";

    #[test]
    fn marked_numbers_have_the_ranges_that_are_said_or_a_share_to_both_sides() {
        let (found, left_out) = assumptions(TEXT, 0.2).expect("it is right");
        let told: Vec<String> = found
            .iter()
            .map(|found| format!("{}:{}={}..{}", found.line, found.key, found.low, found.high))
            .collect();
        assert_eq!(
            told,
            [
                "8:center.c.partition.npu.spares=3..5",
                "11:workload.w.load=30 %..50 %",
                "12:workload.w.share=72 %..100 %",
                "13:workload.w.factor=1.2..1.8",
                "18:workload.w.wait=1.6 h..2.4 h",
            ]
        );
        assert_eq!(found.iter().filter(|found| found.is_stated).count(), 1);
        let keys: Vec<&str> = left_out.iter().map(|left_out| left_out.key.as_str()).collect();
        assert_eq!(
            keys,
            ["scenario.seed", "workload.w.none", "workload.w.list", "workload.w.list", "workload.w.since"]
        );
    }

    #[test]
    fn ranges_that_make_no_sense_are_told_with_their_line() {
        for (said, part) in [
            ("assumption 50 %..30 %", "goes down"),
            ("assumption 1 h..2 h", "another unit"),
            ("assumption low..high", "expected a range"),
        ] {
            let error = assumptions(&TEXT.replace("assumption 30 %..50 %", said), 0.2).expect_err(said);
            assert!(error.starts_with("line 11: workload.w.load: ") && error.contains(part), "{error}");
        }
    }
}
