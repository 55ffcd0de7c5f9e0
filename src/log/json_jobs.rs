//! The objects in the list `jobs` of a JSON document, one after the other, found in the bytes as they are read: however long the
//! document, only one object of it is in memory.

/// The name of the list.
const LIST: &[u8] = b"jobs";

/// Looks for the objects of the list. It is shown bytes again from where it said.
#[derive(Debug, Clone, Default)]
pub(super) struct JsonJobs {
    /// How many braces and brackets are open outside the objects.
    depth: u32,
    /// What a string at the first level was, if one has just been read.
    name: Name,
    /// How far the next object has been read, if it has begun.
    inside: Option<Inside>,
    /// Whether the list is open.
    in_list: bool,
    /// Whether a list was ever found.
    found: bool,
}

/// Whether the name of the list has just been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Name {
    #[default]
    Other,
    /// The name, and nothing since.
    Read,
    /// The name and a colon.
    Announced,
}

/// An object that has begun.
#[derive(Debug, Clone, Copy, Default)]
struct Inside {
    place: usize,
    depth: u32,
    in_string: bool,
    escaped: bool,
}

/// What was found in some bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// An object is those bytes; what comes behind it has not been looked at.
    Object {
        /// Where it begins.
        begin: usize,
        /// Where it ends.
        end: usize,
    },
    /// None that is whole: bytes before this are not needed any more.
    More {
        /// How many.
        done: usize,
    },
}

impl JsonJobs {
    /// Whether a document begins here that has such a list.
    pub(super) fn begin(head: &[u8]) -> bool {
        if head.trim_ascii_start().first() != Some(&b'{') {
            return false;
        }
        let mut jobs = JsonJobs::default();
        jobs.next(head);
        jobs.found
    }

    /// Whether the bytes end within an object.
    pub(super) const fn is_inside(&self) -> bool {
        self.inside.is_some()
    }

    /// Whether the bytes end before the list does.
    pub(super) const fn is_open(&self) -> bool {
        self.in_list || 0 < self.depth
    }

    /// The next object in the bytes.
    pub(super) fn next(&mut self, bytes: &[u8]) -> Found {
        let mut begin = 0;
        if self.inside.is_none() {
            match self.go_to_object(bytes) {
                Ok(place) => begin = place,
                Err(done) => return Found::More { done },
            }
            self.inside = Some(Inside::default());
        }
        let inside = self.inside.as_mut().expect("an object has begun");
        match inside.end(&bytes[begin..]) {
            Some(length) => {
                self.inside = None;
                Found::Object { begin, end: begin + length }
            }
            None => Found::More { done: begin },
        }
    }

    /// Goes on to where an object begins, or says how far it went; a string that has not ended is looked at once more.
    fn go_to_object(&mut self, bytes: &[u8]) -> Result<usize, usize> {
        let mut place = 0;
        while let Some(byte) = bytes.get(place) {
            match byte {
                b'"' => {
                    let length = string_length(&bytes[place..]).ok_or(place)?;
                    let is_name = self.depth == 1 && bytes[place + 1..place + length - 1] == *LIST;
                    self.name = if is_name { Name::Read } else { Name::Other };
                    place += length;
                    continue;
                }
                b':' if self.name == Name::Read => self.name = Name::Announced,
                b'{' if self.in_list && self.depth == 2 => return Ok(place),
                b'{' | b'[' => {
                    self.depth = self.depth.saturating_add(1);
                    if *byte == b'[' && self.name == Name::Announced {
                        (self.in_list, self.found) = (true, true);
                    }
                    self.name = Name::Other;
                }
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    self.in_list &= 2 <= self.depth;
                }
                byte if byte.is_ascii_whitespace() => {}
                _ => self.name = Name::Other,
            }
            place += 1;
        }
        Err(place)
    }
}

/// How long a string is that begins here, with its quotes.
fn string_length(bytes: &[u8]) -> Option<usize> {
    let mut escaped = false;
    for (place, byte) in bytes.iter().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(place + 1),
            _ => {}
        }
    }
    None
}

impl Inside {
    /// Where the object ends that begins with these bytes, of which the first have been looked at before.
    fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        while let Some(byte) = bytes.get(self.place) {
            self.place += 1;
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' if self.in_string => self.escaped = true,
                b'"' => self.in_string = !self.in_string,
                _ if self.in_string => {}
                b'{' | b'[' => self.depth = self.depth.saturating_add(1),
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return Some(self.place);
                    }
                }
                _ => {}
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The objects of a document that is read in pieces.
    fn objects(text: &str, piece: usize) -> (Vec<String>, bool) {
        let (mut jobs, mut found) = (JsonJobs::default(), Vec::new());
        let (mut from, mut until) = (0, 0);
        loop {
            match jobs.next(&text.as_bytes()[from..until]) {
                Found::Object { begin, end } => {
                    found.push(text[from + begin..from + end].to_owned());
                    from += end;
                }
                Found::More { done } => {
                    from += done;
                    if until == text.len() {
                        return (found, jobs.is_inside() || jobs.is_open());
                    }
                    until = text.len().min(until + piece);
                }
            }
        }
    }

    #[test]
    fn objects_are_found_however_the_document_is_cut() {
        let text = r#"{"meta": {"jobs": [{"no": 1}], "a": "}]"}, "jobs" : [
            {"job_id": 1, "name": "a \" b {", "steps": [{"x": [1]}]} , 7, {"job_id": 2}], "errors": [{"e": 1}]}
            {"jobs": [{"job_id": 3}]}"#;
        let expected = [
            r#"{"job_id": 1, "name": "a \" b {", "steps": [{"x": [1]}]}"#,
            r#"{"job_id": 2}"#,
            r#"{"job_id": 3}"#,
        ];
        for piece in [1, 2, 7, 64, 10_000] {
            assert_eq!(objects(text, piece), (expected.map(str::to_owned).to_vec(), false), "{piece}");
            let cut = &text[..text.find("errors").unwrap()];
            assert!(objects(cut, piece).1, "{piece}");
        }
        assert!(JsonJobs::begin(text.as_bytes()));
        for other in
            ["", "{}", "[{\"jobs\": []}]", r#"{"timestamp": 1}"#, r#"{"a": {"jobs": []}}"#, r#"{"jobs": 7}"#]
        {
            assert!(!JsonJobs::begin(other.as_bytes()), "{other}");
        }
    }
}
