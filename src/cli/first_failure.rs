//! The first failure of writers that cannot say so themselves, kept until somebody asks.

use super::Failure;
use crate::report::FileError;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// What the writers of all cells tell. Observers cannot fail, so that the first failure is kept here.
#[derive(Default)]
pub(super) struct FirstFailure {
    failed: AtomicBool,
    error: Mutex<Option<FileError>>,
}

impl FirstFailure {
    /// A writer has failed.
    pub(super) fn fail(&self, error: FileError) {
        self.error.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
        self.failed.store(true, Ordering::Relaxed);
    }

    /// Whether a writer has failed.
    pub(super) fn has_failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }

    /// Why a writer has failed, where one has.
    pub(super) fn failure(&self) -> Option<Failure> {
        self.error.lock().unwrap_or_else(PoisonError::into_inner).take().map(Failure::from)
    }
}
