//! `timelines`: what was used, waited and out of service over time, as mean, lowest and highest over replications.

use crate::experiment::Comparison;
use crate::metrics::{CauseCourse, CellResult, Timeline};
use crate::model::{Cause, CenterId};
use crate::text::csv_cell;
use std::io::{self, Write};

/// One series of one replication: its bins, when the first begins and how wide they are, in microseconds.
type Line<'a> = (&'a [f64], u64, u64);

/// Writes it. A series that is zero throughout has no rows, but for `used` of the jobs of the centre, what waits there, and how much.
///
/// # Errors
/// When `out` cannot be written to.
pub(super) fn write_timelines(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "policy,center,series,of,from_secs,to_secs,unit,mean,lowest,highest,runs")?;
    for (policy, spec) in comparison.scenario.policies.iter().enumerate() {
        for (place, center) in comparison.scenario.centers.iter().enumerate() {
            let lead = format!("{},{}", csv_cell(&spec.name), csv_cell(&center.name));
            write_center(comparison, (policy, CenterId(place as u16)), &lead, out)?;
        }
    }
    Ok(())
}

fn write_center(
    comparison: &Comparison,
    (policy, center): (usize, CenterId),
    lead: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let cells = comparison.cells_of(policy);
    let end = comparison.scenario.horizon.as_micros();
    let mut write = |series: &str, of: &str, unit: &str, lines: &[Line<'_>]| {
        write_series(out, &format!("{lead},{series},{of}"), unit, lines, end)
    };
    for (class, workload) in comparison.scenario.workloads.iter().enumerate() {
        let busy = lines(cells, center, |line| line.busy.get(class).map_or(&[], Vec::as_slice));
        // Jobs of other centres may have come.
        if workload.center == center || is_something(&busy) {
            write("used", &csv_cell(&workload.name), "1", &busy)?;
        }
    }
    write("jobs_waiting", "", "jobs", &lines(cells, center, |line| &line.waiting))?;
    write("work_waiting", "", "hours of the centre", &lines(cells, center, |line| &line.backlog_hours))?;
    for cause in Cause::ALL {
        let courses = cells.iter().flat_map(|cell| &cell.cause_courses);
        let of_center = courses.filter(|course| course.center == center);
        let lines: Vec<Line<'_>> = of_center.map(|course| cause_line(course, cause)).collect();
        if is_something(&lines) {
            write("jobs_waiting_for", cause.name(), "jobs", &lines)?;
        }
    }
    for (series, lines) in [
        ("nodes_failed", lines(cells, center, |line| &line.down_nodes)),
        ("nodes_in_maintenance", lines(cells, center, |line| &line.maintenance_nodes)),
    ] {
        if is_something(&lines) {
            write(series, "", "nodes", &lines)?;
        }
    }
    Ok(())
}

fn lines(
    cells: &[CellResult],
    center: CenterId,
    of: impl for<'a> Fn(&'a Timeline) -> &'a [f64],
) -> Vec<Line<'_>> {
    let timelines = cells.iter().flat_map(|cell| &cell.timelines).filter(|line| line.center == center);
    timelines.map(|line| (of(line), line.start.as_micros(), line.bin.as_micros())).collect()
}

fn cause_line(course: &CauseCourse, cause: Cause) -> Line<'_> {
    let values = course.waiting.get(cause as usize).map_or(&[][..], Vec::as_slice);
    (values, course.start.as_micros(), course.bin.as_micros())
}

fn is_something(lines: &[Line<'_>]) -> bool {
    lines.iter().any(|(values, ..)| values.iter().any(|value| *value != 0.0))
}

fn write_series(out: &mut dyn Write, lead: &str, unit: &str, lines: &[Line<'_>], end: u64) -> io::Result<()> {
    let Some((_, start, bin)) = lines.first().copied() else { return Ok(()) };
    let bins = lines.iter().map(|(values, ..)| values.len()).min().unwrap_or(0);
    for place in 0..bins {
        let values = || lines.iter().map(|(values, ..)| values[place]);
        let mean = values().sum::<f64>() / lines.len() as f64;
        let (lowest, highest) =
            (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
        let from = start + bin * place as u64;
        let [from, to] = [from, (from + bin).min(end)].map(|micros| micros as f64 / 1e6);
        writeln!(out, "{lead},{from},{to},{unit},{mean},{lowest},{highest},{}", lines.len())?;
    }
    Ok(())
}
