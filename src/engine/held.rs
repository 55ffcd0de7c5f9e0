//! Jobs that are submitted and may not be queued yet: others have to end first, the rest of their gang is missing, or data must come.

use crate::model::{ClassId, Condition, Gang, JobId, Request, TenantId, Terms};
use crate::record::Bond;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};

/// Which jobs wait for which.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Held {
    /// By job: the jobs that wait for its end, and how it must end.
    waiting: BTreeMap<JobId, Vec<(u32, Condition)>>,
    /// What holds each held job.
    bonds: BTreeMap<u32, Bonds>,
    /// Jobs that run one after the other, in order; the first is free.
    single: BTreeMap<(TenantId, ClassId), VecDeque<u32>>,
    /// Gangs of which not every job is there and free otherwise.
    gangs: BTreeMap<u64, Company>,
    /// To which of them held jobs belong.
    gang_of: BTreeMap<u32, u64>,
    /// How jobs ended: whether they did their work. Kept only where jobs wait for others.
    outcomes: BTreeMap<JobId, bool>,
    /// Jobs that were submitted and have not ended, where jobs wait for others.
    open: BTreeMap<JobId, ()>,
}

/// The jobs of a gang that are there.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Company {
    present: Vec<u32>,
    /// How many there will be.
    members: u32,
    /// Jobs that never came or are gone again: then the others cannot start.
    lost: u32,
}

/// What holds a job.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Bonds {
    /// How many jobs have yet to end.
    after: u32,
    single: bool,
    gang: bool,
    /// Whether data must come first.
    data: bool,
}

impl Bonds {
    const fn are_gone(self) -> bool {
        self.is_ready() && !self.gang
    }

    /// Whether nothing holds it but its gang and its data.
    const fn waits_for_data_alone(self) -> bool {
        self.after == 0 && !self.single
    }

    /// Whether nothing holds it but its gang.
    const fn is_ready(self) -> bool {
        self.waits_for_data_alone() && !self.data
    }
}

/// What becomes of a job that was held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Released {
    /// It may be queued.
    Free(u32),
    /// From now on nothing holds it but its data.
    WaitsForData(u32),
    /// What it waited for can never come.
    Hopeless(u32),
}

impl Held {
    /// Remembers a job that others may wait for.
    pub(super) fn submitted(&mut self, job: JobId) {
        self.open.insert(job, ());
    }

    /// Takes in a job with its terms, of which the data may have to come first. What can be said at once goes into `released`: whether it, and the others of its gang, are
    /// free, or that it waits in vain. Nothing is said of a job that is held.
    pub(super) fn add(
        &mut self,
        (slot, waits_for_data): (u32, bool),
        request: &Request,
        terms: &Terms,
        released: &mut Vec<Released>,
    ) {
        let mut bonds = Bonds { data: waits_for_data, ..Bonds::default() };
        for after in &terms.after {
            match self.outcomes.get(&after.job) {
                Some(done) if !met(after.condition, *done) => {
                    self.break_gang(terms.gang, released);
                    released.push(Released::Hopeless(slot));
                    return;
                }
                Some(_) => {}
                None if self.open.contains_key(&after.job) && after.job != request.id => {
                    bonds.after += 1;
                    self.waiting.entry(after.job).or_default().push((slot, after.condition));
                }
                // It is unknown, and so no obstacle.
                None => {}
            }
        }
        if terms.singleton {
            let line = self.single.entry((request.tenant, request.class)).or_default();
            bonds.single = !line.is_empty();
            line.push_back(slot);
        }
        if let Some(gang) = terms.gang {
            let company = self.gangs.entry(gang.gang).or_default();
            company.members = gang.members;
            if 0 < company.lost {
                company.lost += 1;
                if company.lost == gang.members {
                    self.gangs.remove(&gang.gang);
                }
                released.push(Released::Hopeless(slot));
                return;
            }
            company.present.push(slot);
            bonds.gang = true;
            self.gang_of.insert(slot, gang.gang);
            self.bonds.insert(slot, bonds);
            note_data(slot, bonds, released);
            self.assemble(gang.gang, released);
        } else if bonds.are_gone() {
            released.push(Released::Free(slot));
        } else {
            self.bonds.insert(slot, bonds);
            note_data(slot, bonds, released);
        }
    }

    /// Learns that the data of a job are there. Gives whether anything else holds it.
    pub(super) fn data_came(&mut self, slot: u32, released: &mut Vec<Released>) -> bool {
        self.loosen(slot, released, |bonds| bonds.data = false);
        self.bonds.contains_key(&slot)
    }

    /// Forgets a job that is gone and was held by nothing but its data.
    pub(super) fn forget(&mut self, slot: u32) {
        if !self.bonds.is_empty() {
            self.bonds.remove(&slot);
        }
    }

    /// Learns that a job of a gang never comes, or is gone before the gang was free: the others, here or still to come,
    /// wait in vain.
    pub(super) fn break_gang(&mut self, gang: Option<Gang>, released: &mut Vec<Released>) {
        let Some(Gang { gang, members }) = gang else { return };
        let company = self.gangs.entry(gang).or_default();
        let present = std::mem::take(&mut company.present);
        company.lost += 1 + present.len() as u32;
        if members <= company.lost {
            self.gangs.remove(&gang);
        }
        for slot in present {
            self.gang_of.remove(&slot);
            if self.bonds.remove(&slot).is_some() {
                released.push(Released::Hopeless(slot));
            }
        }
    }

    /// Lets a gang go, if it is complete and nothing else holds any of its jobs.
    fn assemble(&mut self, gang: u64, released: &mut Vec<Released>) {
        let company = &self.gangs[&gang];
        let ready = |slot: &u32| self.bonds.get(slot).is_some_and(|bonds| bonds.is_ready());
        if company.present.len() < company.members as usize || !company.present.iter().all(ready) {
            return;
        }
        let company = self.gangs.remove(&gang).expect("it was just looked at");
        for slot in company.present {
            self.gang_of.remove(&slot);
            self.bonds.remove(&slot);
            released.push(Released::Free(slot));
        }
    }

    /// Learns how a job ended, whether it ever ran or not: tells which jobs are free now, or wait in vain. `slot` is where it was, if it
    /// was taken in.
    pub(super) fn ended(
        &mut self,
        slot: Option<u32>,
        (request, terms): (&Request, Option<&Terms>),
        done: bool,
        released: &mut Vec<Released>,
    ) {
        if self.open.remove(&request.id).is_some() {
            self.outcomes.insert(request.id, done);
        }
        if let Some(slot) = slot {
            self.bonds.remove(&slot);
            if let Some(terms) = terms {
                self.wait_no_longer(slot, terms, released);
            }
            self.leave_line(slot, request, released);
        }
        for (waiting, condition) in self.waiting.remove(&request.id).unwrap_or_default() {
            if !self.bonds.contains_key(&waiting) {
                continue;
            }
            if met(condition, done) {
                self.loosen(waiting, released, |bonds| bonds.after -= 1);
            } else {
                self.bonds.remove(&waiting);
                released.push(Released::Hopeless(waiting));
            }
        }
    }

    /// Takes a job out of everything that it may have been held in: its slot may soon be another's.
    fn wait_no_longer(&mut self, slot: u32, terms: &Terms, released: &mut Vec<Released>) {
        for after in &terms.after {
            if let Some(waiting) = self.waiting.get_mut(&after.job) {
                waiting.retain(|(other, _)| *other != slot);
            }
        }
        if let Some(gang) = self.gang_of.remove(&slot) {
            if let Some(company) = self.gangs.get_mut(&gang) {
                company.present.retain(|other| *other != slot);
            }
            self.break_gang(terms.gang, released);
        }
    }

    /// What holds a job, for people; `id` names the job of a slot.
    pub(super) fn bonds_of(
        &self,
        slot: u32,
        request: &Request,
        terms: Option<&Terms>,
        id: impl Fn(u32) -> JobId,
    ) -> Vec<Bond> {
        let Some(own) = self.bonds.get(&slot) else { return Vec::new() };
        let mut bonds = Vec::new();
        for (job, waiting) in &self.waiting {
            let here = waiting.iter().filter(|(other, _)| *other == slot);
            bonds.extend(here.map(|(_, condition)| Bond::After { job: *job, condition: *condition }));
        }
        let line = self.single.get(&(request.tenant, request.class));
        let before = line.and_then(|line| {
            let place = line.iter().position(|other| *other == slot)?;
            line.get(place.checked_sub(1)?)
        });
        bonds.extend(before.filter(|_| own.single).map(|before| Bond::Single { job: id(*before) }));
        if let Some(gang) = terms.and_then(|terms| terms.gang).filter(|_| own.gang) {
            let present = self.gangs.get(&gang.gang).map_or(0, |company| company.present.len()) as u32;
            bonds.push(Bond::Gang { present, members: gang.members });
        }
        bonds
    }

    fn leave_line(&mut self, slot: u32, request: &Request, released: &mut Vec<Released>) {
        let key = (request.tenant, request.class);
        let Some(line) = self.single.get_mut(&key) else { return };
        let was_first = line.front() == Some(&slot);
        line.retain(|other| *other != slot);
        let next = line.front().copied();
        if line.is_empty() {
            self.single.remove(&key);
        }
        if let (true, Some(next)) = (was_first, next) {
            self.loosen(next, released, |bonds| bonds.single = false);
        }
    }

    fn loosen(&mut self, slot: u32, released: &mut Vec<Released>, change: impl FnOnce(&mut Bonds)) {
        let Some(bonds) = self.bonds.get_mut(&slot) else { return };
        change(bonds);
        let bonds = *bonds;
        if bonds.are_gone() {
            self.bonds.remove(&slot);
            released.push(Released::Free(slot));
        } else if bonds.is_ready()
            && let Some(&gang) = self.gang_of.get(&slot)
        {
            self.assemble(gang, released);
        } else {
            note_data(slot, bonds, released);
        }
    }
}

/// Notes that a job waits for nothing but its data.
fn note_data(slot: u32, bonds: Bonds, released: &mut Vec<Released>) {
    if bonds.data && bonds.waits_for_data_alone() {
        released.push(Released::WaitsForData(slot));
    }
}

const fn met(condition: Condition, done: bool) -> bool {
    match condition {
        Condition::AfterAny => true,
        Condition::AfterOk => done,
        Condition::AfterNotOk => !done,
    }
}
