//! An independent checker of schedules, ours or another simulator's. It shares no code with the engine.
//!
//! [`schedule`] checks a table of jobs with their starts and ends; [`Auditor`] listens to a whole run, record by record.
//! Both keep their own books, in the plainest way, and give back [`Findings`].

mod auditor;
mod causes;
mod course;
mod data;
mod easy;
mod finding;
mod floor;
mod plan;
mod promise;
mod rules;
mod schedule;
mod shares;
mod speeds;
mod standstill;
mod table;
mod tally;
mod terms;

pub use auditor::Auditor;
pub use course::{Asked, Fate, Instants, Machine, Row, Rule, Terms};
pub use finding::{Finding, Findings, Law};
pub use schedule::schedule;
pub use table::{Schedule, TableError, read_table};
