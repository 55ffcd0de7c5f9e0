//! What routers must know of the centres: prices, and what power brings.

use super::super::believed::Scenario;
use super::super::network_spec::RouterSpec;
use super::super::problem::Problems;
use super::super::spec::Spec;
use super::deferrals::signals;
use super::period::Period;
use crate::ledger::{Books, Carbon, CenterBooks};
use crate::model::{CenterId, ClassId, Draw, Network, Pool, Rates, Signals, Span};
use crate::policy::{Asks, Routing};

/// Notes routers that go by what nobody says, and those that have nobody to send.
pub(super) fn note_needs(
    spec: &Spec,
    network: Option<&Network>,
    books: Option<&Books>,
    problems: &mut Problems<'_>,
) {
    let may_leave = spec.workloads.iter().any(|workload| workload.travel.may_leave());
    for policy in &spec.policies {
        let RouterSpec { router: Some(at), .. } = &policy.routing else { continue };
        let Some(routing) = Routing::parse(&at.value) else { continue };
        if !may_leave && routing != Routing::default() {
            let message = "router: no workload may leave its centre, so that it changes nothing";
            problems.warn(&at.span, message, Some("let some `travels = true`".into()));
            continue;
        }
        // Where something is wrong with the places, that has been told.
        let Some(network) = network else { continue };
        match routing.row().asks {
            Asks::Nothing | Asks::Loads | Asks::Starts => {}
            Asks::Prices if spec.money.prices.is_empty() => {
                let help = "say with `[[price]]` what an hour costs";
                problems.add(&at.span, "router: nothing has a price", Some(help.into()));
            }
            Asks::Prices => {}
            Asks::Carbon => note_unknown_carbon(spec, network, books, (&at.span, problems)),
        }
    }
}

/// Notes centres at which nobody knows what power brings, and jobs may run there.
fn note_unknown_carbon(
    spec: &Spec,
    network: &Network,
    books: Option<&Books>,
    (at, problems): (&std::ops::Range<usize>, &mut Problems<'_>),
) {
    for (place, center) in spec.centers.iter().enumerate() {
        let places = network.places.iter().flatten();
        let is_used = places.into_iter().any(|there| usize::from(there.center.0) == place);
        let power = books.and_then(|books| books.centers.get(place)?.power.as_ref());
        let is_known = power.is_some_and(|power| power.carbon != Carbon::Unknown);
        let is_wrong = center.power.is_some() && power.is_none();
        if is_used && !is_known && !is_wrong {
            let name = center.name.as_ref().map_or("", |name| &name.value);
            let message = format!("router: nothing says how much carbon the power of `{name}` brings");
            problems.add(at, message, Some("name a `carbon` in its `[center.power]`".into()));
        }
    }
}

/// Tells the network of a scenario that is right what routers may have to know, be they in the file or on the command line.
pub(super) fn tell(scenario: &mut Scenario, period: Period) {
    tell_where_data_are(scenario);
    let (Some(network), Some(books)) = (&mut scenario.network, &scenario.books) else { return };
    let midnight = period.start.date().to_datetime(jiff::civil::Time::midnight());
    let since = period.start.duration_since(midnight).as_micros();
    let draw = |pool: &Pool| {
        let curve = books.curve(pool);
        let (steepest, most) = (curve.steepest(), curve.busy() - curve.idle());
        (pool.node_type.name.clone(), Draw { steepest, most, waking: 0 })
    };
    network.rates = Rates {
        draws: scenario.centers.iter().flat_map(|center| &center.pools).map(draw).collect(),
        drive: books.drive.clone(),
        prices: books.money.prices.clone(),
        throttle: None,
        midnight_before: Span::from_micros(since.unsigned_abs() as u64),
    };
    let carbon = |books: &CenterBooks| {
        let told = books.power.as_ref().map(|power| signals(power, period));
        Signals { price: None, carbon: told.and_then(|signals| signals.carbon) }
    };
    network.signals = books.centers.iter().map(carbon).collect();
}

/// Where nobody says where the data of jobs are, they are where the largest dataset lies for good that they need.
fn tell_where_data_are(scenario: &mut Scenario) {
    let Some(network) = &mut scenario.network else { return };
    let wan = &scenario.wan;
    for (place, (ties, places)) in network.ties.iter_mut().zip(&network.places).enumerate() {
        if ties.data.is_some() {
            continue;
        }
        let inputs = wan.class(ClassId(place as u16)).inputs.iter();
        let largest =
            inputs.map(|family| &wan.families[usize::from(*family)]).max_by_key(|family| family.bytes);
        let is_open = |center: &&CenterId| places.iter().any(|place| place.center == **center);
        ties.data = largest.and_then(|family| family.at.iter().find(is_open).copied());
    }
}
