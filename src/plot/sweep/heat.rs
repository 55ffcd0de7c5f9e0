//! Heat maps over two axes, a panel for each policy.

use std::fmt::Display;

use super::super::axis::{
    AXIS_BELOW, AXIS_LEFT, CONTENT_TOP, FIGURE_WIDTH, Frame, MARGIN, bottom_axis, edges, label, left_axis,
    panel_title, titled,
};
use super::super::drawing::{Anchor, Drawing, Shape};
use super::super::palette::{DARK, WHITE, heat, ink_upon};
use super::super::scale::Tick;
use super::super::text::{Weight, fit, width};
use super::super::{Figure, names};
use super::SweepPlot;
use super::values::{Values, capital, figure_title, short, unit};
use crate::lang::Lang;
use crate::report::sweep::Measured;
use crate::report::{figure_in, slugs};
use crate::stats::mean;

/// The row of this plot.
pub(super) const ENTRY: SweepPlot = SweepPlot {
    name: "heat",
    help: "The figure over each two axes as a heat map, a panel for each policy, in the mean over all other axes.",
    draw,
};

const FRAME_HEIGHT: i32 = 330;
const PANEL_HEIGHT: i32 = FRAME_HEIGHT + AXIS_BELOW + 56;

/// Of more axes only the maps of the first ones are drawn.
const AXES_MAX: usize = 5;

/// More values of an axis cannot be told apart.
const VALUES_MAX: usize = 200;

fn draw(measured: &Measured<'_>, lang: Lang) -> Vec<Figure> {
    let described = measured.described;
    let Some(is_drawn) = described.design.is_drawn() else { return Vec::new() };
    let slugs = slugs(described.axes.iter().map(|axis| axis.key.as_str()));
    let values = (0..described.axes.len()).map(|axis| Values::of(measured, lang, axis));
    let shown = values.enumerate().filter(|(_, values)| 1 < values.keys.len());
    let shown = shown.filter(|(_, values)| is_drawn || values.keys.len() <= VALUES_MAX);
    let shown: Vec<(usize, Values)> = shown.take(AXES_MAX).collect();
    let mut figures = Vec::new();
    for (place, (one, across)) in shown.iter().enumerate() {
        for (other, upward) in &shown[place + 1..] {
            // Names are long, and there is room for them below.
            let is_turned = across.kind.are_numbers() && !upward.kind.are_numbers();
            let (across, upward) = if is_turned { (upward, across) } else { (across, upward) };
            let map = Map { measured, lang, across, upward, is_drawn };
            if let Some(drawing) = map.drawing() {
                let stem = format!("{}-{}-{}", ENTRY.name, slugs[*one], slugs[*other]);
                figures.push(Figure { stem, drawing, series: None });
            }
        }
    }
    figures
}

/// A figure over two axes.
struct Map<'a> {
    measured: &'a Measured<'a>,
    lang: Lang,
    across: &'a Values,
    upward: &'a Values,
    is_drawn: bool,
}

/// The figure at two values.
struct Spot {
    column: usize,
    row: usize,
    figure: f64,
}

impl Map<'_> {
    fn spots(&self, policy: usize) -> Vec<Spot> {
        let mut row_of = vec![0; self.measured.described.points.len()];
        for (row, points) in self.upward.points.iter().enumerate() {
            points.iter().for_each(|point| row_of[*point] = row);
        }
        let mut spots = Vec::new();
        for (column, points) in self.across.points.iter().enumerate() {
            let mut figures: Vec<Vec<f64>> = vec![Vec::new(); self.upward.keys.len()];
            for point in points {
                figures[row_of[*point]].extend(self.measured.mean(*point, policy));
            }
            let known = figures.iter().enumerate();
            spots.extend(
                known.filter_map(|(row, figures)| Some(Spot { column, row, figure: mean(figures)? })),
            );
        }
        spots
    }

    fn drawing(&self) -> Option<Drawing> {
        let described = self.measured.described;
        let spots: Vec<Vec<Spot>> = (0..described.policies.len()).map(|policy| self.spots(policy)).collect();
        let figures = || spots.iter().flatten().map(|spot| spot.figure);
        let (low, high) =
            (figures().fold(f64::INFINITY, f64::min), figures().fold(f64::NEG_INFINITY, f64::max));
        if high < low {
            return None;
        }
        let (divisor, sign) = unit(self.measured, high);
        let lang = self.lang;
        let words = capital(&figure_in(lang, &self.measured.wanted.words));
        let parts: [(&str, &dyn Display); 3] =
            [("figure", &words), ("across", &self.across.title), ("upward", &self.upward.title)];
        let title = lang.fill("{figure} over {across} and {upward}", &parts);
        let others = match described.axes.len() {
            0..=2 => "",
            _ if self.is_drawn => lang.say("; single points"),
            _ => lang.say("; in the mean over all other axes"),
        };
        let runs = names::mean_of(lang, described.replications as usize);
        let mut drawing = titled(CONTENT_TOP, &title, &format!("{} | {runs}{others}", described.title));
        let colours = Colours { low, high, divisor, title: figure_title(self.measured, lang, sign) };
        colours.draw(&mut drawing);
        let columns = if described.policies.len() == 1 { 1 } else { 2 };
        for (policy, spots) in spots.iter().enumerate() {
            let frame = panel(&mut drawing, policy as i32, columns, &described.policies[policy]);
            self.draw_panel(&mut drawing, frame, spots, &colours);
        }
        let rows = (described.policies.len() as i32 + columns - 1) / columns;
        drawing.height = CONTENT_TOP + 20 + rows * PANEL_HEIGHT;
        Some(drawing)
    }

    fn draw_panel(&self, drawing: &mut Drawing, frame: Frame, spots: &[Spot], colours: &Colours) {
        // A long key would reach into the title of the panel.
        let upward_title = fit(&self.upward.title, 14, Weight::Regular, FRAME_HEIGHT);
        let across_title = fit(&self.across.title, 14, Weight::Regular, frame.right - frame.left);
        if self.is_drawn {
            let (across, upward) = (self.across.scale(frame.across()), self.upward.scale(frame.upward()));
            left_axis(drawing, frame, &narrow(self.upward.ticks(&upward)), &upward_title);
            bottom_axis(drawing, frame, self.across.ticks(&across), &across_title);
            for Spot { column, row, figure } in spots {
                let at = (across.place(self.across.keys[*column]), upward.place(self.upward.keys[*row]));
                drawing.add(Shape::Disc(at, 7, DARK));
                drawing.add(Shape::Disc(at, 6, colours.ink(*figure)));
            }
            edges(drawing, frame);
            return;
        }
        let (columns, rows) = (self.across.keys.len() as i32, self.upward.keys.len() as i32);
        let x = |column: i32| frame.left + (frame.right - frame.left) * column / columns;
        let y = |row: i32| frame.bottom - (frame.bottom - frame.top) * row / rows;
        let middle = |from: i32, to: i32| (from + to) / 2;
        let tick = |values: &Values, at: &dyn Fn(i32) -> i32, place: usize| Tick {
            place: middle(at(place as i32), at(place as i32 + 1)),
            label: values.name(&values.labels[place]),
        };
        // As many names as fit.
        let every = (rows as usize).div_ceil(16);
        let ticks: Vec<Tick> =
            (0..rows as usize).step_by(every).map(|place| tick(self.upward, &y, place)).collect();
        left_axis(drawing, frame, &narrow(ticks), &upward_title);
        let ticks = (0..columns as usize).map(|place| tick(self.across, &x, place)).collect();
        bottom_axis(drawing, frame, ticks, &across_title);
        for Spot { column, row, figure } in spots {
            let (column, row) = (*column as i32, *row as i32);
            let (corner, opposite) = ((x(column), y(row + 1)), (x(column + 1), y(row)));
            let ink = colours.ink(*figure);
            drawing.block(corner, opposite, ink);
            let text = short(figure / colours.divisor);
            if width(&text, 12, Weight::Regular) + 6 <= opposite.0 - corner.0 && 15 <= opposite.1 - corner.1 {
                let at = (middle(corner.0, opposite.0), middle(corner.1, opposite.1));
                drawing.text(label(at, text, 12, Anchor::Middle, ink_upon(ink)));
            }
        }
        edges(drawing, frame);
    }
}

/// Names that leave room for the title of a vertical axis.
fn narrow(ticks: Vec<Tick>) -> Vec<Tick> {
    let fitted = |tick: Tick| Tick { label: fit(&tick.label, 13, Weight::Regular, 52), ..tick };
    ticks.into_iter().map(fitted).collect()
}

/// From figures to colours: light for the least, dark for the greatest.
struct Colours {
    low: f64,
    high: f64,
    divisor: f64,
    title: String,
}

impl Colours {
    fn ink(&self, figure: f64) -> super::super::Ink {
        let apart = self.high - self.low;
        heat(if apart <= 0.0 { 0.5 } else { (figure - self.low) / apart })
    }

    /// A strip of all colours with its ends.
    fn draw(&self, drawing: &mut Drawing) {
        const STRIP: i32 = 240;
        let top = CONTENT_TOP;
        drawing.text(label((MARGIN, top), self.title.clone(), 13, Anchor::Start, DARK));
        let left = MARGIN + width(&self.title, 13, Weight::Regular) + 18;
        let low = short(self.low / self.divisor);
        drawing.text(label((left, top), low.clone(), 13, Anchor::Start, DARK));
        let from = left + width(&low, 13, Weight::Regular) + 8;
        for step in 0..STRIP / 4 {
            let share = f64::from(step) / f64::from(STRIP / 4 - 1);
            drawing.block((from + 4 * step, top - 8), (from + 4 * (step + 1), top + 8), heat(share));
        }
        let at = (from + STRIP + 8, top);
        drawing.text(label(at, short(self.high / self.divisor), 13, Anchor::Start, DARK));
        drawing.block((from - 1, top - 8), (from, top + 8), WHITE);
    }
}

/// The frame of a panel, with its title.
fn panel(drawing: &mut Drawing, place: i32, columns: i32, title: &str) -> Frame {
    let width = (FIGURE_WIDTH - (columns + 1) * MARGIN) / columns;
    let left = MARGIN + place % columns * (width + MARGIN);
    let top = CONTENT_TOP + 58 + place / columns * PANEL_HEIGHT;
    panel_title(drawing, (left, top - 20), title, width);
    Frame { left: left + AXIS_LEFT, top, right: left + width - 16, bottom: top + FRAME_HEIGHT }
}
