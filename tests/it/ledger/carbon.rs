//! "Let's wait awhile": 3,387 jobs of a year shifted to the next workday, job by job as published.

use crate::traces;
use jiff::civil::{DateTime, Weekday, date};
use suanli::ledger::greener::{Deferrable, in_one_go, in_pieces, sums};

const STEP_SECS: i64 = 1_800;

fn moment(step: usize) -> DateTime {
    date(2020, 1, 1).at(0, 0, 0, 0) + jiff::SignedDuration::from_secs(step as i64 * STEP_SECS)
}

fn step_of(moment: DateTime) -> usize {
    let since = moment.duration_since(date(2020, 1, 1).at(0, 0, 0, 0));
    usize::try_from(since.as_secs() / STEP_SECS).expect("it is not before 2020")
}

/// The deadline "next workday" of work that would be done at this step without waiting.
fn next_workday(done: usize) -> usize {
    let end = moment(done);
    let nine = |days: i64| {
        let day = end.date().checked_add(jiff::Span::new().days(days)).expect("the calendar goes on");
        step_of(day.at(9, 0, 0, 0))
    };
    let (hour, minute) = (end.hour(), end.minute());
    match end.date().weekday() {
        Weekday::Saturday => nine(2),
        Weekday::Sunday => nine(1),
        Weekday::Monday | Weekday::Tuesday | Weekday::Wednesday | Weekday::Thursday | Weekday::Friday => {
            if hour < 9 {
                nine(0)
            } else if 17 < hour || (hour == 17 && 0 < minute) {
                nine(1)
            } else {
                done
            }
        }
    }
}

/// The intensities of 2020 at whole and half hours.
fn half_hours(text: &str) -> Vec<f64> {
    let rows = text.lines().skip(1).filter_map(|line| line.split_once(','));
    let of_2020 = rows.filter(|(time, _)| "2020-01-01" <= *time && matches!(&time[14..16], "00" | "30"));
    of_2020.map(|(_, intensity)| intensity.parse().expect("it is a number")).collect()
}

/// By region: saved by jobs that are not interrupted and by those that are, in millionths.
const SAVED: [(&str, i64, i64); 3] = [("DE", 59_262, 81_557), ("GB", 65_708, 92_294), ("FR", 47_896, 62_191)];

#[test]
fn waiting_for_greener_hours_saves_what_was_published() {
    let folder = "reference/lets-wait-awhile";
    let Some(jobs) = traces::text(&format!("{folder}/jobs.csv")) else { return };
    let told = traces::text(&format!("{folder}/schedule.csv")).expect("it lies beside");
    let jobs: Vec<(usize, usize)> = jobs
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<i64> = line.split(',').map(|cell| cell.parse().expect("a number")).collect();
            ((cells[1] / STEP_SECS) as usize, (cells[2] / STEP_SECS) as usize)
        })
        .collect();
    assert_eq!(jobs.len(), 3_387);
    for (region, whole, pieces) in SAVED {
        let series = traces::text(&format!("energy/carbon-{region}-2020.csv")).expect("it lies beside");
        let intensities = half_hours(&series);
        let before = sums(&intensities);
        let rows: Vec<Vec<&str>> = told
            .lines()
            .filter(|line| line.starts_with(region))
            .map(|line| line.split(',').skip(1).collect())
            .collect();
        let mut all = [0.0; 3];
        for (number, (first, steps)) in jobs.iter().copied().enumerate() {
            let last = next_workday(first + steps);
            let work = Deferrable { first, last, steps };
            let plain = in_one_go(&before, Deferrable { last: first + steps, ..work }).expect("it fits");
            let shifted = in_one_go(&before, work).expect("it fits");
            let parted = in_pieces(&intensities, work).expect("it fits");
            let row = &rows[number];
            assert_eq!(row[0], number.to_string());
            let secs = |step: usize| (step as i64 * STEP_SECS).to_string();
            let mine = [secs(plain.steps[0]), secs(last + 1), secs(shifted.steps[0])];
            assert_eq!(mine, [row[1], row[2], row[3]].map(str::to_owned), "{region}, job {number}");
            for (place, sum) in [plain.sum, shifted.sum, parted.sum].into_iter().enumerate() {
                let published: f64 = row[4 + place].parse().expect("it is a number");
                assert!((sum - published).abs() < 1e-4, "{region}, job {number}: {sum}, not {published}");
                all[place] += sum;
            }
        }
        let saved = |sum: f64| ((1.0 - sum / all[0]) * 1e6).round() as i64;
        assert_eq!((saved(all[1]), saved(all[2])), (whole, pieces), "{region}");
    }
}
