//! The name that somebody meant who typed another.

/// The known name that was probably meant, if any is near enough.
#[must_use]
pub fn nearest<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let found = found.to_lowercase();
    let allowed = (found.chars().count() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for name in known {
        let folded = name.to_lowercase();
        let long = 3 <= found.len().min(folded.len());
        let extended = long && (folded.starts_with(&found) || found.starts_with(&folded));
        let distance = strsim::osa_distance(&found, &folded);
        let distance = if extended { distance.min(allowed) } else { distance };
        // A name of one letter is like any other of one letter.
        let distance = if found.chars().count() <= distance { usize::MAX } else { distance };
        if distance <= allowed && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, name));
        }
    }
    best.map(|(_, name)| name)
}
