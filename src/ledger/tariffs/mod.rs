//! Tariffs that come with the program, and the factors of grids. Rows are those of the fact sheet (P10 to P15).

mod beijing;
mod grids;
mod hubei;

pub use grids::{GRIDS, Grid};

use super::tariff::{BuiltinTariff, Tariff};

const ALL_YEAR: &[usize] = &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

/// Every tariff that comes with the program.
pub const TARIFFS: &[BuiltinTariff] = &[hubei::MEDIUM_VOLTAGE, hubei::HIGH_VOLTAGE, beijing::MEDIUM_VOLTAGE];

/// The tariff of this name that comes with the program.
#[must_use]
pub fn builtin_tariff(name: &str) -> Option<Tariff> {
    TARIFFS.iter().find(|tariff| tariff.name == name).map(BuiltinTariff::tariff)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::TariffMistake;

    #[test]
    fn a_price_holds_at_every_minute() {
        for tariff in TARIFFS {
            assert_eq!(tariff.tariff().mistake(), None, "{}", tariff.name);
        }
    }

    #[test]
    fn gaps_and_overlaps_are_found() {
        let mut tariff = builtin_tariff("hubei-2026").expect("it is in the table");
        tariff.periods[0].hours = vec![(19 * 60, 20 * 60)];
        let gap = TariffMistake { month: 0, minute: 18 * 60, both: None };
        assert_eq!(tariff.mistake(), Some(gap));
        tariff.periods[0].hours = vec![(17 * 60, 20 * 60)];
        let both = tariff.mistake().and_then(|mistake| mistake.both);
        assert_eq!(
            both.map(|(first, second)| (first, tariff.periods[second].name.as_str())),
            Some((0, "peak"))
        );
    }
}
