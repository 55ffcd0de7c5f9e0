//! Text as it may stand in HTML: names of scenarios and logs are never markup, and nothing in them hides or ends a script.

use crate::text::{is_hidden, visible, visible_lines};
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{CharEscape, Formatter};
use std::io::{self, Write};

/// The text between tags or in the quotes of an attribute.
#[must_use]
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in visible_lines(text).chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            letter => safe.push(letter),
        }
    }
    safe
}

/// JSON as it may stand in a `script` element: no tag can begin or end in it, and nothing hides, whatever its texts say.
///
/// # Panics
/// When the value cannot be written as JSON, which every value of a page can.
#[must_use]
pub(super) fn json_in_script(value: &impl Serialize) -> String {
    let mut text = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut text, InScript);
    value.serialize(&mut serializer).expect("there is always room in memory");
    String::from_utf8(text).expect("JSON is text")
}

/// Writes the texts of JSON.
struct InScript;

impl Formatter for InScript {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, text: &str) -> io::Result<()> {
        let mut written = 0;
        for (at, letter) in text.char_indices() {
            let may_be_markup = matches!(letter, '<' | '>' | '&');
            if !may_be_markup && !is_hidden(letter) {
                continue;
            }
            writer.write_all(&text.as_bytes()[written..at])?;
            match may_be_markup {
                // The escape means the letter itself.
                true => write!(writer, "\\u{:04x}", u32::from(letter))?,
                false => write_shown(writer, letter)?,
            }
            written = at + letter.len_utf8();
        }
        writer.write_all(&text.as_bytes()[written..])
    }

    fn write_char_escape<W: ?Sized + Write>(&mut self, writer: &mut W, letter: CharEscape) -> io::Result<()> {
        match letter {
            CharEscape::Quote => writer.write_all(b"\\\""),
            CharEscape::ReverseSolidus => writer.write_all(b"\\\\"),
            CharEscape::Solidus => writer.write_all(b"\\/"),
            // Lines end where they ended.
            CharEscape::LineFeed => writer.write_all(b"\\n"),
            CharEscape::Backspace => write_shown(writer, '\u{8}'),
            CharEscape::FormFeed => write_shown(writer, '\u{c}'),
            CharEscape::CarriageReturn => write_shown(writer, '\r'),
            CharEscape::Tab => write_shown(writer, '\t'),
            CharEscape::AsciiControl(byte) => write_shown(writer, char::from(byte)),
        }
    }
}

/// Writes a letter that would hide, so that people see its escape.
fn write_shown<W: ?Sized + Write>(writer: &mut W, letter: char) -> io::Result<()> {
    writer.write_all(visible(letter.encode_utf8(&mut [0; 4])).replace('\\', "\\\\").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn names_are_never_markup() {
        assert_eq!(escaped("<script>'a' & \"b\""), "&lt;script&gt;&#39;a&#39; &amp; &quot;b&quot;");
        let text = json_in_script(&json!({ "name": "</script><!-- & \u{2028}" }));
        assert!(!text.contains('<') && !text.contains('>') && !text.contains('\u{2028}'), "{text}");
        let back: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(back["name"], "</script><!-- & \\u2028");
    }

    #[test]
    fn what_hides_in_a_name_is_seen() {
        let text = json_in_script(&json!({ "user\u{202e}": "a\\\"b\u{1b}\t\n\u{9b}\u{e0041} 王" }));
        assert!(!text.chars().any(is_hidden), "{text}");
        let back: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(back["user\\u202e"], "a\\\"b\\u001b\\u0009\n\\u009b\\udb40\\udc41 王");
    }
}
