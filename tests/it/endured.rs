//! Reads bytes in every way there is, and looks whether all that comes of it is sound; what reading cannot endure panics.

use std::fmt::Write as _;
use std::io::Cursor;
use std::path::Path;
use suanli::log::{
    Cleaning, Finding, LogError, LogReader, LogSource, Quality, SizeUnit, Treatment, read_other_from,
};

/// What a message may be at most; it quotes no more than a little of the file.
const MESSAGE_BYTES_MAX: usize = 2_000;

/// What came of some bytes, in a few words: texts that fare alike give the same words.
///
/// # Panics
/// When an account does not add up, a job has no size, or a message is not fit to be read.
pub(crate) fn endured(bytes: &[u8]) -> String {
    let mut words = String::new();
    for unit in [None, Some(SizeUnit::Processors)] {
        match counted(bytes, unit, Cleaning::Archive) {
            Ok(account) => words.push_str(&account),
            Err(error) => {
                assert_clear(&error);
                words.push_str(&kind(&error));
            }
        }
    }
    if let Err(error) = counted(bytes, None, Cleaning::Strict { processors: 64 }) {
        assert_clear(&error);
    }
    if let Ok(reader) = opened(bytes)
        && let Err(error) = LogSource::sorted(reader)
    {
        assert_clear(&error);
    }
    match read_other_from(Path::new("damaged"), Cursor::new(bytes.to_vec())) {
        Err(error) => {
            assert_clear(&error);
            words.push_str(&kind(&error));
        }
        Ok(None) => {}
        Ok(Some(table)) => {
            assert_account(&table.quality);
            assert!(!table.facts(None).is_empty(), "a table says something");
            words.push_str(&account(table.kind, &table.quality));
        }
    }
    words
}

/// Expects a message that names the file, is short, and cannot upset a terminal.
pub(crate) fn assert_clear(error: &LogError) {
    let message = error.to_string();
    assert!(message.starts_with("damaged: "), "{message}");
    assert!(message.len() < MESSAGE_BYTES_MAX, "{message}");
    assert!(!message.chars().any(char::is_control), "{message:?}");
}

fn opened(bytes: &[u8]) -> Result<LogReader, LogError> {
    LogReader::from_reader(Path::new("damaged"), Cursor::new(bytes.to_vec()))
}

/// Reads a log to its end, and looks at the account.
fn counted(bytes: &[u8], unit: Option<SizeUnit>, cleaning: Cleaning) -> Result<String, LogError> {
    let mut reader = opened(bytes)?.cleaned(cleaning);
    if let Some(unit) = unit {
        reader = reader.counted_in(unit);
    }
    let mut jobs = 0;
    while let Some(entry) = reader.next_entry()? {
        jobs += 1;
        assert!(0 < entry.job.request.shape.tasks, "a job has a size: {entry:?}");
    }
    assert_eq!(reader.quality().rows_kept, jobs);
    assert_account(reader.quality());
    Ok(account(reader.format().name, reader.quality()))
}

fn assert_account(quality: &Quality) {
    assert!(quality.rows_kept <= quality.rows_read, "{quality:?}");
    assert!(quality.rows_repaired <= quality.rows_kept, "{quality:?}");
    let dropped: u64 = quality.found(Treatment::Dropped).map(|(_, tally)| tally.rows).sum();
    assert_eq!(dropped, quality.rows_dropped(), "every row that is dropped has one reason");
}

/// What was found, without the numbers.
fn account(name: &str, quality: &Quality) -> String {
    let mut words = name.to_owned();
    for finding in Finding::ALL.into_iter().filter(|finding| 0 < quality.tally(*finding).rows) {
        write!(words, " {finding:?}").expect("writing to a string cannot fail");
    }
    words
}

/// The kind of an error, without what it found.
fn kind(error: &LogError) -> String {
    let words = format!("{:?}", error.problem);
    words.split([' ', '(', '{']).next().unwrap_or_default().to_owned()
}
