//! What happened, summed up: waits, slowdowns, utilization, queues over time.

mod backlog;
mod balance;
mod causes;
mod curve;
mod deadlines;
mod division;
mod dominance;
mod fairness;
mod figures;
mod gauge;
mod heat;
mod hours;
mod job_size;
mod kept;
mod level;
mod losses;
mod makespan;
mod measured;
mod metric;
mod moves;
mod naps;
mod result;
mod rows;
mod service;
mod size;
mod strain;
mod sums;
mod tally;
mod tenants;
mod timeline;
mod usage;
mod weeks;
mod window;

pub use balance::{Balance, Part, Resource, Split};
pub use deadlines::{Deadlines, Punctuality};
pub use fairness::TenantFigures;
pub use figures::Figures;
pub use gauge::{CapacityStep, Gauge, Gauges, Worked};
pub use hours::{Account, HeldHours, Hours, HoursFold};
pub use job_size::{JobSize, SizeCost, SizeTotals};
pub use level::{Bins, Level};
pub use makespan::Makespan;
pub use measured::Measured;
pub use metric::{Better, Covers, Metric};
pub use moves::Moved;
pub use result::{
    CauseCourse, CauseTotals, CellResult, Dominance, Estimate, HeatMap, LineMoves, Scope, Timeline, WaitCurve,
};
pub use rows::{METRICS, place};
pub use service::{Sample, Service};
pub use size::SizeBand;
pub use strain::Strain;
pub use tally::Tally;
pub use usage::{Broken, Usage};
pub use weeks::WeekWaits;
pub use window::Window;
