//! Listens to a whole run and checks every record against the centres and against what was told before.

mod ends;
mod stops;

use super::causes::CauseBook;
use super::data::DataBook;
use super::finding::{Findings, Law};
use super::floor::Floor;
use super::rules::RuleBook;
use super::speeds::SpeedBook;
use super::standstill::Standstill;
use super::tally::Tallies;
use super::terms::TermBook;
use crate::model::{Cause, Center, CenterId, JobId, Request, Span, Terms, Time, WanRun};
use crate::record::{Fact, JobFact, NodeFact, Observer, Past, Piece, Record, Rejection, Spent};
use std::collections::BTreeMap;

/// An observer that believes nothing. It keeps a line for every job it ever heard of, so its memory grows with the run.
#[derive(Debug)]
pub struct Auditor<'a> {
    floors: Vec<Floor<'a>>,
    books: Vec<RuleBook<'a>>,
    speeds: Vec<SpeedBook<'a>>,
    lives: BTreeMap<JobId, Life>,
    causes: CauseBook,
    waits_for: TermBook,
    standstill: Standstill,
    tallies: Tallies,
    data: DataBook<'a>,
    now: Time,
    findings: Findings,
}

/// Where a job is in its life.
#[derive(Debug)]
enum Life {
    Waiting { request: Request, since: Time, past: Past, attempt: Span },
    Running { request: Request, start: Time, pieces: Vec<Piece>, past: Past, attempt: Span },
    Over,
}

impl<'a> Auditor<'a> {
    /// An auditor of these centres, before anything happened.
    #[must_use]
    pub fn new(centers: &'a [Center]) -> Auditor<'a> {
        Auditor {
            floors: centers.iter().map(Floor::new).collect(),
            books: centers.iter().map(RuleBook::new).collect(),
            speeds: centers.iter().map(SpeedBook::new).collect(),
            lives: BTreeMap::new(),
            causes: CauseBook::default(),
            waits_for: TermBook::default(),
            standstill: Standstill::default(),
            tallies: Tallies::default(),
            data: DataBook::default(),
            now: Time::ZERO,
            findings: Findings::default(),
        }
    }

    /// The same, knowing which jobs wait for which others.
    #[must_use]
    pub fn with_terms(self, terms: BTreeMap<JobId, Terms>) -> Auditor<'a> {
        Auditor { waits_for: TermBook::new(terms), ..self }
    }

    /// The same, knowing over which network the data of jobs move.
    #[must_use]
    pub fn with_wan(self, run: &'a WanRun) -> Auditor<'a> {
        Auditor { data: DataBook::new(run), ..self }
    }

    /// The same, expecting the causes of every wait.
    #[must_use]
    pub fn with_causes(self) -> Auditor<'a> {
        Auditor { causes: CauseBook::expecting(), ..self }
    }

    /// The same, expecting of the scheduler that no centre stands still: where nothing runs and each job that waits could start,
    /// one of them does. A scheduler that looks at the queue only now and then cannot promise that.
    #[must_use]
    pub fn without_standstill(self) -> Auditor<'a> {
        let standstill = Standstill::watching(self.floors.len());
        Auditor { standstill, ..self }
    }

    /// Closes the books at the horizon; where there was none ([`Time::NEVER`]), at the last record.
    #[must_use]
    pub fn finish(mut self, horizon: Time) -> Findings {
        // What would happen at the horizon itself does not.
        if self.now < horizon {
            self.close_instant();
        }
        let horizon = if horizon == Time::NEVER { self.now } else { horizon };
        if horizon < self.now {
            self.findings.add(Law::TimeOrder, self.now, &[], || format!("the horizon is {horizon}"));
        }
        for (job, life) in &self.lives {
            let doing = match life {
                Life::Waiting { .. } => "waited",
                Life::Running { .. } => "ran",
                Life::Over => continue,
            };
            self.findings
                .add(Law::Lost, horizon, &[*job], || format!("{doing}, and nothing more was heard of it"));
        }
        self.tallies.close(&mut self.findings, horizon);
        self.causes.close(&mut self.findings, horizon.max(self.now));
        self.waits_for.close(&mut self.findings, horizon.max(self.now));
        for floor in &mut self.floors {
            floor.close(&mut self.findings, horizon.max(self.now));
        }
        self.findings
    }

    fn add(&mut self, law: Law, job: JobId, detail: impl FnOnce() -> String) {
        self.findings.add(law, self.now, &[job], detail);
    }

    /// The books of the centre a job belongs to; a job that is somewhere else is out of place.
    fn floor_of(&mut self, center: CenterId, request: &Request) -> Option<usize> {
        if center != request.center {
            let home = request.center.0;
            self.add(Law::ClosedPool, request.id, || format!("in centre {}, submitted to {home}", center.0));
        }
        let place = usize::from(center.0);
        if place < self.floors.len() {
            return Some(place);
        }
        self.add(Law::ClosedPool, request.id, || format!("there is no centre {place}"));
        None
    }

    fn submitted(&mut self, request: &Request, life: Life) {
        self.tallies.of(request).submitted += 1;
        if request.submit != self.now {
            let (submit, now) = (request.submit, self.now);
            self.add(Law::TimeOrder, request.id, || format!("its submission is {submit}, told at {now}"));
        }
        if self.lives.insert(request.id, life).is_some() {
            self.add(Law::Duplicate, request.id, || "submitted twice".into());
        }
    }

    fn accepted(&mut self, center: CenterId, request: &Request) {
        let (since, past, attempt) = (self.now, Past::default(), Span::ZERO);
        self.submitted(request, Life::Waiting { request: *request, since, past, attempt });
        let Some(floor) = self.floor_of(center, request) else { return };
        let (slots, tasks) = (self.floors[floor].slots_when_empty(request), request.shape.tasks);
        if slots < u128::from(tasks) {
            self.add(Law::NeverFits, request.id, || {
                format!("{tasks} tasks, the empty machine has places for {slots}")
            });
        }
    }

    fn rejected(&mut self, center: CenterId, request: &Request, why: Rejection) {
        self.submitted(request, Life::Over);
        self.tallies.of(request).rejected += 1;
        self.waits_for.over(request.id, false);
        let Some(floor) = self.floor_of(center, request) else { return };
        let (slots, tasks) = (self.floors[floor].slots_when_empty(request), request.shape.tasks);
        let right = match why {
            Rejection::TaskTooLarge => slots == 0,
            Rejection::TooManyTasks => slots < u128::from(tasks),
            Rejection::WalltimeOverLimit
            | Rejection::SizeOverLimit
            | Rejection::NotAllowed
            | Rejection::OverLimitAlone
            | Rejection::TooManyWaiting => self.books[floor].turns_away(request, why),
            Rejection::DataOutOfReach | Rejection::DataTooLarge => self.data.turns_away(request, why),
        };
        if !right {
            let reason = why.reason();
            self.add(Law::WrongRejection, request.id, || {
                format!("\"{reason}\", but the empty machine has places for {slots} of {tasks} tasks")
            });
        }
    }

    fn started(&mut self, center: CenterId, request: &Request, pieces: &[Piece], told: Past) {
        if self.now < request.submit {
            let submit = request.submit;
            self.add(Law::EarlyStart, request.id, || format!("submitted at {submit}"));
        }
        let (mut past, mut attempt) = (told, Span::ZERO);
        match self.lives.remove(&request.id) {
            Some(Life::Waiting { request: known, since, past: before, attempt: ran }) => {
                self.compare(&known, request);
                self.waited_since(request, since);
                past = Past { waited: before.waited + since.until(self.now), ..before };
                attempt = ran;
                self.check_past(request, past, told);
            }
            Some(Life::Running { request: known, start, pieces: held, .. }) => {
                self.add(Law::Duplicate, request.id, || format!("runs since {start} and starts again"));
                // The books go on with the later start.
                self.release(center, &known, start, &held);
            }
            Some(Life::Over) => self.add(Law::Duplicate, request.id, || "starts after its end".into()),
            None => self.add(Law::Unknown, request.id, || "starts without a submission".into()),
        }
        let (start, held) = (self.now, pieces.to_vec());
        self.lives
            .insert(request.id, Life::Running { request: *request, start, pieces: held, past, attempt });
        let heard_of = |job: &JobId| self.lives.contains_key(job);
        self.waits_for.check(&mut self.findings, self.now, request, heard_of);
        self.data.start(&mut self.findings, self.now, request);
        if told.stops == 0 {
            self.waits_for.check_gang(&mut self.findings, self.now, request);
        }
        let Some(floor) = self.floor_of(center, request) else { return };
        self.floors[floor].check_layout(&mut self.findings, self.now, request, pieces);
        self.floors[floor].take(&mut self.findings, self.now, (request, told), pieces);
        self.books[floor].start(&mut self.findings, self.now, request, pieces);
        self.speeds[floor].start(request);
    }

    fn check_past(&mut self, request: &Request, known: Past, told: Past) {
        if known != told {
            self.add(Law::WrongStop, request.id, || format!("told {told:?}, known {known:?}"));
        }
    }

    /// A wait that began then is over.
    fn waited_since(&mut self, request: &Request, since: Time) {
        self.causes.over(&mut self.findings, self.now, request, since.until(self.now));
    }

    fn cancelled(&mut self, request: &Request) {
        self.tallies.of(request).cancelled += 1;
        self.waits_for.over(request.id, false);
        match self.lives.insert(request.id, Life::Over) {
            Some(Life::Waiting { request: known, since, .. }) => {
                self.compare(&known, request);
                self.waited_since(request, since);
            }
            Some(Life::Running { .. } | Life::Over) | None => {
                self.add(Law::Changed, request.id, || "given up, but does not wait".into());
            }
        }
    }

    fn compare(&mut self, known: &Request, request: &Request) {
        if known != request {
            self.add(Law::Changed, request.id, || format!("{request:?}, before {known:?}"));
        }
    }

    fn release(&mut self, center: CenterId, request: &Request, start: Time, pieces: &[Piece]) {
        let now = self.now;
        if let Some(floor) = self.floors.get_mut(usize::from(center.0)) {
            floor.give(now, start, request, pieces);
        }
    }

    /// Takes a running job off the books; `None` when it does not run.
    fn stop(
        &mut self,
        center: CenterId,
        request: &Request,
        start: Time,
        (pieces, spent): (&[Piece], Spent),
    ) -> Option<(Past, Span)> {
        let (known, known_start, held, past, attempt) = match self.lives.insert(request.id, Life::Over) {
            Some(Life::Running { request, start, pieces, past, attempt }) => {
                (request, start, pieces, past, attempt)
            }
            Some(Life::Waiting { .. }) => {
                self.add(Law::NotHeld, request.id, || "ends without having started".into());
                return None;
            }
            Some(Life::Over) => {
                self.add(Law::NotHeld, request.id, || "ends although it was over".into());
                return None;
            }
            None => {
                self.add(Law::Unknown, request.id, || "ends without a submission".into());
                return None;
            }
        };
        self.compare(&known, request);
        if held != pieces {
            self.add(Law::NotHeld, request.id, || format!("gives back {pieces:?}, held {held:?}"));
        }
        if known_start != start {
            self.add(Law::Changed, request.id, || format!("start {start}, it started at {known_start}"));
        }
        self.release(center, &known, known_start, &held);
        self.data.stop(&known);
        if let Some(book) = self.books.get_mut(usize::from(center.0)) {
            book.stop(&mut self.findings, (known_start, self.now), &known);
        }
        if let Some(book) = self.speeds.get_mut(usize::from(center.0)) {
            book.stop(&mut self.findings, (known_start, self.now), &known, spent);
        }
        Some((past, attempt))
    }

    fn still_waiting(&mut self, request: &Request) {
        self.tallies.of(request).waiting += 1;
        match self.lives.insert(request.id, Life::Over) {
            Some(Life::Waiting { request: known, since, .. }) => {
                self.compare(&known, request);
                self.waited_since(request, since);
            }
            Some(Life::Running { .. } | Life::Over) | None => {
                self.add(Law::Changed, request.id, || "told to wait at the horizon, but does not".into());
            }
        }
    }

    fn observe_job(&mut self, center: CenterId, request: &Request, pieces: &[Piece], fact: JobFact) {
        self.standstill.follow(center, request, &fact);
        match fact {
            JobFact::Submitted => self.accepted(center, request),
            JobFact::Rejected { why } => self.rejected(center, request, why),
            JobFact::Started { past } => self.started(center, request, pieces, past),
            JobFact::Stopped { start, stop, lost, spent, .. } => {
                self.stopped(center, request, (start, stop, lost, spent), pieces);
            }
            JobFact::Lost { lost } => self.lost(request, lost),
            JobFact::Cancelled { .. } => self.cancelled(request),
            JobFact::Waited { causes } => {
                let put_off = causes.of(Cause::Deferral);
                if self.books[usize::from(center.0)].put_off_at_most(request) < put_off {
                    self.findings
                        .add(Law::WrongCause, self.now, &[request.id], || format!("put off by {put_off}"));
                }
                self.causes.waited(request, &causes);
            }
            // That it is told is all that the law asks for.
            JobFact::PromiseBroken { .. } => {}
            JobFact::Ended { start, end, spent, .. } => {
                self.ended(center, request, (start, end), (pieces, spent));
            }
            JobFact::StillWaiting { .. } => self.still_waiting(request),
            JobFact::StillRunning { start, spent, .. } => {
                self.still_running(center, request, start, (pieces, spent));
            }
        }
    }

    /// Everything of this instant has happened.
    fn close_instant(&mut self) {
        let (at, floors, books, terms) = (self.now, &self.floors, &self.books, &self.waits_for);
        for book in &self.speeds {
            book.close(&mut self.findings, at);
        }
        self.standstill.close(&mut self.findings, at, |place, request| {
            u128::from(request.shape.tasks) <= floors[place].slots_if_empty_at(at, request)
                && books[place].surely_lets_in(at, request)
                && terms.asks_for_nothing(request.id)
        });
    }
}

impl Observer for Auditor<'_> {
    fn observe(&mut self, record: &Record<'_>) {
        if record.at < self.now {
            let (at, now) = (record.at, self.now);
            self.findings.add(Law::TimeOrder, at, &[], || format!("told after {now}"));
        }
        if self.now < record.at {
            self.close_instant();
            self.now = record.at;
        }
        let center = record.center;
        match record.fact {
            Fact::Job { request, pieces, fact } => self.observe_job(center, request, pieces, fact),
            Fact::Waiting { class, cause, jobs } => self.causes.level(self.now, center, (class, cause), jobs),
            Fact::Nodes(NodeFact::Geared(gear)) => match self.speeds.get_mut(usize::from(center.0)) {
                Some(book) => book.change(self.now, *gear),
                None => {
                    self.findings.add(Law::WrongSpeed, self.now, &[], || "there is no such centre".into());
                }
            },
            Fact::Data(fact) => self.data.observe(&mut self.findings, self.now, center, fact),
            Fact::Nodes(fact) => match self.floors.get_mut(usize::from(center.0)) {
                Some(floor) => floor.observe(&mut self.findings, self.now, fact),
                None => {
                    self.findings.add(Law::UnknownNode, self.now, &[], || "there is no such centre".into())
                }
            },
        }
    }
}
