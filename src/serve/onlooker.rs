//! Looks on while the cells of a question run: seats, stop, progress, and the first run of each policy looked at closely.

use super::gate::{Gate, Seat};
use crate::experiment::{Cell, Watch, Witness};
use crate::model::{Center, Span, Time};
use crate::page::RunFold;
use crate::record::{Observer, Record};
use crate::scenario::Scenario;
use crate::state::{Saved, StateError};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// The first runs of all policies, as far as they are done.
type Folds = Mutex<Vec<Option<RunFold>>>;

/// Looks on for the server.
pub(super) struct Onlooker<'a> {
    gate: &'a Arc<Gate>,
    stop: &'a AtomicBool,
    /// How urgent cells are beside those of others; later replications are less so.
    urgency: u32,
    whole_micros: u64,
    done_micros: AtomicU64,
    /// Is told each twentieth of the way.
    tell: &'a (dyn Fn(f64) + Sync),
    centers: Vec<Vec<Center>>,
    horizon: Time,
    folds: Option<Folds>,
}

impl<'a> Onlooker<'a> {
    pub(super) fn new(
        (gate, stop): (&'a Arc<Gate>, &'a AtomicBool),
        scenario: &Scenario,
        urgency: u32,
        tell: &'a (dyn Fn(f64) + Sync),
    ) -> Onlooker<'a> {
        let policies = scenario.policies.iter();
        let cells = scenario.policies.len() as u64 * u64::from(scenario.replications);
        Onlooker {
            gate,
            stop,
            urgency,
            whole_micros: scenario.horizon.as_micros().saturating_mul(cells).max(1),
            done_micros: AtomicU64::new(0),
            tell,
            centers: policies.map(|policy| scenario.centers_under(policy).to_vec()).collect(),
            horizon: Time::ZERO + scenario.horizon,
            folds: None,
        }
    }

    /// The same, which looks closely at first runs.
    pub(super) fn closely(self) -> Onlooker<'a> {
        let folds = Some(Mutex::new(vec![None; self.centers.len()]));
        Onlooker { folds, ..self }
    }

    /// The runs that were looked at, by policy.
    pub(super) fn runs(self) -> Vec<Option<RunFold>> {
        let folds = self.folds.map(|folds| folds.into_inner().unwrap_or_else(PoisonError::into_inner));
        folds.unwrap_or_default()
    }
}

impl Watch for Onlooker<'_> {
    fn advance(&self, by: Span) {
        const PARTS: u128 = 20;
        let before = self.done_micros.fetch_add(by.as_micros(), Ordering::Relaxed);
        let part = |micros: u64| u128::from(micros) * PARTS / u128::from(self.whole_micros);
        let now = before.saturating_add(by.as_micros());
        if part(before) < part(now) {
            (self.tell)(now as f64 / self.whole_micros as f64);
        }
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn witness(&self, cell: Cell) -> Option<Box<dyn Witness + '_>> {
        // Stopped cells end at their first job, without a seat.
        let seat = self.gate.seat(self.urgency + cell.replication, &|| self.stopped())?;
        let fold =
            self.folds.as_ref().filter(|_| cell.replication == 0).map(|folds| {
                (RunFold::new(&self.centers[cell.policy], Some(self.horizon)), folds, cell.policy)
            });
        Some(Box::new(Seated { fold, _seat: seat }))
    }
}

/// Keeps a seat for as long as a cell runs, and may look closely at it.
struct Seated<'a> {
    fold: Option<(RunFold, &'a Folds, usize)>,
    _seat: Seat,
}

impl Observer for Seated<'_> {
    #[inline]
    fn observe(&mut self, record: &Record<'_>) {
        if let Some((fold, ..)) = &mut self.fold {
            fold.observe(record);
        }
    }

    fn save(&mut self) -> Saved {
        Saved::CannotBeSaved("a run of the live page".into())
    }

    fn restore(&mut self, _state: &[u8]) -> Result<(), StateError> {
        Err(StateError::Other("a run of the live page is never saved".into()))
    }
}

impl Witness for Seated<'_> {
    fn finish(self: Box<Self>) {
        if let Some((fold, folds, policy)) = self.fold {
            folds.lock().unwrap_or_else(PoisonError::into_inner)[policy] = Some(fold);
        }
    }
}
