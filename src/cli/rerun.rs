//! The command that gives the same results again: what was typed, without that which only says where they go, how they look and how
//! fast they come.

/// Options that change no number, and whether a value follows them.
const WITHOUT: [(&str, bool); 18] = [
    ("--also", true),
    ("--batsim", true),
    ("--color", true),
    ("--data-format", true),
    ("--trace", true),
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
            "--also",
            "nodes,trace",
            "--data-format=parquet",
            "--color",
            "never",
        ];
        let words: Vec<String> = words.map(str::to_owned).into();
        assert_eq!(rerun(&words), "suanli compare 'my city.toml' --seed=3 --policy a+b");
        assert_eq!(quoted("it's"), "'it'\\''s'");
    }

    /// Options that go with `--out` alone say where and how files are written, or else change a number and stand here.
    #[test]
    fn every_option_about_files_is_left_out() {
        const CHANGES_NUMBERS: [&str; 0] = [];
        let mut seen = 0;
        for command in crate::cli::command().get_subcommands() {
            for option in command.get_arguments() {
                let Some(long) = option.get_long().filter(|_| goes_with_out(option)) else { continue };
                seen += 1;
                let long = format!("--{long}");
                let known = WITHOUT.iter().find(|(known, _)| *known == long);
                let is_left_out =
                    known.is_some_and(|(_, takes)| *takes == option.get_action().takes_values());
                let changes = CHANGES_NUMBERS.contains(&long.as_str());
                assert!(is_left_out != changes, "`suanli {}`: {long}", command.get_name());
            }
        }
        assert!(8 <= seen, "{seen} options were seen");
    }

    /// What clap tells of what an option requires it tells those alone who look for faults.
    fn goes_with_out(option: &clap::Arg) -> bool {
        let told = format!("{option:?}");
        let (_, rest) = told.split_once("requires: [").expect("clap says what an option requires");
        rest.split_once(']').is_some_and(|(required, _)| required.contains("\"out\""))
    }
}
