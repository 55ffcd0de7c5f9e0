//! Text as it may be shown: nothing in it moves the cursor, turns the line round or hides.

use std::borrow::Cow;

/// Whether a character does something to what surrounds it, or hides, where it should stand for itself.
#[must_use]
pub fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            // Marks that turn the direction of a line, and those that end one.
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            // Letters without ink.
            | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
}

/// A name or value on one line: what hides is written as JSON and TOML write it, `\u001b`.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    escaped(text, |_| false)
}

/// Whole lines: the same, but lines end where they ended.
#[must_use]
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    escaped(text, |letter| letter == '\n')
}

/// A text in which each hidden character has given way to a mark of as many bytes, so that places in it stay right. Its
/// lines end where they ended.
#[must_use]
pub fn marked(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|letter| is_hidden(letter) && letter != '\n') {
        return Cow::Borrowed(text);
    }
    let mark = |letter: char| match (letter, letter.len_utf8()) {
        ('\n', _) => "\n",
        // Tabs indent, and lines end in two characters on Windows.
        ('\t' | '\r', _) => " ",
        (_, 1) => "?",
        (_, 2) => "\u{bf}",
        (_, 3) => "\u{fffd}",
        (_, _) => "\u{fffd}?",
    };
    let mut marked = String::with_capacity(text.len());
    let mut buffer = [0; 4];
    for letter in text.chars() {
        marked.push_str(if is_hidden(letter) { mark(letter) } else { letter.encode_utf8(&mut buffer) });
    }
    Cow::Owned(marked)
}

/// A text as a cell of a CSV file (RFC 4180): nothing in it hides, and it is no formula to a spreadsheet. Numbers are
/// numbers.
#[must_use]
pub fn csv_cell(text: &str) -> String {
    let shown = visible(text);
    let is_formula = shown.starts_with(['=', '+', '-', '@']) && shown.parse::<f64>().is_err();
    let shown = if is_formula { Cow::Owned(format!("'{shown}")) } else { shown };
    if shown.contains([',', '"']) {
        format!("\"{}\"", shown.replace('"', "\"\""))
    } else {
        shown.into_owned()
    }
}

fn escaped(text: &str, is_kept: fn(char) -> bool) -> Cow<'_, str> {
    let is_escaped = |letter: char| is_hidden(letter) && !is_kept(letter);
    if !text.chars().any(is_escaped) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        if !is_escaped(letter) {
            shown.push(letter);
            continue;
        }
        for unit in letter.encode_utf16(&mut [0; 2]) {
            shown.push_str(&format!("\\u{unit:04x}"));
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_is_written_as_json_writes_it() {
        assert_eq!(visible("plain 王 🚀"), "plain 王 🚀");
        assert_eq!(visible("a\u{1b}[31m\r\n\u{202e}\u{9b}"), "a\\u001b[31m\\u000d\\u000a\\u202e\\u009b");
        assert_eq!(visible_lines("a\0\nb"), "a\\u0000\nb");
        let json = format!("\"{}\"", visible("\u{e0041}"));
        assert_eq!(serde_json::from_str::<String>(&json).expect("it is JSON"), "\u{e0041}");
    }

    #[test]
    fn marks_are_as_long_as_what_they_stand_for() {
        let text = "a\u{1b}\t\u{9b}\u{202e}\u{e0041}\r\nb";
        assert_eq!(marked(text).len(), text.len());
        assert!(!marked(text).chars().any(|letter| is_hidden(letter) && letter != '\n'));
    }

    #[test]
    fn no_cell_is_a_formula_and_numbers_are_numbers() {
        let cells = ["=1+1", "+x", "@a", "-cmd", "-1.5", "+2", "a,b", "say \"hi\"", "\t=1"].map(csv_cell);
        let expected =
            ["'=1+1", "'+x", "'@a", "'-cmd", "-1.5", "+2", "\"a,b\"", "\"say \"\"hi\"\"\"", "\\u0009=1"];
        assert_eq!(cells, expected);
    }
}
