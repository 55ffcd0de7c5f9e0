//! How long the jobs of a scenario may run that are there at some instant: as jobs alike do that it might have had.

use super::runs::size;
use crate::experiment::source_of;
use crate::model::{Chance, ClassId, Request, SourceError, Span, Streams, TenantId, Time, uniform};
use crate::scenario::Scenario;
use std::collections::BTreeMap;

/// So many jobs are looked at, at most.
const JOBS_MOST: u32 = 200_000;

/// So many jobs tell how long another may run.
const ENOUGH: usize = 40;

/// A job that the scenario might have had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Alike {
    walltime: Span,
    size: u64,
    work: Span,
}

/// The jobs that the scenario might have had, by class and in order of what they asked for.
#[derive(Debug, Default)]
pub(super) struct Lengths(BTreeMap<u16, Vec<Alike>>);

/// Among the ranks of all lengths those of jobs that came together lie so near to each other, as those of an array do.
const ALIKE: f64 = 0.1;

/// How long one job may run, ascending and each as likely as the other; nothing where no job alike ever ran longer than it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lots(Vec<Span>);

/// Jobs that came together, such as those of an array: they run about equally long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Bag {
    tenant: TenantId,
    class: ClassId,
    submit: Time,
    walltime: Span,
}

impl Bag {
    /// That of a job.
    pub(super) const fn of(request: &Request) -> Bag {
        let Request { tenant, class, submit, walltime, .. } = *request;
        Bag { tenant, class, submit, walltime }
    }
}

impl Lengths {
    /// The lengths of jobs with this chance.
    ///
    /// # Errors
    /// When a job cannot be made.
    pub(super) fn of(scenario: &Scenario, streams: Streams) -> Result<Lengths, SourceError> {
        let mut source = source_of(scenario, streams);
        let mut lengths = Lengths::default();
        let mut jobs = 0;
        while jobs < JOBS_MOST && source.next_submit()?.is_some() {
            jobs += 1;
            let job = source.take();
            // A job that breaks off is over then, as far as anybody can see.
            let breaks = source.terms().and_then(|terms| terms.breaks.first());
            let work = breaks.map_or(job.work, |breaks| breaks.point(Span::ZERO, job.work));
            let Request { walltime, shape, class, .. } = job.request;
            let alike = Alike { walltime, size: u64::from(size(shape)), work };
            lengths.0.entry(class.0).or_default().push(alike);
        }
        lengths.0.values_mut().for_each(|alike| alike.sort_unstable());
        Ok(lengths)
    }

    /// How long a job may run that has so much behind it.
    ///
    /// A user who asks for much time has a long job: of those of its class that asked for the same time, those of its size tell where there are
    /// enough of them, and else all of these; where they are too few, those that asked for the next times above and below tell as well.
    pub(super) fn lots(&self, request: &Request, behind: Span) -> Lots {
        let empty = Vec::new();
        let class = self.0.get(&request.class.0).unwrap_or(&empty);
        let begin = class.partition_point(|alike| alike.walltime < request.walltime);
        let end = class.partition_point(|alike| alike.walltime <= request.walltime);
        let longer = |alike: &&Alike| behind < alike.work;
        let size = u64::from(size(request.shape));
        let same = &class[begin..end];
        let of_size: Vec<Span> =
            same.iter().filter(|alike| alike.size == size).filter(longer).map(|alike| alike.work).collect();
        if ENOUGH <= of_size.len() {
            return Lots::new(of_size);
        }
        let mut lots: Vec<Span> = same.iter().filter(longer).map(|alike| alike.work).collect();
        let same_time = |left: &Alike, right: &Alike| left.walltime == right.walltime;
        let mut below = class[..begin].chunk_by(same_time).rev();
        let mut above = class[end..].chunk_by(same_time);
        while lots.len() < ENOUGH {
            let next = [below.next(), above.next()];
            // Of those that asked for more only those are like it that needed no more than it may have.
            let fits = |alike: &&Alike| alike.walltime < request.walltime || alike.work <= request.walltime;
            let found = next.into_iter().flatten().flatten();
            lots.extend(found.filter(longer).filter(fits).map(|alike| alike.work));
            if next == [None, None] {
                break;
            }
        }
        Lots::new(lots)
    }
}

impl Lots {
    fn new(mut lots: Vec<Span>) -> Lots {
        lots.sort_unstable();
        Lots(lots)
    }

    /// That at a rank between 0 and 1; nothing where there is none.
    pub(super) fn at(&self, rank: f64) -> Option<Span> {
        let place = (rank * self.0.len() as f64) as usize;
        self.0.get(place.min(self.0.len().saturating_sub(1))).copied()
    }

    /// Those about as long as another of the same bag was, and longer than what the job has behind it.
    pub(super) fn about(&self, other: Span, behind: Span) -> Lots {
        let count = self.0.len() as f64;
        let (first, last) =
            (self.0.partition_point(|lot| *lot < other), self.0.partition_point(|lot| *lot <= other));
        let from = (first as f64 - ALIKE * count).max(0.0) as usize;
        let until = ((last as f64 + ALIKE * count) as usize).min(self.0.len());
        Lots(self.0[from..until].iter().copied().filter(|lot| behind < *lot).collect())
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A rank near another.
pub(super) fn near(rank: f64, chance: &mut Chance) -> f64 {
    let moved = (rank + ALIKE / 2.0 * (2.0 * uniform(chance) - 1.0)).abs();
    if 1.0 < moved { 2.0 - moved } else { moved }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        CenterId, ClassId, Due, GroupId, JobId, Layout, PartitionId, Resources, Shape, TenantId, Time,
    };

    fn lengths() -> Lengths {
        let alike = |(hours, size): (u64, u64), minutes: u64| Alike {
            walltime: Span::from_secs(hours * 3_600),
            size,
            work: Span::from_secs(minutes * 60),
        };
        let mut all: Vec<Alike> = (1..=50).map(|minute| alike((1, 1), minute)).collect();
        all.extend((1..=10).map(|minute| alike((1, 2), minute)));
        all.extend((1..=100).map(|ten| alike((24, 1), 10 * ten)));
        all.sort_unstable();
        Lengths(BTreeMap::from([(3, all)]))
    }

    fn request(hours: u64, cores: u32) -> Request {
        Request {
            id: JobId(1),
            submit: Time::ZERO,
            walltime: Span::from_secs(hours * 3_600),
            estimate: Span::from_secs(hours * 3_600),
            shape: Shape { tasks: cores, per_task: Resources::cores(1), layout: Layout::Anywhere },
            tenant: TenantId(0),
            group: GroupId(0),
            class: ClassId(3),
            center: CenterId(0),
            partition: PartitionId(0),
            due: Due::NEVER,
        }
    }

    fn range(lots: &Lots) -> (usize, u64, u64) {
        let minutes = |span: &Span| span.as_secs() / 60;
        let all = || lots.0.iter().map(minutes);
        (lots.0.len(), all().min().unwrap_or(0), all().max().unwrap_or(0))
    }

    #[test]
    fn a_job_runs_as_those_do_that_asked_for_the_same_time() {
        let lengths = lengths();
        let none = Span::ZERO;
        assert_eq!(range(&lengths.lots(&request(1, 1), none)), (50, 1, 50));
        // Too few of its size: all that asked for an hour.
        assert_eq!(range(&lengths.lots(&request(1, 2), none)), (60, 1, 50));
        assert_eq!(range(&lengths.lots(&request(24, 1), none)), (100, 10, 1_000));
        // It has run for half an hour: twenty are left, and three that asked for a day ran for an hour at most.
        let (count, least, most) = range(&lengths.lots(&request(1, 1), Span::from_secs(1_805)));
        assert_eq!((count, least, most), (23, 31, 60));
        // Nobody ran so long.
        assert_eq!(range(&lengths.lots(&request(24, 1), Span::from_secs(60_000))), (0, 0, 0));
    }
}
