//! Everything that the server knows.

use super::gate::Gates;
use super::guard::Guard;
use super::library::Library;
use super::uploads::Uploads;
use super::work::Works;
use crate::lang::Lang;
use axum::body::Bytes;
use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Notify, Semaphore};

/// So many papers are kept; then the oldest is forgotten.
const PAPERS_MAX: usize = 8;

/// All of it.
#[derive(Debug)]
pub(super) struct State {
    pub(super) guard: Guard,
    pub(super) library: Library,
    pub(super) works: Arc<Works>,
    pub(super) gates: Gates,
    /// How many simulations go on at once.
    pub(super) cores: usize,
    /// This program, for its other commands.
    pub(super) program: PathBuf,
    pub(super) uploads: Uploads,
    /// Places for those who are being answered.
    pub(super) places: Arc<Semaphore>,
    /// Places for those who bring logs.
    pub(super) upload_places: Arc<Semaphore>,
    /// The page in each language, with its policy.
    pub(super) pages: [(Lang, Bytes, String); 2],
    pub(super) turns: Turns,
    pub(super) papers: Papers,
}

/// Whose turn it is: a client has one question of a kind at a time, and a new one ends the last.
#[derive(Debug, Default)]
pub(super) struct Turns(Mutex<BTreeMap<String, Arc<Notify>>>);

impl Turns {
    /// Ends the last question of a client; what is given back is told when the new one is to end.
    pub(super) fn begin(&self, client: &str) -> Arc<Notify> {
        let ended = Arc::new(Notify::new());
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(last) = turns.insert(client.to_owned(), Arc::clone(&ended)) {
            last.notify_one();
        }
        ended
    }

    /// The question is over.
    pub(super) fn end(&self, client: &str, ended: &Arc<Notify>) {
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if turns.get(client).is_some_and(|now| Arc::ptr_eq(now, ended)) {
            turns.remove(client);
        }
    }
}

/// A paper: an answer of another command that can be saved.
#[derive(Debug, Clone)]
pub(super) struct Paper {
    pub(super) name: String,
    pub(super) kind: &'static str,
    pub(super) bytes: Bytes,
}

/// The papers that were written last.
#[derive(Debug, Default)]
pub(super) struct Papers(Mutex<(u64, VecDeque<(u64, Paper)>)>);

impl Papers {
    /// Keeps a paper and numbers it.
    pub(super) fn keep(&self, paper: Paper) -> u64 {
        let mut papers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let id = papers.0;
        papers.0 += 1;
        papers.1.push_back((id, paper));
        if PAPERS_MAX < papers.1.len() {
            papers.1.pop_front();
        }
        id
    }

    /// The paper of that number, where it is still there.
    pub(super) fn known(&self, id: u64) -> Option<Paper> {
        let papers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        papers.1.iter().find(|(known, _)| *known == id).map(|(_, paper)| paper.clone())
    }
}
