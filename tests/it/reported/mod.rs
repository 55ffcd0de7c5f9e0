//! Small inputs that people sent in because an answer was wrong and nobody was told, each with its right value.

mod exports;
mod kinds;
mod names;
mod replays;
mod scenarios;
mod schedules;
mod sizes;
mod stories;
