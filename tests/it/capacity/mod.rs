//! Pools that grow and shrink while jobs run.

mod figures;
mod hand;
mod laws;
mod suspended;

use suanli::engine::{Resize, Settings, Simulation};
use suanli::model::{Center, Source, Time};
use suanli::policy::PolicySpec;
use suanli::record::{Event, Tape};

/// Pools of given sizes from an instant on.
#[derive(Debug, Clone)]
struct Change {
    at: Time,
    sizes: Vec<Resize>,
}

/// A run in which pools change their sizes.
struct Changed<'a> {
    centers: &'a [Center],
    policy: &'a PolicySpec,
    settings: Settings,
    horizon: Time,
    changes: &'a [Change],
}

impl Changed<'_> {
    /// What happens, and which of the changes could be made. `between` is what becomes of the simulation before each change.
    fn tape(&self, jobs: &mut dyn Source, between: impl Fn(Simulation) -> Simulation) -> (Tape, Vec<bool>) {
        let mut tape = Tape::default();
        let mut simulation = Simulation::new(self.centers, self.policy).with_settings(self.settings);
        let mut done = Vec::new();
        for Change { at, sizes } in self.changes.iter().filter(|change| change.at < self.horizon) {
            simulation.run_until(*at, jobs, &mut tape).expect("jobs from memory can be read");
            simulation = between(simulation);
            done.push(simulation.resize(sizes, *at, jobs, &mut tape).is_ok());
        }
        simulation = between(simulation);
        simulation.run_until(self.horizon, jobs, &mut tape).expect("jobs from memory can be read");
        simulation.report_unfinished(self.horizon, &mut tape);
        (tape, done)
    }
}

/// A tape without what is told of nodes.
fn without_nodes(mut tape: Tape) -> Tape {
    tape.entries.retain(|entry| !matches!(entry.event, Event::Nodes(_)));
    tape
}
