//! Text from elsewhere: as it may be shown, where nothing in it moves the cursor, turns the line round or hides, and as it
//! would be typed on another keyboard; and lines of it, taken apart into fields.

mod delimited;
mod keyboard;
mod lines;
mod nearest;
mod shown;

pub use delimited::Delimited;
pub use keyboard::{plain, plain_line, plain_lines};
pub use lines::{
    aligned, aligned_within, columns_of, counted, cut, data_amount, grouped, padded, padded_left, parts_of,
    power, wrapped,
};
pub use nearest::nearest;
pub use shown::{csv_cell, is_hidden, marked, visible, visible_lines};
