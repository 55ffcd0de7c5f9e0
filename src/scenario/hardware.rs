//! The built-in catalogue of nodes. Sources are rows of the fact sheet (H1, E4, ...) or the makers' data sheets.

use crate::model::{Device, NodeType, PeakFlops, Resources};

/// A kind of node that every scenario may name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HardwareEntry {
    /// The name that scenarios use.
    pub name: &'static str,
    /// One sentence for people.
    pub help: &'static str,
    /// Processor cores.
    pub cores: u32,
    /// Main memory in GiB.
    pub memory_gib: u32,
    /// Accelerators.
    pub accelerators: u32,
    /// What the accelerators are called; empty where there are none.
    pub accelerator: &'static str,
    /// Peak speed in TFLOPS of one accelerator, or of the whole node where it has none.
    pub tflops: PeakFlops,
    /// Power drawn by an idle node in watts.
    pub idle_watts: f64,
    /// Power drawn by a fully used node in watts.
    pub busy_watts: f64,
}

const fn tflops(fp16: f64, fp32: f64, fp64: f64) -> PeakFlops {
    PeakFlops { fp16, fp32, fp64 }
}

/// The catalogue.
///
/// Cores and memory are those of common configurations (assumption): the fact sheet gives none. The speed of a node with
/// accelerators is that of its accelerators, by which such centres are sold; its processors would add less than 2 %.
pub const HARDWARE: &[HardwareEntry] = &[
    HardwareEntry {
        name: "ascend-910-server",
        help: "Server with 8 Ascend 910 (昇腾910) NPUs in two groups of four and 2 processors of 64 cores.",
        // H1: 256 TFLOPS FP16 and no double precision; H2: 8 chips and 2 processors; E5: 1.6 kW idle, 5.6 to 6.0 kW full.
        cores: 128,
        memory_gib: 1024,
        accelerators: 8,
        accelerator: "Ascend 910",
        tflops: tflops(256.0, 0.0, 0.0),
        idle_watts: 1_600.0,
        busy_watts: 5_800.0,
    },
    HardwareEntry {
        name: "a100-server",
        help: "Server with 8 NVIDIA A100 (80 GB) GPUs and 2 processors of 64 cores.",
        // Maker's data sheet, dense tensor cores for FP16; E4: 1.45 kW idle, 5.0 kW full.
        cores: 128,
        memory_gib: 1024,
        accelerators: 8,
        accelerator: "A100",
        tflops: tflops(312.0, 19.5, 9.7),
        idle_watts: 1_450.0,
        busy_watts: 5_000.0,
    },
    HardwareEntry {
        name: "h800-server",
        help: "Server with 8 NVIDIA H800 GPUs and 2 processors of 56 cores.",
        // Maker's data sheet, dense tensor cores for FP16. Assumption: 10 kW full, and E4's idle share of 29 %.
        cores: 112,
        memory_gib: 2048,
        accelerators: 8,
        accelerator: "H800",
        tflops: tflops(989.0, 67.0, 1.0),
        idle_watts: 2_900.0,
        busy_watts: 10_000.0,
    },
    HardwareEntry {
        name: "a10-node",
        help: "Inference node with 4 NVIDIA A10 GPUs and 2 processors of 32 cores.",
        // Maker's data sheet (125 TFLOPS FP16, 150 W a card). Power: E4's processor node with 4 cards on top (assumption).
        cores: 64,
        memory_gib: 512,
        accelerators: 4,
        accelerator: "A10",
        tflops: tflops(125.0, 31.2, 0.5),
        idle_watts: 600.0,
        busy_watts: 1_500.0,
    },
    HardwareEntry {
        name: "kunpeng-920-node",
        help: "Processor node with 2 Kunpeng 920 (鲲鹏920) of 64 cores.",
        // 2.6 GHz and 4 double-precision operations a cycle and core (maker's data sheet); E4: 0.52 and 0.90 kW.
        cores: 128,
        memory_gib: 256,
        accelerators: 0,
        accelerator: "",
        tflops: tflops(0.0, 2.66, 1.33),
        idle_watts: 520.0,
        busy_watts: 900.0,
    },
    HardwareEntry {
        name: "x86-node",
        help: "Processor node with 2 x86 processors of 32 cores.",
        // Assumption: 2.5 GHz and 16 double-precision operations a cycle and core; E4: 0.52 and 0.90 kW.
        cores: 64,
        memory_gib: 256,
        accelerators: 0,
        accelerator: "",
        tflops: tflops(0.0, 5.12, 2.56),
        idle_watts: 520.0,
        busy_watts: 900.0,
    },
    HardwareEntry {
        name: "fat-memory-node",
        help: "Processor node with 2 Kunpeng 920 of 64 cores and 4 TiB of memory, for graphs that fit nowhere else.",
        // U36: graph computing is bound by memory. Assumption: memory adds 0.15 kW to E4's processor node.
        cores: 128,
        memory_gib: 4096,
        accelerators: 0,
        accelerator: "",
        tflops: tflops(0.0, 2.66, 1.33),
        idle_watts: 670.0,
        busy_watts: 1_050.0,
    },
    HardwareEntry {
        name: "hpc-accelerator-node",
        help: "Supercomputer node with 4 double-precision accelerators and 2 Kunpeng 920 of 64 cores.",
        // H13 says "thousands of accelerators" and no more. Assumption: 20 TFLOPS FP64 each, 0.35 kW a card as H1.
        cores: 128,
        memory_gib: 512,
        accelerators: 4,
        accelerator: "HPC accelerator",
        tflops: tflops(0.0, 20.0, 20.0),
        idle_watts: 800.0,
        busy_watts: 2_300.0,
    },
];

impl HardwareEntry {
    /// The node as centres hold it.
    #[must_use]
    pub fn node_type(&self) -> NodeType {
        let times = f64::from(self.accelerators.max(1));
        let device = (0 < self.accelerators)
            .then(|| Device { name: self.accelerator.into(), peak_tflops: self.tflops });
        NodeType {
            name: self.name.into(),
            capacity: Resources {
                cores: self.cores,
                accelerators: self.accelerators,
                memory_mib: u64::from(self.memory_gib) * 1024,
            },
            device,
            peak_tflops: PeakFlops {
                fp16: self.tflops.fp16 * times,
                fp32: self.tflops.fp32 * times,
                fp64: self.tflops.fp64 * times,
            },
            idle_watts: self.idle_watts,
            busy_watts: self.busy_watts,
        }
    }
}
