//! The names that a scenario may use and that other modules define: policy parts and applications.

/// The orders of the queue.
#[must_use]
pub fn known_orders() -> Vec<&'static str> {
    vec!["fcfs", "shortest-first", "smallest-first", "largest-first", "fair-share"]
}

/// The backfills.
#[must_use]
pub fn known_backfills() -> Vec<&'static str> {
    vec!["none", "easy"]
}

/// The placements.
#[must_use]
pub fn known_placements() -> Vec<&'static str> {
    vec!["pack", "spread", "first-fit"]
}

/// The applications.
#[must_use]
pub fn known_applications() -> Vec<&'static str> {
    APPLICATIONS.iter().map(|(name, _)| *name).collect()
}

/// Whether an application runs on nodes without accelerators.
pub(super) fn needs_accelerators(application: &str) -> bool {
    APPLICATIONS.iter().any(|(name, needs)| *name == application && *needs)
}

const APPLICATIONS: &[(&str, bool)] = &[
    ("llm-pretraining", true),
    ("fine-tuning", true),
    ("evaluation", true),
    ("debugging", true),
    ("inference-service", true),
    ("autonomous-driving", true),
    ("factory-vision", true),
    ("drug-screening", false),
    ("cfd", false),
    ("weather", false),
    ("remote-sensing", false),
    ("genomics", false),
    ("graph-computing", false),
];
