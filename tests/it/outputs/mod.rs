//! The files that `run` and `compare` leave in their folder.

mod evictions;
mod folder;
mod jobs;
mod locks;
mod series;
mod values;
