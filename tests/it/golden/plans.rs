//! Plans under rules: what they keep for whom is planned, and what they know of licences and locks.

use super::machine::{center, check, counted, locked, nodes};
use suanli::model::{Center, ClassRule, GroupId, Licence, Lock, LockMode, Pool, Span, Time, Windows};

/// A centre with so many tokens of a licence, of which each job of a class holds as many as the number of its class.
fn licensed(pools: Vec<Pool>, count: u32) -> Center {
    let mut center = center(pools);
    center.rules.licences = vec![Licence { name: "solver".into(), count }];
    let class = |tokens| ClassRule { licences: vec![(0, tokens)], ..ClassRule::default() };
    center.rules.classes = vec![ClassRule::default(), class(1), class(2)];
    center
}

#[test]
fn plans_keep_licences_for_planned_jobs() {
    // There are processors for all. a holds one of two tokens until 50; b needs both and is planned for 50. c needs the one that
    // is free, but for longer than that, so it comes behind b; d has given it back by 50.
    check(
        "fcfs+easy",
        &licensed(vec![counted(4)], 2),
        "a @0 1x50/50 as 1
         b @1 1x10/10 as 2
         c @2 1x100/100 as 1
         d @2 1x48/48 as 1",
        "a 0-50
         b 50-60
         c 60-160
         d 2-50",
    );
    // With a third token c disturbs nobody.
    check(
        "fcfs+easy",
        &licensed(vec![counted(4)], 3),
        "a @0 1x50/50 as 2
         b @1 1x10/10 as 2
         c @2 1x100/100 as 1",
        "a 0-50
         b 50-60
         c 2-102",
    );
}

#[test]
fn licences_come_back_in_the_order_of_time() {
    // a holds a token until 100, b the other until 40: z is planned for 40, when three of four processors are free. w
    // would still hold one of them then.
    check(
        "fcfs+easy",
        &licensed(vec![counted(4)], 2),
        "a @0 1x100/100 as 1
         b @0 1x40/40 as 1
         z @10 3x10/10 as 1
         w @11 1x80/80",
        "a 0-100
         b 0-40
         z 40-50
         w 50-130",
    );
    // Two tokens are back at 70 only, whatever comes back before; w is gone by then.
    check(
        "fcfs+easy",
        &licensed(vec![counted(4)], 2),
        "a @0 1x70/70 as 1
         b @0 1x40/40 as 1
         z @10 3x10/10 as 2
         w @11 1x59/59",
        "a 0-70
         b 0-40
         z 70-80
         w 11-70",
    );
}

#[test]
fn plans_know_the_licences_of_jobs_that_started_a_moment_ago() {
    // x and y leave one core free on each node of the first pool, so that a, which needs both cores of a node, goes to the
    // second. It holds the only token until 30: z is protected from 30 on. Of the four cores that are free then it needs two, so
    // that w may take one of the others at once, and for longer.
    check(
        "fcfs+easy+spread",
        &licensed(vec![nodes(2, 2), nodes(1, 2)], 1),
        "x @0 1x100/100
         y @0 1x100/100
         a @10 1x20/20 wide 2 as 1
         z @10 2x10/10 as 1
         w @10 1x100/100",
        "x 0-100
         y 0-100
         a 10-30
         z 30-40
         w 10-110",
    );
}

fn lock(mode: LockMode, windows: Windows) -> Lock {
    Lock { name: "lock".into(), owners: vec![GroupId(1)], mode, windows, absent: false, ..Lock::default() }
}

#[test]
fn plans_know_when_locks_open() {
    // Two processors are open to all, two more from 100 on. b needs all four and is planned for 100, though nobody runs whose
    // end could tell. c would hold one of them for longer; d is gone by then.
    let windows = Windows::new(vec![(Time::ZERO, Time::from_secs(100))]);
    let center = center(vec![counted(2), locked(counted(2), lock(LockMode::Strict, windows))]);
    check(
        "fcfs+easy",
        &center,
        "b @0 4x10/10
         c @1 1x200/200
         d @2 2x98/98",
        "b 100-110
         c 110-310
         d 2-100",
    );
}

#[test]
fn plans_expect_what_owners_need_to_be_lent_again() {
    // Two nodes of one core are open; p has one of them until 40. On the locked node of two x has one until 30: from 10 to 30 o,
    // which needs both, waits for it, and nothing is lent. b needs three cores and is planned for 40, when o has gone, with
    // both of the open ones: c, which is too long to be lent anything, would still hold one of them.
    let mode = LockMode::LendShort { notice: Span::from_secs(50) };
    let center = center(vec![nodes(2, 1), locked(nodes(1, 2), lock(mode, Windows::ALWAYS))]);
    check(
        "fcfs+conservative",
        &center,
        "p @0 1x40/40
         q @0 1x10/10
         x @0 1x30/30
         o @10 1x10/10 wide 2 of 1
         b @11 3x20/20
         c @12 1x100/100",
        "p 0-40
         q 0-10
         x 0-30
         o 30-40
         b 40-60
         c 60-160",
    );
}
