//! All integration tests in one binary.

mod audit;
mod plain;
mod reference;
mod traces;
mod verify;
