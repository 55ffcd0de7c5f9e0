//! The law of saving where every rule is mixed with every other.

use super::{POLICIES, Scenario};
use crate::laws::saved::{Interrupted, difference};
use suanli::engine::Settings;
use suanli::model::{Streams, Use};
use suanli::policy::PolicySpec;

const SCENARIOS: u64 = 200;

#[test]
fn a_run_under_rules_that_is_saved_and_read_back_goes_on_as_if_nothing_had_happened() {
    for seed in 0..SCENARIOS {
        let scenario = Scenario::random(seed);
        for turn in 0..4 {
            let name = POLICIES[(seed as usize + 4 * turn) % POLICIES.len()];
            // Half of them look at the queue only so often.
            let every = if turn % 2 == 0 { None } else { Some(suanli::model::Span::from_secs(7)) };
            let policy = PolicySpec { every, ..PolicySpec::parse(name).expect("made of rows of the tables") };
            let mut run = Interrupted {
                centers: &scenario.centers,
                policy: &policy,
                settings: Settings { causes: true, ..Settings::default() },
                outages: scenario.outages.clone(),
                horizon: scenario.horizon,
                chance: Streams::new(seed, turn as u64).stream(Use::Schedules, "saved"),
            };
            let (tape, instants) = run.undisturbed(&mut scenario.source());
            let other = run.disturbed(instants, || scenario.source());
            assert!(tape == other, "seed {seed} under {policy:?}: {}", difference(&tape, &other));
        }
    }
}
