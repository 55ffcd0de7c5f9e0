//! Rows as Parquet: whole numbers, seconds and text with their types, packed.

use super::field::{Field, Kind, Lead};
use super::part::unpacked;
use crate::report::sink::Sink;
use csv_core::{ReadRecordResult, Reader};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;
use std::fs::File;
use std::io::{self, BufRead};
use std::sync::Arc;

/// So many rows are kept before they are written: what readers like, and little memory.
const ROWS_PER_GROUP: usize = 1 << 16;

/// Writes all parts, and gives back what they were written to.
pub(super) fn write_parquet(
    sink: Sink,
    fields: &[Field],
    parts: impl Iterator<Item = io::Result<(Lead, File)>>,
) -> io::Result<Sink> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_created_by(format!("suanli {}", env!("CARGO_PKG_VERSION")))
        .build();
    let schema = schema(fields).map_err(io::Error::other)?;
    let mut writer =
        SerializedFileWriter::new(sink, Arc::new(schema), Arc::new(properties)).map_err(io::Error::other)?;
    let mut group = Group::new(fields);
    for part in parts {
        let (lead, part) = part?;
        let mut rows = unpacked(part, &lead.text)?;
        while group.read_row(&mut rows)? {
            if group.rows == ROWS_PER_GROUP {
                group.write(&mut writer).map_err(io::Error::other)?;
            }
        }
    }
    if 0 < group.rows {
        group.write(&mut writer).map_err(io::Error::other)?;
    }
    writer.into_inner().map_err(io::Error::other)
}

fn schema(fields: &[Field]) -> Result<Type, ParquetError> {
    let column = |field: &Field| {
        let (physical, logical) = match field.kind {
            Kind::Whole => (Physical::INT64, None),
            Kind::Secs | Kind::Number => (Physical::DOUBLE, None),
            Kind::Flag => (Physical::BOOLEAN, None),
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        };
        let column = Type::primitive_type_builder(&field.name, physical)
            .with_logical_type(logical)
            .with_repetition(Repetition::OPTIONAL);
        column.build().map(Arc::new)
    };
    let columns: Result<Vec<_>, ParquetError> = fields.iter().map(column).collect();
    Type::group_type_builder("rows").with_fields(columns?).build()
}

/// The rows that have not been written yet, column by column.
struct Group {
    columns: Vec<Column>,
    rows: usize,
    reader: Reader,
    /// The text of the row that is read, and where its fields end.
    text: Vec<u8>,
    ends: Vec<usize>,
}

/// The values of a column that are there, and for each row whether one is.
struct Column {
    values: Values,
    is_there: Vec<i16>,
}

enum Values {
    Whole(Vec<i64>),
    Number(Vec<f64>),
    Flag(Vec<bool>),
    Text(Vec<ByteArray>),
}

impl Group {
    fn new(fields: &[Field]) -> Group {
        let column = |field: &Field| {
            let values = match field.kind {
                Kind::Whole => Values::Whole(Vec::new()),
                Kind::Secs | Kind::Number => Values::Number(Vec::new()),
                Kind::Flag => Values::Flag(Vec::new()),
                Kind::Text => Values::Text(Vec::new()),
            };
            Column { values, is_there: Vec::new() }
        };
        let columns = fields.iter().map(column).collect();
        let (text, ends) = (vec![0; 1 << 10], vec![0; fields.len() + 1]);
        Group { columns, rows: 0, reader: Reader::new(), text, ends }
    }

    /// Takes in the next row; tells whether there was one.
    fn read_row(&mut self, rows: &mut impl BufRead) -> io::Result<bool> {
        let (mut written, mut ended) = (0, 0);
        loop {
            let input = rows.fill_buf()?;
            let (result, taken, text, ends) =
                self.reader.read_record(input, &mut self.text[written..], &mut self.ends[ended..]);
            rows.consume(taken);
            (written, ended) = (written + text, ended + ends);
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.text.resize(2 * self.text.len(), 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(2 * self.ends.len(), 0),
                ReadRecordResult::Record => break,
                ReadRecordResult::End => {
                    self.reader.reset();
                    return Ok(false);
                }
            }
        }
        if ended != self.columns.len() {
            let why = format!("a row has {ended} fields, not {}", self.columns.len());
            return Err(io::Error::new(io::ErrorKind::InvalidData, why));
        }
        let mut from = 0;
        for (column, end) in self.columns.iter_mut().zip(&self.ends) {
            column.push(&self.text[from..*end])?;
            from = *end;
        }
        self.rows += 1;
        Ok(true)
    }

    fn write(&mut self, writer: &mut SerializedFileWriter<Sink>) -> Result<(), ParquetError> {
        let mut group = writer.next_row_group()?;
        for column in &mut self.columns {
            column.write(&mut group)?;
        }
        group.close()?;
        self.rows = 0;
        Ok(())
    }
}

impl Column {
    fn push(&mut self, field: &[u8]) -> io::Result<()> {
        self.is_there.push(i16::from(!field.is_empty()));
        if field.is_empty() {
            return Ok(());
        }
        let text = || std::str::from_utf8(field).map_err(|_| unreadable(field));
        match &mut self.values {
            Values::Whole(values) => values.push(text()?.parse().map_err(|_| unreadable(field))?),
            Values::Number(values) => values.push(text()?.parse().map_err(|_| unreadable(field))?),
            Values::Flag(values) => values.push(text()?.parse().map_err(|_| unreadable(field))?),
            Values::Text(values) => values.push(ByteArray::from(field.to_vec())),
        }
        Ok(())
    }

    fn write(&mut self, group: &mut SerializedRowGroupWriter<'_, Sink>) -> Result<(), ParquetError> {
        let is_there = &self.is_there;
        match &mut self.values {
            Values::Whole(values) => write_column::<Int64Type>(group, values, is_there)?,
            Values::Number(values) => write_column::<DoubleType>(group, values, is_there)?,
            Values::Flag(values) => write_column::<BoolType>(group, values, is_there)?,
            Values::Text(values) => write_column::<ByteArrayType>(group, values, is_there)?,
        }
        self.is_there.clear();
        Ok(())
    }
}

fn write_column<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, Sink>,
    values: &mut Vec<T::T>,
    is_there: &[i16],
) -> Result<(), ParquetError> {
    let mut column = group
        .next_column()?
        .ok_or_else(|| ParquetError::General("the schema has fewer columns than are written".into()))?;
    column.typed::<T>().write_batch(values, Some(is_there), None)?;
    values.clear();
    column.close()
}

fn unreadable(field: &[u8]) -> io::Error {
    let why = format!("`{}` is not what its column holds", String::from_utf8_lossy(field));
    io::Error::new(io::ErrorKind::InvalidData, why)
}
