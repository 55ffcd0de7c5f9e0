//! All integration tests in one binary.

mod audit;
mod plain;
mod reference;
mod tidy;
mod traces;
mod verify;
