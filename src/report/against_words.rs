//! Where and how much the waits of a replay differ from those of its log, in sentences.

use super::against::{AgainstReport, WaitsBeside, WeekBeside};
use super::number::{duration_words, percent, short};
use super::spoken::{counted_in, instant_in};
use crate::lang::Lang;

/// The kinds of classes, and the sentence about the class of each whose waits differ most.
const CLASSES: [&str; 3] = [
    "By size, jobs of {class} differ most ({jobs} of the jobs, {share} of the difference): {replayed} instead of {recorded}.",
    "By run time, jobs of {class} differ most ({jobs} of the jobs, {share} of the difference): {replayed} instead of {recorded}.",
    "By queue, jobs of {class} differ most ({jobs} of the jobs, {share} of the difference): {replayed} instead of {recorded}.",
];

impl AgainstReport {
    /// Where and how much the waits differ.
    #[must_use]
    pub fn words_in(&self, lang: Lang) -> Vec<String> {
        let all = &self.all;
        if all.jobs == 0 {
            let words = "no row says how long it waited: there is nothing to compare with";
            return vec![lang.say(words).to_owned()];
        }
        let mut words = vec![means(lang, &self.policy, all), closeness(lang, all, self.correlation)];
        for (sentence, rows) in CLASSES.into_iter().zip([&self.by_size, &self.by_run, &self.by_queue]) {
            words.extend(where_most(lang, sentence, rows));
        }
        words.extend(week_most(lang, &self.weeks));
        if let (Some(recorded), Some(replayed)) = (self.utilization_recorded, self.utilization_replayed) {
            words.push(lang.fill(
                "The machine is used to {recorded} by the log and to {replayed} by the replay.",
                &[("recorded", &percent(recorded)), ("replayed", &percent(replayed))],
            ));
        }
        for (count, [one, many]) in [
            (
                self.jobs_without_wait,
                ["job does not say how long it waited", "jobs do not say how long they waited"],
            ),
            (self.jobs_rejected, ["job is larger than the machine", "jobs are larger than the machine"]),
        ] {
            if 0 < count {
                let jobs = counted_in(lang, count, one, many);
                words.push(lang.fill("Not compared: {jobs}.", &[("jobs", &jobs)]));
            }
        }
        words
    }
}

fn duration(lang: Lang, secs: f64) -> String {
    lang.unit(&duration_words(secs))
}

fn means(lang: Lang, policy: &str, all: &WaitsBeside) -> String {
    let (recorded, replayed) = (all.recorded.mean_s, all.replayed.mean_s);
    let apart = (replayed - recorded).abs();
    let share = if 0.0 < recorded { format!(" ({})", percent(apart / recorded)) } else { String::new() };
    let words = match replayed < recorded {
        true => "Under {policy} jobs wait {replayed} on average, by the log {recorded}: {apart}{share} less.",
        false => {
            "Under {policy} jobs wait {replayed} on average, by the log {recorded}: {apart}{share} more."
        }
    };
    lang.fill(
        words,
        &[
            ("policy", &policy),
            ("replayed", &duration(lang, replayed)),
            ("recorded", &duration(lang, recorded)),
            ("apart", &duration(lang, apart)),
            ("share", &share),
        ],
    )
}

fn closeness(lang: Lang, all: &WaitsBeside, correlation: Option<f64>) -> String {
    let unknown = || lang.say("unknown").to_owned();
    lang.fill(
        "{minute} start within a minute of the record, {ten} within 10 minutes, {hour} within an hour; the mean difference is {apart}, the correlation {correlation}.",
        &[
            ("minute", &percent(all.within_1_min)),
            ("ten", &percent(all.within_10_min)),
            ("hour", &percent(all.within_1_h)),
            ("apart", &duration(lang, all.apart_mean_s)),
            ("correlation", &correlation.map_or_else(unknown, |value| format!("{value:.2}"))),
        ],
    )
}

/// The class whose waits differ most, all its jobs together.
fn where_most(lang: Lang, sentence: &str, rows: &[WaitsBeside]) -> Option<String> {
    let whole: f64 = rows.iter().map(|row| row.longer_secs().abs()).sum();
    let most =
        rows.iter().max_by(|left, right| left.longer_secs().abs().total_cmp(&right.longer_secs().abs()))?;
    (1 < rows.len() && 0.0 < whole).then(|| {
        let jobs: u64 = rows.iter().map(|row| row.jobs).sum();
        lang.fill(
            sentence,
            &[
                // Queues have the names that their machine gave them.
                ("class", &if sentence == CLASSES[1] { lang.say(&most.name) } else { &most.name }),
                ("jobs", &percent(most.jobs as f64 / jobs as f64)),
                ("share", &percent(most.longer_secs().abs() / whole)),
                ("replayed", &duration(lang, most.replayed.mean_s)),
                ("recorded", &duration(lang, most.recorded.mean_s)),
            ],
        )
    })
}

fn week_most(lang: Lang, weeks: &[WeekBeside]) -> Option<String> {
    let longer = |week: &WeekBeside| {
        week.recorded_mean_s
            .zip(week.replayed_mean_s)
            .map(|(recorded, replayed)| (replayed - recorded).abs() * week.jobs as f64)
    };
    let whole: f64 = weeks.iter().filter_map(longer).sum();
    let most = weeks
        .iter()
        .filter(|week| longer(week).is_some())
        .max_by(|left, right| longer(left).unwrap_or(0.0).total_cmp(&longer(right).unwrap_or(0.0)))?;
    (1 < weeks.len() && 0.0 < whole).then(|| {
        let date = instant_in(lang, most.begin.at.trim_end_matches(" 00:00").trim_end_matches(','));
        let all: u64 = weeks.iter().map(|week| week.jobs).sum();
        lang.fill(
            "Over time, the week from {date} differs most ({jobs} of the jobs, {share} of the difference): {replayed} instead of {recorded}.",
            &[
                ("date", &date),
                ("jobs", &percent(most.jobs as f64 / all as f64)),
                ("share", &(short(100.0 * longer(most).unwrap_or(0.0) / whole) + " %")),
                ("replayed", &duration(lang, most.replayed_mean_s.unwrap_or(0.0))),
                ("recorded", &duration(lang, most.recorded_mean_s.unwrap_or(0.0))),
            ],
        )
    })
}
