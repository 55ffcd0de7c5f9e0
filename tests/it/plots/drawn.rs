//! Figures draw what the numbers are: lengths and places worked out by hand.

use super::synthetic::{SMALL, comparison};
use super::{figures, texts};
use suanli::metrics::{Estimate, METRICS, Scope, WaitCurve, place};
use suanli::model::CenterId;
use suanli::plot::{Anchor, Drawing, Point, Shape};

/// The areas of a drawing as their highest and lowest pixel.
fn areas(drawing: &Drawing) -> Vec<(i32, i32)> {
    let heights = |shape: &Shape| match shape {
        Shape::Area(points, ink) if ink.alpha == 1.0 && 20 < points.len() => {
            let ys = points.iter().map(|(_, y)| *y);
            Some((ys.clone().min()?, ys.max()?))
        }
        Shape::Area(..) | Shape::Block(..) | Shape::Line(..) | Shape::Disc(..) | Shape::Text(_) => None,
    };
    drawing.shapes.iter().filter_map(heights).collect()
}

#[test]
fn layers_are_stacked_by_their_shares() {
    let mut stacked = comparison(SMALL);
    for line in stacked.cells.iter_mut().flat_map(|cell| &mut cell.timelines) {
        for (class, busy) in line.busy.iter_mut().enumerate() {
            let share = [0.20, 0.40].get(class).copied().unwrap_or(0.0);
            busy.fill(if line.center == CenterId(0) { share } else { 0.0 });
        }
    }
    // Between two runs the mean is drawn: 10 % and 30 % of the first workload are 20 %.
    stacked.cells[0].timelines[0].busy[0].fill(0.10);
    stacked.cells[1].timelines[0].busy[0].fill(0.30);
    let areas = areas(&figures(&stacked)["utilization-fcfs"]);
    let [(middle, floor), (top, middle_again)] = areas[..] else { panic!("two layers, not {areas:?}") };
    assert_eq!(middle, middle_again);
    assert!(((middle - top) - 2 * (floor - middle)).abs() <= 1, "{areas:?}");
}

#[test]
fn bars_are_as_long_as_their_means() {
    let mut compared = comparison(SMALL);
    let row = place("wait_secs_restricted_mean").unwrap();
    for (policy, mean) in [(0, 6_000.0), (1, 3_000.0)] {
        for (scope, values) in &mut compared.estimates[policy] {
            *values = vec![None; METRICS.len()];
            if *scope == Scope::Overall {
                values[row] = Some(Estimate { mean, half_width: Some(600.0), runs: 2, at_least: false });
            }
        }
    }
    let bars: Vec<i32> = figures(&compared)["policies"]
        .shapes
        .iter()
        .filter_map(|shape| match shape {
            Shape::Block((left, top), (right, bottom), _) if bottom - top == 16 => Some(right - left),
            Shape::Area(..) | Shape::Block(..) | Shape::Line(..) | Shape::Disc(..) | Shape::Text(_) => None,
        })
        .collect();
    assert!(bars.len() == 2 && (bars[0] - 2 * bars[1]).abs() <= 1, "{bars:?}");
    let texts = texts(&figures(&compared)["policies"].svg());
    assert!(
        texts.contains(&"1.67 ± 0.17 h".to_owned()) && texts.contains(&"50 ± 10 min".to_owned()),
        "{texts:?}"
    );
}

#[test]
fn jobs_that_did_not_wait_have_a_place_of_their_own() {
    let mut waited = comparison(SMALL);
    for (_, curve) in waited.cells.iter_mut().flat_map(|cell| &mut cell.waits) {
        *curve = WaitCurve { wait_secs: vec![0.0, 3_600.0], share: vec![0.3, 1.0] };
    }
    let drawing = &figures(&waited)["wait-cdf"];
    let curve = drawing.shapes.iter().find_map(|shape| match shape {
        Shape::Line(points, _, 2, _) if 20 < points.len() => Some(points),
        Shape::Area(..) | Shape::Block(..) | Shape::Line(..) | Shape::Disc(..) | Shape::Text(_) => None,
    });
    let curve = curve.expect("a curve");
    let height = |text: &str| {
        let label = drawing.labels().find(|label| label.text == text && label.anchor == Anchor::End);
        label.expect("a tick").at.1
    };
    let (floor, ceiling) = (height("0"), height("100"));
    let (first, last) = (curve[0], curve[curve.len() - 1]);
    assert!((10 * (floor - first.1) - 3 * (floor - ceiling)).abs() <= 10, "{first:?} is not at 30 %");
    assert!(curve[..curve.len() - 1].iter().all(|(_, y)| *y == first.1), "nobody waited less than an hour");
    assert_eq!(last.1, ceiling, "all waited an hour at most");
    assert!(first.0 + 10 < curve[1].0, "no wait lies apart from a second");
}

#[test]
fn a_busy_node_is_dark_for_as_long_as_it_is_busy() {
    let mut idle = comparison(SMALL);
    let map = &mut idle.cells[0].heat[0];
    map.busy.iter_mut().for_each(|node| node.fill(0.0));
    map.busy[49][84..126].fill(1.0);
    let drawing = &figures(&idle)["nodes-wuhan-ai-fcfs"];
    let blocks: Vec<_> = drawing
        .shapes
        .iter()
        .filter_map(|shape| match shape {
            Shape::Block(corner, opposite, ink) => Some((*corner, *opposite, *ink)),
            Shape::Area(..) | Shape::Line(..) | Shape::Disc(..) | Shape::Text(_) => None,
        })
        .collect();
    let widest = blocks.iter().max_by_key(|(left, right, _)| (right.0 - left.0) * (right.1 - left.1));
    let (corner, opposite, _) = *widest.expect("the map");
    let dark: Vec<_> = blocks
        .iter()
        .filter(|(left, right, ink)| ink.rgb == (56, 12, 70) && 100 < right.0 - left.0)
        .collect();
    let [(left, right, _)] = dark[..] else { panic!("one stretch is dark, not {dark:?}") };
    let (width, height) = (opposite.0 - corner.0, opposite.1 - corner.1);
    assert!((2 * (left.0 - corner.0) - width).abs() <= 2, "it begins after half of the week");
    assert!((4 * (right.0 - left.0) - width).abs() <= 4, "it lasts for a quarter of the week");
    assert!((2 * (left.1 - corner.1) - height).abs() <= 2, "it is the node in the middle");
}

#[test]
fn a_date_at_the_end_of_an_axis_is_not_cut() {
    let mut scenario = suanli::scenario::parse("starter", suanli::scenario::STARTER).expect("it is right");
    (scenario.replications, scenario.policies) = (1, scenario.policies[..1].to_vec());
    let settings = suanli::experiment::Settings::default();
    let comparison = suanli::experiment::compare(&scenario, settings, &()).expect("jobs can be made");
    let mut dates = 0;
    for (stem, drawing) in &figures(&comparison) {
        for label in drawing.labels() {
            let ((left, _), (right, _)) = label.bounds();
            assert!(0 <= left && right <= drawing.width, "{stem}: `{}` from {left} to {right}", label.text);
            dates += usize::from(label.text.starts_with("2023-01-30"));
        }
    }
    assert!(0 < dates, "the last day has a tick at the end of an axis");
}

/// The blocks of a colour.
fn blocks_of(drawing: &Drawing, rgb: (u8, u8, u8)) -> Vec<(Point, Point, f64)> {
    let block = |shape: &Shape| match shape {
        Shape::Block(corner, opposite, ink) if ink.rgb == rgb => Some((*corner, *opposite, ink.alpha)),
        Shape::Block(..) | Shape::Area(..) | Shape::Line(..) | Shape::Disc(..) | Shape::Text(_) => None,
    };
    drawing.shapes.iter().filter_map(block).collect()
}

const FAILED: (u8, u8, u8) = (213, 94, 0);
const FAILED_IN_MAPS: (u8, u8, u8) = (86, 180, 233);

#[test]
fn a_burst_of_failures_is_a_mark_below_the_time_at_which_it_was() {
    let mut quiet = comparison(SMALL);
    for line in quiet.cells.iter_mut().flat_map(|cell| &mut cell.timelines) {
        line.down_nodes.fill(0.0);
        line.maintenance_nodes.fill(0.0);
    }
    let says = |drawing: &Drawing| drawing.labels().any(|label| label.text.starts_with("failed: up to"));
    let calm = &figures(&quiet)["causes-wuhan-ai"];
    assert!(!says(calm) && !calm.labels().any(|label| label.text.contains("maintenance")));
    let count = quiet.cells[0].timelines[0].down_nodes.len();
    for cell in &mut quiet.cells {
        // A rack of sixteen for a quarter of the time, from the middle on, and a single node at the end.
        cell.timelines[0].down_nodes[count / 2..count / 2 + count / 4].fill(16.0);
        *cell.timelines[0].down_nodes.last_mut().expect("there are bins") = 1.0;
    }
    let drawing = &figures(&quiet)["causes-wuhan-ai"];
    let text = "failed: up to 16 nodes";
    assert!(drawing.labels().any(|label| label.text == text));
    // Below each panel is a strip: a high stretch, a low end, and a square of the legend.
    let blocks = blocks_of(drawing, FAILED).into_iter();
    let strips: Vec<_> = blocks.filter(|(top, low, _)| [2, 22].contains(&(low.1 - top.1))).collect();
    assert_eq!(strips.len(), 2 * quiet.scenario.policies.len(), "{strips:?}");
    for pair in strips.chunks(2) {
        let [(from, to, _), (last, end, _)] = [pair[0], pair[1]];
        // Sixteen nodes are as high as the strip, and one is a sixteenth of it.
        assert_eq!((to.1 - from.1, end.1 - last.1, end.1), (22, 2, to.1), "{pair:?}");
        // The stretch begins in the middle of the frame, of which the last bin is the end.
        let (left, right) = (2 * from.0 - end.0, end.0);
        assert!((4 * (to.0 - from.0) - (right - left)).abs() <= 8, "{pair:?}");
        assert!(last.0 < end.0 && to.0 < last.0, "{pair:?}");
    }
    assert!(!says(&figures(&quiet)["causes-wuhan-super"]), "the other centre had no failures");
}

#[test]
fn a_node_that_failed_is_marked_in_the_map_for_as_long_as_it_had() {
    let mut comparison = comparison(SMALL);
    let map = &mut comparison.cells[0].heat[0];
    map.down.iter_mut().for_each(|node| node.fill(0.0));
    let named = |drawing: &Drawing| drawing.labels().any(|label| label.text == "failed");
    assert!(!named(&figures(&comparison)["nodes-wuhan-ai-fcfs"]));
    comparison.cells[0].heat[0].down[10][0] = 1.0;
    comparison.cells[0].heat[0].down[10][1] = 0.5;
    let drawing = &figures(&comparison)["nodes-wuhan-ai-fcfs"];
    assert!(named(drawing));
    let alphas: Vec<f64> = blocks_of(drawing, FAILED_IN_MAPS).iter().map(|(.., alpha)| *alpha).collect();
    // Two hours of one node, and the square of the legend.
    assert_eq!(alphas.len(), 3);
    assert!(
        alphas.iter().zip([1.0, 0.65, 1.0]).all(|(found, right)| (found - right).abs() < 1e-9),
        "{alphas:?}"
    );
}
