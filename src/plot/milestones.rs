//! Thin lines over figures of time: the end of the warm-up, and the dates on which nodes come and go.

use super::Subject;
use super::axis::{Frame, milestone};
use super::drawing::Drawing;
use super::scale::Scale;
use crate::model::{CenterId, Time};
use std::collections::BTreeMap;

/// Nearer to another, a line has no words, or they would run into each other.
const WORDS_APART: i32 = 170;

/// Draws the dates between two instants; those of one centre alone, where one is meant.
pub(super) fn milestones(
    drawing: &mut Drawing,
    frame: Frame,
    (comparison, center): (&Subject<'_>, Option<CenterId>),
    (across, start, end): (&Scale, Time, Time),
) {
    let lang = comparison.lang;
    let mut marks: BTreeMap<Time, Vec<String>> = BTreeMap::new();
    let warm_up = Time::ZERO + comparison.scenario.warm_up;
    marks.entry(warm_up).or_default().push(lang.say("end of warm-up").into());
    for (place, site) in comparison.scenario.centers.iter().enumerate() {
        if center.is_some_and(|center| usize::from(center.0) != place) {
            continue;
        }
        for lock in site.pools.iter().filter_map(|pool| pool.lock.as_ref()).filter(|lock| lock.absent) {
            for (from, until) in lock.windows_in_truth().spans() {
                marks.entry(*from).or_default().push(lang.fill("{lock} goes", &[("lock", &lock.name)]));
                marks.entry(*until).or_default().push(lang.fill("{lock} comes", &[("lock", &lock.name)]));
            }
        }
    }
    let mut last = i32::MIN / 2;
    for (at, mut words) in marks.into_iter().filter(|(at, _)| start < *at && *at < end) {
        words.dedup();
        let place = across.place(at.as_secs() as f64);
        let is_apart = last + WORDS_APART < place;
        let text = if is_apart { words.join(lang.say(", ")) } else { String::new() };
        last = if is_apart { place } else { last };
        milestone(drawing, frame, place, &text);
    }
}
