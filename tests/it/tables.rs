//! Files that are published beside logs: each kind in rows made up for it, and the counts of the shared files.

use crate::logs::written;
use crate::samples::{SAMPLES, Sample};
use crate::support::traces;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Cursor;
use std::path::Path;
use suanli::log::tables::{Column, Demands, MachineKind, Machines, Series, Summary};
use suanli::log::{
    Content, FORMATS, Finding, LogError, OtherTable, Tally, Treatment, read_other, read_other_from,
};
use suanli::model::Resources;

fn tried(text: &str) -> Result<Option<OtherTable>, LogError> {
    read_other_from(Path::new("table"), Cursor::new(text.as_bytes().to_vec()))
}

fn read(text: &str) -> OtherTable {
    tried(text).expect("this can be read").expect("this is known")
}

fn sample(kind: &str, place: usize) -> OtherTable {
    read(SAMPLES.iter().filter(|sample| sample.name == kind).nth(place).expect("there is such a sample").text)
}

fn machines(table: &OtherTable) -> &Machines {
    let Content::Machines(machines) = &table.content else { panic!("expected machines: {table:?}") };
    machines
}

fn series(table: &OtherTable) -> &Series {
    let Content::Series(series) = &table.content else { panic!("expected a series: {table:?}") };
    series
}

fn demands(table: &OtherTable) -> &Demands {
    let Content::Demands(demands) = &table.content else { panic!("expected demands: {table:?}") };
    demands
}

fn summary(table: &OtherTable) -> &Summary {
    let Content::Summary(summary) = &table.content else { panic!("expected a summary: {table:?}") };
    summary
}

fn kind(model: &str, (accelerators, cores, memory_mib): (u32, u32, u64), nodes: u32) -> MachineKind {
    MachineKind { model: model.to_owned(), accelerators, cores, memory_mib, nodes }
}

/// What was found, and in how many rows.
fn found(table: &OtherTable) -> Vec<(Finding, u64)> {
    [Treatment::Dropped, Treatment::Repaired, Treatment::Kept]
        .into_iter()
        .flat_map(|treatment| table.quality.found(treatment))
        .map(|(finding, tally)| (finding, tally.rows))
        .collect()
}

#[test]
fn machines_are_counted_by_kind() {
    let openb = sample("list of machines", 0);
    assert_eq!(machines(&openb).kinds, [kind("", (0, 32, 262_144), 1), kind("G2", (8, 96, 393_216), 2)]);
    assert_eq!(found(&openb), [(Finding::CoresFraction, 2)]);
    let spot = sample("list of machines", 1);
    assert_eq!(machines(&spot).kinds, [kind("A10", (1, 128, 0), 1), kind("H800", (8, 192, 0), 1)]);
    let pai = sample("list of machines", 2);
    assert_eq!(machines(&pai).kinds, [kind("T4", (2, 96, 524_288), 1)]);
    let alea = sample("list of machines", 3);
    assert_eq!(
        machines(&alea).kinds,
        [kind("zegox", (0, 12, 91_832), 48), kind("zewura", (0, 80, 517_018), 20)]
    );
    assert_eq!(found(&alea), [(Finding::SpeedIgnored, 1)]);
}

#[test]
fn a_list_of_machines_makes_a_centre() {
    let openb = sample("list of machines", 0);
    let center = machines(&openb).center("made up").expect("this is a centre");
    let pools: Vec<&str> = center.pools.iter().map(|pool| pool.name.as_str()).collect();
    assert_eq!(pools, ["node, 0 x, 32 cores, 262144 MiB", "G2, 8 x, 96 cores, 393216 MiB"]);
    assert_eq!(
        center.capacity(),
        Resources { cores: 224, accelerators: 16, memory_mib: 262_144 + 2 * 393_216 }
    );
    assert_eq!(center.pools[1].node_type.device.as_ref().map(|device| device.name.as_str()), Some("G2"));
    let absurd = read("sn,cpu_milli,memory_mib,gpu,model\na,4000000000000,1,0,\nb,4000000000000,1,0,\n");
    let message = machines(&absurd).center("absurd").expect_err("nobody has so many cores");
    assert!(message.contains("found 2 nodes with 8000000000 cores"), "{message}");
    assert!(Machines::default().center("empty").is_err());
}

#[test]
fn series_tell_their_steps_gaps_and_figures() {
    let table = sample("figures over time", 0);
    let expected = [(Finding::TimeRepeated, 1), (Finding::TimeGoesBack, 1), (Finding::ValueUnreadable, 1)];
    assert_eq!(found(&table), expected);
    let Series { columns, words, .. } = series(&table);
    assert_eq!(words, &["Zone"]);
    let column = |name: &str, (figures, missing), (min, max), (sum, mean)| Column {
        name: name.to_owned(),
        figures,
        missing,
        min,
        max,
        sum,
        mean,
    };
    let price = column("Price", (6, 0), (-130.5, 20.25), (-98.25, -98.25 / 6.0));
    assert_eq!(columns, &[price, column("Load", (4, 2), (7.0, 9.0), (34.0, 8.5))]);

    let mut text = String::from("time,value\n");
    for hour in (0..60).filter(|hour| !matches!(hour, 20 | 40 | 41)) {
        writeln!(text, "{},1", hour * 3_600).expect("writing to a string cannot fail");
    }
    let table = read(&text);
    assert_eq!((series(&table).gaps, series(&table).steps.len()), (2, 1));
    assert_eq!((series(&table).steps[0].secs, series(&table).steps[0].times), (3_600.0, 54));
    // Lines are counted from 1, which the names take.
    assert_eq!(table.quality.tally(Finding::Gap), &Tally { rows: 2, first_lines: vec![22, 41] });
}

#[test]
fn summaries_and_demands_are_read() {
    let table = sample("summary of clusters", 0);
    assert_eq!(summary(&table).figure("Seren", "avg_run_time_gpu"), Some(1_414.335));
    assert_eq!(summary(&table).figure("PAI", "avg_run_time_gpu"), None);
    assert_eq!(summary(&table).figure("PAI", "job_num"), Some(1_260_920.0));
    let table = sample("demands of pods, without times", 0);
    let expected = Demands {
        pods: 4,
        sharing: 1,
        pods_by_accelerators: BTreeMap::from([(0, 1), (1, 2), (8, 1)]),
        accelerators_milli: 9_460,
        cores_milli: 34_000,
        memory_mib: 30_720,
    };
    assert_eq!(demands(&table), &expected);
}

#[test]
fn logs_are_no_tables_and_unknown_texts_are_nothing() {
    let is_log = |sample: &&Sample| FORMATS.iter().any(|format| format.name == sample.name);
    for sample in SAMPLES {
        let table = tried(sample.text).expect("this can be read");
        assert_eq!(table.map(|table| table.kind), (!is_log(&sample)).then_some(sample.name));
    }
    assert!(tried("a,b\n1,2\n").expect("this can be read").is_none());
    let complaint = |text: &str| tried(text).expect_err("this cannot be read").to_string();
    assert_eq!(complaint("time,value\n"), "table: holds no jobs, only remarks or empty lines");
    assert_eq!(
        complaint("time,a,b\n0,1,2\n1,1"),
        "table: line 3: the file was cut off: expected 3 fields as in its first row, found 2"
    );
    assert_eq!(
        complaint("time,a\nsoon,1\n2\n"),
        "table: none of its 2 rows can be used, mostly because: not a row of this format"
    );
    let wide = format!("time{}\n0{}\n", ",a".repeat(20_000), ",1".repeat(20_000));
    assert!(tried(&wide).expect("this can be read").is_none());
    let rows = read("time,a\n0,1\nlater,1\n2\n3,1\n");
    assert_eq!(
        (rows.quality.rows_read, rows.quality.rows_kept, found(&rows)),
        (4, 2, vec![(Finding::Unreadable, 2)])
    );
    assert!(read_other(written(b"").path()).is_err());
}

/// The numbers are those of the traces' README.
#[test]
fn the_shared_tables_give_the_published_counts() {
    let Some(folder) = traces() else { return };
    let table = |file: &str| {
        let table = read_other(&folder.join(file)).unwrap_or_else(|error| panic!("{error}"));
        let table = table.unwrap_or_else(|| panic!("{file} is not known"));
        assert_eq!(table.quality.rows_dropped(), 0, "{file}");
        table
    };
    let openb = table("gpu/alibaba-openb-2023/openb_node_list_all_node.csv.zst");
    assert_eq!(machines(&openb).nodes(), 1_523);
    let expected = [
        ("A10", (2, 2)),
        ("G2", (549, 4_392)),
        ("G3", (39, 312)),
        ("P100", (134, 265)),
        ("T4", (404, 842)),
        ("V100M16", (55, 195)),
        ("V100M32", (30, 204)),
    ];
    assert_eq!(machines(&openb).accelerators(), BTreeMap::from(expected));
    assert_eq!(machines(&openb).center("openb").expect("this is a centre").capacity().accelerators, 6_212);
    let spot = table("gpu/alibaba-spot-2026-nodes.csv.zst");
    assert_eq!(machines(&spot).nodes(), 4_278);
    let nodes = |model: &str| machines(&spot).accelerators()[model].0;
    assert_eq!([nodes("A10"), nodes("A100-SXM4-80GB"), nodes("H800")], [2_494, 432, 219]);
    let alea = table("swf/MetaCentrum-Zewura-Zegox-2013.machines");
    assert_eq!((machines(&alea).nodes(), machines(&alea).cores()), (68, 20 * 80 + 48 * 12));

    let helios = table("gpu/helios-venus-2020-10min-counts.csv.zst");
    let submitted = |name: &str| series(&helios).column(name).expect("this column is there").sum;
    assert_eq!(helios.quality.rows_kept, 26_064);
    assert_eq!([submitted("submit_job_all"), submitted("submit_gpu_job")], [246_616.0, 125_214.0]);
    let acme = table("gpu/acme-2023-cluster-summary.csv");
    assert_eq!(summary(&acme).figure("Philly", "gpu_job_num"), Some(112_956.0));
    for (file, pods) in [("multigpu20", 8_324), ("multigpu50", 9_061)] {
        let list = table(&format!("gpu/alibaba-openb-2023/openb_pod_list_{file}.csv.zst"));
        assert_eq!((demands(&list).pods, demands(&list).sharing), (pods, 3_078), "{file}");
    }
    for (file, rows, steps, gaps) in [
        ("carbon-DE-2020", 37_147, &[900.0][..], 2),
        ("carbon-FR-2020", 18_574, &[1_800.0], 0),
        ("carbon-GB-2020", 21_980, &[1_800.0, 900.0], 0),
        ("carbon-DK2-2021-2023-hourly", 26_280, &[3_600.0], 0),
        ("price-DE-hourly", 17_472, &[3_600.0], 0),
        ("price-FR-hourly", 17_472, &[3_600.0], 0),
        ("price-BE-hourly", 17_472, &[3_600.0], 0),
        ("price-NP-hourly", 17_472, &[3_600.0], 0),
        ("price-PJM-hourly", 17_472, &[3_600.0], 0),
    ] {
        let table = table(&format!("energy/{file}.csv.zst"));
        let found: Vec<f64> = series(&table).steps.iter().map(|step| step.secs).collect();
        assert_eq!(
            (table.quality.rows_kept, found.as_slice(), series(&table).gaps),
            (rows, steps, gaps),
            "{file}"
        );
    }
    let prices = table("energy/price-DE-hourly.csv.zst");
    assert!(series(&prices).columns[0].min < -130.0, "prices may be negative");
}
