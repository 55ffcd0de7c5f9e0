//! A scenario that was typed with another keyboard: each such line is told with what to type, and all is read as it was meant,
//! so that everything else that is wrong is told as well.

use toml::de::DeTable;

use super::problem::{Language, Problems};
use super::spec::Spec;
use crate::text::{cut, plain_lines};

/// A longer line is not shown.
const LINE_LETTERS_MAX: usize = 120;

/// Reads a file as far as it can be read, noting what cannot.
pub(super) fn read_spec(text: &str, problems: &mut Problems<'_>) -> Spec {
    let is_toml = problems.language() == Language::Toml;
    let lines = plain_lines(text).filter(|_| is_toml && !DeTable::parse_recoverable(text).1.is_empty());
    let Some(lines) = lines else { return Spec::read(text, problems) };
    let mut meant = String::with_capacity(text.len());
    let mut start = 0;
    for (line, plain) in text.split_inclusive('\n').zip(&lines) {
        match plain {
            Some((typed, plain)) => {
                let plain = &mended(plain);
                let indent = line.len() - line.trim_start().len();
                let found = cut(line[..*typed].trim_start(), LINE_LETTERS_MAX).into_owned();
                let help = format!("type `{}`", cut(plain.trim_start(), LINE_LETTERS_MAX));
                let message = format!("marks of another keyboard, found `{found}`");
                problems.add(&(start + indent.min(*typed)..start + typed), message, Some(help));
                meant.push_str(plain);
                meant.push('\n');
            }
            None => meant.push_str(line),
        }
        start += line.len();
    }
    let mut told = problems.of_text(&meant);
    let spec = Spec::read(&meant, &mut told);
    let told = told.by_line();
    problems.add_by_line(told);
    Spec { whole: false, ..spec }
}

/// A line that is one of TOML, where it takes little to make it so: marks between key and value, and at the end, that belong to other
/// languages.
fn mended(plain: &str) -> String {
    let is_good = |text: &String| DeTable::parse(text).is_ok();
    let bare = plain.trim_end().trim_end_matches([',', ';']);
    let one_sign = bare.replacen(": =", " =", 1).replacen(":=", "=", 1);
    let tries = [plain.to_owned(), bare.to_owned(), one_sign, bare.replacen(':', " =", 1)];
    tries.into_iter().find(is_good).unwrap_or_else(|| plain.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_be_typed_can_be_read() {
        for (plain, expected) in [
            ("order: = \"fcfs\"", "order = \"fcfs\""),
            ("demand_nodes = 8,", "demand_nodes = 8"),
            ("order: \"fcfs\";", "order = \"fcfs\""),
            ("title = \"a: b\"", "title = \"a: b\""),
            // A line of a longer list stays as it is.
            ("\"a\",", "\"a\","),
        ] {
            assert_eq!(mended(plain), expected);
        }
    }
}
