//! What a job of PBS asked for: chunks, memory, and the hosts that it got.

use crate::log::number::Number;
use crate::log::text::{number, whole};

/// What all chunks of a request together ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Chunks {
    pub(super) processors: Option<Number>,
    pub(super) accelerators: Option<Number>,
    pub(super) memory_mib: Option<Number>,
}

impl Chunks {
    /// Of `2:ncpus=16:ngpus=4:mem=64gb+1:ncpus=2` (a select) or `2:ppn=12:gpus=2+node7:ppn=4` (Torque's nodes).
    pub(super) fn of(text: &[u8]) -> Chunks {
        let mut all = Chunks::default();
        let add =
            |sum: &mut Option<Number>, more: Number| *sum = Some(sum.map_or(more, |sum| sum.plus(more)));
        for chunk in text.split(|byte| *byte == b'+') {
            let mut parts = chunk.split(|byte| *byte == b':');
            let first = parts.clone().next().unwrap_or_default();
            // Without a number, or with the name of a node, it is one.
            let count = match whole(first) {
                Some((count, [])) => {
                    parts.next();
                    count
                }
                Some(_) | None => 1,
            };
            let mut processors = Number::of(1);
            for part in parts {
                let Some(equals) = memchr::memchr(b'=', part) else { continue };
                // Torque's nodes may have conditions behind a `#`.
                let value = part[equals + 1..].split(|byte| *byte == b'#').next().unwrap_or_default();
                match &part[..equals] {
                    b"ncpus" | b"ppn" => processors = number(value).unwrap_or(processors),
                    b"ngpus" | b"gpus" => {
                        number(value)
                            .into_iter()
                            .for_each(|some| add(&mut all.accelerators, some.times(count)));
                    }
                    b"mem" => {
                        mebibytes(value)
                            .into_iter()
                            .for_each(|some| add(&mut all.memory_mib, some.times(count)));
                    }
                    _ => {}
                }
            }
            add(&mut all.processors, processors.times(count));
        }
        all
    }
}

/// An amount of memory in MiB: `600mb`, `64gb`, `307200kb`, `1024b`, `2mw` (words of 8 bytes).
pub(super) fn mebibytes(text: &[u8]) -> Option<Number> {
    let unit = text.iter().position(u8::is_ascii_alphabetic).unwrap_or(text.len());
    let amount = number(&text[..unit])?;
    let (prefix, bytes) = match &text[unit..] {
        [prefix @ .., b'w' | b'W'] => (prefix, 8),
        [prefix @ .., b'b' | b'B'] => (prefix, 1),
        prefix => (prefix, 1),
    };
    let amount = amount.times(bytes);
    match prefix {
        [] => amount.part_of(1 << 20),
        [b'k' | b'K'] => amount.part_of(1 << 10),
        [b'm' | b'M'] => Some(amount),
        [b'g' | b'G'] => Some(amount.times(1 << 10)),
        [b't' | b'T'] => Some(amount.times(1 << 20)),
        [b'p' | b'P'] => Some(amount.times(1 << 30)),
        _ => None,
    }
}

/// How many processors there are in `node1/0*12+node2/0*12` (so many each), `node1/0-3,5` (these numbers) or `node1/1+node1/0`.
pub(super) fn slots(text: &[u8]) -> Option<Number> {
    let mut all = 0_u64;
    for place in text.split(|byte| *byte == b'+').filter(|place| !place.is_empty()) {
        let slash = memchr::memchr(b'/', place)?;
        all = all.saturating_add(match &place[slash + 1..] {
            times if times.contains(&b'*') => whole(times.rsplit(|byte| *byte == b'*').next()?)?.0,
            numbers => numbers.split(|byte| *byte == b',').map(range).sum::<Option<u64>>()?,
        });
    }
    (0 < all).then(|| Number::of(all))
}

/// How many numbers there are in `5` or `0-3`.
fn range(text: &[u8]) -> Option<u64> {
    match whole(text)? {
        (_, []) => Some(1),
        (first, [b'-', last @ ..]) => whole(last)?.0.checked_sub(first)?.checked_add(1),
        _ => None,
    }
}

/// How many hosts there are in `node1/0*12+node2/0*12` or `node1/1+node1/0`.
pub(super) fn hosts(text: &[u8]) -> Option<Number> {
    let host = |place: &'_ [u8]| place.iter().position(|byte| *byte == b'/').unwrap_or(place.len());
    let mut names: Vec<&[u8]> = text
        .split(|byte| *byte == b'+')
        .map(|place| &place[..host(place)])
        .filter(|name| !name.is_empty())
        .collect();
    names.sort_unstable();
    names.dedup();
    (!names.is_empty()).then(|| Number::of(names.len() as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_added_up() {
        let whole = |chunks: Chunks| {
            [chunks.processors, chunks.accelerators, chunks.memory_mib]
                .map(|number| number.map(Number::whole))
        };
        assert_eq!(
            whole(Chunks::of(b"2:ncpus=16:ngpus=4:mem=64gb+1:ncpus=2")),
            [Some(34), Some(8), Some(131_072)]
        );
        assert_eq!(whole(Chunks::of(b"2:ppn=12:gpus=2+node7:ppn=4")), [Some(28), Some(4), None]);
        assert_eq!(whole(Chunks::of(b"1:ppn=64:x86_64:cl_zewura#excl")), [Some(64), None, None]);
        assert_eq!(whole(Chunks::of(b"ncpus=8")), [Some(8), None, None]);
        assert_eq!(whole(Chunks::of(b"3")), [Some(3), None, None]);
    }

    #[test]
    fn memory_is_in_mebibytes() {
        for (text, mib) in [
            ("600mb", Some(600)),
            ("64gb", Some(65_536)),
            ("2048kb", Some(2)),
            ("4194304b", Some(4)),
            ("4194304", Some(4)),
            ("2mw", Some(16)),
            ("1TB", Some(1_048_576)),
            ("much", None),
            ("", None),
        ] {
            assert_eq!(mebibytes(text.as_bytes()).map(Number::whole), mib, "{text}");
        }
    }

    #[test]
    fn hosts_are_counted_once() {
        for (text, count) in
            [("n1/0*12+n2/0*12", Some(2)), ("n1/1+n1/0", Some(1)), ("n1/0+n2/0+n1/1", Some(2)), ("", None)]
        {
            assert_eq!(hosts(text.as_bytes()).map(Number::whole), count, "{text}");
        }
    }
}
