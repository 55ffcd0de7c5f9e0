//! What `run` and `compare` leave in their folder.

mod evictions;
mod jobs;
mod locks;
mod series;
mod values;
