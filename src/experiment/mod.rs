//! Many runs: one cell, comparisons, and the statistics over them. The only module that knows threads.

mod against;
mod causes;
mod cell;
mod compare;
mod comparison;
mod contender;
mod explain;
mod judge;
mod kept;
mod locks;
mod observed;
mod paced;
mod prefetch;
mod replay;
mod source;
pub mod statistics;
mod watch;
mod world;

pub use against::{APART, Against, CLOSE, Waits};
pub use causes::CauseRow;
pub use cell::{Cell, Heat, cell};
pub use compare::{CompareError, Jobs, Settings, compare, compare_contenders, compare_with};
pub use comparison::{Comparison, Obstacle};
pub use contender::Contender;
pub use explain::{ExplainError, Explanation, Remedies, explain};
pub use judge::{JudgeError, Judged, Judgement, SpreadOfWaits, judge, resampled};
pub use kept::{Beginning, Keep, Keeping};
pub use locks::{LockLine, Locked};
pub use observed::{Feasibility, observed};
pub use paced::Pace;
pub use prefetch::Prefetched;
pub use replay::{Replay, Replayed, replay, replay_against};
pub use source::source_of;
pub use statistics::{Difference, Verdict};
pub use watch::{Watch, Witness};
pub use world::{SchedulerOf, Schedulers, Setup, World};
