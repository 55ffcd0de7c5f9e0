//! The youngest first: little is lost of what has only begun.

use super::rule::Victims;

pub(super) const ENTRY: Victims =
    Victims { name: "youngest", help: "Those that started last.", place: |_| (0, 0) };
