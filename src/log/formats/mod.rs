//! The formats of logs: one file and one row each. A format only says what a line means.

mod acme;
mod azure;
mod cobalt;
mod digits;
mod dlrm;
mod eagle;
mod gaia;
mod genai;
mod generated;
mod grid_engine;
mod helios;
mod jobcomp;
mod lsf;
pub(super) mod mapped;
mod mooncake;
mod openb;
mod pai;
mod pbs;
mod pbs_resources;
mod philly;
mod sacct;
pub(super) mod sacct_json;
mod slurm_events;
mod swf;

use super::Format;

/// The formats that can be read. A log is recognised by its first lines, not by its name.
pub const FORMATS: &[Format] = &[
    swf::ENTRY,
    sacct::ENTRY,
    sacct_json::ENTRY,
    jobcomp::ENTRY,
    eagle::ENTRY,
    slurm_events::ENTRY,
    pbs::ENTRY,
    grid_engine::ENTRY,
    lsf::ENTRY,
    cobalt::ENTRY,
    philly::ENTRY,
    helios::ENTRY,
    acme::ENTRY,
    openb::ENTRY,
    pai::ENTRY,
    dlrm::ENTRY,
    gaia::ENTRY,
    azure::ENTRY,
    mooncake::ENTRY,
    genai::ENTRY,
    generated::ENTRY,
    // Last, because it takes what has the names of its columns.
    mapped::ENTRY,
];
