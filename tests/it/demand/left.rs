//! What policies leave for whom, as `check` tells it: locks of their own, and quotas.

use super::told::{SMALL, warned};

/// A locked share, and quotas that can be said behind the policies.
fn locked(policies: &str) -> String {
    let lock = "[[center.partition.lock]]\nname = \"lock\"\nshare = \"10 %\"\nfor = [\"labs\"]\n[[center.partition]]\nname = \"cpu\"";
    let labs = "[[tenants]]\nname = \"labs\"\n[[workload]]\nname = \"lessons\"\napplication = \"debugging\"\ncenter = \"a\"\n\
                partition = \"npu\"\ntenants = \"labs\"\nload = \"5 %\"\n";
    let text = SMALL
        .replace("[[center.partition]]\nname = \"cpu\"", lock)
        .replace("load = \"10 %\"", "jobs_per_day = 1");
    text.replace("[[policy]]", &format!("{labs}[[policy]]")) + policies
}

#[test]
fn locks_of_a_policy_that_leave_too_little_for_others_are_told() {
    let policy =
        |name: &str, more: &str| format!("[[policy]]\nname = \"{name}\"\norder = \"fcfs\"\n{more}\n");
    let half = policy("half", "lock_share = \"50 %\"");
    assert_eq!(warned(&locked(&half)), [""; 0]);
    // 40 % of ten nodes are asked for, and three are open.
    let most = policy("most", "lock_share = \"70 %\"");
    let lending = policy("lending", "locks = \"lend-preemptible\"\nlock_share = \"70 %\"");
    let found = warned(&locked(&(half + &most + &lending)));
    assert_eq!(found.len(), 1, "{found:?}");
    let told = "lock_share = \"70 %\"";
    let line = locked(&most).lines().position(|line| line == told).expect("it is there") + 1 + 4;
    let words = format!(
        "x.toml:{line}:14: under policy `most` the load of those without a lock on partition `npu` is 133 % of what there is for \
         it; the queue grows without end while that lasts"
    );
    assert_eq!(found, [words]);
}

#[test]
fn quotas_that_leave_too_little_for_somebody_are_told() {
    let quota = |more: &str| {
        format!(
            "[[quota]]\nname = \"course\"\ntenants = [\"labs\"]\n{more}\n[[policy]]\nname = \"free\"\norder = \"fcfs\"\nquotas = false\n"
        )
    };
    assert_eq!(warned(&locked(&quota("guaranteed = 8\nmaximum = 16"))), [""; 0]);
    // 5 % of 80 accelerators are four, and 40 % are 32.
    let found = warned(&locked(&quota("guaranteed = 1\nmaximum = 2")));
    assert!(
        found.iter().any(|told| told.contains("quota `course`: its tenants ask for 200 % of the 2 accelerators that it allows at `a`, under `easy`;")),
        "{found:?}"
    );
    let found = warned(&locked(&quota("guaranteed = 60\nlends = false")));
    assert!(
        found.iter().any(|told| told.contains("with it quotas that are not lent leave 20 accelerators of `a` for others, who ask for 160 % of them, under `easy`;")),
        "{found:?}"
    );
    let nobody = SMALL.replace(
        "[[policy]]",
        &(quota("guaranteed = 60\nlends = false").replace("labs", "firms") + "[[policy]]"),
    );
    assert_eq!(warned(&nobody), [""; 0]);
}

/// The partition of the other centre has a number that this one has not.
#[test]
fn a_lock_that_nobody_reaches_is_told_where_all_jobs_go_to_another_centre() {
    let first = "[[center]]\nname = \"b\"\ntitle = \"B\"\n[[center.partition]]\nname = \"own\"\nnodes = 4\nhardware = \"kunpeng-920-node\"\n\
                 [[center.partition.lock]]\nname = \"lock\"\nshare = \"50 %\"\nfor = [\"firms\"]\n";
    let found = warned(&SMALL.replace("[[center]]", &format!("{first}[[center]]")));
    let told = |words: &str| found.iter().any(|told| told.contains(words));
    assert!(told("nobody uses partition `own`") && told("lock `lock` idles"), "{found:?}");
}
