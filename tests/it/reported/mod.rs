//! Small inputs that people sent in because an answer was wrong and nobody was told, each with its right value.

mod exports;
mod extremes;
mod forms;
mod inspected;
mod kinds;
mod mixed;
mod names;
mod narrow;
mod replays;
mod scenarios;
mod schedules;
mod shapes;
mod sizes;

mod splits;
mod stories;
