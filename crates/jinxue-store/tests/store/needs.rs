//! Evidence, open gaps, training records, careers.

use jinxue_domain::authority::{PathRange, Scope};
use jinxue_domain::needs::{
    Demand, EvidenceAges, GapCause, GapChange, Level, Severity, Standard, Targets, Unproven, open_gaps,
};
use jinxue_domain::{
    ClassKind, Date, Evidence, GapId, GapKind, Grade, ImportId, PersonId, PostId, PostKind, ProfileId,
    RecordForm, RecordId, Tenths, Tier, UnitPath,
};
use jinxue_store::gap_changes::{self, Line, Stamp};
use jinxue_store::gaps::{self, Gap, GapEvidence};
use jinxue_store::need_counts::{self, Count, Counts, Grain};
use jinxue_store::posts::{self, PersonPost};
use jinxue_store::profiles::{self, Asked, Head, Version};
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
        class_id: None,
        survey_id: None,
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
    let targets = Targets::default();
    let ages = EvidenceAges::of_months(24, 36, 60);
    let standard = Standard { targets: &targets, ages, today: Date::constant(2026, 3, 1) };
    let open: Vec<Gap> = entries
        .chunk_by(|a, b| a.person == b.person)
        .flat_map(|of| {
            let entries: Vec<_> = of.iter().map(|one| one.entry).collect();
            let person = of[0].person;
            open_gaps(&entries, &standard).into_iter().map(move |gap| Gap::of(person, &gap))
        })
        .collect();
    gaps::replace_open(tx, people, &open).await
}

/// A line of the ledger: `severity` before and after.
fn line(number: u64, person: u64, about: u32, (before, after): (i64, i64)) -> Line {
    let change =
        GapChange { topic: topic(about), before: severity(before), after: severity(after), evidence: None };
    let stamp = Stamp {
        cause: GapCause::Stated,
        subject: None,
        actor: Some("某组织者".to_owned()),
        changed_on: Date::constant(2026, 2, 1),
        created_at: MADE_AT,
    };
    Line::of(uuid(30, number).into(), person_id(person), &change, &stamp)
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
        db
            .work(async |mut tx| {
                gaps::delete_evidence(&mut tx, &[GapId::from_uuid(uuid(9, 101)), GapId::from_uuid(uuid(9, 102))]).await?;
                derive(&mut tx, &[person_id(1), person_id(2)]).await
            })
            .await
            .unwrap();
        assert_eq!((open(&db, 1).await, open(&db, 2).await), (vec![(1, 80)], vec![]));
    }

    async fn people_are_counted_where_they_are_seen_and_the_counts_kept_are_replaced(db: TestDb) {
        let world = world(&db).await;
        add(&db, &[
            said(1, 1, 1, 80, Evidence::Appraisal, 1),
            said(2, 2, 1, 20, Evidence::Appraisal, 1),
            said(3, 3, 2, 5, Evidence::Appraisal, 1),
        ]).await.unwrap();
        let path = &world.root.path;
        let grade = Grade::try_from(9).unwrap();
        let closed = |number: u64, person: u64, about: u32, day: i8| Line {
            changed_on: Date::constant(2026, 2, day),
            ..line(number, person, about, (40, 0))
        };
        // Closed and open again counts as open; closed twice counts once; closed before the day does not count.
        let lines = [closed(1, 1, 1, 5), closed(2, 4, 3, 5), closed(3, 4, 3, 9), closed(4, 5, 3, 1)];
        db.work(async |mut tx| gap_changes::add(&mut tx, &lines).await).await.unwrap();
        let since = Date::constant(2026, 2, 2);
        let direct = async |db: &Db, range: PathRange| {
            let mut counts = Counts::new();
            db.read(async |mut conn| {
                need_counts::each(&mut conn, &[range], since, |key, count| {
                    let sum = counts.entry(key).or_default();
                    *sum = sum.and(count);
                })
                .await
            })
            .await
            .unwrap();
            counts
        };
        let expected: Counts = [
            ((path.clone(), topic(1), grade), Count { people: 2, severity: 100, closed: 0 }),
            ((path.clone(), topic(2), grade), Count { people: 1, severity: 5, closed: 0 }),
            ((path.clone(), topic(3), grade), Count { people: 0, severity: 0, closed: 1 }),
        ].into();
        assert_eq!(direct(&db, PathRange::subtree(path)).await, expected);
        let elsewhere: UnitPath = "0002".parse().unwrap();
        assert_eq!(direct(&db, PathRange::subtree(&elsewhere)).await, Counts::new());
        let fenced = db.fenced(Scope::subtree(&elsewhere).into());
        assert_eq!(direct(&fenced, PathRange::subtree(path)).await, Counts::new());

        let kept = async || db.read(async |mut conn| need_counts::kept(&mut conn, path, Grain::Whole).await).await.unwrap();
        let replace = async |counts: &Counts| db.work(async |mut tx| need_counts::replace(&mut tx, counts).await).await.unwrap();
        replace(&expected).await;
        assert_eq!(kept().await, expected);
        let fewer: Counts = expected.iter().take(1).map(|(key, _)| (key.clone(), Count { people: 7, severity: 9, closed: 1 })).collect();
        replace(&fewer).await;
        assert_eq!(kept().await, fewer);
        // Counties below cities: what is directly below is told apart, or nothing is.
        let at = |path: &str| (path.parse::<UnitPath>().unwrap(), topic(1), grade);
        let one = Count { people: 1, severity: 10, closed: 2 };
        let places = ["0001", "0001.0002", "0001.0002.0001", "0001.0002.0009", "0001.0003.0001"];
        replace(&places.iter().map(|path| (at(path), one)).collect()).await;
        let children = db.read(async |mut conn| need_counts::kept(&mut conn, path, Grain::Children).await).await.unwrap();
        let three = one.and(one).and(one);
        assert_eq!(children, [(at("0001"), one), (at("0001.0002"), three), (at("0001.0003"), one)].into());
        assert_eq!(kept().await, [(at("0001"), three.and(one).and(one))].into());
    }

    async fn two_profiles_of_one_unit_never_share_a_name(db: TestDb) {
        let world = world(&db).await;
        let add = async |number: u64| {
            let head = Head {
                id: ProfileId::from_uuid(uuid(31, number)),
                unit_id: world.root.id,
                number: 1,
                ended_on: None,
                unit_path: world.root.path.clone(),
                unit_name: world.root.name.clone(),
            };
            let grade = Grade::try_from(9).unwrap();
            let version = Version {
                profile_id: head.id,
                number: 1,
                name: "科员".to_owned(),
                grade_from: grade,
                grade_to: grade,
                roles: String::new(),
                sectors: String::new(),
                unproven: Unproven::Asked,
                valid_from: Date::constant(2026, 1, 1),
                actor: "某组织者".to_owned(),
                created_at: MADE_AT,
                demand: Demand::Post,
            };
            db.work(async |mut tx| {
                let known = profiles::at_unit(&mut tx, head.unit_id).await?;
                if known.iter().all(|one| one.version.name != version.name) {
                    profiles::add(&mut tx, &head, &version, &[]).await?;
                }
                Ok::<_, StoreError>(())
            })
            .await
            .unwrap();
        };
        futures_util::future::join_all((1..=8).map(add)).await;
        let found = db.read(async |mut conn| profiles::in_force(&mut conn).await).await.unwrap();
        assert_eq!(found.len(), 1);
    }

    async fn the_ledger_is_read_back_latest_first(db: TestDb) {
        world(&db).await;
        let lines = [line(1, 1, 1, (0, 40)), line(2, 1, 1, (40, 0)), line(3, 1, 2, (0, 9)), line(4, 2, 1, (0, 5))];
        db.work(async |mut tx| gap_changes::add(&mut tx, &lines).await).await.unwrap();
        let found = db.read(async |mut conn| gap_changes::of_person(&mut conn, person_id(1)).await).await.unwrap();
        assert_eq!(found, [lines[1].clone(), lines[0].clone(), lines[2].clone()]);
        let newest = db.read(async |mut conn| gap_changes::newest(&mut conn).await).await.unwrap();
        assert_eq!(newest, Some(lines[3].id));
    }

    async fn a_profile_is_revised_by_whoever_saw_the_version_that_holds(db: TestDb) {
        let world = world(&db).await;
        let head = Head {
            id: ProfileId::from_uuid(uuid(31, 1)),
            unit_id: world.root.id,
            number: 1,
            ended_on: None,
            unit_path: world.root.path.clone(),
            unit_name: world.root.name.clone(),
        };
        let grade = |n: u8| Grade::try_from(n).unwrap();
        let version = |number| Version {
            profile_id: head.id,
            number,
            name: format!("县处级一把手，第 {number} 版"),
            grade_from: grade(5),
            grade_to: grade(6),
            roles: "head".to_owned(),
            sectors: String::new(),
            unproven: Unproven::Lacking,
            valid_from: Date::constant(2026, 1, 1),
            actor: "某组织者".to_owned(),
            created_at: MADE_AT,
            demand: Demand::Post,
        };
        let asked = |number, about, level: i64| Asked {
            profile_id: head.id,
            number,
            topic: topic(about),
            level: Level::try_from(level).unwrap(),
        };
        let (first, second) = ([asked(1, 1, 80)], [asked(2, 1, 90), asked(2, 2, 60)]);
        db.work(async |mut tx| profiles::add(&mut tx, &head, &version(1), &first).await).await.unwrap();
        let revise = async || db.work(async |mut tx| profiles::revise(&mut tx, &head, &version(2), &second).await).await.unwrap();
        assert_eq!((revise().await, revise().await), (true, false));
        let in_force = async |db: &Db| db.read(async |mut conn| profiles::in_force(&mut conn).await).await.unwrap();
        let found = in_force(&db).await;
        assert_eq!((found.len(), found[0].head.number, &found[0].version, &found[0].levels[..]), (1, 2, &version(2), &second[..]));
        let elsewhere: UnitPath = "0002".parse().unwrap();
        assert_eq!(in_force(&db.fenced(Scope::subtree(&elsewhere).into())).await, []);
        let below: UnitPath = "0001.0007".parse().unwrap();
        let beyond = db.fenced(Scope::subtree(&below).into());
        let refused = beyond.work(async |mut tx| profiles::revise(&mut tx, &head, &version(3), &[]).await).await;
        assert!(matches!(refused, Err(StoreError::Beyond { .. })), "{refused:?}");
        let all = db.read(async |mut conn| profiles::versions(&mut conn, head.id).await).await.unwrap();
        assert_eq!(all, [(version(2), second.to_vec()), (version(1), first.to_vec())]);
        let day = Date::constant(2026, 5, 1);
        let end = async |number| db.work(async |mut tx| profiles::end(&mut tx, &head, number, day).await).await.unwrap();
        assert_eq!((end(1).await, end(2).await, end(2).await), (false, true, false));
        assert_eq!(in_force(&db).await, []);
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
