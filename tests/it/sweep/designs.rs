//! Designs besides the grid: what they leave behind, and what they tell of the numbers that are marked as assumptions.

use super::{desk, results};

#[test]
fn drawn_points_fill_ranges_and_lists() {
    let desk = desk();
    for design in ["lhs", "sobol"] {
        let text = desk.good(&[
            "sweep",
            "smoke.toml",
            "--design",
            design,
            "--samples",
            "16",
            "--set",
            "load=80 %..120 %",
            "--set",
            "center.tiny.partition.npu.nodes=4,6",
            "--policy",
            "easy",
            "--replications",
            "1",
            "--out",
            design,
        ]);
        assert!(text.contains("16 cells ("), "{text}");
        let points = desk.text(&format!("{design}/points.csv"));
        let rows: Vec<Vec<&str>> = points.lines().skip(1).map(|line| line.split(',').collect()).collect();
        assert!(points.starts_with("point,load [%],center.tiny.partition.npu.nodes,policy,"), "{points}");
        assert_eq!(rows.len(), 16);
        // One in each sixteenth of the range, and a half at each of two values.
        let mut parts: Vec<i64> = rows
            .iter()
            .map(|row| ((row[1].parse::<f64>().expect("a number") - 80.0) / 2.501) as i64)
            .collect();
        parts.sort_unstable();
        assert_eq!(parts, (0..16).collect::<Vec<i64>>(), "{points}");
        assert_eq!(rows.iter().filter(|row| row[2] == "4").count(), 8, "{points}");
        let names: Vec<String> =
            results(&desk.path(design)).into_keys().filter(|name| name.ends_with(".svg")).collect();
        assert_eq!(names.len(), 3, "{names:?}");
    }
}

#[test]
fn assumptions_are_varied_one_at_a_time_and_after_morris() {
    let desk = desk();
    let common = ["--replications", "1", "--without", "tenants.firms.zipf", "--policy", "easy"];
    let text =
        desk.good(&[&["sweep", "smoke.toml", "--design", "oat", "--out", "oat"], &common[..]].concat());
    let text = text.replace('\n', " ");
    // Nodes, the nodes of the demand, tenants, two loads and a size, each with two values, and the scenario as it is.
    assert!(text.contains("13 cells (one value at a time: 13 points"), "{text}");
    assert!(text.starts_with("What matters most to mean wait (policy `easy`): `"), "{text}");
    let effects = desk.text("oat/effects.csv");
    assert_eq!(effects.lines().count(), 13, "{effects}");
    assert!(effects.contains("easy,workload.tuning.load,40 %,"), "{effects}");
    assert!(results(&desk.path("oat")).contains_key("plots/tornado.svg"));
    let morris = ["sweep", "smoke.toml", "--design", "morris", "--trajectories", "4", "--out", "morris"];
    let text = desk.good(&[&morris[..], &common[..]].concat());
    assert!(text.contains("28 cells (Morris's elementary effects: 28 points"), "{text}");
    let effects = desk.text("morris/effects.csv");
    assert!(effects.starts_with("policy,axis,in_file,mu_star,"), "{effects}");
    assert_eq!(effects.lines().count(), 7, "{effects}");
    // Tenants are told apart by nobody here, so that their number changes nothing.
    assert!(effects.contains("easy,tenants.firms.count,5,0,0,0,0,4"), "{effects}");
    assert!(results(&desk.path("morris")).contains_key("plots/tornado.svg"));
}
