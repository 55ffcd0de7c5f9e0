//! Rules of a centre: what is believed of them, what surely nobody means, and how jobs hang together.

use super::{RULED, warnings};
use std::collections::BTreeMap;
use suanli::experiment::source_of;
use suanli::model::{
    Amount, ClassId, Condition, Each, Eviction, GroupId, Job, LockMode, Nodes, PartitionId, PoolId, QosId,
    Span, Streams, Terms, Time, Victims,
};
use suanli::scenario::{Scenario, Understood, parse};

fn ruled() -> Scenario {
    parse("x.toml", RULED).unwrap_or_else(|errors| panic!("{errors}"))
}

#[test]
fn what_is_typed_of_rules_is_what_is_believed() {
    let scenario = ruled();
    let center = &scenario.centers[0];
    let rules = &center.rules;
    let names: Vec<&str> = rules.qos.iter().map(|qos| qos.name.as_str()).collect();
    assert_eq!(names, ["normal", "high", "low"], "the usual one comes first");
    assert_eq!((rules.qos[1].price_percent, &rules.qos[1].preempts), (133, &vec![QosId(2), QosId(0)]));
    assert_eq!(rules.class(ClassId(0)).qos, QosId(2));
    let limit = &rules.limits[1];
    assert_eq!(
        (limit.amount, limit.each, limit.groups.as_slice()),
        (Amount::AcceleratorTime, Each::Tenant, &[GroupId(0)][..])
    );
    assert_eq!(limit.most, 1000 * 3_600_000_000);
    assert_eq!((rules.limits[2].partitions[0], rules.limits.len()), (PartitionId(0), 3));
    assert_eq!(scenario.centers[1].rules.limits.len(), 2, "one limit is for the other centre only");
    let days = |days: u64| Time::from_secs(days * 86_400);
    assert_eq!(rules.months, [days(17), days(45), days(76)], "from 15 January: February, March, April");
    assert_eq!((rules.quotas[0].guaranteed, rules.quotas[0].most), (48, Some(72)));
    assert!(!rules.quotas[1].lends && !rules.quotas[1].reclaims && rules.quotas[1].borrows);
    assert_eq!(
        (rules.preemption.victims, rules.preemption.eviction),
        (Victims::LEAST_LOST, Eviction::Checkpoint)
    );
    assert_eq!((rules.preemption.minimum_run, rules.preemption.by_tier), (Span::from_secs(7200), true));
    let both = rules.partition(PartitionId(0));
    assert_eq!((both.walltime_most, both.units_most, both.tier), (Some(Span::DAY), Some(32), 1));
    assert_eq!(center.partitions[0].pools, (0..4).map(PoolId).collect::<Vec<_>>());
    assert_eq!(scenario.workloads[0].partition, PartitionId(2), "the default one");
    let rule = scenario.centers[1].rules.class(ClassId(3));
    assert_eq!((rule.licences.as_slice(), rule.patience), (&[(0, 2)][..], Some(Span::from_secs(864_000))));
}

#[test]
fn a_lock_that_recurs_holds_on_the_same_day_of_each_month_or_on_its_last() {
    let scenario = ruled();
    let locks = scenario.centers[0].pools.iter().filter_map(|pool| pool.lock.as_ref());
    let locks: Vec<_> = locks.collect();
    assert_eq!(locks[0].mode, LockMode::LendUntilNeeded { return_time: Span::from_secs(1800) });
    assert!(locks[0].windows.is_always() && locks[1].owners.is_empty());
    let hours: Vec<u64> = locks[1].windows.spans().iter().map(|(from, _)| from.as_secs() / 3600).collect();
    // 31 January, 28 February and 31 March at eight, counted from 15 January.
    assert_eq!(hours, [16 * 24 + 8, 44 * 24 + 8, 75 * 24 + 8]);
    assert!(
        locks[1].windows.spans().iter().all(|(from, until)| until.since(*from) == Span::from_secs(14_400))
    );
}

#[test]
fn a_policy_has_its_own_locks_and_quotas() {
    let scenario = ruled();
    let pools = |place: usize| -> BTreeMap<&str, u32> {
        let centers = scenario.centers_under(&scenario.policies[place]);
        let count = |nodes| match nodes {
            Nodes::Named { count } | Nodes::Counted { processors: count } => count,
        };
        centers[0].pools.iter().map(|pool| (pool.name.as_str(), count(pool.nodes))).collect()
    };
    let usual = [("infer", 5), ("train", 6), ("train/big", 3), ("train/monthly", 1)];
    assert_eq!(pools(0), usual.into());
    assert_eq!(pools(1), [("infer", 5), ("train", 9), ("train/monthly", 1)].into());
    assert_eq!(pools(2), [("infer", 5), ("train", 4), ("train/big", 5), ("train/monthly", 1)].into());
    let rules = |place: usize| &scenario.centers_under(&scenario.policies[place])[0].rules;
    assert_eq!((rules(0).quotas.len(), rules(1).quotas.len(), rules(2).quotas.len()), (2, 0, 2));
    assert_eq!(rules(1).limits, rules(0).limits);
    let lock = scenario.centers_under(&scenario.policies[2])[0].pools[0].lock.as_ref().unwrap();
    assert_eq!(lock.mode, LockMode::LendShort { notice: Span::from_secs(7200) });
}

#[test]
fn rules_are_told_in_words() {
    let words = Understood::of(&ruled()).to_string();
    for piece in [
        "3 of them locked for labs (lend-until-needed, back within 30 min), 1 of them kept for maintenance 3 times",
        "jobs of up to 1 day, jobs of up to 32 units, only for labs, tier 1",
        "limit firms-cap: at most 1000 accelerator-hours a month, each tenant, of firms",
        "quota firms: 48 accelerators of a for firms, borrows, does not lend, does not reclaim",
        "in chains of 12, afterany mesh, one at a time for each tenant",
        "5 of train/big: locked for labs (lend-short, notice 2 h)",
    ] {
        assert!(words.contains(piece), "`{piece}` is not in:\n{words}");
    }
}

/// All jobs of a scenario with their terms.
fn jobs(text: &str) -> Vec<(Job, Terms)> {
    let scenario = parse("x.toml", text).unwrap_or_else(|errors| panic!("{errors}"));
    let mut source = source_of(&scenario, Streams::new(scenario.seed, 0));
    let mut jobs = Vec::new();
    while source.next_submit().expect("synthetic jobs can always be made").is_some() {
        let job = source.take();
        jobs.push((job, source.terms().cloned().unwrap_or_default()));
    }
    jobs
}

#[test]
fn the_jobs_of_a_chain_each_wait_for_the_one_before() {
    let all = jobs(RULED);
    let flow: Vec<_> = all.iter().filter(|(job, _)| job.request.class == ClassId(3)).collect();
    assert!(24 <= flow.len(), "at least two chains");
    for (place, (job, terms)) in flow.iter().enumerate() {
        let chained: Vec<_> =
            terms.after.iter().filter(|after| after.condition == Condition::AfterOk).collect();
        if place % 12 == 0 {
            assert!(chained.is_empty(), "the first of a chain waits for none of it");
        } else {
            let (before, _) = flow[place - 1];
            assert_eq!(chained[0].job, before.request.id);
            assert_eq!(
                (job.request.submit, job.request.shape),
                (before.request.submit, before.request.shape)
            );
        }
        assert!(terms.singleton);
    }
}

#[test]
fn a_job_waits_for_the_latest_of_another_workload_that_its_tenant_submitted_before() {
    let mut latest = None;
    let mut waits = 0;
    for (job, terms) in jobs(RULED) {
        if job.request.class == ClassId(2) {
            latest = Some(job.request.id);
        }
        if job.request.class == ClassId(3) {
            let after = terms.after.iter().find(|after| after.condition == Condition::AfterAny);
            assert_eq!(after.map(|after| after.job), latest);
            waits += usize::from(latest.is_some());
        }
    }
    assert!(0 < waits);
}

#[test]
fn each_array_has_its_own_limit() {
    let text = RULED.replacen("chain = 12\n", "array = [5, 5]\narray_limit = 2\n", 1);
    let all = jobs(&text);
    let flow: Vec<u64> = all
        .iter()
        .filter(|(job, _)| job.request.class == ClassId(3))
        .map(|(_, terms)| {
            let array = terms.array.unwrap();
            assert_eq!(array.running_most, 2);
            array.array
        })
        .collect();
    assert!(flow.chunks(5).all(|array| array.iter().all(|number| *number == array[0])));
    let arrays: std::collections::BTreeSet<u64> = flow.iter().copied().collect();
    assert_eq!(arrays.len(), flow.len().div_ceil(5));
}

#[test]
fn jobs_are_the_same_whether_or_not_they_are_bound() {
    // Only the last job of a chain is due, and each of an array.
    let bound = RULED.replacen("deadline = \"20 days\"\n", "", 1);
    let free = bound.replacen("after = \"mesh\"\nafter_condition = \"afterany\"\nsingleton = true\n", "", 1);
    let plain = free.replacen("chain = 12\n", "array = [12, 12]\n", 1);
    let without_terms = |text: &str| jobs(text).into_iter().map(|(job, _)| job).collect::<Vec<_>>();
    assert!(without_terms(&bound) == without_terms(&plain), "they differ");
}

#[test]
fn rules_that_surely_nobody_means_are_warned_of() {
    assert_eq!(warnings(RULED), Vec::<String>::new());
    for (changes, expected) in DOUBTS {
        let mut text = RULED.to_string();
        for (right, typed) in *changes {
            assert!(text.contains(right), "`{right}` is no piece of the scenario");
            text = text.replacen(right, typed, 1);
        }
        let expected: Vec<String> = expected.iter().map(|warning| format!("x.toml:{warning}")).collect();
        assert_eq!(warnings(&text), expected, "{changes:?}");
    }
}

/// The change in the scenario.
type Changes = &'static [(&'static str, &'static str)];

const DOUBTS: &[(Changes, &[&str])] = &[
    (
        &[(
            "[[center]]\nname = \"b\"",
            "[[center.partition]]\nname = \"spare\"\nnodes = 2\nhardware = \"a10-node\"\ntenants = [\"firms\"]\n[[center.partition.lock]]\nname = \"kept\"\nnodes = 2\nfor = [\"labs\"]\n[[center]]\nname = \"b\"",
        )],
        &[
            "46:1: nobody uses partition `spare`",
            "46:1: nobody may use partition `spare`: its nodes are locked for others than its tenants",
            "51:1: lock `kept` idles: none of its owners sends work to partition `spare`",
        ],
    ),
    (
        &[("from = 2023-01-31T08:00:00", "from = 2024-01-31T08:00:00")],
        &["36:8: lock `monthly` begins after the end of the scenario"],
    ),
    (
        &[(
            "default = true\n",
            "default = true\n[[center.partition.lock]]\nname = \"all\"\nnodes = 5\nfor = [\"labs\"]\nmode = \"lend-preemptible\"\n",
        )],
        &[
            "116:1: workload `tuning` can starve: all that is open to it is lent by `all`; leave some nodes open, or give its tenants a share",
        ],
    ),
    (
        &[("jobs_per_day = 2\n", "jobs_per_day = 2000\nqos = \"high\"\n"), ("minimum_run = \"2 h\"\n", "")],
        &[
            "50:1: the load offered to partition `cpu` is 19544 % of what there is for it; the queue grows without end while that lasts",
            "91:8: quota `labs`: its tenants ask for 32573 % of the 384 cores that it allows at `b`, under `as-written` and `half`; the queue grows without end while that lasts",
            "139:1: workload `flow` can starve: `mesh` may evict its jobs at any time and ask for 19530 % of its partition; let `[preemption]` have a `minimum_run`, or the jobs a checkpoint",
        ],
    ),
    (
        &[("lends = false\nreclaims = false", "lends = false\nreclaims = true")],
        &["102:12: quota `firms` lends nothing, so there is nothing to reclaim"],
    ),
    (
        &[
            (r#"maximum = "60 %""#, "maximum = \"60 %\"\nreclaims = true"),
            ("lends = false\nreclaims = false", "borrows = false"),
        ],
        &["95:12: quota `labs` has nothing to reclaim: nobody else may borrow"],
    ),
    (
        &[(r#"maximum = "60 %""#, "maximum = 200000")],
        &["94:11: quota `labs`: the maximum is more than the centre has"],
    ),
    (
        &[("accelerators = 16\n", "accelerators = 121\n")],
        &["75:16: accelerators: limit `firms-cap` is never reached: it is more than there is"],
    ),
    (
        &[("accelerator_hours_per_month = 1000", "accelerator_hours_per_month = 90000")],
        &["76:31: accelerator_hours_per_month: limit `firms-cap` is never reached: it is more than there is"],
    ),
    (
        &[("qos = [\"high\"]\nwaiting_jobs = 50", "qos = [\"low\"]\nwaiting_jobs = 50")],
        &["84:16: limit `trainers` is for no job of any workload"],
    ),
    (
        &[
            ("name = \"as-written\"\norder = \"fcfs\"", "name = \"as-written\"\norder = \"class-priority\""),
            (r#"checkpoint_every = "30 min""#, "priority = 5"),
        ],
        &[
            "155:9: policy `as-written`: workload `tuning` can starve at centre `a`: nothing bounds its wait; set `starve_after` or `aging` in `[policy.class_priority]`",
        ],
    ),
    (
        &[("for = [\"labs\"]\nmode", "for = [\"firms\"]\nmode")],
        &["25:1: lock `big` idles: none of its owners sends work to partition `train`"],
    ),
    (
        &[(
            "order = \"fcfs\"\nbackfill = \"easy\"\nlocks = \"none\"\nquotas = false\n",
            "order = \"fcfs\"\nbackfill = \"easy\"\n",
        )],
        &["159:8: policy `open` is the same as `as-written`"],
    ),
];
