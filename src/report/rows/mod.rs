//! Rows of one or many runs on their way into one file: packed aside while they run, written out in the end.

mod field;
#[cfg(feature = "parquet")]
mod parquet;
mod part;
mod schedule;
mod write;

pub use field::{Field, Kind, Lead};
pub use part::Part;
pub(super) use part::unpacked;
pub use schedule::schedule_text;
pub use write::{ROW_FORMATS, RowsFile};
