//! What `run` and `compare` leave in their folder.

mod evictions;
mod jobs;
mod values;
