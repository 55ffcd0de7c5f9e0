//! Series of prices and of carbon: read as published, refused with a place, and paid for hour by hour.

use super::desk::{ledger_beside, scenario};
use crate::traces;
use jiff::civil::date;
use suanli::ledger::ValueSeries;

fn message(text: &str) -> String {
    let error = ValueSeries::parse(text, None, 1.0).expect_err("something is wrong with it");
    format!("{}: {}", error.line, error.message)
}

#[test]
fn mistakes_in_a_series_are_told_with_their_lines() {
    for (text, told) in [
        ("", "0: the file is empty"),
        ("time,value\n2026-01-01 00:00:00,1\n", "0: there are fewer than two values"),
        ("time,value\nnoon,1\n", "2: expected a time such as `2026-01-01 13:00:00`, found `noon`"),
        ("time,value\n2026-01-01 00:00:00,\n", "2: expected a number, found ``"),
        (
            "time,value\n2026-01-01 01:00:00,1\n2026-01-01 00:00:00,1\n",
            "3: 2026-01-01T00:00:00 is not later than the line before it",
        ),
        (
            "time,value\n2026-01-01 00:00:00,1\n2026-01-03 00:00:00,1\n",
            "3: there is nothing between 2026-01-01T00:00:00 and 2026-01-03T00:00:00",
        ),
        (
            "time,value\n2026-01-01 00:00:00,1\n2026-01-01 00:10:00,1\n",
            "3: 2026-01-01T00:10:00 is no quarter of an hour",
        ),
    ] {
        assert_eq!(message(text), told);
    }
    let missing =
        ValueSeries::parse("time,value\n", Some("price"), 1.0).expect_err("there is no such column");
    assert_eq!(missing.message, "there is no column `price`; there are `time`, `value`");
}

#[test]
fn cells_between_quotes_may_hold_commas() {
    let text = "time,\"zone, name\",price\n2026-01-01 00:00:00,\"Korea, South\",3\n\"2026-01-01 01:00:00\",\"a, b\",\"5\"\n";
    let series = ValueSeries::parse(text, Some("price"), 1.0).unwrap_or_else(|error| panic!("{error:?}"));
    let at = |hour: i8| series.at(date(2026, 1, 1).at(hour, 0, 0, 0));
    assert_eq!([at(0), at(1)], [3, 5]);
}

#[test]
fn published_series_are_read_as_they_are() {
    let read = |file: &str, column: Option<&str>, factor: f64| {
        let text = traces::text(&format!("energy/{file}"))?;
        Some(ValueSeries::parse(&text, column, factor).unwrap_or_else(|error| panic!("{file}: {error:?}")))
    };
    let column = "Carbon intensity gCO₂eq/kWh (direct)";
    let Some(danish) = read("carbon-DK2-2021-2023-hourly.csv", Some(column), 1e3) else { return };
    let at = |series: &ValueSeries, hour: i8, minute: i8| series.at(date(2021, 1, 1).at(hour, minute, 0, 0));
    assert_eq!([at(&danish, 0, 0), at(&danish, 1, 59), at(&danish, 2, 0)], [87_260, 81_010, 81_300]);
    assert_eq!(danish.end(), date(2024, 1, 1).at(0, 0, 0, 0));
    for region in ["DE", "FR", "GB"] {
        let carbon = read(&format!("carbon-{region}-2020.csv"), None, 1e3).expect("it lies beside");
        assert_eq!(carbon.begin(), date(2019, 12, 20).at(0, 0, 0, 0), "{region}");
    }
    for region in ["DE", "FR", "BE", "NP", "PJM"] {
        let prices = read(&format!("price-{region}-hourly.csv"), None, 7_800.0).expect("it lies beside");
        assert_eq!(prices.end().duration_since(prices.begin()).as_hours(), 17_472, "{region}");
    }
    let german = read("price-DE-hourly.csv", None, 7_800.0).expect("it lies beside");
    assert_eq!(german.at(date(2016, 1, 4).at(0, 30, 0, 0)), (13.78_f64 * 7_800.0).round() as i64);
}

const PAID: &str = r#"[hardware.box]
cores = 1
memory = "1 GiB"
idle = "1 W"
busy = "2 W"
[[center]]
name = "one"
title = "One"
[center.power]
storage = "0.999 kW"
tariff = "hourly"
carbon = "wind"
[[center.partition]]
name = "all"
nodes = 1
hardware = "box"
[[tariff]]
name = "hourly"
series = "prices.csv"
column = "price"
factor = 0.01
begins = 2020-06-01
[[carbon]]
name = "wind"
series = "prices.csv"
column = "grams"
begins = 2020-06-01
[[workload]]
name = "jobs"
center = "one"
tenants = "firms"
log = "jobs.swf"
unit = "cores"
begins_with = "time-zero"
"#;

const PRICES: &str = "time,price,grams\n2020-06-01 00:00:00,30,100\n2020-06-01 01:00:00,-10,50.5\n2020-06-01 02:00:00,70,0\n2020-06-01 03:00:00,1,1\n";

/// A kilowatt for three hours at 0.30, -0.10 and 0.70 yuan.
#[test]
fn energy_is_paid_for_hour_by_hour() {
    let job = super::desk::line(1, 7_200, 1, 1, 60, 1);
    let ledger =
        ledger_beside(&scenario("2026-01-05", "3 h", PAID), &[("jobs.swf", &job), ("prices.csv", PRICES)]);
    let power = ledger.expect("it runs").centers[0].power.clone().expect("it is told");
    let fen: Vec<i128> = power.hours.iter().map(|hour| hour.fen).collect();
    assert_eq!(fen, [30, -10, 70]);
    let grams: Vec<i128> = power.hours.iter().map(|hour| hour.grams).collect();
    assert_eq!(grams, [100, 51, 0]);
}

#[test]
fn a_series_that_ends_before_the_scenario_is_refused() {
    let job = super::desk::line(1, 0, 1, 1, 60, 1);
    let files = [("jobs.swf", job.as_str()), ("prices.csv", PRICES)];
    let told = ledger_beside(&scenario("2026-01-05", "5 h", PAID), &files).expect_err("it ends too early");
    let lasts = "series: it lasts from 2026-01-05T00:00:00 until 2026-01-05T04:00:00, and the scenario from 2026-01-05T00:00:00 until 2026-01-05T05:00:00";
    assert_eq!(told.iter().filter(|line| line.contains(lasts)).count(), 2, "{told:?}");
    let told = ledger_beside(&scenario("2026-01-05", "3 h", PAID), &files[..1]).expect_err("it is not there");
    assert!(told.iter().any(|line| line.contains("series: ") && line.contains("prices.csv")), "{told:?}");
}
