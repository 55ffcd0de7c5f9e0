//! The states of the parts of a run: plain data in a compact form.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt;

/// The form of everything behind the beginning. It grows whenever what is written down changes its form.
pub(super) const FORM: u32 = 21;

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
