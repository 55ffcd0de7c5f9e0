//! Orders that weigh tenants and classes against each other: by hand, and against plain programs on random logs.

use crate::little::check;
use crate::machine;
use crate::plain::{Begun, PlainJob, ranked};
use crate::random::random_log;
use suanli::model::{
    Account, AccountId, Center, Claims, ClassClaim, ClassId, Job, Layout, Resources, Shape, TenantId,
};

/// Shares that no small usages are in proportion to: two tenants tie only where neither has used anything, and rounding never
/// decides who is first.
const SHARES: [u32; 5] = [1_009, 1_013, 1_019, 1_021, 1_031];

/// The half-life of `fair-share`, in seconds.
const WEEK: f64 = 7.0 * 86_400.0;

/// Whose a job is.
fn tenant(job: &PlainJob) -> usize {
    (job.id * job.id / 3 + job.procs) as usize % SHARES.len()
}

fn jobs(plain: &[PlainJob]) -> Vec<Job> {
    let owned = |(place, job): (usize, &PlainJob)| {
        let mut truth = machine::job(place, job);
        truth.request.tenant = TenantId(tenant(job) as u32);
        truth
    };
    plain.iter().enumerate().map(owned).collect()
}

fn center(processors: u64) -> Center {
    Center { tenant_shares: SHARES.to_vec(), ..Center::counted("machine", processors as u32) }
}

/// What a tenant used up to an instant and has not been forgotten, in processor-seconds: the sum over all its jobs.
fn usage(jobs: &[PlainJob], begun: &[Begun], who: usize, now: u64, half_life: f64) -> f64 {
    let kept = |at: u64| libm::exp2(-((now - at) as f64) / half_life);
    let of_job = |(place, start): &Begun| {
        let job = &jobs[*place];
        let (start, end) = ((*start).min(now), (start + job.run).min(now));
        job.procs as f64 * half_life / std::f64::consts::LN_2 * (kept(end) - kept(start))
    };
    begun.iter().filter(|(place, _)| tenant(&jobs[*place]) == who).map(of_job).sum()
}

#[test]
fn fair_share_starts_every_job_when_the_plain_program_does() {
    for seed in 0..400 {
        let (processors, log) = random_log(seed);
        let plain = ranked(&log, processors, |now, begun, place| {
            let who = tenant(&log[place]);
            usage(&log, begun, who, now, WEEK) / f64::from(SHARES[who])
        });
        let engine = machine::starts_in(center(processors), "fair-share+easy", jobs(&log));
        assert_eq!(engine, plain, "seed {seed} on {processors} processors: {log:#?}");
    }
}

/// Two accounts of two tenants each, and one tenant beside them.
fn claims() -> Claims {
    let account = |name: &str, shares| Account { name: name.into(), parent: None, shares, priority: 0 };
    let of = |account| Some(AccountId(account));
    Claims {
        accounts: vec![account("A", 2_003), account("B", 1_511)],
        tenants: vec![of(0), of(0), of(1), of(1), None],
        ..Claims::default()
    }
}

/// The classic factor of a tenant of those claims, by the formulas of the manual, written out for this one tree.
fn classic_factor(used: &[f64], who: usize) -> f64 {
    let shares = SHARES.map(f64::from);
    let all: f64 = used.iter().sum();
    let actual = |used: f64| if 0.0 < all { used / all } else { 0.0 };
    let top = 2_003.0 + 1_511.0 + shares[4];
    let (share, effective) = if who == 4 {
        (shares[4] / top, actual(used[4]))
    } else {
        let (first, account_shares) = if who < 2 { (0, 2_003.0) } else { (2, 1_511.0) };
        let part = shares[who] / (shares[first] + shares[first + 1]);
        let own = actual(used[who]);
        let of_account = actual(used[first] + used[first + 1]);
        (account_shares / top * part, own + (of_account - own) * part)
    };
    libm::exp2(-effective / share)
}

/// The Fair Tree factor of a tenant of those claims, by the rules of the manual: one less for each that stands before it.
fn fair_tree_factor(used: &[f64], who: usize) -> f64 {
    let level =
        |shares: f64, used: f64, all: f64| if used == 0.0 { f64::INFINITY } else { shares / (used / all) };
    let all: f64 = used.iter().sum();
    let place = |who: usize| {
        let own = f64::from(SHARES[who]);
        if who == 4 {
            return (level(own, used[who], all), None);
        }
        let (first, account_shares) = if who < 2 { (0, 2_003.0) } else { (2, 1_511.0) };
        let used_by_account = used[first] + used[first + 1];
        let part = own / f64::from(SHARES[first] + SHARES[first + 1]);
        (level(account_shares, used_by_account, all), Some(level(part, used[who], used_by_account)))
    };
    let (top, own) = place(who);
    let beside = || (0..4).map(place).filter(|(other, _)| *other == top).filter_map(|(_, own)| own);
    let is_best = own.is_none_or(|own| beside().all(|other| other <= own));
    let stands_before = |other: &usize| {
        let (other_top, other_own) = place(*other);
        let below = match (other_own, own) {
            (Some(other), Some(own)) => own < other,
            // A user who ties with an account has the rank of its best user.
            (None, Some(_)) => !is_best,
            (Some(_) | None, None) => false,
        };
        top < other_top || top == other_top && below
    };
    (5 - (0..5).filter(stands_before).count()) as f64 / 5.0
}

/// The factor of a tenant, by what each has used.
type Factor = fn(&[f64], usize) -> f64;

#[test]
fn multifactor_starts_every_job_when_the_plain_program_does() {
    // Ages and usages are those of the beginning of the period, whenever in it they are asked for.
    let ways: [(&str, Factor); 2] = [("classic", classic_factor), ("fair-tree", fair_tree_factor)];
    for ((sharing, factor), period) in ways.into_iter().flat_map(|way| [1, 7, 60].map(|period| (way, period)))
    {
        let order = format!(
            "multifactor(age = 1000, max_age = 60 s, fair_share = 1000000, job_size = 500, partition = 0, \
             sharing = {sharing}, period = {period} s, half_life = 1 h)"
        );
        for seed in 0..200 {
            let (processors, log) = random_log(seed);
            let plain = ranked(&log, processors, |now, begun, place| {
                let begin = now / period * period;
                let used: Vec<f64> = (0..5).map(|who| usage(&log, begun, who, begin, 3_600.0)).collect();
                let job = &log[place];
                let age = (begin.saturating_sub(job.submit) as f64 / 60.0).min(1.0);
                let size = job.procs as f64 / processors as f64;
                let factor = factor(&used, tenant(job));
                -(1_000.0 * age + 1_000_000.0 * factor + 500.0 * size).max(1.0).floor()
            });
            let center = Center { claims: claims(), ..center(processors) };
            let engine = machine::starts_in(center, &format!("{order}+easy"), jobs(&log));
            assert_eq!(engine, plain, "{order}, seed {seed} on {processors} processors: {log:#?}");
        }
    }
}

#[test]
fn multifactor_changes_its_mind_once_a_period() {
    let jobs = "a1 @0 1x10/10 by ann
                a2 @1 1x10/10 by ann
                a3 @2 1x10/10 by ann
                b1 @3 1x10/10 by bob";
    let order = |period| {
        format!(
            "multifactor(age = 0, job_size = 0, partition = 0, fair_share = 1000, period = {period})+none"
        )
    };
    let check = |period, starts| check(&order(period), "processors = 1", jobs, starts);
    // At 10 ann has used something and bob nothing, so that bob has factor 1 and ann 1/2. At 20 both have used 10 seconds, and a
    // little of ann's is forgotten: now she is first.
    check("1 s", "a1 0-10\n a2 20-30\n a3 30-40\n b1 10-20");
    // At 10 it is as it was at 0, when nobody had used anything; at 20 as it was at 15.
    check("15 s", "a1 0-10\n a2 10-20\n a3 30-40\n b1 20-30");
    check("5 min", "a1 0-10\n a2 10-20\n a3 20-30\n b1 30-40");
}

#[test]
fn the_weights_of_age_and_size_decide_as_they_are_set() {
    // At 100: b has waited 90 of 100 seconds for 1 of 4 processors, c 10 for 4. Age alone 900 to 100, size 250 to 1,000.
    let jobs = "a @0 4x100/100
                b @10 1x10/10
                c @90 4x10/10";
    let order = |age, size, more| {
        format!(
            "multifactor(age = {age}, job_size = {size}, fair_share = 0, partition = 0, max_age = 100 s, period = 1 s{more})+none"
        )
    };
    let old_first = "a 0-100\n b 100-110\n c 110-120";
    let large_first = "a 0-100\n b 110-120\n c 100-110";
    check(&order(1_000, 1_000, ""), "processors = 4", jobs, old_first);
    check(&order(1_000, 1_100, ""), "processors = 4", jobs, large_first);
    // Small jobs first: 1 - 1/4 to 0. A minute each, so nothing changes by being relative to the time.
    check(&order(0, 1_000, ", favour = small"), "processors = 4", jobs, old_first);
    check(&order(0, 1_000, ", favour = large-per-minute"), "processors = 4", jobs, large_first);
}

#[test]
fn dominant_shares_divide_the_machine_of_the_paper_as_the_paper_does() {
    // Ghodsi et al. (NSDI 2011), section 4.1: 9 processors and 18 GB; tasks of user A take 1 and 4 GB, tasks of user B 3 and 1 GB.
    // DRF starts three of A (12 GB of 18) and two of B (6 processors of 9): a dominant share of 2/3 each.
    let task = |place: usize, owner, cores, gib: u64| {
        let plain = PlainJob { id: place as u64, submit: 0, run: 100, estimate: 100, procs: 1 };
        let mut job = machine::job(place, &plain);
        let per_task = Resources { cores, accelerators: 0, memory_mib: gib * 1_024 };
        job.request.shape = Shape { tasks: 1, per_task, layout: Layout::Anywhere };
        job.request.tenant = TenantId(owner);
        job
    };
    let of_a = (0..6).map(|place| task(place, 0, 1, 4));
    let of_b = (6..12).map(|place| task(place, 1, 3, 1));
    for backfill in ["none", "easy", "any"] {
        let machine = Resources { cores: 9, accelerators: 0, memory_mib: 18 * 1_024 };
        let center = Center::of_nodes("machine", 1, machine);
        let starts = machine::starts_in(
            center,
            &format!("dominant-share+{backfill}"),
            of_a.clone().chain(of_b.clone()).collect(),
        );
        let at_once = |starts: &[u64]| starts.iter().filter(|start| **start == 0).count();
        assert_eq!((at_once(&starts[..6]), at_once(&starts[6..])), (3, 2), "{backfill}: {starts:?}");
    }
}

/// Jobs of 10 seconds on one processor, behind one of 100 seconds: their submissions and classes.
fn starts_by_class(order: &str, waiting: &[(u64, u16)]) -> Vec<u64> {
    let mut jobs = vec![machine::job(0, &PlainJob { id: 0, submit: 0, run: 100, estimate: 100, procs: 1 })];
    for (place, (submit, class)) in waiting.iter().enumerate() {
        let plain = PlainJob { id: place as u64 + 1, submit: *submit, run: 10, estimate: 10, procs: 1 };
        let mut job = machine::job(place + 1, &plain);
        job.request.class = ClassId(*class);
        jobs.push(job);
    }
    machine::starts_in(center_of_classes(1), &format!("{order}+none"), jobs).split_off(1)
}

/// Class 0 has priority 0, class 1 five, class 2 five and nice 7.
fn center_of_classes(processors: u64) -> Center {
    let claim = |priority, nice| ClassClaim { priority, nice };
    let claims = Claims { classes: vec![claim(0, 0), claim(5, 0), claim(5, 7)], ..Claims::default() };
    Center { claims, ..center(processors) }
}

#[test]
fn classes_go_by_priority_until_somebody_starves() {
    let waiting = [(1, 0), (2, 1)];
    assert_eq!(starts_by_class("class-priority", &waiting), [110, 100]);
    assert_eq!(starts_by_class("formula(-class_priority)", &waiting), [110, 100]);
    // A thousand for each second: the first has gained a thousand more than the second.
    assert_eq!(starts_by_class("class-priority(aging = 3600000)", &waiting), [100, 110]);
    // At 100 the first has waited 99 seconds, the second 98.
    assert_eq!(starts_by_class("class-priority(starve_after = 100 s)", &waiting), [110, 100]);
    assert_eq!(starts_by_class("class-priority(starve_after = 99 s)", &waiting), [100, 110]);
    assert_eq!(starts_by_class("class-priority(starve_after = 50 s)", &waiting), [100, 110]);
}

#[test]
fn the_priority_of_a_class_is_its_qos_and_nice_is_taken_off() {
    let order =
        |qos| format!("multifactor(age = 0, fair_share = 0, job_size = 0, partition = 0, qos = {qos})");
    // Class 1 has 5 of 5, class 0 nothing; class 2 has seven less than class 1.
    assert_eq!(starts_by_class(&order(10), &[(1, 0), (2, 2), (3, 1)]), [120, 110, 100]);
    assert_eq!(starts_by_class(&order(0), &[(1, 0), (2, 2), (3, 1)]), [100, 110, 120]);
}

#[test]
fn class_priority_starts_every_job_when_the_plain_program_does() {
    for seed in 0..400 {
        let (processors, log) = random_log(seed);
        let class = |job: &PlainJob| (job.id % 3) as usize;
        let priorities = [0, 5, 5];
        let plain = ranked(&log, processors, |now, _, place| {
            let job = &log[place];
            match 60 <= now - job.submit {
                true => f64::NEG_INFINITY,
                false => 600.0 * job.submit as f64 - 3_600.0 * f64::from(priorities[class(job)]),
            }
        });
        let owned = |(place, plain): (usize, &PlainJob)| {
            let mut job = machine::job(place, plain);
            job.request.class = ClassId(class(plain) as u16);
            job
        };
        let jobs = log.iter().enumerate().map(owned).collect();
        let policy = "class-priority(aging = 600, starve_after = 60 s)+easy";
        let engine = machine::starts_in(center_of_classes(processors), policy, jobs);
        assert_eq!(engine, plain, "seed {seed} on {processors} processors: {log:#?}");
    }
}

/// The errors told of the starter scenario with these lines at its end.
fn complaints(lines: &str) -> String {
    let text = format!("{}\n{lines}", suanli::scenario::STARTER);
    match suanli::scenario::parse("own.toml", &text) {
        Ok(_) => String::new(),
        Err(errors) => errors.to_string(),
    }
}

#[test]
fn accounts_and_settings_that_make_no_sense_are_told_with_their_places() {
    let last = suanli::scenario::STARTER.lines().count() + 1;
    let policy = "[[policy]]\nname = \"own\"\norder = \"multifactor\"\n[policy.multifactor]\n";
    assert_eq!(complaints(&format!("{policy}fair_share = 5\nhalf_life = \"14 days\"\n")), "");
    for (lines, line, message) in [
        ("[[account]]\nname = \"a\"\nparent = \"z\"\n".to_string(), 3, "no account `z`"),
        (
            "[[account]]\nname = \"a\"\nparent = \"b\"\n[[account]]\nname = \"b\"\nparent = \"a\"\n".into(),
            3,
            "account `a` is above itself: a below b below a",
        ),
        ("[[account]]\nname = \"a\"\nshares = 0\n".into(), 3, "shares"),
        (
            "[[account]]\nname = \"a\"\n[[account]]\nname = \"a\"\n".into(),
            4,
            "there is a account `a` already",
        ),
        ("[[tenants]]\nname = \"t\"\naccount = \"z\"\n".into(), 3, "no account `z`"),
        (format!("{policy}age = -1\n"), 5, "age: expected a whole number from 0 to 4294967295"),
        (format!("{policy}half_life = \"0 s\"\n"), 5, "half_life: it must be more than zero"),
        (format!("{policy}sharing = \"clasic\"\n"), 5, "no sharing `clasic`"),
        (format!("{policy}decay = \"none\"\n"), 3, "say how often usage is reset"),
        (
            "[[policy]]\nname = \"own\"\norder = \"fcfs\"\n[policy.multifactor]\nage = 1\n".into(),
            4,
            "it is for the order `multifactor`, found `fcfs`",
        ),
    ] {
        let found = complaints(&lines);
        let place = format!("own.toml:{}:", last + line);
        let line = found.lines().find(|said| said.contains(message));
        assert!(
            line.is_some_and(|said| said.contains(&place)),
            "{lines}: expected {place} {message}, found {found}"
        );
    }
}

#[test]
fn what_a_scenario_says_of_accounts_reaches_its_centres() {
    let starter = suanli::scenario::STARTER.replacen(
        "[[tenants]]\n",
        "[[tenants]]\naccount = \"b\"\nfair_shares = 3\n",
        1,
    );
    let text = format!(
        "{starter}\n[[account]]\nname = \"a\"\nshares = 4\n[[account]]\nname = \"b\"\nparent = \"a\"\npriority = 9\n"
    );
    let checked = suanli::scenario::parse("own.toml", &text).map_err(|errors| errors.to_string());
    let scenario = checked.expect("it is right");
    for center in &scenario.centers {
        assert_eq!(center.claims.accounts.len(), 2);
        assert_eq!(center.claims.accounts[1].parent, Some(AccountId(0)));
        assert_eq!((center.claims.tenants[0], center.tenant_shares[0]), (Some(AccountId(1)), 3));
    }
}
