//! All integration tests in one binary.

mod plain;
mod reference;
mod traces;
mod verify;
