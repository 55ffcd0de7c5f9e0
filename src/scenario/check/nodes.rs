//! Kinds of nodes: those of the catalogue, and those of the file.

use std::collections::BTreeMap;

use super::super::hardware::HARDWARE;
use super::super::problem::{Problems, suggestion};
use super::super::read::At;
use super::super::spec::HardwareSpec;
use crate::model::{Device, NodeType, PeakFlops, Resources};

/// Kinds of nodes by name; one that is described wrongly is there, but unknown.
pub(super) type NodeTypes = BTreeMap<String, Option<NodeType>>;

/// Every kind of node that the file may name.
pub(super) fn node_types(specs: &[HardwareSpec], problems: &mut Problems<'_>) -> NodeTypes {
    let mut node_types: NodeTypes =
        HARDWARE.iter().map(|entry| (entry.name.to_string(), Some(entry.node_type()))).collect();
    for spec in specs {
        if node_types.contains_key(&spec.name.value) {
            let message = format!("the built-in catalogue has a `{}` already", spec.name.value);
            problems.add(&spec.name.span, message, Some("choose another name for your own".into()));
            continue;
        }
        node_types.insert(spec.name.value.clone(), own_node_type(spec, problems));
    }
    node_types
}

fn own_node_type(spec: &HardwareSpec, problems: &mut Problems<'_>) -> Option<NodeType> {
    let (idle, busy) = (spec.idle_milliwatts.as_ref(), spec.busy_milliwatts.as_ref());
    if let (Some(idle), Some(busy)) = (idle, busy)
        && busy.value < idle.value
    {
        problems.add(&busy.span, "busy: a busy node cannot draw less power than an idle one", None);
    }
    if let (Some(accelerator), None) = (&spec.accelerator, &spec.accelerators) {
        let help = "say how many with `accelerators`";
        problems.add(&accelerator.span, "accelerator: the node has no accelerators", Some(help.into()));
    }
    let accelerators = spec.accelerators.as_ref().map_or(0, |count| count.value as u32);
    let tflops = |speed: &Option<At<i64>>| speed.as_ref().map_or(0.0, |speed| speed.value as f64 / 1e6);
    let one = PeakFlops {
        fp16: tflops(&spec.fp16_mflops),
        fp32: tflops(&spec.fp32_mflops),
        fp64: tflops(&spec.fp64_mflops),
    };
    let times = f64::from(accelerators.max(1));
    let device_name = spec.accelerator.as_ref().unwrap_or(&spec.name);
    Some(NodeType {
        name: spec.name.value.clone(),
        capacity: Resources {
            cores: spec.cores.as_ref()?.value as u32,
            accelerators,
            memory_mib: spec.memory_bytes.as_ref()?.value.unsigned_abs() >> 20,
        },
        device: (0 < accelerators).then(|| Device { name: device_name.value.clone(), peak_tflops: one }),
        peak_tflops: PeakFlops { fp16: one.fp16 * times, fp32: one.fp32 * times, fp64: one.fp64 * times },
        idle_watts: idle.map_or(0.0, |idle| idle.value as f64 / 1e3),
        busy_watts: busy.map_or(0.0, |busy| busy.value as f64 / 1e3),
    })
}

/// The kind of node of this name; notes when there is none.
pub(super) fn kind_of_node(
    hardware: &At<String>,
    node_types: &NodeTypes,
    problems: &mut Problems<'_>,
) -> Option<NodeType> {
    if let Some(node_type) = node_types.get(&hardware.value) {
        return node_type.clone();
    }
    let known: Vec<&str> = node_types.keys().map(String::as_str).collect();
    let message = format!("no hardware `{}`", hardware.value);
    problems.add(&hardware.span, message, suggestion(&hardware.value, &known));
    None
}
