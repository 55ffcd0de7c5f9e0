//! Quotas: who may borrow what, what is kept for whom, and who gets back their own.

use super::machine::{center, check, counted};
use suanli::model::{Center, ClassRule, Eviction, GroupId, Preemption, Qos, QosId, Quota, Victims};

/// Four processors, and a quota for each of these groups.
fn shared(quotas: Vec<Quota>) -> Center {
    let mut center = center(vec![counted(4)]);
    center.rules.quotas = quotas;
    center
}

/// A quota that borrows and lends, and takes nothing back.
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

fn requeuing(mut center: Center, victims: Victims) -> Center {
    center.rules.preemption = Preemption { victims, eviction: Eviction::Requeue, ..Preemption::default() };
    center
}

#[test]
fn a_group_that_does_not_borrow_stays_within_its_guarantee() {
    // Two of four are idle until 100, but both belong to the other quota.
    let keeper = shared(vec![Quota { borrows: false, ..quota(0, 2) }, quota(1, 2)]);
    check("fcfs+none", &keeper, "a @0 2x100/100\n b @0 1x10/10", "a 0-100\n b 100-110");
    check("fcfs+none", &keeper, "a @0 3x10/10\n b @0 2x10/10", "a rejected\n b 0-10");
    let borrower = shared(vec![quota(0, 2), quota(1, 2)]);
    check("fcfs+none", &borrower, "a @0 2x100/100\n b @0 1x10/10", "a 0-100\n b 0-10");
}

#[test]
fn what_a_quota_does_not_lend_stays_idle_for_it() {
    // b would be the third of group 1; the other two are kept for group 0, whether it uses them (c, one of them from 50 to 70)
    // or not. When a ends, b is within what is its own.
    let jobs = "a @0 2x100/100 of 1
                b @0 1x10/10 of 1
                c @50 1x20/20 of 0";
    let kept = shared(vec![Quota { lends: false, ..quota(0, 2) }, quota(1, 2)]);
    check("fcfs+none", &kept, jobs, "a 0-100\n b 100-110\n c 50-70");
    let lent = shared(vec![quota(0, 2), quota(1, 2)]);
    check("fcfs+none", &lent, jobs, "a 0-100\n b 0-10\n c 50-70");
}

#[test]
fn no_group_is_kept_from_its_guarantee() {
    // a takes its own two, which are not lent, and borrows the other two: nothing is left to be kept from it.
    let center = shared(vec![Quota { lends: false, ..quota(0, 2) }, quota(1, 1)]);
    check("fcfs+none", &center, "a @0 4x10/10", "a 0-10");
    // a leaves one of its three idle, which is no reason to refuse b: one is its own, one is borrowed.
    let center = shared(vec![Quota { lends: false, ..quota(0, 3) }, quota(1, 1)]);
    check("fcfs+none", &center, "a @0 2x20/20\n b @0 2x10/10", "a 0-20\n b 0-10");
}

#[test]
fn a_borrower_may_take_exactly_what_is_not_kept() {
    // Two of four are kept for group 0. a, beyond its one, takes exactly the other two; c of group 0 the two that are kept.
    // b would be one too many until a ends, although c has gone by then.
    let center = shared(vec![Quota { lends: false, ..quota(0, 2) }, quota(1, 1)]);
    check(
        "fcfs+none",
        &center,
        "a @0 2x30/30 of 1
         b @0 1x10/10 of 1
         c @0 2x20/20 of 0",
        "a 0-30
         b 30-40
         c 0-20",
    );
}

#[test]
fn a_quota_holds_its_most_and_not_one_more() {
    // b is the third of three. c would be the fourth, so it waits until b ends; the fourth processor is free all the time.
    let center = shared(vec![Quota { most: Some(3), ..quota(0, 2) }, quota(1, 2)]);
    check(
        "fcfs+none",
        &center,
        "a @0 2x100/100\n b @0 1x10/10\n c @0 1x10/10\n d @0 4x1/1",
        "a 0-100\n b 0-10\n c 10-20\n d rejected",
    );
}

#[test]
fn what_a_quota_held_is_its_own_again_at_the_end() {
    // a has come and gone. Of group 1, b takes its own two; c would borrow, but the two of group 0 are idle again and kept.
    let kept = shared(vec![Quota { lends: false, ..quota(0, 2) }, quota(1, 2)]);
    check(
        "fcfs+none",
        &kept,
        "a @0 2x10/10 of 0
         b @20 2x50/50 of 1
         c @20 1x10/10 of 1",
        "a 0-10
         b 20-70
         c 70-80",
    );
    // Here they are lent to b, and c of group 0 gets them back: it holds nothing when it comes, so two are within its two.
    let center = shared(vec![Quota { reclaims: true, ..quota(0, 2) }, quota(1, 2)]);
    check(
        "fcfs+none",
        &requeuing(center, Victims::YOUNGEST),
        "a @0 2x10/10 of 0
         b @20 4x100/100 of 1
         c @30 2x10/10 of 0",
        "a 0-10
         b 20-30! 40-140
         c 30-40",
    );
    // All four, one after the other: what anybody held counts no longer either.
    check("fcfs+none", &kept, "a @0 4x10/10 of 0\n b @0 4x10/10 of 0", "a 0-10\n b 10-20");
}

#[test]
fn taking_back_begins_exactly_where_the_guarantee_ends() {
    let center = shared(vec![Quota { reclaims: true, ..quota(0, 2) }, quota(1, 2)]);
    let center = requeuing(center, Victims::YOUNGEST);
    // b asks for its two and sends a away. c asks for three, which is more than its own: it waits.
    check("fcfs+none", &center, "a @0 4x50/50 of 1\n b @10 2x10/10", "a 0-10! 20-70\n b 10-20");
    check("fcfs+none", &center, "a @0 4x50/50 of 1\n c @10 3x10/10", "a 0-50\n c 50-60");
    // Three are one more than the two of group 1: they are borrowed, and go. Two are its own, and stay: b finds the rest free.
    check("fcfs+none", &center, "a @0 3x50/50 of 1\n b @10 2x10/10", "a 0-10! 20-70\n b 10-20");
    check("fcfs+none", &center, "a @0 2x50/50 of 1\n b @10 2x10/10", "a 0-50\n b 10-20");
}

#[test]
fn a_group_within_its_guarantee_is_not_reclaimed_from() {
    // At 20 c needs one. a (one processor, twenty seconds) would lose less than b (three, ten seconds), but a is the oldest
    // of group 1 and within its two, while b goes beyond them. b begins anew when c has gone.
    let center = shared(vec![Quota { reclaims: true, ..quota(0, 2) }, quota(1, 2)]);
    check(
        "fcfs+none",
        &requeuing(center, Victims::LEAST_LOST),
        "a @0 1x100/100 of 1
         b @10 3x100/100 of 1
         c @20 1x10/10 of 0",
        "a 0-100
         b 10-20! 30-130
         c 20-30",
    );
}

#[test]
fn the_oldest_runs_are_within_the_guarantee_in_whatever_order_they_were_submitted() {
    // b was submitted before a but starts after it, when p ends. At 20 group 1 holds three: a is one of the two that are its
    // own, b goes beyond them. One is free, and c needs two; a would do, but b goes, and waits for two until c ends.
    let center = shared(vec![Quota { reclaims: true, ..quota(0, 2) }, quota(1, 2)]);
    check(
        "fcfs+any",
        &requeuing(center, Victims::LEAST_LOST),
        "p @0 3x10/10 of 0
         b @1 2x100/100 of 1
         a @2 1x100/100 of 1
         c @20 2x10/10 of 0",
        "p 0-10
         b 10-20! 30-130
         a 2-102
         c 20-30",
    );
}

#[test]
fn no_group_reclaims_from_its_own_quota() {
    // a has all four, two of them lent by group 1; b is of the same quota and waits for it.
    let all = [0, 1].map(|group| Quota { reclaims: true, ..quota(group, 2) });
    let center = requeuing(shared(all.to_vec()), Victims::YOUNGEST);
    check("fcfs+none", &center, "a @0 4x50/50\n b @10 2x10/10", "a 0-50\n b 50-60");
    check("fcfs+none", &center, "a @0 4x50/50\n b @10 2x10/10 of 1", "a 0-10! 20-70\n b 10-20");
}

#[test]
fn a_group_without_a_quota_lives_on_what_is_lent() {
    // Group 2 has none: it may use the two that are not kept, and no third.
    let kept = shared(vec![Quota { lends: false, ..quota(0, 2) }]);
    let jobs = "a @0 2x50/50 of 2\n b @0 1x10/10 of 2\n c @0 2x10/10 of 0";
    check("fcfs+none", &kept, jobs, "a 0-50\n b 50-60\n c 0-10");
    // However long a has run, it is a borrower: c takes back what is its own.
    let lent = requeuing(shared(vec![Quota { reclaims: true, ..quota(0, 2) }]), Victims::YOUNGEST);
    check("fcfs+none", &lent, "a @0 4x50/50 of 2\n c @10 2x5/5 of 0", "a 0-10! 15-65\n c 10-15");
}

#[test]
fn a_job_within_its_guarantee_is_safe_from_those_above_it_in_other_quotas() {
    // Nobody takes back, but c is of a quality of service that evicts the others'. At 20 a (one processor) would lose less than
    // b (three), but a is within what is its own, and b is not.
    let mut center = requeuing(shared(vec![quota(0, 2), quota(1, 2)]), Victims::LEAST_LOST);
    let qos = |number: u16, preempts| Qos {
        name: format!("qos-{number}"),
        priority: u32::from(number),
        price_percent: 100,
        preempts,
    };
    center.rules.qos = vec![qos(0, Vec::new()), qos(1, vec![QosId(0)])];
    center.rules.classes =
        [0, 1].map(|number| ClassRule { qos: QosId(number), ..ClassRule::default() }).to_vec();
    let jobs = "a @0 1x100/100 of 1
                b @10 3x100/100 of 1
                c @20 1x10/10 of 0 as 1";
    check("fcfs+none", &center, jobs, "a 0-100\n b 10-20! 30-130\n c 20-30");
    // Without quotas nobody is safe, and who loses least goes.
    center.rules.quotas.clear();
    check("fcfs+none", &center, jobs, "a 0-20! 30-130\n b 10-110\n c 20-30");
}
