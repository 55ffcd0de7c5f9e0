//! Old information: a hub that looks too rarely sends everybody to the same centre, and is worse than chance.

use super::{router, run, say};
use suanli::model::Span;
use suanli::policy::Routing;

/// Ten centres of one server each, four fifths busy.
const CENTERS: usize = 10;
const LOAD: f64 = 0.8;

fn wait(routing: Routing) -> f64 {
    let runs =
        (0..3).map(|seed| run(&[1; CENTERS], routing, &[LOAD; CENTERS], (30_000, 600 + seed)).means().0);
    runs.sum::<f64>() / 3.0
}

#[test]
fn a_hub_that_looks_too_rarely_is_worse_than_chance() {
    let random = wait(router("random"));
    let hub = |refresh: u64| wait(router("hub").looking_every(Span::from_micros(refresh)));
    let fresh = wait(router("hub").looking_every(Span::ZERO));
    say(&format!("random {random:.3} s, hub that sees everything {fresh:.3} s"));
    let mut worse_from = None;
    let mut before = fresh;
    for millis in [100, 500, 1_000, 2_000, 5_000, 10_000, 50_000] {
        let found = hub(1_000 * millis);
        say(&format!("hub that looks every {:>6.1} s: {found:.3} s", millis as f64 / 1e3));
        assert!(before <= 1.02 * found, "looking every {millis} ms is better than more often");
        before = found;
        if random < found {
            worse_from = worse_from.or(Some(millis));
        }
    }
    // In units of the mean service, as Mitzenmacher found it for the shortest of all queues under old information.
    assert!(fresh < 0.25 * random, "seeing everything brings {fresh}, chance {random}");
    let worse_from = worse_from.expect("some hub looks too rarely");
    assert!((2_000..=10_000).contains(&worse_from), "worse than chance from {worse_from} ms on");
}
