//! What a scenario says of centres as one network: where jobs may run beside their home, and which router sends them there.

use super::super::fields::{Field, Kind, Table, Usual};
use super::super::known::{precisions, routers, routers_with_brackets};
use super::{PERCENT, SECOND, duration, optional, required, share, usual};

/// `latitude` of a centre.
pub(super) const CENTER_LATITUDE: Field = optional(
    "latitude",
    Kind::Number { least: -90.0, most: 90.0 },
    "30.5",
    "nothing is known of ways to other centres",
    "Where it lies, in degrees north; with `longitude`. A message between two centres takes as long as light in fibre takes for one and a half times the great circle, there and back.",
);

/// `longitude` of a centre.
pub(super) const CENTER_LONGITUDE: Field = optional(
    "longitude",
    Kind::Number { least: -180.0, most: 180.0 },
    "114.3",
    "nothing is known of ways to other centres",
    "The same in degrees east.",
);

/// `spills_to` of a centre.
pub(super) const CENTER_SPILLS_TO: Field = optional(
    "spills_to",
    Kind::Name,
    "\"beijing-ai\"",
    "jobs that wait too long go where they start first",
    "The centre to which the router `spillover` sends what it cannot start soon; no centre spills back to itself by way of others.",
);

/// `travels` of a workload.
pub(super) const WORKLOAD_TRAVELS: Field = usual(
    "travels",
    Kind::Truth,
    "true",
    Usual::Truth(false),
    "Whether its jobs may run at every other centre that has what they need: in the partition of the same name, or the one for workloads that name none. The `router` of a policy says where each goes (docs/network.md).",
);

/// `software` of a workload.
pub(super) const WORKLOAD_SOFTWARE: Field = optional(
    "software",
    Kind::Name,
    "\"cann\"",
    "it runs as well on all hardware",
    "The software that its jobs are written for; a `[[porting]]` says how well that runs on which hardware.",
);

/// `precision` of a workload.
pub(super) const WORKLOAD_PRECISION: Field = usual(
    "precision",
    Kind::Choice { of: "precision", known: precisions, bracketed: Vec::new },
    "\"fp64\"",
    Usual::Text("fp16"),
    "By which peak speed kinds of nodes are compared, where its jobs run on other hardware than at home.",
);

/// `data_at` of a workload.
pub(super) const WORKLOAD_DATA_AT: Field = optional(
    "data_at",
    Kind::Name,
    "\"beijing-ai\"",
    "at home",
    "The centre that holds the data of its jobs; the router `data-local` sends them there.",
);

/// `max_round_trip` of a workload.
pub(super) const WORKLOAD_ROUND_TRIP_MOST: Field = optional(
    "max_round_trip",
    duration(1),
    "\"20 ms\"",
    "they run anywhere",
    "How far from home its jobs may run under the router `latency-bound`: the longest that a message may take there and back.",
);

/// `elsewhere` of a workload.
pub(super) const WORKLOAD_ELSEWHERE: Field = optional(
    "elsewhere",
    Kind::Tables(&ELSEWHERE),
    "",
    "its jobs stay at home, unless it `travels`",
    "Single places where its jobs may run beside their home.",
);

/// `[[workload.elsewhere]]`.
pub(super) const ELSEWHERE: Table = Table {
    header: "[[workload.elsewhere]]",
    help: "A place where jobs of the workload above may run beside their home.",
    fields: &[
        required("center", Kind::Name, "\"beijing-ai\"", "The centre."),
        optional(
            "partition",
            Kind::Name,
            "\"npu\"",
            "the one of the same name as at home, or the one for workloads that name none",
            "Its partition.",
        ),
        optional(
            "speed",
            Kind::Number { least: 0.001, most: 1_000.0 },
            "0.8",
            "as the peak speeds of the hardware and `[[porting]]` say",
            "How fast its jobs run there beside home: run times and requested times are divided by this.",
        ),
    ],
};

/// `[[porting]]`.
pub(super) const PORTING: Table = Table {
    header: "[[porting]]",
    help: "How well software runs on hardware for which it had to be ported: speed is not peak speed.",
    fields: &[
        required("software", Kind::Name, "\"cuda\"", "The software, as workloads name it."),
        required(
            "hardware",
            Kind::Name,
            "\"ascend-910-server\"",
            "The kind of node: a name from `suanli list hardware`, or a `[hardware.NAME]` of this file.",
        ),
        required(
            "efficiency",
            share(PERCENT / 1_000, 100 * PERCENT),
            "\"60 %\"",
            "Which share of the peak speed it reaches there, of what it reaches on hardware that no `[[porting]]` names.",
        ),
    ],
};

/// `router` of a policy.
pub(super) const POLICY_ROUTER: Field = usual(
    "router",
    Kind::Choice { of: "router", known: routers, bracketed: routers_with_brackets },
    "\"hub\"",
    Usual::Text("home"),
    "To which centre a job goes that may run at several (`travels`, `elsewhere` of a workload).",
);

/// `refresh` of a policy.
pub(super) const POLICY_REFRESH: Field = optional(
    "refresh",
    duration(SECOND),
    "\"5 min\"",
    "the router sees centres as they are; `hub` every 5 min",
    "How often the router sees how loaded the centres are; in between it goes by what it saw.",
);
