//! What several tests need.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use suanli::model::{
    CenterId, ClassId, Due, Ending, GroupId, Job, JobId, PartitionId, Piece, Request, Shape, Source,
    SourceError, Span, TenantId, Terms, Time,
};
use suanli::record::{Event, JobFact};

/// The folder of the shared traces (`SUANLI_TRACES`); tests that need them say that they were skipped where it is not set.
pub(crate) fn traces() -> Option<PathBuf> {
    let folder = std::env::var_os("SUANLI_TRACES").map(PathBuf::from);
    if folder.is_none() {
        let note = "skipped: SUANLI_TRACES does not name the folder of the shared traces";
        writeln!(std::io::stderr(), "{note}").expect("standard error can be written to");
    }
    folder
}

/// A job of so many tasks of one processor each, of the first tenant, group, class, centre and partition, due never. Times in
/// seconds.
pub(crate) fn request(id: u64, submit: u64, tasks: u32, walltime: u64) -> Request {
    Request {
        id: JobId(id),
        submit: Time::from_secs(submit),
        walltime: Span::from_secs(walltime),
        estimate: Span::from_secs(walltime),
        shape: Shape::processors(tasks),
        tenant: TenantId(0),
        group: GroupId(0),
        class: ClassId(0),
        center: CenterId(0),
        partition: PartitionId(0),
        due: Due::NEVER,
    }
}

/// A source whose terms are remembered for the auditor.
pub(crate) struct Remembering {
    source: Box<dyn Source + Send>,
    pub(crate) terms: BTreeMap<JobId, Terms>,
}

impl Remembering {
    pub(crate) fn new(source: Box<dyn Source + Send>) -> Remembering {
        Remembering { source, terms: BTreeMap::new() }
    }
}

impl Source for Remembering {
    fn next_submit(&mut self) -> Result<Option<Time>, SourceError> {
        self.source.next_submit()
    }

    fn take(&mut self) -> Job {
        let job = self.source.take();
        if let Some(terms) = self.source.terms() {
            self.terms.insert(job.request.id, terms.clone());
        }
        job
    }

    fn terms(&self) -> Option<&Terms> {
        self.source.terms()
    }

    fn has_dependencies(&self) -> bool {
        self.source.has_dependencies()
    }

    fn learn(&mut self, ending: &Ending) {
        self.source.learn(ending);
    }
}

/// A fact of a job, with the pieces that it holds or held.
pub(crate) fn told(request: Request, pieces: &[Piece], fact: JobFact) -> Event {
    Event::Job { request, pieces: pieces.to_vec(), fact }
}
