//! The one road from a scenario to a run: which centres, whose schedulers, which settings of the engine, until when, and whose jobs.

use super::source_of;
use crate::engine::{AtWalltime, Settings, Simulation};
use crate::faults::{CenterFailures, NodeNumbers, numbered_nodes};
use crate::metrics::Window;
use crate::model::{Center, Chance, Network, Outages, Source, SourceError, Streams, Time, Use, WanRun};
use crate::policy::{PolicySpec, Scheduler};
use crate::record::Observer;
use crate::scenario::Scenario;
use crate::state::StateError;
use std::fmt;

/// Makes the scheduler of a centre. It is called once for each centre of each run, from any thread.
pub type SchedulerOf<'a> = dyn Fn(&Center) -> Box<dyn Scheduler> + Sync + 'a;

/// Whose schedulers choose what starts.
#[derive(Clone, Copy, Default)]
pub enum Schedulers<'a> {
    /// Those that the policy names.
    #[default]
    OfPolicy,
    /// Somebody's own; the policy then says only its name and how nodes are offered.
    Own(&'a SchedulerOf<'a>),
}

impl fmt::Debug for Schedulers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Schedulers::OfPolicy => "OfPolicy",
            Schedulers::Own(_) => "Own",
        })
    }
}

/// Everything that a run needs besides its jobs.
#[derive(Debug, Clone)]
pub struct Setup<'a> {
    /// The centres, as the policy has them.
    pub centers: &'a [Center],
    /// The policy.
    pub policy: &'a PolicySpec,
    /// Whose schedulers choose what starts.
    pub schedulers: Schedulers<'a>,
    /// By centre, when which nodes can do nothing; none where nothing is said.
    pub outages: Vec<Outages>,
    /// Over what the data of jobs move; nothing where they need none.
    pub wan: WanRun,
    /// How the engine is set.
    pub settings: Settings,
    /// When the run ends.
    pub horizon: Time,
    /// Where jobs may run that may leave their centre, and the chance of routers; nothing where none may.
    pub network: Option<(&'a Network, Chance)>,
}

impl<'a> Setup<'a> {
    /// A machine that runs until nothing is left to happen, as for a log.
    #[must_use]
    pub fn of_machine(center: &'a Center, policy: &'a PolicySpec, settings: Settings) -> Setup<'a> {
        let centers = std::slice::from_ref(center);
        let (schedulers, horizon) = (Schedulers::OfPolicy, Time::NEVER);
        let (outages, wan, network) = (Vec::new(), WanRun::default(), None);
        Setup { centers, policy, schedulers, outages, wan, network, settings, horizon }
    }

    /// Empty centres at time zero.
    #[must_use]
    pub fn simulation(&self) -> Simulation {
        let simulation = match self.schedulers {
            Schedulers::OfPolicy => Simulation::new(self.centers, self.policy),
            Schedulers::Own(make) => Simulation::with_schedulers(self.centers, self.policy, make),
        };
        let simulation = simulation
            .with_settings(self.settings)
            .with_outages(self.outages.clone())
            .with_wan(self.wan.clone());
        match &self.network {
            None => simulation,
            Some((network, chance)) => simulation.with_network(network, self.policy.routing, chance.clone()),
        }
    }

    /// The centres as they were when a simulation of them was saved.
    ///
    /// # Errors
    /// When the state is of something else.
    pub fn restored(&self, state: &[u8]) -> Result<Simulation, StateError> {
        match self.schedulers {
            Schedulers::OfPolicy => Simulation::restore(state, self.policy),
            Schedulers::Own(make) => Simulation::restore_with(state, make),
        }
    }

    /// Runs these jobs until the horizon, telling the observer everything that happens.
    ///
    /// # Errors
    /// When the source cannot give its next job.
    pub fn simulate(&self, source: &mut dyn Source, observer: &mut dyn Observer) -> Result<(), SourceError> {
        let mut simulation = self.simulation();
        simulation.run_until(self.horizon, source, observer)?;
        simulation.report_unfinished(self.horizon, observer);
        Ok(())
    }
}

/// A scenario under one policy with the chance of one replication.
#[derive(Debug, Clone, Copy)]
pub struct World<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The policy, one of the scenario or another.
    pub policy: &'a PolicySpec,
    /// Whose schedulers choose what starts.
    pub schedulers: Schedulers<'a>,
    /// The replication, counted from 0.
    pub replication: u32,
}

impl<'a> World<'a> {
    /// A scenario under a policy; replications are counted from 0.
    #[must_use]
    pub const fn of(scenario: &'a Scenario, policy: &'a PolicySpec, replication: u32) -> World<'a> {
        World { scenario, policy, schedulers: Schedulers::OfPolicy, replication }
    }

    /// Everything that the run needs besides its jobs.
    #[must_use]
    pub fn setup(&self) -> Setup<'a> {
        let World { scenario, policy, schedulers, .. } = *self;
        let at_walltime = scenario.limit_checks.map_or(AtWalltime::Kill, AtWalltime::KillAtChecks);
        let settings = Settings { at_walltime, causes: true, ..Settings::default() };
        let centers = scenario.centers_under(policy);
        // The policy is no part of it, so that two of them are compared with the same chance.
        let network = scenario.network.as_deref();
        let network = network.map(|network| (network, self.streams().stream(Use::Routes, "")));
        let (outages, wan, horizon) = (self.outages(), self.wan(), self.horizon());
        Setup { centers, policy, schedulers, outages, wan, network, settings, horizon }
    }

    /// When the run ends.
    #[must_use]
    pub fn horizon(&self) -> Time {
        Time::ZERO + self.scenario.horizon
    }

    /// The chance of the replication. The policy is no part of it: every policy meets the same jobs, or the same users.
    #[must_use]
    pub fn streams(&self) -> Streams {
        Streams::new(self.scenario.seed, u64::from(self.replication))
    }

    /// When which nodes fail in the replication. The policy is no part of it: every policy meets the same failures.
    #[must_use]
    pub fn outages(&self) -> Vec<Outages> {
        let World { scenario, policy, .. } = *self;
        if scenario.failures.iter().all(CenterFailures::are_none) {
            return Vec::new();
        }
        let centers = scenario.centers_under(policy).iter().zip(&scenario.failures);
        centers.map(|(center, failures)| failures.outages(center, self.horizon(), self.streams())).collect()
    }

    /// The links and data of the replication. The policy is no part of it.
    #[must_use]
    pub fn wan(&self) -> WanRun {
        let chance = (self.scenario.seed, u64::from(self.replication));
        WanRun::new(&self.scenario.wan, chance, self.horizon())
    }

    /// By centre: the partition of each node, and its number in it as in records of failures.
    #[must_use]
    pub fn node_numbers(&self) -> Vec<NodeNumbers<'a>> {
        self.scenario.centers_under(self.policy).iter().map(numbered_nodes).collect()
    }

    /// The jobs of the replication.
    #[must_use]
    pub fn source(&self) -> Box<dyn Source + Send> {
        source_of(self.scenario, self.streams())
    }

    /// The time that is measured: without the warm-up.
    #[must_use]
    pub fn window(&self) -> Window {
        Window { start: Time::ZERO + self.scenario.warm_up, end: self.horizon() }
    }

    /// Runs the scenario's own jobs until the horizon, telling the observer everything that happens.
    ///
    /// # Errors
    /// When the source cannot give its next job.
    pub fn simulate(&self, observer: &mut dyn Observer) -> Result<(), SourceError> {
        self.setup().simulate(&mut *self.source(), observer)
    }
}
