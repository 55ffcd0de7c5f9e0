//! Phrases about a replay beside its record.

use super::Phrase;

pub(super) const PHRASES: &[Phrase] = &[
    ("1 day and more", "1 天及以上"),
    ("1 to 10 min", "1 至 10 分钟"),
    ("1 to 6 h", "1 至 6 小时"),
    ("10 min to 1 h", "10 分钟至 1 小时"),
    ("6 to 24 h", "6 至 24 小时"),
    (
        "By queue, jobs of {class} differ most ({jobs} of the jobs, {share} of the difference): {replayed} instead of {recorded}.",
        "按队列，{class} 的作业差别最大（占作业的 {jobs}，占差别的 {share}）：{replayed}，而记录为 {recorded}。",
    ),
    (
        "By run time, jobs of {class} differ most ({jobs} of the jobs, {share} of the difference): {replayed} instead of {recorded}.",
        "按运行时长，{class}的作业差别最大（占作业的 {jobs}，占差别的 {share}）：{replayed}，而记录为 {recorded}。",
    ),
    (
        "By size, jobs of {class} differ most ({jobs} of the jobs, {share} of the difference): {replayed} instead of {recorded}.",
        "按规模，{class} 的作业差别最大（占作业的 {jobs}，占差别的 {share}）：{replayed}，而记录为 {recorded}。",
    ),
    ("Not compared: {jobs}.", "未比较：{jobs}。"),
    (
        "Over time, the week from {date} differs most ({jobs} of the jobs, {share} of the difference): {replayed} instead of {recorded}.",
        "按时间，{date} 起的一周差别最大（占作业的 {jobs}，占差别的 {share}）：{replayed}，而记录为 {recorded}。",
    ),
    (
        "The machine is used to {recorded} by the log and to {replayed} by the replay.",
        "系统使用率：按日志为 {recorded}，按回放为 {replayed}。",
    ),
    (
        "Under {policy} jobs wait {replayed} on average, by the log {recorded}: {apart}{share} less.",
        "在 {policy} 之下作业平均等待 {replayed}，按日志为 {recorded}：少 {apart}{share}。",
    ),
    (
        "Under {policy} jobs wait {replayed} on average, by the log {recorded}: {apart}{share} more.",
        "在 {policy} 之下作业平均等待 {replayed}，按日志为 {recorded}：多 {apart}{share}。",
    ),
    ("below 1 min", "不到 1 分钟"),
    ("job does not say how long it waited", "个作业没有记录等待时间"),
    ("job is larger than the machine", "个作业大于整个系统"),
    ("jobs are larger than the machine", "个作业大于整个系统"),
    ("jobs do not say how long they waited", "个作业没有记录等待时间"),
    (
        "no row says how long it waited: there is nothing to compare with",
        "没有任何一行记录了等待时间：无从比较",
    ),
    ("unknown", "未知"),
    (
        "{minute} start within a minute of the record, {ten} within 10 minutes, {hour} within an hour; the mean difference is {apart}, the correlation {correlation}.",
        "{minute} 的作业与记录的开始时间相差不到一分钟，{ten} 不到 10 分钟，{hour} 不到一小时；平均相差 {apart}，相关系数 {correlation}。",
    ),
];
