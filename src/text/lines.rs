//! Lines for people: cut, counted and broken where a page ends.

use std::borrow::Cow;

/// The text up to a length, and how much more of it there is.
#[must_use]
pub fn cut(text: &str, letters_max: usize) -> Cow<'_, str> {
    match text.char_indices().nth(letters_max) {
        None => Cow::Borrowed(text),
        Some((end, _)) => {
            let more = text[end..].chars().count();
            Cow::Owned(format!("{}… ({more} more characters)", &text[..end]))
        }
    }
}

/// A whole number with its thousands apart: `1,234,567`.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.char_indices() {
        if 0 < place && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A power as people say it: `750 W`, `28.75 kW`, `1.2 MW`.
#[must_use]
pub fn power(milliwatts: u128) -> String {
    let (unit, name) = match milliwatts {
        1_000_000_000.. => (1e9, "MW"),
        1_000_000.. => (1e6, "kW"),
        _ => (1e3, "W"),
    };
    let value = milliwatts as f64 / unit;
    let decimals = if name == "MW" || value < 1.0 { 3 } else { 2 };
    let text = format!("{value:.decimals$}");
    format!("{} {name}", text.trim_end_matches('0').trim_end_matches('.'))
}

/// An amount of data as people say it: `512 B`, `20 GB`, `1.25 TB`.
#[must_use]
pub fn data_amount(bytes: u64) -> String {
    let (unit, name) = match bytes {
        1_000_000_000_000_000.. => (1e15, "PB"),
        1_000_000_000_000.. => (1e12, "TB"),
        1_000_000_000.. => (1e9, "GB"),
        1_000_000.. => (1e6, "MB"),
        _ => return format!("{bytes} B"),
    };
    let text = format!("{:.2}", bytes as f64 / unit);
    format!("{} {name}", text.trim_end_matches('0').trim_end_matches('.'))
}

/// A number of things: `1 job`, `2,000 jobs`.
#[must_use]
pub fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

/// Rows with their cells below each other, the first of each to the left and the others to the right; no row ends with blanks.
#[must_use]
pub fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| columns_of(cell)).max();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (place, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let blanks = " ".repeat(width - columns_of(cell));
            line += &if place == 0 { format!("{cell}{blanks}") } else { format!("  {blanks}{cell}") };
        }
        text += line.trim_end();
        text.push('\n');
    }
    text
}

/// The same on a page so many columns wide: where the rows are wider, a part of the columns after the other, each behind the first.
#[must_use]
pub fn aligned_within(rows: &[Vec<String>], width: usize) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let part = |from: usize, until: usize| {
        let cells = |row: &Vec<String>| -> Vec<String> {
            let others = row.get(from.min(row.len())..until.min(row.len())).unwrap_or_default();
            row.first().into_iter().chain(others).cloned().collect()
        };
        aligned(&rows.iter().map(cells).collect::<Vec<Vec<String>>>())
    };
    let fits = |text: &String| text.lines().all(|line| columns_of(line) <= width);
    let mut text = String::new();
    let mut first = 1;
    while first < columns {
        // As many columns as fit, but at least one.
        let parts = (first + 1..=columns).rev().map(|end| (end, part(first, end)));
        let fitting = parts.into_iter().find(|(end, part)| *end == first + 1 || fits(part));
        let (end, part) = fitting.expect("one column is taken however wide it is");
        if !text.is_empty() {
            text.push('\n');
        }
        text += &part;
        first = end;
    }
    if columns < 2 { aligned(rows) } else { text }
}

/// A text with blanks behind it, up to so many columns of a terminal.
#[must_use]
pub fn padded(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(columns_of(text))))
}

/// A text with blanks before it, up to so many columns of a terminal.
#[must_use]
pub fn padded_left(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(columns_of(text))))
}

/// How many columns of a terminal a text takes: Chinese, Japanese and Korean letters take two.
#[must_use]
pub fn columns_of(text: &str) -> usize {
    text.chars().map(|letter| if is_wide(letter) { 2 } else { 1 }).sum()
}

const fn is_wide(letter: char) -> bool {
    matches!(letter, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{303e}' | '\u{3041}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}'
            | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}'
            | '\u{1f300}'..='\u{1faff}' | '\u{20000}'..='\u{3fffd}')
}

/// The parts of a word between which a line may be broken: Chinese is written without blanks. No line begins with a mark that
/// closes, or ends with one that opens.
#[must_use]
pub fn parts_of(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut begin, mut before) = (0, None);
    for (at, letter) in word.char_indices() {
        let may_break = |before: char| {
            (is_wide(before) || is_wide(letter))
                && !"，。；：、）”》".contains(letter)
                && !"（“《".contains(before)
        };
        if before.is_some_and(may_break) {
            parts.push(&word[begin..at]);
            begin = at;
        }
        before = Some(letter);
    }
    parts.push(&word[begin..]);
    parts
}

/// The lines of a text broken between words, so that none is wider than the page; what follows a break is indented. Each line
/// ends with a newline.
#[must_use]
pub fn wrapped(text: &str, width: usize, indent: &str) -> String {
    let mut page = String::new();
    for line in text.lines() {
        let mut room = String::new();
        for (number, word) in line.split(' ').enumerate() {
            let parts = if columns_of(word) <= width { vec![word] } else { parts_of(word) };
            for (place, part) in parts.into_iter().enumerate() {
                let blank = if place == 0 { " " } else { "" };
                let is_first = room.trim().is_empty();
                if !is_first && width < columns_of(&room) + blank.len() + columns_of(part) {
                    page.push_str(room.trim_end());
                    page.push('\n');
                    room = format!("{indent}{part}");
                    continue;
                }
                if 0 < number {
                    room.push_str(blank);
                }
                room.push_str(part);
            }
        }
        page.push_str(room.trim_end());
        page.push('\n');
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_between_words() {
        assert_eq!(wrapped("one two three\n  four", 8, "  "), "one two\n  three\n  four\n");
        assert_eq!(wrapped("overlongword x", 4, ""), "overlongword\nx\n");
        assert_eq!(wrapped("作业平均等待，半数不超过", 10, ""), "作业平均等\n待，半数不\n超过\n");
        assert_eq!(columns_of("算力 a"), 6);
    }

    #[test]
    fn cells_stand_below_each_other() {
        let rows = [
            vec!["算力".into(), "1".into()],
            vec!["b".into(), "12,345".into(), "x".into()],
            vec!["c".into()],
        ];
        assert_eq!(aligned(&rows), "算力       1\nb     12,345  x\nc\n");
    }

    #[test]
    fn one_is_not_many() {
        let words = [0, 1, 2, 1_234_567].map(|count| counted(count, "job", "jobs"));
        assert_eq!(words, ["0 jobs", "1 job", "2 jobs", "1,234,567 jobs"]);
    }

    #[test]
    fn a_long_text_ends_with_what_is_left_of_it() {
        assert_eq!(cut("一二三四", 2), "一二… (2 more characters)");
        assert_eq!(cut("一二", 2), "一二");
    }
}
