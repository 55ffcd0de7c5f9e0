//! A model as a file: TOML with a comment on everything, small enough to be read and changed by hand.

use super::law::{Curve, Shares};
use super::learn::is_weekend;
use super::model::{Hours, Kind, Model, Runtimes, Week};
use crate::log::SizeUnit;
use jiff::ToSpan as _;
use std::fmt::{Display, Write as _};

/// The version of the format.
pub(super) const VERSION: u64 = 1;

impl Model {
    /// The model as a file. [`Model::parse`] reads it back; numbers in it are rounded to what matters.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        let jobs = self.jobs_all();
        add(&mut text, &format!("# A workload learned from a log with {jobs} jobs in {} days.", self.days));
        add(&mut text, HEAD);
        add(&mut text, &self.model_table());
        add(&mut text, &hours_table(&self.hours));
        add(&mut text, &self.users_table());
        add(&mut text, KINDS);
        for (kind, place) in self.kinds.iter().zip(0..) {
            let jobs: u64 = self.weeks.iter().map(|week| u64::from(week.jobs[place])).sum();
            add(&mut text, &kind_table(kind, place, jobs));
        }
        add(&mut text, WEEKS);
        for (week, number) in self.weeks.iter().zip(0..) {
            add(&mut text, &self.week_table(week, number));
        }
        text
    }

    fn model_table(&self) -> String {
        let mut table = format!(
            "[model]\nversion = {VERSION}\ntitle = {}\n# What sizes count: processors, nodes, accelerators or slots.\nunit = \"{}\"\n",
            toml::Value::String(self.title.clone()),
            self.unit.words()
        );
        let known = |key: &str, note: &str, value: Option<String>| {
            value.map_or_else(String::new, |value| format!("# {note}\n{key} = {value}\n"))
        };
        table += &known(
            "machine",
            "How many of them the machine had.",
            self.machine.map(|machine| machine.to_string()),
        );
        table += &known(
            "start",
            "The first day, by the machine's own clock where the log knows its time zone, and else as the log counts.",
            self.start.map(|start| start.to_string()),
        );
        table += &format!("# How many days the log covers.\ndays = {}\n", self.days);
        table
            + &format!(
                "# What `suanli generate` begins with, unless it is given another.\nseed = {}\n",
                self.seed
            )
    }

    fn users_table(&self) -> String {
        let mut table = String::from("[users]\n");
        if self.users.shares.is_empty() {
            table += "# The log does not know its users.\n";
        } else {
            table += "# The shares of all jobs of the most active users: user 1, user 2, ... Their names are not kept.\n";
        }
        table += &format!("shares = {}\n", list(self.users.shares.iter().map(|share| share_text(*share))));
        table + &format!("# How many users submit the rest, all equally.\nothers = {}\n", self.users.others)
    }

    fn week_table(&self, week: &Week, number: u64) -> String {
        let first_day = number * 7;
        let date = self.start.and_then(|start| start.checked_add((first_day as i64).days()).ok());
        let mut table = String::from("[[week]]");
        if let Some(date) = date {
            // A week begins on the weekday of the log's first day; its first day of a weekend helps to read it.
            let weekend = (0..7).find(|day| is_weekend(self.start, first_day + day));
            let weekend = weekend.map_or_else(String::new, |day| format!(", weekend from day {}", day + 1));
            let _ = write!(table, " # from {date}{weekend}");
        }
        let days = list(week.days.iter().map(|jobs| rounded(*jobs, 1)));
        let work = list(week.work_hours.iter().map(|hours| rounded(*hours, 1)));
        let jobs = list(week.jobs.iter());
        table + &format!("\njobs = {jobs}\ndays = {days}\nwork_hours = {work}\n")
    }
}

const HEAD: &str = "\
# Read it, change it, and make jobs of it: suanli generate THIS_FILE --format swf --out jobs.swf
# Times are in seconds unless they say otherwise. Shares are parts of 1. A distribution is given by its values at equally
# spaced ranks: the first is about the smallest, the one in the middle the median, the last about the largest.
";

const KINDS: &str = "\
# Kinds of jobs, by size and requested time. Jobs of a kind come in bags: the same user sends jobs of the same size and request,
# one after the other with less than an hour between them.
#   sizes       [size, share of the kind's jobs]
#   walltimes   [requested time, share]; not there where the log does not know what was requested
#   early       the share of jobs that end before a fifth of what they asked for; early_secs: how long those run
#   killed      the share of jobs that are killed at what they asked for; over: how many times that they would have run
#   used        how much of what they asked for the other jobs use
#   run_secs    in place of these six where nothing is known of requests: how long jobs run, which is also what they ask for
#   alike       how alike the run times of neighbours in a bag are: 0 not at all, 1 the same
#   bags        [number of jobs, share of the bags]
#   gap_secs    from one job of a bag to the next
#   users       [user, share of the kind's jobs]; who sends the rest is drawn from [users]
#   ends        [how a job ends as the log has it, share]
";

const WEEKS: &str = "\
# What came in each week from the first day on.
#   jobs        how many jobs of each kind, in the order above
#   days        how many jobs on each day: only their relation matters
#   work_hours  how much work was submitted on each day, in hours times what sizes count. All run times of a week are shifted
#               until they add up to it, as far as that is possible; zeros leave them as they are drawn
";

/// Adds a paragraph.
fn add(text: &mut String, paragraph: &str) {
    text.push_str(paragraph);
    text.push('\n');
}

fn hours_table(hours: &Hours) -> String {
    let row = |hours: &[f64; 24]| list(hours.iter().map(|share| share_text(*share)));
    format!(
        "[hours]\n# The shares of a day's jobs that come in each hour, from midnight on.\nworkday = {}\nweekend = {}\n",
        row(&hours.workday),
        row(&hours.weekend)
    )
}

fn kind_table(kind: &Kind, place: usize, jobs: u64) -> String {
    let mut table = format!("[[kind]] # {}: {jobs} jobs\n", place + 1);
    let mut line = |key: &str, value: String| {
        let _ = writeln!(table, "{key} = {value}");
    };
    line("title", toml::Value::String(kind.title.clone()).to_string());
    line("sizes", shares(&kind.sizes, |size| size.to_string()));
    match &kind.runtimes {
        Runtimes::Unrequested { run } => line("run_secs", secs(run)),
        Runtimes::Requested { walltimes, early, early_secs, used, killed, over } => {
            let ratios = |curve: &Curve| list(curve.values().iter().map(|share| rounded(*share, 4)));
            line("walltimes", shares(walltimes, |walltime| walltime.to_string()));
            line("early", share_text(*early));
            line("early_secs", secs(early_secs));
            line("used", ratios(used));
            line("killed", share_text(*killed));
            line("over", ratios(over));
        }
    }
    line("alike", rounded(kind.alike, 3));
    line("bags", shares(&kind.bags, |length| length.to_string()));
    line("gap_secs", secs(&kind.gaps));
    line("users", list(kind.users.iter().map(|(user, share)| format!("[{user}, {}]", share_text(*share)))));
    line("ends", shares(&kind.ends, |state| format!("\"{}\"", state.words())));
    table
}

fn list(values: impl Iterator<Item = impl Display>) -> String {
    let values: Vec<String> = values.map(|value| value.to_string()).collect();
    format!("[{}]", values.join(", "))
}

fn shares<T: Copy>(shares: &Shares<T>, shown: impl Fn(T) -> String) -> String {
    list(shares.entries().iter().map(|(value, share)| format!("[{}, {}]", shown(*value), share_text(*share))))
}

fn secs(curve: &Curve) -> String {
    list(curve.values().iter().map(|secs| rounded(*secs, 0)))
}

/// A share with four digits; one that is not zero is never written as zero.
fn share_text(share: f64) -> String {
    if 0.0 < share && share < 0.000_05 { "0.0001".into() } else { rounded(share, 4) }
}

fn rounded(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    if digits == 0 { text } else { text.trim_end_matches('0').trim_end_matches('.').into() }
}

/// The units by name.
pub(super) const UNITS: [SizeUnit; 4] =
    [SizeUnit::Processors, SizeUnit::Nodes, SizeUnit::Accelerators, SizeUnit::Slots];
