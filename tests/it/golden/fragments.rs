//! Rules on nodes of four cores: what is free but scattered, under limits, quotas, licences and locks, for EASY and for
//! conservative backfilling.

use super::machine::{center, check, locked, nodes};
use suanli::model::{
    Amount, Center, ClassRule, Each, Eviction, GroupId, Licence, Limit, Lock, LockMode, Preemption, Qos,
    QosId, Quota, Time, Victims, Windows,
};

/// Two nodes of four cores.
fn two_nodes() -> Center {
    center(vec![nodes(2, 4)])
}

/// The same where group 1 has so much at once.
fn limited(amount: Amount, most: u64) -> Center {
    let mut center = two_nodes();
    center.rules.limits = vec![Limit {
        name: "limit".into(),
        groups: vec![GroupId(1)],
        qos: Vec::new(),
        partitions: Vec::new(),
        classes: Vec::new(),
        each: Each::Together,
        amount,
        most,
    }];
    center
}

/// Two nodes of four cores under quotas of the first groups.
fn shared(quotas: &[Quota]) -> Center {
    let mut center = two_nodes();
    center.rules.quotas = quotas.to_vec();
    center.rules.preemption = Preemption { eviction: Eviction::Requeue, ..Preemption::default() };
    center
}

fn quota(group: u16, guaranteed: u32) -> Quota {
    Quota {
        name: format!("quota-{group}"),
        groups: vec![GroupId(group)],
        guaranteed,
        most: None,
        borrows: true,
        lends: true,
        reclaims: false,
    }
}

/// The same fates under both backfills.
fn check_both(placement: &str, center: &Center, jobs: &str, fates: &str) {
    for backfill in ["easy", "conservative"] {
        check(&format!("fcfs+{backfill}+{placement}"), center, jobs, fates);
    }
}

#[test]
fn a_limit_of_others_leaves_the_reservation_of_a_whole_node_alone() {
    // One core is free on each node. c is reserved a node for 100; d runs beside it on the other. e is of the same group and waits
    // until d has gone; f is not, and waits for the three cores beside d.
    check_both(
        "pack",
        &limited(Amount::RunningJobs, 1),
        "a @0 1x100/100 wide 3
         b @0 1x100/100 wide 3
         c @10 1x50/50 wide 4
         d @20 1x1000/1000 of 1
         e @30 1x1000/1000 of 1
         f @40 1x1000/1000",
        "a 0-100
         b 0-100
         c 100-150
         d 20-1020
         e 1020-2020
         f 100-1100",
    );
}

#[test]
fn only_a_plan_for_all_reserves_nodes_for_a_job_that_waits_for_its_limit() {
    // b needs both nodes, and may run when a has gone at 100. EASY reserves for the first job that nodes alone hold up: c has
    // the second node at once, for longer than that. Conservative backfilling promised b its 100.
    let jobs = "a @0 1x100/100 wide 4 of 1
                b @10 2x50/50 wide 4 of 1
                c @20 1x200/200 wide 4";
    let center = limited(Amount::RunningJobs, 1);
    check("fcfs+easy", &center, jobs, "a 0-100\n b 220-270\n c 20-220");
    check("fcfs+conservative", &center, jobs, "a 0-100\n b 100-150\n c 150-350");
}

#[test]
fn a_limit_on_nodes_counts_a_part_of_a_node_as_one() {
    // Group 1 may hold one node. a holds half of one, so b has to wait, though six cores are free. d and e have a node to
    // themselves, before and after 100, and c needs both, for which it waits until b has gone.
    check_both(
        "pack",
        &limited(Amount::Nodes, 1),
        "a @0 1x100/100 wide 2 of 1
         b @10 1x50/50 of 1
         c @20 2x30/30 wide 4
         d @30 1x70/70 wide 4
         e @40 1x50/50 wide 4",
        "a 0-100
         b 100-150
         c 150-180
         d 30-100
         e 100-150",
    );
}

#[test]
fn easy_protects_the_first_and_conservative_the_second_too() {
    // c is reserved the second node for 60; d, which needs both, could have them at 110. On the core that is left of the first
    // node, e would run until 111, which EASY allows. It is the only job of its group that may run, so f waits for it, and then
    // for d. Conservative backfilling puts e behind d, and f runs long before.
    let jobs = "a @0 1x100/100 wide 3
                b @0 1x60/60 wide 3
                c @10 1x50/50 wide 4
                d @11 2x10/10 wide 4
                e @12 1x99/99 of 1
                f @13 1x10/10 of 1";
    let center = limited(Amount::RunningJobs, 1);
    let first = "a 0-100\n b 0-60\n c 60-110";
    check("fcfs+easy", &center, jobs, &format!("{first}\n d 111-121\n e 12-111\n f 121-131"));
    check("fcfs+conservative", &center, jobs, &format!("{first}\n d 110-120\n e 120-219\n f 13-23"));
}

#[test]
fn a_guarantee_is_of_no_use_while_free_cores_are_scattered() {
    // Six cores are group 0's, two are group 1's, and nothing is lent. c is within its six, and two cores are free on each node: it
    // waits for a whole one. d runs beside it, so that all six are used from 100 on; e has to wait until a has gone.
    let quota = |group, guaranteed| Quota { lends: false, ..quota(group, guaranteed) };
    check_both(
        "spread",
        &shared(&[quota(0, 6), quota(1, 2)]),
        "a @0 1x100/100 wide 2 of 1
         b @0 1x100/100 wide 2
         c @10 1x50/50 wide 4
         d @20 1x1000/1000 wide 2
         e @30 1x1000/1000 wide 2 of 1",
        "a 0-100
         b 0-100
         c 100-150
         d 20-1020
         e 100-1100",
    );
}

#[test]
fn what_is_taken_back_is_a_node_and_not_so_many_cores() {
    // Group 1 holds six of its four. c asks for four of its own on one node: b, which borrows, is sent away and waits for its
    // node again. d uses the core beside a meanwhile, and for long.
    check_both(
        "pack",
        &shared(&[Quota { reclaims: true, ..quota(0, 4) }, quota(1, 4)]),
        "a @0 1x100/100 wide 3 of 1
         b @5 1x100/100 wide 3 of 1
         c @10 1x50/50 wide 4
         d @20 1x1000/1000 of 1",
        "a 0-100
         b 5-10! 60-160
         c 10-60
         d 20-1020",
    );
}

#[test]
fn nobody_is_sent_away_where_that_would_not_free_a_node() {
    // Group 1 holds two cores on each node that are its own, and two that it borrows. c could have four back, but not on one
    // node: it waits for the first that is empty, at 102, and nobody is sent away in vain.
    check_both(
        "spread",
        &shared(&[Quota { reclaims: true, ..quota(0, 4) }, quota(1, 4)]),
        "a @0 1x100/100 wide 2 of 1
         b @1 1x100/100 wide 2 of 1
         c @2 1x100/100 wide 2 of 1
         d @3 1x100/100 wide 2 of 1
         e @10 1x50/50 wide 4",
        "a 0-100
         b 1-101
         c 2-102
         d 3-103
         e 102-152",
    );
}

#[test]
fn a_job_that_is_sent_away_makes_room_on_one_node() {
    // Without more, c would go first, as the youngest, and then b, whose node is enough for h: so c stays. b is first in the queue
    // again and has its node back at 60; d follows when a ends.
    let mut center = two_nodes();
    center.rules.preemption = Preemption { victims: Victims::YOUNGEST, ..Preemption::default() };
    let qos = |number: u16, preempts| Qos {
        name: format!("qos-{number}"),
        priority: u32::from(number),
        price_percent: 100,
        preempts,
    };
    center.rules.qos = vec![qos(0, Vec::new()), qos(1, vec![QosId(0)])];
    center.rules.classes =
        [0, 1].map(|number| ClassRule { qos: QosId(number), ..ClassRule::default() }).to_vec();
    check_both(
        "pack",
        &center,
        "a @0 1x100/100 wide 2
         b @1 1x100/100 wide 4
         c @2 1x100/100 wide 2
         h @10 1x50/50 wide 4 as 1
         d @20 1x1000/1000 wide 2",
        "a 0-100
         b 1-10! 60-160
         c 2-102
         h 10-60
         d 100-1100",
    );
}

#[test]
fn a_token_is_waited_for_on_no_particular_node() {
    // a has the only token until 100, and c needs it and a node. The node of b is empty at 60: e has it until 100. d runs on one of
    // the cores that are left until 95.
    let mut center = two_nodes();
    center.rules.licences = vec![Licence { name: "solver".into(), count: 1 }];
    let solver = ClassRule { licences: vec![(0, 1)], ..ClassRule::default() };
    center.rules.classes = vec![ClassRule::default(), solver];
    check_both(
        "pack",
        &center,
        "a @0 1x100/100 wide 3 as 1
         b @0 1x60/60 wide 3
         c @10 1x50/50 wide 4 as 1
         d @20 1x75/75
         e @50 1x40/40 wide 3",
        "a 0-100
         b 0-60
         c 100-150
         d 20-95
         e 60-100",
    );
}

#[test]
fn a_plan_over_two_nodes_waits_until_both_are_open() {
    // The second node is closed from 100 to 200. a would be there too long and goes to the first; b is gone when it closes. c
    // needs both, at 200. d runs on the first between a, which ends early, and c; e comes too late for that.
    let closed = Windows::new(vec![(Time::from_secs(100), Time::from_secs(200))]);
    let maintenance = Lock {
        name: "maintenance".into(),
        owners: Vec::new(),
        mode: LockMode::Strict,
        windows: closed,
        absent: false,
        ..Lock::default()
    };
    check_both(
        "pack",
        &center(vec![nodes(1, 4), locked(nodes(1, 4), maintenance)]),
        "a @0 1x50/150 wide 4
         b @10 1x90/90 wide 4
         c @20 2x10/10 wide 4
         d @30 1x140/140 wide 4
         e @60 1x20/20 wide 4",
        "a 0-50
         b 10-100
         c 200-210
         d 50-190
         e 210-230",
    );
}

#[test]
fn a_job_that_lost_a_lent_node_waits_for_one_of_its_shape() {
    // One node is open, the other is group 1's and lent. a leaves one core of the open node, so b goes to the lent one, until its
    // owner comes at 10. It is reserved that node for 60; d and e, one after the other, use the core beside a.
    let lent = Lock {
        name: "lock".into(),
        owners: vec![GroupId(1)],
        mode: LockMode::LendPreemptible,
        windows: Windows::ALWAYS,
        absent: false,
        ..Lock::default()
    };
    check_both(
        "pack",
        &center(vec![nodes(1, 4), locked(nodes(1, 4), lent)]),
        "a @0 1x100/100 wide 3
         b @0 1x100/100 wide 3
         c @10 1x50/50 wide 4 of 1
         d @20 1x30/30
         e @20 1x500/500",
        "a 0-100
         b 0-10! 60-160
         c 10-60
         d 20-50
         e 50-550",
    );
}
