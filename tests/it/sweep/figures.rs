//! Figures of sweeps: their texts lie inside and apart, bars and lines are where the numbers are, and nothing that is no number is drawn.

use crate::plots::apart;
use suanli::experiment::sweep::{Design, Layout, Shard, points};
use suanli::lang::Lang;
use suanli::model::Streams;
use suanli::plot::{Drawing, Label, Shape, sweep_figures};
use suanli::report::sweep::{
    AxisTold, CELLS_FOLDER, Columns, Described, Finished, Measured, Piece, ScopeTold, SweepPage, Wanted,
    sweep_sentences, swings, turns,
};
use suanli::stats::Confidence;

/// A sweep whose figure is made up.
fn figures(
    design: Design,
    axes: &[(&str, Vec<String>)],
    policies: usize,
    figure: impl Fn(&[f64], usize, u32) -> f64,
) -> Vec<(String, Drawing)> {
    with_measured(design, axes, policies, figure, |measured| {
        sweep_figures(measured, Lang::English)
            .into_iter()
            .map(|figure| (figure.stem, figure.drawing))
            .collect()
    })
}

fn with_measured<T>(
    design: Design,
    axes: &[(&str, Vec<String>)],
    policies: usize,
    figure: impl Fn(&[f64], usize, u32) -> f64,
    then: impl Fn(&Measured<'_>) -> T,
) -> T {
    let dir = tempfile::tempdir().expect("there is room");
    let names = (0..policies).map(|policy| format!("policy-{policy}")).collect();
    let mut described = Described::new("A sweep that is made up", design, names, 3);
    described.axes = axes
        .iter()
        .map(|(key, values)| AxisTold {
            key: (*key).to_owned(),
            here: values[0].clone(),
            last: values.len() - 1,
        })
        .collect();
    let counts: Vec<usize> = axes.iter().map(|(_, values)| values.len()).collect();
    let chosen = points(design, &counts, Streams::new(1, 0));
    let place = |place: &Option<usize>| place.unwrap_or(0);
    let shown = |point: &Vec<Option<usize>>| -> Vec<String> {
        point.iter().zip(axes).map(|(chosen, (_, values))| values[place(chosen)].clone()).collect()
    };
    described.points = chosen.iter().map(shown).collect();
    described.places = chosen.iter().map(|point| point.iter().map(place).collect()).collect();
    described.scopes = vec![ScopeTold { kind: "overall".into(), name: String::new() }];
    let layout: Layout = described.layout();
    let columns = Columns::of(&described).fields();
    std::fs::create_dir(dir.path().join(CELLS_FOLDER)).expect("there is room");
    let mut piece = Piece::create(&dir.path().join(CELLS_FOLDER), described.fingerprint(), Shard::WHOLE)
        .expect("there is room");
    for number in 0..layout.cells() {
        let cell = layout.cell(number);
        let point = &chosen[cell.point];
        let shares: Vec<f64> = point
            .iter()
            .zip(&counts)
            .map(|(chosen, count)| place(chosen) as f64 / (*count as f64 - 1.0).max(1.0))
            .collect();
        let value = figure(&shares, cell.policy, cell.replication).to_string();
        let cells = columns.iter().map(|column| match column.name.as_str() {
            "scope" => "overall",
            "wait_secs_restricted_mean" => &value,
            _ => "",
        });
        piece.add(number, &format!("{}\n", cells.collect::<Vec<&str>>().join(","))).expect("there is room");
    }
    let finished = Finished::read(dir.path(), &described).expect("it is there");
    assert_eq!(finished.missing(&described), None);
    let wanted = Wanted::parse(&described, "mean wait").expect("it is known");
    let measured =
        Measured::of(&described, &finished, wanted, Confidence::default()).expect("it can be read");
    then(&measured)
}

fn numbers(count: usize, unit: &str) -> Vec<String> {
    (0..count).map(|number| format!("{} {unit}", 60 + 10 * number).trim_end().to_owned()).collect()
}

const LONG: &str =
    "center.wuhan-supercomputing-center.partition.accelerated-long.checkpoint_bandwidth_of_storage";

fn all() -> Vec<(String, Drawing)> {
    let texts = || ["first come, first served", "shortest job first", "fair"].map(str::to_owned).to_vec();
    let wait = |shares: &[f64], policy: usize, run: u32| {
        1e4 * (shares.iter().sum::<f64>() + policy as f64 + 0.1 * f64::from(run))
    };
    let mut figures_of = Vec::new();
    for policies in [1, 2, 7] {
        let axes = [("nodes", numbers(9, "")), (LONG, texts()), ("load", numbers(30, "%"))];
        figures_of.extend(figures(Design::Grid, &axes, policies, wait));
        let axes = [("nodes", numbers(900, "")), (LONG, texts()), ("load", numbers(2, "%"))];
        for design in [Design::LatinHypercube { samples: 60 }, Design::Sobol { samples: 64 }] {
            figures_of.extend(figures(design, &axes, policies, wait));
        }
        for design in [Design::OneAtATime, Design::Morris { trajectories: 5, levels: 4 }] {
            let axes = [
                ("nodes", numbers(2, "")),
                (LONG, texts()),
                ("load", numbers(2, "%")),
                ("none", numbers(2, "h")),
            ];
            // The first works downwards, the last not at all.
            let figure = |shares: &[f64], policy: usize, run: u32| {
                wait(&[2.0 - shares[0], shares[1] * shares[2], shares[2]], policy, run)
            };
            figures_of.extend(figures(design, &axes, policies, figure));
        }
    }
    figures_of
}

#[test]
fn texts_of_sweeps_lie_inside_and_apart() {
    let figures = all();
    assert!(20 < figures.len());
    for (stem, drawing) in figures {
        let labels: Vec<&Label> = drawing.labels().collect();
        for (place, label) in labels.iter().enumerate() {
            let ((left, top), (right, bottom)) = label.bounds();
            let inside = 0 <= left && 0 <= top && right <= drawing.width && bottom <= drawing.height;
            assert!(inside, "{stem}: {label:?} leaves {} x {}", drawing.width, drawing.height);
            for other in &labels[place + 1..] {
                assert!(apart(label, other), "{stem}: {:?} and {:?} overlap", label.text, other.text);
            }
        }
    }
}

/// One policy gets worse from value to value and the other does not: equal in the middle but for chance, which differs from run to run.
#[test]
fn where_the_better_policy_becomes_the_worse_is_told_and_shaded() {
    let axes = [("nodes", numbers(9, "")), ("mode", ["a", "b"].map(str::to_owned).to_vec())];
    let wait = |shares: &[f64], policy: usize, run: u32| match policy {
        0 => 500.0 + 40.0 * f64::from(run),
        1 => 1_000.0 * shares[0] + 40.0 * f64::from(run) + [20.0, -20.0, 1.0][run as usize],
        _ => 5_000.0,
    };
    with_measured(Design::Grid, &axes, 3, wait, |measured| {
        let turns = turns(measured);
        let [turn] = &turns[..] else { panic!("one turn, not {turns:?}") };
        assert_eq!((turn.axis, turn.policies, turn.keys), (0, (1, 0), (90.0, 110.0)));
        let page = SweepPage { lang: Lang::English, measured, run: 54, reused: 0 };
        let sentences = sweep_sentences(page);
        let told = "Along `nodes` policy `policy-1` is better (mean wait) than `policy-0` up to 90, and from 110 on it is the other way \
                    round.";
        assert!(sentences.iter().any(|sentence| sentence == told), "{sentences:#?}");
        let html = suanli::page::html(&suanli::page::sweep_html_page(page));
        // From 90, the fourth of the values, to 110, the sixth.
        assert!(html.contains("\"shaded\":[[3,5]]"), "the page shades nothing");
        assert!(html.contains("Shaded is where the better of two policies becomes the worse."));
        let figures = sweep_figures(measured, Lang::English);
        let texts: Vec<&str> = figures[0].drawing.labels().map(|label| label.text.as_str()).collect();
        assert!(texts.contains(&"policy-1 is less before, policy-0 after"), "{texts:?}");
    });
    // Where chance is greater than the difference there is nothing to tell.
    let chance = |shares: &[f64], policy: usize, run: u32| {
        shares[0] * policy as f64 + [900.0, 0.0, -500.0][run as usize] * policy as f64
    };
    with_measured(Design::Grid, &axes, 2, chance, |measured| assert_eq!(turns(measured), []));
}

/// Where nothing is known there is nothing to draw, and where all is the same there is no scale to fall over.
#[test]
fn figures_of_nothing_and_of_equal_numbers_hold_no_nonsense() {
    let axes = [("nodes", numbers(3, "")), ("load", numbers(2, "%"))];
    for value in [f64::NAN, f64::INFINITY, 0.0, 5.0] {
        for design in [
            Design::Grid,
            Design::Sobol { samples: 8 },
            Design::OneAtATime,
            Design::Morris { trajectories: 3, levels: 4 },
        ] {
            for (stem, drawing) in figures(design, &axes, 2, |_, _, _| value) {
                let svg = drawing.svg();
                assert!(!svg.contains("NaN") && !svg.contains("inf"), "{stem} of {value}: {design:?}");
            }
        }
    }
}

/// Of a figure that falls by 50 with the first value and rises by 200 with the second, the greater swing stands above.
#[test]
fn swings_are_what_each_value_does_alone() {
    let axes = [("low", numbers(2, "h")), ("high", numbers(2, "h"))];
    let figure =
        |shares: &[f64], _: usize, run: u32| 100.0 + f64::from(run) - 50.0 * shares[0] + 200.0 * shares[1];
    with_measured(Design::OneAtATime, &axes, 1, figure, |measured| {
        let swings = swings(measured, 0);
        let told: Vec<(usize, f64)> = swings.iter().map(|swing| (swing.axis, swing.size())).collect();
        assert_eq!(told, [(1, 200.0), (0, 50.0)]);
        assert_eq!(swings[1].ends[1].difference.mean, -50.0);
        // Run by run with the same chance, so that the spread of runs has no part in it.
        assert_eq!(swings[1].ends[1].difference.half_width, Some(0.0));
        assert_eq!((swings[0].base, swings[0].ends[1].mean), (101.0, 301.0));
    });
    let figures = figures(Design::OneAtATime, &axes, 1, figure);
    let blocks = figures[0].1.shapes.iter().filter_map(|shape| match shape {
        // Bars alone are half transparent.
        Shape::Block(corner, opposite, ink) if ink.alpha < 1.0 => Some(opposite.0 - corner.0),
        Shape::Area(..) | Shape::Block(..) | Shape::Line(..) | Shape::Disc(..) | Shape::Text(_) => None,
    });
    let mut widths: Vec<i32> = blocks.filter(|width| 1 < *width).collect();
    widths.sort_unstable();
    assert!(widths.len() == 2 && (widths[1] - 4 * widths[0]).abs() <= 8, "{widths:?}");
}
