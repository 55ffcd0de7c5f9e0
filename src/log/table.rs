//! Rows below a line that names their columns: what the formats between commas have in common.

use super::number::Number;
use super::row::{Header, Line, Parser, Row, SizeUnit};
use super::text;
use crate::text::Delimited;

/// Whether the line of names may have columns that the format does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Others {
    /// They are not looked at.
    Allowed,
    /// They show that the file is something else.
    Refused,
}

/// What a format between commas looks like.
#[derive(Debug)]
pub(super) struct Layout<const COLUMNS: usize> {
    /// The names of the columns; of those with several, the first that occurs is meant.
    pub(super) names: [&'static [&'static str]; COLUMNS],
    /// The columns that cannot be missing.
    pub(super) needed: &'static [usize],
    /// How other columns are taken.
    pub(super) others: Others,
    /// What the sizes of its jobs count.
    pub(super) unit: SizeUnit,
    /// When its second 0 was, in seconds since 1970, where that is known.
    pub(super) unix_start: Option<u64>,
    /// What a row says.
    pub(super) row: fn(&Fields<'_, COLUMNS>, &mut Header) -> Result<Row, Unreadable>,
    /// Whether a line above which no names stand is a row whose columns are in the order of [`Layout::names`]; some
    /// publishers keep the names in another file.
    pub(super) nameless: fn(&Delimited) -> bool,
}

/// A field is no number and no time, but should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unreadable;

/// The fields of a row by the columns of its layout.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a, const COLUMNS: usize> {
    delimited: &'a Delimited,
    places: &'a [Option<usize>; COLUMNS],
}

impl<const COLUMNS: usize> Fields<'_, COLUMNS> {
    /// The text of a column; nothing where there is no such column.
    pub(super) fn text(&self, column: usize) -> &[u8] {
        self.places[column].map_or(&[][..], |place| self.delimited.field(place))
    }

    /// The number in a column; `None` where it is not known.
    pub(super) fn number(&self, column: usize) -> Result<Option<Number>, Unreadable> {
        known(self.text(column), text::number)
    }

    /// The time in a column, in seconds since 1970 or since the origin of the log.
    pub(super) fn time(&self, column: usize) -> Result<Option<Number>, Unreadable> {
        known(self.text(column), |text| text::instant(text).or_else(|| text::number(text)))
    }

    /// The number at the end of a name such as `pod-0042`.
    pub(super) fn number_at_end(&self, column: usize) -> Option<Number> {
        let text = self.text(column);
        let digits = text.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        text::number(&text[text.len() - digits..])
    }
}

/// What a field says, if anything: nothing, the words of several programs for nothing, and negative numbers say that it is
/// not known.
pub(super) fn known(
    field: &[u8],
    read: impl FnOnce(&[u8]) -> Option<Number>,
) -> Result<Option<Number>, Unreadable> {
    if let Some(value) = read(field) {
        return Ok(Some(value));
    }
    let words: [&[u8]; 7] = [b"", b"-", b"na", b"nan", b"null", b"none", b"unknown"];
    let negative = || field.strip_prefix(b"-").and_then(text::number).is_some();
    let unknown = words.iter().any(|word| field.eq_ignore_ascii_case(word)) || negative();
    if unknown { Ok(None) } else { Err(Unreadable) }
}

/// Reads the rows of a layout.
pub(super) struct Table<const COLUMNS: usize> {
    layout: &'static Layout<COLUMNS>,
    delimited: Delimited,
    columns: Option<Columns<COLUMNS>>,
}

/// Where the columns are in this file.
#[derive(Debug, Clone, Copy)]
struct Columns<const COLUMNS: usize> {
    places: [Option<usize>; COLUMNS],
    /// How many columns there are, those included that are not looked at.
    count: usize,
}

impl<const COLUMNS: usize> Table<COLUMNS> {
    pub(super) fn new(layout: &'static Layout<COLUMNS>) -> Table<COLUMNS> {
        Table { layout, delimited: Delimited::new(b','), columns: None }
    }

    /// Begins to read rows of these columns.
    fn begin(&mut self, columns: Columns<COLUMNS>, header: &mut Header) {
        self.columns = Some(columns);
        header.unit = self.layout.unit;
        header.unix_start = self.layout.unix_start;
    }

    /// Where the columns are, if the line just taken apart names them.
    fn named(&self, count: usize) -> Option<Columns<COLUMNS>> {
        let places = self.layout.names.map(|names| names.iter().find_map(|name| self.delimited.column(name)));
        let complete = self.layout.needed.iter().all(|column| places[*column].is_some());
        let known = match self.layout.others {
            Others::Allowed => true,
            Others::Refused => places.iter().flatten().count() == count,
        };
        (complete && known).then_some(Columns { places, count })
    }
}

impl<const COLUMNS: usize> Parser for Table<COLUMNS> {
    fn parse(&mut self, line: &[u8], header: &mut Header) -> Line {
        if line.trim_ascii().is_empty() {
            return Line::Blank;
        }
        let count = self.delimited.split(line);
        if self.columns.is_none() && (self.layout.nameless)(&self.delimited) {
            self.begin(Columns { places: std::array::from_fn(Some), count }, header);
        }
        if let Some(columns) = self.columns.as_ref().filter(|columns| columns.count == count) {
            let fields = Fields { delimited: &self.delimited, places: &columns.places };
            if let Ok(row) = (self.layout.row)(&fields, header) {
                return Line::Row(row);
            }
        }
        // Files that were put one after the other name their columns again.
        match self.named(count) {
            None => Line::Unreadable,
            Some(columns) => {
                self.begin(columns, header);
                Line::Header
            }
        }
    }

    fn fields(&self, line: &[u8]) -> usize {
        let mut quoted = false;
        let delimits = |byte: &&u8| {
            quoted ^= **byte == b'"';
            **byte == b',' && !quoted
        };
        1 + line.iter().filter(delimits).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static LAYOUT: Layout<3> = Layout {
        names: [&["run"], &["submit", "arrival"], &["size"]],
        needed: &[0, 1],
        others: Others::Refused,
        unit: SizeUnit::Nodes,
        unix_start: None,
        row: |fields, _| {
            let (run, submit, nodes) = (fields.number(0)?, fields.time(1)?, fields.number(2)?);
            Ok(Row { run, submit, nodes, job: fields.number_at_end(2), ..Row::default() })
        },
        nameless: |_| false,
    };

    fn parsed(lines: &[&str]) -> Vec<Line> {
        let (mut table, mut header) = (Table::new(&LAYOUT), Header::default());
        lines.iter().map(|line| table.parse(line.as_bytes(), &mut header)).collect()
    }

    fn row(run: Option<u64>, submit: Option<u64>) -> Line {
        let [run, submit] = [run, submit].map(|number| number.map(Number::of));
        Line::Row(Row { run, submit, ..Row::default() })
    }

    #[test]
    fn columns_are_taken_by_name_and_may_be_named_again() {
        let lines =
            parsed(&["1,2", "Submit,RUN", "1,2", "", "1970-01-02 00:00:00,-1", "run,submit", "1,2", "1,NaN"]);
        let expected = [
            Line::Unreadable,
            Line::Header,
            row(Some(2), Some(1)),
            Line::Blank,
            row(None, Some(86_400)),
            Line::Header,
            row(Some(1), Some(2)),
            row(Some(1), None),
        ];
        assert_eq!(lines, expected);
    }

    #[test]
    fn rows_of_another_width_and_words_for_numbers_are_unreadable() {
        let lines = parsed(&["run,arrival,size", "1,2", "1,2,3,4", "soon,2,3", "run,submit,size,user"]);
        assert_eq!(lines[0], Line::Header);
        assert!(lines[1..].iter().all(|line| *line == Line::Unreadable), "{lines:?}");
    }
}
