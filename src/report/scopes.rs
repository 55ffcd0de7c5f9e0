//! What files and tables call a scope.

use crate::metrics::Scope;
use crate::scenario::Scenario;

/// What files and tables call a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeName {
    /// `overall`, `center`, `class`, `group` or `size`.
    pub kind: &'static str,
    /// The short name; empty for the whole.
    pub name: String,
    /// The name for people.
    pub title: String,
}

/// The names of a scope in this scenario.
#[must_use]
pub fn scope_name(scenario: &Scenario, scope: Scope) -> ScopeName {
    let named =
        |kind, name: &str, title: &str| ScopeName { kind, name: name.to_owned(), title: title.to_owned() };
    match scope {
        Scope::Overall => named("overall", "", "all jobs"),
        Scope::Center(id) => {
            let center = &scenario.centers[usize::from(id.0)];
            named("center", &center.name, &center.title)
        }
        Scope::Class(id) => {
            let workload = &scenario.workloads[usize::from(id.0)];
            named("class", &workload.name, &workload.title)
        }
        Scope::Group(id) => {
            let group = &scenario.groups[usize::from(id.0)];
            named("group", &group.name, &group.title)
        }
        Scope::Size(band) => named("size", band.name(), band.title()),
    }
}
