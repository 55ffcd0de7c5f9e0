//! The command that gives the same results again: what was typed, without that which only says where they go and how fast.

/// Options that change no number, and whether a value follows them.
const WITHOUT: [(&str, bool); 13] = [
    ("--out", true),
    ("--threads", true),
    ("--json", false),
    ("--png", false),
    ("--tables", true),
    ("--by", true),
    ("--jobs-format", true),
    ("--save-every", true),
    ("--save-to", true),
    ("--watch", false),
    ("--jobs", true),
    ("--summary", true),
    ("--report", true),
];

/// A command as a shell takes it.
pub(super) fn rerun(arguments: &[String]) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut skips = false;
    for argument in arguments {
        if std::mem::take(&mut skips) {
            continue;
        }
        let option = argument.split_once('=').map_or(argument.as_str(), |(option, _)| option);
        match WITHOUT.iter().find(|(known, _)| *known == option) {
            Some((_, takes_value)) => skips = *takes_value && option == argument,
            None => words.push(quoted(argument)),
        }
    }
    words.join(" ")
}

/// A word as a shell takes it for one.
fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "-_./:=,+@%".contains(letter);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_no_number_is_left_out() {
        let words = [
            "suanli",
            "compare",
            "my city.toml",
            "--out",
            "x",
            "--seed=3",
            "--threads=2",
            "--json",
            "--policy",
            "a+b",
        ];
        let words: Vec<String> = words.map(str::to_owned).into();
        assert_eq!(rerun(&words), "suanli compare 'my city.toml' --seed=3 --policy a+b");
        assert_eq!(quoted("it's"), "'it'\\''s'");
    }
}
