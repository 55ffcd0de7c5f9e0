//! Jobs that hang together: gangs, dependencies, singletons, and the order of tiers.

use super::{fates, job, machine, preempting, ranked};
use suanli::model::{Condition, Eviction, PartitionRule};

/// Three jobs of a gang come one after the other: none starts before the last is there.
#[test]
fn a_gang_starts_when_it_is_complete() {
    let jobs = [0, 1, 2].map(|number| job(1 + number, 10 * number, 1, 30).gang(7, 3));
    for policy in ["fcfs+none", "fcfs+any", "fcfs+easy", "fcfs+conservative", "fcfs+replanned"] {
        let expected = ["1: 20-50 done", "2: 20-50 done", "3: 20-50 done"];
        assert_eq!(fates(&machine(&[4], &[&[0]]), policy, &jobs), expected, "{policy}");
    }
}

/// Two of four processors are held until 50 s, so the complete gang of three waits for them and is planned then. Job 5 is gone
/// by 35 s and starts at once; job 6 would run until 66 s on one of the two free processors, of which the gang needs one: it
/// takes the fourth at 50 s.
#[test]
fn a_gang_that_lacks_nodes_is_planned_together() {
    let mut jobs = vec![job(9, 0, 2, 50)];
    jobs.extend([1, 2, 3].map(|id| job(id, 20, 1, 30).gang(7, 3)));
    jobs.extend([job(5, 25, 1, 10), job(6, 26, 2, 40)]);
    assert_eq!(
        fates(&machine(&[4], &[&[0]]), "fcfs+easy", &jobs),
        [
            "1: 50-80 done",
            "2: 50-80 done",
            "3: 50-80 done",
            "5: 25-35 done",
            "6: 80-120 done",
            "9: 0-50 done"
        ]
    );
}

/// Job 1 is killed at 20 s, job 5 does its work until 10 s. A job that waits for an end starts at it; one that waits for
/// another kind of end than it was is given up at it; and one that is submitted when the end is known learns at once.
#[test]
fn an_end_frees_whom_it_suits_and_disappoints_the_others() {
    let conditions = [Condition::AfterAny, Condition::AfterNotOk, Condition::AfterOk];
    let mut jobs = vec![job(1, 0, 1, 20).works(50), job(5, 0, 1, 10)];
    for (place, condition) in conditions.into_iter().enumerate() {
        jobs.push(job(20 + place as u64, 1, 1, 5).after(1, condition));
        jobs.push(job(30 + place as u64, 1, 1, 5).after(5, condition));
    }
    for (place, condition) in conditions.into_iter().enumerate() {
        jobs.push(job(40 + place as u64, 30, 1, 5).after(1, condition));
        jobs.push(job(50 + place as u64, 30, 1, 5).after(5, condition));
    }
    assert_eq!(
        fates(&machine(&[8], &[&[0]]), "fcfs+easy", &jobs),
        [
            "1: 0-20 killed",
            "5: 0-10 done",
            "20: 20-25 done",
            "21: 20-25 done",
            "22: waited in vain at 20",
            "30: 10-15 done",
            "31: waited in vain at 10",
            "32: 10-15 done",
            "40: 30-35 done",
            "41: 30-35 done",
            "42: waited in vain at 30",
            "50: 30-35 done",
            "51: waited in vain at 30",
            "52: 30-35 done",
        ]
    );
}

/// Being evicted for good at 10 s, or given up at 7 s, is an end like another, and no success. Job 3, which wants both processors
/// from 4 s on, is the one whose user gives up; who waits for it stands apart until then.
#[test]
fn a_job_evicted_for_good_or_given_up_has_failed() {
    let center = preempting(ranked(&[2], &[&[0]]), |rules| rules.eviction = Eviction::Cancel);
    let jobs = [
        job(1, 0, 1, 100),
        job(2, 1, 1, 100).class(1),
        job(3, 4, 2, 50).patience(3),
        job(4, 5, 1, 5).after(1, Condition::AfterAny),
        job(5, 5, 1, 5).after(1, Condition::AfterOk),
        job(6, 5, 1, 5).after(3, Condition::AfterNotOk),
        job(7, 5, 1, 5).after(3, Condition::AfterOk),
        job(8, 10, 2, 20).class(2),
    ];
    assert_eq!(
        fates(&center, "fcfs+easy", &jobs),
        [
            "1: 0-10 evicted",
            "2: 1-10 evicted",
            "3: gives up at 7",
            "4: 30-35 done",
            "5: waited in vain at 10",
            "6: 30-35 done",
            "7: waited in vain at 7",
            "8: 10-30 done",
        ]
    );
}

/// Jobs of one tenant and class run one at a time on a machine with room for all; those of another tenant and another class have
/// lines of their own. Job 2, in the middle, is given up at 5 s: that lets nobody go.
#[test]
fn singletons_run_one_by_one() {
    let single = |id| job(id, 0, 1, 10).singleton();
    let jobs =
        [single(1), single(2).patience(5), single(3), single(4), single(5).group(1), single(6).class(1)];
    assert_eq!(
        fates(&machine(&[8], &[&[0]]), "fcfs+easy", &jobs),
        [
            "1: 0-10 done",
            "2: gives up at 5",
            "3: 10-20 done",
            "4: 20-30 done",
            "5: 0-10 done",
            "6: 0-10 done"
        ]
    );
}

/// Three wait for all of a machine that is free at 10 s: the highest tier comes first, although it came last.
#[test]
fn higher_tiers_come_first() {
    let mut center = machine(&[2], &[&[0], &[0], &[0]]);
    center.rules.partitions =
        [0, 1, 2].map(|tier| PartitionRule { tier, ..PartitionRule::default() }).to_vec();
    let waiting = [1_u16, 2, 3].map(|id| job(u64::from(id), u64::from(id), 2, 10).partition(id - 1));
    let mut jobs = vec![job(9, 0, 2, 10)];
    jobs.extend(waiting);
    for policy in ["fcfs+none", "fcfs+any", "fcfs+easy", "fcfs+depth(2)", "fcfs+replanned"] {
        let expected = ["1: 30-40 done", "2: 20-30 done", "3: 10-20 done", "9: 0-10 done"];
        assert_eq!(fates(&center, policy, &jobs), expected, "{policy}");
    }
}
