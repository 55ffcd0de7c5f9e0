//! How the results of a scenario are shown, which only the summary of a run says.

/// How the results of a scenario are to be shown, where its file says so: only the `summary.json` of a run does.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Shown {
    /// The level of intervals.
    pub confidence: Option<f64>,
    /// The date on which the week of the node heat map begins.
    pub week: Option<jiff::civil::Date>,
}
