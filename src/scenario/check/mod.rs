//! From what is typed to what is believed: names are resolved and compared, once, and never again.

mod caps;
mod centers;
mod checkpoints;
mod circles;
mod claims;
mod commissioning;
mod components;
mod data;
mod deadlines;
mod deferrals;
mod demand;
mod doubts;
mod failure_times;
mod failures;
mod habits;
mod holidays;
mod impossible;
mod jobs;
mod ledger;
mod loads;
mod locks;
mod log_beginnings;
mod log_users;
mod logs;
mod maintenance;
mod names;
mod network;
mod nodes;
mod outcomes;
mod parts;
mod period;
mod phases;
mod plan;
mod policies;
mod quotas;
mod ramps;
mod rates;
mod router_needs;
mod rules;
mod sleep;
mod speeds;
mod tenants;
mod variants;
mod warnings;
mod workloads;

use super::believed::Scenario;
use super::problem::Problems;
use super::spec::{ScenarioSpec, Spec};
use super::units::Dimension;
use crate::model::{LimitChecks, Span};
use demand::Sites;
use locks::{Counted, LockVariant, Setting};
use names::Names;
use period::{Period, span};

/// Why nothing is missing once nothing was found wrong.
const CHECKED: &str = "no problem was found in it";

/// What the file means, if nothing is wrong with it.
pub(super) fn believe(name: &str, spec: &Spec, problems: &mut Problems<'_>) -> Option<Scenario> {
    let names = Names::of(spec, problems);
    let period = spec.scenario.as_ref().and_then(|scenario| period(scenario, problems));
    let setting =
        Setting { names: &names, period, variant: LockVariant::default(), counted: Counted::Capacity };
    let centers = centers::centers(spec, setting, problems);
    let bases = demand::bases(spec, setting, &centers, problems);
    let sites = Sites { centers: &centers, bases: &bases };
    let (groups, tenants) = tenants::tenants(spec, &names, period, problems);
    let holidays = holidays::holidays(&spec.holidays, period, problems);
    let workloads = workloads::workloads(spec, &names, (sites, &tenants, &holidays), period, problems);
    let wan = data::wan(spec, &names, (&workloads, &tenants), period, problems);
    let accounts = claims::accounts(spec, &names, problems);
    note_what_is_in_vain(spec, &names, problems);
    let mut rules = rules::rules(spec, &names, &centers, period, problems);
    let failures = failures::failures(spec, &names, &centers, period, problems);
    let classes = jobs::class_rules(spec, &names, (&workloads, &failures), problems);
    for rules in &mut rules {
        rules.classes.clone_from(&classes);
    }
    let books = ledger::books(spec, &names, &centers, period, problems);
    rates::tell(&mut rules, (spec, &names), &centers, (books.as_ref(), period), problems);
    impossible::note_impossible(spec, &workloads, (sites, &rules), problems);
    let network = network::network(spec, &names, (&centers, &workloads), problems);
    router_needs::note_needs(spec, network.as_deref(), books.as_ref(), problems);
    let policies = policies::policies(&spec.policies, problems);
    let planned = plan::planned(spec.plan.as_ref(), problems);
    let variants = variants::variants(spec, setting, (sites, &workloads), problems);
    if !problems.is_empty() {
        return None;
    }
    let header = spec.scenario.as_ref().expect(CHECKED);
    let period = period.expect(CHECKED);
    let mut scenario = Scenario {
        name: name.into(),
        title: header.title.as_ref().expect(CHECKED).value.clone(),
        start: period.start,
        horizon: period.horizon,
        warm_up: period.warm_up,
        limit_checks: limit_checks(header),
        seed: header.seed.as_ref().expect(CHECKED).value,
        replications: header.replications.as_ref().expect(CHECKED).value as u32,
        centers: centers.into_iter().map(|center| center.expect(CHECKED)).collect(),
        basis: demand::basis(spec, bases.into_iter().map(|center| center.expect(CHECKED)).collect()),
        groups,
        tenants,
        workloads: workloads.into_iter().map(|workload| workload.expect(CHECKED)).collect(),
        policies,
        variants,
        failures,
        wan,
        books: books.map(Box::new),
        planned: planned.map(Box::new),
        network,
        document: None,
    };
    claims::tell(&mut scenario, &accounts, spec);
    variants::tell(&mut scenario, rules, spec);
    router_needs::tell(&mut scenario, period);
    warn(&scenario, spec, problems);
    Some(scenario.without_repetition())
}

/// Notes what is legal, but surely not meant so.
fn warn(scenario: &Scenario, spec: &Spec, problems: &mut Problems<'_>) {
    warnings::warn(scenario, spec, problems);
    demand::warn(scenario, spec, problems);
    doubts::warn(scenario, spec, problems);
    loads::warn(scenario, spec, problems);
    deadlines::warn(scenario, spec, problems);
    checkpoints::warn(scenario, spec, problems);
    ledger::warn(spec, &scenario.centers, scenario.books.as_deref(), problems);
}

fn period(scenario: &ScenarioSpec, problems: &mut Problems<'_>) -> Option<Period> {
    let start = scenario.start.as_ref()?;
    let horizon = scenario.horizon_micros.as_ref()?;
    let warm_up = scenario.warm_up_micros.as_ref();
    if let Some(warm_up) = warm_up
        && horizon.value <= warm_up.value
    {
        let written = Dimension::Duration.written(horizon.value);
        let message =
            format!("warm_up: it must be shorter than the horizon ({written}), or no figure is left");
        problems.add(&warm_up.span, message, None);
    }
    if start.value.checked_add(jiff::SignedDuration::from_micros(horizon.value)).is_err() {
        problems.add(&start.span, "start: the scenario would end after the year 9999", None);
        return None;
    }
    let warm_up = warm_up.map_or(0, |warm_up| warm_up.value);
    Some(Period { start: start.value, horizon: span(horizon.value), warm_up: span(warm_up) })
}

/// Notes what is said and can have no effect.
fn note_what_is_in_vain(spec: &Spec, names: &Names, problems: &mut Problems<'_>) {
    claims::note_mistakes(spec, names, problems);
    note_first_limit_check(spec, problems);
    jobs::note_vain_waits(spec, names, problems);
}

/// Notes the first of some looks of which nobody says how often they are.
fn note_first_limit_check(spec: &Spec, problems: &mut Problems<'_>) {
    let Some(header) = &spec.scenario else { return };
    if let (None, Some(first)) = (&header.limit_checks_micros, &header.first_limit_check_micros) {
        let help = Some("say how often with `limit_checks = \"30 s\"`".into());
        problems.add(&first.span, "first_limit_check: there are no `limit_checks`", help);
    }
}

fn limit_checks(header: &ScenarioSpec) -> Option<LimitChecks> {
    let first = header.first_limit_check_micros.as_ref().map_or(Span::ZERO, |first| span(first.value));
    header.limit_checks_micros.as_ref().map(|every| LimitChecks { every: span(every.value), first })
}
