//! Rows of fields between commas, bars or tabs, as spreadsheets and databases write them, with names in the first line.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use std::ops::Range;

/// Takes lines apart at a delimiter; fields may stand in quotes (RFC 4180), but not go over several lines.
#[derive(Debug)]
pub struct Delimited {
    reader: Reader,
    /// The fields of the last line, without their quotes, one after the other.
    text: Vec<u8>,
    /// Where each of them ends.
    ends: Vec<usize>,
    fields: usize,
}

impl Delimited {
    /// No line yet.
    #[must_use]
    pub fn new(delimiter: u8) -> Delimited {
        Delimited::of(ReaderBuilder::new().delimiter(delimiter).build())
    }

    /// The same for formats that know no quotes: a lone one is a character like any other.
    #[must_use]
    pub fn unquoted(delimiter: u8) -> Delimited {
        Delimited::of(ReaderBuilder::new().delimiter(delimiter).quoting(false).build())
    }

    fn of(reader: Reader) -> Delimited {
        Delimited { reader, text: vec![0; 1_024], ends: vec![0; 64], fields: 0 }
    }

    /// Takes a line apart, and gives the number of its fields.
    pub fn split(&mut self, line: &[u8]) -> usize {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        self.reader.reset();
        let (mut read, mut written, mut ended) = (0, 0, 0);
        loop {
            // A line without its end is over when there is nothing more to give, which is what an empty piece says.
            let (result, input, output, ends) =
                self.reader.read_record(&line[read..], &mut self.text[written..], &mut self.ends[ended..]);
            (read, written, ended) = (read + input, written + output, ended + ends);
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.text.resize(2 * self.text.len(), 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(2 * self.ends.len(), 0),
                ReadRecordResult::Record | ReadRecordResult::End => break,
            }
        }
        self.fields = ended;
        ended
    }

    /// The field at a place of the last line, without blanks around it; nothing where the line has no such field.
    #[must_use]
    pub fn field(&self, place: usize) -> &[u8] {
        self.range(place).map_or(&[][..], |range| self.text[range].trim_ascii())
    }

    /// The field of a column that the log may not have; nothing where it has not.
    #[must_use]
    pub fn text(&self, column: Option<usize>) -> &[u8] {
        column.map_or(&[][..], |place| self.field(place))
    }

    /// The fields of the last line.
    pub fn fields(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.fields).map(|place| self.field(place))
    }

    /// Makes one field of that at a place and so many behind it, which free text with delimiters in it was taken apart into.
    pub fn join(&mut self, place: usize, more: usize) {
        self.ends.copy_within(place + more..self.fields, place);
        self.fields -= more;
    }

    /// Where the column of a name is, if the last line is a header that has it. Case does not matter.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.fields().position(|field| field.eq_ignore_ascii_case(name.as_bytes()))
    }

    /// Where the first of these columns is that the header has.
    #[must_use]
    pub fn column_of(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.column(name))
    }

    fn range(&self, place: usize) -> Option<Range<usize>> {
        let first = match place.checked_sub(1) {
            None => 0,
            Some(before) => *self.ends.get(before)?,
        };
        (place < self.fields).then(|| first..self.ends[place])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(delimiter: u8, line: &str) -> Vec<String> {
        let mut delimited = Delimited::new(delimiter);
        // What an earlier line left behind must not shine through.
        delimited.split(b"a,b,c,d,e,f");
        delimited.split(line.as_bytes());
        delimited.fields().map(|field| String::from_utf8(field.to_vec()).unwrap()).collect()
    }

    #[test]
    fn quotes_and_empty_fields_are_understood() {
        assert_eq!(split(b',', "1,,\"a, \"\"b\"\"\", 2 \r"), ["1", "", "a, \"b\"", "2"]);
        assert_eq!(split(b'|', "7-04:00:00|x,y|"), ["7-04:00:00", "x,y", ""]);
        assert_eq!(split(b',', "\"never closed, 3"), ["never closed, 3"]);
        assert!(split(b',', "").is_empty());
        let long = format!("{},{}", "x".repeat(5_000), "y,".repeat(200));
        assert_eq!(split(b',', &long).len(), 202);
    }

    #[test]
    fn free_text_that_was_taken_apart_is_joined() {
        let mut delimited = Delimited::unquoted(b'|');
        assert_eq!(delimited.split(b"1|grep a|b|c|ana|8"), 6);
        delimited.join(1, 2);
        let fields: Vec<&[u8]> = delimited.fields().collect();
        assert_eq!(fields, [&b"1"[..], b"grep abc", b"ana", b"8"]);
    }

    #[test]
    fn columns_are_found_by_name() {
        let mut delimited = Delimited::new(b',');
        delimited.split(b"Job_ID, user ,\"gpu_num\"");
        assert_eq!(delimited.column("job_id"), Some(0));
        assert_eq!(delimited.column("gpu_num"), Some(2));
        assert_eq!(delimited.column("gpu"), None);
        assert_eq!(delimited.field(7), b"");
    }
}
