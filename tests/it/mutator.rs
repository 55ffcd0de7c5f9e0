//! Damages texts as disks, editors and strangers do: the same seed gives the same damage.

/// A stream of chance (`SplitMix64`; Steele, Lea and Flood 2014).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a bound that is not 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }
}

/// What somebody may write where a number should stand.
pub(crate) const ABSURD: &[&str] = &[
    "99999999999999999999999999999999999999",
    "18446744073709551615",
    "18446744073709551616",
    "9223372036854775808",
    "4294967296",
    "18446744073709.551615",
    "-1",
    "-0",
    "-99999999999999999999",
    "1e308",
    "1e400",
    "1e-400",
    "nan",
    "inf",
    "-inf",
    "0x1f",
    "1.2.3",
    ".",
    "",
    "0",
    "9999-12-31T23:59:59",
    "0000-00-00 00:00:00",
    "9999-12-31T23:59:60-15:59",
    "99999999-99:99:99",
    "UNLIMITED",
    "\u{738b}",
    "\"",
    "9999999999999999999999Gn",
    "null",
    "[[[[[[[[[[[[[[[[",
];

/// A text with one to four damages.
pub(crate) fn damaged(text: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = text.to_vec();
    for _ in 0..=dice.below(4) {
        damage(&mut bytes, dice);
    }
    bytes
}

fn damage(bytes: &mut Vec<u8>, dice: &mut Dice) {
    let place = dice.below(bytes.len() + 1);
    match dice.below(14) {
        0 => bytes.truncate(place),
        1 => bytes.insert(place, 0),
        2 => bytes.insert(place, dice.below(256) as u8),
        3 if place < bytes.len() => bytes[place] = dice.below(256) as u8,
        4 if place < bytes.len() => drop(bytes.remove(place)),
        5 => {
            let end = (place + 1 + dice.below(40)).min(bytes.len());
            drop(bytes.drain(place.min(end)..end));
        }
        6 | 7 => number(bytes, ABSURD[dice.below(ABSURD.len())], dice),
        8 => lines(bytes, dice),
        9 => columns(bytes, dice),
        10 => drop(bytes.splice(place..place, ABSURD[dice.below(ABSURD.len())].bytes())),
        11 => {
            // A piece again and again, up to lines and fields longer than any.
            let end = (place + 1 + dice.below(60)).min(bytes.len());
            let piece = bytes[place.min(end)..end].repeat(1 << dice.below(12));
            drop(bytes.splice(place..place, piece));
        }
        12 => {
            let marks = b",|\t; \"\n\r{}=-:";
            bytes.insert(place, marks[dice.below(marks.len())]);
        }
        _ => {
            let other = b"\xef\xbb\xbf; \xff\xfe\n";
            let end = dice.below(other.len());
            drop(bytes.splice(0..0, other[..end].iter().copied()));
        }
    }
}

/// Puts a word in the place of one of the numbers.
fn number(bytes: &mut Vec<u8>, word: &str, dice: &mut Dice) {
    let starts: Vec<usize> = (0..bytes.len())
        .filter(|place| bytes[*place].is_ascii_digit() && (*place == 0 || !bytes[place - 1].is_ascii_digit()))
        .collect();
    if starts.is_empty() {
        return;
    }
    let start = starts[dice.below(starts.len())];
    let digits = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    drop(bytes.splice(start..start + digits, word.bytes()));
}

/// Shuffles the lines, repeats one, or takes one away.
fn lines(bytes: &mut Vec<u8>, dice: &mut Dice) {
    let mut lines: Vec<Vec<u8>> = bytes.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    let place = dice.below(lines.len());
    match dice.below(3) {
        0 => {
            for place in (1..lines.len()).rev() {
                let other = dice.below(place + 1);
                lines.swap(place, other);
            }
        }
        1 => lines.extend(vec![lines[place].clone(); 1 + dice.below(200)]),
        _ => drop(lines.remove(place)),
    }
    *bytes = lines.join(&b'\n');
}

/// Takes away, repeats or exchanges words of the first line.
fn columns(bytes: &mut Vec<u8>, dice: &mut Dice) {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let mark = if bytes[..end].contains(&b'|') { b'|' } else { b',' };
    let mut words: Vec<Vec<u8>> = bytes[..end].split(|byte| *byte == mark).map(<[u8]>::to_vec).collect();
    let (place, other) = (dice.below(words.len()), dice.below(words.len()));
    match dice.below(3) {
        0 => drop(words.remove(place)),
        1 => words.insert(other, words[place].clone()),
        _ => words.swap(place, other),
    }
    drop(bytes.splice(..end, words.join(&mark)));
}
