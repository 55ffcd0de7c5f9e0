//! How fast jobs run on other hardware than at home: peak speeds, and how well software was ported.

use super::super::network_spec::TravelSpec;
use super::super::problem::{Problems, suggestion};
use super::super::spec::Spec;
use crate::model::{Center, NodeType, PeakFlops};

/// How well software runs on hardware.
#[derive(Debug)]
pub(super) struct Speeds {
    /// Software, hardware, and the share of the peak.
    rows: Vec<(String, String, f64)>,
}

impl Speeds {
    /// What a file says of it; notes what nothing is called, and what is said twice.
    pub(super) fn of(spec: &Spec, centers: &[Option<Center>], problems: &mut Problems<'_>) -> Speeds {
        let pools = centers.iter().flatten().flat_map(|center| &center.pools);
        let mut kinds: Vec<&str> = pools.map(|pool| pool.node_type.name.as_str()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let all_there = centers.iter().all(Option::is_some);
        let named = || spec.workloads.iter().filter_map(|workload| workload.travel.software.as_ref());
        let mut rows: Vec<(String, String, f64)> = Vec::new();
        for typed in &spec.porting {
            let (Some(software), Some(hardware), Some(share)) =
                (&typed.software, &typed.hardware, &typed.efficiency)
            else {
                continue;
            };
            if all_there && !kinds.contains(&hardware.value.as_str()) {
                let message = format!("hardware: no centre has a `{}`", hardware.value);
                problems.add(&hardware.span, message, suggestion(&hardware.value, &kinds));
            }
            if named().all(|name| name.value != software.value) {
                let known: Vec<&str> = named().map(|name| name.value.as_str()).collect();
                let message = format!("software: no workload is written for `{}`", software.value);
                problems.warn(&software.span, message, suggestion(&software.value, &known));
            }
            let is_same = |row: &&(String, String, f64)| row.0 == software.value && row.1 == hardware.value;
            if rows.iter().any(|row| is_same(&row)) {
                let message =
                    format!("hardware: `{}` on `{}` was told of already", software.value, hardware.value);
                problems.add(&hardware.span, message, Some("leave one of the two out".into()));
            }
            rows.push((software.value.clone(), hardware.value.clone(), share.value as f64 / 1e8));
        }
        Speeds { rows }
    }

    /// How fast jobs run there beside home; says why that is not known.
    pub(super) fn ratio(
        &self,
        travel: &TravelSpec,
        (home, there): (&NodeType, &NodeType),
    ) -> Result<f64, String> {
        if home.name == there.name {
            return Ok(1.0);
        }
        let precision = travel.precision.as_ref().map_or("fp16", |at| &at.value);
        let known = |node: &NodeType| match peak(node, precision) {
            peak if 0.0 < peak => Ok(peak * self.share(travel, node)),
            _ => Err(format!(
                "nothing says how fast `{}` is at {precision}; say how fast its jobs run there with `speed` of a `[[workload.elsewhere]]`",
                node.name
            )),
        };
        Ok(known(there)? / known(home)?)
    }

    /// Which share of its peak a workload's software reaches on some hardware.
    fn share(&self, travel: &TravelSpec, node: &NodeType) -> f64 {
        let Some(software) = &travel.software else { return 1.0 };
        let mut rows = self.rows.iter();
        rows.find(|row| row.0 == software.value && row.1 == node.name).map_or(1.0, |row| row.2)
    }
}

/// The peak speed of one accelerator, or of one core where a node has none.
fn peak(node: &NodeType, precision: &str) -> f64 {
    let of = |peak: &PeakFlops| match precision {
        "fp64" => peak.fp64,
        "fp32" => peak.fp32,
        _ => peak.fp16,
    };
    match &node.device {
        Some(device) => of(&device.peak_tflops),
        None => of(&node.peak_tflops) / f64::from(node.capacity.cores.max(1)),
    }
}
