//! Limits: what of a month is given back, who shares a limit with whom, and that nobody waits for another's limit.

use super::machine::{center, check, counted, nodes};
use suanli::model::{Amount, Center, ClassId, Each, GroupId, Limit, Time};

const SECOND: u64 = 1_000_000;

fn limit(amount: Amount, each: Each, most: u64) -> Limit {
    Limit {
        name: "limit".into(),
        groups: Vec::new(),
        qos: Vec::new(),
        partitions: Vec::new(),
        classes: Vec::new(),
        each,
        amount,
        most,
    }
}

/// Four processors under one limit. Months begin at 100 and at 200.
fn limited(limit: Limit) -> Center {
    let mut center = center(vec![counted(4)]);
    center.rules.limits = vec![limit];
    center.rules.months = [100, 200].map(Time::from_secs).to_vec();
    center
}

#[test]
fn what_a_job_does_not_use_of_its_month_is_given_back_when_it_ends() {
    // a sets 60 of 100 core-seconds aside and uses 10. b (60) waits for that and has used all of its own at 70: then 70 are
    // spent. c takes exactly the 30 that are left. Not even one second is left for d, which waits for the next month.
    let center = limited(limit(Amount::CoreTime, Each::Together, 100 * SECOND));
    check(
        "fcfs+none",
        &center,
        "a @0 1x10/60
         b @0 1x60/60
         c @11 1x30/30
         d @42 1x1/1",
        "a 0-10
         b 10-70
         c 11-41
         d 100-101",
    );
}

#[test]
fn node_time_counts_whole_nodes_and_gives_back_what_was_not_used() {
    // A node has four cores: five tasks fill two of three nodes. Of 200 node-seconds a sets 100 aside, c 60. b (two nodes for
    // 60 s) would make 280; when a ends, 20 of its 100 are spent, and 20 + 60 + 120 are exactly 200. d finds nothing left.
    let mut center = center(vec![nodes(3, 4)]);
    center.rules.limits = vec![limit(Amount::NodeTime, Each::Together, 200 * SECOND)];
    center.rules.months = vec![Time::from_secs(100)];
    check(
        "fcfs+none+first-fit",
        &center,
        "a @0 5x10/50
         b @0 8x60/60
         c @0 4x60/60
         d @71 1x1/1",
        "a 0-10
         b 10-70
         c 0-60
         d 100-101",
    );
}

#[test]
fn a_month_gets_back_only_what_was_taken_of_it() {
    // a takes all 60 of the first month, and ends early in the second: what it did not use belongs to a month that is over. b
    // takes all of the second month, so c has to wait for the third.
    let center = limited(limit(Amount::CoreTime, Each::Together, 60 * SECOND));
    check(
        "fcfs+none",
        &center,
        "a @90 1x20/60
         b @95 1x60/60
         c @111 1x40/40",
        "a 90-110
         b 100-160
         c 200-240",
    );
}

#[test]
fn a_month_begins_for_waiting_jobs_even_when_nothing_else_happens() {
    // Nobody comes or goes between 50 and 100.
    let center = limited(limit(Amount::CoreTime, Each::Together, 50 * SECOND));
    check("fcfs+none", &center, "a @0 1x50/50\n b @1 1x40/40", "a 0-50\n b 100-140");
}

#[test]
fn each_tenant_has_a_limit_of_its_own_and_all_have_one_together() {
    let jobs = "a @0 1x50/50 by 1
                b @0 1x50/50 by 2
                c @0 1x10/10 by 1";
    // c waits for a, which is of the same tenant; b is of another.
    let own = limited(limit(Amount::RunningJobs, Each::Tenant, 1));
    check("fcfs+none", &own, jobs, "a 0-50\n b 0-50\n c 50-60");
    let together = limited(limit(Amount::RunningJobs, Each::Together, 1));
    check("fcfs+none", &together, jobs, "a 0-50\n b 50-100\n c 100-110");
}

#[test]
fn each_tenant_has_a_month_of_its_own_and_all_have_one_together() {
    let jobs = "a @0 1x50/50 by 1
                b @0 1x50/50 by 2
                c @0 1x10/10 by 1";
    // a spends all of the first month of tenant 1, so c waits for the second.
    let own = limited(limit(Amount::CoreTime, Each::Tenant, 50 * SECOND));
    check("fcfs+none", &own, jobs, "a 0-50\n b 0-50\n c 100-110");
    // a spends all of the first month, b all of the second.
    let together = limited(limit(Amount::CoreTime, Each::Together, 50 * SECOND));
    check("fcfs+none", &together, jobs, "a 0-50\n b 100-150\n c 200-210");
}

#[test]
fn a_limit_counts_only_those_whom_it_names() {
    // Two cores for class 1 of group 1: only b and c count, and c would be the third.
    let named = Limit {
        groups: vec![GroupId(1)],
        classes: vec![ClassId(1)],
        ..limit(Amount::Cores, Each::Together, 2)
    };
    check(
        "fcfs+none",
        &limited(named),
        "a @0 1x50/50 of 1
         b @0 2x30/30 of 1 as 1
         c @0 1x10/10 of 1 as 1
         d @0 1x10/10 as 1
         e @0 3x10/10 of 1 as 1",
        "a 0-50
         b 0-30
         c 30-40
         d 0-10
         e rejected",
    );
}

#[test]
fn a_job_that_waits_for_a_limit_is_in_nobodys_way() {
    // b waits for a, which is of the same tenant; c is of another, and a processor is free for it all the time.
    let center = limited(limit(Amount::RunningJobs, Each::Tenant, 1));
    let backfills =
        ["none", "any", "easy", "conservative", "replanned", "periodic(30)", "stepped(90)", "tiered(90)"];
    for backfill in backfills {
        check(
            &format!("fcfs+{backfill}"),
            &center,
            "a @0 1x50/50 by 1
             b @1 1x10/10 by 1
             c @2 1x10/10 by 2",
            "a 0-50
             b 50-60
             c 2-12",
        );
    }
}
