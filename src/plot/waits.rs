//! The axis of waits: logarithmic from one second on, with a place of its own for jobs that did not wait at all.

use super::axis::{Frame, bottom_axis};
use super::drawing::Drawing;
use super::palette::{GRAY, WHITE};
use super::scale::{Scale, Stretch, Tick};
use crate::lang::Lang;

/// The width of the strip for waits below a second.
const STRIP: i32 = 46;

/// Names of waits, those first that matter most when there is no room for all.
const NAMES: [(f64, &str); 13] = [
    (1.0, "1 s"),
    (60.0, "1 min"),
    (3_600.0, "1 h"),
    (86_400.0, "1 d"),
    (604_800.0, "1 w"),
    (31_536_000.0, "1 y"),
    (10.0, "10 s"),
    (600.0, "10 min"),
    (21_600.0, "6 h"),
    (2_419_200.0, "4 w"),
    (315_360_000.0, "10 y"),
    (7_884_000.0, "13 w"),
    (259_200.0, "3 d"),
];

/// Where waits lie on a horizontal axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct WaitScale {
    zero: i32,
    beyond: Scale,
    frame: Frame,
}

impl WaitScale {
    /// A scale over a frame, up to at least the longest wait in seconds and at least an hour.
    #[must_use]
    pub(super) fn new(frame: Frame, secs_max: f64) -> WaitScale {
        let mut highest: Vec<f64> = NAMES.iter().map(|(secs, _)| *secs).collect();
        highest.sort_by(f64::total_cmp);
        let wanted = secs_max.max(3_600.0);
        let high = highest.into_iter().find(|secs| wanted <= *secs).unwrap_or(wanted);
        let beyond = Scale::new(Stretch::Log, (1.0, high), (frame.left + STRIP, frame.right));
        WaitScale { zero: frame.left + STRIP / 2 - 3, beyond, frame }
    }

    /// The pixel of a wait.
    #[must_use]
    pub(super) fn place(&self, secs: f64) -> i32 {
        if secs < 1.0 { self.zero } else { self.beyond.place(secs) }
    }

    /// The waits at which a curve is drawn: one for each second pixel.
    #[must_use]
    pub(super) fn samples(&self) -> Vec<f64> {
        let (from, to) = (self.beyond.place(1.0), self.frame.right);
        let steps = f64::from((to - from).max(2) / 2);
        let exponent = libm::log10(self.beyond.high());
        (0..=steps as u32).map(|step| libm::pow(10.0, exponent * f64::from(step) / steps)).collect()
    }

    /// Draws grid, names and title of the axis, and the break between no wait and some.
    pub(super) fn draw(&self, drawing: &mut Drawing, lang: Lang, title: &'static str) {
        let named = NAMES.iter().filter(|(secs, _)| *secs <= self.beyond.high() * (1.0 + 1e-9));
        let tick = |(secs, name): &(f64, &str)| Tick { place: self.place(*secs), label: lang.unit(name) };
        let mut ticks: Vec<Tick> = named.map(tick).collect();
        ticks.insert(0, Tick { place: self.zero, label: "0".into() });
        bottom_axis(drawing, self.frame, ticks, lang.say(title));
    }

    /// Breaks the lower edge between no wait and one second. Drawn after the edges.
    pub(super) fn draw_break(&self, drawing: &mut Drawing) {
        let (x, y) = (self.frame.left + STRIP - 8, self.frame.bottom);
        drawing.block((x - 3, y - 1), (x + 4, y + 2), WHITE);
        drawing.block((x - 4, y - 5), (x - 3, y + 5), GRAY);
        drawing.block((x + 3, y - 5), (x + 4, y + 5), GRAY);
    }
}
