//! How a name with something in brackets behind it is read, as in `depth(4)`.

/// The name and what stands in brackets behind it; nothing when the brackets are not closed at the end.
pub(super) fn split_brackets(text: &str) -> Option<(&str, Option<&str>)> {
    match text.split_once('(') {
        Some((name, rest)) => Some((name, Some(rest.strip_suffix(')')?))),
        None => Some((text, None)),
    }
}
