//! Evidence, open gaps, training records, careers.

use jinxue_domain::needs::{Severity, open_gaps};
use jinxue_domain::{
    ClassKind, Date, Evidence, GapId, GapKind, Grade, ImportId, PersonId, PostId, PostKind, RecordForm,
    RecordId, Tenths, Tier,
};
use jinxue_store::gaps::{self, Gap, GapEvidence, GapSummary};
use jinxue_store::posts::{self, PersonPost};
use jinxue_store::records::{self, TrainingRecord};
use jinxue_store::{Constraint, Db, StoreError, planning_facts, topics};
use jinxue_testkit::build::{MADE_AT, person_id, uuid};
use jinxue_testkit::on_both;

use crate::planted::{topic, world};

fn severity(number: i64) -> Severity {
    number.try_into().unwrap()
}

fn said(number: u64, person: u64, about: u32, how_bad: i64, evidence: Evidence, day: i8) -> GapEvidence {
    GapEvidence {
        id: GapId::from_uuid(uuid(9, number)),
        person_id: person_id(person),
        topic: topic(about),
        kind: GapKind::Knowledge,
        severity: severity(how_bad),
        evidence,
        noted_on: Date::constant(2026, 2, day),
        note: Some("年度考核".to_owned()),
        import_id: (number > 100).then(|| ImportId::from_uuid(uuid(8, 1))),
        created_at: MADE_AT,
    }
}

/// Adds evidence and derives the open gaps anew, as a use case does.
async fn add(db: &Db, entries: &[GapEvidence]) -> Result<(), StoreError> {
    db.work(async |mut tx| {
        gaps::add_evidence(&mut tx, entries).await?;
        let people: Vec<PersonId> = entries.iter().map(|entry| entry.person_id).collect();
        derive(&mut tx, &people).await
    })
    .await
}

async fn derive(tx: &mut jinxue_store::Tx, people: &[PersonId]) -> Result<(), StoreError> {
    let entries = gaps::entries_of(tx, people).await?;
    let open: Vec<Gap> = entries
        .chunk_by(|a, b| a.person == b.person)
        .flat_map(|of| {
            let entries: Vec<_> = of.iter().map(|one| one.entry).collect();
            let person = of[0].person;
            open_gaps(&entries).into_iter().map(move |gap| Gap::of(person, &gap))
        })
        .collect();
    gaps::replace_open(tx, people, &open).await
}

async fn open(db: &Db, person: u64) -> Vec<(u32, u8)> {
    let gaps = db.read(async |mut reader| gaps::open_of(&mut reader, person_id(person)).await).await.unwrap();
    gaps.iter()
        .map(|gap| (gap.topic.as_str().trim_start_matches('T').parse().unwrap(), gap.severity.get()))
        .collect()
}

fn record(number: u64, person: u64, end: i8) -> TrainingRecord {
    TrainingRecord {
        id: RecordId::from_uuid(uuid(10, number)),
        person_id: person_id(person),
        class_name: "青年干部培训班".to_owned(),
        class_id: None,
        topic: Some(topic(1)),
        kind: ClassKind::Core,
        form: RecordForm::Offline,
        start_date: Date::constant(2025, 4, 1),
        end_date: Date::constant(2025, 4, end),
        days: 5,
        hours_tenths: Tenths::from_hours(40),
        recognised: true,
        organiser: Some("某县委组织部".to_owned()),
        organiser_tier: Some(Tier::County),
        institution: None,
        completion: Some("结业".to_owned()),
        unit_then: None,
        post_then: None,
        import_id: Some(ImportId::from_uuid(uuid(8, 2))),
        created_at: MADE_AT,
        verbatim: None,
    }
}

on_both! {
    async fn evidence_is_kept_and_the_open_gaps_follow_it(db: TestDb) {
        world(&db).await;
        add(&db, &[said(1, 1, 1, 80, Evidence::Appraisal, 1), said(2, 1, 2, 30, Evidence::SelfReport, 1)]).await.unwrap();
        assert_eq!(open(&db, 1).await, [(1, 80), (2, 30)]);
        add(&db, &[said(3, 1, 1, 10, Evidence::SelfReport, 9), said(4, 1, 2, 0, Evidence::Measured, 3)]).await.unwrap();
        assert_eq!(open(&db, 1).await, [(1, 80)]);
        let all = db.read(async |mut reader| gaps::evidence_of(&mut reader, person_id(1)).await).await.unwrap();
        assert_eq!(all.len(), 4);
        assert!(all.contains(&said(4, 1, 2, 0, Evidence::Measured, 3)));
    }

    async fn undoing_an_import_of_gaps_opens_what_it_closed(db: TestDb) {
        world(&db).await;
        add(&db, &[said(1, 1, 1, 80, Evidence::Measured, 1)]).await.unwrap();
        add(&db, &[said(101, 1, 1, 0, Evidence::Measured, 5), said(102, 2, 3, 50, Evidence::Measured, 5)]).await.unwrap();
        assert_eq!((open(&db, 1).await, open(&db, 2).await), (vec![], vec![(3, 50)]));
        let import = ImportId::from_uuid(uuid(8, 1));
        let people = db
            .work(async |mut tx| {
                let people = gaps::delete_of_import(&mut tx, import).await?;
                derive(&mut tx, &people).await?;
                Ok::<_, StoreError>(people)
            })
            .await
            .unwrap();
        assert_eq!(people, [person_id(1), person_id(2)]);
        assert_eq!((open(&db, 1).await, open(&db, 2).await), (vec![(1, 80)], vec![]));
    }

    async fn the_summary_adds_up_by_topic_tier_and_grade(db: TestDb) {
        let world = world(&db).await;
        add(&db, &[
            said(1, 1, 1, 80, Evidence::Appraisal, 1),
            said(2, 2, 1, 20, Evidence::Appraisal, 1),
            said(3, 3, 2, 5, Evidence::Appraisal, 1),
        ]).await.unwrap();
        let rows = db.read(async |mut reader| gaps::summary(&mut reader, &world.root.path).await).await.unwrap();
        let row = |about, people, sum| GapSummary { topic: topic(about), tier: Tier::County, grade: Grade::try_from(9).unwrap(), people, severity: sum };
        assert_eq!(rows, [row(1, 2, 100), row(2, 1, 5)]);
        let elsewhere = db.read(async |mut reader| gaps::summary(&mut reader, &"0002".parse().unwrap()).await).await;
        assert_eq!(elsewhere.unwrap(), []);
    }

    async fn a_gap_in_an_unknown_topic_is_refused(db: TestDb) {
        world(&db).await;
        let refused = add(&db, &[said(1, 1, 77, 80, Evidence::Appraisal, 1)]).await;
        assert!(matches!(refused, Err(StoreError::Constraint(Constraint::Reference))), "{refused:?}");
        let topics = db.read(async |mut reader| topics::topics(&mut reader).await).await.unwrap();
        assert_eq!(topics.iter().map(|t| t.name.as_str()).collect::<Vec<_>>(), ["专题1", "专题2", "专题3"]);
    }

    async fn records_are_replaced_by_id_and_undone_by_import(db: TestDb) {
        world(&db).await;
        let two = [record(1, 1, 5), record(2, 1, 9)];
        let put = async |records: &[TrainingRecord]| db.work(async |mut tx| records::upsert_many(&mut tx, records).await).await;
        put(&two).await.unwrap();
        put(&two).await.unwrap();
        let found = db.read(async |mut reader| records::of_person(&mut reader, person_id(1)).await).await.unwrap();
        assert_eq!(found, [two[1].clone(), two[0].clone()]);
        let reversed = TrainingRecord { start_date: Date::constant(2025, 5, 1), ..record(3, 1, 9) };
        let refused = put(&[reversed]).await;
        let expected = Constraint::Check("training_record_dates_ordered".to_owned());
        assert!(matches!(refused, Err(StoreError::Constraint(found)) if found == expected));

        let people = db.work(async |mut tx| records::delete_of_import(&mut tx, ImportId::from_uuid(uuid(8, 2))).await).await;
        assert_eq!(people.unwrap(), [person_id(1)]);
        let left = db.read(async |mut reader| records::of_people(&mut reader, &[person_id(1)]).await).await.unwrap();
        assert_eq!(left, []);
    }

    async fn a_career_is_replaced_as_a_whole(db: TestDb) {
        world(&db).await;
        let entry = |number: u64, from: Option<&str>| PersonPost {
            id: PostId::from_uuid(uuid(11, number)),
            person_id: person_id(1),
            kind: PostKind::Resume,
            title: "某局科员".to_owned(),
            level: None,
            unit_name: None,
            from_date: from.map(str::to_owned),
            to_date: None,
            source: "任免审批表".to_owned(),
        };
        let first = [entry(1, Some("2001-07")), entry(2, None), entry(3, Some("2010"))];
        let put = async |posts: &[PersonPost]| db.work(async |mut tx| posts::replace(&mut tx, &[person_id(1)], posts).await).await;
        put(&first).await.unwrap();
        let career = || db.read(async |mut reader| posts::of_person(&mut reader, person_id(1)).await);
        assert_eq!(career().await.unwrap(), [first[2].clone(), first[0].clone(), first[1].clone()]);
        put(&first[..1]).await.unwrap();
        assert_eq!(career().await.unwrap(), first[..1]);
    }

    async fn the_facts_of_an_instance_come_in_the_order_of_people(db: TestDb) {
        let world = world(&db).await;
        add(&db, &[said(1, 3, 1, 80, Evidence::Appraisal, 1), said(2, 2, 1, 20, Evidence::Appraisal, 1)]).await.unwrap();
        db.work(async |mut tx| records::upsert_many(&mut tx, &[record(1, 5, 5), record(2, 4, 9)]).await).await.unwrap();
        let (mut people, mut gaps, mut history) = (Vec::new(), Vec::new(), Vec::new());
        db.read(async |mut reader| {
            planning_facts::people(&mut reader, &world.root.path, |one| people.push(one.id)).await?;
            planning_facts::gaps(&mut reader, |one| gaps.push((one.person_id, one.severity.get()))).await?;
            planning_facts::history(&mut reader, Date::constant(2025, 4, 6), |one| history.push(one.person_id)).await
        })
        .await
        .unwrap();
        assert_eq!(people, world.ids());
        assert_eq!(gaps, [(person_id(2), 20), (person_id(3), 80)]);
        assert_eq!(history, [person_id(4)]);
    }
}
