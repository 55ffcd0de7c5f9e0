//! The threads on which futures are simulated.

/// Threads for many futures.
#[derive(Debug)]
pub struct Threads(rayon::ThreadPool);

impl Threads {
    /// So many threads, at least one.
    ///
    /// # Errors
    /// When they cannot be started.
    pub fn new(count: usize) -> Result<Threads, String> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(count.max(1)).build();
        pool.map(Threads).map_err(|error| format!("cannot start the threads: {error}"))
    }

    /// Does something on them.
    pub fn install<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        self.0.install(work)
    }
}
