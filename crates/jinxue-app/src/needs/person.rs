//! The gaps of one person, each with what is asked, what is known, and all that became of it.

use std::collections::{BTreeMap, BTreeSet};

use jinxue_api::gaps::{Gap, GapChange, GapEntry};
use jinxue_domain::needs::{GapCause, Target};
use jinxue_domain::{ClassId, Date, ProfileId, SurveyId, Taxonomy, TopicCode};
use jinxue_store::gap_changes::{self, Line};
use jinxue_store::gaps::{self, GapEvidence};
use jinxue_store::people::Person;
use jinxue_store::{Conn, classes, profiles, surveys};

use super::Standard;
use crate::Answer;

/// Every topic of which something is known or asked of a person: the open gaps worst first, then the others.
///
/// # Errors
/// When the store fails.
pub(crate) async fn ledger_of(
    conn: &mut Conn,
    person: &Person,
    taxonomy: &Taxonomy,
    today: Date,
) -> Answer<Vec<Gap>> {
    let facts = Facts::read(conn, person, today).await?;
    let mut found: Vec<Gap> = facts.topics().into_iter().map(|topic| facts.gap(topic, taxonomy)).collect();
    found.sort_by(|a, b| b.severity.cmp(&a.severity).then_with(|| a.topic.cmp(&b.topic)));
    Ok(found)
}

struct Facts {
    open: Vec<gaps::Gap>,
    evidence: Vec<GapEvidence>,
    lines: Vec<Line>,
    targets: BTreeMap<TopicCode, Target>,
    names: BTreeMap<String, String>,
}

impl Facts {
    async fn read(conn: &mut Conn, person: &Person, today: Date) -> Answer<Self> {
        let standing = gaps::standings(conn, &[person.id]).await?;
        let standard = Standard::load(conn, today).await?;
        let mut targets = BTreeMap::new();
        for standing in &standing {
            targets.extend(standard.targets(standing)?.iter());
        }
        let lines = gap_changes::of_person(conn, person.id).await?;
        Ok(Self {
            open: gaps::open_of(conn, person.id).await?,
            evidence: gaps::evidence_of(conn, person.id).await?,
            names: names(conn, &lines).await?,
            lines,
            targets,
        })
    }

    fn topics(&self) -> BTreeSet<TopicCode> {
        let stated = self.evidence.iter().map(|entry| entry.topic);
        let changed = self.lines.iter().map(|line| line.topic);
        stated.chain(changed).chain(self.targets.keys().copied()).collect()
    }

    fn gap(&self, topic: TopicCode, taxonomy: &Taxonomy) -> Gap {
        let open = self.open.iter().find(|gap| gap.topic == topic);
        let entries: Vec<&GapEvidence> =
            self.evidence.iter().rev().filter(|one| one.topic == topic).collect();
        let latest = entries.first();
        let kind = open.map(|gap| gap.kind).or(latest.map(|entry| entry.kind));
        let evidence = match open {
            Some(gap) => gap.evidence,
            None => latest.map(|entry| entry.evidence),
        };
        let noted_on = open.map(|gap| gap.noted_on).or(latest.map(|entry| entry.noted_on));
        let name = taxonomy.topic_name(topic);
        Gap {
            topic: topic.to_string(),
            topic_name: name.zh.to_string(),
            topic_name_en: name.en.to_string(),
            kind: kind.unwrap_or(jinxue_domain::GapKind::Knowledge).as_str().into(),
            severity: open.map_or(0, |gap| gap.severity.get().into()),
            evidence: evidence.map(|evidence| evidence.as_str().into()),
            noted_on: noted_on.map(|day| day.to_string()),
            target: self.targets.get(&topic).map(|target| target.level.get().into()),
            entries: entries.into_iter().map(entry).collect(),
            changes: self
                .lines
                .iter()
                .filter(|line| line.topic == topic)
                .map(|line| self.change(line))
                .collect(),
        }
    }

    fn change(&self, line: &Line) -> GapChange {
        GapChange {
            before: line.severity_before.get().into(),
            after: line.severity_after.get().into(),
            evidence: line.evidence.map(|evidence| evidence.as_str().into()),
            cause: line.cause.as_str().into(),
            subject: line.subject.clone(),
            subject_name: line.subject.as_ref().and_then(|subject| self.names.get(subject)).cloned(),
            actor: line.actor.clone(),
            changed_on: line.changed_on.to_string(),
        }
    }
}

fn entry(entry: &GapEvidence) -> GapEntry {
    GapEntry {
        severity: entry.severity.get().into(),
        evidence: entry.evidence.as_str().into(),
        noted_on: entry.noted_on.to_string(),
        note: entry.note.clone(),
    }
}

/// What the classes, profiles and surveys of some lines are called. Their own class is no secret to whoever may see a person.
async fn names(conn: &mut Conn, lines: &[Line]) -> Answer<BTreeMap<String, String>> {
    let of = |cause: GapCause| {
        let lines = lines.iter().filter(move |line| line.cause == cause);
        lines.filter_map(|line| line.subject.clone()).collect::<BTreeSet<String>>()
    };
    let classes: Vec<ClassId> = of(GapCause::Class).iter().filter_map(|id| id.parse().ok()).collect();
    let mut names: BTreeMap<String, String> = classes::full_many(conn, &classes)
        .await?
        .into_iter()
        .map(|full| (full.class.id.to_string(), full.class.name))
        .collect();
    for id in of(GapCause::Profile) {
        let Ok(profile) = id.parse::<ProfileId>() else { continue };
        let latest = profiles::versions(conn, profile).await?.into_iter().next();
        names.extend(latest.map(|(version, _)| (id, version.name)));
    }
    for id in of(GapCause::Survey) {
        let Ok(survey) = id.parse::<SurveyId>() else { continue };
        let asked = surveys::by_id(&mut conn.whole(), survey).await?;
        names.insert(id, asked.title);
    }
    Ok(names)
}
