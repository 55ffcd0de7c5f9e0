//! The files of a sweep: what it is, its cells that are done, and the results that are made of all of them.

mod columns;
mod described;
mod finished;
mod levels;
mod measured;
mod page;
mod piece;
mod results;
mod tables;
mod told;
mod turns;
mod wanted;

pub use columns::Columns;
pub use described::{AxisTold, Described, DesignTold, FileMark, SWEEP_FILE, ScopeTold};
pub use finished::{CELLS_FOLDER, Finished, FinishedError};
pub use levels::{Keys, Levels};
pub use measured::Measured;
pub use page::{SweepPage, sweep_sentences, sweep_text};
pub use piece::Piece;
pub use results::{RESULTS, write_results};
pub use tables::{effects_csv, points_csv, sweep_json};
pub use told::{End, MainEffect, Swing, elementary, main_effects, swings};
pub use turns::{Turn, turns};
pub use wanted::{USUAL, Wanted};
