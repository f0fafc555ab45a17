//! Needs surveys: one answer of each person, and numbers that belong to what was read.

use std::collections::BTreeMap;

use jinxue_domain::authority::Scope;
use jinxue_domain::needs::{SurveyState, Urgency};
use jinxue_domain::{Instant, SurveyId, UnitPath};
use jinxue_store::surveys::answers::{Answer, Choice};
use jinxue_store::surveys::counts::{Tally, TopicTally};
use jinxue_store::surveys::{self, Survey, answers, counts};
use jinxue_store::{Db, StoreError};
use jinxue_testkit::build::{MADE_AT, person_id, survey, uuid};
use jinxue_testkit::on_both;

use crate::planted::{topic, world};

async fn kept(db: &Db, survey: &Survey) {
    db.work(async |mut tx| surveys::add(&mut tx, survey, &[topic(1), topic(2)]).await).await.unwrap();
}

fn answer(survey: &Survey, number: u64, version: i64) -> Answer {
    Answer {
        survey_id: survey.id,
        person_id: person_id(1),
        remark: None,
        mark: uuid(51, number),
        version,
        answered_at: MADE_AT,
        changed_at: MADE_AT,
    }
}

async fn put(db: &Db, answer: &Answer, urgency: Urgency) -> Result<(), StoreError> {
    let (survey_id, person_id) = (answer.survey_id, answer.person_id);
    let choice = Choice { survey_id, person_id, topic: topic(1), urgency };
    db.work(async |mut tx| answers::put(&mut tx, answer, std::slice::from_ref(&choice)).await).await
}

on_both! {
    async fn of_two_first_answers_at_once_one_is_kept(db: TestDb) {
        let world = world(&db).await;
        let survey = survey(1, &world.root);
        kept(&db, &survey).await;
        let tries = (1..=6).map(|number| {
            let (db, first) = (&db, answer(&survey, number, 1));
            async move { put(db, &first, Urgency::Mild).await }
        });
        let ended = futures_util::future::join_all(tries).await;
        assert_eq!(ended.iter().filter(|one| one.is_ok()).count(), 1);
        assert!(ended.iter().all(|one| matches!(one, Ok(()) | Err(StoreError::Stale { .. }))), "{ended:?}");
        put(&db, &answer(&survey, 9, 2), Urgency::Urgent).await.unwrap();
        let stale = put(&db, &answer(&survey, 10, 2), Urgency::Needed).await;
        assert!(matches!(stale, Err(StoreError::Stale { .. })), "{stale:?}");
        let found = db.read(async |mut conn| {
            let choices = answers::choices(&mut conn, survey.id, person_id(1)).await?;
            Ok::<_, StoreError>((choices, answers::newest(&mut conn, survey.id).await?))
        }).await.unwrap();
        assert_eq!((found.0.len(), found.0[0].urgency, found.1), (1, Urgency::Urgent, Some(uuid(51, 9))));
    }

    async fn numbers_of_a_survey_that_has_closed_since_are_not_kept(db: TestDb) {
        let world = world(&db).await;
        let open = survey(1, &world.root);
        kept(&db, &open).await;
        let sums = TopicTally { organisation: 90, post: 0, mild: 1, needed: 0, urgent: 2 };
        let tally = Tally { asked: 7, answered: 3, topics: [(topic(1), sums)].into() };
        let tallies: BTreeMap<_, _> = [(world.root.id, tally.clone())].into();
        let count = async |read: &Survey, at: i64| {
            let when = (Instant::from_micros(at), Some(uuid(51, 1)));
            db.work(async |mut tx| counts::replace(&mut tx, read, &tallies, when).await).await.unwrap()
        };
        let path = &world.root.path;
        assert!(count(&open, 5).await && count(&open, 6).await);
        let read = db.read(async |mut conn| counts::kept(&mut conn, open.id, path).await).await.unwrap();
        assert_eq!(read, tally);
        let closed = Survey { state: SurveyState::Closed, closed_by: Some("系统".into()), closed_at: Some(MADE_AT), counted_at: None, ..open.clone() };
        db.work(async |mut tx| surveys::update(&mut tx, &closed).await).await.unwrap();
        assert!(!count(&open, 7).await, "what was read while it was open is not its end");
        assert!(count(&closed, 8).await);
        assert!(!count(&closed, 9).await, "its end is counted once");
        let found = db.read(async |mut conn| surveys::by_id(&mut conn, open.id).await).await.unwrap();
        assert_eq!((found.asked, found.answered, found.counted_at, found.version), (7, 3, Some(Instant::from_micros(8)), 2));
        let stale = db.work(async |mut tx| surveys::update(&mut tx, &closed).await).await;
        assert!(matches!(stale, Err(StoreError::Stale { .. })), "{stale:?}");
    }

    async fn a_draft_is_known_to_its_unit_alone(db: TestDb) {
        let world = world(&db).await;
        let open = survey(1, &world.root);
        let draft = Survey { id: SurveyId::from_uuid(uuid(50, 2)), state: SurveyState::Draft, opened_by: None, opened_at: None, ..open.clone() };
        kept(&db, &open).await;
        kept(&db, &draft).await;
        let below: UnitPath = format!("{}.0007", world.root.path).parse().unwrap();
        let elsewhere: UnitPath = "0002".parse().unwrap();
        let known = async |scope: Scope| {
            let all = db.fenced(scope.into()).read(async |mut conn| surveys::all(&mut conn).await).await.unwrap();
            all.iter().map(|one| one.id).collect::<Vec<_>>()
        };
        assert_eq!(known(Scope::everything()).await, [draft.id, open.id]);
        assert_eq!(known(Scope::subtree(&below)).await, [open.id]);
        assert_eq!(known(Scope::subtree(&elsewhere)).await, []);
        let beyond = db.fenced(Scope::subtree(&below).into());
        let refused = beyond.work(async |mut tx| surveys::update(&mut tx, &open).await).await;
        assert!(matches!(refused, Err(StoreError::Beyond { .. })), "{refused:?}");
    }
}
