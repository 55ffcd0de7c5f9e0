//! What a scenario says of its workloads: who sends what, when, and how users behave.

use super::super::fields::{Kind, Table, Usual};
use super::super::known::{
    applications, beginnings, estimates, feedbacks, holidays, hours, models, units, weekdays,
};
use super::super::units::Dimension;
use super::data::{WORKLOAD_INPUTS, WORKLOAD_OUTPUT, WORKLOAD_OUTPUT_TO};
use super::failures::{
    WORKLOAD_CHECKPOINT, WORKLOAD_CHECKPOINT_END, WORKLOAD_CHECKPOINT_GROWTH, WORKLOAD_CHECKPOINT_PARAMETERS,
    WORKLOAD_CHECKPOINT_RULE, WORKLOAD_CHECKPOINT_SAFE, WORKLOAD_CHECKPOINT_SIZE, WORKLOAD_CHECKPOINT_WRITE,
    WORKLOAD_ON_FAILURE, WORKLOAD_RESTART, WORKLOAD_RETRIES,
};
use super::network::{
    WORKLOAD_DATA_AT, WORKLOAD_ELSEWHERE, WORKLOAD_PRECISION, WORKLOAD_ROUND_TRIP_MOST, WORKLOAD_SOFTWARE,
    WORKLOAD_TRAVELS,
};
use super::outcomes::WORKLOAD_ENDS;
use super::ramp::WORKLOAD_FILLS;
use super::rules::{
    WORKLOAD_AFTER, WORKLOAD_ARRAY_LIMIT, WORKLOAD_CHAIN, WORKLOAD_COMPONENT, WORKLOAD_CONDITION,
    WORKLOAD_DEADLINE, WORKLOAD_DEFER, WORKLOAD_DEFER_BY, WORKLOAD_LICENCES, WORKLOAD_PATIENCE, WORKLOAD_QOS,
    WORKLOAD_SINGLETON,
};
use super::{DAY, PERCENT, SECOND, duration, optional, required, share, usual};

/// What a workload holds in a day.
const HOURS: Kind = Kind::Number { least: 0.000_001, most: 1_000_000_000.0 };

/// By what the jobs of a log are multiplied.
const FACTOR: Kind = Kind::Number { least: 0.001, most: 1_000.0 };

/// `[[workload]]`.
pub(super) const WORKLOAD: Table = Table {
    header: "[[workload]]",
    help: "Jobs of one application, model or log, sent by one group of tenants to one partition.",
    fields: &[
        required(
            "name",
            Kind::Name,
            "\"pretraining\"",
            "Its name, unique in the file; tables and plots show it as a class of jobs.",
        ),
        optional("title", Kind::Title, "\"LLM pretraining\"", "the name", "Its name for people."),
        optional(
            "power",
            share(0, 100 * PERCENT),
            "\"80 %\"",
            "100 %",
            "How far its jobs drive what they hold from `idle` to `busy` (`[center.power]`), in tenths of a percent.",
        ),
        optional(
            "application",
            Kind::Choice { of: "application", known: applications, bracketed: Vec::new },
            "\"llm-pretraining\"",
            "`model` says it",
            "The application that is run (`suanli list applications`): sizes, run times, requested times and hours of arrival.",
        ),
        optional(
            "model",
            Kind::Choice { of: "model", known: models, bracketed: Vec::new },
            "\"lublin\"",
            "`application` says it",
            "A model of a whole machine's jobs (`suanli list models`, docs/models.md); give either `application` or `model`.",
        ),
        optional(
            "log",
            Kind::Title,
            "\"jobs-2024.swf.zst\"",
            "`application` or `model` says it",
            "The log of a real machine (docs/logs.md), beside the scenario's file or in the folder of `--logs`. Its jobs come on their dates or when the workload begins (`begins_with`), as far apart as they came then, and hold the cores, accelerators and memory that they asked for, as far as it knows them; its users are dealt out among the tenants, the same user always to the same tenant.",
        ),
        optional(
            "columns",
            Kind::Title,
            "\"columns.toml\"",
            "the log tells its columns itself",
            "What the columns of the log mean: a map (docs/logs.md), beside the scenario's file.",
        ),
        optional(
            "filter",
            Kind::Title,
            "\"queue=gpu,nodes>=4\"",
            "every job",
            "Which jobs of the log come: comparisons with commas between them (docs/logs.md).",
        ),
        optional(
            "window",
            Kind::Title,
            "\"2024-03-01..2024-04-01\"",
            "the whole log",
            "From which part of the log they come: dates, or times of the log such as `7d..14d`.",
        ),
        optional(
            "scale_arrivals",
            FACTOR,
            "1.2",
            "1",
            "So many times as many jobs of the log come in a given time: times between submissions are divided by this.",
        ),
        optional(
            "scale_sizes",
            FACTOR,
            "0.5",
            "1",
            "The sizes of the log's jobs are multiplied by this, and rounded to the nearest whole number, at least 1.",
        ),
        optional(
            "scale_runtimes",
            FACTOR,
            "1.1",
            "1",
            "The run times and requested times of the log's jobs are multiplied by this.",
        ),
        optional(
            "speed",
            FACTOR,
            "2",
            "1",
            "How fast the partition is beside the machine of the log: run times and requested times are divided by this.",
        ),
        optional(
            "resize_from",
            Kind::Count { least: 1, most: 4_294_967_295 },
            "1024",
            "sizes stay as they are",
            "The size of the machine of the log: its jobs get the same share of the partition's `demand_nodes`, rounded to the nearest whole number, at least 1.",
        ),
        optional(
            "begins_with",
            Kind::Choice { of: "beginning", known: beginnings, bracketed: Vec::new },
            "\"time-zero\"",
            "`dates` where they meet the scenario's, else `first-row`",
            "When the jobs of the log come: on their `dates`; or so that its first row comes when the workload begins, whether or not `filter` takes it (parts of one log, and logs of one time, keep their distance); or its first job, or its time 0 (where times count from 1970 that is the first row).",
        ),
        optional(
            "queues",
            Kind::Names,
            "[\"short\", \"gpu\"]",
            "all its jobs go to `partition`",
            "Partitions of the centre that bear the names of queues of the log: the jobs of these queues go there, all others to `partition`.",
        ),
        optional(
            "overhead",
            duration(0),
            "\"0.06 s\"",
            "none",
            "What comes on top of the run time of each job of the log, to start it and to clean up after it.",
        ),
        optional(
            "split_at",
            duration(60 * SECOND),
            "\"24 h\"",
            "jobs ask for as much as they did",
            "The longest time that a job of the log may ask for: one that asked for more becomes a chain of parts that ask for so much each, and each is queued when the one before it has ended.",
        ),
        optional(
            "unit",
            Kind::Choice { of: "unit", known: units, bracketed: Vec::new },
            "\"nodes\"",
            "`nodes`; of a log what its format counts",
            "What the sizes of a `model` or of a `log` count; what an application counts is its own. The jobs of a log hold that and nothing else then, but for their share of the node.",
        ),
        required("center", Kind::Name, "\"wuhan-ai\"", "The centre to which its jobs are sent."),
        optional("partition", Kind::Name, "\"npu\"", "the default one", "The partition of that centre."),
        required("tenants", Kind::Name, "\"enterprises\"", "The group of tenants that sends them."),
        optional(
            "load",
            share(1, 100 * PERCENT),
            "\"30 %\"",
            "another key says how much comes",
            "How much of the partition the jobs would keep busy on average, at the start, in what the application or model counts (accelerators, cores or nodes): a share of the partition's `demand_nodes`. Give one of `load`, `jobs_per_day` and hours a day.",
        ),
        optional(
            "jobs_per_day",
            Kind::Number { least: 0.000_001, most: 100_000_000.0 },
            "120",
            "another key says how much comes",
            "How many jobs come on an average day, at the start. A `model` may leave out all of these: then as many come as published.",
        ),
        optional(
            "accelerator_hours_per_day",
            HOURS,
            "7500",
            "another key says how much comes",
            "How many accelerator-hours the jobs hold that come on an average day, at the start, where the application or model counts accelerators.",
        ),
        optional(
            "core_hours_per_day",
            HOURS,
            "250000",
            "another key says how much comes",
            "The same in core-hours, where it counts cores.",
        ),
        optional(
            "node_hours_per_day",
            HOURS,
            "900",
            "another key says how much comes",
            "The same in node-hours, where it counts nodes.",
        ),
        optional(
            "growth_per_year",
            share(-99 * PERCENT, 10_000 * PERCENT),
            "\"13 %\"",
            "no growth",
            "By how much the demand grows in a year, spread evenly over the days; below zero where it shrinks.",
        ),
        optional(
            "growth_per_month",
            share(-99 * PERCENT, 1_000 * PERCENT),
            "\"2 %\"",
            "`growth_per_year` says it",
            "The same for a month (a twelfth of a year): twelve months multiply to a year.",
        ),
        optional(
            "months",
            Kind::Weights,
            "[1, 1, 1.2, 1.4]",
            "every month like the first",
            "By what the demand is multiplied in the first, second … calendar month of the scenario, besides growth; the last number holds on.",
        ),
        optional(
            "hours",
            Kind::Profile { of: "hours", count: 24, known: hours },
            "\"office\"",
            "as the application or model has them",
            "When in the day its jobs come: a name (docs/models.md), or a weight for each hour from midnight.",
        ),
        optional(
            "weekdays",
            Kind::Profile { of: "weekdays", count: 7, known: weekdays },
            "\"working-week\"",
            "as the application has them; a model knows none",
            "When in the week: a name (docs/models.md), or a weight for each day from Monday.",
        ),
        optional(
            "holidays",
            Kind::Choice { of: "way to spend holidays", known: holidays, bracketed: Vec::new },
            "\"ignored\"",
            "`observed`; fixed cycles ignore them",
            "Whether a `[[holiday]]` changes its demand.",
        ),
        optional("since", Kind::Date, "2023-03-01", "the start", "From when on the jobs come."),
        optional("until", Kind::Date, "2023-10-01", "the end", "Until when they come."),
        optional(
            "size_max",
            Kind::Count { least: 1, most: 10_000_000 },
            "256",
            "the application's own limit, or all that `demand_nodes` nodes can hold",
            "The largest job, in what the application or model counts (accelerators, cores or nodes).",
        ),
        optional(
            "burst",
            Kind::Range { least: 1, most: 100_000 },
            "[4, 60]",
            "as the application has it",
            "Jobs come in bursts of so many, different jobs of one user; lengths are spread evenly on a logarithmic axis.",
        ),
        optional(
            "array",
            Kind::Range { least: 1, most: 100_000 },
            "[10, 500]",
            "as the application has it",
            "Jobs come in arrays of so many, with one request and runtimes that are alike; give either `burst` or `array`.",
        ),
        optional(
            "estimates",
            Kind::Choice { of: "way to estimate", known: estimates, bracketed: Vec::new },
            "\"modal\"",
            "`as-modelled`; of a model that is `modal`",
            "What time users request: as the application has it, a few popular values (docs/models.md), or exactly the run time.",
        ),
        optional(
            "popular_estimates",
            Kind::Amounts { dimension: Dimension::Duration, least: 60 * SECOND, most: 36_525 * DAY },
            "[\"48 h\", \"1 h\", \"4 h\"]",
            "twenty round values",
            "The popular values of `modal` estimates, the most popular first.",
        ),
        optional(
            "estimate_max",
            Kind::Amount { dimension: Dimension::Duration, least: 60 * SECOND, most: 36_525 * DAY },
            "\"48 h\"",
            "the longest popular value; else the application's, or of a model 48 h",
            "The longest time that anybody may request, and the most popular of `modal` estimates; longer jobs are killed then.",
        ),
        optional(
            "feedback",
            Kind::Choice { of: "feedback", known: feedbacks, bracketed: Vec::new },
            "\"sessions\"",
            "`none`",
            "With `sessions` users wait for their results, think, and submit again, so that a better centre gets more work; the demand is then what they bring where nobody waits.",
        ),
        usual(
            "priority",
            Kind::Count { least: 0, most: 1_000_000_000 },
            "10",
            Usual::Whole(0),
            "How much its jobs matter under `class-priority`, and as `class_priority` of a formula. Under `multifactor` the `qos` of the workload says it.",
        ),
        usual(
            "nice",
            Kind::Number { least: -2_147_483_645.0, most: 2_147_483_645.0 },
            "100",
            Usual::Number(0.0),
            "The amount taken off the priority of its jobs under `multifactor`; a whole number, below zero to raise it.",
        ),
        WORKLOAD_QOS,
        WORKLOAD_LICENCES,
        WORKLOAD_CHECKPOINT,
        WORKLOAD_CHECKPOINT_RULE,
        WORKLOAD_CHECKPOINT_WRITE,
        WORKLOAD_CHECKPOINT_SAFE,
        WORKLOAD_CHECKPOINT_SIZE,
        WORKLOAD_CHECKPOINT_PARAMETERS,
        WORKLOAD_CHECKPOINT_GROWTH,
        WORKLOAD_CHECKPOINT_END,
        WORKLOAD_RESTART,
        WORKLOAD_ON_FAILURE,
        WORKLOAD_RETRIES,
        WORKLOAD_PATIENCE,
        WORKLOAD_DEADLINE,
        WORKLOAD_DEFER,
        WORKLOAD_DEFER_BY,
        WORKLOAD_CHAIN,
        WORKLOAD_ARRAY_LIMIT,
        WORKLOAD_AFTER,
        WORKLOAD_CONDITION,
        WORKLOAD_SINGLETON,
        WORKLOAD_COMPONENT,
        WORKLOAD_INPUTS,
        WORKLOAD_OUTPUT,
        WORKLOAD_OUTPUT_TO,
        WORKLOAD_TRAVELS,
        WORKLOAD_ELSEWHERE,
        WORKLOAD_SOFTWARE,
        WORKLOAD_PRECISION,
        WORKLOAD_DATA_AT,
        WORKLOAD_ROUND_TRIP_MOST,
        optional(
            "sessions",
            Kind::Table(&SESSIONS),
            "",
            "with `feedback = \"sessions\"` the usual habits, else each submission by itself",
            SESSIONS_HELP,
        ),
        WORKLOAD_ENDS,
        WORKLOAD_FILLS,
    ],
};

/// The editors show it twice.
const SESSIONS_HELP: &str = "Users of the workload above submit in sessions: several times, with pauses for thought, and then they stay away.";

/// `[workload.sessions]`.
pub(super) const SESSIONS: Table = Table {
    header: "[workload.sessions]",
    help: SESSIONS_HELP,
    fields: &[
        usual(
            "submissions",
            Kind::Number { least: 1.0, most: 1_000.0 },
            "4",
            Usual::Number(4.0),
            "How often a user submits in one session on average, as long as nothing is waited for.",
        ),
        usual(
            "think_time",
            duration(SECOND),
            "\"15 min\"",
            Usual::Text("15 min"),
            "The median of the pause before the next submission: from the last one, or with feedback from its result.",
        ),
        usual(
            "think_spread",
            Kind::Number { least: 0.0, most: 5.0 },
            "1.0",
            Usual::Number(1.0),
            "The standard deviation of the logarithm of that pause, which is lognormal.",
        ),
        optional(
            "patience",
            duration(0),
            "\"1 h\"",
            "1 h",
            "With feedback: users who get their results later than this after submitting have gone, and come back another time.",
        ),
        optional(
            "users",
            Kind::Count { least: 1, most: 100_000 },
            "60",
            "one for each tenant",
            "With feedback: how many people there are; each tenant has at least one, and of the others as many as its share of the work.",
        ),
    ],
};
