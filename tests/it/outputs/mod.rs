//! The files that `run` and `compare` leave in their folder.

mod also;
mod data;
mod evictions;
mod folder;
mod jobs;
mod locks;
mod schemas;
mod series;
mod values;
