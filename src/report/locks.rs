//! What locks cost and what they bring: one row for each policy that differs from another in its locks alone.

use super::columns::{Page, new_table, rendered_in, value_cell};
use super::number::Shown;
use crate::metrics::Scope;
use crate::model::GroupId;

/// The table; nothing where no two policies differ in their locks alone.
pub(super) fn locks_section(page: Page<'_>) -> Option<String> {
    let comparison = page.comparison;
    let locked = comparison.locked();
    let owners = comparison.lock_owners();
    if locked.is_empty() || owners.is_empty() {
        return None;
    }
    let lang = page.lang;
    let scopes = comparison.scopes();
    let mut figures: Vec<(usize, (&'static str, &str, Shown))> =
        vec![(0, ("utilization", lang.say("utilization\n%"), Shown::Percent))];
    let groups = scopes.iter().enumerate().filter_map(|(place, scope)| match scope {
        Scope::Group(group) => Some((place, *group)),
        Scope::Overall | Scope::Center(_) | Scope::Class(_) | Scope::Size(_) => None,
    });
    let mut groups: Vec<(usize, GroupId)> = groups.collect();
    // Owners stand first, for whom all of it is done.
    groups.sort_by_key(|(_, group)| (!owners.contains(group), *group));
    let names = &comparison.scenario.groups;
    let titles: Vec<(usize, String)> = groups
        .iter()
        .flat_map(|(place, group)| {
            let name = &names[usize::from(group.0)].name;
            let owner = if owners.contains(group) { lang.say(" (owners)") } else { "" };
            ["restricted mean wait, h", "p95 of wait, h"]
                .map(|what| (*place, format!("{name}{owner}\n{}", lang.say(what))))
        })
        .collect();
    for (turn, (place, title)) in titles.iter().enumerate() {
        let name = if turn % 2 == 0 { "wait_secs_restricted_mean" } else { "wait_secs_p95" };
        figures.push((*place, (name, title.as_str(), Shown::Hours)));
    }
    let columns: Vec<(&'static str, &str, Shown)> = figures.iter().map(|(_, column)| *column).collect();
    let mut table = new_table(lang, "policy and what it locks", &columns);
    for row in &locked {
        let name = &comparison.scenario.policies[row.policy].name;
        let locked = match &row.mode {
            Some(mode) => format!("{:.0} % {mode}", row.share * 100.0),
            None => lang.say("no lock").to_owned(),
        };
        let mut cells = vec![format!("{name}\n  {locked}")];
        let cell = |(place, column): &(usize, (&'static str, &str, Shown))| {
            value_cell(comparison, *column, (row.policy, *place))
        };
        cells.extend(figures.iter().map(cell));
        table.add_row(cells);
    }
    let title = lang.say("What locks cost, and what they bring");
    Some(format!("{title}\n{}", rendered_in(lang, &table, page.width)))
}
