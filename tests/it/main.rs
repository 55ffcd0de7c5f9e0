//! All integration tests in one binary.

mod applications;
mod audit;
mod laws;
mod little;
mod machine;
mod plain;
mod random;
mod reference;
mod tidy;
mod traces;
mod verify;
