//! Jobs that come whatever becomes of the earlier ones.

use super::super::application::Arrivals;
use super::super::{Demand, Sessions, Workload};
use super::clock::{Calendar, Position, Rhythm};
use super::cycles::{Cycles, CyclesState};
use super::fit::{Fit, Law};
use super::gaps::Gaps;
use super::growth::Growth;
use super::maker::{Chances, Made, Maker, Pending, Step};
use super::sessions::whole_second;
use super::tenants::Submitters;
use crate::model::{Chance, JobId, Span, Streams, Tenant, TenantId, Time, Use};
use crate::state::StateError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything from which a stream of jobs is made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting<'a> {
    pub(super) class: usize,
    pub(super) workload: &'a Workload,
    pub(super) tenants: &'a [Tenant],
    pub(super) calendar: Calendar,
    pub(super) horizon: Span,
    pub(super) streams: Streams,
}

impl Setting<'_> {
    /// When submissions stop.
    pub(super) fn end(&self) -> Time {
        self.workload.until.min(Time::ZERO + self.horizon)
    }
}

/// A stream of jobs of one workload.
#[derive(Debug, Clone)]
pub(super) struct OpenFlow {
    maker: Maker,
    chance: Chances,
    arrivals: ArrivalStream,
    pending: Option<Pending>,
}

/// When the next submission comes, and whose it is.
#[derive(Debug, Clone)]
struct ArrivalStream {
    timer: Timer,
    end: Time,
    submitters: Submitters,
    chance: Chance,
    tenant_chance: Chance,
    sittings: Option<Sittings>,
}

/// When somebody comes who has not been there.
#[derive(Debug, Clone)]
enum Timer {
    /// At random, in the rhythm of day and week.
    Random { rhythm: Rhythm, position: Position, gaps: Gaps },
    /// In fixed cycles.
    Cycles(Cycles),
}

/// Users at their desks.
#[derive(Debug, Clone)]
struct Sittings {
    sessions: Sessions,
    seats: Seats,
}

/// Users in their sessions.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Seats {
    chance: Chance,
    /// The next user to sit down, once that is known.
    newcomer: Option<Time>,
    /// Which tenant submits again and when; the number of the session tells two users of one second apart.
    returns: BTreeMap<(Time, u64), TenantId>,
    begun: u64,
}

/// All of a stream that changes while it goes on.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct OpenState {
    chance: Chances,
    arrivals: Chance,
    tenants: Chance,
    timer: TimerState,
    sittings: Option<Seats>,
    pending: Option<Pending>,
}

/// How far a timer has come.
#[derive(Debug, Serialize, Deserialize)]
enum TimerState {
    Random(Position),
    Cycles(CyclesState),
}

impl OpenFlow {
    /// The stream of a workload. Panics when it does not fit its partition or nobody is there to submit: the check of
    /// the scenario has refused that.
    pub(super) fn new(setting: Setting<'_>, fit: Fit) -> OpenFlow {
        let Setting { class, workload, tenants, streams, .. } = setting;
        let stream = |purpose| streams.stream(purpose, &workload.name);
        let per_day = jobs_per_day(workload, &fit);
        let arrivals = ArrivalStream {
            timer: timer(&setting, &fit, per_day),
            end: setting.end(),
            submitters: Submitters::new(tenants, workload),
            chance: stream(Use::Arrivals),
            tenant_chance: stream(Use::Tenants),
            sittings: workload.sessions.map(|sessions| Sittings {
                sessions,
                seats: Seats {
                    chance: stream(Use::Sessions),
                    newcomer: None,
                    returns: BTreeMap::new(),
                    begun: 0,
                },
            }),
        };
        let maker = Maker::new((class, workload), fit);
        let chance = Chances::new(streams, &workload.name);
        let mut flow = OpenFlow { maker, chance, arrivals, pending: None };
        if workload.since < flow.arrivals.end && 0.0 < per_day {
            flow.arrivals.await_newcomer();
            flow.begin_batch();
        }
        flow
    }

    /// All that changes while it goes on.
    pub(super) fn state(&self) -> OpenState {
        let ArrivalStream { timer, chance, tenant_chance, sittings, .. } = &self.arrivals;
        OpenState {
            chance: self.chance.clone(),
            arrivals: chance.clone(),
            tenants: tenant_chance.clone(),
            timer: match timer {
                Timer::Random { position, .. } => TimerState::Random(*position),
                Timer::Cycles(cycles) => TimerState::Cycles(cycles.state()),
            },
            sittings: sittings.as_ref().map(|sittings| sittings.seats.clone()),
            pending: self.pending,
        }
    }

    /// Goes on from a state.
    pub(super) fn take_up(&mut self, state: OpenState) -> Result<(), StateError> {
        let other = || StateError::Other("the jobs of a workload came in another rhythm".into());
        match (&mut self.arrivals.timer, state.timer) {
            (Timer::Random { rhythm, position, .. }, TimerState::Random(saved)) => {
                *position = rhythm.resumed(saved);
            }
            (Timer::Cycles(cycles), TimerState::Cycles(saved)) => cycles.take_up(saved).ok_or_else(other)?,
            (Timer::Random { .. }, TimerState::Cycles(_)) | (Timer::Cycles(_), TimerState::Random(_)) => {
                return Err(other());
            }
        }
        match (&mut self.arrivals.sittings, state.sittings) {
            (Some(sittings), Some(seats)) => sittings.seats = seats,
            (None, None) => {}
            (Some(_), None) | (None, Some(_)) => return Err(other()),
        }
        (self.chance, self.pending) = (state.chance, state.pending);
        (self.arrivals.chance, self.arrivals.tenant_chance) = (state.arrivals, state.tenants);
        Ok(())
    }

    /// When the next job is submitted.
    pub(super) fn next_submit(&self) -> Option<Time> {
        self.pending.map(|pending| pending.at)
    }

    /// The next job, under this number. Panics when there is none.
    pub(super) fn take(&mut self, id: JobId) -> Made {
        let mut pending = self.pending.expect("take is called only when next_submit gave a time");
        let made = self.maker.make(id, &mut pending, &mut self.chance);
        if 0 < pending.left {
            self.pending = Some(pending);
        } else {
            self.begin_batch();
        }
        made
    }

    fn begin_batch(&mut self) {
        self.pending = self.arrivals.next().map(|(step, tenant)| {
            let left = self.maker.batch.length(&mut self.arrivals.chance);
            self.maker.pending(step, tenant, left, &mut self.chance)
        });
    }
}

impl ArrivalStream {
    /// The next submission, and by whom.
    fn next(&mut self) -> Option<(Step, TenantId)> {
        let Some(Sittings { sessions, seats }) = &mut self.sittings else {
            let step = self.timer.next(self.end, &mut self.chance)?;
            let tenant = self.submitters.draw(step.at, &mut self.tenant_chance);
            return Some((step, tenant));
        };
        let newcomer = seats.newcomer.unwrap_or(Time::NEVER);
        let returning = seats.returns.first_key_value().map_or(Time::NEVER, |((at, _), _)| *at);
        if newcomer == Time::NEVER && returning == Time::NEVER {
            return None;
        }
        // Of two in the same second the one who has been there goes first.
        let ((at, session), tenant) = if returning <= newcomer {
            seats.returns.pop_first()?
        } else {
            seats.begun += 1;
            seats.newcomer = self.timer.next(self.end, &mut self.chance).map(|step| step.at);
            ((newcomer, seats.begun), self.submitters.draw(newcomer, &mut self.tenant_chance))
        };
        let plan = sessions.plan(&mut seats.chance);
        let again = whole_second(at + plan.think);
        if plan.goes_on && again < self.end {
            seats.returns.insert((again, session), tenant);
        }
        Some((Step::alone(at), tenant))
    }

    /// Finds out when the first user sits down, where users do.
    fn await_newcomer(&mut self) {
        if let Some(sittings) = &mut self.sittings {
            sittings.seats.newcomer = self.timer.next(self.end, &mut self.chance).map(|step| step.at);
        }
    }
}

impl Timer {
    /// The next arrival, or none before `end`.
    fn next(&mut self, end: Time, chance: &mut Chance) -> Option<Step> {
        match self {
            // The catalogue gives parts only to cycles; a workload at random has one.
            Timer::Random { rhythm, position, gaps } => {
                rhythm.advance(position, gaps.draw(chance), end).map(Step::alone)
            }
            Timer::Cycles(cycles) => cycles.next(end, chance),
        }
    }
}

/// How many jobs a day a workload brings at the start.
pub(super) fn jobs_per_day(workload: &Workload, fit: &Fit) -> f64 {
    match workload.demand {
        Demand::JobsPerDay(jobs) => jobs,
        Demand::Load(share) => share * fit.capacity as f64 * 86_400.0 / fit.area_mean(),
        Demand::UnitHoursPerDay(hours) => hours * 3_600.0 / fit.area_mean(),
    }
}

fn timer(setting: &Setting<'_>, fit: &Fit, per_day: f64) -> Timer {
    let Setting { workload, calendar, tenants, .. } = *setting;
    let growth = Growth::of(workload).with_tenants(&Submitters::new(tenants, workload));
    if let Some(Arrivals::Cycles { hours, jitter_secs, .. }) = fit.arrivals() {
        let parts = fit.parts();
        return Timer::Cycles(Cycles::new(
            calendar,
            (hours, jitter_secs),
            &parts,
            per_day,
            growth,
            workload.since,
        ));
    }
    let per_session = workload.sessions.map_or(1.0, |sessions| sessions.submissions_mean);
    let rhythm = rhythm(setting, fit, per_day / fit.batch(workload).length_mean() / per_session, growth);
    let position = rhythm.position(workload.since);
    let gaps = match &fit.law {
        Law::Parts { .. } => Gaps::Poisson,
        Law::Model { model, .. } => Gaps::of(model),
    };
    Timer::Random { rhythm, position, gaps }
}

/// The rhythm of a workload, in which so many arrivals are expected on an average day.
pub(super) fn rhythm(setting: &Setting<'_>, fit: &Fit, per_day: f64, growth: Growth) -> Rhythm {
    let Setting { workload, calendar, horizon, .. } = *setting;
    let (day, week) = match &fit.law {
        Law::Model { model, .. } => (model.half_hours().to_vec(), [1.0; 7]),
        Law::Parts { application, .. } => match application.arrivals {
            Arrivals::Random { hours, weekend, batch: _ } => {
                (hours.to_vec(), [1.0, 1.0, 1.0, 1.0, 1.0, weekend, weekend])
            }
            Arrivals::Cycles { .. } => panic!("workload `{}` comes in fixed cycles", workload.name),
        },
    };
    let day = workload.pace.hours.map_or(day, |hours| hours.to_vec());
    let week = workload.pace.weekdays.unwrap_or(week);
    Rhythm::new(calendar, (&day, &week), per_day, (workload, growth), horizon)
}
