//! How wide a text is, and how to make it fit: an estimate that needs no font.

use std::collections::BTreeSet;

/// Fonts to try, best first: for Latin letters, then for Chinese on Linux, macOS and Windows.
pub(super) const FONT_FAMILIES: &str = "Noto Sans, Noto Sans SC, Noto Sans CJK SC, Source Han Sans SC, PingFang SC, \
     Hiragino Sans GB, Microsoft YaHei, WenQuanYi Micro Hei, SimHei, sans-serif";

/// How heavy a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// As most text.
    Regular,
    /// As titles.
    Bold,
}

/// The width of a text in pixels, estimated a little on the wide side.
#[must_use]
pub(super) fn width(text: &str, size: u32, weight: Weight) -> i32 {
    let thousandths: u64 = text.chars().map(advance).sum();
    let percent = match weight {
        Weight::Regular => 100,
        Weight::Bold => 108,
    };
    (thousandths * u64::from(size) * percent).div_ceil(100_000) as i32
}

/// The text itself where it fits, else its beginning and its end around an ellipsis: names often differ in their ends.
#[must_use]
pub(super) fn fit(text: &str, size: u32, weight: Weight, width_max: i32) -> String {
    if width(text, size, weight) <= width_max {
        return text.to_owned();
    }
    let letters: Vec<char> = text.chars().collect();
    for kept in (1..letters.len()).rev() {
        let tail = kept / 3;
        let head: String = letters[..kept - tail].iter().collect();
        let end: String = letters[letters.len() - tail..].iter().collect();
        let shortened = format!("{}…{}", head.trim_end(), end.trim_start());
        if width(&shortened, size, weight) <= width_max {
            return shortened;
        }
    }
    String::new()
}

/// The text without some characters, and without the empty brackets and needless spaces they leave behind.
#[must_use]
pub(super) fn without(text: &str, missing: &BTreeSet<char>) -> String {
    if !text.chars().any(|letter| missing.contains(&letter)) {
        return text.to_owned();
    }
    let kept: String = text.chars().filter(|letter| !missing.contains(letter)).collect();
    let mut tidy = kept.replace("()", "").split_whitespace().collect::<Vec<_>>().join(" ");
    for mark in [":", ",", ";", ")"] {
        tidy = tidy.replace(&format!(" {mark}"), mark);
    }
    tidy
}

/// The advance of a character in thousandths of the font size, after Noto Sans and the fonts that stand in for it.
fn advance(letter: char) -> u64 {
    match letter {
        ' ' | 'i' | 'j' | 'l' | 'I' | '|' | '.' | ',' | ':' | ';' | '\'' | '!' | '·' => 300,
        'f' | 'r' | 't' | '(' | ')' | '[' | ']' | '-' | '/' | '"' => 400,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | 'Q' | 'O' | 'G' | '…' => 880,
        'A'..='Z' => 690,
        'a'..='z' | '0'..='9' => 585,
        // Chinese, Japanese and Korean letters and their punctuation fill a square.
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' => 1000,
        '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}' => 1000,
        '\u{1f300}'..='\u{3ffff}' => 1000,
        _ => 620,
    }
}
