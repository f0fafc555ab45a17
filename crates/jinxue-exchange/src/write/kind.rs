//! Rows of a kind as tables that the same kind reads.

use jinxue_domain::{Grade, Standing, Tenths};

use super::{Put, Sheet};
use crate::{
    kinds::{
        Gaps, History, Plan, Roster, TableKind, Units, gaps::GapRow, history::HistoryRow, person::PersonKey,
        plan::ClassRow, roster::RosterRow, units::UnitRow,
    },
    values::{Seats, Share},
};

/// A kind of table that is written too.
pub trait WrittenKind: TableKind {
    /// The cells of a row, in the order of [`TableKind::FIELDS`].
    fn cells(row: &Self::Row) -> Vec<Put>;
}

/// A sheet of a kind, under the Chinese headers.
pub fn sheet<K: TableKind>(name: &str, description: Option<String>) -> Sheet {
    let headers = K::FIELDS.iter().map(|field| field.zh.to_owned()).collect();
    Sheet { name: name.to_owned(), description, headers }
}

impl WrittenKind for Units {
    fn cells(row: &UnitRow) -> Vec<Put> {
        vec![
            Put::text(row.code.as_ref()),
            Put::Text(row.name.clone()),
            Put::text(row.parent_code.as_ref()),
            Put::text(row.parent_name.as_ref()),
            Put::text(row.tier.map(|tier| tier.zh())),
            Put::text(row.kind.map(|kind| kind.zh())),
            Put::text(row.division.map(|division| division.to_string())),
            Put::text(row.sector.map(|sector| sector.words().zh)),
            Put::whole(row.release_cap),
        ]
    }
}

impl WrittenKind for Roster {
    fn cells(row: &RosterRow) -> Vec<Put> {
        vec![
            Put::text(row.citizen_no.map(|number| number.reveal().to_owned())),
            Put::Text(row.name.to_string()),
            Put::text(row.sex.map(|sex| sex.zh())),
            Put::text(row.birth_month.map(|month| month.to_string())),
            Put::text(row.unit_code.as_ref()),
            Put::text(row.unit_name.as_ref()),
            Put::text(row.department.as_ref()),
            Put::text(row.post.as_ref()),
            Put::text(row.post_level.map(|level| level.zh())),
            Put::text(row.rank.map(|rank| rank.zh())),
            Put::text(row.role.map(|role| role.zh())),
            Put::text(row.sector.map(|sector| sector.words().zh)),
            Put::whole(row.max_classes),
            Put::day(row.post_since),
            Put::day(row.rank_since),
        ]
    }
}

impl WrittenKind for Plan {
    fn cells(row: &ClassRow) -> Vec<Put> {
        vec![
            Put::Text(row.code.clone()),
            Put::Text(row.name.clone()),
            Put::Text(row.organiser.clone()),
            Put::text(row.tier.map(|tier| tier.zh())),
            Put::Text(row.kind.zh().into()),
            Put::Text(row.topics.iter().map(share).collect::<Vec<_>>().join("|")),
            Put::Text(row.main_topic.clone()),
            Put::Day(row.start),
            Put::Day(row.end),
            Put::Whole(i64::from((row.end - row.start).get_days()) + 1),
            Put::Whole(row.seats_min),
            Put::Whole(row.seats_max),
            hours(row.hours),
            Put::text(row.venue.as_ref()),
            Put::text(row.division.map(|division| division.to_string())),
            Put::text(row.audience.as_ref()),
            grade(row.grade_from),
            grade(row.grade_to),
            words(row.roles.iter().map(|role| role.zh().to_owned())),
            words(row.sectors.iter().map(|sector| sector.words().zh.into_owned())),
            Put::text(row.fee_category.map(|category| category.zh())),
            Put::whole(row.budget_yuan),
            words(row.quotas.iter().map(quota)),
            Put::text(row.remark.as_ref()),
        ]
    }
}

impl WrittenKind for History {
    fn cells(row: &HistoryRow) -> Vec<Put> {
        let mut cells = person(&row.person).to_vec();
        cells.extend([
            Put::Text(row.class_name.clone()),
            Put::text(row.class_code.as_ref()),
            Put::text(row.topic.as_ref()),
            Put::text(row.kind.as_ref().map(|kind| kind.text.clone())),
            Put::text(row.form.as_ref().map(|form| form.text.clone())),
            Put::Day(row.start),
            Put::Day(row.end),
            Put::whole(row.days),
            row.hours.map_or(Put::Nothing, hours),
            Put::text(row.organiser.as_ref()),
            Put::text(row.organiser_code.as_ref()),
            Put::text(row.organiser_tier.as_ref().map(|tier| tier.text.clone())),
            Put::text(row.institution.as_ref()),
            Put::text(row.completion.as_ref()),
            Put::text(row.unit_then.as_ref()),
            Put::text(row.post_then.as_ref()),
            Put::text(row.abroad.as_ref()),
            Put::text(row.recognised.map(|recognised| if recognised { "是" } else { "否" })),
        ]);
        cells
    }
}

impl WrittenKind for Gaps {
    fn cells(row: &GapRow) -> Vec<Put> {
        let mut cells = person(&row.person).to_vec();
        cells.extend([
            Put::Text(row.topic.clone()),
            Put::Text(row.kind.zh().into()),
            Put::Whole(row.severity),
            Put::Text(row.evidence.zh().into()),
            Put::Day(row.noted_on),
            Put::text(row.note.as_ref()),
        ]);
        cells
    }
}

fn person(key: &PersonKey) -> [Put; 5] {
    [
        Put::text(key.citizen_no.map(|number| number.reveal().to_owned())),
        Put::text(key.name.as_ref().map(|name| name.to_string())),
        Put::text(key.birth_month.map(|month| month.to_string())),
        Put::text(key.unit_code.as_ref()),
        Put::text(key.unit_name.as_ref()),
    ]
}

fn words(words: impl Iterator<Item = String>) -> Put {
    Put::text(Some(words.collect::<Vec<_>>().join("|")).filter(|joined| !joined.is_empty()))
}

fn share(share: &Share) -> String {
    format!("{}:{}", share.what, share.percent)
}

fn quota(quota: &Seats) -> String {
    format!("{}:{}-{}", quota.unit, quota.min, quota.max.map(|max| max.to_string()).unwrap_or_default())
}

fn hours(hours: Tenths) -> Put {
    Put::Decimal(f64::from(hours.get()) / 10.0)
}

/// The first of the words for a grade, which reads back as the grade.
fn grade(grade: Grade) -> Put {
    let label = grade.words().zh;
    let word = label.split('、').next().unwrap_or_default();
    let reads_back = Standing::read(word).is_ok();
    Put::Text(if reads_back { word.to_owned() } else { grade.get().to_string() })
}
