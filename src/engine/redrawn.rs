//! The same present with another future: jobs that run or wait get other lengths, and nodes fail at other times.

use super::Simulation;
use super::agenda::{Event, Rank};
use super::site::Site;
use super::speeds::move_end;
use crate::model::{CenterId, Outage, Outages, Pace, Request, Span, Time};

impl Simulation {
    /// From `at` on, before which everything has happened, the jobs that are there have other lengths: `draw` is asked for all the work of
    /// each, of which it has so much behind it at least. How a job would have ended of itself is forgotten; one that hangs goes on hanging.
    pub fn redraw(&mut self, at: Time, draw: &mut dyn FnMut(&Request, Span) -> Span) {
        let mut runs = vec![false; self.jobs.requests.len()];
        for place in 0..self.sites.len() {
            let running = self.sites[place].running.iter().zip(0..);
            let mut running: Vec<(u64, u32)> =
                running.filter_map(|(state, run)| Some((state.number?, run))).collect();
            running.sort_unstable();
            for (number, run) in running {
                runs[self.sites[place].running[run as usize].job as usize] = true;
                self.redraw_run((CenterId(place as u16), run, number), at, draw);
            }
        }
        for slot in self.jobs.present() {
            if !runs[slot as usize] {
                let kept = self.jobs.life(slot).map_or(Span::ZERO, |life| life.past.kept);
                let work = draw(self.jobs.request(slot), kept).max(kept + Span::from_secs(1));
                self.jobs.redraw(slot, work);
            }
        }
        // Runs end at other times than they were to.
        self.evicts = true;
    }

    fn redraw_run(
        &mut self,
        (center, run, number): (CenterId, u32, u64),
        at: Time,
        draw: &mut dyn FnMut(&Request, Span) -> Span,
    ) {
        let site = &mut self.sites[usize::from(center.0)];
        let state = site.running[run as usize];
        if Span::ZERO < site.silent.hung(Some(number), at) {
            return;
        }
        let past = Site::past(&self.jobs, &state);
        let request = *self.jobs.request(state.job);
        let behind = past.kept + at.since(state.start);
        let work = draw(&request, behind).max(behind + Span::from_secs(1));
        self.jobs.redraw(state.job, work);
        let nodes = site.cluster.pieces(run).len() as u32;
        let pace = site.pace(&self.jobs, state.job, past, (nodes, state.wake));
        let length = pace.map_or_else(|| self.jobs.left(state.job, past), |pace| pace.length());
        let attempt = self.jobs.attempt(state.job);
        let allowed = request.walltime - attempt.min(request.walltime);
        let turned = site.clocks.go_on_with(run, pace.unwrap_or(Pace::plain(length)), at);
        let done = turned.map_or(state.start + length, |(done, _)| done);
        let state = &mut site.running[run as usize];
        let was_to_end = move_end(state, (done, allowed), self.settings.at_walltime);
        let event = |rank, at| Event { at, rank, number, center, subject: run };
        self.agenda.add(event(Rank::End, state.end));
        let expected = site.cluster.until(run);
        // It was to be over by the time at which it is expected to be; now it will outlive that.
        if was_to_end <= expected && expected < state.end {
            self.agenda.add(event(Rank::Correction, expected.max(at)));
        }
        if let Some((_, turns)) = turned
            && turns < state.end
        {
            self.agenda.add(event(Rank::Turn, turns));
        }
    }

    /// From `at` on nodes fail as in these outages of its centres; those that have begun go on as they were to.
    pub fn fail_otherwise(&mut self, at: Time, outages: &[Outages]) {
        for (place, others) in outages.iter().enumerate().take(self.outages.len()) {
            let center = CenterId(place as u16);
            let known = self.outages[place].list();
            let begun = known.partition_point(|outage| outage.from < at);
            let open: Vec<&Outage> = known[..begun].iter().filter(|outage| at <= outage.until).collect();
            let meets = |other: &Outage| {
                let same = |outage: &&&Outage| (outage.pool, outage.node) == (other.pool, other.node);
                open.iter().filter(same).any(|outage| other.from <= outage.until)
            };
            let later = others.list().iter().filter(|other| at <= other.from && !meets(other));
            let list: Vec<Outage> = known[..begun].iter().chain(later).copied().collect();
            self.outages[place] = Outages::new(self.outages[place].causes.clone(), list);
            let place = u32::try_from(begun).expect("fewer outages than four thousand million");
            // The outage that was to be next does not come.
            self.agenda
                .keep(|event| event.rank != Rank::Failure || event.center != center || event.subject < place);
            self.await_outage(center, place);
        }
    }
}
