//! Numbers over time, integrated to the unit.

use suanli::metrics::{Bins, Level};
use suanli::model::{Span, Time};

const fn at(secs: u64) -> Time {
    Time::from_secs(secs)
}

#[test]
fn a_level_is_integrated_to_the_unit_whatever_the_order_of_its_changes() {
    let bins = Bins { width: Span::from_secs(10), horizon: at(25) };
    let mut level = Level::new(bins);
    for (secs, by) in [(24, 5), (3, 2), (12, -1), (25, 100)] {
        level.change(at(secs), by);
    }
    // 2 x 7 s; 2 x 2 s + 1 x 8 s; 1 x 5 s + 5 x 1 s of a last bin of 5 s.
    let micros: Vec<u128> = [14, 12, 10].map(|unit_secs: u128| unit_secs * 1_000_000).to_vec();
    assert_eq!(level.integrals(), micros);
    assert_eq!(bins.length(2), Span::from_secs(5));
    assert_eq!(Level::new(bins).integrals(), vec![0, 0, 0]);
}

#[test]
fn bins_are_readable_and_at_most_a_thousand() {
    let width = |days: u64| Bins::new(Time::from_secs(days * 86_400)).width;
    assert_eq!(width(365), Span::from_secs(43_200));
    assert_eq!(width(30), Span::HOUR);
    assert_eq!(width(1), Span::from_secs(120));
    assert_eq!(Bins::new(Time::from_micros(1)).count(), 1);
    for days in [1, 7, 30, 31, 365, 366, 3_650, 36_500, 3_650_000] {
        let bins = Bins::new(Time::from_secs(days * 86_400));
        assert!((365..=1_000).contains(&bins.count()), "{days} days make {} bins", bins.count());
    }
}
