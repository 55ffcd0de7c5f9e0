//! What figures show over time, and the distribution of waits.

use super::table::Series;
use crate::experiment::Comparison;
use crate::metrics::{HeatMap, Scope};
use crate::model::{Cause, CenterId};
use crate::plot::timeline::{Course, course};
use crate::report::scope_name;
use crate::text::csv_cell;

/// Jobs and work waiting at a centre, by policy.
pub(in crate::plot) fn queue_series(comparison: &Comparison, center: CenterId) -> Series {
    let mut series = Series::new(
        "policy,from_secs,to_secs,jobs_waiting_mean,jobs_waiting_lowest,jobs_waiting_highest,\
         work_waiting_hours_mean,work_waiting_hours_lowest,work_waiting_hours_highest",
    );
    for (policy, spec) in comparison.scenario.policies.iter().enumerate() {
        let Some(course) = course(comparison, policy, center) else { continue };
        let name = csv_cell(&spec.name);
        let (jobs, work) = (&course.waiting, &course.backlog_hours);
        for bin in 0..course.bins.min(work.mean.len()) {
            series.row(&[
                &name,
                &course.begin_secs(bin),
                &course.begin_secs(bin + 1),
                &jobs.mean[bin],
                &jobs.low[bin],
                &jobs.high[bin],
                &work.mean[bin],
                &work.low[bin],
                &work.high[bin],
            ]);
        }
    }
    series
}

/// What the workloads use of each centre under a policy; what is never used has no rows.
pub(in crate::plot) fn utilization_series(comparison: &Comparison, policy: usize) -> Series {
    let mut series = Series::new("center,class,from_secs,to_secs,used_share_mean");
    for (place, center) in comparison.scenario.centers.iter().enumerate() {
        let Some(course) = course(comparison, policy, CenterId(place as u16)) else { continue };
        for (class, workload) in comparison.scenario.workloads.iter().enumerate() {
            let Some(busy) = course.busy.get(class).filter(|busy| busy.iter().any(|share| 0.0 < *share))
            else {
                continue;
            };
            let names = format!("{},{}", csv_cell(&center.name), csv_cell(&workload.name));
            add_line(&mut series, &names, &course, busy);
        }
    }
    series
}

/// For what jobs waited at a centre, by policy; what nobody waited for has no rows.
pub(in crate::plot) fn causes_series(comparison: &Comparison, courses: &[Option<&Course>]) -> Series {
    let mut series = Series::new("policy,cause,from_secs,to_secs,jobs_waiting_mean");
    for (spec, course) in comparison.scenario.policies.iter().zip(courses) {
        let Some(course) = course else { continue };
        for (cause, jobs) in Cause::ALL.into_iter().zip(&course.busy) {
            if jobs.iter().any(|jobs| 0.0 < *jobs) {
                add_line(&mut series, &format!("{},{}", csv_cell(&spec.name), cause.name()), course, jobs);
            }
        }
    }
    series
}

/// What moved between centres, by policy and link.
pub(in crate::plot) fn transfers_series(
    comparison: &Comparison,
    links: &[&str],
    courses: &[Option<Course>],
) -> Series {
    let mut series = Series::new("policy,link,from_secs,to_secs,gbit_per_sec_mean");
    for (spec, course) in comparison.scenario.policies.iter().zip(courses) {
        let Some(course) = course else { continue };
        for (link, rates) in links.iter().zip(&course.busy) {
            add_line(&mut series, &format!("{},{}", csv_cell(&spec.name), csv_cell(link)), course, rates);
        }
    }
    series
}

fn add_line(series: &mut Series, names: &str, course: &Course, values: &[f64]) {
    for (bin, value) in values.iter().enumerate().take(course.bins) {
        series.row(&[&names, &course.begin_secs(bin), &course.begin_secs(bin + 1), value]);
    }
}

/// The distributions of waits of every replication.
pub(in crate::plot) fn waits_series(comparison: &Comparison, scopes: &[Scope]) -> Series {
    let mut series = Series::new("policy,replication,scope,name,wait_secs,started_share");
    for cell in &comparison.cells {
        let policy = csv_cell(&comparison.scenario.policies[cell.policy].name);
        for (scope, curve) in cell.waits.iter().filter(|(scope, _)| scopes.contains(scope)) {
            let names = scope_name(&comparison.scenario, *scope);
            let name = csv_cell(&names.name);
            for (secs, share) in curve.wait_secs.iter().zip(&curve.share) {
                series.row(&[&policy, &(cell.replication + 1), &names.kind, &name, secs, share]);
            }
        }
    }
    series
}

/// How busy each node was: a row for each node, a column for each hour.
pub(in crate::plot) fn nodes_series(map: &HeatMap, pools: &[(String, usize, usize)]) -> Series {
    let columns = map.busy.iter().map(Vec::len).max().unwrap_or(0);
    let secs = |column: usize| (map.start.as_micros() + map.bin.as_micros() * column as u64) / 1_000_000;
    let hours: String =
        (0..columns).map(|column| format!(",busy_share_from_{}_secs", secs(column))).collect();
    let mut series = Series::new(&format!("node,pool{hours}"));
    for (node, busy) in map.busy.iter().enumerate() {
        let pool = pools.iter().find(|(_, first, end)| (*first..*end).contains(&node));
        let pool = pool.map_or_else(String::new, |(name, ..)| csv_cell(name));
        let shares: String = (0..columns)
            .map(|column| format!(",{}", busy.get(column).map(f32::to_string).unwrap_or_default()))
            .collect();
        series.row(&[&node, &format_args!("{pool}{shares}")]);
    }
    series
}
