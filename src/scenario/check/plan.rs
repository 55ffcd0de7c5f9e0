//! The question that `suanli plan` answers: what is varied has to be there.

use super::super::axis::Axis;
use super::super::plan_spec::{PlanSpec, Planned};
use super::super::problem::{Language, Problems};

/// The question of a file, if it asks one.
pub(super) fn planned(spec: Option<&PlanSpec>, problems: &mut Problems<'_>) -> Option<Planned> {
    let spec = spec?;
    let (range, is_most) = match (&spec.least, &spec.most) {
        (Some(range), None) => (range, false),
        (None, Some(range)) => (range, true),
        (Some(_), Some(most)) => {
            problems.add(
                &most.span,
                "most: there is a `least` already",
                Some("leave one of them out".into()),
            );
            return None;
        }
        (None, None) => {
            let help = "for example `least = \"center.wuhan-ai.partition.npu.nodes=60..140\"`".to_owned();
            problems.add(&spec.span, "plan: nothing says what is varied", Some(help));
            return None;
        }
    };
    // A summary of a run has no lines in which a value could stand.
    if problems.language() == Language::Toml
        && let Err(error) = Axis::parse(problems.text(), &range.value)
    {
        let name = if is_most { "most" } else { "least" };
        problems.add(&range.span, format!("{name}: {}", error.message), error.help);
    }
    let promises = spec.promises.as_ref().map(|promises| &promises.value[..]).unwrap_or_default();
    Some(Planned {
        range: range.value.clone(),
        is_most,
        promises: promises.iter().map(|promise| promise.value.clone()).collect(),
        policy: spec.policy.as_ref().map(|policy| policy.value.clone()),
        replications_most: spec.replications_most.as_ref().map(|most| most.value as u32),
    })
}
