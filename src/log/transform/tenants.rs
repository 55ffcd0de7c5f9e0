//! Which tenant the users of a log belong to, written in TOML.

use super::super::Names;
use super::super::entry::Entry;
use super::super::map_file::{self, MapErrors, Problems};
use super::super::number::Number;
use super::super::row::Header;
use std::collections::BTreeMap;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

const KEYS: [&str; 3] = ["by", "default", "tenants"];

/// What decides whose a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum By {
    #[default]
    User,
    Group,
    Queue,
}

const BYS: [(&str, By); 3] = [("user", By::User), ("group", By::Group), ("queue", By::Queue)];

/// Which tenant the users (or groups, or queues) of a log belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantMap {
    by: By,
    /// The tenants by name, that of everybody else first.
    names: Vec<String>,
    /// The place in `names` of each who is named.
    members: BTreeMap<String, u32>,
}

impl TenantMap {
    /// Reads a map from a TOML file.
    ///
    /// # Errors
    /// When it cannot be read, or with all that is wrong in it.
    pub fn read(path: &Path) -> Result<TenantMap, MapErrors> {
        map_file::read(path, TenantMap::of)
    }

    /// Reads a map from the text of a TOML file; the path is for messages.
    ///
    /// # Errors
    /// With all that is wrong in it.
    pub fn parse(path: &Path, text: &str) -> Result<TenantMap, MapErrors> {
        map_file::understood(path, text, TenantMap::of)
    }

    /// The tenants by name; the number of each is its place. The first is for users that are not in the map.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    fn of(table: &DeTable<'_>, problems: &mut Problems<'_>) -> TenantMap {
        let mut map = TenantMap { by: By::User, names: vec!["others".into()], members: BTreeMap::new() };
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "by" => match BYS.into_iter().find(|(name, _)| value.get_ref().as_str() == Some(*name)) {
                    Some((_, by)) => map.by = by,
                    None => problems.wrong("by", value, "\"user\", \"group\" or \"queue\""),
                },
                "default" => map.names[0] = problems.text("default", value).unwrap_or_default(),
                "tenants" => {}
                _ => problems.unknown(key, &KEYS),
            }
        }
        match table.get("tenants") {
            Some(value) => map.note_tenants(value, problems),
            None => problems.add(0..0, "expected a table `[tenants]`".into()),
        }
        map
    }

    fn note_tenants(&mut self, value: &Spanned<DeValue<'_>>, problems: &mut Problems<'_>) {
        let Some(table) = problems.table("tenants", value) else { return };
        let mut in_order: Vec<_> = table.iter().collect();
        in_order.sort_by_key(|(name, _)| name.span().start);
        for (name, members) in in_order {
            let place = self.place(name.get_ref());
            let Some(members) = members.get_ref().as_array() else {
                problems.wrong(name.get_ref(), members, "a list of users in brackets");
                continue;
            };
            for member in members {
                let text = member.get_ref().as_str().map(|name| name.trim().to_owned());
                let number = || member.get_ref().as_integer().map(ToString::to_string);
                let Some(word) = text.or_else(number) else {
                    problems.wrong(name.get_ref(), member, "a name in quotes, or a number");
                    continue;
                };
                if let Some(other) = self.members.insert(word.clone(), place) {
                    let other = &self.names[other as usize];
                    problems.add(member.span(), format!("`{word}` belongs to `{other}` already"));
                }
            }
        }
    }

    fn place(&mut self, name: &str) -> u32 {
        let place = self.names.iter().position(|known| known == name).unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        });
        u32::try_from(place).expect("a file of a few MiB names fewer tenants")
    }

    /// Whose a job is: a place in the names.
    pub(super) fn tenant(&self, entry: &Entry, header: &Header) -> u32 {
        let (number, names): (Option<Number>, &Names) = match self.by {
            By::User => (entry.row.user, &header.users),
            By::Group => (entry.row.group, &header.groups),
            By::Queue => (entry.row.queue, &header.queues),
        };
        let Some(number) = number else { return 0 };
        let place = match names.word(number.whole()) {
            Some(word) => self.members.get(word),
            None => self.members.get(itoa::Buffer::new().format(number.whole())),
        };
        place.copied().unwrap_or(0)
    }
}
