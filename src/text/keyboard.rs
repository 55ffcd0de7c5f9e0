//! What was typed with a Chinese keyboard, as it would be typed with a plain one: wide digits and marks, units and dates.

/// The units of people who write Chinese, longest first, and ours.
const UNITS: &[(&str, &str)] = &[
    ("个小时", "h"),
    ("個小時", "h"),
    ("小时", "h"),
    ("小時", "h"),
    ("钟头", "h"),
    ("分钟", "min"),
    ("分鐘", "min"),
    ("秒钟", "s"),
    ("星期", "weeks"),
    ("礼拜", "weeks"),
    ("千瓦", "kW"),
    ("兆瓦", "MW"),
    ("个周", "weeks"),
    ("时", "h"),
    ("分", "min"),
    ("秒", "s"),
    ("天", "days"),
    ("日", "days"),
    ("周", "weeks"),
    ("瓦", "W"),
];

/// A value as it would be typed plainly; `None` where it is.
#[must_use]
pub fn plain(text: &str) -> Option<String> {
    let narrow: String = text.chars().map(narrow).collect();
    let found = with_plain_units(&with_plain_dates(&narrow));
    (found != text).then_some(found)
}

/// A line of TOML as it would be typed plainly, without its comment, and how many bytes of the line that stands for; `None`
/// where it is. What stands in plain quotes is left alone.
#[must_use]
pub fn plain_line(line: &str) -> Option<(usize, String)> {
    let mut typed = String::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let (piece, after) = match closing(first) {
            Closing::Comment if first == '#' => break,
            Closing::Comment => {
                // Somebody who writes a wide mark of a comment means one.
                let end = line.len() - rest.len();
                return Some((line[..end].trim_end().len(), typed.trim_end().to_owned()));
            }
            Closing::Quote(ends) => quoted(rest, ends, first),
            Closing::None => {
                let end = rest.find(|letter| !matches!(closing(letter), Closing::None)).unwrap_or(rest.len());
                let (bare, after) = rest.split_at(end);
                (bare_piece(bare), after)
            }
        };
        typed.push_str(&piece);
        rest = after;
    }
    let code = line[..line.len() - rest.len()].trim_end();
    let typed = typed.trim_end();
    (typed != code).then(|| (code.len(), typed.to_owned()))
}

/// A file of TOML as it would be typed plainly, line by line; `None` where it is. Texts of several lines are left alone.
#[must_use]
pub fn plain_lines(text: &str) -> Option<Vec<Option<(usize, String)>>> {
    let mut inside = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        let quotes = line.matches("\"\"\"").count() + line.matches("'''").count();
        lines.push(if inside || 0 < quotes { None } else { plain_line(line) });
        inside ^= quotes % 2 == 1;
    }
    lines.iter().any(Option::is_some).then_some(lines)
}

/// What a letter of a line begins.
enum Closing {
    /// A text that ends with one of these.
    Quote(&'static [char]),
    Comment,
    None,
}

const fn closing(first: char) -> Closing {
    match first {
        '"' => Closing::Quote(&['"']),
        '\'' => Closing::Quote(&['\'']),
        '“' | '”' | '＂' | '「' | '『' | '„' => Closing::Quote(&['“', '”', '＂', '」', '』', '"']),
        '‘' | '’' => Closing::Quote(&['‘', '’', '\'']),
        '#' | '＃' => Closing::Comment,
        _ => Closing::None,
    }
}

/// A text in quotes, and what follows it. What stands between plain quotes is left alone, for its value is told of apart.
fn quoted<'a>(rest: &'a str, ends: &[char], first: char) -> (String, &'a str) {
    let inner = &rest[first.len_utf8()..];
    let end = inner.find(|letter| ends.contains(&letter));
    let (inner, after) = inner.split_at(end.unwrap_or(inner.len()));
    if first.is_ascii() && end.is_none() {
        return (rest.to_owned(), "");
    }
    if first.is_ascii() {
        return (rest[..rest.len() - after.len() + 1].to_owned(), &after[1..]);
    }
    let after = after.chars().next().map_or("", |last| &after[last.len_utf8()..]);
    // Names and titles may hold wide commas; amounts may not.
    let amount = inner.trim_start().starts_with(|letter| narrow(letter).is_ascii_digit());
    let inner = if amount { plain(inner).unwrap_or_else(|| inner.to_owned()) } else { inner.to_owned() };
    let quote = if first == '\'' { '\'' } else { '"' };
    (format!("{quote}{inner}{quote}"), after)
}

/// A part of a line outside of quotes: an amount with a unit of ours needs quotes, a date none.
fn bare_piece(bare: &str) -> String {
    let narrow: String = bare.chars().map(narrow).collect();
    let dated = with_plain_dates(&narrow);
    let united = with_plain_units(&dated);
    let needs_quotes = |value: &str| {
        let is_amount = value.starts_with(|first: char| first.is_ascii_digit())
            && value.ends_with(|last: char| last.is_ascii_alphabetic() || last == '%');
        united != bare && is_amount
    };
    match united.split_once('=') {
        Some((key, value)) if needs_quotes(value.trim()) => format!("{key}= \"{}\"", value.trim()),
        Some(_) | None => united,
    }
}

/// A wide letter or mark as the plain one of its kind.
fn narrow(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(letter as u32 - 0xfee0).unwrap_or(letter),
        '\u{3000}' | '\u{a0}' => ' ',
        '“' | '”' | '„' | '「' | '」' | '『' | '』' => '"',
        '‘' | '’' => '\'',
        '、' => ',',
        '。' => '.',
        '﹪' => '%',
        '【' => '[',
        '】' => ']',
        '—' | '–' | '−' => '-',
        other => other,
    }
}

/// The text with its dates written as 2023-01-02.
fn with_plain_dates(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut plain = String::new();
    let mut place = 0;
    while place < letters.len() {
        let after_number = 0 < place && (letters[place - 1].is_ascii_digit() || letters[place - 1] == '.');
        match (after_number, date_at(&letters[place..])) {
            (false, Some((date, length))) => {
                plain.push_str(&date);
                place += length;
            }
            (true, _) | (false, None) => {
                plain.push(letters[place]);
                place += 1;
            }
        }
    }
    plain
}

/// The date at the beginning of a text, and how many letters it has there.
fn date_at(letters: &[char]) -> Option<(String, usize)> {
    let (year, place) = digits(letters, 0, 4)?;
    if year < 1_000 {
        return None;
    }
    let between = *letters.get(place)?;
    let (month, place) = digits(letters, place + 1, 2)?;
    let second = *letters.get(place)?;
    let is_date = match between {
        '年' => second == '月',
        '/' | '.' => second == between,
        '-' => second == '-',
        _ => false,
    };
    let (day, mut place) = digits(letters, place + 1, 2)?;
    if !is_date || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    if between == '年' && letters.get(place).is_some_and(|letter| ['日', '号', '號'].contains(letter)) {
        place += 1;
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    Some(match clock_at(letters, place) {
        Some((clock, end)) => (format!("{date}T{clock}"), end),
        None => (date, place),
    })
}

/// The time of day after a date, and where it ends.
fn clock_at(letters: &[char], place: usize) -> Option<(String, usize)> {
    let skipped = letters[place..].iter().take_while(|letter| **letter == ' ' || **letter == 'T').count();
    let (hour, place) = digits(letters, place + skipped, 2)?;
    let sign = *letters.get(place)?;
    if 23 < hour || !['时', '時', '点', '點', ':'].contains(&sign) {
        return None;
    }
    let place = place + 1;
    let Some((minute, mut place)) = digits(letters, place, 2) else {
        return (sign != ':').then(|| (format!("{hour:02}:00:00"), place));
    };
    if letters.get(place) == Some(&'分') {
        place += 1;
    }
    let mut second = 0;
    if letters.get(place) == Some(&':')
        && let Some((found, end)) = digits(letters, place + 1, 2)
    {
        (second, place) = (found, end);
    }
    (minute < 60 && second < 60).then(|| (format!("{hour:02}:{minute:02}:{second:02}"), place))
}

/// A number of at most so many digits, and where it ends.
fn digits(letters: &[char], start: usize, most: usize) -> Option<(u32, usize)> {
    let found: String =
        letters.get(start..)?.iter().take(most + 1).take_while(|letter| letter.is_ascii_digit()).collect();
    if most < found.len() {
        return None;
    }
    Some((found.parse().ok()?, start + found.len()))
}

/// The text with Chinese units after numbers written as ours.
fn with_plain_units(text: &str) -> String {
    if let Some((before, share)) = text.split_once("百分之") {
        let end = share.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(share.len());
        return format!("{before}{} %{}", &share[..end], with_plain_units(&share[end..]));
    }
    let mut plain = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let number = plain.trim_end().ends_with(|letter: char| letter.is_ascii_digit());
        match UNITS.iter().find(|(theirs, _)| number && rest.starts_with(theirs)) {
            Some((theirs, ours)) => {
                plain.truncate(plain.trim_end().len());
                plain.push(' ');
                plain.push_str(ours);
                rest = &rest[theirs.len()..];
            }
            None => {
                plain.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_typed_plainly() {
        let cases = [
            ("３０％", "30%"),
            ("30 天", "30 days"),
            ("百分之２０", "20 %"),
            ("２小时", "2 h"),
            ("90分钟", "90 min"),
            ("2周", "2 weeks"),
            ("1.5 千瓦", "1.5 kW"),
            ("2023年1月2日", "2023-01-02"),
            ("2023年1月2日 8时", "2023-01-02T08:00:00"),
            ("2023/01/02", "2023-01-02"),
            ("2023.1.2", "2023-01-02"),
            ("2023/1/2 8:30", "2023-01-02T08:30:00"),
            ("capacity.npu＝１２８", "capacity.npu=128"),
            ("——seed", "--seed"),
            ("easy，fcfs", "easy,fcfs"),
        ];
        for (typed, meant) in cases {
            assert_eq!(plain(typed).as_deref(), Some(meant), "{typed}");
        }
        for right in
            ["30 days", "2023-01-02", "2023-01-02T08:30:00", "fcfs+easy", "武汉", "1/2/3", "10.12.13.14"]
        {
            assert_eq!(plain(right), None, "{right}");
        }
    }

    #[test]
    fn lines_are_typed_plainly() {
        let cases = [
            ("seed ＝ ７", "seed = 7"),
            ("title = “武汉，算力”", "title = \"武汉，算力\""),
            ("load = “４０％”  # 负载，不变", "load = \"40%\""),
            ("start = 2023年1月2日", "start = 2023-01-02"),
            ("start = 2023/01/02 # 周一", "start = 2023-01-02"),
            ("size = ［4，60］", "size = [4,60]"),
            ("load = ３０％", "load = \"30%\""),
            ("horizon = 30天", "horizon = \"30 days\""),
            ("horizon = 30 天 ＃ 一个月", "horizon = \"30 days\""),
            ("【【center】】", "[[center]]"),
        ];
        for (typed, meant) in cases {
            let found = plain_line(typed).map(|(_, plain)| plain);
            assert_eq!(found.as_deref(), Some(meant), "{typed}");
        }
        assert_eq!(plain_line("a ＝ 1 # x"), Some(("a ＝ 1".len(), "a = 1".into())));
        let text = "a = \"\"\"\n，\n\"\"\"\nb ＝ 1\n";
        let lines = plain_lines(text).expect("the last line is not typed plainly");
        assert_eq!(lines.iter().filter(|line| line.is_some()).count(), 1);
        for right in [
            "title = \"武汉，算力\" # ，",
            "a = 'x，y'",
            "start = 2023-01-02",
            "x = \"30天\"",
            "title = \"武汉，",
        ] {
            assert_eq!(plain_line(right), None, "{right}");
        }
    }
}
