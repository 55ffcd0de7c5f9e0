//! Energy of whole runs, worked out by hand: shared nodes, jobs that are killed, curves, services and the building.

use super::desk::{joules, ledger, line, scenario};

/// Two nodes of 12 cores that draw so much, and jobs from a log.
fn machine(hardware: &str, power: &str, more: &str) -> String {
    let rest = format!(
        r#"[hardware.box]
cores = 12
memory = "64 GiB"
{hardware}
[[center]]
name = "one"
title = "One"
[[center.partition]]
name = "all"
nodes = 2
hardware = "box"
[center.power]
{power}
[[workload]]
name = "jobs"
center = "one"
tenants = "firms"
log = "jobs.swf"
unit = "cores"
begins_with = "time-zero"
{more}"#
    );
    scenario("2026-01-05", "2 h", &rest)
}

/// Case A3: a job on both nodes is killed after 3 s; with a limit of 4 s it is not. Idle nodes draw nothing here.
#[test]
fn a_job_that_is_killed_drew_power_on_all_its_nodes() {
    let text = machine("busy = \"203 W\"", "", "");
    let of_jobs = |processors, limit| {
        let ledger = ledger(&text, &line(1, 0, 4, processors, limit, 1));
        joules(&ledger.centers[0])["jobs"]
    };
    assert_eq!([of_jobs(24, 3), of_jobs(24, 4), of_jobs(12, 3)], [1_218, 1_624, 609]);
}

/// Case A5: three jobs of 4 cores share a node for 3,520 s.
#[test]
fn jobs_on_one_node_are_billed_the_node_once() {
    let text = machine("busy = \"217 W\"", "", "");
    let jobs: String = (1..=3).map(|job| line(job, 0, 3_520, 4, 3_600, job)).collect();
    let ledger = ledger(&text, &jobs);
    assert_eq!(joules(&ledger.centers[0])["jobs"], 763_840);
    let mut each: Vec<i128> = ledger.accounts.iter().map(|row| row.joules).collect();
    each.sort_unstable();
    assert_eq!(each, [254_613, 254_613, 254_614]);
}

/// 95 W idle, 215 W busy: a job of 6 cores for an hour has half of the idle power and half of the rest; the other half and the other
/// node are nobody's.
#[test]
fn idle_power_that_nobody_holds_is_the_centres() {
    let text = machine("idle = \"95 W\"\nbusy = \"215 W\"", "", "");
    let ledger = ledger(&text, &line(1, 0, 3_600, 6, 3_600, 1));
    let joules = joules(&ledger.centers[0]);
    assert_eq!(joules["jobs"], 3_600 * (95 + 120) / 2);
    assert_eq!(joules["idle"], 7_200 * 190 - 3_600 * 95 / 2);
    assert_eq!(ledger.accounts[0].joules, joules["jobs"]);
}

/// With `power = "50 %"` a job drives what it holds half the way.
#[test]
fn a_workload_drives_its_nodes_as_far_as_it_says() {
    let text = machine("idle = \"95 W\"\nbusy = \"215 W\"", "", "power = \"50 %\"\n");
    let ledger = ledger(&text, &line(1, 0, 3_600, 12, 3_600, 1));
    assert_eq!(joules(&ledger.centers[0])["jobs"], 3_600 * (95 + 60));
}

/// A curve of 100, 180, 200 W: half of a node draws 180 W, two halves 200 W, of which each is charged half. The second job comes half
/// an hour after the first and stays as long after it.
#[test]
fn jobs_share_the_curve_of_a_node() {
    let text = machine("power_curve = [\"100 W\", \"180 W\", \"200 W\"]", "", "");
    let jobs = line(1, 0, 3_600, 6, 3_600, 1) + &line(2, 1_800, 3_600, 6, 3_600, 2);
    let ledger = ledger(&text, &jobs);
    let each: Vec<i128> = ledger.accounts.iter().map(|row| row.joules).collect();
    let one = 3_600 * 50 + 1_800 * 80 + 1_800 * 50;
    assert_eq!(each, [one, one]);
    let joules = joules(&ledger.centers[0]);
    assert_eq!(joules["jobs"] + joules["idle"], 7_200 * 200 + 1_800 * (80 + 100 + 80));
}

/// Two idle nodes of 100 W, 300 W of services, a tenth of overhead and 50 W: for two hours.
#[test]
fn services_and_the_building_are_added() {
    let power = "storage = \"200 W\"\nnetwork = \"100 W\"\noverhead = \"10 %\"\nfixed = \"50 W\"";
    let text = machine("idle = \"100 W\"\nbusy = \"200 W\"", power, "");
    let ledger = ledger(&text, &line(1, 0, 3_600, 12, 3_600, 1));
    let joules = joules(&ledger.centers[0]);
    let nodes = joules["jobs"] + joules["idle"];
    assert_eq!(nodes, 7_200 * 200 + 3_600 * 100);
    let services = (joules["storage"], joules["network"]);
    assert_eq!(services, (7_200 * 200, 7_200 * 100));
    assert_eq!(joules["building"], (nodes + 7_200 * 300) / 10);
    assert_eq!(joules["building at any load"], 7_200 * 50);
    let power = ledger.centers[0].power.as_ref().expect("it is told");
    assert_eq!(power.joules(), joules.values().sum::<i128>());
    assert_eq!(power.hours.iter().map(|hour| hour.joules).sum::<i128>(), power.joules());
}

/// A `pue` of 1.25 makes all energy a quarter more than that of the nodes.
#[test]
fn a_pue_multiplies_everything() {
    let text = machine("idle = \"100 W\"\nbusy = \"200 W\"", "pue = 1.25", "");
    let ledger = ledger(&text, &line(1, 0, 3_600, 12, 3_600, 1));
    let power = ledger.centers[0].power.as_ref().expect("it is told");
    assert_eq!(power.joules() * 4, (7_200 * 200 + 3_600 * 100) * 5);
}
