//! Amounts of money as they are believed.

use super::super::super::read::At;

/// Yuan in fen.
pub(super) fn fen(yuan: Option<&At<f64>>) -> i128 {
    yuan.map_or(0, |yuan| (yuan.value * 100.0).round() as i128)
}

/// Yuan in millionths of one.
pub(super) fn micro(yuan: Option<&At<f64>>) -> i64 {
    yuan.map_or(0, |yuan| (yuan.value * 1e6).round() as i64)
}
