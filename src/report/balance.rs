//! Where the time of nodes went: useful, lost, spent, idle, kept idle by locks, under maintenance, down; centre by centre.

use super::columns::{Column, Page, new_table, rendered_in};
use super::number::{Shown, estimate_cell};
use crate::metrics::{Part, Resource};
use crate::model::CenterId;

/// What stands above a column.
const fn title(part: Part) -> &'static str {
    match part {
        Part::Useful => "useful\n%",
        Part::LostToEvictions => "lost to\nevictions %",
        Part::LostToFailures => "lost to\nfailures %",
        Part::LostToOwnFailures => "lost to own\nfailures %",
        Part::Checkpoints => "checkpoints\n%",
        Part::Restarts => "restarts\n%",
        Part::Waking => "waking\n%",
        Part::Hung => "hung\n%",
        Part::Slowed => "slowed\n%",
        Part::Idle => "idle\n%",
        Part::ReservedIdle => "idle, but\nreserved %",
        Part::Maintenance => "maintenance\n%",
        Part::Down => "down\n%",
    }
}

/// The table; nothing where all time was useful or idle, as use says already.
pub(super) fn balance_section(page: Page<'_>) -> Option<String> {
    let comparison = page.comparison;
    let parts = comparison.told_parts();
    if parts.is_empty() {
        return None;
    }
    let columns: Vec<Column> = parts.iter().map(|part| (part.name(), title(*part), Shown::Percent)).collect();
    let mut table = new_table(page.lang, "policy", &columns);
    let centers = &comparison.scenario.centers;
    for (place, center) in centers.iter().enumerate() {
        let id = CenterId(place as u16);
        let resource = comparison.main_resource(id);
        let unit =
            if resource == Resource::Accelerators { "{center}, accelerators" } else { "{center}, cores" };
        table.add_row(vec![page.lang.fill(unit, &[("center", &center.name)])]);
        for (policy, spec) in comparison.scenario.policies.iter().enumerate() {
            let Some(rows) = comparison.balance(policy, id, resource) else { continue };
            let shown = rows.iter().filter(|row| parts.contains(&row.part));
            let mut line = vec![format!("  {}", spec.name)];
            line.extend(shown.map(|row| estimate_cell(Some(row.share), Shown::Percent)));
            table.add_row(line);
        }
    }
    let table = rendered_in(page.lang, &table, page.width);
    let title = "Where the time of nodes went: shares in capacity times time, which add up to all of it";
    Some(format!("{}\n{table}", page.lang.say(title)))
}
