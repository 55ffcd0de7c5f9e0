//! The rules worked out by hand: small centres, a few jobs, and exactly who runs when.

mod fragments;
mod limits;
mod locks;
mod machine;
mod plans;
mod quotas;
mod shapes;
