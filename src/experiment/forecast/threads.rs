//! The threads on which futures are simulated.

use crate::experiment::compare::thread_pool;

/// Threads for many futures.
#[derive(Debug)]
pub struct Threads(rayon::ThreadPool);

impl Threads {
    /// So many threads, at least one.
    ///
    /// # Errors
    /// When they cannot be started.
    pub fn new(count: usize) -> Result<Threads, String> {
        thread_pool(count).map(Threads).map_err(|error| error.to_string())
    }

    /// Does something on them.
    pub fn install<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        self.0.install(work)
    }
}
