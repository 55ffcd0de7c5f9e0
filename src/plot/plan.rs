//! The curve that a plan has explored: a panel for each promise, what was seen of it at each value that was tried, and its bound.

use super::Figure;
use super::axis::{
    AXIS_BELOW, AXIS_LEFT, CONTENT_TOP, FIGURE_WIDTH, Frame, MARGIN, bottom_axis, edges, left_axis,
    milestone, panel_title, titled, value_ticks,
};
use super::drawing::{Dash, Drawing, Point};
use super::legend::{self, Entry, Key};
use super::palette::{DARK, DOWN, Pen, draw_mark, pen};
use super::scale::{Scale, Stretch, powers_from_zero};
use super::sweep::values::{Values, from_zero, unit_of};
use crate::experiment::plan::{Figures, Kept, Promise, Tried};
use crate::lang::Lang;
use crate::report::sweep::Levels;
use crate::report::{PlanPage, promise_in};

/// What the figure is called.
const STEM: &str = "plan";

const PANEL_HEIGHT: i32 = 230;
const PANEL_TITLE: i32 = 40;

/// Where a figure is so many times its bound somewhere, the axis has equal steps for equal ratios.
const FAR: f64 = 20.0;

/// The figure of a plan; nothing where a single value was tried.
#[must_use]
pub fn plan_figures(page: PlanPage<'_>) -> Vec<Figure> {
    let lang = page.lang;
    if page.plan.tried.len() < 2 {
        return Vec::new();
    }
    let labels: Vec<String> = page.plan.tried.iter().map(|tried| page.values[tried.place].clone()).collect();
    let points: Vec<Vec<usize>> = (0..page.plan.tried.len()).map(|place| vec![place]).collect();
    let values = Values::named(lang, page.key, Levels::ordered(&labels, &points));
    let mut drawing = titled(CONTENT_TOP, &title(page, lang), &subtitle(page, lang));
    let mut top = CONTENT_TOP + PANEL_TITLE;
    let right = FIGURE_WIDTH - MARGIN - 10;
    let mut frame = Frame { left: MARGIN + AXIS_LEFT, top, right, bottom: top + PANEL_HEIGHT };
    for (place, promise) in page.promises.iter().enumerate() {
        frame = Frame { top, bottom: top + PANEL_HEIGHT, ..frame };
        panel(&mut drawing, frame, (&page, lang), (place, promise), &values);
        top = frame.bottom + AXIS_BELOW + PANEL_TITLE;
    }
    let room = FIGURE_WIDTH - 2 * MARGIN;
    let below = frame.bottom + AXIS_BELOW + 4;
    let entries = entries(lang);
    legend::draw_below(&mut drawing, (MARGIN, below), room, &entries);
    drawing.height = below + legend::height_below(&entries, room) + 12;
    vec![Figure { stem: STEM.to_owned(), drawing, series: None }]
}

fn title(page: PlanPage<'_>, lang: Lang) -> String {
    let Some(answer) = page.plan.answer else {
        return lang.fill("No value of {key} keeps every promise", &[("key", &page.key)]);
    };
    let words = match page.is_most {
        true => "{key} = {value} is the most that keeps every promise",
        false => "{key} = {value} is the least that keeps every promise",
    };
    lang.fill(words, &[("key", &page.key), ("value", &lang.unit(&page.values[answer]))])
}

fn subtitle(page: PlanPage<'_>, lang: Lang) -> String {
    let words = "policy {policy} | mark: mean over runs; whisker: how far it may be off to one side at {confidence} confidence";
    let note = lang.fill(words, &[("policy", &page.title.1), ("confidence", &page.confidence)]);
    format!("{} | {note}", page.title.0)
}

fn entries(lang: Lang) -> Vec<Entry> {
    let named = [(KEPT, "kept"), (UNSURE, "not sure"), (BROKEN, "not kept")];
    let marks = named.map(|(place, text)| Entry { key: Key::Line(pen(place)), text: lang.say(text).into() });
    let bound = Pen { ink: DOWN, dash: BOUND, ..pen(0) };
    marks.into_iter().chain([Entry { key: Key::Line(bound), text: lang.say("the bound").into() }]).collect()
}

/// The pens of marks.
const KEPT: usize = 0;
const BROKEN: usize = 1;
const UNSURE: usize = 2;

const BOUND: Dash = Dash::Broken { stroke: 8, gap: 5 };

fn panel(
    drawing: &mut Drawing,
    frame: Frame,
    (page, lang): (&PlanPage<'_>, Lang),
    (place, promise): (usize, &Promise),
    values: &Values,
) {
    let tried = || values.points.iter().map(|points| &page.plan.tried[points[0]]);
    let seen = || tried().filter_map(|tried: &Tried| tried.figures.get(place));
    let reach = |seen: &Figures| {
        let half = seen.half_width.filter(|half| half.is_finite()).unwrap_or(0.0);
        [(seen.mean - half).max(0.0_f64.min(seen.mean)), seen.mean + half]
    };
    let highest = seen().flat_map(reach).fold(promise.bound, f64::max);
    let is_far = 0.0 < promise.bound && FAR * promise.bound < highest;
    let (divisor, sign) = unit_of(promise.unit(), if is_far { promise.bound } else { highest });
    let (ticks, stretch) = match is_far {
        true => (powers_from_zero(highest / divisor), Stretch::LogFromZero),
        false => {
            let all = seen().flat_map(reach).chain([promise.bound]);
            (from_zero(all.map(|figure| figure / divisor), 5), Stretch::Linear)
        }
    };
    let top = ticks[ticks.len() - 1].max(highest / divisor);
    let upward = Scale::new(stretch, (ticks[0], top), frame.upward());
    let across = values.scale(frame.across());
    let room = frame.right - frame.left;
    panel_title(drawing, (frame.left, frame.top - 22), &promise_in(lang, &promise.words), room);
    left_axis(
        drawing,
        frame,
        &value_ticks(&upward, &ticks),
        if sign.is_empty() { "" } else { lang.say(sign) },
    );
    bottom_axis(drawing, frame, values.ticks(&across), &values.title);
    let bound = upward.place(promise.bound / divisor);
    drawing.line(vec![(frame.left, bound), (frame.right, bound)], DOWN, 2, BOUND);
    let mut way: Vec<Point> = Vec::new();
    let marks = values.keys.iter().zip(tried());
    for (key, seen) in marks.filter_map(|(key, tried)| Some((key, tried.figures.get(place)?))) {
        let x = across.place(*key);
        way.push((x, upward.place(seen.mean / divisor)));
        let [low, high] = reach(seen).map(|figure| upward.place(figure / divisor));
        if low != high {
            drawing.line(vec![(x, low), (x, high)], DARK, 1, Dash::Solid);
        }
    }
    drawing.line(way.clone(), DARK.with_alpha(0.5), 1, Dash::Solid);
    for (at, seen) in way.into_iter().zip(seen()) {
        draw_mark(drawing, at, pen_of(seen.kept), 5);
    }
    if let Some(answer) = page.plan.answer {
        let keys = values.points.iter().zip(&values.keys);
        let of_answer = keys.filter(|(points, _)| page.plan.tried[points[0]].place == answer);
        of_answer.for_each(|(_, key)| {
            milestone(drawing, frame, across.place(*key), &lang.unit(&page.values[answer]))
        });
    }
    edges(drawing, frame);
}

fn pen_of(kept: Kept) -> Pen {
    pen(match kept {
        Kept::Yes => KEPT,
        Kept::No => BROKEN,
        Kept::Unsure => UNSURE,
    })
}
