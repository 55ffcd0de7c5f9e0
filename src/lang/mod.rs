//! The languages of what people read: every phrase stands in one table, in both.

mod against;
mod answer;
mod figures;
mod live;
mod names;
mod page;
mod plot;
mod replay;
mod tables;
mod told;

use std::fmt::Display;

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Lang {
    /// English.
    #[default]
    English,
    /// Chinese as it is written on the mainland.
    Chinese,
}

/// An English phrase and the same in Chinese. What stands in braces is filled in.
pub type Phrase = (&'static str, &'static str);

/// All phrases, file by file.
const PHRASES: [&[Phrase]; 10] = [
    against::PHRASES,
    answer::PHRASES,
    figures::PHRASES,
    live::PHRASES,
    names::PHRASES,
    page::PHRASES,
    plot::PHRASES,
    replay::PHRASES,
    tables::PHRASES,
    told::PHRASES,
];

/// All phrases.
pub fn phrases() -> impl Iterator<Item = Phrase> {
    PHRASES.into_iter().flatten().copied()
}

impl Lang {
    /// The names on the command line.
    pub const NAMES: [&'static str; 2] = ["en", "zh"];

    /// The language of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Lang> {
        match name {
            "en" => Some(Lang::English),
            "zh" => Some(Lang::Chinese),
            _ => None,
        }
    }

    /// The name that browsers know (BCP 47).
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Lang::English => "en",
            Lang::Chinese => "zh-CN",
        }
    }

    /// The phrase in this language; as it is where the table does not have it.
    #[must_use]
    pub fn say(self, english: &str) -> &str {
        match self {
            Lang::English => english,
            Lang::Chinese => {
                let known = phrases().find(|(known, _)| *known == english);
                known.map_or(english, |(_, chinese)| chinese)
            }
        }
    }

    /// The phrase in this language, with something in the place of each name in braces.
    #[must_use]
    pub fn fill(self, english: &str, parts: &[(&str, &dyn Display)]) -> String {
        let mut rest = self.say(english);
        let mut text = String::new();
        // The parts may hold braces themselves, so that nothing is looked at twice.
        while let Some(open) = rest.find('{') {
            let Some(close) = rest[open..].find('}') else { break };
            let name = &rest[open + 1..open + close];
            text.push_str(&rest[..open]);
            match parts.iter().find(|(known, _)| *known == name) {
                Some((_, value)) => text.push_str(&value.to_string()),
                None => text.push_str(&rest[open..=open + close]),
            }
            rest = &rest[open + close + 1..];
        }
        text + rest
    }

    /// A number behind which stands a unit (`3.2 ± 0.4 h`, `12 days`), with the unit in this language.
    #[must_use]
    pub fn unit(self, text: &str) -> String {
        match text.rsplit_once(' ') {
            Some((number, unit)) if self != Lang::English => format!("{number} {}", self.say(unit)),
            Some(_) | None => text.to_owned(),
        }
    }

    /// `a, b and c`.
    #[must_use]
    pub fn listed(self, names: &[String]) -> String {
        let (comma, and) = match self {
            Lang::English => (", ", " and "),
            Lang::Chinese => ("、", "和"),
        };
        match names {
            [] => String::new(),
            [one] => one.clone(),
            [first @ .., last] => format!("{}{and}{last}", first.join(comma)),
        }
    }
}
