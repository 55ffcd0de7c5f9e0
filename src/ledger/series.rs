//! Series of prices or of carbon over time, as published: a time and a value in each line.

use crate::text::Delimited;
use jiff::civil::DateTime;

/// Values over time; each holds until the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueSeries {
    points: Vec<(DateTime, i64)>,
}

/// Why a text is no such series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesError {
    /// The line, the first being 1; 0 where it is of the whole text.
    pub line: u64,
    /// The mistake.
    pub message: String,
}

/// A longer time without a value is a hole.
const GAP_HOURS_MAX: i64 = 24;

impl ValueSeries {
    /// Reads a table with a head: the time in the first column, the value in the one of this name, or else in the second. Values are
    /// multiplied by `factor` and rounded to whole numbers.
    ///
    /// # Errors
    /// When the column is not there, a line cannot be read, times do not ascend by quarters of an hour, or leave a hole of over a day.
    pub fn parse(text: &str, column: Option<&str>, factor: f64) -> Result<ValueSeries, SeriesError> {
        let wrong = |line: u64, message: String| SeriesError { line, message };
        let mut lines = text.lines().zip(1_u64..).filter(|(line, _)| !line.trim().is_empty());
        let Some((head, _)) = lines.next() else { return Err(wrong(0, "the file is empty".into())) };
        let mut fields = Delimited::new(b',');
        let names = cells(&mut fields, head.trim_start_matches('\u{feff}'));
        let place = match column {
            None => 1,
            Some(name) => names.iter().position(|known| known == name).ok_or_else(|| {
                wrong(1, format!("there is no column `{name}`; there are `{}`", names.join("`, `")))
            })?,
        };
        let mut points: Vec<(DateTime, i64)> = Vec::new();
        for (line, number) in lines {
            let cells = cells(&mut fields, line);
            let cell = |place: usize| cells.get(place).map_or("", String::as_str);
            let (moment, cell) = (cell(0), cell(place));
            let time = time_of(moment).ok_or_else(|| {
                wrong(number, format!("expected a time such as `2026-01-01 13:00:00`, found `{moment}`"))
            })?;
            let value = cell.parse().ok().filter(|value: &f64| value.is_finite() && value.abs() < 1e9);
            let value = value.ok_or_else(|| wrong(number, format!("expected a number, found `{cell}`")))?;
            if let Some((before, _)) = points.last() {
                let gap = time.duration_since(*before);
                if gap.as_secs() <= 0 {
                    return Err(wrong(number, format!("{time} is not later than the line before it")));
                }
                if GAP_HOURS_MAX < gap.as_hours() {
                    return Err(wrong(number, format!("there is nothing between {before} and {time}")));
                }
            }
            if time.minute() % 15 != 0 || time.second() != 0 {
                return Err(wrong(number, format!("{time} is no quarter of an hour")));
            }
            points.push((time, (value * factor).round() as i64));
        }
        if points.len() < 2 {
            return Err(wrong(0, "there are fewer than two values".into()));
        }
        Ok(ValueSeries { points })
    }

    /// The same at other times.
    #[must_use]
    pub fn moved(mut self, by: jiff::SignedDuration) -> ValueSeries {
        self.points.iter_mut().for_each(|(time, _)| *time = time.saturating_add(by));
        self
    }

    /// When it begins.
    #[must_use]
    pub fn begin(&self) -> DateTime {
        self.points[0].0
    }

    /// When it ends: the last value holds as long as the one before it.
    #[must_use]
    pub fn end(&self) -> DateTime {
        let [.., (before, _), (last, _)] = self.points[..] else { return self.begin() };
        last.saturating_add(last.duration_since(before))
    }

    /// The value at a moment; the first before its begin, the last after its end.
    #[must_use]
    pub fn at(&self, moment: DateTime) -> i64 {
        let behind = self.points.partition_point(|(time, _)| *time <= moment);
        self.points[behind.max(1) - 1].1
    }
}

/// The cells of a line.
fn cells(fields: &mut Delimited, line: &str) -> Vec<String> {
    fields.split(line.as_bytes());
    fields.fields().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect()
}

fn time_of(cell: &str) -> Option<DateTime> {
    let plain = cell.trim_matches('"').trim_end_matches('Z');
    plain.parse().ok()
}
