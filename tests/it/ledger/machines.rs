//! Machines that other simulators published, to the joule: states of power, work on some cores, sleep and waking.

use crate::traces;
use suanli::ledger::{Machine, Meter, PowerCurve, PowerState};
use suanli::model::{Span, Time};

fn at(secs: u64) -> Time {
    Time::from_secs(secs)
}

/// Whole joules; nothing where it is a fraction of one.
fn joules(nanojoules: u128) -> Option<u128> {
    nanojoules.is_multiple_of(1_000_000_000).then_some(nanojoules / 1_000_000_000)
}

/// Case A1: a node shuts down and boots again.
#[test]
fn shutting_down_and_booting_are_paid_for() {
    let states = [
        PowerState::at_rest("on", 95_000),
        PowerState::at_rest("shutting down", 110_000),
        PowerState::at_rest("off", 10_000),
        PowerState::at_rest("booting", 120_000),
    ];
    let mut node = Machine::new(&states, 1);
    assert_eq!(joules(node.read(at(10))), Some(950));
    node.enter(at(10), "shutting down");
    assert_eq!(joules(node.read(at(17))), Some(1_720));
    node.enter(at(17), "off");
    assert_eq!(joules(node.read(at(27))), Some(1_820));
    node.enter(at(27), "booting");
    assert_eq!(joules(node.read(at(177))), Some(19_820));
    let other = Meter::new(at(0), 100_000).read(at(177));
    assert_eq!(joules(other), Some(17_700));
    assert_eq!(joules(node.read(at(177)) + other), Some(37_520));
}

/// Case A2: one core of four works at two speeds; another node is switched off half way.
#[test]
fn one_core_of_four_at_two_speeds() {
    let fast = PowerState {
        name: "fast",
        idle_milliwatts: 100_000,
        // 93.333... W and 26.666... W more for each core, which is a whole number of watts for one and for four.
        working: PowerCurve::through(vec![93_333, 120_000, 146_667, 173_333, 200_000]),
    };
    let states = [fast, PowerState::straight("slow", 90_000, 150_000), PowerState::at_rest("off", 10_000)];
    let mut node = Machine::new(&states, 4);
    let told = |node: &Machine<'_>, secs: u64| joules(node.read(at(secs)));
    assert_eq!(told(&node, 10), Some(1_000));
    node.work(at(10), 1);
    assert_eq!(told(&node, 11), Some(1_120));
    node.enter(at(11), "slow");
    assert_eq!(told(&node, 16), Some(1_645));
    node.work(at(16), 0);
    assert_eq!(told(&node, 20), Some(2_005));
    assert_eq!(told(&node, 30), Some(2_905));
    let mut second = Machine::new(&states, 1);
    second.enter(at(20), "off");
    assert_eq!(told(&second, 20), Some(2_000));
    assert_eq!(told(&second, 30), Some(2_100));
    let third = Meter::new(at(0), 100_000).read(at(30));
    assert_eq!(joules(third), Some(3_000));
    assert_eq!(joules(node.read(at(30)) + second.read(at(30)) + third), Some(8_005));
}

/// Case A4: what is asked for only after the change was drawn before it.
#[test]
fn the_past_is_not_paid_for_at_the_new_power() {
    let mut meter = Meter::new(at(0), 200_000);
    meter.set(at(10), 8_000);
    assert_eq!(joules(meter.read(at(10))), Some(2_000));
    assert_eq!(joules(meter.read(at(20))), Some(2_080));
}

/// Rows of a table with a head, of the columns with these names.
fn columns(text: &str, names: &[&str]) -> Vec<Vec<f64>> {
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().expect("a table has a head").split(',').collect();
    let place = |name: &&str| head.iter().position(|column| column == name).expect("the column is there");
    let places: Vec<usize> = names.iter().map(place).collect();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        places.iter().map(|place| cells[*place].parse().expect("it is a number")).collect()
    };
    lines.map(row).collect()
}

/// Batsim's five recordings of 32 hosts, from the states of its machines until the last job has ended: within a millionth of the joules
/// that it told.
#[test]
fn joules_of_recorded_machine_states() {
    const STATES: [(&str, u64); 5] = [
        ("nb_sleeping", 9_750),
        ("nb_switching_on", 125_174),
        ("nb_switching_off", 100_997),
        ("nb_idle", 95_000),
        ("nb_computing", 95_000),
    ];
    let policies = [
        "conservative",
        "easy",
        "inertial_opportunistic_shutdown",
        "inertial_shutdown",
        "opportunistic_shutdown",
    ];
    for policy in policies {
        let folder = format!("reference/batsim-medium-late/{policy}");
        let Some(states) = traces::text(&format!("{folder}/out_machine_states.csv")) else { return };
        let told = traces::text(&format!("{folder}/out_schedule.csv")).expect("it lies beside");
        let told = &columns(&told, &["consumed_joules", "makespan"])[0];
        let mut names = vec!["time"];
        names.extend(STATES.map(|(name, _)| name));
        let mut meter = Meter::default();
        for row in columns(&states, &names) {
            let counted = row[1..].iter().zip(STATES);
            let milliwatts: u64 = counted.map(|(count, (_, milliwatts))| *count as u64 * milliwatts).sum();
            // Hosts that were being switched off go on for some seconds, which Batsim does not count.
            meter.set(Time::ZERO + Span::from_secs_f64(row[0].min(told[1])), milliwatts);
        }
        let joules = meter.read(Time::ZERO + Span::from_secs_f64(told[1])) as f64 / 1e9;
        let apart = (joules / told[0] - 1.0).abs();
        assert!(apart < 1e-6, "{policy}: {joules} J, and {} J were told: {apart} apart", told[0]);
    }
}
