//! What an experiment may set about the engine itself: the order of events, what is expected of run times, and what becomes
//! of a job at its walltime.

/// How a simulation is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Settings {
    /// The order of events of one instant.
    pub instants: Instants,
    /// What schedulers expect of run times.
    pub estimates: Estimates,
    /// What becomes of a job that reaches its walltime.
    pub at_walltime: AtWalltime,
}

/// The order of events of one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Instants {
    /// Everything happens (ends, then submissions), then each centre is scheduled once.
    #[default]
    Batched,
    /// One event at a time, as simulators from 2007 to 2015 did it: submissions in their order, then ends in the order of
    /// starts. The scheduler is asked after every end, and after a submission if the new job fits into what is free; a
    /// job that ends exactly when it was expected to has by then given back what it held.
    Sequential,
}

/// What schedulers expect of run times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Estimates {
    /// The requested time.
    #[default]
    Requested,
    /// The true run time, up to the walltime: an oracle, as a bound for what prediction can bring.
    Exact,
    /// The requested time times a factor, in hundredths.
    Scaled(u32),
    /// The mean of the last two run times of the user's jobs that have ended, at most the requested time (Tsafrir, Etsion and
    /// Feitelson, IEEE TPDS 2007); the requested time for a user without a job that has ended.
    UserLastTwo(Correction),
}

/// The new estimate of a job that outlives its old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Correction {
    /// The old one plus a step, which grows from a minute to 100 hours (the same paper).
    #[default]
    Incremental,
    /// Twice the time that it has run.
    RecursiveDoubling,
    /// The requested time.
    Requested,
}

/// What becomes of a job that reaches its walltime.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AtWalltime {
    /// It is killed.
    #[default]
    Kill,
    /// It runs on until its work is done.
    RunOn,
}
