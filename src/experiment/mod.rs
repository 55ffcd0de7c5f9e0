//! Many runs: one cell, comparisons, and the statistics over them. The only module that knows threads.

mod against;
mod causes;
mod cell;
mod compare;
mod comparison;
mod explain;
mod judge;
mod locks;
mod observed;
mod prefetch;
mod replay;
mod source;
pub mod statistics;
mod watch;

pub use against::{APART, Against, CLOSE, Waits};
pub use causes::CauseRow;
pub use cell::{Cell, Heat, cell, settings_of};
pub use compare::{CompareError, Jobs, Settings, compare, compare_with};
pub use comparison::Comparison;
pub use explain::{ExplainError, Explanation, Remedies, World, explain};
pub use judge::{JudgeError, Judged, Judgement, SpreadOfWaits, judge, resampled};
pub use locks::Locked;
pub use observed::{Feasibility, observed};
pub use prefetch::Prefetched;
pub use replay::{Replay, Replayed, replay, replay_against};
pub use source::source_of;
pub use statistics::{Difference, Verdict};
pub use watch::{Watch, Witness};
