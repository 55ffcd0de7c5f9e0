//! Scenarios: the file word for word, what is believed after the check, and the built-in catalogues.

mod believed;

pub use believed::Scenario;
