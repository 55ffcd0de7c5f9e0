//! `suanli serve`: answers, refusals, many clients, and a browser that clicks through all of it.

mod answers;
mod browser;
mod client;
mod crowd;
mod hostile;
mod logs;
mod proxy;
