//! Figures as promises and sweeps name them.

use super::Phrase;

pub(super) const PHRASES: &[Phrase] = &[
    ("cost", "费用"),
    ("deadlines", "按时完成的比例"),
    ("energy", "电能"),
    ("mean wait", "平均等待"),
    ("never started", "从未开始的比例"),
    ("p90 wait", "p90 等待"),
    ("p95 wait", "p95 等待"),
    ("p99 wait", "p99 等待"),
    ("power", "功率峰值"),
    ("utilization", "利用率"),
    ("{figure} of {whose}", "{whose} 的 {figure}"),
];
