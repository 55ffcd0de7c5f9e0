//! The files of jobs, of their runs, and of nodes: their rows are written while the simulation runs.

use super::FileColumns;
use super::column::{
    CENTER, CLASS, DataColumn, FROM, GROUP, PARTITION, POLICY, REPLICATION, TENANT, TO, number, secs, text,
    whole,
};

const JOB: DataColumn = whole("job", "", "the number of the job, as in `suanli explain --job`");
const SUBMIT: DataColumn = secs("submit_secs", "when it was submitted, since the beginning of the scenario");
const PROCS: DataColumn = whole("procs", "cores", "processor cores that it asked for");
const ACCELERATORS: DataColumn = whole("accelerators", "accelerators", "accelerators that it asked for");

/// The files of jobs and nodes. Of `wait_CAUSE_secs` there is a column for each cause.
pub const JOB_FILES: &[FileColumns] = &[
    FileColumns {
        name: "jobs-POLICY",
        help: "Every job of a policy, in the order of submission.",
        columns: &[
            POLICY,
            REPLICATION,
            JOB,
            SUBMIT,
            secs("start_secs", "when its last run began; empty where it never ran"),
            secs("end_secs", "when it ended or was given up; empty where that did not happen"),
            PROCS,
            text("state", "what became of it ([outputs.md](outputs.md#jobs))"),
            secs("walltime_secs", "for how long it asked"),
            ACCELERATORS,
            whole("nodes", "nodes", "on how many it ran last; empty where it never ran"),
            CENTER,
            PARTITION,
            CLASS,
            GROUP,
            TENANT,
            secs("due_secs", "when it was due; there where any workload has a deadline"),
            secs("wait_secs", "for how long it waited in all"),
            secs("ran_secs", "for how long it ran in all"),
            whole("runs", "", "how often it started"),
            secs("wait_CAUSE_secs", "for how long it waited for this cause ([why.md](why.md))"),
        ],
    },
    FileColumns {
        name: "runs-POLICY",
        help: "Every run of a policy's jobs, in the order of their ends, where any was stopped before its job was done.",
        columns: &[
            POLICY,
            REPLICATION,
            JOB,
            whole("run_number", "", "which of the runs of its job, from 1"),
            SUBMIT,
            secs("start_secs", "when the run began"),
            secs("end_secs", "when it ended; empty where it did not"),
            PROCS,
            text("state", "how it ended ([outputs.md](outputs.md#runs))"),
            secs("waited_before_secs", "for how long the job had waited at this start"),
            secs("ran_before_secs", "for how long it had run before"),
            secs("lost_secs", "how much of the run, and of what earlier runs had left to it, was in vain"),
            ACCELERATORS,
            whole("nodes", "nodes", "on how many it ran"),
            CENTER,
            PARTITION,
            CLASS,
            GROUP,
            TENANT,
        ],
    },
    FileColumns {
        name: "nodes-POLICY",
        help: "What each node did from when to when (`--also nodes`): a row for each job on it, and for each time in which it was out. Else it was idle.",
        columns: &[
            POLICY,
            REPLICATION,
            CENTER,
            text("partition", "the partition, by name; empty where processors are only counted"),
            whole(
                "node",
                "",
                "its number in its partition, from 1 as in `outages`; empty where processors are only counted",
            ),
            FROM,
            TO,
            text("state", "`job`, `failed` or `maintenance`"),
            JOB,
            CLASS,
            TENANT,
            whole("cores", "cores", "what the job held on the node"),
            whole("accelerators", "accelerators", "what the job held on the node"),
        ],
    },
    FileColumns {
        name: "batsim-POLICY_jobs",
        help: "The jobs as Batsim writes them (`--also batsim`, always CSV). Resources are processor cores.",
        columns: &[
            whole("job_id", "", "the number of the job"),
            text("workload_name", "the workload"),
            text("profile", "the tenant"),
            secs("submission_time", "when it was submitted"),
            whole("requested_number_of_resources", "cores", "what it asked for"),
            secs("requested_time", "for how long it asked"),
            whole("success", "", "1 where it did its work, else 0"),
            text("final_state", "Batsim's word for what became of it"),
            secs("starting_time", "when its last run began; -1 where it never ran"),
            secs("execution_time", "how long that took"),
            secs("finish_time", "when it ended"),
            secs("waiting_time", "from submission to that start"),
            secs("turnaround_time", "from submission to its end"),
            number("stretch", "1", "turnaround time over execution time"),
            text(
                "allocated_resources",
                "the cores that it held, as `0-3 8`; the lowest that were free, as the simulator does not tell cores apart",
            ),
            number("consumed_energy", "J", "-1: not known by job"),
            text("metadata", "empty"),
        ],
    },
];
