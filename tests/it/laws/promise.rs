//! The promises of first come, first served on nodes with pools and locks, checked plainly against a tape: the first in the
//! queue starts as soon as it fits, nobody passes it without backfilling, and no backfill that reserves for it delays it past its
//! reservation. Limits may bind others: nobody waits for another's limit.

use super::site::{Run, Site};
use std::collections::BTreeMap;
use suanli::model::{Center, JobId, Request, Time};
use suanli::record::{JobFact, Tape};

/// What those behind the first may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Overtaking {
    Never,
    /// What does not delay the first beyond its reservation.
    BesideTheFirst,
}

/// Everything in a tape of a first-come-first-served policy that breaks a promise.
pub(super) fn breaches(centers: &[Center], tape: &Tape, overtaking: Overtaking) -> Vec<String> {
    let mut starts: BTreeMap<JobId, Time> = BTreeMap::new();
    for entry in &tape.entries {
        if let Some((request, JobFact::Started { .. })) = entry.event.job() {
            starts.insert(request.id, entry.at);
        }
    }
    let last = tape.entries.last().map_or(Time::ZERO, |entry| entry.at);
    let mut sites: Vec<Site<'_>> = centers.iter().map(Site::new).collect();
    let mut breaches = Vec::new();
    for instant in tape.entries.chunk_by(|one, next| one.at == next.at) {
        let at = instant[0].at;
        for (number, site) in sites.iter_mut().enumerate() {
            let here = instant.iter().filter(|entry| usize::from(entry.center.0) == number);
            let heard = site.hear(at, here);
            if overtaking == Overtaking::Never {
                breaches.extend(overtaken(site, at, &heard.started));
            }
            let Some(head) = site.waiting.first().filter(|head| !is_limited(site.center, head)) else {
                continue;
            };
            if site.fits(&site.running, head, at) && at < last {
                breaches.push(format!("at {at}: job {} is the first, fits, and waits", head.id));
            }
            if overtaking == Overtaking::BesideTheFirst {
                let reservation = site.reservation(at, site.holders(heard, head), head);
                let start = starts.get(&head.id).copied().unwrap_or(Time::NEVER);
                if reservation < start && reservation < last {
                    let id = head.id;
                    breaches.push(format!("at {at}: job {id}, promised {reservation}, starts at {start}"));
                }
            }
        }
    }
    breaches
}

/// Whether a limit that somebody can reach counts a job.
fn is_limited(center: &Center, request: &Request) -> bool {
    const OUT_OF_REACH: u64 = 100_000;
    let mut limits = center.rules.limits.iter().filter(|limit| limit.most < OUT_OF_REACH);
    limits.any(|limit| limit.groups.is_empty() || limit.groups.contains(&request.group))
}

/// A job that started on nodes that a job submitted before it waits for. Other nodes it may have.
fn overtaken(site: &Site<'_>, at: Time, started: &[Run]) -> Option<String> {
    for waiting in site.waiting.iter().filter(|waiting| !is_limited(site.center, waiting)) {
        let open = site.open_pools(waiting, at);
        let overtaker = started.iter().find(|later| {
            waiting.id < later.request.id && later.pieces.iter().any(|piece| open.contains(&piece.pool))
        });
        if let Some(overtaker) = overtaker {
            let (overtaker, id) = (overtaker.request.id, waiting.id);
            return Some(format!("at {at}: job {overtaker} starts before job {id}"));
        }
    }
    None
}
