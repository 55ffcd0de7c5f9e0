//! On which machine a log is replayed.

use super::logs::{Opened, names};
use super::{Failure, console};
use crate::log::{LogReader, SizeUnit};
use crate::model::{Center, Resources};
use crate::report::ReplayMachine;
use std::path::PathBuf;

/// The size of the machine.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct MachineArgs {
    /// The number of processors of the machine; without it, what the header of the log says.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), conflicts_with_all = ["nodes", "cores_per_node"])]
    processors: Option<u32>,

    /// The number of nodes of the machine: jobs then hold particular nodes.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), requires = "cores_per_node")]
    pub(super) nodes: Option<u32>,

    /// The number of cores of each node.
    #[arg(long, value_name = "C", value_parser = clap::value_parser!(u32).range(1..), requires = "nodes")]
    pub(super) cores_per_node: Option<u32>,
}

impl MachineArgs {
    /// The machine that was asked for, or else the one that the log speaks of.
    pub(super) fn of(
        &self,
        logs: &[PathBuf],
        opened: &Opened,
        told: bool,
    ) -> Result<(Center, ReplayMachine), Failure> {
        if let (Some(nodes), Some(cores)) = (self.nodes, self.cores_per_node) {
            let processors = u64::from(nodes) * u64::from(cores);
            if u64::from(u32::MAX) < processors {
                return Err(Failure::wrong(format!(
                    "--nodes {nodes} --cores-per-node {cores}: more than 4,294,967,295 cores"
                )));
            }
            let machine = ReplayMachine { processors, nodes: Some(nodes), cores_per_node: Some(cores) };
            return Ok((Center::of_nodes("machine", nodes, Resources::cores(cores)), machine));
        }
        let processors = match self.processors {
            Some(processors) => processors,
            None => match opened.resize {
                Some(resize) => resize.to,
                None => processors_of(logs, &opened.reader, told)?,
            },
        };
        let machine = ReplayMachine { processors: u64::from(processors), nodes: None, cores_per_node: None };
        Ok((Center::counted("machine", processors), machine))
    }
}

/// How large the machine is, as the header of the log says; that need be told but once.
fn processors_of(logs: &[PathBuf], reader: &LogReader, told: bool) -> Result<u32, Failure> {
    let log = names(logs);
    let (header, unit) = (reader.header(), reader.unit());
    let Some(size) = header.size(unit) else {
        let counted = match unit {
            SizeUnit::Processors => String::new(),
            SizeUnit::Nodes | SizeUnit::Accelerators | SizeUnit::Slots => {
                format!(" (the sizes of its jobs count {0}, so N is the number of {0})", unit.words())
            }
        };
        return Err(Failure::wrong(format!(
            "{log}: its header does not say how large the machine is (MaxProcs): give --processors N{counted}"
        )));
    };
    let key = if header.processors == Some(size) { "MaxProcs" } else { "MaxNodes" };
    if !told {
        console::tell(&format!(
            "the machine has {size} {}, as the header of the log says ({key})",
            unit.words()
        ));
    }
    Ok(size)
}
