//! Jobs as Parquet, the columns of the CSV form with types and packed, for pandas, polars and DuckDB.

use super::{ExportFormat, ExportHead, ExportJob, Writer};
use crate::report::sink::Sink;
use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

/// The row of [`super::EXPORTS`].
pub(super) const ENTRY: ExportFormat = ExportFormat {
    name: "parquet",
    help: "Apache Parquet: the columns of csv with their types, packed",
    create,
    packed: true,
};

/// So many jobs are kept before they are written: what readers like, and little memory.
const ROWS_PER_GROUP: usize = 1 << 16;

const SCHEMA: &str = "
message jobs {
    required int64 job;
    required double submit_secs;
    required double run_secs;
    required int64 size;
    required double walltime_secs;
    required int64 user;
    required binary class (string);
    required binary partition (string);
    optional int64 tasks;
    optional int64 cores_per_task;
    optional int64 accelerators_per_task;
    optional int64 memory_mib_per_task;
    required binary ends (string);
}";

struct Parquet {
    writer: SerializedFileWriter<Sink>,
    classes: Vec<String>,
    partitions: Vec<String>,
    /// What has not been written yet.
    jobs: Vec<(u64, ExportJob)>,
}

fn create(_: PathBuf, sink: Sink, head: &ExportHead) -> io::Result<Box<dyn Writer>> {
    let schema = parse_message_type(SCHEMA).map_err(other)?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_created_by(format!("suanli {}", env!("CARGO_PKG_VERSION")))
        .build();
    let writer = SerializedFileWriter::new(sink, Arc::new(schema), Arc::new(properties)).map_err(other)?;
    let (classes, partitions) = (head.classes.clone(), head.partitions.clone());
    Ok(Box::new(Parquet { writer, classes, partitions, jobs: Vec::new() }))
}

fn other(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

impl Parquet {
    /// Writes what is kept as one group of rows.
    fn flush(&mut self) -> Result<(), ParquetError> {
        let jobs = std::mem::take(&mut self.jobs);
        if jobs.is_empty() {
            return Ok(());
        }
        let mut group = self.writer.next_row_group()?;
        let name =
            |names: &[String], place: usize| ByteArray::from(names.get(place).map_or("", String::as_str));
        let secs = |micros: u64| micros as f64 / 1e6;
        column::<Int64Type>(&mut group, jobs.iter().map(|(number, _)| *number as i64))?;
        column::<DoubleType>(&mut group, jobs.iter().map(|(_, job)| secs(job.submit.as_micros())))?;
        column::<DoubleType>(&mut group, jobs.iter().map(|(_, job)| secs(job.run.as_micros())))?;
        column::<Int64Type>(&mut group, jobs.iter().map(|(_, job)| i64::from(job.size)))?;
        column::<DoubleType>(&mut group, jobs.iter().map(|(_, job)| secs(job.walltime.as_micros())))?;
        column::<Int64Type>(&mut group, jobs.iter().map(|(_, job)| i64::from(job.user)))?;
        column::<ByteArrayType>(&mut group, jobs.iter().map(|(_, job)| name(&self.classes, job.class)))?;
        column::<ByteArrayType>(
            &mut group,
            jobs.iter().map(|(_, job)| name(&self.partitions, job.partition)),
        )?;
        let shape =
            |part: fn(crate::model::Shape) -> i64| move |(_, job): &(u64, ExportJob)| job.shape.map(part);
        optional(&mut group, jobs.iter().map(shape(|shape| i64::from(shape.tasks))))?;
        optional(&mut group, jobs.iter().map(shape(|shape| i64::from(shape.per_task.cores))))?;
        optional(&mut group, jobs.iter().map(shape(|shape| i64::from(shape.per_task.accelerators))))?;
        optional(
            &mut group,
            jobs.iter().map(shape(|shape| i64::try_from(shape.per_task.memory_mib).unwrap_or(i64::MAX))),
        )?;
        column::<ByteArrayType>(&mut group, jobs.iter().map(|(_, job)| ByteArray::from(job.state.words())))?;
        group.close()?;
        Ok(())
    }
}

/// Writes a column in which every job has a value.
fn column<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, Sink>,
    values: impl Iterator<Item = T::T>,
) -> Result<(), ParquetError> {
    let values: Vec<T::T> = values.collect();
    let mut column = group.next_column()?.ok_or_else(too_many)?;
    column.typed::<T>().write_batch(&values, None, None)?;
    column.close()
}

/// Writes a column in which some jobs have no value.
fn optional(
    group: &mut SerializedRowGroupWriter<'_, Sink>,
    values: impl Iterator<Item = Option<i64>>,
) -> Result<(), ParquetError> {
    let values: Vec<Option<i64>> = values.collect();
    let there: Vec<i16> = values.iter().map(|value| i16::from(value.is_some())).collect();
    let known: Vec<i64> = values.into_iter().flatten().collect();
    let mut column = group.next_column()?.ok_or_else(too_many)?;
    column.typed::<Int64Type>().write_batch(&known, Some(&there), None)?;
    column.close()
}

fn too_many() -> ParquetError {
    ParquetError::General("the schema has fewer columns than are written".into())
}

impl Writer for Parquet {
    fn write(&mut self, number: u64, job: &ExportJob) -> io::Result<()> {
        self.jobs.push((number, *job));
        if self.jobs.len() < ROWS_PER_GROUP { Ok(()) } else { self.flush().map_err(other) }
    }

    fn finish(mut self: Box<Self>) -> io::Result<Sink> {
        self.flush().map_err(other)?;
        self.writer.into_inner().map_err(other)
    }
}
