//! How long is simulated, and lengths of time as they are believed.

use jiff::civil::DateTime;

use crate::model::Span;

/// When the simulation begins and how long it lasts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Period {
    pub(super) start: DateTime,
    pub(super) horizon: Span,
    pub(super) warm_up: Span,
}

/// A length of time, which the format has checked.
pub(super) fn span(micros: i64) -> Span {
    Span::from_micros(micros.unsigned_abs())
}
