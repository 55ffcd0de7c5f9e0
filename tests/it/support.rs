//! What several tests need.

use std::io::Write;
use std::path::PathBuf;
use suanli::model::{
    CenterId, ClassId, Due, GroupId, JobId, PartitionId, Request, Shape, Span, TenantId, Time,
};

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
