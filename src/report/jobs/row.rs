//! One job as a row of text.

use super::column::JobColumn;
use crate::model::{Request, Span, Time};
use crate::report::in_order::{Course, Fate};
use crate::report::rows::{Field, Kind};
use crate::report::secs::write_secs;

/// The columns that every file of jobs has.
pub(super) fn job_fields() -> Vec<Field> {
    vec![
        Field::new("job", Kind::Whole),
        Field::new("submit_secs", Kind::Secs),
        Field::new("start_secs", Kind::Secs),
        Field::new("end_secs", Kind::Secs),
        Field::new("procs", Kind::Whole),
        Field::new("state", Kind::Text),
    ]
}

pub(super) fn write_job(text: &mut Vec<u8>, course: &Course, origin: Span, columns: &[JobColumn]) {
    let request = &course.request;
    let fate = course.fate;
    write_whole(text, request.id.0);
    text.push(b',');
    write_time(text, request.submit + origin);
    text.push(b',');
    if fate.has_started() {
        write_time(text, course.start + origin);
    }
    text.push(b',');
    if fate.has_ended() {
        write_time(text, course.end + origin);
    }
    text.push(b',');
    write_procs(text, request);
    text.push(b',');
    text.extend_from_slice(fate.name().as_bytes());
    for column in columns {
        text.push(b',');
        write_column(text, column, course, origin);
    }
    text.push(b'\n');
}

pub(super) fn write_column(text: &mut Vec<u8>, column: &JobColumn, course: &Course, origin: Span) {
    let request = &course.request;
    match column {
        JobColumn::Walltime => write_span(text, request.walltime),
        JobColumn::User if request.tenant.0 == 0 => {}
        JobColumn::User => write_whole(text, u64::from(request.tenant.0)),
        JobColumn::Tenant(names) => write_name(text, names, request.tenant.0),
        JobColumn::Group(names) => write_name(text, names, u32::from(request.group.0)),
        JobColumn::Class(names) => write_name(text, names, u32::from(request.class.0)),
        JobColumn::Center(names) => write_name(text, names, u32::from(request.center.0)),
        JobColumn::Partition(centers) => {
            let names = centers.get(usize::from(request.center.0)).map_or(&[][..], Vec::as_slice);
            write_name(text, names, u32::from(request.partition.0));
        }
        JobColumn::Accelerators => {
            let each = request.shape.per_task.accelerators;
            write_whole(text, u64::from(request.shape.tasks) * u64::from(each));
        }
        JobColumn::Nodes if course.fate.has_started() => write_whole(text, u64::from(course.nodes)),
        JobColumn::Nodes => {}
        JobColumn::Due => {
            if let Some(due) = request.due_at() {
                write_time(text, due + origin);
            }
        }
        JobColumn::Waited | JobColumn::Wait(_) if course.fate == Fate::Rejected => {}
        JobColumn::Waited => write_span(text, course.waited),
        JobColumn::Ran => write_span(text, course.ran),
        JobColumn::Runs => write_whole(text, u64::from(course.runs)),
        JobColumn::Wait(cause) => write_span(text, course.causes.of(*cause)),
    }
}

pub(super) fn write_procs(text: &mut Vec<u8>, request: &Request) {
    write_whole(text, u64::from(request.shape.tasks) * u64::from(request.shape.per_task.cores));
}

/// The name of an id; the number itself where nobody gave it a name.
fn write_name(text: &mut Vec<u8>, names: &[String], id: u32) {
    match names.get(id as usize) {
        Some(name) => text.extend_from_slice(name.as_bytes()),
        None => write_whole(text, u64::from(id)),
    }
}

pub(super) fn write_whole(text: &mut Vec<u8>, number: u64) {
    text.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

pub(super) fn write_time(text: &mut Vec<u8>, time: Time) {
    write_secs(text, time.as_micros());
}

pub(super) fn write_span(text: &mut Vec<u8>, span: Span) {
    write_secs(text, span.as_micros());
}
