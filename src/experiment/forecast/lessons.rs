//! Past forecasts from their file.

use super::correction::Learned;
use super::features::FEATURES;

/// So many mistakes are told.
const TOLD_MAX: usize = 20;

/// Reads past forecasts: a CSV file with the columns `at_secs`, `actual_secs` and those of [`FEATURES`].
///
/// # Errors
/// With everything that is wrong, each with its file, line and column.
pub fn lessons(file: &str, text: &str) -> Result<Vec<Learned>, Vec<String>> {
    let header = format!("at_secs,actual_secs,{}", FEATURES.join(","));
    let mut lines = (1..).zip(text.lines());
    if lines.next().is_none_or(|(_, line)| line.trim_end() != header) {
        return Err(vec![format!("{file}:1:1: expected the columns {header}")]);
    }
    let (mut learned, mut problems) = (Vec::new(), Vec::new());
    for (number, line) in lines {
        match row(line) {
            Ok(one) => learned.push(one),
            Err((column, message)) => problems.push(format!("{file}:{number}:{column}: {message}")),
        }
    }
    problems.truncate(TOLD_MAX);
    if problems.is_empty() { Ok(learned) } else { Err(problems) }
}

fn row(line: &str) -> Result<Learned, (usize, String)> {
    let mut column = 1;
    let mut numbers = Vec::with_capacity(FEATURES.len() + 2);
    for field in line.split(',') {
        let number = field.parse::<f64>().ok().filter(|number| number.is_finite());
        let wrong = || (column, format!("expected a number, found `{field}`"));
        numbers.push(number.ok_or_else(wrong)?);
        column += field.chars().count() + 1;
    }
    let expected = FEATURES.len() + 2;
    if numbers.len() != expected {
        return Err((1, format!("expected {expected} fields, found {}", numbers.len())));
    }
    let whole = |place: usize| numbers[place].max(0.0) as u64;
    Ok(Learned::new(whole(0), whole(1), numbers[2..].to_vec()))
}
