//! Who is asked, who has answered and what was chosen, in numbers: counted place by place, and kept for regions.

use std::collections::BTreeMap;

use jinxue_domain::authority::{PathRange, Scope};
use jinxue_domain::needs::{Naming, SurveyState, Urgency};
use jinxue_domain::{Date, Grade, Instant, Role, Sector, SurveyId, TopicCode, UnitId, UnitPath};
use uuid::Uuid;

use super::Survey;
use crate::db::{FromRow, Row, Sql, Where, bulks, row, statements};
use crate::{Conn, StoreError, Tx, Values, fence, values};

row! {
    /// People of one unit who are alike to every audience.
    pub struct Alike {
        req unit_path: UnitPath,
        req grade: Grade,
        req role: Role,
        opt sector: Sector,
        req people: u64,
    }
}

row! {
    /// How many of a unit's people have answered.
    pub struct Answered {
        req unit_path: UnitPath,
        req people: u64,
    }
}

row! {
    /// How many of a unit's people have chosen a topic.
    pub struct Chosen {
        req unit_path: UnitPath,
        req topic: TopicCode,
        req urgency: Urgency,
        req people: u64,
    }
}

/// The numbers of one place, or of several together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// People who are asked.
    pub asked: u64,
    /// Those of them who have answered.
    pub answered: u64,
    /// Topic by topic; one that nobody asks for and nobody chose may be missing.
    pub topics: BTreeMap<TopicCode, TopicTally>,
}

/// What is needed of one topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TopicTally {
    /// The levels the organisation asks of the people asked, in sum.
    pub organisation: u64,
    /// The levels their posts ask of them, in sum.
    pub post: u64,
    /// People who need it somewhat.
    pub mild: u64,
    /// People who need it.
    pub needed: u64,
    /// People who need it urgently.
    pub urgent: u64,
}

impl TopicTally {
    /// Counts `people` more who have chosen the topic.
    pub fn choose(&mut self, urgency: Urgency, people: u64) {
        match urgency {
            Urgency::NotNeeded => {}
            Urgency::Mild => self.mild += people,
            Urgency::Needed => self.needed += people,
            Urgency::Urgent => self.urgent += people,
        }
    }
}

impl Tally {
    /// Adds the numbers of another place.
    pub fn add(&mut self, other: &Tally) {
        self.asked += other.asked;
        self.answered += other.answered;
        for (topic, more) in &other.topics {
            let sum = self.topics.entry(*topic).or_default();
            sum.organisation += more.organisation;
            sum.post += more.post;
            sum.mild += more.mild;
            sum.needed += more.needed;
            sum.urgent += more.urgent;
        }
    }
}

/// A place whose numbers are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The unit.
    pub unit_id: UnitId,
    /// Where it is now.
    pub path: UnitPath,
    /// How many are asked there, and have answered.
    pub asked: u64,
    /// Those who have answered.
    pub answered: u64,
}

impl FromRow for Kept {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            unit_id: row.get("unit_id")?,
            path: row.get("path")?,
            asked: row.get("asked")?,
            answered: row.get("answered")?,
        })
    }
}

struct KeptTopic(TopicCode, TopicTally);

impl FromRow for KeptTopic {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        let tally = TopicTally {
            organisation: row.get("organisation")?,
            post: row.get("post")?,
            mild: row.get("mild")?,
            needed: row.get("needed")?,
            urgent: row.get("urgent")?,
        };
        Ok(Self(row.get("topic")?, tally))
    }
}

statements! {
    PLACES = Sql::same("select survey_place.unit_id, unit.path, survey_place.asked, survey_place.answered from survey_place join unit on unit.id = survey_place.unit_id where survey_place.survey_id = $1 and unit.path >= $2 and unit.path < $3 order by unit.path");
    TOPICS = Sql::same("select survey_tally.topic, cast(sum(organisation) as bigint) as organisation, cast(sum(post) as bigint) as post, cast(sum(mild) as bigint) as mild, cast(sum(needed) as bigint) as needed, cast(sum(urgent) as bigint) as urgent from survey_tally join unit on unit.id = survey_tally.unit_id where survey_tally.survey_id = $1 and unit.path >= $2 and unit.path < $3 group by survey_tally.topic");
    CLEAR = Sql::same("delete from survey_place where survey_id = $1");
    COUNTED = Sql::same("update survey set asked = $2, answered = $3, counted_at = $4, counted_mark = $5 where id = $1 and state = $6 and (state = 'open' or counted_at is null)");
}

bulks! {
    ADD_PLACES = "insert into survey_place (survey_id, unit_id, asked, answered) values", 4, "";
    ADD_TALLIES = "insert into survey_tally (survey_id, unit_id, topic, organisation, post, mild, needed, urgent) values", 8, "";
}

/// The people a survey asks: those of its audience who work today and lie in `scope`.
pub(super) fn asked_of(survey: &Survey, scope: &Scope) -> Where {
    let mut clause = Where::default();
    clause.and("person.state = 'active'", []);
    fence::people(
        &mut clause,
        &scope.and(&PathRange::subtree(&survey.unit_path)),
        "person.unit_path",
        "person.id",
    );
    clause.and("person.grade between ? and ?", values![survey.grade_from, survey.grade_to]);
    for (column, set) in [("role", &survey.roles), ("coalesce(person.sector, 'government')", &survey.sectors)]
    {
        let words: Vec<&str> = set.split('|').filter(|word| !word.is_empty()).collect();
        if !words.is_empty() {
            let places = vec!["?"; words.len()].join(", ");
            clause.and(&format!("{column} in ({places})"), words.into_iter().map(Into::into));
        }
    }
    clause
}

/// How many are asked in a range, and may be seen.
pub async fn asked_count(conn: &mut Conn, survey: &Survey, range: &PathRange) -> Result<u64, StoreError> {
    let clause = asked_of(survey, &conn.scope().and(range));
    let (text, values) = clause.onto("select count(*) as only from person");
    conn.only(text, values).await
}

/// Visits those who are asked in a range and may be seen, unit by unit.
pub async fn asked(
    conn: &mut Conn,
    survey: &Survey,
    range: &PathRange,
    mut visit: impl FnMut(Alike),
) -> Result<(), StoreError> {
    let (text, values) = asked_statement(survey, &conn.scope().and(range));
    conn.each(text, values, |row| Alike::from_row(&row).map(&mut visit)).await
}

/// Visits how many of those who are asked in a range, and may be seen, have answered, unit by unit.
pub async fn answered(
    conn: &mut Conn,
    survey: &Survey,
    range: &PathRange,
    mut visit: impl FnMut(Answered),
) -> Result<(), StoreError> {
    let (text, values) = answered_statement(survey, &conn.scope().and(range));
    conn.each(text, values, |row| Answered::from_row(&row).map(&mut visit)).await
}

/// Visits what those who are asked in a range, and may be seen, have chosen, unit by unit.
pub async fn chosen(
    conn: &mut Conn,
    survey: &Survey,
    range: &PathRange,
    mut visit: impl FnMut(Chosen),
) -> Result<(), StoreError> {
    let (text, values) = chosen_statement(survey, &conn.scope().and(range));
    conn.each(text, values, |row| Chosen::from_row(&row).map(&mut visit)).await
}

/// The places at `path` and below whose numbers are kept, in the order of their paths.
pub async fn places(conn: &mut Conn, survey: SurveyId, path: &UnitPath) -> Result<Vec<Kept>, StoreError> {
    conn.all(PLACES, values![survey, path.as_str(), path.subtree_end()]).await
}

/// The numbers kept of `path` and all below it, which the caller must be allowed to see whole.
pub async fn kept(conn: &mut Conn, survey: SurveyId, path: &UnitPath) -> Result<Tally, StoreError> {
    let mut tally = Tally::default();
    for place in places(conn, survey, path).await? {
        tally.asked += place.asked;
        tally.answered += place.answered;
    }
    let topics: Vec<KeptTopic> = conn.all(TOPICS, values![survey, path.as_str(), path.subtree_end()]).await?;
    tally.topics = topics.into_iter().map(|KeptTopic(topic, sum)| (topic, sum)).collect();
    Ok(tally)
}

/// Keeps the numbers of a survey as it was read, counted at `now` up to the answer `mark`; `false` where it has closed since, or its end
/// was counted already.
pub async fn replace(
    tx: &mut Tx,
    read: &Survey,
    tallies: &BTreeMap<UnitId, Tally>,
    (now, mark): (Instant, Option<Uuid>),
) -> Result<bool, StoreError> {
    let survey = read.id;
    let sum = |of: fn(&Tally) -> u64| tallies.values().map(of).sum::<u64>();
    let counted =
        values![survey, sum(|tally| tally.asked), sum(|tally| tally.answered), now, mark, read.state];
    if tx.execute(COUNTED, counted).await? == 0 {
        return Ok(false);
    }
    tx.execute(CLEAR, values![survey]).await?;
    let place = |(unit, tally): (&UnitId, &Tally)| values![survey, *unit, tally.asked, tally.answered];
    tx.bulk(ADD_PLACES, tallies.iter().map(place).collect()).await?;
    let topics = |(unit, tally): (&UnitId, &Tally)| {
        let row = |(topic, of): (&TopicCode, &TopicTally)| {
            values![survey, *unit, *topic, of.organisation, of.post, of.mild, of.needed, of.urgent]
        };
        tally.topics.iter().map(row).collect::<Vec<_>>()
    };
    tx.bulk(ADD_TALLIES, tallies.iter().flat_map(topics).collect()).await?;
    Ok(true)
}

fn asked_statement(survey: &Survey, scope: &Scope) -> (String, Values) {
    let mut clause = asked_of(survey, scope);
    clause.push(" group by person.unit_path, person.grade, person.role, person.sector", []);
    clause.onto(
        "select person.unit_path, person.grade, person.role, person.sector, count(*) as people from person",
    )
}

fn answered_statement(survey: &Survey, scope: &Scope) -> (String, Values) {
    let mut clause = asked_of(survey, scope);
    clause.and("survey_answer.survey_id = ? and survey_answer.person_id = person.id", [survey.id.into()]);
    clause.push(" group by person.unit_path", []);
    clause.onto("select person.unit_path, count(*) as people from survey_answer cross join person")
}

fn chosen_statement(survey: &Survey, scope: &Scope) -> (String, Values) {
    let mut clause = asked_of(survey, scope);
    clause.and("survey_choice.survey_id = ? and survey_choice.person_id = person.id", [survey.id.into()]);
    clause.push(" group by person.unit_path, survey_choice.topic, survey_choice.urgency", []);
    clause.onto("select person.unit_path, survey_choice.topic, survey_choice.urgency, count(*) as people from survey_choice cross join person")
}

/// A survey of every filter, for the test that prepares every text.
pub(super) fn example() -> Survey {
    let nil = Uuid::nil();
    Survey {
        id: nil.into(),
        unit_id: nil.into(),
        title: String::new(),
        naming: Naming::Named,
        grade_from: Grade::HIGHEST,
        grade_to: Grade::LOWEST,
        roles: "head|deputy".into(),
        sectors: "party".into(),
        chosen_max: 1,
        question: None,
        opens_on: Date::MIN,
        closes_on: Date::MIN,
        state: SurveyState::Draft,
        created_by: String::new(),
        opened_by: None,
        opened_at: None,
        closed_by: None,
        closed_at: None,
        asked: 0,
        answered: 0,
        counted_at: None,
        counted_mark: None,
        version: 1,
        created_at: Instant::from_micros(0),
        changed_at: Instant::from_micros(0),
        unit_path: UnitPath::root(1).expect("a root"),
        unit_name: String::new(),
    }
}

/// The texts that are built here, so that a test can prepare them.
#[doc(hidden)]
pub fn every_statement() -> Vec<String> {
    let survey = example();
    let all = |scope: &Scope| {
        let count = asked_of(&survey, scope).onto("select count(*) as only from person").0;
        [
            count,
            asked_statement(&survey, scope).0,
            answered_statement(&survey, scope).0,
            chosen_statement(&survey, scope).0,
        ]
    };
    fence::shapes().iter().flat_map(all).collect()
}
