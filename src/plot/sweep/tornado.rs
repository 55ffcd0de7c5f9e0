//! What matters, the greatest above: how far each value alone takes the figure from where all is as in the file, or how large its
//! elementary effects are.

use super::super::Figure;
use super::super::axis::{
    AXIS_BELOW, CONTENT_TOP, FIGURE_WIDTH, Frame, MARGIN, bottom_axis, label, panel_title, titled,
    value_ticks,
};
use super::super::drawing::{Anchor, Drawing};
use super::super::legend::{self, Entry, Key};
use super::super::palette::{Brush, DARK, GRAY, draw_mark, draw_whisker, pen};
use super::super::scale::{Scale, Stretch};
use super::super::text::{Weight, fit, width};
use super::SweepPlot;
use super::values::{capital, figure_title, from_zero, nice, short, subtitle, unit};
use crate::experiment::sweep::morris::Elementary;
use crate::lang::Lang;
use crate::report::figure_in;
use crate::report::sweep::{DesignTold, End, Measured, Swing, elementary, swings};

/// The row of this plot.
pub(super) const ENTRY: SweepPlot = SweepPlot {
    name: "tornado",
    help: "What matters: how far each value alone takes the figure, or how large its elementary effects are, the greatest above.",
    draw,
};

const BAR_PITCH: i32 = 30;
const BAR_HEIGHT: i32 = 20;

/// The pens of the lower and of the upper value.
const FIRST_PEN: usize = 0;
const LAST_PEN: usize = 4;

/// Where the numbers of bars are written, beside the longest bar.
const NUMBER_ROOM: i32 = 190;

/// More bars than this say nothing more.
const BARS_MAX: usize = 40;

fn draw(measured: &Measured<'_>, lang: Lang) -> Vec<Figure> {
    let drawing = match measured.described.design {
        DesignTold::Grid | DesignTold::LatinHypercube | DesignTold::Sobol => None,
        DesignTold::OneAtATime => Some(draw_swings(measured, lang)),
        DesignTold::Morris => Some(draw_elementary(measured, lang)),
    };
    drawing.into_iter().map(|drawing| Figure { stem: ENTRY.name.into(), drawing, series: None }).collect()
}

/// The frame of a panel with as many bars, with its title and the names of the bars.
fn panel(drawing: &mut Drawing, title: &str, names: &[String]) -> Frame {
    let top = drawing.height + 38;
    panel_title(drawing, (MARGIN, top - 22), title, FIGURE_WIDTH - 2 * MARGIN);
    let longest = names.iter().map(|name| width(name, 14, Weight::Regular)).max().unwrap_or(0);
    let room = longest.clamp(80, 470);
    let bottom = top + names.len().max(1) as i32 * BAR_PITCH;
    let frame = Frame { left: MARGIN + room + 16, top, right: FIGURE_WIDTH - MARGIN, bottom };
    for (place, name) in names.iter().enumerate() {
        let at = (frame.left - 12, middle(frame, place));
        drawing.text(label(at, fit(name, 14, Weight::Regular, room), 14, Anchor::End, DARK));
    }
    drawing.height = bottom + AXIS_BELOW + 6;
    frame
}

const fn middle(frame: Frame, place: usize) -> i32 {
    frame.top + place as i32 * BAR_PITCH + BAR_PITCH / 2
}

fn draw_swings(measured: &Measured<'_>, lang: Lang) -> Drawing {
    let figure = figure_in(lang, &measured.wanted.words);
    let title = lang.fill("What matters to {figure}, one value at a time", &[("figure", &figure)]);
    let subtitle = subtitle(measured, lang, "end of a bar: {mean}", " of the difference");
    let mut drawing = titled(CONTENT_TOP, &title, &subtitle);
    let entries = [
        Entry {
            key: Key::Patch(Brush { ink: pen(FIRST_PEN).ink, hatch: None }, String::new()),
            text: lang.say("lower value").into(),
        },
        Entry {
            key: Key::Patch(Brush { ink: pen(LAST_PEN).ink, hatch: None }, String::new()),
            text: lang.say("upper value, drawn higher").into(),
        },
    ];
    legend::draw_below(&mut drawing, (MARGIN, CONTENT_TOP - 8), FIGURE_WIDTH - 2 * MARGIN, &entries);
    drawing.height = CONTENT_TOP + 14;
    for (policy, name) in measured.described.policies.iter().enumerate() {
        let mut swings = swings(measured, policy);
        swings.truncate(BARS_MAX);
        let names: Vec<String> =
            swings.iter().map(|swing| measured.described.axes[swing.axis].key.clone()).collect();
        let title = lang.fill("policy {policy}", &[("policy", name)]);
        let frame = panel(&mut drawing, &title, &names);
        draw_swings_of(&mut drawing, (measured, lang), frame, &swings);
    }
    drawing
}

/// Room for numbers is kept on both sides.
fn inner(frame: Frame) -> (i32, i32) {
    (frame.left + NUMBER_ROOM, frame.right - NUMBER_ROOM)
}

fn draw_swings_of(
    drawing: &mut Drawing,
    (measured, lang): (&Measured<'_>, Lang),
    frame: Frame,
    swings: &[Swing],
) {
    let Some(base) = swings.first().map(|swing| swing.base) else { return };
    let reach = || {
        swings.iter().flat_map(|swing| &swing.ends).flat_map(|end| {
            let half = end.difference.half_width.unwrap_or(0.0);
            [base + end.difference.mean - half, base + end.difference.mean + half]
        })
    };
    let (low, high) = reach().fold((base, base), |(low, high), value| (low.min(value), high.max(value)));
    let (divisor, sign) = unit(measured, high.abs());
    let ticks = nice(low / divisor, high / divisor, 6);
    let across = Scale::new(Stretch::Linear, (ticks[0], ticks[ticks.len() - 1]), inner(frame));
    let line = lang.fill("; line: as in the file, {base}", &[("base", &short(base / divisor))]);
    let title = figure_title(measured, lang, sign) + &line;
    bottom_axis(drawing, frame, value_ticks(&across, &ticks), &title);
    let middle_line = across.place(base / divisor);
    for (place, swing) in swings.iter().enumerate() {
        let y = middle(frame, place);
        let count = swing.ends.len();
        for (which, end) in swing.ends.iter().enumerate() {
            let to = across.place((base + end.difference.mean) / divisor);
            let is_last = which + 1 == count && 1 < count;
            let ink = pen(if is_last { LAST_PEN } else { FIRST_PEN }).ink;
            // Colour alone tells nobody apart, and intervals would hide each other.
            let y = if is_last { y - BAR_HEIGHT / 4 } else { y + BAR_HEIGHT / 4 };
            drawing.block((middle_line, y - BAR_HEIGHT / 4), (to, y + BAR_HEIGHT / 4), ink.with_alpha(0.85));
            if let Some(half) = end.difference.half_width.filter(|half| half.is_finite()) {
                let at = |off: f64| across.place((base + end.difference.mean + off) / divisor);
                draw_whisker(drawing, (at(-half), at(half)), y, 3);
            }
        }
        write_ends(drawing, (swing, lang), (&across, divisor), y);
    }
    drawing.block((middle_line, frame.top), (middle_line + 1, frame.bottom), DARK);
}

/// The values beside the bar: on each side that of the end that goes furthest there.
fn write_ends(
    drawing: &mut Drawing,
    (swing, lang): (&Swing, Lang),
    (across, divisor): (&Scale, f64),
    y: i32,
) {
    let place = |value: f64| across.place(value / divisor);
    let half = |end: &End| end.difference.half_width.filter(|half| half.is_finite()).unwrap_or(0.0);
    let reach = |end: &End, side: f64| swing.base + end.difference.mean + side * half(end);
    let far_left = swing.ends.iter().map(|end| reach(end, -1.0)).fold(swing.base, f64::min);
    let far_right = swing.ends.iter().map(|end| reach(end, 1.0)).fold(swing.base, f64::max);
    let text = |is_left: bool| {
        let ends = swing.ends.iter().filter(|end| (end.difference.mean < 0.0) == is_left);
        ends.map(|end| lang.unit(&end.value)).collect::<Vec<String>>().join(lang.say(", "))
    };
    let written = |is_left| fit(&text(is_left), 13, Weight::Regular, NUMBER_ROOM - 20);
    drawing.text(label((place(far_left) - 8, y), written(true), 13, Anchor::End, DARK));
    drawing.text(label((place(far_right) + 8, y), written(false), 13, Anchor::Start, DARK));
}

fn draw_elementary(measured: &Measured<'_>, lang: Lang) -> Drawing {
    let figure = figure_in(lang, &measured.wanted.words);
    let title =
        lang.fill("What matters to {figure}: elementary effects after Morris", &[("figure", &figure)]);
    let words = "thin line: {confidence} confidence interval over ways (Student's t)";
    let interval = lang.fill(words, &[("confidence", &measured.confidence)]);
    let subtitle = format!("{} | {interval}", measured.described.title);
    let mut drawing = titled(CONTENT_TOP, &title, &subtitle);
    let entries = [
        Entry { key: Key::Whisker, text: lang.say("bar: mu*, mean size of the effects").into() },
        Entry { key: Key::Sign(pen(1)), text: lang.say("sigma, how far effects differ").into() },
    ];
    legend::draw_below(&mut drawing, (MARGIN, CONTENT_TOP - 8), FIGURE_WIDTH - 2 * MARGIN, &entries);
    drawing.height = CONTENT_TOP + 14;
    for (policy, name) in measured.described.policies.iter().enumerate() {
        let mut effects = elementary(measured, policy);
        effects.truncate(BARS_MAX);
        let names: Vec<String> =
            effects.iter().map(|(axis, _)| measured.described.axes[*axis].key.clone()).collect();
        let title = lang.fill("policy {policy}", &[("policy", name)]);
        let frame = panel(&mut drawing, &title, &names);
        draw_elementary_of(&mut drawing, (measured, lang), frame, &effects);
    }
    drawing
}

fn draw_elementary_of(
    drawing: &mut Drawing,
    (measured, lang): (&Measured<'_>, Lang),
    frame: Frame,
    effects: &[(usize, Elementary)],
) {
    let half = |effect: &Elementary| effect.half_width.filter(|half| half.is_finite()).unwrap_or(0.0);
    let reach =
        effects.iter().map(|(_, effect)| (effect.mu_star + half(effect)).max(effect.sigma.unwrap_or(0.0)));
    let highest = reach.fold(0.0, f64::max);
    let (divisor, sign) = unit(measured, highest);
    let ticks = from_zero(std::iter::once(highest / divisor), 6);
    let span = (frame.left, frame.right - NUMBER_ROOM);
    let across = Scale::new(Stretch::Linear, (0.0, ticks[ticks.len() - 1]), span);
    let figure = figure_title(measured, lang, sign);
    let title = lang.fill("Change of {figure} across the range", &[("figure", &figure)]);
    bottom_axis(drawing, frame, value_ticks(&across, &ticks), &capital(&title));
    for (place, (_, effect)) in effects.iter().enumerate() {
        let y = middle(frame, place);
        let at = |value: f64| across.place(value / divisor);
        let end = at(effect.mu_star);
        drawing.block(
            (frame.left, y - BAR_HEIGHT / 2),
            (end, y + BAR_HEIGHT / 2),
            pen(0).ink.with_alpha(0.85),
        );
        if effect.half_width.is_some() {
            draw_whisker(
                drawing,
                (at(effect.mu_star - half(effect)), at(effect.mu_star + half(effect))),
                y,
                5,
            );
        }
        let mut right = at(effect.mu_star + half(effect));
        if let Some(sigma) = effect.sigma {
            draw_mark(drawing, (at(sigma), y), pen(1), 5);
            right = right.max(at(sigma) + 6);
        }
        let text = lang.unit(&format!("{} {sign}", short(effect.mu_star / divisor)));
        drawing.text(label((right + 8, y), text.trim_end(), 13, Anchor::Start, GRAY));
    }
    drawing.block((frame.left, frame.top), (frame.left, frame.bottom), DARK);
}
