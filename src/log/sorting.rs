//! Jobs sorted by submission in bounded memory: what does not fit is sorted in pieces, kept in a temporary file, and merged.

use super::asked::Asked;
use super::number::Number;
use crate::model::{CenterId, ClassId, Due, GroupId, JobId, PartitionId};
use crate::model::{Job, Layout, Request, Resources, Shape, Span, TenantId, Time};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};

/// So many jobs are sorted in memory, about 100 MB; logs up to this length need no temporary file.
pub(super) const PIECE_JOBS: usize = 1 << 20;

/// So many bytes of each piece are read at a time.
const CHUNK_BYTES: usize = 1 << 16;

/// No job takes more bytes in the temporary file: nineteen numbers of ten bytes at most.
const JOB_BYTES_MAX: usize = 190;

/// A job, and what its log tells of it besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recorded {
    /// The job.
    pub job: Job,
    /// How long it really waited, where its log knows.
    pub wait: Option<Span>,
    /// The number of its queue, where its log knows.
    pub queue: Option<u32>,
    /// The number of the job that has to end before this one, where there is one.
    pub after: Option<u64>,
    /// In which of several exports it stands that were put together.
    pub part: u32,
    /// What it asked for beside its size.
    pub asked: Asked,
}

/// The job of a log as the reader makes it: all that a log can say, and nothing else.
pub(super) fn job_of(id: u64, submit: Time, work: Span, walltime: Span, tasks: u32, user: u32) -> Job {
    let request = Request {
        id: JobId(id),
        submit,
        walltime,
        estimate: walltime,
        shape: Shape::processors(tasks),
        tenant: TenantId(user),
        group: GroupId(0),
        class: ClassId(0),
        center: CenterId(0),
        partition: PartitionId(0),
        due: Due::NEVER,
    };
    Job { request, work }
}

/// Collects jobs, and gives them sorted; those of one instant keep their order.
#[derive(Debug)]
pub(super) struct Sorter {
    piece_jobs: usize,
    piece: Vec<Recorded>,
    spill: Option<Spill>,
}

/// Sorted pieces in a temporary file that has no name, so that nothing is left behind whatever happens.
#[derive(Debug)]
struct Spill {
    file: BufWriter<File>,
    /// Where each piece ends.
    ends: Vec<u64>,
    written: u64,
}

impl Sorter {
    pub(super) const fn new(piece_jobs: usize) -> Sorter {
        Sorter { piece_jobs, piece: Vec::new(), spill: None }
    }

    /// Takes another job.
    pub(super) fn add(&mut self, recorded: Recorded) -> io::Result<()> {
        if self.piece_jobs <= self.piece.len() {
            self.spill_piece()?;
        }
        self.piece.push(recorded);
        Ok(())
    }

    /// The jobs in order.
    pub(super) fn finish(mut self) -> io::Result<Sorted> {
        if self.spill.is_some() {
            self.spill_piece()?;
        }
        let Some(spill) = self.spill else {
            self.piece.sort_by_key(|recorded| recorded.job.request.submit);
            return Ok(Sorted::InMemory(self.piece.into_iter()));
        };
        let file = spill.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(Sorted::Merged(Merge::new(file, &spill.ends)?))
    }

    fn spill_piece(&mut self) -> io::Result<()> {
        let mut spill = match self.spill.take() {
            Some(spill) => spill,
            None => {
                let file = BufWriter::with_capacity(CHUNK_BYTES, tempfile::tempfile()?);
                Spill { file, ends: Vec::new(), written: 0 }
            }
        };
        self.piece.sort_by_key(|recorded| recorded.job.request.submit);
        let mut bytes = Vec::with_capacity(JOB_BYTES_MAX);
        for recorded in self.piece.drain(..) {
            bytes.clear();
            write_job(&mut bytes, &recorded);
            spill.file.write_all(&bytes)?;
            spill.written += bytes.len() as u64;
        }
        spill.ends.push(spill.written);
        self.spill = Some(spill);
        Ok(())
    }
}

/// Jobs in order of submission.
#[derive(Debug)]
pub(super) enum Sorted {
    /// All of them found room.
    InMemory(std::vec::IntoIter<Recorded>),
    /// They are in pieces in a file.
    Merged(Merge),
}

impl Sorted {
    /// The next job.
    pub(super) fn next(&mut self) -> io::Result<Option<Recorded>> {
        match self {
            Sorted::InMemory(jobs) => Ok(jobs.next()),
            Sorted::Merged(merge) => merge.next(),
        }
    }
}

/// Sorted pieces of a file that are being merged.
#[derive(Debug)]
pub(super) struct Merge {
    file: File,
    pieces: Vec<Piece>,
    /// The next job of each piece, the earliest first; of equal ones that of the earlier piece.
    heads: BinaryHeap<Reverse<(Time, usize)>>,
}

/// A sorted piece, of which some bytes are in memory.
#[derive(Debug)]
struct Piece {
    /// What has not been read are these bytes of the file.
    from: u64,
    until: u64,
    chunk: Vec<u8>,
    place: usize,
    head: Option<Recorded>,
}

impl Merge {
    fn new(file: File, ends: &[u64]) -> io::Result<Merge> {
        let starts = std::iter::once(0).chain(ends.iter().copied());
        let pieces = starts
            .zip(ends)
            .map(|(from, until)| Piece { from, until: *until, chunk: Vec::new(), place: 0, head: None })
            .collect();
        let mut merge = Merge { file, pieces, heads: BinaryHeap::new() };
        for piece in 0..merge.pieces.len() {
            merge.advance(piece)?;
        }
        Ok(merge)
    }

    fn next(&mut self) -> io::Result<Option<Recorded>> {
        let Some(Reverse((_, piece))) = self.heads.pop() else { return Ok(None) };
        let head = self.pieces[piece].head.take();
        self.advance(piece)?;
        Ok(head)
    }

    /// Makes the next job of a piece its head, if there is one.
    fn advance(&mut self, number: usize) -> io::Result<()> {
        let piece = &mut self.pieces[number];
        if piece.chunk.len() - piece.place < JOB_BYTES_MAX && piece.from < piece.until {
            piece.refill(&mut self.file)?;
        }
        piece.head = piece.read_job();
        if let Some(head) = &piece.head {
            self.heads.push(Reverse((head.job.request.submit, number)));
        }
        Ok(())
    }
}

impl Piece {
    fn refill(&mut self, file: &mut File) -> io::Result<()> {
        self.chunk.drain(..self.place);
        self.place = 0;
        let more = (self.until - self.from).min(CHUNK_BYTES as u64);
        file.seek(SeekFrom::Start(self.from))?;
        let read = file.take(more).read_to_end(&mut self.chunk)?;
        self.from += more;
        if (read as u64) < more {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }

    fn read_job(&mut self) -> Option<Recorded> {
        let mut rest = &self.chunk[self.place..];
        if rest.is_empty() {
            return None;
        }
        let mut number = || read_number(&mut rest);
        let (id, submit, work) = (number(), Time::from_micros(number()), Span::from_micros(number()));
        let walltime = Span::from_micros(number());
        let (tasks, user, class) = (number(), number(), number());
        let (wait, queue) = (number(), number());
        let narrow = |number| u32::try_from(number).expect("it was written from 32 bits");
        let mut job = job_of(id, submit, work, walltime, narrow(tasks), narrow(user));
        job.request.class = ClassId(class as u16);
        let after = number().checked_sub(1);
        let part = narrow(number());
        let known = |number: u64| number.checked_sub(1);
        let asked = Asked {
            nodes: known(number()).map(narrow),
            cores: known(number()).map(narrow),
            accelerators: known(number()).map(narrow),
            memory_mib: known(number()),
            got: known(number()).map(narrow),
        };
        // Where a job is counted in processors, nothing more is written.
        if let Some(cores) = number().checked_sub(1) {
            let (accelerators, memory_mib) = (narrow(number()), number());
            let per_task = Resources { cores: narrow(cores), accelerators, memory_mib };
            job.request.shape = Shape { per_task, layout: Layout::OnePerNode, ..job.request.shape };
        }
        self.place = self.chunk.len() - rest.len();
        let queue = queue.checked_sub(1).map(narrow);
        Some(Recorded { job, wait: wait.checked_sub(1).map(Span::from_micros), queue, after, part, asked })
    }
}

fn write_job(bytes: &mut Vec<u8>, recorded: &Recorded) {
    let Job { request, work } = &recorded.job;
    write_number(bytes, request.id.0);
    write_number(bytes, request.submit.as_micros());
    write_number(bytes, work.as_micros());
    write_number(bytes, request.walltime.as_micros());
    write_number(bytes, u64::from(request.shape.tasks));
    write_number(bytes, u64::from(request.tenant.0));
    write_number(bytes, u64::from(request.class.0));
    // Nothing stands for a wait that is not known.
    let most = Number::TOO_LARGE.millionths();
    write_number(bytes, recorded.wait.map_or(0, |wait| 1 + wait.as_micros().min(most - 1)));
    write_number(bytes, recorded.queue.map_or(0, |queue| 1 + u64::from(queue)));
    write_number(bytes, recorded.after.map_or(0, |after| 1 + after));
    write_number(bytes, u64::from(recorded.part));
    let Asked { nodes, cores, accelerators, memory_mib, got } = recorded.asked;
    let known = |amount: Option<u32>| amount.map_or(0, |amount| 1 + u64::from(amount));
    write_number(bytes, known(nodes));
    write_number(bytes, known(cores));
    write_number(bytes, known(accelerators));
    write_number(bytes, memory_mib.map_or(0, |amount| amount.saturating_add(1)));
    write_number(bytes, known(got));
    match request.shape.layout {
        Layout::Anywhere => write_number(bytes, 0),
        Layout::OnePerNode => {
            let Resources { cores, accelerators, memory_mib } = request.shape.per_task;
            write_number(bytes, 1 + u64::from(cores));
            write_number(bytes, u64::from(accelerators));
            write_number(bytes, memory_mib);
        }
    }
}

/// Seven bits a byte, the lowest first; the highest bit says that more follow.
fn write_number(bytes: &mut Vec<u8>, mut number: u64) {
    while 0x80 <= number {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn read_number(bytes: &mut &[u8]) -> u64 {
    let mut number = 0;
    let mut shift = 0;
    while let Some((byte, rest)) = bytes.split_first() {
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if *byte < 0x80 {
            break;
        }
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Many instants occur several times, and some numbers are as large as they can be.
    fn jobs(count: u64) -> Vec<Recorded> {
        let mut scatter = 5_u64;
        (0..count)
            .map(|number| {
                scatter = scatter.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let submit = Time::from_micros((scatter >> 40) % (count / 3 + 1) * 1_000_003);
                let (work, walltime) =
                    (Span::from_micros(scatter >> 9), Span::from_micros(u64::MAX - number));
                let user = u32::MAX - number as u32;
                let mut job = job_of(u64::MAX - number, submit, work, walltime, 1 + number as u32, user);
                job.request.class = ClassId(u16::MAX - number as u16);
                if number % 4 == 1 {
                    let most = Resources { cores: u32::MAX, accelerators: u32::MAX, memory_mib: u64::MAX };
                    let shape = job.request.shape;
                    job.request.shape = Shape { per_task: most, layout: Layout::OnePerNode, ..shape };
                }
                let after = (number % 7 == 0).then_some(u64::MAX - 1 - number);
                let queue = (number % 5 != 0).then(|| u32::MAX - number as u32);
                Recorded {
                    job,
                    wait: (number % 3 != 0).then(|| Span::from_micros(scatter >> 20)),
                    queue,
                    after,
                    part: number as u32 % 3,
                    asked: Asked {
                        nodes: (number % 2 == 0).then_some(u32::MAX),
                        cores: (number % 3 == 0).then_some(number as u32),
                        accelerators: None,
                        memory_mib: (number % 5 == 0).then_some(u64::MAX - 1),
                        got: (number % 7 == 0).then_some(u32::MAX),
                    },
                }
            })
            .collect()
    }

    #[test]
    fn pieces_are_merged_into_what_memory_would_give() {
        for (count, piece_jobs) in
            [(0, 4), (1, 4), (4, 4), (5, 4), (1_000, 7), (5_000, 2_500), (20_000, 6_001)]
        {
            let jobs = jobs(count);
            let mut sorter = Sorter::new(piece_jobs);
            for job in &jobs {
                sorter.add(*job).unwrap();
            }
            let mut sorted = sorter.finish().unwrap();
            let merged = matches!(sorted, Sorted::Merged(_));
            assert_eq!(merged, piece_jobs < jobs.len());
            let mut expected = jobs.clone();
            expected.sort_by_key(|recorded| recorded.job.request.submit);
            for (place, wanted) in expected.iter().enumerate() {
                assert_eq!(sorted.next().unwrap().as_ref(), Some(wanted), "{place} of {count}");
            }
            assert_eq!(sorted.next().unwrap(), None);
        }
    }
}
