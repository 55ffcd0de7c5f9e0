//! Orders in a centre whose pools have got other sizes.

use super::desk::Desk;
use super::standing::{Standing, candidate};

impl Standing {
    /// Learns that the centre has another size from now on. What goes by parts of it is worked out anew, for who waits, too.
    pub(super) fn resized(&mut self, desk: &Desk<'_>) {
        match self {
            Standing::DominantShare(shares) => shares.resized(desk.center),
            Standing::Multifactor(multifactor, leads) => {
                leads.forget();
                multifactor.resized(desk.center);
                let lanes = desk.lanes().iter();
                let waiting = lanes.flat_map(|(key, lane)| lane.iter().map(|entry| (key.access, *entry)));
                multifactor.join(waiting.map(|(access, entry)| {
                    (entry.job, candidate(desk.requests, desk.center, (access, &entry), desk.now))
                }));
            }
            Standing::Fixed(_) | Standing::FairShare(_) | Standing::ClassPriority(_) => {}
            Standing::Waiting(_, leads) | Standing::Formula(_, _, leads) => leads.forget(),
        }
    }
}
