//! What people are told about each kind of mistake in the rules of a centre.

use super::{RULED, problems};

#[test]
fn each_mistake_in_the_rules_is_told_with_its_place_and_what_would_be_right() {
    for (right, typed, told) in MISTAKES {
        assert!(RULED.contains(right), "`{right}` is no piece of the scenario");
        let expected: Vec<String> = told.iter().map(|problem| format!("x.toml:{problem}")).collect();
        assert_eq!(problems(&RULED.replacen(right, typed, 1)), expected, "`{right}` became `{typed}`");
    }
}

#[test]
fn several_mistakes_in_the_rules_are_told_at_once() {
    let mut text = RULED.to_string();
    for (right, typed, _) in [0, 16, 27, 46].map(|place: usize| MISTAKES[place]) {
        text = text.replacen(right, typed, 1);
    }
    assert!(4 <= problems(&text).len(), "{:?}", problems(&text));
}

/// A piece of the scenario, what stands there instead, and `line:column: message` for each problem.
const MISTAKES: &[(&str, &str, &[&str])] = &[
    (
        r#"preempts = ["low", "normal"]"#,
        r#"preempts = ["low", "high"]"#,
        &[
            "66:12: preempts: quality of service `high` preempts itself: high preempts high; two jobs would evict each other for ever",
        ],
    ),
    (
        "[[qos]]\nname = \"low\"",
        "[[qos]]\nname = \"low\"\npreempts = [\"high\"]",
        &[
            "66:12: preempts: quality of service `high` preempts itself: high preempts low preempts high; two jobs would evict each other for ever",
            "70:12: preempts: quality of service `low` preempts itself: low preempts high preempts low; two jobs would evict each other for ever",
        ],
    ),
    (
        r#"preempts = ["low", "normal"]"#,
        r#"preempts = ["lo"]"#,
        &["66:13: no `[[qos]]` named `lo`; did you mean `low`?"],
    ),
    (r#"qos = "low""#, r#"qos = "lwo""#, &["117:7: no `[[qos]]` named `lwo`; did you mean `low`?"]),
    (
        "accelerators = 16",
        "accelerators = 0",
        &["75:16: accelerators: expected a whole number from 1 to 4294967295, found the number 0"],
    ),
    (
        "accelerators = 16\naccelerator_hours_per_month = 1000",
        "running_jbs = 3",
        &[
            "71:1: `[[limit]]` limits nothing; say what it counts, for example `accelerators = 64`",
            "75:1: unknown key `running_jbs` in `[[limit]]`; did you mean `running_jobs`?",
        ],
    ),
    (
        r#"partitions = ["both"]"#,
        r#"partitions = ["cpu"]"#,
        &["81:15: centre `a` has no partition `cpu`; there are `both`, `infer` and `train`"],
    ),
    (
        "center = \"a\"\npartitions = [\"both\"]",
        r#"partitions = ["bth"]"#,
        &["80:15: no centre has a partition `bth`; did you mean `both`?"],
    ),
    (
        r#"workloads = ["training"]"#,
        r#"workloads = ["trainig"]"#,
        &["82:14: no workload `trainig`; did you mean `training`?"],
    ),
    (
        "tenants = [\"firms\"]\neach",
        "tenants = [\"firm\"]\neach",
        &["73:12: no `[[tenants]]` named `firm`; did you mean `firms`?"],
    ),
    (
        r#"licences = ["ansys:2"]"#,
        r#"licences = ["ansys:5"]"#,
        &["145:13: licences: a job needs 5 of `ansys`, and there are 4"],
    ),
    (
        r#"licences = ["ansys:2"]"#,
        r#"licences = ["anysys"]"#,
        &["145:13: no `[[licence]]` named `anysys`; did you mean `ansys`?"],
    ),
    (
        r#"licences = ["ansys:2"]"#,
        r#"licences = ["ansys:0"]"#,
        &[
            r#"145:13: licences: expected a name, or a name and how many of it such as "ansys:2", found "ansys:0""#,
        ],
    ),
    (
        r#"licences = ["ansys:2"]"#,
        r#"licences = ["ansys", "ansys:2"]"#,
        &["145:22: licences: `ansys` is in the list twice"],
    ),
    (
        "guaranteed = 48\n",
        "guaranteed = 73\n",
        &[
            "100:14: guaranteed: with it the quotas of centre `a` are 101 % of what it has (121 of 120 accelerators); what is guaranteed must be there for all at once",
        ],
    ),
    (
        r#"maximum = "60 %""#,
        r#"maximum = "30 %""#,
        &["94:11: maximum: 36 accelerators are less than the 48 guaranteed"],
    ),
    (
        r#"guaranteed = "40 %""#,
        "guaranteed = 40.0",
        &[r#"93:14: guaranteed: expected a share such as "30 %", or a whole number, found the number 40.0"#],
    ),
    (
        "guaranteed = 48\n",
        "guaranteed = 48\nmaximum = 60\nborrows = false\n",
        &[
            "101:11: maximum: tenants who do not borrow never go beyond what is guaranteed; leave it out, or let `borrows` be true",
        ],
    ),
    (
        "tenants = [\"firms\"]\nguaranteed",
        "tenants = [\"labs\"]\nguaranteed",
        &["99:12: tenants: `labs` have a quota already, `labs`"],
    ),
    (
        r#"maximum = "60 %""#,
        "maximum = \"60 %\"\nborrows = 1",
        &["95:11: borrows: expected `true` or `false`, found the number 1"],
    ),
    (
        "return_time = \"30 min\"\n",
        "\n",
        &[r#"29:8: mode: `lend-until-needed` needs a `return_time`; for example `return_time = "30 min"`"#],
    ),
    (
        "return_time = \"30 min\"\n",
        "notice = \"2 h\"\nreturn_time = \"30 min\"\n",
        &[
            r#"30:10: notice: only `lend-short` has one; write `mode = "lend-short"` with it, or leave it out"#,
        ],
    ),
    (
        "mode = \"lend-until-needed\"\nreturn_time = \"30 min\"\n",
        "mode = \"lend-shrt\"\n",
        &["29:8: mode: no mode of a lock `lend-shrt`; did you mean `lend-short`?"],
    ),
    (
        "mode = \"lend-until-needed\"\nreturn_time = \"30 min\"\n",
        "notice = \"2 h\"\n",
        &[
            r#"29:10: notice: only `lend-short` has one; write `mode = "lend-short"` with it, or leave it out"#,
        ],
    ),
    (r#"share = "30 %""#, "nodes = 11", &["27:9: nodes: the lock takes 11 nodes, and its partition has 10"]),
    (
        r#"share = "30 %""#,
        r#"share = "95 %""#,
        &["25:1: the locks of partition `train` take 11 nodes, and it has 10"],
    ),
    (
        "for = [\"labs\"]\n",
        "\n",
        &[
            r#"25:1: `[[center.partition.lock]]` has no `for`; for example `for = ["llm-teams"]`; or `maintenance = true`, for nobody"#,
        ],
    ),
    (
        "maintenance = true\n",
        "maintenance = true\nfor = [\"labs\"]\n",
        &["36:7: for: maintenance is for nobody; leave it out, or leave `maintenance` out"],
    ),
    (
        "maintenance = true\n",
        "maintenance = true\nmode = \"lend-preemptible\"\n",
        &["36:8: mode: maintenance lends its nodes to nobody, found `lend-preemptible`; leave it out"],
    ),
    (
        r#"lasts = "4 h""#,
        r#"lasts = "40 days""#,
        &["38:9: lasts: 40 days is longer than the month after which it begins again"],
    ),
    (
        "lasts = \"4 h\"\n",
        "\n",
        &[r#"37:9: every: the lock has no `lasts`; say how long each time, for example `lasts = "4 h"`"#],
    ),
    (
        "every = \"month\"\n",
        "until = 2023-02-01\n",
        &["38:9: lasts: the lock has an `until` already; give one of the two, or say how often with `every`"],
    ),
    (
        "every = \"month\"\n",
        "every = \"mnth\"\n",
        &[r#"37:9: every: expected "day", "week", "month", or a duration such as "36 h", found "mnth""#],
    ),
    (
        "every = \"month\"\n",
        "until = 2023-01-20\nevery = \"month\"\n",
        &["37:9: until: the lock ends before it begins"],
    ),
    (
        "every = \"month\"\nlasts = \"4 h\"\n",
        "every = \"1 min\"\nlasts = \"1 s\"\n",
        &["37:9: every: it would begin more than 100000 times"],
    ),
    (
        r#"of = ["train", "infer"]"#,
        r#"of = ["train", "both"]"#,
        &["14:16: of: partition `both` consists of itself; name partitions with `nodes`"],
    ),
    (
        r#"of = ["train", "infer"]"#,
        r#"of = ["train", "inferr"]"#,
        &["14:16: centre `a` has no partition `inferr`; did you mean `infer`?"],
    ),
    (
        r#"of = ["train", "infer"]"#,
        "of = [\"train\", \"infer\"]\nnodes = 4",
        &[
            "15:9: nodes: the partition consists of others, and has no nodes of its own; leave it out, or leave `of` out",
        ],
    ),
    (
        "nodes = 5\nhardware = \"ascend-910-server\"",
        r#"hardware = "ascend-910-server""#,
        &["40:1: `[[center.partition]]` has no `nodes`; for example `nodes = 98`"],
    ),
    (
        r#"max_walltime = "24 h""#,
        "default = true",
        &[
            "44:11: default: another partition is the default already, in line 16",
            "111:1: partition: `both` takes no jobs of tenants `firms`; let its `tenants` name `firms` too, or send the jobs elsewhere",
        ],
    ),
    (
        "tenants = [\"labs\"]\n\n[[center.partition]]",
        "tenants = [\"firms\"]\n\n[[center.partition]]",
        &[
            "123:13: partition: `both` takes no jobs of tenants `labs`; let its `tenants` name `labs` too, or send the jobs elsewhere",
        ],
    ),
    (
        "max_units = 32",
        "max_units = 7",
        &[
            "123:13: partition: even the smallest jobs hold 8 accelerators, and `both` takes at most 7 (`max_units`)",
        ],
    ),
    (
        "center = \"b\"\ntenants = \"labs\"\njobs_per_day = 3",
        "center = \"b\"\ntenants = \"labs\"\njobs_per_day = 3\narray_limit = 4",
        &["145:15: array_limit: of a chain one job at a time runs anyway; leave it out"],
    ),
    (
        "chain = 12",
        "chain = 12\narray = [2, 9]",
        &["146:9: chain: the workload has `array` already; give one of the two"],
    ),
    (
        "chain = 12\nafter = \"mesh\"\n",
        "array_limit = 4\n",
        &[
            "146:15: array_limit: the jobs of this workload come in no arrays; for example `array = [10, 500]`",
            "147:19: after_condition: the jobs of this workload wait for no others; name the workload that is waited for with `after`, or leave it out",
        ],
    ),
    (
        r#"after = "mesh""#,
        r#"after = "flow""#,
        &[
            "147:9: after: workload `flow` waits for itself: flow after flow; `singleton` and `chain` let jobs wait for their own kind",
        ],
    ),
    (
        "jobs_per_day = 2\n",
        "jobs_per_day = 2\nafter = \"flow\"\n",
        &[
            "136:9: after: workload `mesh` waits for itself: mesh after flow after mesh",
            "148:9: after: workload `flow` waits for itself: flow after mesh after flow",
        ],
    ),
    (
        r#"after = "mesh""#,
        r#"after = "tuning""#,
        &[
            "147:9: after: `tuning` comes from other tenants (`firms`), and each job waits for one of its own tenant",
        ],
    ),
    (r#"after = "mesh""#, r#"after = "mash""#, &["147:9: no workload `mash`; did you mean `mesh`?"]),
    (
        r#"victims = "least-lost""#,
        r#"victims = "oldest""#,
        &[
            "106:11: victims: no choice of victims `oldest`; there are `youngest`, `lowest-priority`, `least-lost` and `largest`",
        ],
    ),
    (
        r#"mode = "checkpoint""#,
        r#"mode = "kill""#,
        &[
            "107:8: mode: no mode of preemption `kill`; there are `requeue`, `checkpoint`, `cancel` and `suspend`",
        ],
    ),
    (
        r#"locks = "none""#,
        r#"locks = "nothing""#,
        &[
            "162:9: locks: no mode of locks `nothing`; there are `strict`, `lend-preemptible`, `lend-short`, `lend-until-needed` and `none`",
        ],
    ),
    (
        r#"locks = "none""#,
        "locks = \"none\"\nlock_share = \"10 %\"",
        &["163:14: lock_share: under this policy there are no locks; leave it out"],
    ),
    (
        "notice = \"2 h\"\n",
        "\n",
        &[r#"169:9: locks: `lend-short` needs a `notice`; for example `notice = "2 h"`"#],
    ),
    (
        r#"lock_share = "50 %""#,
        r#"lock_share = "95 %""#,
        &["171:14: lock_share: the locks of partition `train` take 11 nodes, and it has 10"],
    ),
    (
        "nodes = 5\nhardware = \"kunpeng-920-node\"",
        "nodes = 5\nhardware = \"kunpeng-920-node\"\nmax_walltime = \"1 s\"",
        &["131:1: partition: its jobs request at least 9 min, and `cpu` takes at most 1 s (`max_walltime`)"],
    ),
    (
        "waiting_jobs = 50",
        "nodes = 3\naccelerators = 4",
        &[
            "85:16: accelerators: even the smallest jobs of workload `training` take more than that (8), and could never run",
        ],
    ),
    (
        r#"maximum = "60 %""#,
        "maximum = 4",
        &["94:11: maximum: 4 accelerators are less than the 48 guaranteed"],
    ),
];
