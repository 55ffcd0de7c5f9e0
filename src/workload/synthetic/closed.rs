//! Users who wait for their results: they think about them, submit again, and go away when it takes too long. A centre
//! that serves them better gets more work from them (Shmueli and Feitelson, TOMACS 20(1), 2009; Zakay and Feitelson,
//! MASCOTS 2014).

use super::super::{Feedback, Sessions, Workload};
use super::clock::Rhythm;
use super::fit::Fit;
use super::growth::Growth;
use super::maker::{Chances, Made, Maker, Pending, Step};
use super::open::{Setting, jobs_per_day, rhythm};
use super::sessions::whole_second;
use super::tenants::Submitters;
use crate::model::{Chance, Ending, JobId, Span, Streams, TenantId, Time, Use};
use crate::state::StateError;
use crate::workload::application::Batch;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The users of one workload.
#[derive(Debug, Clone)]
pub(super) struct ClosedFlow {
    maker: Maker,
    sessions: Sessions,
    patience: Span,
    /// The rhythm in which users come back, counted in days.
    rhythm: Rhythm,
    end: Time,
    users: Vec<User>,
    /// Which user submits next, and when.
    ready: BTreeSet<(Time, u32)>,
    /// Whose the jobs are whose end is awaited.
    awaited: BTreeMap<JobId, u32>,
}

/// One person. They have streams of chance of their own, so that they bring the same jobs and think as long whatever the
/// others do.
#[derive(Debug, Clone)]
struct User {
    tenant: TenantId,
    /// How long they stay away between two sessions on average, in days of the rhythm.
    days_away: f64,
    mind: Mind,
}

/// What a user has in mind.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Mind {
    chance: Chances,
    habits: Chance,
    /// What they are about to submit, or are submitting.
    pending: Option<Pending>,
    /// How many of the jobs that they submitted together have not ended.
    unfinished: u32,
}

/// All of the users that changes while they go on.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ClosedState {
    minds: Vec<Mind>,
    ready: BTreeSet<(Time, u32)>,
    awaited: BTreeMap<JobId, u32>,
}

impl ClosedFlow {
    /// The users of a workload, all of them away. Panics where [`super::open::OpenFlow::new`] does.
    pub(super) fn new(setting: Setting<'_>, fit: Fit, sessions: Sessions) -> ClosedFlow {
        let Setting { class, workload, streams, .. } = setting;
        let crew = Crew::new(&setting, &fit, sessions);
        let rhythm = rhythm(&setting, &fit, 1.0, Growth::of(workload));
        let maker = Maker::new((class, workload), fit);
        let (end, patience) = (setting.end(), patience(sessions));
        let mut flow = ClosedFlow {
            maker,
            sessions,
            patience,
            rhythm,
            end,
            users: Vec::new(),
            ready: BTreeSet::new(),
            awaited: BTreeMap::new(),
        };
        for member in crew.members {
            flow.users.push(User::new(&member, workload, streams));
        }
        for user in 0..flow.users.len() {
            let away = flow.sessions.plan(&mut flow.users[user].mind.habits).away;
            // People of a tenant that is still to come come with it.
            let joins = setting.tenants[flow.users[user].tenant.0 as usize].joins;
            flow.come_back(user, workload.since.max(joins), away);
        }
        flow
    }

    /// All that changes while they go on.
    pub(super) fn state(&self) -> ClosedState {
        let minds = self.users.iter().map(|user| user.mind.clone()).collect();
        ClosedState { minds, ready: self.ready.clone(), awaited: self.awaited.clone() }
    }

    /// Goes on from a state.
    pub(super) fn take_up(&mut self, state: ClosedState) -> Result<(), StateError> {
        if state.minds.len() != self.users.len() {
            let (found, known) = (state.minds.len(), self.users.len());
            return Err(StateError::Other(format!("expected the state of {known} users, found {found}")));
        }
        for (user, mind) in self.users.iter_mut().zip(state.minds) {
            user.mind = mind;
        }
        (self.ready, self.awaited) = (state.ready, state.awaited);
        Ok(())
    }

    /// When the next job is submitted, as far as is known now.
    pub(super) fn next_submit(&self) -> Option<Time> {
        self.ready.first().map(|(at, _)| *at)
    }

    /// The next job, under this number. Panics when there is none.
    pub(super) fn take(&mut self, id: JobId) -> Made {
        let &(at, number) = self.ready.first().expect("take is called only when next_submit gave a time");
        let user = &mut self.users[number as usize].mind;
        let pending = user.pending.as_mut().expect("who is ready has something to submit");
        let made = self.maker.make(id, pending, &mut user.chance);
        if pending.left == 0 {
            self.ready.remove(&(at, number));
        }
        self.awaited.insert(id, number);
        made
    }

    /// Takes note of the end of a job. Returns whether it was one of these users'.
    pub(super) fn learn(&mut self, ending: &Ending) -> bool {
        let Some(number) = self.awaited.remove(&ending.job) else { return false };
        let user = &mut self.users[number as usize].mind;
        user.unfinished -= 1;
        if 0 < user.unfinished {
            return true;
        }
        let submitted = user.pending.expect("a user has submitted what has ended").at;
        let plan = self.sessions.plan(&mut user.habits);
        // How long they wait is what counts for people, not how many times the runtime that is.
        let at_desk = ending.at.since(submitted) <= self.patience;
        let thought = whole_second(ending.at + plan.think);
        if plan.goes_on && at_desk {
            self.submit(number as usize, thought);
        } else {
            self.come_back(number as usize, thought, plan.away);
        }
        true
    }

    /// Lets a user who went away come back, after a pause in the rhythm of the workload.
    fn come_back(&mut self, number: usize, since: Time, away: f64) {
        if self.end <= since {
            return;
        }
        let mut position = self.rhythm.position(since);
        let days = away * self.users[number].days_away;
        if let Some(at) = self.rhythm.advance(&mut position, days, self.end) {
            self.submit(number, at);
        }
    }

    /// Lets a user submit then, if anybody submits so late.
    fn submit(&mut self, number: usize, at: Time) {
        if self.end <= at {
            return;
        }
        let User { tenant, mind, .. } = &mut self.users[number];
        let left = self.maker.batch.length(&mut mind.habits);
        mind.unfinished = left;
        mind.pending = Some(self.maker.pending(Step::alone(at), *tenant, left, &mut mind.chance));
        self.ready.insert((at, u32::try_from(number).expect("a workload has fewer than 2^32 users")));
    }
}

impl User {
    fn new(member: &Member, workload: &Workload, streams: Streams) -> User {
        // Tenants are numbered in the scenario's order, and people within each.
        let name = format!("{}/{}/{}", workload.name, member.tenant.0, member.number);
        User {
            tenant: member.tenant,
            days_away: member.days_away,
            mind: Mind {
                chance: Chances::new(streams, &name),
                habits: streams.stream(Use::Sessions, &name),
                pending: None,
                unfinished: 0,
            },
        }
    }
}

fn patience(sessions: Sessions) -> Span {
    match sessions.feedback {
        Feedback::Closed { patience, .. } => patience,
        Feedback::Open => panic!("users without feedback do not wait"),
    }
}

/// The people of a workload, and how busy each must be.
#[derive(Debug, Clone)]
pub(super) struct Crew {
    members: Vec<Member>,
    /// The share of the demand that these people can bring where nobody ever waits: 1 unless they are too few.
    pub(super) attainable: f64,
}

#[derive(Debug, Clone, Copy)]
struct Member {
    tenant: TenantId,
    number: u32,
    days_away: f64,
}

impl Crew {
    /// Shares people out among the tenants by their activity, at least one to each, and gives each the pauses with
    /// which all together bring the demand on a centre where nobody waits.
    pub(super) fn new(setting: &Setting<'_>, fit: &Fit, sessions: Sessions) -> Crew {
        let Setting { workload, tenants, .. } = *setting;
        let submitters = Submitters::new(tenants, workload);
        let users = match sessions.feedback {
            Feedback::Closed { users, .. } => users.map_or(0, |users| users as usize),
            Feedback::Open => 0,
        };
        let visit = Visit::new(setting, fit, sessions);
        let submissions_per_day = jobs_per_day(workload, fit) / fit.batch(workload).length_mean();
        let (mut members, mut attainable) = (Vec::new(), 0.0);
        for ((tenant, share), people) in submitters.shares().zip(shared_out(&submitters, users)) {
            let visits_per_day = submissions_per_day * share / f64::from(people) / visit.submissions;
            let days_away = visit.days_away(1.0 / visits_per_day);
            // Nobody can be more often there than always.
            attainable += share * (visits_per_day * visit.days).max(1.0).recip();
            members.extend((1..=people).map(|number| Member { tenant, number, days_away }));
        }
        Crew { members, attainable }
    }

    /// How many people there are.
    pub(super) const fn count(&self) -> usize {
        self.members.len()
    }
}

/// How many people each tenant has: one, and of the others as many as its share (largest remainders first).
fn shared_out(submitters: &Submitters, users: usize) -> Vec<u32> {
    let others = users.saturating_sub(submitters.count());
    let wanted: Vec<f64> = submitters.shares().map(|(_, share)| share * others as f64).collect();
    let mut people: Vec<u32> = wanted.iter().map(|wanted| 1 + *wanted as u32).collect();
    let given: u32 = people.iter().sum();
    let mut by_remainder: Vec<usize> = (0..people.len()).collect();
    by_remainder.sort_by(|one, other| wanted[*other].fract().total_cmp(&wanted[*one].fract()));
    let left = (submitters.count() + others).saturating_sub(given as usize);
    for place in by_remainder.into_iter().take(left) {
        people[place] += 1;
    }
    people
}

/// An average session on a centre where nobody waits.
#[derive(Debug, Clone, Copy)]
struct Visit {
    submissions: f64,
    /// How many days it lasts.
    days: f64,
    /// The same in days of the rhythm, of which more pass in busy hours, where it begins in those.
    busy_days: f64,
}

impl Visit {
    fn new(setting: &Setting<'_>, fit: &Fit, sessions: Sessions) -> Visit {
        // Of jobs that are submitted together the last one counts; the members of an array are alike.
        let together = match fit.batch(setting.workload) {
            Batch::Single | Batch::Array { .. } => 1.0,
            burst @ Batch::Burst { .. } => burst.length_mean(),
        };
        let patience = patience(sessions).as_secs_f64();
        let share_upto = |secs: f64| libm::pow(fit.share_upto(secs), together);
        let another = sessions.chance_of_another() * share_upto(patience);
        let submissions = 1.0 / (1.0 - another);
        let response_secs = if together == 1.0 { fit.runtime_mean() } else { mean_secs(share_upto) };
        let lasting_secs = submissions * (response_secs + sessions.think_secs_mean());
        let growth = Growth::of(setting.workload);
        let busy_days = rhythm(setting, fit, 1.0, growth).expected_during(lasting_secs);
        Visit { submissions, days: lasting_secs / 86_400.0, busy_days }
    }

    /// For how many days of the rhythm a user stays away on average who comes once in so many days.
    ///
    /// Days and days of the rhythm are equally many in the long run. Users who are seldom there come in busy hours; those
    /// who are there nearly always come at any hour: what lies between is taken as a straight line.
    fn days_away(&self, cycle_days: f64) -> f64 {
        let away = (1.0 - self.days / cycle_days).max(0.0);
        (away * (cycle_days + self.days - self.busy_days)).max(0.0)
    }
}

/// The mean of a time of which `share_upto` is the distribution, as the area above it.
fn mean_secs(share_upto: impl Fn(f64) -> f64) -> f64 {
    const STEPS: u32 = 400;
    /// Longer than any job of the catalogue.
    const SECS_MAX: f64 = 3e7;
    let (mut from, mut mean) = (0.0, 0.0);
    for step in 0..=STEPS {
        let to = libm::pow(SECS_MAX, f64::from(step) / f64::from(STEPS));
        mean += (to - from) * (1.0 - share_upto(f64::midpoint(from, to)));
        from = to;
    }
    mean
}
