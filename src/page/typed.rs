//! The scenario as it was typed: each number with what the file says of where it comes from.

/// A line with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TypedLine {
    /// Its number, the first being 1.
    pub(super) line: usize,
    /// The table that it stands in.
    pub(super) table: String,
    /// The key.
    pub(super) key: String,
    /// The value, as it was typed.
    pub(super) value: String,
    /// What stands behind it, as in `H6` or `assumption`.
    pub(super) source: String,
}

/// The values of a scenario that say where they come from.
#[must_use]
pub(super) fn sources(text: &str) -> Vec<TypedLine> {
    let mut table = String::new();
    let mut found = Vec::new();
    for (place, line) in text.lines().enumerate() {
        let (code, comment) = split(line);
        let code = code.trim();
        if code.starts_with('[') && !code.contains('=') {
            table = code.trim_matches(['[', ']']).to_owned();
        }
        let Some((key, value)) = code.split_once('=').filter(|_| !comment.is_empty()) else { continue };
        found.push(TypedLine {
            line: place + 1,
            table: table.clone(),
            key: key.trim().to_owned(),
            value: value.trim().to_owned(),
            source: comment.to_owned(),
        });
    }
    found
}

/// The code of a line and its comment; a sign in a text is none.
fn split(line: &str) -> (&str, &str) {
    let mut quote = None;
    let mut escaped = false;
    for (at, letter) in line.char_indices() {
        match (quote, letter) {
            (Some('"'), '\\') if !escaped => {
                escaped = true;
                continue;
            }
            (Some(open), letter) if open == letter && !escaped => quote = None,
            (None, '"' | '\'') => quote = Some(letter),
            (None, '#') => return (&line[..at], line[at + 1..].trim()),
            (Some(_) | None, _) => {}
        }
        escaped = false;
    }
    (line, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_behind_values_are_sources() {
        let text =
            "# head\n[[center]] # a city\ntitle = \"no # here\"\nnodes = 98   # H6, \"said\"\nfree = 1\n";
        let [nodes] = &sources(text)[..] else { panic!("one value has a source") };
        assert_eq!((nodes.line, &nodes.table[..], &nodes.key[..]), (4, "center", "nodes"));
        assert_eq!((&nodes.value[..], &nodes.source[..]), ("98", "H6, \"said\""));
    }
}
