//! The network of the centres and the router at work: which places a job has, and what the router is told of each.

use super::loads::{Loads, View};
use super::site::Site;
use crate::model::{Chance, JobId, Network, Place, Request, Span, Time};
use crate::policy::{Asks, Candidate, Known, Memory, Routing, Survey};
use serde::{Deserialize, Serialize};

/// The network of the centres, and the router at work.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Routes {
    pub(super) network: Network,
    pub(super) routing: Routing,
    memory: Memory,
    pub(super) loads: Loads,
    /// What the router knows, where that may be old.
    pub(super) view: Option<View>,
    /// A job that goes to this one of its places, whatever the router says.
    pub(super) sent: Option<(JobId, usize)>,
}

impl Routes {
    /// A network in which this router sends jobs, with chance of its own.
    pub(super) fn new(network: &Network, routing: Routing, chance: Chance, sites: &[Site]) -> Routes {
        let loads = Loads::new(sites.iter().map(|site| &site.center));
        let memory = Memory { chance, turns: Vec::new() };
        Routes { network: network.clone(), routing, memory, loads, view: None, sent: None }
    }

    /// The places of a job, with what the router must know of each.
    pub(super) fn candidates(&self, sites: &[Site], home: &Request, now: Time) -> Vec<Candidate> {
        let routes = self;
        let asks = routes.routing.row().asks;
        let places = routes.network.places(home.class).iter().enumerate();
        let candidate = |(number, place): (usize, &Place)| {
            let request = place.request(home);
            let mut candidate = Candidate {
                number,
                place: *place,
                request,
                units: 0,
                known: Known::default(),
                data_micros: 0,
                answer: 0,
            };
            if asks == Asks::Nothing {
                return candidate;
            }
            let site = &sites[usize::from(place.center.0)];
            let access = site.center.access_of(place.partition, request.group);
            candidate.units = site.cluster.units(access, request.shape.total());
            let live = || Known {
                free: site.cluster.free_units(access),
                ..*routes.loads.of(place.center, place.partition)
            };
            candidate.known = match &routes.view {
                Some(view) => routes.loads.seen(view, &request, access),
                None => live(),
            };
            candidate.answer = match asks {
                Asks::Nothing | Asks::Loads => 0,
                Asks::Starts => {
                    u128::from(site.expected_wait(&request, candidate.units, &live(), now).as_micros())
                }
                Asks::Prices => cost(routes, site, &request, now),
                Asks::Carbon => carbon(routes, site, &request, now),
            };
            candidate
        };
        places.map(candidate).collect()
    }

    /// Which of the places still in question the router prefers; nothing where it knows none.
    pub(super) fn choose(&mut self, open: &[Candidate], home: &Request, now: Time) -> Option<usize> {
        if let Some((_, place)) = self.sent.filter(|(job, _)| *job == home.id) {
            return open.iter().position(|candidate| candidate.number == place);
        }
        let Routes { network, routing, memory, .. } = self;
        let (places, number) = (network.places(home.class).len(), routing.number());
        routing.row().choose(&mut Survey { now, home, network, open, places, number, memory })
    }
}

/// What a job would cost at list prices, in millionths of a yuan; more than anything where no price is about it.
fn cost(routes: &Routes, site: &Site, request: &Request, now: Time) -> u128 {
    let rates = &routes.network.rates;
    let hourly = rates.hourly(&site.center, request);
    hourly.map_or(u128::MAX, |hourly| u128::from(rates.cost(hourly, (now, now + request.estimate))))
}

/// How much carbon dioxide the power of a job would bring, as milliwatts times milligrams for a kilowatt-hour times microseconds; more
/// than anything where that is not known.
fn carbon(routes: &Routes, site: &Site, request: &Request, now: Time) -> u128 {
    let signals = routes.network.signals.get(usize::from(request.center.0));
    let Some(course) = signals.and_then(|signals| signals.carbon.as_ref()) else { return u128::MAX };
    let drawn = routes.network.rates.drawn(&site.center, request);
    u128::from(drawn) * course.over(now, request.estimate).unsigned_abs()
}

impl Site {
    /// How long a job of so many units would wait here: nothing where it fits beside those that wait; until running jobs have left
    /// enough for them and it, by the ends that are expected; and where more waits than that, until all work would be done by as many
    /// units as there are.
    fn expected_wait(&self, request: &Request, units: u32, known: &Known, now: Time) -> Span {
        let need = known.waiting_units + u64::from(units);
        if need <= known.free || known.capacity() < need {
            return known.wait(units, now);
        }
        let access = self.center.access_of(request.partition, request.group);
        let at = self.cluster.units_free_at(access, need);
        at.map_or_else(|| known.wait(units, now), |at| now.until(at))
    }
}
