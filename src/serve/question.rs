//! What a client asks: a scenario, moved sliders, policies, a length of time. Everything in it is checked before anything runs.

use super::library::{Library, Typed};
use super::slider::{Slider, SliderKind, moved, sliders};
use crate::lang::Lang;
use crate::model::Span;
use crate::policy::PolicySpec;
use crate::scenario::Scenario;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// More policies at once are too many for one look.
const POLICIES_MAX: usize = 8;

/// More replications than this are for the command line.
const REPLICATIONS_MAX: u32 = 64;

/// A first look is at no more days than this.
const LOOK_DAYS_MAX: u64 = 14;

/// A shorter question needs no shorter look.
const LOOK_DAYS_LEAST: u64 = 8;

/// A policy's name is not longer.
const NAME_MAX: usize = 200;

/// A scenario with moved sliders.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Moved {
    /// Which scenario, as the server numbered it.
    pub(super) scenario: u64,
    /// The sliders that were moved, by their places.
    #[serde(default)]
    pub(super) sliders: BTreeMap<usize, f64>,
}

/// A question as it arrives.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ask {
    /// A word of the client's own; a new question of the same client ends its last one.
    pub(super) client: String,
    pub(super) moved: Moved,
    /// The policies, as the scenario names them or as `order+backfill`; all of the scenario where none is named.
    #[serde(default)]
    pub(super) policies: Vec<String>,
    /// How many days are simulated; as many as the scenario says where nothing is said.
    #[serde(default)]
    pub(super) days: Option<u32>,
    #[serde(default)]
    pub(super) replications: Option<u32>,
    #[serde(default)]
    pub(super) lang: Option<String>,
}

/// A question that can be answered.
#[derive(Debug, Clone)]
pub(super) struct Question {
    /// The scenario as it is to be run.
    pub(super) scenario: Scenario,
    /// Its first days, run once, where it is longer than a moment.
    pub(super) look: Option<Scenario>,
    /// The text that says so, but for what the command says.
    pub(super) text: String,
    /// The file that the command names.
    pub(super) file: String,
    /// How many days were asked for, where it is not all of them.
    pub(super) days: Option<u32>,
    /// The command that gives the same answer.
    pub(super) command: String,
    pub(super) lang: Lang,
    /// The same for the same question.
    pub(super) key: String,
}

/// A scenario's text with its sliders moved, and what it means.
pub(super) fn moved_scenario(
    library: &Library,
    asked: &Moved,
) -> Result<(Typed, String, Scenario), Vec<String>> {
    let typed = library.typed(asked.scenario).map_err(|problem| vec![problem])?;
    let sliders = sliders(&typed.text);
    let text = moved(&typed.text, &sliders, &asked.sliders).map_err(|problem| vec![problem])?;
    let scenario = typed.checked(&text)?;
    refuse_demand_that_grows(&scenario, &sliders, &asked.sliders)?;
    Ok((typed, text, scenario))
}

/// More nodes must not bring more jobs.
fn refuse_demand_that_grows(
    scenario: &Scenario,
    sliders: &[Slider],
    values: &BTreeMap<usize, f64>,
) -> Result<(), Vec<String>> {
    let moved = values.iter().filter_map(|(place, value)| Some((sliders.get(*place)?, *value)));
    let nodes = moved.filter(|(slider, value)| slider.kind == SliderKind::Nodes && slider.here != *value);
    let ambiguous = scenario.ambiguous_loads();
    let problem = |(slider, _): (&Slider, f64)| {
        let workload = ambiguous.first()?;
        Some(format!(
            "{}: the load of workload `{workload}` is a share of however many nodes there are, so that more nodes would bring more jobs; say in the \
             `[[center.partition]]` for how many nodes the demand is stated: `demand_nodes = {}`",
            slider.of, slider.here
        ))
    };
    let problems: Vec<String> = nodes.filter_map(problem).collect();
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

impl Question {
    /// The scenario as commands have to name it that ask about the same length.
    pub(super) fn named(&self) -> String {
        match self.days {
            Some(days) => format!("{} --horizon {days}d", self.file),
            None => self.file.clone(),
        }
    }
}

impl Ask {
    /// The question, looked at.
    ///
    /// # Errors
    /// With everything that is wrong with it.
    pub(super) fn question(&self, library: &Library) -> Result<Question, Vec<String>> {
        let (typed, text, scenario) = moved_scenario(library, &self.moved)?;
        let policies = policies(&scenario, &self.policies)?;
        // Only a scenario that still is what its file says can be made to last otherwise.
        let as_typed = scenario.clone();
        let mut scenario = lasting(scenario, self.days)?;
        let look = first_look(&as_typed, scenario.horizon);
        let look = look.map(|look| Scenario { policies: policies.clone(), ..look });
        let lang = self.lang.as_deref().and_then(Lang::named).unwrap_or_default();
        if let Some(replications) = self.replications {
            if !(1..=REPLICATIONS_MAX).contains(&replications) {
                return Err(vec![format!(
                    "expected 1 to {REPLICATIONS_MAX} replications, found {replications}"
                )]);
            }
            scenario.replications = replications;
        }
        let scenario = Scenario { policies, ..scenario }.without_repetition();
        let command = self.command(&typed.file, lang, &scenario);
        let key = key(&[&typed.file, &text, &command]);
        let days = self.days;
        Ok(Question { scenario, look, text, file: typed.file, days, command, lang, key })
    }

    fn command(&self, file: &str, lang: Lang, scenario: &Scenario) -> String {
        let mut command = format!("suanli compare {}", quoted(file));
        if let Some(days) = self.days {
            command += &format!(" --horizon {days}d");
        }
        if self.replications.is_some() {
            command += &format!(" --replications {}", scenario.replications);
        }
        if !self.policies.is_empty() {
            for policy in &scenario.policies {
                command += &format!(" --policy {}", quoted(&policy.name));
            }
        }
        if lang == Lang::Chinese {
            command += " --lang zh";
        }
        command
    }
}

/// The policies of these names, in this order; all of the scenario where none is named.
pub(super) fn policies(scenario: &Scenario, names: &[String]) -> Result<Vec<PolicySpec>, Vec<String>> {
    let (mut policies, mut problems) = (Vec::<PolicySpec>::new(), Vec::new());
    if names.is_empty() {
        policies.clone_from(&scenario.policies);
    }
    for name in names {
        if NAME_MAX < name.len() {
            problems.push(format!("a policy's name has at most {NAME_MAX} letters"));
            continue;
        }
        let known = scenario.policies.iter().find(|policy| policy.name == *name).cloned();
        match known.map_or_else(|| PolicySpec::parse(name), Ok) {
            Ok(policy) if policies.iter().any(|other| other.name == policy.name) => {}
            Ok(policy) => policies.push(policy),
            Err(wrong) => problems.extend(wrong.iter().map(|part| format!("policy `{name}`: {part}"))),
        }
    }
    if POLICIES_MAX < policies.len() {
        problems.push(format!("expected at most {POLICIES_MAX} policies at once, found {}", policies.len()));
    }
    if problems.is_empty() { Ok(policies) } else { Err(problems) }
}

/// The scenario for another length of time.
pub(super) fn lasting(scenario: Scenario, days: Option<u32>) -> Result<Scenario, Vec<String>> {
    let scenario = match days {
        None => scenario,
        Some(days) => {
            let secs = u64::from(days) * 86_400;
            let horizon = Span::from_secs(secs.min(scenario.horizon.as_secs()));
            if scenario.horizon.as_secs() < secs {
                return Err(vec![format!("expected no more days than the scenario has, found {days}")]);
            }
            if horizon <= scenario.warm_up {
                return Err(vec![format!(
                    "{days} days: the warm-up is as long, so that nothing would be measured"
                )]);
            }
            let longer = scenario.lasting(horizon);
            longer.map_err(|errors| {
                errors.problems.iter().map(|problem| problem.message.clone()).collect::<Vec<String>>()
            })?
        }
    };
    if scenario.horizon <= scenario.warm_up {
        return Err(vec!["the warm-up is as long as all, so that nothing would be measured".to_owned()]);
    }
    Ok(scenario)
}

/// The first days of a scenario that is asked for so long, run once: a quarter of them, or as many more as it takes, up to
/// half, until all that its tables date has begun.
fn first_look(scenario: &Scenario, horizon: Span) -> Option<Scenario> {
    let days = horizon.as_secs() / 86_400;
    if days < LOOK_DAYS_LEAST {
        return None;
    }
    (4..=8).find_map(|sixteenths| {
        let few = (days * sixteenths / 16).min(LOOK_DAYS_MAX * sixteenths / 4);
        let horizon = Span::from_secs(few * 86_400);
        let warm_up = Span::from_micros(scenario.warm_up.as_micros().min(horizon.as_micros() / 2));
        // A warm-up that is longer than all would be refused.
        let short = Scenario { warm_up, ..scenario.clone() }.lasting(horizon).ok()?;
        Some(Scenario { replications: 1, ..short })
    })
}

/// How many days are shown where nobody chose: the warm-up and as much again, so that an answer comes soon.
pub(super) fn days_usual(scenario: &Scenario) -> Option<u32> {
    let day = |span: Span| span.as_secs().div_ceil(86_400) as u32;
    let wanted = day(scenario.warm_up) + day(scenario.warm_up).max(7);
    (Span::from_secs(u64::from(wanted) * 86_400) < scenario.horizon).then_some(wanted)
}

/// A sum over texts that no two questions share.
fn key(parts: &[&str]) -> String {
    let mut sum = Sha256::new();
    for part in parts {
        sum.update((part.len() as u64).to_le_bytes());
        sum.update(part.as_bytes());
    }
    sum.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// A word as a shell takes it for one.
pub(super) fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "-_./:=,+@%".contains(letter);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::parse;

    #[test]
    fn a_first_look_is_shorter_than_the_warm_up_where_it_has_to_be() {
        let text = include_str!("../../scenarios/wuhan-dual-center.toml");
        let scenario = parse("wuhan-dual-center", text).expect("shipped scenarios are right");
        assert_eq!(days_usual(&scenario), Some(28));
        let day = 86_400;
        let look = first_look(&scenario, Span::from_secs(28 * day)).expect("it is long enough");
        assert_eq!((look.horizon, look.warm_up), (Span::from_secs(7 * day), Span::from_secs(7 * day / 2)));
        assert_eq!(look.replications, 1);
        assert!(first_look(&scenario, Span::from_secs(7 * day)).is_none());
    }
}
