//! How keys are described, and the kinds of values that several tables have.

use super::super::fields::{Field, Kind, Need, Usual};
use super::super::units::Dimension;

/// A key that must be there.
pub(super) const fn required(
    name: &'static str,
    kind: Kind,
    example: &'static str,
    help: &'static str,
) -> Field {
    Field { name, kind, need: Need::Required, help, example }
}

/// A key that may be left out, and what holds then.
pub(super) const fn optional(
    name: &'static str,
    kind: Kind,
    example: &'static str,
    otherwise: &'static str,
    help: &'static str,
) -> Field {
    Field { name, kind, need: Need::Otherwise(otherwise), help, example }
}

/// A key that usually has this value.
pub(super) const fn usual(
    name: &'static str,
    kind: Kind,
    example: &'static str,
    value: Usual,
    help: &'static str,
) -> Field {
    Field { name, kind, need: Need::Usually(value), help, example }
}

pub(super) const SECOND: i64 = 1_000_000;
pub(super) const DAY: i64 = 86_400 * SECOND;
pub(super) const PERCENT: i64 = 1_000_000;

/// What recurs so often has a word for it.
pub(super) const EVERY: &[&str] = &["day", "week", "month"];

/// A length of time up to a hundred years.
pub(super) const fn duration(least: i64) -> Kind {
    Kind::Amount { dimension: Dimension::Duration, least, most: 36_525 * DAY }
}

pub(super) const fn share(least: i64, most: i64) -> Kind {
    Kind::Amount { dimension: Dimension::Share, least, most }
}

/// A speed up to an EFLOPS for one device.
pub(super) const SPEED: Kind =
    Kind::Amount { dimension: Dimension::Speed, least: 1, most: 1_000_000_000_000 };
/// The power of one node, up to a megawatt.
pub(super) const POWER: Kind = Kind::Amount { dimension: Dimension::Power, least: 1, most: 1_000_000_000 };
/// The memory of one node: from 1 MiB up to 1,024 TiB.
pub(super) const MEMORY: Kind = Kind::Amount { dimension: Dimension::Memory, least: 1 << 20, most: 1 << 50 };
