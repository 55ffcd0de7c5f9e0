//! When jobs are submitted: a week of hours, darker where there are more.

use super::super::axis::{bottom_axis, label};
use super::super::drawing::{Anchor, Direction, Drawing, Label};
use super::super::names::number;
use super::super::palette::{DARK, GRAY, WHITE, heat};
use super::super::scale::{Scale, Stretch, TICK_SIZE, Tick, compact, round_values};
use super::Panel;
use crate::report::Inspection;

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// The room for the scale of colours at the right.
const BAR_ROOM: i32 = 92;
const BAR_WIDTH: i32 = 16;

pub(super) fn draw(drawing: &mut Drawing, panel: Panel, letter: char, inspection: &Inspection) {
    let panel = panel.narrower(BAR_ROOM);
    let (frame, known) = (panel.frame, inspection.calendar != "unknown");
    let zone = match inspection.calendar {
        "local" => "the machine's own clock",
        "unzoned" => "no time zone is said",
        _ => "hours and days since the log's origin",
    };
    panel.begin(drawing, letter, "When jobs are submitted");
    let arrivals = &inspection.arrivals;
    let week = &arrivals.mean_by_weekday_and_hour;
    let note = format!(
        "most: {} in the minute of {}, {} in the hour of {}",
        arrivals.minute_most, arrivals.minute_at, arrivals.hour_most, arrivals.hour_at
    );
    drawing.text(label((panel.legend.0, panel.legend.1 + 10), note, 13, Anchor::Start, GRAY));
    let most = week.iter().flatten().flatten().copied().fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    let edge = Scale::new(Stretch::Linear, (0.0, 24.0), frame.across());
    let hours = [0, 3, 6, 9, 12, 15, 18, 21].map(|hour| Tick {
        place: (edge.place(f64::from(hour)) + edge.place(f64::from(hour + 1))) / 2,
        label: hour.to_string(),
    });
    bottom_axis(drawing, frame, hours.to_vec(), &format!("Hour ({zone})"));
    let down = Scale::new(Stretch::Linear, (0.0, 7.0), (frame.top, frame.bottom));
    for (day, hours) in week.iter().enumerate() {
        let (upper, lower) = (down.place(day as f64), down.place(day as f64 + 1.0));
        for (hour, jobs) in hours.iter().enumerate() {
            let (left, right) = (edge.place(hour as f64), edge.place(hour as f64 + 1.0));
            drawing.block((left, upper), (right, lower), WHITE);
            drawing.block((left, upper), (right - 1, lower - 1), heat(jobs.unwrap_or(0.0) / most));
        }
        let name = if known { WEEKDAYS[day].to_owned() } else { format!("day {}", day + 1) };
        drawing.text(label((frame.left - 8, (upper + lower) / 2), name, TICK_SIZE, Anchor::End, DARK));
    }
    draw_color_bar(drawing, panel, most);
}

/// The colours and how many jobs an hour they stand for.
fn draw_color_bar(drawing: &mut Drawing, panel: Panel, most: f64) {
    let frame = panel.frame;
    let left = frame.right + 18;
    let upward = Scale::new(Stretch::Linear, (0.0, most), (frame.bottom, frame.top));
    for pixel in frame.top..frame.bottom {
        let share = f64::from(frame.bottom - pixel) / f64::from(frame.bottom - frame.top);
        if (pixel - frame.top) % 2 == 0 {
            drawing.block((left, pixel), (left + BAR_WIDTH, pixel + 2), heat(share));
        }
    }
    for value in round_values(most, 5).into_iter().filter(|value| *value <= most) {
        let text = if most < 1.0 { number(value) } else { compact(value) };
        let at = (left + BAR_WIDTH + 6, upward.place(value));
        drawing.text(label(at, text, TICK_SIZE, Anchor::Start, DARK));
    }
    let at = (frame.right + BAR_ROOM - 6, (frame.top + frame.bottom) / 2);
    let title = label(at, "Jobs an hour (mean)", 14, Anchor::Middle, DARK);
    drawing.text(Label { direction: Direction::Upward, ..title });
}
