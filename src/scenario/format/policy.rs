//! What a scenario says of its policies, and of what else is different under one of them.

use super::super::fields::{Kind, Table, Usual};
use super::super::known::{
    backfills, backfills_with_brackets, lock_variants, orders, orders_with_brackets, placements,
};
use super::network::{POLICY_REFRESH, POLICY_ROUTER};
use super::priority::{CLASS_PRIORITY, CLASS_PRIORITY_HELP, MULTIFACTOR, MULTIFACTOR_HELP};
use super::{PERCENT, SECOND, duration, optional, required, share, usual};

/// `[[policy]]`.
pub(in crate::scenario) const POLICY: Table = Table {
    header: "[[policy]]",
    help: "A way to decide which job starts where and when (`suanli list policies`), and with what changes to the locks and quotas of the file it is compared.",
    fields: &[
        required("name", Kind::Label, "\"easy\"", "Its name in tables and plots, unique in the file."),
        required(
            "order",
            Kind::Choice { of: "order", known: orders, bracketed: orders_with_brackets },
            "\"fcfs\"",
            "Which job comes first in the queue.",
        ),
        usual(
            "backfill",
            Kind::Choice { of: "backfill", known: backfills, bracketed: backfills_with_brackets },
            "\"easy\"",
            Usual::Text("none"),
            "Which jobs may overtake one that does not fit yet.",
        ),
        usual(
            "placement",
            Kind::Choice { of: "placement", known: placements, bracketed: Vec::new },
            "\"pack\"",
            Usual::Text("pack"),
            "On which nodes a job is put.",
        ),
        optional(
            "every",
            duration(SECOND / 1_000),
            "\"1 s\"",
            "after every event",
            "How often the queue is looked at, as the loops of batch systems do it: at whole multiples of this from the start on, and not in between.",
        ),
        POLICY_ROUTER,
        POLICY_REFRESH,
        optional(
            "locks",
            Kind::Choice { of: "mode of locks", known: lock_variants, bracketed: Vec::new },
            "\"lend-preemptible\"",
            "each lock's own",
            "The mode of all locks under this policy, maintenance apart; with `none` there are no locks.",
        ),
        optional(
            "notice",
            duration(SECOND),
            "\"2 h\"",
            "only `lend-short` has one",
            "The notice of all locks under this policy, with `locks = \"lend-short\"`.",
        ),
        optional(
            "return_time",
            duration(0),
            "\"30 min\"",
            "only `lend-until-needed` has one",
            "The return time of all locks under this policy, with `locks = \"lend-until-needed\"`.",
        ),
        optional(
            "lock_share",
            share(0, 100 * PERCENT),
            "\"30 %\"",
            "each lock's own",
            "Which share of its partition each lock takes under this policy, maintenance apart; with 0 % there are no locks.",
        ),
        optional(
            "quotas",
            Kind::Truth,
            "false",
            "true",
            "Whether the quotas of the file hold under this policy.",
        ),
        optional(
            "power_cap",
            Kind::Truth,
            "false",
            "true",
            "Whether the `cap` of each `[center.power]` holds under this policy.",
        ),
        optional(
            "slow_down",
            Kind::Truth,
            "false",
            "true",
            "Whether jobs are slowed down under this policy where power is short (`slowest` of a `[center.power]`), rather than letting others wait.",
        ),
        optional(
            "defer",
            Kind::Truth,
            "false",
            "true",
            "Whether jobs are put off to better hours under this policy (`defer` of a workload).",
        ),
        optional(
            "sleep",
            Kind::Truth,
            "false",
            "true",
            "Whether nodes sleep under this policy (`[center.sleep]`).",
        ),
        optional("multifactor", Kind::Table(&MULTIFACTOR), "", "the defaults", MULTIFACTOR_HELP),
        optional("class_priority", Kind::Table(&CLASS_PRIORITY), "", "the defaults", CLASS_PRIORITY_HELP),
    ],
};
