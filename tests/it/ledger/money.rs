//! Money to the fen: a day under the tariff of Hubei, and two months of three tenants, both worked out by hand.

use super::desk::{ledger, ledger_beside, line, scenario};
use std::collections::BTreeMap;
use suanli::ledger::{Invoice, Ledger};
use suanli::scenario::check;

/// A workload of a log of its own, of one tenant.
fn workload(name: &str, more: &str) -> String {
    format!(
        "[[workload]]\nname = \"{name}\"\ncenter = \"one\"\ntenants = \"{name}\"\nlog = \"{name}.swf\"\n\
         unit = \"cores\"\nbegins_with = \"time-zero\"\n{more}\n"
    )
}

const MACHINE: &str = r#"[hardware.box]
cores = 12
memory = "64 GiB"
idle = "1 W"
busy = "10001 W"
[[center]]
name = "one"
title = "One"
[[center.partition]]
name = "all"
nodes = 2
hardware = "box"
"#;

/// 100 kW all day and 2 W of idle nodes, and a job of 10 kW from 16:00 to 19:00, in January.
#[test]
fn a_day_under_the_tariff_of_hubei() {
    let power =
        "[center.power]\nstorage = \"99.998 kW\"\ntariff = \"hubei-2026\"\ncarbon = \"central-china-2022\"\n";
    let rest = format!(
        "{MACHINE}{power}[[workload]]\nname = \"jobs\"\ncenter = \"one\"\ntenants = \"firms\"\nlog = \"jobs.swf\"\n\
         unit = \"cores\"\nbegins_with = \"time-zero\"\nsince = 2026-01-05T16:00:00\n"
    );
    let text = scenario("2026-01-05", "1 day", &rest);
    let ledger = ledger(&text, &line(1, 0, 10_800, 12, 10_800, 1));
    let power = ledger.centers[0].power.as_ref().expect("it is told");
    // Valley 0-6 and 12-14, flat 6-12 and 14-16, peak 16-18 and 20-24, sharp 18-20; kWh and yuan:
    //   valley 800 x 0.4329 = 346.32, flat 800 x 0.6519 = 521.52,
    //   peak 600 + 20 of the job = 620 x 0.8490 = 526.38, sharp 200 + 10 = 210 x 1.0500 = 220.50.
    let kwh = 3_600_000;
    let expected = [
        ("valley", 800 * kwh, 34_632),
        ("flat", 800 * kwh, 52_152),
        ("peak", 620 * kwh, 52_638),
        ("sharp", 210 * kwh, 22_050),
    ];
    let expected: Vec<(String, i128, i128)> =
        expected.iter().map(|(name, joules, fen)| ((*name).to_owned(), *joules, *fen)).collect();
    assert_eq!(power.periods, expected);
    assert_eq!((power.joules(), power.energy_fen()), (2_430 * kwh, 161_472));
    // 2,430 kWh x 539.5 g.
    assert_eq!(power.grams(), 1_310_985);
    // 110 kW x 42 yuan a month, one day of 31: 149.03 yuan.
    assert_eq!((power.months[0].peak_milliwatts, power.demand_fen()), (110_000_000, 14_903));
    // By the hour: from 17 to 18 110 kWh at peak, from 18 to 19 at the sharp price.
    let hour = |hour: usize| (power.hours[hour].joules / kwh, power.hours[hour].fen);
    assert_eq!([hour(0), hour(17), hour(18)], [(100, 4_329), (110, 9_339), (110, 11_550)]);
    // The job's own 30.003 kWh (with 1 W of its idle node): 20.002 at peak and 10.001 sharp.
    assert_eq!((ledger.accounts[0].joules, ledger.accounts[0].energy_fen), (30_003 * 3_600, 2_748));
}

/// 100 kW for a month of 30 days under a PUE of 1.5 are 36,000 kWh above what 1.35 allows of 72,000: 10,800 of them are paid for.
#[test]
fn a_building_that_takes_too_much_pays_for_it() {
    let fen = |pue: &str| {
        let power = format!(
            "[center.power]\nstorage = \"99.998 kW\"\npue = {pue}\npue_limit = 1.35\npue_penalty = 0.2\n\
             pue_penalty_above_twice = 0.5\n"
        );
        let rest = format!(
            "{MACHINE}{power}[[workload]]\nname = \"jobs\"\ncenter = \"one\"\ntenants = \"firms\"\nlog = \"jobs.swf\"\n\
             unit = \"cores\"\nbegins_with = \"time-zero\"\n"
        );
        // A job of no length: all nodes idle.
        let ledger = ledger(&scenario("2026-06-01", "30 days", &rest), &line(1, 0, 0, 1, 60, 1));
        ledger.centers[0].power.as_ref().expect("it is told").penalty_fen()
    };
    // 100 kW x 720 h = 72,000 kWh: of 108,000 kWh 10,800 are above 97,200, and of 216,000 kWh 118,800.
    assert_eq!([fen("1.35"), fen("1.5"), fen("3")], [0, 216_000, 5_940_000]);
}

const MONEY: &str = r#"[[qos]]
name = "high"
price = 1.5
[[price]]
name = "nodes"
workloads = ["institute"]
node_hour = 30
[[price]]
name = "plain"
core_hour = 1.37
[[discount]]
name = "inclusive"
tenants = ["startup"]
off = "40 %"
[[voucher]]
name = "city"
tenants = ["startup"]
share = "20 %"
cap = 10
[[volume]]
tenants = ["institute"]
below = ["40 %", "80 %"]
off = ["60 %", "20 %"]
[[free]]
tenants = ["university"]
core_hours = 50
[[tenants]]
name = "startup"
[[tenants]]
name = "institute"
[[tenants]]
name = "university"
"#;

fn two_months() -> String {
    let workloads = workload("startup", "qos = \"high\"")
        + &workload("institute", "")
        + &workload("university", "since = 2026-01-31T20:00:00");
    scenario("2026-01-01", "59 days", &format!("{MACHINE}{MONEY}{workloads}"))
}

/// Runs two months of three tenants.
fn three_tenants() -> Ledger {
    // 6 cores for 10 h; 4 of 12 cores for 7 h 20 min in each month; 10 cores for 10 h over the end of January.
    let startup = line(1, 0, 36_000, 6, 36_000, 1);
    let institute = line(1, 0, 26_400, 4, 26_400, 1) + &line(2, 40 * 86_400, 26_400, 4, 26_400, 1);
    let university = line(1, 0, 36_000, 10, 36_000, 1);
    let files = [("startup.swf", &startup), ("institute.swf", &institute), ("university.swf", &university)];
    let files = files.map(|(name, text)| (name, text.as_str()));
    ledger_beside(&two_months(), &files).unwrap_or_else(|told| panic!("{told:?}"))
}

#[test]
fn two_months_of_three_tenants() {
    let ledger = three_tenants();
    let told = |invoice: &Invoice| {
        let Invoice { list, free, volume, discount, voucher, due, .. } = *invoice;
        ((invoice.group.0, invoice.month), [list, free, volume, discount, voucher, due])
    };
    let told: BTreeMap<_, _> = ledger.invoices.iter().map(told).collect();
    let expected: BTreeMap<(u16, u16), [i128; 6]> = BTreeMap::from([
        // 60 core-hours x 1.37 x 1.5 = 123.30; 40 % off 49.32; a fifth of 73.98 would be 14.79, and 10.00 is the cap.
        ((1, 0), [12_330, 0, 0, 4_932, 1_000, 6_398]),
        // A third of a node for 7.3333 h at 30 yuan: 73.33.
        ((2, 0), [7_333, 0, 0, 0, 0, 7_333]),
        // After a month of little use 60 % off: 44.00.
        ((2, 1), [7_333, 0, 4_400, 0, 0, 2_933]),
        // 40 core-hours until midnight, all of them free; 60 after it, 50 of them free.
        ((3, 0), [5_480, 5_480, 0, 0, 0, 0]),
        ((3, 1), [8_220, 6_850, 0, 0, 0, 1_370]),
    ]);
    assert_eq!(told, expected);
    assert_eq!(ledger.months, ["2026-01", "2026-02"]);
    let hours = |held: [u128; 2]| held[0] / 3_600_000_000;
    let university = ledger.accounts.iter().filter(|row| row.group.0 == 3);
    let university: Vec<[u128; 3]> =
        university.map(|row| [row.delivered, row.billed, row.free].map(hours)).collect();
    assert_eq!(university, [[40, 0, 40], [60, 10, 50]]);
}

/// Everything that is delivered is billed, free or unpaid, to the unit.
pub(super) fn assert_identity(ledger: &Ledger) {
    for row in &ledger.accounts {
        for kind in 0..2 {
            assert_eq!(row.delivered[kind], row.billed[kind] + row.free[kind] + row.unpaid[kind], "{row:?}");
        }
    }
    for center in &ledger.centers {
        for kind in 0..2 {
            assert!(center.delivered[kind] <= center.capacity[kind], "{center:?}");
        }
    }
    for invoice in &ledger.invoices {
        let Invoice { list, free, volume, discount, voucher, due, lines, .. } = invoice;
        assert_eq!(*list, free + volume + discount + voucher + due, "{invoice:?}");
        assert_eq!(*list, lines.iter().map(|line| line.fen).sum::<i128>(), "{invoice:?}");
        assert!([list, free, volume, discount, voucher, due].iter().all(|fen| 0 <= **fen), "{invoice:?}");
    }
}

#[test]
fn what_is_delivered_is_billed_free_or_unpaid() {
    assert_identity(&three_tenants());
}

/// At half the price from 20:00 on, and a share of the dearest of what is held.
#[test]
fn prices_by_the_hour_and_by_the_dearest_part() {
    let hours: Vec<&str> = (0..24).map(|hour| if hour < 20 { "1" } else { "0.5" }).collect();
    let rest = format!(
        "{MACHINE}[[price]]\nname = \"p\"\ncore_hour = 1\nnode_hour = 30\nweigh = \"dearest\"\nhours = [{}]\n\
         [[workload]]\nname = \"jobs\"\ncenter = \"one\"\ntenants = \"firms\"\nlog = \"jobs.swf\"\nunit = \"cores\"\n\
         begins_with = \"time-zero\"\n",
        hours.join(", ")
    );
    let text = scenario("2026-01-05T19:00:00", "3 h", &rest);
    let ledger = ledger(&text, &line(1, 0, 7_200, 6, 7_200, 1));
    // Half a node is 15 yuan an hour, and dearer than 6 cores: an hour at 15, and one at 7.50.
    assert_eq!(ledger.invoices[0].due, 2_250);
}

fn told(rest: &str) -> Vec<String> {
    let text = scenario("2026-01-05", "1 day", &format!("{rest}\n{MACHINE}"));
    let errors = check("x.toml", &text).expect_err("it is wrong");
    errors.problems.iter().map(ToString::to_string).collect()
}

#[test]
fn mistakes_in_tariffs_and_prices_are_told_all_at_once() {
    let period = |name: &str, hours: &str| {
        format!("[[tariff.period]]\nname = \"{name}\"\nprice = 1\nhours = [\"{hours}\"]\n")
    };
    let gap = format!("[[tariff]]\nname = \"a\"\n{}{}", period("day", "8-20"), period("night", "21-8"));
    let overlap =
        format!("[[tariff]]\nname = \"b\"\n{}{}", period("day", "8-20"), period("night", "19.30-8"));
    let told = told(&format!(
        "{gap}{overlap}[[voucher]]\nname = \"v\"\nshare = \"120 %\"\n[[tariff]]\nname = \"c\"\n"
    ));
    for expected in [
        "the tariff has a gap: no price holds at 20:00 in January",
        "`night` and `day` (line 26) overlap: both hold at 19:30 in January",
        "share: it must be at most 100 %, found \"120 %\"",
        "`[[voucher]]`: there are no prices",
        "`[[tariff]]` has no prices",
    ] {
        assert!(told.iter().any(|line| line.contains(expected)), "{expected}: {told:#?}");
    }
}

#[test]
fn mistakes_in_the_power_of_a_centre_are_told() {
    let power = "[center.power]\npue = 1.2\noverhead = \"10 %\"\nfixed = \"1 kW\"\ntariff = \"hubei\"\ncarbon = \"mars\"\n";
    let text = scenario("2026-01-05", "1 day", &format!("{MACHINE}{power}"));
    let errors = check("x.toml", &text).expect_err("it is wrong");
    let told: Vec<String> = errors.problems.iter().map(ToString::to_string).collect();
    for expected in [
        "overhead: `pue` says it, too",
        "fixed: `pue` says all that the building takes",
        "no tariff `hubei`",
        "no carbon `mars`",
    ] {
        assert!(told.iter().any(|line| line.contains(expected)), "{expected}: {told:#?}");
    }
}

#[test]
fn a_speed_without_a_cap_is_refused() {
    let power = "[center.power]\nslowest = \"70 %\"\n";
    let text = scenario("2026-01-05", "1 day", &format!("{MACHINE}{power}"));
    let errors = check("x.toml", &text).expect_err("it is wrong");
    let told: Vec<String> = errors.problems.iter().map(ToString::to_string).collect();
    let expected = "slowest: there is no cap for which jobs would be slowed down";
    assert!(told.iter().any(|line| line.contains(expected)), "{told:#?}");
}

#[test]
fn what_has_no_effect_is_warned_of() {
    let dark = MACHINE.replace("idle = \"1 W\"\nbusy = \"10001 W\"\n", "");
    let rest = format!(
        "{dark}[center.power]\n[[carbon]]\nname = \"c\"\ngrams = 1\n[[tariff]]\nname = \"t\"\n[[tariff.period]]\nname = \"all\"\n\
         price = 1\nhours = [\"0-24\"]\n[[workload]]\nname = \"w\"\ncenter = \"one\"\ntenants = \"firms\"\n\
         model = \"lublin\"\nunit = \"cores\"\njobs_per_day = 1\n"
    );
    let text = scenario("2026-01-05", "1 day", &rest);
    let checked = check("x.toml", &text).unwrap_or_else(|errors| panic!("{errors}"));
    let told: Vec<String> = checked.warnings.iter().map(ToString::to_string).collect();
    for expected in [
        "no centre pays at the tariff `t`",
        "no centre counts the carbon of `c`",
        "nothing says what a node of `box` draws, so that it draws nothing",
    ] {
        assert!(told.iter().any(|line| line.contains(expected)), "{expected}: {told:#?}");
    }
}
