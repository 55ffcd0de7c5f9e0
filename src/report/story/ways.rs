//! Where a job could have gone, in words and as JSON.

use super::names::StoryNames;
use super::words::duration;
use crate::experiment::{Explanation, Way, WayFate};
use crate::model::Time;
use schemars::JsonSchema;
use serde::Serialize;

/// The lines of a story on where a job could have gone; nothing where it could run at one place only.
pub(super) fn ways_text(explanation: &Explanation, names: &StoryNames<'_>) -> String {
    if explanation.ways.is_empty() {
        return String::new();
    }
    let mut text = "\nWhere it could have gone, had nobody come after it\n".to_owned();
    for way in &explanation.ways {
        let taken = if way.center == explanation.request.center { " (it went there)" } else { "" };
        let submit = explanation.request.submit;
        let fate = match way.fate {
            WayFate::Refused(why) => format!("refused: {}", why.reason()),
            WayFate::Starts(at) if at == submit => "it would have started at once".into(),
            WayFate::Starts(at) => {
                format!("it would have started at {}, after {}", names.time(at), duration(at.since(submit)))
            }
            WayFate::Waits => "it would not have started".into(),
        };
        text += &format!("  {}{taken}: {fate}\n", place(way, names));
    }
    text
}

fn place(way: &Way, names: &StoryNames<'_>) -> String {
    let center = &names.centers[usize::from(way.center.0)];
    format!("{}/{}", center.name, center.partitions[usize::from(way.partition.0)].name)
}

/// A place where a job could have gone.
#[derive(Serialize, JsonSchema)]
pub(super) struct WayView {
    place: String,
    /// When it would have started there, had nobody come after it.
    start_secs: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<&'static str>,
}

pub(super) fn ways_view(explanation: &Explanation, names: &StoryNames<'_>) -> Vec<WayView> {
    let view = |way: &Way| {
        let (start, refused) = match way.fate {
            WayFate::Refused(why) => (None, Some(why.reason())),
            WayFate::Starts(at) => (Some(at.since(Time::ZERO).as_secs_f64()), None),
            WayFate::Waits => (None, None),
        };
        WayView { place: place(way, names), start_secs: start, refused }
    };
    explanation.ways.iter().map(view).collect()
}
