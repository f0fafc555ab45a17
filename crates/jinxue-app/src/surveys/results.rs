//! What a survey has found: who has answered where, and how much each topic is needed, by three needs in one.

use std::collections::BTreeSet;

use jinxue_api::Problem;
use jinxue_api::surveys::{ResultsQuery, SurveyPlace, SurveyResults, SurveyTopic, SurveyWeights};
use jinxue_domain::needs::{By, Naming, Parts, SurveyState, Urgencies, Urgency, Weights, relative, shown};
use jinxue_domain::taxonomy::Topic;
use jinxue_domain::{Date, Instant, Taxonomy, TopicCode, UnitPath};
use jinxue_store::Conn;
use jinxue_store::surveys::counts::{self, Kept, Tally, TopicTally};
use jinxue_store::surveys::{self as store, Survey};
use jinxue_store::units::{self, Unit};
use uuid::Uuid;

use super::asked::{below, topics_of, unit_of};
use super::count::{Counting, is_kept};
use super::tend::is_settled;
use super::write::reminded;
use crate::needs::Standard;
use crate::needs::columns::Columns;
use crate::{Answer, Refusal, Work, topics, wire};

/// What a survey has found of a unit's subtree.
///
/// # Errors
/// `not_found` for the survey and for a unit outside it; `invalid_value` for places that are none.
pub async fn results(work: &Work, id: Uuid, query: &ResultsQuery) -> Answer<SurveyResults> {
    let by: Option<By> = wire::read_opt("by", query.by.as_deref())?;
    let today = work.app.clock.today();
    work.db()
        .read(async |mut conn| {
            let survey = store::by_id(&mut conn, id.into()).await?;
            let unit = unit_of(&mut conn, &survey, query.unit).await?;
            let ground = Ground::load(&mut conn, survey, today).await?;
            let places = ground.places(&mut conn, &unit, by).await?;
            let (asked, answered, counted_at) = ground.totals(&mut conn, &unit).await?;
            let hidden = ground.hidden(&conn, &unit);
            // Of a draft nothing is known yet but whom it would ask.
            let topics = match hidden {
                None if ground.survey.state != SurveyState::Draft => {
                    ground.ranked(&ground.tally(&mut conn, &unit).await?)
                }
                _ => Vec::new(),
            };
            let reminders = store::reminders(&mut conn, ground.survey.id).await?.into_iter();
            let reminders = reminders.filter(|one| one.unit_path.meets(&unit.path)).map(reminded).collect();
            Ok(SurveyResults {
                unit_id: unit.id.as_uuid(),
                unit_name: unit.name.clone(),
                asked: wire::count(asked),
                answered: wire::count(answered),
                counted_at,
                by: places.by.as_str().into(),
                ways: places.ways.iter().map(|way| way.as_str().into()).collect(),
                places: places.rows,
                hidden: hidden.map(|reason| reason.as_str().into()),
                group_least: wire::count(ground.urgencies.group_least),
                topics,
                weights: ground.weighed(),
                reminders,
            })
        })
        .await
}

/// Whether what was said at a unit and below it may be shown without names.
///
/// # Errors
/// When the store fails.
pub(super) async fn is_shown(conn: &mut Conn, work: &Work, survey: &Survey, path: &UnitPath) -> Answer<bool> {
    let ground = Ground::load(conn, survey.clone(), work.app.clock.today()).await?;
    Ok(ground.is_shown(path))
}

/// Why topics are not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hidden {
    Open,
    Few,
    Place,
}

impl Hidden {
    fn as_str(self) -> &'static str {
        match self {
            Hidden::Open => "open",
            Hidden::Few => "few",
            Hidden::Place => "place",
        }
    }
}

/// Who has answered where.
struct Places {
    by: By,
    ways: Vec<By>,
    rows: Vec<SurveyPlace>,
}

/// What results are made from.
struct Ground {
    survey: Survey,
    /// Every place of the survey whose numbers are kept.
    kept: Vec<Kept>,
    taxonomy: Taxonomy,
    offered: BTreeSet<TopicCode>,
    standard: Standard,
    urgencies: Urgencies,
    weights: Weights,
    rule: jinxue_api::rules::RuleRef,
}

impl Ground {
    async fn load(conn: &mut Conn, survey: Survey, today: Date) -> Answer<Ground> {
        let lacks = || Refusal::internal(&"the catalogue lacks a rule on surveys");
        let taxonomy = topics::load(conn).await?;
        let offered = topics_of(conn, &survey, &taxonomy).await?.into_iter().collect();
        let standard = Standard::load(conn, today).await?;
        let urgencies = Urgencies::at(&standard.book, &survey.unit_path, today).ok_or_else(lacks)?;
        let (weights, rule) = Weights::at(&standard.book, &survey.unit_path, today).ok_or_else(lacks)?;
        let rule = wire::rule(&rule);
        let kept = counts::places(conn, survey.id, &survey.unit_path).await?;
        Ok(Ground { survey, kept, taxonomy, offered, standard, urgencies, weights, rule })
    }

    /// The places kept at a unit and below it.
    fn kept_within<'a>(&'a self, path: &'a UnitPath) -> impl Iterator<Item = &'a Kept> {
        self.kept.iter().filter(move |place| path.contains(&place.path))
    }

    fn is_shown(&self, path: &UnitPath) -> bool {
        shown_at(&self.kept, &self.survey.unit_path, path, self.urgencies.group_least)
    }

    async fn places(&self, conn: &mut Conn, unit: &Unit, by: Option<By>) -> Answer<Places> {
        let children = units::children(conn, unit.id).await?;
        let mut ways = Columns::ways(&children);
        ways.retain(|way| *way != By::Grade);
        if by.is_some_and(|by| !ways.contains(&by)) {
            let known: Vec<&str> = ways.iter().map(|way| way.as_str()).collect();
            return Err(Problem::invalid("by", by.map_or("", By::as_str), known.join(", ")).into());
        }
        let by = by.or(ways.first().copied());
        let columns = Columns::of(unit, &children, Some(by.unwrap_or(By::Grade)))?;
        let kept = by != Some(By::Unit) && is_kept(conn, &self.survey, unit);
        let mut sums = vec![(0u64, 0u64); columns.len()];
        let lowest = self.survey.grade_to;
        if kept {
            for place in self.kept_within(&unit.path) {
                let sum = &mut sums[columns.at(&place.path, lowest)];
                (sum.0, sum.1) = (sum.0 + place.asked, sum.1 + place.answered);
            }
        } else {
            // Units that are no region are counted alone: a province is not counted for its departments.
            for range in columns.ranges(unit).unwrap_or_else(|| vec![below(unit)]) {
                counts::asked(conn, &self.survey, &range, |alike| {
                    sums[columns.at(&alike.unit_path, lowest)].0 += alike.people;
                })
                .await?;
                counts::answered(conn, &self.survey, &range, |answered| {
                    sums[columns.at(&answered.unit_path, lowest)].1 += answered.people;
                })
                .await?;
            }
        }
        let row = |(column, (asked, answered)): (jinxue_api::needs::NeedColumn, (u64, u64))| SurveyPlace {
            unit_id: column.unit_id,
            label: column.label,
            asked: wire::count(asked),
            answered: wire::count(answered),
        };
        let rows = match by {
            Some(_) => columns.said().into_iter().zip(sums).map(row).filter(|row| row.asked > 0).collect(),
            None => Vec::new(),
        };
        Ok(Places { by: by.unwrap_or(By::Unit), ways, rows })
    }

    /// How many are asked at a unit and have answered; when that was counted, where it is not now.
    async fn totals(&self, conn: &mut Conn, unit: &Unit) -> Answer<(u64, u64, Option<i64>)> {
        if is_kept(conn, &self.survey, unit) {
            let add = |sum: (u64, u64), place: &Kept| (sum.0 + place.asked, sum.1 + place.answered);
            let (asked, answered) = self.kept_within(&unit.path).fold((0, 0), add);
            return Ok((asked, answered, self.survey.counted_at.map(Instant::as_micros)));
        }
        let asked = counts::asked_count(conn, &self.survey, &below(unit)).await?;
        let mut answered = 0;
        counts::answered(conn, &self.survey, &below(unit), |one| answered += one.people).await?;
        Ok((asked, answered, None))
    }

    /// Why the topics of a unit are not told, where they are not.
    fn hidden(&self, conn: &Conn, unit: &Unit) -> Option<Hidden> {
        if self.survey.naming == Naming::Named || self.survey.state == SurveyState::Draft {
            return None;
        }
        if !is_settled(&self.survey) {
            return Some(Hidden::Open);
        }
        if !is_kept(conn, &self.survey, unit) {
            return Some(Hidden::Place);
        }
        (!self.is_shown(&unit.path)).then_some(Hidden::Few)
    }

    async fn tally(&self, conn: &mut Conn, unit: &Unit) -> Answer<Tally> {
        if is_kept(conn, &self.survey, unit) {
            return Ok(counts::kept(conn, self.survey.id, &unit.path).await?);
        }
        let counting = Counting { survey: &self.survey, topics: &self.offered, standard: &self.standard };
        counting.together(conn, &below(unit)).await
    }

    /// The topics, the most needed first.
    fn ranked(&self, tally: &Tally) -> Vec<SurveyTopic> {
        let offered = self.taxonomy.topics().iter().filter(|topic| self.offered.contains(&topic.code));
        let counted: Vec<(&Topic, TopicTally)> = offered
            .map(|topic| (topic, tally.topics.get(&topic.code).copied().unwrap_or_default()))
            .collect();
        let parts: Vec<Parts> = counted.iter().map(|(_, of)| self.parts(of, tally)).collect();
        let all = counted.into_iter().zip(relative(&parts));
        let mut ranked: Vec<SurveyTopic> =
            all.map(|((topic, of), parts)| self.topic(topic, &of, parts)).collect();
        ranked.sort_by(|one, other| {
            let key = |topic: &SurveyTopic| (topic.combined_tenths, topic.personal_tenths);
            key(other).cmp(&key(one)).then_with(|| one.topic.cmp(&other.topic))
        });
        ranked
    }

    /// How far a topic is asked for, over those asked, and how badly it is lacked, over those who answered.
    fn parts(&self, of: &TopicTally, tally: &Tally) -> Parts {
        let severity = |urgency| u64::from(self.urgencies.severity(urgency).get());
        let personal = of.mild * severity(Urgency::Mild)
            + of.needed * severity(Urgency::Needed)
            + of.urgent * severity(Urgency::Urgent);
        Parts {
            organisation: mean_tenths(of.organisation, tally.asked),
            post: mean_tenths(of.post, tally.asked),
            personal: mean_tenths(personal, tally.answered),
        }
    }

    fn topic(&self, topic: &Topic, of: &TopicTally, parts: Parts) -> SurveyTopic {
        let field = self.taxonomy.field(topic.field);
        SurveyTopic {
            topic: topic.code.to_string(),
            name: topic.name.zh.to_string(),
            name_en: topic.name.en.to_string(),
            field: topic.field.to_string(),
            field_name: field.map_or_else(String::new, |field| field.name.zh.to_string()),
            field_name_en: field.map_or_else(String::new, |field| field.name.en.to_string()),
            organisation_tenths: wire::count(parts.organisation),
            post_tenths: wire::count(parts.post),
            personal_tenths: wire::count(parts.personal),
            combined_tenths: wire::count(self.weights.combined(parts)),
            mild: wire::count(of.mild),
            needed: wire::count(of.needed),
            urgent: wire::count(of.urgent),
        }
    }

    fn weighed(&self) -> SurveyWeights {
        SurveyWeights {
            organisation: wire::count(self.weights.organisation),
            post: wire::count(self.weights.post),
            personal: wire::count(self.weights.personal),
            rule: self.rule.clone(),
        }
    }
}

/// The mean in tenths, rounded; nothing of nobody.
fn mean_tenths(sum: u64, people: u64) -> u64 {
    if people == 0 { 0 } else { (sum * 20 + people) / (2 * people) }
}

/// Whether the answers of a place may be shown without names: level by level from the top of the survey down to it, each group
/// among those it lies beside.
fn shown_at(kept: &[Kept], top: &UnitPath, path: &UnitPath, least: u64) -> bool {
    let answered = |within: &UnitPath| {
        kept.iter().filter(|place| within.contains(&place.path)).map(|place| place.answered).sum::<u64>()
    };
    let mut at = top.clone();
    let mut is_shown = shown(&[answered(top)], least) == [true];
    while is_shown && at != *path {
        let groups = below_of(kept, &at);
        // Those directly at the place are a group beside those below it.
        let own: u64 = kept.iter().filter(|place| place.path == at).map(|place| place.answered).sum();
        let numbers: Vec<u64> = groups.iter().map(answered).chain([own]).collect();
        let told = shown(&numbers, least);
        let Some(next) = groups.iter().position(|group| group.contains(path)) else { return false };
        is_shown = told[next];
        at = groups[next].clone();
    }
    is_shown
}

/// The places directly below one, of those that are kept.
fn below_of(kept: &[Kept], at: &UnitPath) -> Vec<UnitPath> {
    let inside: Vec<&UnitPath> =
        kept.iter().map(|place| &place.path).filter(|path| *path != at && at.contains(path)).collect();
    let highest = |path: &&&UnitPath| !inside.iter().any(|above| above != *path && above.contains(path));
    inside.iter().filter(highest).map(|path| (**path).clone()).collect()
}

/// Tenths as a number with one place, for files.
pub(super) fn percent(tenths: i64) -> f64 {
    f64::from(i32::try_from(tenths).unwrap_or(i32::MAX)) / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(path: &str, answered: u64) -> Kept {
        let id = uuid::Uuid::from_u128(path.len() as u128 * 1_000 + u128::from(answered));
        Kept { unit_id: id.into(), path: path.parse().unwrap(), asked: 100, answered }
    }

    #[test]
    fn a_small_place_is_hidden_with_the_next_and_with_all_below_it() {
        let kept = [
            place("0001", 9),
            place("0001.0001", 40),
            place("0001.0001.0001", 4),
            place("0001.0001.0002", 7),
            place("0001.0002", 2),
            place("0001.0003", 30),
        ];
        let top = "0001".parse().unwrap();
        let is_shown = |path: &str| shown_at(&kept, &top, &path.parse().unwrap(), 5);
        // The city of two hides itself and the smallest beside it: those directly at the province.
        assert!(is_shown("0001") && is_shown("0001.0001") && is_shown("0001.0003"));
        assert!(!is_shown("0001.0002"));
        // In the first city the county of four takes the county of seven with it.
        assert!(!is_shown("0001.0001.0001") && !is_shown("0001.0001.0002"));
        assert!(!is_shown("0001.0004"), "no place of this survey");
    }

    #[test]
    fn a_mean_is_rounded_and_nobody_has_none() {
        assert_eq!((mean_tenths(1, 3), mean_tenths(250, 4), mean_tenths(5, 0)), (3, 625, 0));
    }
}
