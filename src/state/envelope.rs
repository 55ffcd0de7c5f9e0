//! The envelope of a saved state, which tells foreign, torn and newer files apart.

use super::part::{FORM, StateError};
use std::io::{Read, Write};
use zstd::stream::read::Decoder;
use zstd::stream::write::Encoder;

/// What every such file begins with. The last two bytes are changed by programs that take the file for text.
const MAGIC: &[u8; 8] = b"SUANLI\r\n";

/// As fast as it gets: the form is compact before it is compressed.
const LEVEL: i32 = 1;

/// Puts bytes into an envelope.
///
/// # Panics
/// When there is no memory left to compress in.
#[must_use]
pub fn seal(content: &[u8]) -> Vec<u8> {
    let mut file = MAGIC.to_vec();
    file.extend(FORM.to_le_bytes());
    let compress = |file: Vec<u8>| {
        let mut encoder = Encoder::new(file, LEVEL)?;
        encoder.include_checksum(true)?;
        encoder.write_all(content)?;
        encoder.finish()
    };
    compress(file).expect("compressing into memory cannot fail")
}

/// Takes bytes out of their envelope.
///
/// # Errors
/// When it is foreign, torn, or of another version.
pub fn open(file: &[u8]) -> Result<Vec<u8>, StateError> {
    let rest = match file.strip_prefix(MAGIC) {
        Some(rest) => rest,
        None if !file.is_empty() && MAGIC.starts_with(file) => return Err(StateError::Torn),
        None => return Err(StateError::Foreign),
    };
    let (form, frame) = rest.split_first_chunk().ok_or(StateError::Torn)?;
    let found = u32::from_le_bytes(*form);
    if found != FORM {
        return Err(StateError::OtherForm { found });
    }
    let mut content = Vec::new();
    let mut decoder = Decoder::with_buffer(frame).map_err(|_| StateError::Torn)?.single_frame();
    decoder.read_to_end(&mut content).map_err(|_| StateError::Torn)?;
    if decoder.finish().is_empty() { Ok(content) } else { Err(StateError::Torn) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::part::{from_bytes, to_bytes};

    #[test]
    fn what_is_sealed_comes_out_again() {
        for content in [Vec::new(), vec![7], (0..100_000_u32).flat_map(u32::to_le_bytes).collect()] {
            assert_eq!(open(&seal(&content)), Ok(content));
        }
    }

    #[test]
    fn a_file_that_is_cut_off_anywhere_is_torn() {
        let file = seal(b"a state of some length, of some length, of some length");
        assert_eq!(open(&[]), Err(StateError::Foreign));
        for length in 1..file.len() {
            assert_eq!(open(&file[..length]), Err(StateError::Torn), "{length}");
        }
        assert_eq!(open(&[&file[..], b"x"].concat()), Err(StateError::Torn));
    }

    #[test]
    fn a_file_of_which_a_bit_was_changed_is_never_taken_for_whole() {
        let content = b"a state of some length, of some length, of some length";
        let file = seal(content);
        for bit in 0..8 * file.len() {
            let mut changed = file.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            match open(&changed) {
                Err(StateError::Foreign) => assert!(bit < 64, "{bit}"),
                Err(StateError::OtherForm { .. }) => assert!((64..96).contains(&bit), "{bit}"),
                Err(StateError::Torn) => assert!(96 <= bit, "{bit}"),
                // Some bits of the frame say nothing.
                Ok(same) => assert_eq!(same, content, "{bit}"),
                Err(other @ (StateError::CannotBeSaved(_) | StateError::Other(_))) => {
                    panic!("{bit}: {other}")
                }
            }
        }
    }

    #[test]
    fn foreign_and_newer_files_are_told_apart() {
        assert_eq!(open(b"name = \"smoke\"\n"), Err(StateError::Foreign));
        let mut newer = seal(b"state");
        let form = FORM as u8 + 1;
        newer[8] = form;
        let error = open(&newer).unwrap_err();
        assert_eq!(error, StateError::OtherForm { found: form.into() });
        assert!(error.to_string().contains("newer suanli"), "{error}");
        newer[8] = 0;
        assert!(open(&newer).unwrap_err().to_string().contains("older suanli"));
    }

    #[test]
    fn bytes_of_something_else_are_refused() {
        let bytes = to_bytes(&(1_u32, "one"));
        assert_eq!(from_bytes::<(u32, String)>(&bytes), Ok((1, "one".into())));
        assert_eq!(from_bytes::<u32>(&bytes), Err(StateError::Torn));
        assert_eq!(from_bytes::<(u32, String, u8)>(&bytes), Err(StateError::Torn));
    }
}
