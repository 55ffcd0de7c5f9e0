//! Names of policies and centres in names of files.

/// Names as parts of file names: letters, digits, `.`, `_`, `+` and `-` only, and no two alike, not even without case.
#[must_use]
pub fn slugs<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut taken: Vec<String> = Vec::new();
    for name in names {
        let plain: String = name
            .chars()
            .map(|letter| if letter.is_alphanumeric() || "._+-".contains(letter) { letter } else { '-' })
            .take(80)
            .collect();
        let known = |slug: &String| taken.iter().any(|other| other.to_lowercase() == slug.to_lowercase());
        let mut slug = plain.clone();
        let mut count = 1;
        while known(&slug) {
            count += 1;
            slug = format!("{plain}-{count}");
        }
        taken.push(slug);
    }
    taken
}
