//! Reads a file of rows back as CSV, whatever its packing.

use crate::report::FileError;
use std::fs::File;
use std::io::{self, BufReader, Read as _, Seek as _};
use std::path::Path;

/// The text of a schedule in CSV, which may be packed with gzip or zstd, or be Parquet; its first bytes say which.
///
/// # Errors
/// When it cannot be read, is damaged, or is no text.
pub fn schedule_text(path: &Path) -> Result<String, FileError> {
    text_of(path).map_err(|source| FileError { path: path.into(), doing: "cannot read", source })
}

fn text_of(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut head = Vec::new();
    file.by_ref().take(4).read_to_end(&mut head)?;
    let mut bytes = Vec::new();
    match &head[..] {
        b"PAR1" => {
            file.rewind()?;
            return parquet_text(file);
        }
        [0x1f, 0x8b, ..] => {
            let packed = BufReader::new(io::Cursor::new(head).chain(file));
            flate2::bufread::MultiGzDecoder::new(packed).read_to_end(&mut bytes)?;
        }
        [0x28, 0xb5, 0x2f, 0xfd] | [0x50..=0x5f, 0x2a, 0x4d, 0x18] => {
            let packed = io::Cursor::new(head).chain(file);
            zstd::stream::read::Decoder::new(packed)?.read_to_end(&mut bytes)?;
        }
        _ => {
            io::Cursor::new(head).chain(file).read_to_end(&mut bytes)?;
        }
    }
    String::from_utf8(bytes).map_err(|_| {
        let expected =
            "expected CSV (also packed with gzip or zstd) or Parquet, found bytes that are no text";
        io::Error::new(io::ErrorKind::InvalidData, expected)
    })
}

#[cfg(feature = "parquet")]
fn parquet_text(file: File) -> io::Result<String> {
    use crate::text::csv_cell;
    use parquet::file::reader::{FileReader as _, SerializedFileReader};
    use parquet::record::Field;

    let reader = SerializedFileReader::new(file).map_err(io::Error::other)?;
    let schema = reader.metadata().file_metadata().schema();
    let names: Vec<String> = schema.get_fields().iter().map(|field| csv_cell(field.name())).collect();
    let mut text = names.join(",");
    text.push('\n');
    for row in reader.get_row_iter(None).map_err(io::Error::other)? {
        let row = row.map_err(io::Error::other)?;
        let fields = row.get_column_iter().map(|(_, field)| {
            if let Field::Str(text) = field {
                csv_cell(text)
            } else if let Field::Double(number) = field {
                // Not in powers of ten.
                number.to_string()
            } else if *field == Field::Null {
                String::new()
            } else {
                csv_cell(&field.to_string())
            }
        });
        text.push_str(&fields.collect::<Vec<String>>().join(","));
        text.push('\n');
    }
    Ok(text)
}

#[cfg(not(feature = "parquet"))]
fn parquet_text(_: File) -> io::Result<String> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "this program was built without Parquet"))
}
