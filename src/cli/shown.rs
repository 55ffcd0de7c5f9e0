//! How much is shown of what is wrong, and of which text: a message is no longer than can be read, and nothing in it hides.

use crate::text::{cut, grouped, visible_lines};
use miette::{Diagnostic, LabeledSpan, Report, Severity, SourceCode};
use std::collections::BTreeMap;
use std::fmt;

/// A message that is longer than this has a whole file in it.
const MESSAGE_LETTERS_MAX: usize = 4_000;

/// So many messages are shown whatever they say.
const MESSAGES_MAX: usize = 250;

/// So many of one kind are shown where there are more messages than that.
const KIND_MAX: usize = 20;

/// A problem as it may be shown.
#[derive(Debug)]
pub(super) struct Seen<'a> {
    of: &'a Report,
    message: String,
    help: Option<String>,
}

impl<'a> Seen<'a> {
    pub(super) fn new(of: &'a Report) -> Seen<'a> {
        let shown = |text: &str| cut(&visible_lines(text), MESSAGE_LETTERS_MAX).into_owned();
        let help = of.help().map(|help| shown(&help.to_string()));
        Seen { of, message: shown(&of.to_string()), help }
    }
}

impl fmt::Display for Seen<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Seen<'_> {}

impl Diagnostic for Seen<'_> {
    fn severity(&self) -> Option<Severity> {
        self.of.severity()
    }

    fn help<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.of.source_code()
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.of.labels()
    }
}

/// The problems to show in their order, and one sentence for each kind of which there are more.
pub(super) fn first_of_each_kind(reports: &[Report]) -> (Vec<&Report>, Vec<Report>) {
    if reports.len() <= MESSAGES_MAX {
        return (reports.iter().collect(), Vec::new());
    }
    let mut met: BTreeMap<String, usize> = BTreeMap::new();
    let mut first = Vec::new();
    for report in reports {
        let count = met.entry(kind(&report.to_string())).or_insert(0);
        *count += 1;
        if *count <= KIND_MAX && first.len() < MESSAGES_MAX {
            first.push(report);
        }
    }
    let mut shown: BTreeMap<String, usize> = BTreeMap::new();
    for report in &first {
        *shown.entry(kind(&report.to_string())).or_insert(0) += 1;
    }
    let mut left_out: Vec<(usize, &str)> = Vec::new();
    for (kind, count) in &met {
        left_out.push((count - shown.get(kind).copied().unwrap_or(0), kind));
    }
    left_out.retain(|(count, _)| 0 < *count);
    left_out.sort_by_key(|(count, _)| usize::MAX - count);
    let elsewhere: usize = left_out.iter().skip(KIND_MAX).map(|(count, _)| count).sum();
    let mut sentences: Vec<Report> = left_out
        .iter()
        .take(KIND_MAX)
        .map(|(count, kind)| more(*count, &format!("of this kind: {kind}")))
        .collect();
    if 0 < elsewhere {
        sentences.push(more(elsewhere, "of other kinds"));
    }
    (first, sentences)
}

fn more(count: usize, of: &str) -> Report {
    Report::msg(format!("and {} more {of}", grouped(count as u64)))
}

/// The message without its numbers and what it quotes.
fn kind(message: &str) -> String {
    let mut kind = String::new();
    let mut quoted_until = None;
    for letter in message.chars() {
        match quoted_until {
            Some(end) if letter == end => quoted_until = None,
            Some(_) => {}
            None if letter == '`' || letter == '"' => {
                quoted_until = Some(letter);
                kind.push('…');
            }
            None if letter.is_numeric() => {
                if !kind.ends_with('#') {
                    kind.push('#');
                }
            }
            None => kind.push(letter),
        }
    }
    cut(&kind, 200).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_very_many_problems_the_first_of_each_kind_are_shown() {
        let many = (1..=12_345)
            .map(|line| Report::msg(format!("line {line}: submit: expected seconds, found `x{line}`")));
        let reports: Vec<Report> = many.chain([Report::msg("line 7: no such column")]).collect();
        let (first, left_out) = first_of_each_kind(&reports);
        assert_eq!(first.len(), 21);
        let left_out: Vec<String> = left_out.iter().map(Report::to_string).collect();
        assert_eq!(left_out, ["and 12,325 more of this kind: line #: submit: expected seconds, found …"]);
    }

    #[test]
    fn a_message_is_cut_where_nobody_reads_on() {
        let report = Report::msg("x\u{1b}".repeat(100_000));
        assert!(Seen::new(&report).to_string().chars().count() < 5_000);
        assert!(!Seen::new(&report).to_string().contains('\u{1b}'));
    }
}
