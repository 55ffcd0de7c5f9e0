//! What a scenario says of the question that `suanli plan` answers.

use super::super::fields::{Kind, Table};
use super::kinds::{optional, required};

/// `[plan]`.
pub(super) const PLAN: Table = Table {
    header: "[plan]",
    help: "What `suanli plan` is to find where its options say nothing else: the least, or the most, of one value with which all promises are kept.",
    fields: &[
        optional(
            "least",
            Kind::Title,
            "\"center.wuhan-ai.partition.npu.nodes=60..140\"",
            "`most` says what is varied",
            "The value of which the least is asked for, as KEY=LOW..HIGH or KEY=LOW..HIGH:STEP (docs/planning.md).",
        ),
        optional(
            "most",
            Kind::Title,
            "\"workload.pretraining.load=20 %..60 %:5 %\"",
            "`least` says what is varied",
            "The value of which the most is asked for; give `least` or `most`, not both.",
        ),
        required(
            "promises",
            Kind::Titles,
            "[\"p95 wait of fine-tuning <= 2 h\", \"deadlines >= 99 %\"]",
            "The promises that are to be kept.",
        ),
        optional("policy", Kind::Title, "\"easy\"", "the first policy", "Under which policy."),
        optional(
            "max_replications",
            Kind::Count { least: 1, most: 100_000 },
            "64",
            "four times the replications",
            "How many runs of a value at most, where fewer do not tell.",
        ),
    ],
};
