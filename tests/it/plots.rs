//! Figures: every one is written, says what it shows, and keeps its texts apart.

pub(crate) mod chinese;
mod drawn;
mod ledgers;
mod synthetic;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use resvg::tiny_skia::Pixmap;
use resvg::usvg::roxmltree::{Document, Node};
use suanli::experiment::Comparison;
use suanli::lang::Lang;
use suanli::plot::{
    Anchor, Direction, Drawing, Figure, Fonts, Formats, Ink, Label, PlotError, Weight, draw_all, paint,
};
use synthetic::{LARGE, SMALL, comparison, comparisons};

fn figures(comparison: &Comparison) -> BTreeMap<String, Drawing> {
    figures_in(comparison, Lang::English)
}

fn figures_in(comparison: &Comparison, lang: Lang) -> BTreeMap<String, Drawing> {
    suanli::plot::figures(comparison, lang).map(|Figure { stem, drawing, .. }| (stem, drawing)).collect()
}

fn texts(svg: &str) -> Vec<String> {
    let document = Document::parse(svg).expect("a figure as it was written");
    let texts = document.descendants().filter(|node: &Node<'_, '_>| node.has_tag_name("text"));
    texts.map(|node| node.text().expect("a figure as it was written").trim().to_owned()).collect()
}

#[test]
fn every_figure_is_written_as_svg_and_png() {
    let dir = tempfile::tempdir().unwrap();
    let written = draw_all(&comparison(SMALL), Lang::English, dir.path(), Formats::SvgAndPng).unwrap().paths;
    let names: Vec<&str> = written.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
    let stems = [
        "utilization-fcfs",
        "utilization-fcfs+easy",
        "queue-wuhan-ai",
        "queue-wuhan-super",
        "causes-wuhan-ai",
        "causes-wuhan-super",
        "wait-cdf",
        "wait-cdf-classes",
        "policies",
        "deadlines",
        "nodes-wuhan-ai-fcfs",
        "nodes-wuhan-ai-fcfs+easy",
        "nodes-wuhan-super-fcfs",
        "nodes-wuhan-super-fcfs+easy",
        "tenants",
        "sizes",
        "dominance-wuhan-ai",
        "dominance-wuhan-super",
        "energy",
        "power-wuhan-ai",
        "power-wuhan-super",
        "money",
    ];
    let expected: Vec<String> = stems
        .iter()
        .flat_map(|stem| ["svg", "csv", "png"].map(|ending| format!("{stem}.{ending}")))
        .collect();
    assert_eq!(names, expected);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), names.len(), "no other file is left");
    for path in written {
        match path.extension().unwrap().to_str().unwrap() {
            "svg" => check_svg(&path),
            "csv" => check_csv(&path),
            _ => check_png(&path),
        }
    }
}

/// Every row has as many fields as there are names; names of pools have commas between quotes.
fn check_csv(path: &Path) {
    let text = fs::read_to_string(path).expect("numbers as they were written");
    let unquoted =
        |line: &str| line.split('"').step_by(2).map(|part| part.matches(',').count()).sum::<usize>();
    let fields: Vec<usize> = text.lines().map(unquoted).collect();
    assert!(fields.iter().all(|count| *count == fields[0]), "{}", path.display());
}

fn check_svg(path: &Path) {
    let svg = fs::read_to_string(path).expect("a figure as it was written");
    let document = Document::parse(&svg).expect("a figure as it was written");
    assert_eq!(document.root_element().attribute("width"), Some("1400"), "{}", path.display());
    assert!(svg.contains("Noto Sans CJK SC, Source Han Sans SC, PingFang SC"), "{}", path.display());
}

fn check_png(path: &Path) {
    let pixmap = Pixmap::decode_png(&fs::read(path).expect("a figure as it was written"))
        .expect("a figure as it was written");
    let svg = fs::read_to_string(path.with_extension("svg")).expect("a figure as it was written");
    let height = Document::parse(&svg)
        .expect("a figure as it was written")
        .root_element()
        .attribute("height")
        .expect("a figure as it was written")
        .to_owned();
    assert_eq!((pixmap.width(), pixmap.height().to_string()), (1400, height), "{}", path.display());
    let colors: BTreeSet<[u8; 3]> =
        pixmap.pixels().iter().map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]).collect();
    assert!(20 < colors.len(), "{} is blank", path.display());
}

/// For a figure of each kind, some of what must be written on it.
const SAID: [(&str, &[&str]); 9] = [
    (
        "deadlines",
        &[
            "Weather and climate, four cycles a day",
            "mean of 8 runs",
            "95 % confidence interval",
            "Done in time (%)",
            "100.00 ± 0.00 %",
            "none was done late",
            "49.00 ± 0.98 %",
            "Mean lateness of those done late (h)",
            "fcfs+easy",
        ],
    ),
    (
        "utilization-fcfs+easy",
        &[
            "policy fcfs+easy",
            "mean of 8 runs",
            "Wuhan AI Computing Center 武汉人工智能计算中心",
            "98 nodes, 784 accelerators",
            "74.0 ± 0.7 %",
            "Capacity in use (%)",
            "Date (each step is 1 d)",
            "2024-03",
            "end of warm-up",
            "Large-model pretraining 大模型预训练, ",
            "Genomics, ",
        ],
    ),
    (
        "queue-wuhan-ai",
        &[
            "Wuhan AI Computing Center 武汉人工智能计算中心",
            "mean of 8 runs",
            "Jobs waiting",
            "Work waiting (hours)",
            "Date (each step is 1 d)",
            "fair-share+easy+spread",
        ],
    ),
    (
        "wait-cdf",
        &[
            "Wuhan AI Computing Center 武汉人工智能计算中心",
            "mean of 8 runs",
            "Share of all jobs started (%)",
            "Wait at most so long (log axis)",
            "1 min",
            "1 h",
            "1 d",
            "1 w",
            "fcfs+easy",
        ],
    ),
    (
        "policies",
        &[
            "Wuhan AI Computing Center 武汉人工智能计算中心",
            "mean of 8 runs",
            "95 % confidence interval",
            "Restricted mean wait (d)",
            "95th percentile of wait (d)",
            "Mean bounded slowdown (times)",
            "Utilization (%)",
            "74.00 ± 0.74 %",
            "fcfs+easy",
        ],
    ),
    (
        "nodes-wuhan-super-fcfs",
        &[
            "2024-03-04",
            "Wuhan Supercomputing Center 武汉超算中心",
            "policy fcfs",
            "first run",
            "Node number (each row is 3 nodes)",
            "Date (each column is 1 h)",
            "in use (%)",
            "cpu",
            "gpu",
        ],
    ),
    (
        "tenants",
        &[
            "8 runs",
            "120 enterprises",
            "Start-ups 初创企业",
            "median wait",
            "95th percentile of wait",
            "Wait (log axis",
            "no jobs",
        ],
    ),
    (
        "sizes",
        &[
            "8 runs",
            "smallest 25 % of tenants",
            "largest 10 % of tenants",
            "median wait",
            "mean wait",
            "95th percentile of wait",
            "Wait (log axis",
            "Held, of what was due (%)",
            "100 %: an even division",
            "fair-share+easy+spread",
        ],
    ),
    (
        "dominance-wuhan-ai",
        &[
            "Wuhan AI Computing Center 武汉人工智能计算中心",
            "first run",
            "Dominant share (%)",
            "Date (each step is 7 d)",
            "end of warm-up",
            "fcfs+easy: Jain's index of what tenants held of what was due to them 0.62 ± 0.02",
            "tenant 0, ",
            "105 others, ",
        ],
    ),
];

#[test]
fn figures_say_what_they_show_and_in_which_units() {
    let figures = figures(&comparison(LARGE));
    for (stem, needles) in SAID {
        let texts = texts(&figures[stem].svg());
        for needle in needles {
            assert!(
                texts.iter().any(|text| text.contains(needle)),
                "{stem} does not say {needle:?}: {texts:#?}"
            );
        }
    }
}

#[test]
fn texts_lie_inside_the_canvas_and_apart() {
    for ((name, comparison), lang) in
        comparisons().into_iter().flat_map(|one| [(one.clone(), Lang::English), (one, Lang::Chinese)])
    {
        for (stem, drawing) in figures_in(&comparison, lang) {
            let labels: Vec<&Label> = drawing.labels().collect();
            assert!(3 < labels.len(), "{name}: {stem} has no texts");
            for (index, label) in labels.iter().enumerate() {
                let ((left, top), (right, bottom)) = label.bounds();
                let inside = 0 <= left && 0 <= top && right <= drawing.width && bottom <= drawing.height;
                assert!(inside, "{name}: {stem}: {label:?} leaves {} x {}", drawing.width, drawing.height);
                assert!(12 <= label.size, "{name}: {stem}: {label:?} is too small");
                for other in &labels[index + 1..] {
                    assert!(
                        apart(label, other),
                        "{name}: {stem}: {:?} and {:?} overlap",
                        label.text,
                        other.text
                    );
                }
            }
        }
    }
}

pub(crate) fn apart(one: &Label, other: &Label) -> bool {
    let (((left, top), (right, bottom)), (corner, opposite)) = (one.bounds(), other.bounds());
    right <= corner.0 || opposite.0 <= left || bottom <= corner.1 || opposite.1 <= top
}

#[test]
fn texts_are_no_wider_than_estimated() {
    let mut widest: f32 = 0.0;
    for (stem, drawing) in figures(&comparison(SMALL)) {
        for label in drawing.labels().filter(|label| label.text.is_ascii()) {
            let mut alone = Drawing::new(1400, 40);
            alone.text(Label {
                at: (4, 20),
                anchor: Anchor::Start,
                direction: Direction::Across,
                ..label.clone()
            });
            let ((left, _), (right, _)) = alone.labels().next().unwrap().bounds();
            let painted = painted_width(&paint(&alone, Fonts::Carried).unwrap());
            let ratio = painted as f32 / (right - left) as f32;
            assert!(ratio <= 1.02, "{stem}: {:?} takes {painted} of {} pixels", label.text, right - left);
            widest = widest.max(ratio);
        }
    }
    assert!(0.8 < widest, "the estimate is far too generous: {widest}");
}

fn painted_width(png: &[u8]) -> u32 {
    let pixmap = Pixmap::decode_png(png).expect("a figure as it was written");
    let dark = |place: &usize| pixmap.pixels()[*place].red() < 200;
    let places = (0..pixmap.pixels().len()).filter(dark).map(|place| place as u32 % pixmap.width());
    places.clone().max().map_or(0, |last| last - places.min().expect("a figure as it was written"))
}

#[test]
fn the_same_comparison_gives_the_same_bytes() {
    let (one, other) = (figures(&comparison(SMALL)), figures(&comparison(SMALL)));
    for (stem, drawing) in one {
        assert_eq!(drawing.svg(), other[&stem].svg(), "{stem}");
    }
}

#[test]
fn what_is_no_number_is_not_drawn() {
    let mut broken = comparison(SMALL);
    for cell in &mut broken.cells {
        cell.timelines.iter_mut().for_each(|line| line.waiting[3] = f64::NAN);
        cell.timelines.iter_mut().for_each(|line| line.busy[0][3] = f64::INFINITY);
        cell.waits.iter_mut().for_each(|(_, curve)| curve.share[3] = f64::NAN);
        cell.heat.iter_mut().for_each(|map| map.busy[3][3] = f32::NAN);
        cell.dominance.iter_mut().for_each(|shares| shares.tenants[3].1[3] = f64::NAN);
        cell.dominance.iter_mut().for_each(|shares| shares.others[4] = f64::INFINITY);
    }
    for estimate in broken.estimates.iter_mut().flatten().flat_map(|(_, row)| row).flatten() {
        (estimate.mean, estimate.half_width) = (f64::NAN, Some(f64::INFINITY));
    }
    for (stem, drawing) in figures(&broken) {
        let svg = drawing.svg();
        assert!(!svg.contains("NaN") && !svg.contains("inf "), "{stem}");
    }
}

#[test]
fn a_comparison_without_runs_still_has_figures() {
    let mut idle = comparison(SMALL);
    idle.cells.clear();
    idle.estimates.clear();
    let figures = figures(&idle);
    assert!(texts(&figures["queue-wuhan-ai"].svg()).contains(&"nothing was measured".to_owned()));
    assert!(texts(&figures["wait-cdf"].svg()).contains(&"no job was measured here".to_owned()));
    assert!(texts(&figures["policies"].svg()).contains(&"no data".to_owned()));
}

#[test]
fn letters_without_a_font_are_left_out() {
    let drawing = |text: &str| {
        let mut drawing = Drawing::new(600, 60);
        drawing.text(Label {
            at: (20, 30),
            text: text.into(),
            size: 20,
            weight: Weight::Bold,
            anchor: Anchor::Start,
            direction: Direction::Across,
            ink: Ink::opaque((0, 0, 0)),
        });
        paint(&drawing, Fonts::Carried).unwrap()
    };
    let known = drawing("Wuhan AI Center: 98 nodes");
    assert!(
        drawing("Wuhan 武汉 AI Center (人工) 智能: 98 nodes") == known,
        "boxes or gaps stand for letters"
    );
    assert!(known != drawing(""), "Latin letters are carried");
}

#[test]
fn file_names_are_safe_and_distinct() {
    let mut odd = comparison(SMALL);
    odd.scenario.policies[0].name = "../a/b".into();
    odd.scenario.policies[1].name = "..-A-b".into();
    let stems: Vec<String> =
        figures(&odd).into_keys().filter(|stem| stem.starts_with("utilization")).collect();
    assert_eq!(stems, ["utilization-..-A-b-2", "utilization-..-a-b"]);
}

#[test]
fn a_folder_that_cannot_be_written_to_is_named() {
    let missing = tempfile::tempdir().unwrap().path().join("gone");
    let error = draw_all(&comparison(SMALL), Lang::English, &missing, Formats::Svg).unwrap_err();
    assert!(matches!(&error, PlotError::File(file) if file.path.starts_with(&missing)), "{error}");
}
