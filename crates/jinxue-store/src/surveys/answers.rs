//! Answers to a survey: one of each person, changeable while it is open.

use jinxue_domain::authority::{PathRange, Scope};
use jinxue_domain::needs::Urgency;
use jinxue_domain::{Instant, PersonId, PersonName, SurveyId, TopicCode, UnitId, UnitPath};
use uuid::Uuid;

use super::Survey;
use super::counts::asked_of;
use crate::db::{FromRow, Only, Row, Sql, bulks, row, statements};
use crate::{Conn, Constraint, StoreError, Tx, Values, fence, values};

row! {
    /// That somebody has answered, and what they said in words.
    pub struct Answer {
        req survey_id: SurveyId,
        req person_id: PersonId,
        opt remark: String,
        /// Drawn anew with every change.
        req mark: Uuid,
        req version: i64,
        req answered_at: Instant,
        req changed_at: Instant,
    }
}

row! {
    /// A topic somebody has chosen.
    pub struct Choice {
        req survey_id: SurveyId,
        req person_id: PersonId,
        req topic: TopicCode,
        req urgency: Urgency,
    }
}

row! {
    /// Somebody who is asked.
    pub struct Asked {
        req id: PersonId,
        req name: PersonName,
        opt post: String,
        req unit_name: String,
    }
}

row! {
    /// What somebody said in words under their name.
    pub struct Remark {
        req person_id: PersonId,
        req name: PersonName,
        req unit_name: String,
        req words: String,
    }
}

row! {
    /// Words that have lost whoever said them.
    pub struct Loose {
        req id: Uuid,
        req survey_id: SurveyId,
        req unit_id: UnitId,
        req words: String,
    }
}

/// What somebody at a unit said in words.
struct Said {
    unit_path: UnitPath,
    words: String,
}

impl FromRow for Said {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { unit_path: row.get("unit_path")?, words: row.get("words")? })
    }
}

statements! {
    OF = Sql::same("select * from survey_answer where survey_id = $1 and person_id = $2");
    OF_PERSON = Sql::same("select survey_answer.* from survey_answer where person_id = $1 order by answered_at desc, survey_id");
    CHOICES_OF_PERSON = Sql::same("select survey_choice.* from survey_choice where person_id = $1 order by survey_id, topic");
    CHOICES = Sql::same("select * from survey_choice where survey_id = $1 and person_id = $2 order by topic");
    ADD = Sql::same("insert into survey_answer (survey_id, person_id, remark, mark, version, answered_at, changed_at) values ($1, $2, $3, $4, $5, $6, $7)");
    EDIT = Sql::same("update survey_answer set remark = $4, mark = $5, changed_at = $6, version = version + 1 where survey_id = $1 and person_id = $2 and version = $3");
    CLEAR = Sql::same("delete from survey_choice where survey_id = $1 and person_id = $2");
    NEWEST = Sql::same("select mark as only from survey_answer where survey_id = $1 order by mark desc limit 1");
    LOOSE = Sql::same("select survey_remark.* from survey_remark join unit on unit.id = survey_remark.unit_id where survey_id = $1 and unit.path >= $2 and unit.path < $3 order by words, survey_remark.id limit $4 offset $5");
    LOOSE_COUNT = Sql::same("select count(*) as only from survey_remark join unit on unit.id = survey_remark.unit_id where survey_id = $1 and unit.path >= $2 and unit.path < $3");
    WORDS = Sql::same("select person.unit_path, survey_answer.remark as words from survey_answer join person on person.id = survey_answer.person_id where survey_answer.survey_id = $1 and survey_answer.remark is not null");
    CUT_CHOICES = Sql::same("delete from survey_choice where survey_id = $1");
    CUT_REMARKS = Sql::same("update survey_answer set remark = null where survey_id = $1");
}

bulks! {
    ADD_CHOICES = "insert into survey_choice (survey_id, person_id, topic, urgency) values", 4, "";
    ADD_LOOSE = "insert into survey_remark (id, survey_id, unit_id, words) values", 4, "";
}

/// What somebody has answered, if they have.
pub async fn of(conn: &mut Conn, survey: SurveyId, person: PersonId) -> Result<Option<Answer>, StoreError> {
    conn.optional(OF, values![survey, person]).await
}

/// All that somebody has answered, the latest first, and what they chose.
pub async fn of_person(conn: &mut Conn, person: PersonId) -> Result<(Vec<Answer>, Vec<Choice>), StoreError> {
    let answers = conn.all(OF_PERSON, values![person]).await?;
    Ok((answers, conn.all(CHOICES_OF_PERSON, values![person]).await?))
}

/// What somebody has chosen.
pub async fn choices(conn: &mut Conn, survey: SurveyId, person: PersonId) -> Result<Vec<Choice>, StoreError> {
    conn.all(CHOICES, values![survey, person]).await
}

/// The mark of the answer written last.
pub async fn newest(conn: &mut Conn, survey: SurveyId) -> Result<Option<Uuid>, StoreError> {
    let found: Option<Only<Uuid>> = conn.optional(NEWEST, values![survey]).await?;
    Ok(found.map(|found| found.0))
}

/// Writes the first answer of somebody, whose version is 1, or changes one that was read at the version before.
///
/// # Errors
/// [`StoreError::Stale`] for an answer that is at another version.
pub async fn put(tx: &mut Tx, answer: &Answer, choices: &[Choice]) -> Result<(), StoreError> {
    let Answer { survey_id, person_id, mark, changed_at, version, .. } = *answer;
    let stale = || StoreError::stale("survey_answer", survey_id, version - 1);
    if version == 1 {
        tx.execute(ADD, answer.values()).await.map_err(|fault| match fault {
            StoreError::Constraint(Constraint::Taken("survey_answer_pk")) => stale(),
            other => other,
        })?;
    } else {
        let values = values![survey_id, person_id, version - 1, answer.remark.clone(), mark, changed_at];
        if tx.execute(EDIT, values).await? == 0 {
            return Err(stale());
        }
        tx.execute(CLEAR, values![survey_id, person_id]).await?;
    }
    tx.bulk(ADD_CHOICES, choices.iter().map(Choice::values).collect()).await?;
    Ok(())
}

/// How many of those who are asked in some ranges, and may be seen, have not answered.
pub async fn waiting_count(conn: &mut Conn, survey: &Survey, range: &PathRange) -> Result<u64, StoreError> {
    let (text, values) = waiting_statement(survey, &conn.scope().and(range), "select count(*) as only", "");
    conn.only(text, values).await
}

/// Those who are asked in a range, may be seen and have not answered, unit by unit.
pub async fn waiting(
    conn: &mut Conn,
    survey: &Survey,
    range: &PathRange,
    (offset, limit): (u32, u32),
) -> Result<Vec<Asked>, StoreError> {
    let order = format!(" order by unit_path, name_key, person.id limit {limit} offset {offset}");
    let head = "select person.id, person.name, person.post, (select unit.name from unit where unit.id = person.unit_id) as unit_name";
    let (text, values) = waiting_statement(survey, &conn.scope().and(range), head, &order);
    conn.all(text, values).await
}

fn waiting_statement(survey: &Survey, scope: &Scope, head: &str, tail: &str) -> (String, Values) {
    let mut clause = asked_of(survey, scope);
    clause.and(
        "not exists (select 1 from survey_answer where survey_id = ? and person_id = person.id)",
        [survey.id.into()],
    );
    clause.push(tail, []);
    clause.onto(&format!("{head} from person"))
}

/// What those who are asked in a range, and may be seen, said in words, the latest first; how many they are.
pub async fn remarks(
    conn: &mut Conn,
    survey: &Survey,
    range: &PathRange,
    (offset, limit): (u32, u32),
) -> Result<(Vec<Remark>, u64), StoreError> {
    let scope = conn.scope().and(range);
    let order = format!(" order by survey_answer.mark desc limit {limit} offset {offset}");
    let (text, values) = remarks_statement(survey, &scope, REMARK, &order);
    let found = conn.all(text, values).await?;
    let (text, values) = remarks_statement(survey, &scope, "select count(*) as only", "");
    Ok((found, conn.only(text, values).await?))
}

/// The columns of [`Remark`].
const REMARK: &str = "select person.id as person_id, person.name, (select unit.name from unit where unit.id = person.unit_id) as unit_name, survey_answer.remark as words";

fn remarks_statement(survey: &Survey, scope: &Scope, head: &str, tail: &str) -> (String, Values) {
    let mut clause = asked_of(survey, scope);
    clause.and(
        "survey_answer.survey_id = ? and survey_answer.person_id = person.id and survey_answer.remark is not null",
        [survey.id.into()],
    );
    clause.push(tail, []);
    clause.onto(&format!("{head} from survey_answer cross join person"))
}

/// What was said in words at a place and below it by people that nobody knows any more, in the order of the words; how many
/// they are.
pub async fn loose(
    conn: &mut Conn,
    survey: SurveyId,
    path: &UnitPath,
    (offset, limit): (u32, u32),
) -> Result<(Vec<Loose>, u64), StoreError> {
    let end = path.subtree_end();
    let found = conn.all(LOOSE, values![survey, path.as_str(), end.as_str(), limit, offset]).await?;
    Ok((found, conn.only(LOOSE_COUNT, values![survey, path.as_str(), end.as_str()]).await?))
}

/// All that was said in words, with the place of whoever said it.
pub async fn words(conn: &mut Conn, survey: SurveyId) -> Result<Vec<(UnitPath, String)>, StoreError> {
    let said: Vec<Said> = conn.all(WORDS, values![survey]).await?;
    Ok(said.into_iter().map(|said| (said.unit_path, said.words)).collect())
}

/// Parts answers from whoever gave them: choices are gone, words stay as `loose`.
pub async fn cut_loose(tx: &mut Tx, survey: SurveyId, words: &[Loose]) -> Result<(), StoreError> {
    tx.execute(CUT_CHOICES, values![survey]).await?;
    tx.execute(CUT_REMARKS, values![survey]).await?;
    tx.bulk(ADD_LOOSE, words.iter().map(Loose::values).collect()).await?;
    Ok(())
}

/// The texts that are built here, so that a test can prepare them.
#[doc(hidden)]
pub fn every_statement() -> Vec<String> {
    let survey = super::counts::example();
    let both = |scope: &Scope| {
        let waiting = waiting_statement(&survey, scope, "select count(*) as only", "").0;
        [waiting, remarks_statement(&survey, scope, REMARK, "").0]
    };
    fence::shapes().iter().flat_map(both).collect()
}
