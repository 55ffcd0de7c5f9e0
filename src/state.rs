//! How the state of a run is written down: plain data in a compact form, inside an envelope that tells foreign, torn and newer
//! files apart.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt;
use std::io::{Read, Write};
use zstd::stream::read::Decoder;
use zstd::stream::write::Encoder;

/// What every such file begins with. The last two bytes are changed by programs that take the file for text.
const MAGIC: &[u8; 8] = b"SUANLI\r\n";

/// The form of everything behind the beginning. It grows whenever what is written down changes its form.
const FORM: u32 = 1;

/// As fast as it gets: the form is compact before it is compressed.
const LEVEL: i32 = 1;

/// The state of a part, if that can be written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// All that the part must know to go on.
    State(Vec<u8>),
    /// It holds something that cannot be written down; the text says what.
    CannotBeSaved(String),
}

/// Why a state cannot be written down, or cannot be taken up again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StateError {
    /// A part cannot be written down; the text says which.
    CannotBeSaved(String),
    /// It does not begin like a state.
    Foreign,
    /// It was cut off or changed.
    Torn,
    /// It was written by another version, in another form.
    OtherForm {
        /// The number of its form.
        found: u32,
    },
    /// It belongs to something else; the text says what was found and what was expected.
    Other(String),
}

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StateError::CannotBeSaved(what) => write!(f, "the state cannot be saved: {what}"),
            StateError::Foreign => f.write_str("this is no saved state of suanli"),
            StateError::Torn => f.write_str("the saved state is damaged: it was cut off or changed"),
            StateError::OtherForm { found } if FORM < *found => {
                write!(f, "the state was saved by a newer suanli (form {found}; this one reads form {FORM})")
            }
            StateError::OtherForm { found } => {
                write!(f, "the state was saved by an older suanli (form {found}; this one reads form {FORM})")
            }
            StateError::Other(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for StateError {}

impl Saved {
    /// The state of a part that is plain data.
    #[must_use]
    pub fn of(part: &impl Serialize) -> Saved {
        Saved::State(to_bytes(part))
    }

    /// The state itself.
    ///
    /// # Errors
    /// When there is none.
    pub fn state(self) -> Result<Vec<u8>, StateError> {
        match self {
            Saved::State(state) => Ok(state),
            Saved::CannotBeSaved(what) => Err(StateError::CannotBeSaved(what)),
        }
    }
}

/// Plain data as bytes.
///
/// # Panics
/// When the data has no form, which no type of this crate is without.
#[must_use]
pub fn to_bytes(data: &impl Serialize) -> Vec<u8> {
    postcard::to_stdvec(data).expect("plain data can be written down")
}

/// The data that was written as these bytes.
///
/// # Errors
/// When the bytes are of something else.
pub fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, StateError> {
    match postcard::take_from_bytes(bytes) {
        Ok((data, [])) => Ok(data),
        Ok(_) | Err(_) => Err(StateError::Torn),
    }
}

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
        newer[8] = 9;
        let error = open(&newer).unwrap_err();
        assert_eq!(error, StateError::OtherForm { found: 9 });
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
