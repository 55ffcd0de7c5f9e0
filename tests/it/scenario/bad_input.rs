//! What people are told about each kind of mistake: the line as it should be, as it was typed, and every message.

use super::{GOOD, problems};

pub(super) struct Mistake {
    /// A piece of the good scenario, or nothing where something is added at its end.
    pub(super) right: &'static str,
    /// What stands there instead.
    pub(super) typed: &'static str,
    /// `line:column: message` for each problem.
    pub(super) told: &'static [&'static str],
}

#[test]
fn each_mistake_is_told_with_its_place_and_what_would_be_right() {
    check_each(MISTAKES);
}

pub(super) fn check_each(mistakes: &[Mistake]) {
    for Mistake { right, typed, told } in mistakes {
        let text = match *right {
            "" => format!("{GOOD}{typed}\n"),
            piece => {
                assert!(GOOD.contains(&format!("{piece}\n")), "`{piece}` is no piece of the good scenario");
                GOOD.replacen(&format!("{piece}\n"), &format!("{typed}\n"), 1)
            }
        };
        let expected: Vec<String> = told.iter().map(|problem| format!("x.toml:{problem}")).collect();
        assert_eq!(problems(&text), expected, "`{right}` became `{typed}`");
    }
}

const MISTAKES: &[Mistake] = &[
    Mistake {
        right: "seed = 7",
        typed: "sede = 7",
        told: &[
            "1:1: `[scenario]` has no `seed`; for example `seed = 20230101`",
            "6:1: unknown key `sede` in `[scenario]`; did you mean `seed`?",
        ],
    },
    Mistake {
        right: r#"horizon = "30 days""#,
        typed: r#"horizon = "30 dais""#,
        told: &[
            r#"4:11: horizon: expected a duration such as "36 h", found "30 dais": it has no such unit as `dais`; did you mean `days`?"#,
        ],
    },
    Mistake {
        right: r#"horizon = "30 days""#,
        typed: "horizon = 30",
        told: &[
            r#"4:11: horizon: expected a duration such as "36 h", found the number 30; write it in quotes with its unit, for example "30 h""#,
        ],
    },
    Mistake {
        right: r#"horizon = "30 days""#,
        typed: r#"horizon = "nan h""#,
        told: &[
            r#"4:11: horizon: expected a duration such as "36 h", found "nan h": it is not a finite number"#,
        ],
    },
    Mistake {
        right: r#"horizon = "30 days""#,
        typed: r#"horizon = "99999999999999999999999999999999999999999999 h""#,
        told: &[
            r#"4:11: horizon: expected a duration such as "36 h", found "99999999999999999999999999999999999999999999 h": the number is absurdly large"#,
        ],
    },
    Mistake {
        right: r#"horizon = "30 days""#,
        typed: r#"horizon = "2 days""#,
        told: &["5:11: warm_up: it must be shorter than the horizon (2 days), or no figure is left"],
    },
    Mistake {
        right: r#"horizon = "30 days""#,
        typed: r#"horizon = "-3 days""#,
        told: &[r#"4:11: horizon: it is below zero: "-3 days""#],
    },
    Mistake {
        right: r#"horizon = "30 days""#,
        typed: r#"horizon = "0 days""#,
        told: &[r#"4:11: horizon: it must be more than zero, found "0 days""#],
    },
    Mistake {
        right: r#"horizon = "30 days""#,
        typed: r#"horizon = "30""#,
        told: &[
            r#"4:11: horizon: expected a duration such as "36 h", found "30": it has no unit; write it with its unit, for example "30 h""#,
        ],
    },
    Mistake {
        right: r#"horizon = "30 days""#,
        typed: r#"horizon = "256 TFLOPS""#,
        told: &[
            r#"4:11: horizon: expected a duration such as "36 h", found "256 TFLOPS": it has no such unit as `TFLOPS`; units are `s`, `min`, `h`, `days`, `weeks` and `ms`"#,
        ],
    },
    Mistake {
        right: "start = 2023-01-01",
        typed: "start = 2023-02-30",
        told: &["3:9: invalid date, expected day between 01 and 28, found `2023-02-30`"],
    },
    Mistake {
        right: "start = 2023-01-01",
        typed: r#"start = "2023-01-01""#,
        told: &[
            r#"3:9: start: expected a date such as 2023-01-01 (or 2023-01-01T08:00:00), without quotes, found "2023-01-01"; type `start = 2023-01-01`"#,
        ],
    },
    Mistake {
        right: "start = 2023-01-01",
        typed: "start = 2023-01-01T00:00:00Z",
        told: &[
            "3:9: start: expected a date without a time zone, found `2023-01-01T00:00:00Z`; times are local to the centres: leave the `Z` or the offset out",
        ],
    },
    Mistake {
        right: "start = 2023-01-01",
        typed: "start = 9999-12-20",
        told: &["3:9: start: the scenario would end after the year 9999"],
    },
    Mistake {
        right: "start = 2023-01-01",
        typed: "start = 12:00:00",
        told: &[
            "3:9: start: expected a date such as 2023-01-01 (or 2023-01-01T08:00:00), without quotes, found `12:00:00`",
        ],
    },
    Mistake {
        right: "nodes = 10",
        typed: "nodes = 0",
        told: &[
            "15:9: nodes: the partition never has a node; say how many, or in which `[[center.partition.phase]]` they come",
            "18:1: the locks of partition `npu` take 1 nodes, and it has 0",
        ],
    },
    Mistake {
        right: "nodes = 10",
        typed: "nodes = -3",
        told: &["15:9: nodes: expected a whole number from 0 to 1000000, found the number -3"],
    },
    Mistake {
        right: "nodes = 10",
        typed: "nodes = 99999999999999999999",
        told: &[
            "15:9: nodes: expected a whole number from 0 to 1000000, found the number 99999999999999999999",
        ],
    },
    Mistake {
        right: "nodes = 10",
        typed: "nodes = 1.5",
        told: &["15:9: nodes: expected a whole number, found the number 1.5"],
    },
    Mistake {
        right: "nodes = 10",
        typed: r#"nodes = "ten""#,
        told: &[r#"15:9: nodes: expected a whole number, found "ten""#],
    },
    Mistake {
        right: "nodes = 10",
        typed: "nodes = nan",
        told: &["15:9: nodes: expected a whole number, found the number nan"],
    },
    Mistake {
        right: r#"share = "30 %""#,
        typed: r#"share = "130 %""#,
        told: &[r#"20:9: share: it must be at most 100 %, found "130 %""#],
    },
    Mistake {
        right: r#"share = "30 %""#,
        typed: "share = 0.3",
        told: &[
            r#"20:9: share: expected a share such as "30 %", found the number 0.3; write it in quotes with its unit, for example "30 %""#,
        ],
    },
    Mistake {
        right: r#"share = "30 %""#,
        typed: "nodes = 11",
        told: &["20:9: nodes: the lock takes 11 nodes, and its partition has 10"],
    },
    Mistake {
        right: r#"share = "30 %""#,
        typed: r#"share = "30 %"
nodes = 3"#,
        told: &["21:9: nodes: the lock has a `share` already; give one of the two"],
    },
    Mistake {
        right: r#"share = "30 %""#,
        typed: "",
        told: &[
            r#"18:1: `[[center.partition.lock]]` has neither `share` nor `nodes`; say how large it is: `share = "30 %"` or `nodes = 20`"#,
        ],
    },
    Mistake {
        right: r#"share = "30 %""#,
        typed: r#"share = "100 %""#,
        told: &[
            "44:13: partition: every node of `npu` is locked for other tenants; let the lock be `for` this group too, or leave nodes open",
        ],
    },
    Mistake { right: r#"for = ["labs"]"#, typed: "for = []", told: &["21:7: for: the list is empty"] },
    Mistake {
        right: r#"for = ["labs"]"#,
        typed: r#"for = ["lab", "x y", "labs", "labs"]"#,
        told: &[
            r#"21:15: for: expected a short name of letters, digits and - _ . +, found "x y"; texts for people go into `title`"#,
            "21:30: for: `labs` is in the list twice",
        ],
    },
    Mistake {
        right: r#"hardware = "ascend-910-server""#,
        typed: r#"hardware = "ascend910-server""#,
        told: &["16:12: no hardware `ascend910-server`; did you mean `ascend-910-server`?"],
    },
    Mistake {
        right: r#"application = "fine-tuning""#,
        typed: r#"application = "finetuning""#,
        told: &["42:15: application: no application `finetuning`; did you mean `fine-tuning`?"],
    },
    Mistake {
        right: r#"application = "fine-tuning""#,
        typed: "",
        told: &[
            r#"40:1: `[[workload]]` has neither `application` nor `model` nor `log`; say what is run: `application = "fine-tuning"`, `model = "lublin"` or `log = "jobs.swf"`"#,
        ],
    },
    Mistake {
        right: r#"backfill = "easy""#,
        typed: r#"backfill = "esy""#,
        told: &["75:12: backfill: no backfill `esy`; did you mean `easy`?"],
    },
    Mistake {
        right: r#"placement = "spread""#,
        typed: r#"plcement = "spread""#,
        told: &["76:1: unknown key `plcement` in `[[policy]]`; did you mean `placement`?"],
    },
    Mistake {
        right: r#"name = "cpu""#,
        typed: r#"name = "cpu nodes""#,
        told: &[
            r#"28:8: name: expected a short name of letters, digits and - _ . +, found "cpu nodes"; texts for people go into `title`"#,
        ],
    },
    Mistake {
        right: r#"name = "b""#,
        typed: r#"name = "a""#,
        told: &["24:8: there is a centre `a` already, in line 10", "63:10: no centre `b`; there is only `a`"],
    },
    Mistake {
        right: r#"partition = "cpu""#,
        typed: r#"partition = "npu""#,
        told: &["64:13: centre `b` has no partition `npu`; `npu` is a partition of centre `a`"],
    },
    Mistake {
        right: r#"center = "b""#,
        typed: r#"center = "c""#,
        told: &["63:10: no centre `c`; there are `a` and `b`"],
    },
    Mistake {
        right: r#"application = "cfd""#,
        typed: r#"application = "llm-pretraining""#,
        told: &[
            "64:13: no job can run there: `llm-pretraining` needs accelerators, and partition `cpu` of `b` has none that its tenants may use",
        ],
    },
    Mistake {
        right: "since = 2023-01-03",
        typed: "since = 2022-12-31",
        told: &["56:9: since: 2022-12-31 lies before the start of the scenario (2023-01-01)"],
    },
    Mistake {
        right: "since = 2023-01-03",
        typed: "since = 2023-01-20T12:00:00",
        told: &["57:9: until: the workload ends before it begins"],
    },
    Mistake {
        right: "jobs_per_day = 3.5",
        typed: "jobs_per_day = inf",
        told: &["66:16: jobs_per_day: expected a finite number, found the number inf"],
    },
    Mistake {
        right: "jobs_per_day = 3.5",
        typed: "jobs_per_day = 0",
        told: &["66:16: jobs_per_day: expected a number from 0.000001 to 100000000, found the number 0"],
    },
    Mistake {
        right: "jobs_per_day = 3.5",
        typed: r#"jobs_per_day = 3.5
load = "3 %""#,
        told: &["66:16: jobs_per_day: the workload has a `load` already; give one of the two"],
    },
    Mistake {
        right: "jobs_per_day = 3.5",
        typed: "",
        told: &[
            r#"60:1: `[[workload]]` has neither `load` nor `jobs_per_day`; say how much it brings: `load = "30 %"` or `jobs_per_day = 120`"#,
        ],
    },
    Mistake {
        right: "zipf = 1.0",
        typed: r#"zipf = 1.0
weights = [1, 2]
members = ["labs"]"#,
        told: &[
            "36:11: weights: 2 numbers for 12 tenants; give one number for each tenant",
            "36:11: weights: the group has `zipf` already; give one of the two",
            "40:8: two tenants are called `labs`",
        ],
    },
    Mistake {
        right: "zipf = 1.0",
        typed: r#"weights = [1, -2, nan, "x"]"#,
        told: &[
            "35:15: weights: expected a number above zero and at most a thousand million, found the number -2",
            "35:19: weights: expected a finite number, found the number nan",
            r#"35:24: weights: expected a number, found "x""#,
        ],
    },
    Mistake {
        right: r#"[[tenants]]
name = "labs""#,
        typed: "",
        told: &[
            "21:8: no `[[tenants]]` named `labs`; there is only `firms`",
            "52:11: no `[[tenants]]` named `labs`; there is only `firms`",
            "64:11: no `[[tenants]]` named `labs`; there is only `firms`",
        ],
    },
    Mistake {
        right: "[scenario]",
        typed: "[[scenario]]",
        told: &["1:1: scenario: there is only one `[scenario]`; write the header with single brackets"],
    },
    Mistake {
        right: "[scenario]",
        typed: "[senario]",
        told: &[
            "1:1: the file has no `[scenario]`",
            "1:2: unknown key `senario` in the file; did you mean `scenario`?",
        ],
    },
    Mistake {
        right: "",
        typed: r#"[hardware.x]
cores = 1
memory = "3 kB"
idle = "2 kW"
busy="1 W"
accelerator="u""#,
        told: &[
            r#"79:10: memory: expected an amount of memory such as "512 GiB", found "3 kB": it has no such unit as `kB`; did you mean `MB`?"#,
            "81:6: busy: a busy node cannot draw less power than an idle one",
            "82:13: accelerator: the node has no accelerators; say how many with `accelerators`",
        ],
    },
    Mistake {
        right: "",
        typed: r#"[hardware.x86-node]
cores = 1
memory = "3 GB"
idle = "2 kW"
busy="3kW""#,
        told: &["77:11: the built-in catalogue has a `x86-node` already; choose another name for your own"],
    },
    Mistake {
        right: "",
        typed: r#"[center]
name="q""#,
        told: &["77:2: there is a `[center]` already; where several are allowed, write `[[center]]`"],
    },
    Mistake {
        right: "",
        typed: "seed = 3
hardwear = 3
[polcy]
",
        told: &[
            "77:1: unknown key `seed` in `[[policy]]`; `seed` belongs into `[scenario]`",
            "78:1: unknown key `hardwear` in `[[policy]]`; its keys are `name`, `order`, `backfill`, `placement`, `every`, `router`, `refresh`, `locks`, `notice`, `return_time`, `lock_share`, `quotas`, `power_cap`, `slow_down`, `defer`, `sleep`, `multifactor` and `class_priority`",
            "79:2: unknown key `polcy` in the file; did you mean `policy`?",
        ],
    },
    Mistake {
        right: "seed = 7",
        typed: "seed = 
start = 3",
        told: &["6:8: nothing stands after the `=`", "7:1: duplicate key, found `start`"],
    },
    Mistake {
        right: "replications = 2",
        typed: "replications 2",
        told: &["7:14: key with no value, expected `=`"],
    },
    Mistake {
        right: r#"title = "A test 测试""#,
        typed: r#"title = "A test 测试"#,
        told: &[r#"2:19: invalid basic string, expected `"`"#],
    },
];
