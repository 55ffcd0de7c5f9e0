//! Small inputs that people sent in because an answer was wrong and nobody was told, each with its right value.

mod exports;
mod scenarios;
mod schedules;
mod shapes;
mod sizes;
mod stories;
