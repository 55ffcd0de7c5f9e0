//! Jobs of the clusters Seren and Kalos (Hu et al. 2024, "Characterization of large language model development in the
//! datacenter"): the columns of Helios, the kind of work, and the memory of pods.

use super::helios::{COLUMNS, KIND, NAMES, NEEDED, row};
use crate::log::Format;
use crate::log::row::SizeUnit;
use crate::log::table::{Layout, Others, Table};

/// The row of [`super::FORMATS`].
pub(super) const ENTRY: Format = Format {
    name: "Acme",
    help: "Shanghai AI Laboratory's Acme clusters Seren and Kalos: the columns of Helios, and type",
    expected: "the columns job_id, user, gpu_num, cpu_num, node_num, type, state, submit_time, start_time and end_time",
    parser: || Box::new(Table::new(&LAYOUT)),
};

const NEEDED_HERE: &[usize] = &{
    let mut columns = [KIND; NEEDED.len() + 1];
    columns.split_at_mut(NEEDED.len()).0.copy_from_slice(NEEDED);
    columns
};

static LAYOUT: Layout<COLUMNS> = Layout {
    names: NAMES,
    needed: NEEDED_HERE,
    others: Others::Allowed,
    unit: SizeUnit::Accelerators,
    unix_start: Some(0),
    row,
    nameless: |_| false,
};
