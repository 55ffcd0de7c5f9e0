//! Tables and files: what people read.

mod files;

pub use files::{FileError, OutFile, prepare_dir, write_file};
