//! Orders by hand, orders against each other, and how they are named.

use crate::little::check;
use crate::machine;
use crate::random::random_log;
use suanli::policy::{BACKFILLS, ORDERS, Part, PolicySpec, WrongPart};

#[test]
fn longest_first_goes_by_the_requested_time_downwards() {
    check(
        "longest-first+none",
        "processors = 1",
        "a @0 1x10/10
         b @1 1x20/20
         c @2 1x5/30
         d @3 1x20/20",
        "a 0-10
         b 15-35
         c 10-15
         d 35-55",
    );
}

#[test]
fn smallest_area_first_goes_by_processor_seconds() {
    // Areas: b 30, c 40, d 20.
    check(
        "smallest-area-first+none",
        "processors = 4",
        "a @0 4x10/10
         c @1 4x10/10
         b @1 1x30/30
         d @2 2x10/10",
        "a 0-10
         c 40-50
         b 10-40
         d 10-20",
    );
}

#[test]
fn the_four_learned_functions_weigh_size_against_age() {
    // At 1,000: b is narrow and long, submitted at 10; c is wide and short, submitted at 100; d is like c, submitted at 900.
    // F1: b 3 * 1 + 870 * 1 = 873, c 1 * 8 + 870 * 2 = 1,748, d 8 + 870 * 2.954 = 2,578.
    // F4: b 1,000 + 530,000 = 531,000, c 10 * 2.83 + 1,060,000, d 28 + 1,565,000; F2 and F3 likewise: age decides.
    let jobs = "a @0 8x1000/1000
                b @10 8x1000/1000
                c @100 8x10/10
                d @900 8x10/10";
    for order in ["f1", "f2", "f3", "f4"] {
        check(
            &format!("{order}+none"),
            "processors = 8",
            jobs,
            "a 0-1000\n b 1000-2000\n c 2000-2010\n d 2010-2020",
        );
    }
    // Of two submitted at 10,000, log10(s) = 4 for both, and the smaller goes first: F3 r n = 800 against 80.
    let twins = "a @0 8x10001/10001
                 b @10000 8x100/100
                 c @10000 8x10/10";
    for order in ["f1", "f2", "f3", "f4"] {
        let expected = "a 0-10001\n b 10011-10111\n c 10001-10011";
        check(&format!("{order}+none"), "processors = 8", twins, expected);
    }
}

#[test]
fn the_expansion_factor_lets_short_jobs_grow_old_quickly() {
    // At 100: b (90 + 90) / 90 = 2, c (10 + 5) / 5 = 3, d 1. At 105: b 2.06, d (5 + 1) / 1 = 6.
    check(
        "expansion-factor+none",
        "processors = 1",
        "a @0 1x100/100
         b @10 1x90/90
         c @90 1x5/5
         d @100 1x1/1",
        "a 0-100
         b 106-196
         c 100-105
         d 105-106",
    );
}

#[test]
fn wfp3_prefers_the_wide_and_then_the_old() {
    // At 100: b 1^3 * 1 = 1, c 1^3 * 2 = 2, d 1^3 * 2 = 2, but after c. At 150: b (140 / 90)^3 = 3.8, d (60 / 10)^3 * 2 = 432.
    check(
        "wfp3+none",
        "processors = 2",
        "a @0 2x100/100
         b @10 1x90/90
         c @50 2x50/50
         d @90 2x10/10",
        "a 0-100
         b 160-250
         c 100-150
         d 150-160",
    );
}

#[test]
fn unicef_prefers_the_narrow_and_short() {
    // At 100: b 100 / (2 * 100) = 0.5, c 40 / (1 * 40) = 1, d 1 / (2 * 1) = 0.5, but after b, who blocks it.
    // At 140: b 140 / 200 = 0.7, d 41 / 2 = 20.5.
    check(
        "unicef+none",
        "processors = 4",
        "a @0 4x100/100
         b @0 4x100/100
         c @60 2x40/40
         d @99 4x1/1",
        "a 0-100
         b 141-241
         c 100-140
         d 140-141",
    );
}

#[test]
fn a_formula_orders_by_what_it_says() {
    // The longest wait times the fewest processors: at 10, b 9 / 4 = 2.25, c 8 / 1 = 8, d 7 / 2 = 3.5.
    check(
        "formula(-wait / processors)+none",
        "processors = 4",
        "a @0 4x10/10
         b @1 4x10/10
         c @2 1x10/10
         d @3 3x10/10",
        "a 0-10
         b 20-30
         c 10-20
         d 10-20",
    );
}

#[test]
fn a_formula_that_is_no_number_for_a_job_puts_it_last() {
    // At 10: b (9 - 9) / 0 is no number, c (8 - 9) / 1 = -1, d (7 - 9) / 2 = -1. At 15: b 5 / 0 is infinite, d 3 / 2.
    check(
        "formula((wait - 9) / (submit - 1))+none",
        "processors = 1",
        "a @0 1x10/10
         b @1 1x5/5
         c @2 1x5/5
         d @3 1x5/5",
        "a 0-10
         b 20-25
         c 10-15
         d 15-20",
    );
}

#[test]
fn a_formula_of_usage_is_fair_share() {
    let jobs = "a1 @0 1x10/10 by ann
                a2 @1 1x10/10 by ann
                b1 @2 1x10/10 by bob
                b2 @3 1x10/10 by bob";
    let expected = "a1 0-10\n a2 20-30\n b1 10-20\n b2 30-40";
    check("formula(tenant_usage)+none", "processors = 1", jobs, expected);
}

#[test]
fn a_formula_of_what_never_changes_gives_the_starts_of_the_fixed_order() {
    // The one sorts the whole queue before every pass, the other never does.
    let twins = [
        ("formula(0)", "fcfs"),
        ("formula(submit)", "fcfs"),
        ("formula(-wait)", "fcfs"),
        ("formula(walltime)", "shortest-first"),
        ("formula(-estimate)", "longest-first"),
        ("formula(processors)", "smallest-first"),
        ("formula(processors * walltime + 0)", "smallest-area-first"),
        // Without the floors a job submitted in the first second has the logarithm of nothing, which is before everything.
        ("formula(log10(max(estimate, 1)) * processors + 870 * log10(max(submit, 1)))", "f1"),
        ("formula(sqrt(max(estimate, 1)) * processors + 25600 * log10(max(submit, 1)))", "f2"),
        ("formula(max(estimate, 1) * processors + 6860000 * log10(max(submit, 1)))", "f3"),
        ("formula(max(estimate, 1) * sqrt(processors) + 530000 * log10(max(submit, 1)))", "f4"),
    ];
    for seed in 0..60 {
        let (processors, jobs) = random_log(seed);
        for (formula, fixed) in twins {
            for backfill in BACKFILLS {
                let starts =
                    |order: &str| machine::starts(processors, &format!("{order}+{}", backfill.name), &jobs);
                assert_eq!(starts(formula), starts(fixed), "seed {seed}: {formula}, {}", backfill.name);
            }
        }
    }
}

#[test]
fn a_formula_of_the_wait_gives_the_starts_of_the_order_that_it_writes_out() {
    // What waits long looks for the first alone, the formula by ranges and the order by its numbers.
    let ratio = "(wait / max(estimate, 1))";
    let twins = [
        ("expansion-factor", "-(wait + max(estimate, 1)) / max(estimate, 1)".to_owned()),
        ("wfp3", format!("-({ratio} * {ratio} * {ratio} * processors)")),
        ("unicef", "-wait / (log2(processors + 1e-15) * max(estimate, 1))".to_owned()),
    ];
    for seed in 0..60 {
        let (processors, jobs) = random_log(seed);
        for (order, formula) in &twins {
            for backfill in BACKFILLS {
                let starts =
                    |order: &str| machine::starts(processors, &format!("{order}+{}", backfill.name), &jobs);
                let written = starts(&format!("formula({formula})"));
                assert_eq!(starts(order), written, "seed {seed}: {order}, {}", backfill.name);
            }
        }
    }
}

/// The errors told of a policy that is none.
fn complaints(text: &str) -> Vec<String> {
    let wrongs = PolicySpec::parse(text).expect_err("there is no such policy");
    wrongs.iter().map(ToString::to_string).collect()
}

#[test]
fn plus_signs_in_brackets_do_not_part_a_policy() {
    let policy = PolicySpec::parse("formula(1 + (wait + 2) * nodes)+depth(3)+spread").expect("it exists");
    assert_eq!(policy.order, "formula(1 + (wait + 2) * nodes)");
    assert_eq!((policy.backfill.as_str(), policy.placement.as_str()), ("depth(3)", "spread"));
}

#[test]
fn a_fifth_part_is_a_mistake() {
    let expected = "expected order+backfill+placement+router, found a fifth part `home`";
    assert_eq!(complaints("fcfs+easy+pack+home+home"), [expected]);
    assert_eq!(complaints("fcfs+esay+pack+hom").len(), 2);
    let [only] = &complaints("fcfs+easy+pack+")[..] else { panic!("one mistake") };
    assert!(only.starts_with("no router ``; there are home, "), "{only}");
}

#[test]
fn mistakes_in_brackets_are_told_with_their_place() {
    let [only] = &complaints("formula(wait / walltme)+easy")[..] else { panic!("one mistake") };
    let start = "order `formula(wait / walltme)`: at character 8 of the expression: no variable `walltme`; there are submit";
    assert!(only.starts_with(start), "{only}");
    assert!(complaints("formula+easy")[0].contains("expected an expression in brackets, as in `formula("));
    assert_eq!(complaints("fcfs(3)+easy"), ["order `fcfs(3)`: `fcfs` takes nothing in brackets"]);
    assert_eq!(complaints("fcfs+easy(2)"), ["backfill `easy(2)`: `easy` takes nothing in brackets"]);
    assert!(complaints("fcfs+depth(0)")[0].starts_with("backfill `depth(0)`: expected the number of"));
    assert!(complaints("formula(wait+easy")[0].starts_with("no order `formula(wait+easy`; there are fcfs"));
    let wrongs = PolicySpec::new("x", "formula(", "none", "none").expect_err("two parts are wrong");
    let parts: Vec<Option<Part>> = wrongs.iter().map(WrongPart::part).collect();
    assert_eq!(parts, [Some(Part::Order), Some(Part::Placement)]);
}

#[test]
fn every_example_of_an_order_is_an_order() {
    for order in ORDERS {
        assert!(PolicySpec::new("x", &order.example(), "none", "pack").is_ok(), "{}", order.example());
    }
}

/// The starter scenario, in which the last policy has this order and this backfill.
fn scenario_with(order: &str, backfill: &str) -> Result<(), String> {
    let head = suanli::scenario::STARTER.split("[[policy]]").next().expect("a text has a beginning");
    let text = format!("{head}[[policy]]\nname = \"own\"\norder = \"{order}\"\nbackfill = \"{backfill}\"\n");
    suanli::scenario::parse("own.toml", &text).map(|_| ()).map_err(|errors| errors.to_string())
}

#[test]
fn scenarios_may_say_what_stands_in_brackets() {
    assert_eq!(scenario_with("formula(walltime + 60 * nodes)", "depth(8)"), Ok(()));
    let line =
        suanli::scenario::STARTER.split("[[policy]]").next().map_or(0, |head| head.lines().count()) + 3;
    let errors = scenario_with("formula(wait +)", "depth(0)").expect_err("both are wrong");
    let (order, backfill) = errors.split_once('\n').expect("two mistakes are told");
    let expected =
        format!("own.toml:{line}:9: order `formula(wait +)`: at character 7 of the expression: expected");
    assert!(order.starts_with(&expected), "{order}");
    assert!(backfill.starts_with(&format!("own.toml:{}:12: backfill `depth(0)`:", line + 1)), "{backfill}");
    assert!(scenario_with("fcfs(1)", "none").expect_err("it is wrong").contains("no order `fcfs(1)`"));
}
