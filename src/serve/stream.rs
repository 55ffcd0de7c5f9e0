//! Answers that are sent line by line while they are made.

use super::work::{Follower, Grown};
use axum::body::{Body, Bytes, HttpBody};
use hyper::body::Frame;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::{Notify, mpsc};

/// So many lines may lie ready for a client that reads slowly.
const READY_MAX: usize = 2;

/// A client that takes no line for so long is not sent any more.
const READ_TIME: Duration = Duration::from_secs(30);

/// The body of an answer. When the client is gone it is dropped, which the one that sends into it sees.
struct Lines {
    lines: mpsc::Receiver<Bytes>,
}

impl HttpBody for Lines {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.lines.poll_recv(context).map(|line| line.map(|line| Ok(Frame::data(line))))
    }
}

/// A body, and the end into which its lines are sent.
pub(super) fn lines() -> (mpsc::Sender<Bytes>, Body) {
    let (sender, lines) = mpsc::channel(READY_MAX);
    (sender, Body::new(Lines { lines }))
}

/// Sends a line; says whether the client took it in time.
pub(super) async fn send_line(to: &mpsc::Sender<Bytes>, line: Bytes) -> bool {
    to.send_timeout(line, READ_TIME).await.is_ok()
}

/// Sends an answer as it grows, until it is over, the client is gone, or `ended` says that it has another question.
pub(super) async fn send(follower: Follower, to: mpsc::Sender<Bytes>, ended: Arc<Notify>) {
    let mut growth = follower.work.growth();
    let mut known = 0;
    loop {
        let Grown { is_over, .. } = *growth.borrow_and_update();
        while let Some((line, now)) = follower.work.next(known) {
            known = now;
            tokio::select! {
                is_sent = send_line(&to, line.bytes().clone()) => if !is_sent { return },
                () = ended.notified() => return,
            }
        }
        if is_over {
            return;
        }
        tokio::select! {
            grown = growth.changed() => if grown.is_err() { return },
            () = to.closed() => return,
            () = ended.notified() => return,
        }
    }
}
