//! Which way a job goes that may run at several centres: the router names a place, and the centre there takes it or refuses it.

use super::Simulation;
use super::routes::Routes;
use crate::model::{Chance, Job, JobId, Network, Source, Time};
use crate::policy::{Candidate, Routing};
use crate::record::{Observer, Rejection};

impl Simulation {
    /// The same with a network in which jobs are sent by this router, which has chance of its own.
    #[must_use]
    pub fn with_network(mut self, network: &Network, routing: Routing, chance: Chance) -> Simulation {
        if !network.is_open() {
            return self;
        }
        self.routes = Some(Box::new(Routes::new(network, routing, chance, &self.sites)));
        self
    }

    /// The same, but one job goes to this one of the places of its class, counted from its home, whatever the router says.
    #[must_use]
    pub fn sending(mut self, job: JobId, place: usize) -> Simulation {
        if let Some(routes) = &mut self.routes {
            routes.sent = Some((job, place));
        }
        self
    }

    /// Has another router send jobs from now on.
    pub(super) fn route_by(&mut self, routing: Routing) {
        if let Some(routes) = &mut self.routes {
            routes.routing = routing;
            routes.view = None;
        }
    }

    /// Lets the router see how things stand, if it last looked too long ago. Nothing of this instant has happened yet.
    pub(super) fn look_around(&mut self) {
        let Some(routes) = &mut self.routes else { return };
        let every = routes.routing.refresh.as_micros();
        if every == 0 {
            return;
        }
        let at = Time::from_micros(self.now.as_micros() / every * every);
        if routes.view.as_ref().is_none_or(|view| view.at < at) {
            let sites = self.sites.iter().map(|site| (&site.center, &site.cluster));
            routes.view = Some(routes.loads.view(at, sites));
        }
    }

    /// The job as it is submitted where the router sends it; nothing where it is turned away.
    #[inline(never)]
    pub(super) fn route(
        &mut self,
        home: Job,
        source: &mut dyn Source,
        observer: &mut dyn Observer,
    ) -> Option<Job> {
        let Some(routes) = &mut self.routes else { return Some(home) };
        let count = routes.network.places(home.request.class).len();
        if count < 2 {
            return Some(home);
        }
        let mut open = routes.candidates(&self.sites, &home.request, self.now);
        if let Some(data) = &mut self.data {
            data.tell(&mut open, (routes.routing.row().asks, self.now));
        }
        let mut refused: Option<Rejection> = None;
        while !open.is_empty() {
            let Some(chosen) = routes.choose(&open, &home.request, self.now) else { break };
            let Candidate { number, place, ref request, .. } = open[chosen];
            let rejection = self.sites[usize::from(place.center.0)].rejection(request, self.now);
            match rejection.or_else(|| self.data.as_mut()?.rejection(request)) {
                None => return Some(place.job(&home)),
                // It is turned away at home, so that the reason is that of its home, where that was asked.
                Some(why) if number == 0 => refused = Some(why),
                Some(why) => refused = refused.or(Some(why)),
            }
            open.remove(chosen);
        }
        // A router that knows no place leaves the job at home, where it is turned away if it must be.
        let Some(why) = refused else { return Some(home) };
        self.turn_away(&home.request, why, source, observer);
        None
    }
}
