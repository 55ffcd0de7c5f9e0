//! The page of what was found.

pub(super) fn check() {}
