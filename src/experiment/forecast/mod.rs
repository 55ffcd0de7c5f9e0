//! Forecasts: when the jobs that wait at an instant will start, by many futures of one snapshot.
//!
//! `past` is what is known of the machine; `runs` says how long jobs may run, `coming` which jobs come; `future` is one future,
//! `outlook` many; `branches` asks the same of a scenario. `correction` learns from forecasts of the past by a `forest`, and `judge` says how good they were.

mod branches;
mod coming;
mod correction;
mod features;
mod figures;
mod forest;
mod future;
mod judge;
mod later;
mod lengths;
mod lessons;
mod line;
mod outlook;
mod overtaken;
mod past;
mod replayed;
mod runs;
mod score;
mod supposed;
mod threads;
mod what_if;
mod woods;

pub use branches::{Awaited, Branched, Branching, BranchingError, branched};
pub use correction::{CASES_MIN, Correction, Learned};
pub use features::FEATURES;
pub use figures::{Bands, Figures, LEVELS, PARTS};
pub use forest::{Case, Forest, Outcomes};
pub use judge::{Judging, JudgingError, MONTH, Seen, Tried, Verdicts, closest_policy, judge_forecasts};
pub use lessons::lessons;
pub use outlook::{Asking, Expected, outlook};
pub use past::{Past, Ran};
pub use runs::size;
pub use score::{Errors, Held, Score};
pub use threads::Threads;
pub use what_if::{WhatIf, WhatIfError};
