//! Jobs as CSV, one a line, with the names of the columns in the first.

use super::{ExportFormat, ExportHead, ExportJob, Writer};
use crate::report::secs::secs_text;
use crate::report::sink::Sink;
use crate::text::csv_cell;
use std::io::{self, Write};
use std::path::PathBuf;

/// The row of [`super::EXPORTS`].
pub(super) const ENTRY: ExportFormat = ExportFormat {
    name: "csv",
    help: "comma-separated values with the names of the columns in the first line (docs/fitting.md says what they mean)",
    create,
    packed: false,
};

/// The columns of a line.
const COLUMNS: &str = "job,submit_secs,run_secs,size,walltime_secs,user,class,partition,tasks,cores_per_task,accelerators_per_task,memory_mib_per_task,ends";

struct Csv {
    sink: Sink,
    classes: Vec<String>,
    partitions: Vec<String>,
}

fn create(_: PathBuf, mut sink: Sink, head: &ExportHead) -> io::Result<Box<dyn Writer>> {
    writeln!(sink, "{COLUMNS}")?;
    let fields = |names: &[String]| names.iter().map(|name| csv_cell(name)).collect();
    Ok(Box::new(Csv { sink, classes: fields(&head.classes), partitions: fields(&head.partitions) }))
}

impl Writer for Csv {
    fn write(&mut self, number: u64, job: &ExportJob) -> io::Result<()> {
        let name = |names: &[String], place: usize| names.get(place).cloned().unwrap_or_default();
        let shape = job.shape.map_or_else(
            || ",,,".to_owned(),
            |shape| {
                let each = shape.per_task;
                format!("{},{},{},{}", shape.tasks, each.cores, each.accelerators, each.memory_mib)
            },
        );
        writeln!(
            self.sink,
            "{number},{},{},{},{},{},{},{},{shape},{}",
            secs_text(job.submit.as_micros()),
            secs_text(job.run.as_micros()),
            job.size,
            secs_text(job.walltime.as_micros()),
            job.user,
            name(&self.classes, job.class),
            name(&self.partitions, job.partition),
            job.state.words()
        )
    }

    fn finish(self: Box<Self>) -> io::Result<Sink> {
        Ok(self.sink)
    }
}
