//! Answers while they are made, and those that were made before: one simulation for all clients that ask the same.

use axum::body::Bytes;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// A line of an answer.
#[derive(Debug, Clone)]
pub(super) enum Line {
    /// A whole answer, after which the ones before need not be told any more.
    Answer(Bytes),
    /// Anything else.
    Other(Bytes),
}

impl Line {
    pub(super) const fn bytes(&self) -> &Bytes {
        match self {
            Line::Answer(bytes) | Line::Other(bytes) => bytes,
        }
    }
}

/// Files of an answer that can be saved.
#[derive(Debug, Clone)]
pub(super) struct Files {
    pub(super) report: Bytes,
    pub(super) summary: Bytes,
    pub(super) text: Bytes,
    /// The name of the scenario, for the names of files.
    pub(super) name: String,
}

/// How far an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Grown {
    pub(super) lines: usize,
    pub(super) is_over: bool,
}

/// An answer that is made or was made.
#[derive(Debug)]
pub(super) struct Work {
    key: String,
    pub(super) stop: AtomicBool,
    lines: Mutex<Vec<Line>>,
    grown: watch::Sender<Grown>,
    files: Mutex<Option<Files>>,
    followers: AtomicUsize,
}

impl Work {
    fn new(key: String) -> Work {
        let (grown, _) = watch::channel(Grown { lines: 0, is_over: false });
        let (lines, files) = (Mutex::new(Vec::new()), Mutex::new(None));
        Work { key, stop: AtomicBool::new(false), lines, grown, files, followers: AtomicUsize::new(0) }
    }

    /// Adds a line for all that follow.
    pub(super) fn tell(&self, line: Line) {
        let mut lines = lock(&self.lines);
        if let Line::Answer(_) = line {
            // Nobody is told an answer that a better one has passed by, so that it need not be kept.
            let passed = lines.iter_mut().filter(|line| matches!(line, Line::Answer(_)));
            passed.for_each(|line| *line = Line::Answer(Bytes::new()));
        }
        lines.push(line);
        let lines = lines.len();
        self.grown.send_modify(|grown| grown.lines = lines);
    }

    pub(super) fn keep(&self, files: Files) {
        *lock(&self.files) = Some(files);
    }

    pub(super) fn files(&self) -> Option<Files> {
        lock(&self.files).clone()
    }

    /// The line that somebody is to be told next who knows so many, with how many are known then.
    pub(super) fn next(&self, known: usize) -> Option<(Line, usize)> {
        let lines = lock(&self.lines);
        let is_answer = |line: &Line| matches!(line, Line::Answer(_));
        let last = lines.iter().rposition(is_answer).unwrap_or(0);
        let passed = |place: &usize| !is_answer(&lines[*place]) || last <= *place;
        let place = (known..lines.len()).find(passed)?;
        Some((lines[place].clone(), place + 1))
    }

    pub(super) fn growth(&self) -> watch::Receiver<Grown> {
        self.grown.subscribe()
    }

    fn is_over(&self) -> bool {
        self.grown.borrow().is_over
    }

    fn bytes(&self) -> usize {
        let files =
            self.files().map_or(0, |files| files.report.len() + files.summary.len() + files.text.len());
        lock(&self.lines).iter().map(|line| line.bytes().len()).sum::<usize>() + files
    }
}

/// All answers. Those that are over are kept as long as there is room, the ones last asked for longest.
#[derive(Debug)]
pub(super) struct Works {
    bytes_most: usize,
    all: Mutex<All>,
}

#[derive(Debug, Default)]
struct All {
    /// With when each was last asked for, in numbers of questions.
    works: BTreeMap<String, (Arc<Work>, u64)>,
    asked: u64,
}

/// Somebody that wants an answer. When nobody does any more, it is not made any further.
#[derive(Debug)]
pub(super) struct Follower {
    works: Arc<Works>,
    pub(super) work: Arc<Work>,
}

impl Works {
    pub(super) fn new(bytes_most: usize) -> Works {
        Works { bytes_most, all: Mutex::default() }
    }

    /// Follows the answer to a question; the second is whether somebody has to begin with it.
    pub(super) fn follow(self: &Arc<Works>, key: &str) -> (Follower, bool) {
        let mut all = lock(&self.all);
        all.asked += 1;
        let now = all.asked;
        let is_new = !all.works.contains_key(key);
        let entry = all.works.entry(key.to_owned());
        let (work, asked) = entry.or_insert_with(|| (Arc::new(Work::new(key.to_owned())), now));
        *asked = now;
        work.followers.fetch_add(1, Ordering::Relaxed);
        (Follower { works: Arc::clone(self), work: Arc::clone(work) }, is_new)
    }

    /// An answer that is over.
    pub(super) fn known(&self, key: &str) -> Option<Arc<Work>> {
        let all = lock(&self.all);
        all.works.get(key).map(|(work, _)| Arc::clone(work)).filter(|work| work.is_over())
    }

    /// The answer is whole and is kept, or it came to nothing and is not.
    pub(super) fn settle(&self, work: &Work, is_good: bool) {
        let mut all = lock(&self.all);
        work.grown.send_modify(|grown| grown.is_over = true);
        if !is_good {
            all.remove(work);
        }
        loop {
            let over = || all.works.values().filter(|(work, _)| work.is_over());
            let bytes: usize = over().map(|(work, _)| work.bytes()).sum();
            let oldest = over().min_by_key(|(_, asked)| *asked).map(|(work, _)| Arc::clone(work));
            match oldest {
                Some(oldest) if self.bytes_most < bytes => all.remove(&oldest),
                Some(_) | None => return,
            }
        }
    }

    /// Ends all that are being made.
    pub(super) fn stop_all(&self) {
        lock(&self.all).works.values().for_each(|(work, _)| work.stop.store(true, Ordering::Relaxed));
    }

    /// How many answers are kept or made, and how many bytes those have that are over.
    pub(super) fn held(&self) -> (usize, usize) {
        let all = lock(&self.all);
        let over = all.works.values().filter(|(work, _)| work.is_over());
        (all.works.len(), over.map(|(work, _)| work.bytes()).sum())
    }
}

impl All {
    fn remove(&mut self, work: &Work) {
        // Another question with the same key may have begun anew.
        if self.works.get(&work.key).is_some_and(|(known, _)| std::ptr::eq(&**known, work)) {
            self.works.remove(&work.key);
        }
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        let mut all = lock(&self.works.all);
        if self.work.followers.fetch_sub(1, Ordering::Relaxed) == 1 && !self.work.is_over() {
            self.work.stop.store(true, Ordering::Relaxed);
            all.remove(&self.work);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(text: &str) -> Line {
        Line::Answer(Bytes::copy_from_slice(text.as_bytes()))
    }

    #[test]
    fn answers_are_kept_while_there_is_room() {
        let works = Arc::new(Works::new(10));
        for key in ["a", "b", "c"] {
            let (follower, is_new) = works.follow(key);
            assert!(is_new);
            follower.work.tell(answer("12345"));
            works.settle(&follower.work, true);
        }
        assert!(works.known("a").is_none() && works.known("b").is_some() && works.known("c").is_some());
        assert_eq!(works.held(), (2, 10));
        assert!(!works.follow("b").1);
    }

    #[test]
    fn an_answer_that_nobody_wants_any_more_is_stopped() {
        let works = Arc::new(Works::new(10));
        let (one, _) = works.follow("a");
        let (other, is_new) = works.follow("a");
        assert!(!is_new);
        drop(one);
        assert!(!other.work.stop.load(Ordering::Relaxed));
        let work = Arc::clone(&other.work);
        drop(other);
        assert!(work.stop.load(Ordering::Relaxed) && works.held() == (0, 0));
    }

    #[test]
    fn late_followers_are_told_the_last_answer_alone() {
        let works = Arc::new(Works::new(10));
        let (follower, _) = works.follow("a");
        for line in [answer("1"), Line::Other(Bytes::from_static(b"-")), answer("2")] {
            follower.work.tell(line);
        }
        let (line, known) = follower.work.next(0).expect("there is one");
        assert_eq!((&line.bytes()[..], known), (&b"-"[..], 2));
        let (line, known) = follower.work.next(known).expect("there is another");
        assert_eq!((&line.bytes()[..], known), (&b"2"[..], 3));
        assert!(follower.work.next(known).is_none());
    }
}
