//! A run as a trace: the Gantt chart of its nodes in the Trace Event Format, which Perfetto and Chrome open.

use super::seats::Seats;
use super::states::cause_state;
use crate::model::{CenterId, NodeId, NodeState, OutageCause, Request, Span, Time};
use crate::record::{Fact, JobFact, JobState, NodeFact, Observer, Piece, Record};
use crate::report::FileError;
use crate::report::in_order::Fate;
use crate::report::rows::{Part, unpacked};
use crate::report::sink::Sink;
use crate::state::{Saved, StateError, from_bytes};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead as _, Write as _};
use std::path::Path;

/// Of what a trace is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceAbout {
    /// What was simulated.
    pub title: String,
    /// Under which policy.
    pub policy: String,
    /// The replication, counted from 1.
    pub replication: u32,
    /// The date and time at which time 0 lies, where there is one.
    pub start: Option<String>,
}

/// The events of a run: a track for each node, or several where jobs share it, and curves of jobs that wait and run.
#[derive(Debug)]
pub struct TraceRows {
    part: Part,
    seats: Seats,
    origin: Span,
    drawn: Drawn,
}

/// What has been drawn so far.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Drawn {
    /// The tracks of each node.
    tracks: BTreeMap<(CenterId, NodeId), Vec<Track>>,
    tracks_in_all: u64,
    /// The nodes that are out, since when and why.
    out: BTreeMap<(CenterId, NodeId), (Time, OutageCause)>,
    /// By centre, when jobs that wait and run were last counted.
    counts: BTreeMap<CenterId, (Time, [i64; 2])>,
}

/// A row of the chart on which nothing lies upon anything else.
#[derive(Debug, Serialize, Deserialize)]
struct Track {
    number: u64,
    /// When the last thing on it ended.
    end: Time,
}

impl TraceRows {
    /// Begins with nothing. `origin` is added to every time.
    #[must_use]
    pub fn new(part: Part, origin: Span, seats: Seats) -> TraceRows {
        TraceRows { part, seats, origin, drawn: Drawn::default() }
    }

    /// Writes the trace of a run that is over, packed as the name of the file says.
    ///
    /// # Errors
    /// When the disk is or was full.
    pub fn write(events: File, about: &TraceAbout, path: &Path) -> Result<(), FileError> {
        let failed = |source| FileError { path: path.into(), doing: "cannot write", source };
        let mut sink = Sink::create(path)?;
        write_events(&mut sink, events, about).map_err(failed)?;
        sink.finish()
    }

    /// Completes the events at the end of the run, and gives back the file that holds them.
    ///
    /// # Errors
    /// When the disk is or was full.
    pub fn finish(mut self, end: Time) -> Result<File, FileError> {
        for ((center, node), (since, cause)) in std::mem::take(&mut self.drawn.out) {
            self.draw_outage(center, node, (since, end), cause);
        }
        for (center, (at, counts)) in std::mem::take(&mut self.drawn.counts) {
            self.draw_counts(center, at, counts);
        }
        for (place, name) in self.seats.clone().centers().enumerate() {
            let args = json!({ "name": name });
            self.add(&json!({ "ph": "M", "name": "process_name", "pid": place + 1, "args": args }));
        }
        self.part.finish()
    }

    fn add(&mut self, event: &Value) {
        self.part.add(|text| {
            text.extend_from_slice(event.to_string().as_bytes());
            text.push(b'\n');
        });
    }

    fn micros(&self, at: Time) -> u64 {
        (at + self.origin).as_micros()
    }

    fn draw_job(
        &mut self,
        center: CenterId,
        (request, fact): (&Request, &JobFact),
        pieces: &[Piece],
        (start, end): (Time, Time),
    ) {
        let state = Fate::told(fact).map_or("stopped", Fate::name);
        let waited = fact.past().map_or(0.0, |past| past.waited.as_secs_f64());
        for piece in pieces {
            let held = request.shape.per_task.scaled(piece.tasks);
            let args = json!({
                "job": request.id.0,
                "class": self.seats.class(request),
                "tenant": self.seats.tenant(request),
                "cores": held.cores,
                "accelerators": held.accelerators,
                "nodes": pieces.len(),
                "state": state,
                "waited_secs": waited,
            });
            let class = match self.seats.class(request) {
                "" => "job".to_owned(),
                class => class.to_owned(),
            };
            let name = format!("job {}", request.id);
            self.draw(center, piece.node, (start, end), (&name, &class), &args);
        }
    }

    fn draw_outage(&mut self, center: CenterId, node: NodeId, span: (Time, Time), cause: OutageCause) {
        self.draw(center, node, span, (cause_state(cause), "outage"), &json!({}));
    }

    fn draw(
        &mut self,
        center: CenterId,
        node: NodeId,
        (start, end): (Time, Time),
        (name, category): (&str, &str),
        args: &Value,
    ) {
        let track = self.track(center, node, (start, end));
        let (at, duration) = (self.micros(start), start.until(end).as_micros());
        self.add(&json!({
            "ph": "X", "name": name, "cat": category, "ts": at, "dur": duration,
            "pid": center.0 + 1, "tid": track, "args": args,
        }));
    }

    /// The number of a track of the node that is empty from that start on. Things are drawn in the order of their ends.
    fn track(&mut self, center: CenterId, node: NodeId, (start, end): (Time, Time)) -> u64 {
        let tracks = self.drawn.tracks.entry((center, node)).or_default();
        if let Some(track) = tracks.iter_mut().find(|track| track.end <= start) {
            track.end = end;
            return track.number;
        }
        self.drawn.tracks_in_all += 1;
        let (number, place) = (self.drawn.tracks_in_all, tracks.len());
        tracks.push(Track { number, end });
        let seat = self.seats.seat(center, node);
        let more = if place == 0 { String::new() } else { format!(" ({})", place + 1) };
        let name = match seat.node {
            Some(node) => format!("{} {node}{more}", seat.partition),
            None => format!("processors{more}"),
        };
        let order = u64::from(node.0) * 1_000 + place.min(999) as u64;
        let pid = center.0 + 1;
        let name =
            json!({ "ph": "M", "name": "thread_name", "pid": pid, "tid": number, "args": { "name": name } });
        let order = json!({ "ph": "M", "name": "thread_sort_index", "pid": pid, "tid": number, "args": { "sort_index": order } });
        self.add(&name);
        self.add(&order);
        number
    }

    /// Counts jobs that wait and run; of several changes at one instant only the last is drawn.
    fn count(&mut self, center: CenterId, at: Time, (before, after): (JobState, JobState)) {
        let (last, mut counts) = self.drawn.counts.get(&center).copied().unwrap_or((at, [0, 0]));
        if last < at {
            self.draw_counts(center, last, counts);
        }
        for (state, by) in [(before, -1), (after, 1)] {
            match state {
                JobState::Absent => {}
                JobState::Waiting => counts[0] += by,
                JobState::Running => counts[1] += by,
            }
        }
        self.drawn.counts.insert(center, (at, counts));
    }

    fn draw_counts(&mut self, center: CenterId, at: Time, [waiting, running]: [i64; 2]) {
        let (at, pid) = (self.micros(at), center.0 + 1);
        for (name, jobs) in [("jobs waiting", waiting), ("jobs running", running)] {
            self.add(&json!({ "ph": "C", "name": name, "ts": at, "pid": pid, "args": { "jobs": jobs } }));
        }
    }
}

fn write_events(sink: &mut Sink, events: File, about: &TraceAbout) -> io::Result<()> {
    let about = json!({
        "suanli": env!("CARGO_PKG_VERSION"),
        "title": about.title,
        "policy": about.policy,
        "replication": about.replication,
        "time_0": about.start,
    });
    write!(sink, "{{\"displayTimeUnit\":\"ms\",\"otherData\":{about},\"traceEvents\":[")?;
    let mut events = unpacked(events, "")?;
    let (mut event, mut end) = (String::new(), "\n");
    while events.read_line(&mut event)? != 0 {
        write!(sink, "{end}{}", event.trim_end())?;
        event.clear();
        end = ",\n";
    }
    writeln!(sink, "\n]}}")
}

impl Observer for TraceRows {
    fn observe(&mut self, record: &Record<'_>) {
        let (center, at) = (record.center, record.at);
        match record.fact {
            Fact::Job { request, pieces, ref fact } => {
                if let Some(moved) = fact.moves() {
                    self.count(center, at, moved);
                }
                if let Some((start, _)) = fact.stretch() {
                    self.draw_job(center, (request, fact), pieces, (start, at));
                }
            }
            Fact::Nodes(NodeFact::Turned(turn)) => {
                if turn.from == NodeState::Down
                    && let Some((since, cause)) = self.drawn.out.remove(&(center, turn.node))
                {
                    self.draw_outage(center, turn.node, (since, at), cause);
                }
                if turn.to == NodeState::Down {
                    self.drawn.out.insert((center, turn.node), (at, turn.cause));
                }
            }
            Fact::Nodes(NodeFact::Capacity(_) | NodeFact::Geared(_))
            | Fact::Waiting { .. }
            | Fact::Data(_) => {}
        }
    }

    fn save(&mut self) -> Saved {
        match self.part.save() {
            Ok(rows) => Saved::of(&(rows, &self.drawn)),
            Err(error) => Saved::CannotBeSaved(error.to_string()),
        }
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        let rows: Vec<u8>;
        (rows, self.drawn) = from_bytes(state)?;
        self.part.restore(&rows)
    }
}
