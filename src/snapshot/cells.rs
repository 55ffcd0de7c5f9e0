//! Tables with a header line: fields between bars, commas or tabs, or in columns with blanks between them; each with its place.

use super::problem::Problems;
use crate::text::nearest;
use std::ops::Range;

/// A field and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) text: String,
    /// Line and column, counted from 1.
    pub(super) place: (usize, usize),
}

/// A table whose columns are known.
#[derive(Debug)]
pub(super) struct Table {
    /// The place of each column in a row, where the table has it.
    columns: Vec<Option<usize>>,
    pub(super) rows: Vec<Vec<Cell>>,
    /// Where the header stands.
    pub(super) header: (usize, usize),
    /// Lines above the header.
    pub(super) above: Vec<String>,
}

/// What a column is called: the first name is the one that is told, and Slurm cuts some.
pub(super) type Names = &'static [&'static str];

impl Table {
    /// Reads a table of which these columns are understood and those passed over; all else is a mistake.
    pub(super) fn read(
        (file, text): (&str, &str),
        known: &[Names],
        passed: &[&str],
        problems: &mut Problems,
    ) -> Option<Table> {
        let mut lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
        let is_name = |word: &str| {
            let same = |name: &&str| name.eq_ignore_ascii_case(word.trim_end_matches('*'));
            known.iter().any(|names| names.iter().any(same)) || passed.iter().any(same)
        };
        let mut above = Vec::new();
        let (number, line) = loop {
            let Some((number, line)) = lines.next() else {
                problems.add(file, None, "holds no table: expected a line with the names of its columns");
                return None;
            };
            // `squeue -l` and `sinfo -l` begin with the date.
            let is_header = split(line, delimiter(line), usize::MAX)
                .iter()
                .any(|range| is_name(unquoted(&line[range.clone()])));
            if is_header || 2 < number {
                break (number, line);
            }
            above.push(line.to_owned());
        };
        let delimiter = delimiter(line);
        let header = cells(line, number, delimiter, usize::MAX);
        let mut columns = vec![None; known.len()];
        for (place, cell) in header.iter().enumerate() {
            let same = |name: &&str| name.eq_ignore_ascii_case(&cell.text);
            match known.iter().position(|names| names.iter().any(same)) {
                Some(column) if columns[column].is_some() => {
                    problems.add(
                        file,
                        Some(cell.place),
                        format!("`{}`: there is such a column already", cell.text),
                    );
                }
                Some(column) => columns[column] = Some(place),
                None if passed.iter().any(same) || cell.text.is_empty() => {}
                None => {
                    let names = known.iter().flat_map(|names| names.iter().copied());
                    let meant = nearest(&cell.text, names.chain(passed.iter().copied()));
                    let meant = meant.map_or(String::new(), |meant| format!("; did you mean `{meant}`?"));
                    problems.add(file, Some(cell.place), format!("unknown column `{}`{meant}", cell.text));
                }
            }
        }
        let rows: Vec<Vec<Cell>> = lines
            .filter(|(_, row)| *row != line)
            .map(|(number, row)| cells(row, number, delimiter, header.len()))
            .collect();
        let mut table = Table { columns, rows: Vec::new(), header: (number, 1), above };
        for row in rows {
            if row.len() == header.len() {
                table.rows.push(row);
            } else {
                let message =
                    format!("expected {} fields as in the header, found {}", header.len(), row.len());
                problems.add(file, Some((row.first().map_or(0, |cell| cell.place.0), 1)), message);
            }
        }
        Some(table)
    }

    /// Whether there is such a column.
    pub(super) fn has(&self, column: usize) -> bool {
        self.columns[column].is_some()
    }

    /// The field of a row in a column, if that is there and says something.
    pub(super) fn cell<'a>(&self, row: &'a [Cell], column: usize) -> Option<&'a Cell> {
        let cell = row.get(self.columns[column]?)?;
        let says_nothing = ["", "N/A", "n/a", "(null)", "None", "Unknown", "NOT_SET", "-"];
        (!says_nothing.contains(&cell.text.as_str())).then_some(cell)
    }
}

/// What stands between the fields of a table with that header; nothing for blanks.
fn delimiter(header: &str) -> Option<char> {
    ['|', '\t', ',', ';'].into_iter().find(|mark| header.contains(*mark))
}

fn unquoted(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text)
}

fn cells(line: &str, number: usize, delimiter: Option<char>, most: usize) -> Vec<Cell> {
    let cell = |range: Range<usize>| {
        let text = unquoted(&line[range.clone()]);
        let lead = line[range.clone()].len() - line[range.clone()].trim_start().len();
        let column = line[..range.start + lead].chars().count() + 1;
        Cell { text: text.to_owned(), place: (number, column) }
    };
    split(line, delimiter, most).into_iter().map(cell).collect()
}

/// Where the fields of a line are. With blanks between them the last of so many fields takes the rest of the line.
fn split(line: &str, delimiter: Option<char>, most: usize) -> Vec<Range<usize>> {
    let mut fields = Vec::new();
    let mut from = 0;
    if let Some(delimiter) = delimiter {
        let mut is_quoted = false;
        for (at, letter) in line.char_indices() {
            is_quoted ^= letter == '"';
            if letter == delimiter && !is_quoted {
                fields.push(from..at);
                from = at + letter.len_utf8();
            }
        }
        fields.push(from..line.len());
        return fields;
    }
    while let Some(begin) = line[from..].find(|letter: char| !letter.is_whitespace()) {
        let begin = from + begin;
        let end = line[begin..].find(char::is_whitespace).map_or(line.len(), |end| begin + end);
        let is_last = fields.len() + 1 == most;
        let end = if is_last { line.trim_end().len() } else { end };
        fields.push(begin..end);
        from = end;
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(line: &str, most: usize) -> Vec<(String, usize)> {
        cells(line, 1, delimiter(line), most).into_iter().map(|cell| (cell.text, cell.place.1)).collect()
    }

    #[test]
    fn fields_are_told_apart_by_marks_or_by_blanks() {
        let field = |text: &str, column| (text.to_owned(), column);
        assert_eq!(texts("a| b |", 3), [field("a", 1), field("b", 4), field("", 7)]);
        assert_eq!(texts("1,\"x, y\",2", 3), [field("1", 1), field("x, y", 3), field("2", 10)]);
        let blanks = cells("  4711 gpu (Not, now)", 1, None, 3);
        let blanks: Vec<(&str, usize)> = blanks.iter().map(|cell| (&*cell.text, cell.place.1)).collect();
        assert_eq!(blanks, [("4711", 3), ("gpu", 8), ("(Not, now)", 12)]);
    }
}
