//! Tables and files: what people read.
