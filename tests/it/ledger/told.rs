//! Caps, budgets, better hours and small amounts of energy: what people are told of them.

use super::desk::{line, scenario};
use crate::resume::Desk;

/// Two nodes of 12 cores that draw 1 to 11 kW each, and 1 kW of storage.
const MACHINE: &str = r#"[hardware.box]
cores = 12
memory = "64 GiB"
idle = "1 kW"
busy = "11 kW"
[[center]]
name = "one"
title = "One"
[[center.partition]]
name = "all"
nodes = 2
hardware = "box"
[center.power]
storage = "1 kW"
pue = 1.25
"#;

const JOBS: &str = "[[workload]]\nname = \"jobs\"\ncenter = \"one\"\ntenants = \"firms\"\nlog = \"jobs.swf\"\n\
                    unit = \"cores\"\nbegins_with = \"time-zero\"\n";

const PRICE: &str = "[[price]]\nname = \"plain\"\ncore_hour = 1\n";

const FLAT: &str = "[[tariff]]\nname = \"flat\"\n[[tariff.period]]\nname = \"day\"\nprice = 0.5\nhours = [\"8-20\"]\n\
                    [[tariff.period]]\nname = \"night\"\nprice = 0.5\nhours = [\"20-8\"]\n";

fn desk(rest: &str, jobs: &str) -> Desk {
    Desk::with(&[("a.toml", &scenario("2026-01-05", "2 days", rest)), ("jobs.swf", jobs)])
}

/// What `check` says of a scenario on its error stream.
fn checked(rest: &str) -> String {
    let output = desk(rest, &line(1, 0, 3_600, 12, 3_600, 1)).output(&["check", "a.toml"]);
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Jobs may draw 9 kW under the cap, and the job would draw 10; its hour costs 12 yuan of 10, and it holds 12 cores of 8.
#[test]
fn a_job_that_is_too_much_alone_is_told_of_what_and_by_how_much() {
    let capped = MACHINE.replace("pue", "cap = \"15 kW\"\npue");
    let limit = |key: &str| format!("{MACHINE}{PRICE}{JOBS}[[limit]]\nname = \"purse\"\n{key}\n");
    for (text, told) in [
        (format!("{capped}{JOBS}"), "limit `power cap` allows 9 kW, and this job alone needs 10 kW"),
        (
            limit("yuan_per_month = 10"),
            "limit `purse` allows 10.00 yuan, and this job alone needs 12.00 yuan",
        ),
        (limit("cores = 8"), "limit `purse` allows 8 cores, and this job alone needs 12"),
        (limit("job_watts = 5000"), "limit `purse` allows 5 kW, and this job alone needs 10 kW"),
        (
            limit("core_hours_per_month = 4"),
            "limit `purse` allows 4.0 h of cores, and this job alone needs 12.0 h",
        ),
    ] {
        let jobs = line(1, 0, 3_600, 12, 3_600, 1) + &line(2, 0, 60, 1, 60, 1);
        let desk = desk(&text, &jobs);
        let story = desk.good(&["explain", "a.toml", "--policy", "easy", "--job", "1000000000001"]);
        assert!(story.contains(&format!("turned away: {told}")), "{told}\n{story}");
    }
}

#[test]
fn a_cap_under_which_no_job_of_a_workload_fits_is_told() {
    let machine =
        MACHINE.replace("cores = 12", "cores = 12\naccelerators = 8").replace("nodes = 2", "nodes = 9");
    let jobs = "[[workload]]\nname = \"large\"\napplication = \"llm-pretraining\"\ncenter = \"one\"\ntenants = \"firms\"\nload = \"10 %\"\n";
    let told =
        |cap: &str| checked(&format!("{}{jobs}", machine.replace("pue", &format!("cap = \"{cap}\"\npue"))));
    // All idle draw 12.5 kW, so that jobs may draw 2 kW.
    let tight = told("15 kW");
    assert!(
        tight.contains("cap: it leaves 2 kW to jobs, and even the smallest of workload `large` draw "),
        "{tight}"
    );
    assert!(tight.contains("beyond idle nodes, and could never run"), "{tight}");
    let wide = told("120 kW");
    assert!(!wide.contains("could never run"), "{wide}");
}

#[test]
fn what_changes_nothing_is_warned_of() {
    let deferred = format!("{JOBS}defer = \"12 h\"\ndefer_by = \"price\"\n");
    let paying = MACHINE.replace("pue", "tariff = \"flat\"\npue");
    let flat = checked(&format!("{paying}{deferred}{FLAT}"));
    assert!(flat.contains("defer: the price of a kilowatt-hour is always the same"), "{flat}");
    let steep = checked(&format!("{paying}{deferred}{}", FLAT.replacen("0.5", "0.9", 1)));
    assert!(!steep.contains("always the same"), "{steep}");
    let budget = "[[limit]]\nname = \"purse\"\nyuan_per_month = 10\n";
    let free = checked(&format!("{MACHINE}{}{JOBS}{budget}", PRICE.replace("= 1", "= 0")));
    assert!(free.contains("yuan_per_month: every price is zero, so that nothing is ever spent"), "{free}");
    let paid = checked(&format!("{MACHINE}{PRICE}{JOBS}{budget}"));
    assert!(!paid.contains("every price is zero"), "{paid}");
}

#[test]
fn a_limit_on_watts_makes_something_of_what_nodes_draw() {
    let unpowered = MACHINE.replace("[center.power]\nstorage = \"1 kW\"\npue = 1.25\n", "");
    let limit = "[[limit]]\nname = \"watts\"\njob_watts = 15000\n";
    let vain = "power (`idle`, `busy`): nothing is made of it";
    let limited = checked(&format!("{unpowered}{PRICE}{JOBS}{limit}"));
    assert!(!limited.contains(vain), "{limited}");
    let unlimited = checked(&format!("{unpowered}{PRICE}{JOBS}"));
    assert!(unlimited.contains(vain), "{unlimited}");
}

/// A word that is none is told once, and nothing that follows from it.
#[test]
fn one_mistake_in_power_is_one_error() {
    let deferred = |by: &str| format!("{JOBS}defer = \"12 h\"\ndefer_by = \"{by}\"\n");
    let paying = |tariff: &str| MACHINE.replace("pue", &format!("tariff = \"{tariff}\"\npue"));
    let limit = "[[limit]]\nname = \"watts\"\njob_watts = 15000\n";
    for (text, told) in [
        (format!("{}{}{FLAT}{limit}", paying("falt"), deferred("price")), "no tariff `falt`"),
        (format!("{}{}{FLAT}{limit}", paying("flat"), deferred("prize")), "`prize`"),
    ] {
        let found = checked(&text);
        assert!(found.contains(told), "{found}");
        assert!(!found.contains("defer: the centre has no") && !found.contains("nothing says"), "{found}");
        assert_eq!(found.matches("a.toml:").count(), 1, "{found}");
    }
}

/// Three kilowatts for two days and ten for an hour, a quarter more with the building: 192.5 kWh.
#[test]
fn little_energy_is_told_with_digits_that_matter() {
    let desk = desk(&format!("{MACHINE}{JOBS}"), &line(1, 0, 3_600, 12, 3_600, 1));
    let told = desk.good(&["run", "a.toml", "--policy", "easy", "--tables", "ledger"]);
    let table = told.split("Ledger of centres").nth(1).expect("there is a ledger");
    assert!(table.contains("0.19"), "{table}");
}
