//! Locks: when others may use what is locked, what an owner's need stops, and who comes first on what is whose.

use super::machine::{center, check, counted, locked, nodes};
use suanli::model::{Amount, Center, Each, GroupId, Limit, Lock, LockMode, Pool, Span, Time, Windows};

/// A lock for group 1 that always holds.
fn lock(mode: LockMode) -> Lock {
    Lock {
        name: "lock".into(),
        owners: vec![GroupId(1)],
        mode,
        windows: Windows::ALWAYS,
        absent: false,
        ..Lock::default()
    }
}

/// The same between two instants only.
fn window(mode: LockMode, from: u64, until: u64) -> Lock {
    let windows = Windows::new(vec![(Time::from_secs(from), Time::from_secs(until))]);
    Lock { windows, ..lock(mode) }
}

/// One pool that is locked for group 1.
fn one(pool: Pool, lock: Lock) -> Center {
    center(vec![locked(pool, lock)])
}

const fn short(seconds: u64) -> LockMode {
    LockMode::LendShort { notice: Span::from_secs(seconds) }
}

const fn until_needed(seconds: u64) -> LockMode {
    LockMode::LendUntilNeeded { return_time: Span::from_secs(seconds) }
}

#[test]
fn before_a_window_opens_others_use_what_will_be_gone_by_then() {
    // Locked from 100 to 200. a asks for exactly what is left until then; b for a second more, so that it waits for the end of
    // the window, although it would run for ten seconds only. o is the owner's.
    let center = one(counted(4), window(LockMode::Strict, 100, 200));
    check(
        "fcfs+any",
        &center,
        "a @0 2x100/100
         b @0 1x10/101
         c @1 2x99/99
         o @150 4x20/20 of 1",
        "a 0-100
         b 200-210
         c 1-100
         o 150-170",
    );
}

#[test]
fn a_lent_window_takes_what_ends_within_the_notice_and_nothing_longer() {
    // Locked from 50 to 100, with a notice of 30 s. Before it opens, a may reach 30 s into it, and b a second less than it
    // asks for; while it is open, c may have 30 s, and d a second less than it asks for.
    let center = one(counted(4), window(short(30), 50, 100));
    check(
        "fcfs+any",
        &center,
        "a @0 1x80/80
         b @0 1x81/81
         c @60 1x30/30
         d @60 1x31/31",
        "a 0-80
         b 100-181
         c 60-90
         d 100-131",
    );
}

#[test]
fn what_is_lent_for_a_short_time_is_not_lent_on_while_an_owner_needs_it() {
    // Nobody is sent away: o waits for a. One is free meanwhile, and b would be gone in time, but it is no longer lent.
    let center = one(counted(2), lock(short(30)));
    check(
        "fcfs+any",
        &center,
        "a @0 1x30/30
         o @10 2x10/10 of 1
         b @11 1x5/5",
        "a 0-30
         o 30-40
         b 40-45",
    );
}

#[test]
fn what_is_lent_until_needed_is_given_back_within_the_return_time() {
    // At 10 a is told to leave within 20 s: neither at once, nor after the 5 s that who is evicted has elsewhere. b is lent
    // nothing from then on, although it would be gone by 30. When o is done, both find room.
    let mut center = one(counted(2), lock(until_needed(20)));
    center.rules.preemption.grace = Span::from_secs(5);
    let jobs = "a @0 1x100/100
                o @10 2x10/10 of 1
                b @11 1x5/5";
    check("fcfs+any", &center, jobs, "a 0-30! 40-140\n o 30-40\n b 40-45");
    // A job that ends by itself before the return time is over is not stopped, and the owner starts when it has gone.
    let early = "a @0 1x25/100
                 o @10 2x10/10 of 1
                 b @11 1x5/5";
    check("fcfs+any", &center, early, "a 0-25\n o 25-35\n b 35-40");
    // An owner that lends to jobs that can be sent away at any time gives them the 5 s; b would not be gone by then.
    center.pools[0].lock = Some(lock(LockMode::LendPreemptible));
    check("fcfs+any", &center, jobs, "a 0-15! 25-125\n o 15-25\n b 25-30");
}

#[test]
fn owners_come_first_on_what_is_theirs() {
    // b was submitted before o and waits for the same two. They are lent, but their owner is there.
    for mode in [LockMode::LendPreemptible, short(60), until_needed(60)] {
        check(
            "fcfs+none",
            &one(counted(2), lock(mode)),
            "p @0 2x10/10 of 1
             b @1 2x20/20
             o @2 2x10/10 of 1",
            "p 0-10
             b 20-40
             o 10-20",
        );
    }
    // Where nothing is locked, the order is that of submission.
    check(
        "fcfs+none",
        &center(vec![counted(2)]),
        "p @0 2x10/10 of 1
         b @1 2x20/20
         o @2 2x10/10 of 1",
        "p 0-10
         b 10-30
         o 30-40",
    );
}

#[test]
fn owners_come_first_on_nothing_that_is_not_theirs() {
    // The owners' pool has two nodes of two cores; beside it is one such node for all. p fills that one, x and y one core of each
    // locked node: two cores are free there, but none of them is of use to a task of two. When p ends, h is first in the
    // queue; o, who is an owner elsewhere, comes after it.
    let center = center(vec![locked(nodes(2, 2), lock(short(60))), nodes(1, 2)]);
    check(
        "fcfs+any+spread",
        &center,
        "p @0 1x10/10 wide 2
         x @0 1x40/40
         y @0 1x40/40
         h @1 1x20/20 wide 2
         o @2 1x10/10 wide 2 of 1",
        "p 0-10
         x 0-40
         y 0-40
         h 10-30
         o 30-40",
    );
}

#[test]
fn an_owner_who_waits_for_a_limit_needs_no_lock() {
    // Without the limit q needs both processors, and none is lent to b before q has had them. With it, q could not use them
    // before 50 anyway.
    let mut center = one(counted(2), lock(short(20)));
    let jobs = "o @0 1x50/50 of 1
                q @1 2x10/10 of 1
                b @2 1x10/10";
    check("fcfs+any", &center, jobs, "o 0-50\n q 50-60\n b 60-70");
    center.rules.limits = vec![Limit {
        name: "one at once".into(),
        groups: vec![GroupId(1)],
        qos: Vec::new(),
        partitions: Vec::new(),
        classes: Vec::new(),
        each: Each::Together,
        amount: Amount::RunningJobs,
        most: 1,
    }];
    check("fcfs+any", &center, jobs, "o 0-50\n q 50-60\n b 2-12");
}
