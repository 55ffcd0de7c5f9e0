//! Logs that were damaged: whatever stands in them, they are read to their end or refused in a clear message.

use crate::endured::{assert_clear, endured};
use crate::mutator::{Dice, damaged};
use crate::samples::{SAMPLES, Sample};
use std::io::{self, Cursor, Read};
use std::path::Path;
use suanli::log::{FORMATS, LogReader, read_other_from};

/// So many damaged texts are made of each sample.
const DAMAGED: u64 = 100;

#[test]
fn damaged_texts_are_read_or_refused() {
    for (place, Sample { name: _, text }) in SAMPLES.iter().enumerate() {
        for seed in 0..DAMAGED {
            let mut dice = Dice::new(seed * 1_000 + place as u64);
            endured(&damaged(text.as_bytes(), &mut dice));
        }
    }
}

#[test]
fn a_log_may_be_cut_off_anywhere() {
    for Sample { name: _, text } in SAMPLES {
        let near_line_end = |end: usize| {
            (end.saturating_sub(2)..end + 2).any(|place| text.as_bytes().get(place) == Some(&b'\n'))
        };
        let last_row = text.len() - text.lines().last().map_or(0, str::len) - 2;
        for end in (0..text.len()).filter(|end| end % 7 == 0 || near_line_end(*end) || last_row <= *end) {
            endured(&text.as_bytes()[..end]);
        }
    }
}

#[test]
fn damaged_archives_are_read_or_refused() {
    for (place, Sample { name: _, text }) in SAMPLES.iter().enumerate() {
        let packed = zstd::encode_all(text.as_bytes(), 3).expect("writing to memory cannot fail");
        let mut dice = Dice::new(place as u64);
        for _ in 0..20 {
            endured(&damaged(&packed, &mut dice));
        }
    }
}

/// An input that never ends, and the number of bytes taken from it.
fn endless(head: &str, line: &'static [u8], bytes: u64) -> impl Read + Send + 'static {
    struct Again(&'static [u8], usize);
    impl Read for Again {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            for byte in &mut *buffer {
                *byte = self.0[self.1 % self.0.len()];
                self.1 += 1;
            }
            Ok(buffer.len())
        }
    }
    Cursor::new(head.as_bytes().to_vec()).chain(Again(line, 0).take(bytes))
}

#[test]
fn a_gigabyte_in_one_line_is_refused_after_a_little_of_it() {
    for Sample { name, text } in SAMPLES {
        for line in [&b"1"[..], b"1 ", b"1,", b"[", b"\"", b"\t|", b"x=1,", b"\0"] {
            let path = Path::new("damaged");
            let opened = LogReader::from_reader(path, endless(text, line, 1 << 30));
            let result = opened.and_then(|mut reader| {
                while reader.next_entry()?.is_some() {}
                Ok(reader.progress().bytes_read())
            });
            let is_log = FORMATS.iter().any(|format| format.name == *name);
            let error = match result {
                Ok(bytes) => panic!("{name}: {bytes} bytes of one line were read"),
                Err(error) => error,
            };
            assert_clear(&error);
            assert!(!is_log || error.to_string().contains("a line of more than"), "{error}");
            match read_other_from(path, endless(text, line, 1 << 30)) {
                Ok(None) => assert!(is_log, "{name}"),
                Ok(Some(table)) => panic!("{name}: {table:?}"),
                Err(error) => assert_clear(&error),
            }
        }
    }
}
