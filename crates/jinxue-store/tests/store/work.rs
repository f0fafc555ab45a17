//! Imports, jobs, and the small tables of a running installation.

use std::collections::BTreeSet;
use std::sync::Arc;

use jinxue_domain::{AuditId, ImportId, ImportKind, ImportState, Instant, JobId, JobState, RowVerdict};
use jinxue_store::imports::rows::{self, Images, ImportRow};
use jinxue_store::imports::{self, ImportFile, mapping};
use jinxue_store::jobs::{self, Outcome, Progress};
use jinxue_store::{Constraint, Db, StoreError, audit, idempotency, search, settings};
use jinxue_testkit::build::{MADE_AT, person_id, unit_id, uuid};
use jinxue_testkit::on_both;

use crate::planted::world;

fn later(seconds: i64) -> Instant {
    Instant::from_micros(MADE_AT.as_micros() + seconds * 1_000_000)
}

pub fn file(number: u64) -> ImportFile {
    ImportFile {
        id: ImportId::from_uuid(uuid(8, number)),
        kind: ImportKind::Roster,
        file_name: "名册.xlsx".to_owned(),
        sha256: "00".repeat(32),
        bytes: 1_024,
        state: ImportState::Uploaded,
        unit_id: Some(unit_id(1)),
        mapping: None,
        sheet: Some("Sheet1".to_owned()),
        rows_total: 0,
        rows_new: 0,
        rows_changed: 0,
        rows_same: 0,
        rows_faulty: 0,
        rows_ask: 0,
        fault: None,
        job_id: None,
        version: 1,
        created_at: later(number as i64),
        committed_at: None,
        undone_at: None,
    }
}

fn row(row_no: i64) -> ImportRow {
    ImportRow {
        import_id: file(1).id,
        row_no,
        verdict: RowVerdict::ALL[(row_no % 5) as usize],
        faults: None,
        raw: format!("[\"第{row_no}行\"]"),
        data: Some("{}".to_owned()),
        target_id: None,
        candidates: None,
        choice: None,
        before: None,
        after: None,
        confirmed: None,
    }
}

fn job(number: u64) -> JobId {
    JobId::from_uuid(uuid(7, number))
}

async fn enqueue(db: &Db, numbers: std::ops::Range<u64>) {
    db.work(async |mut tx| {
        for number in numbers.clone() {
            jobs::enqueue(&mut tx, job(number), "import", "{}", later(0), later(0)).await?;
        }
        Ok::<_, StoreError>(())
    })
    .await
    .unwrap();
}

async fn claim(db: &Db, now: Instant) -> Option<jobs::Job> {
    let until = Instant::from_micros(now.as_micros() + 30_000_000);
    db.work(async |mut tx| jobs::claim(&mut tx, now, until).await).await.unwrap()
}

on_both! {
    async fn rows_are_paged_by_verdict_and_counted(db: TestDb) {
        world(&db).await;
        let all: Vec<ImportRow> = (1..=1_003).map(row).collect();
        db.work(async |mut tx| {
            imports::insert(&mut tx, &file(1)).await?;
            rows::upsert_many(&mut tx, &all).await?;
            imports::recount(&mut tx, file(1).id).await
        })
        .await
        .unwrap();
        let found = db.read(async |mut reader| imports::by_id(&mut reader, file(1).id).await).await.unwrap();
        assert_eq!((found.rows_total, found.rows_new, found.rows_faulty, found.rows_ask), (1_003, 200, 201, 200));
        let page = async |verdict, after| {
            db.read(async |mut reader| rows::page(&mut reader, file(1).id, verdict, after, 3).await).await.unwrap()
        };
        assert_eq!(page(None, 1_001).await, all[1_001..]);
        let faulty: Vec<i64> = page(Some(RowVerdict::Faulty), 8).await.iter().map(|row| row.row_no).collect();
        assert_eq!(faulty, [13, 18, 23]);
        let back = db.read(async |mut reader| rows::page_backwards(&mut reader, file(1).id, 5, 2).await).await.unwrap();
        assert_eq!(back.iter().map(|row| row.row_no).collect::<Vec<_>>(), [4, 3]);
    }

    async fn images_and_choices_are_kept_and_everything_goes_with_the_file(db: TestDb) {
        world(&db).await;
        let images: Vec<Images> = (1..=700)
            .map(|row_no| Images {
                row_no,
                target_id: Some(person_id(row_no as u64).as_uuid()),
                before: (row_no % 2 == 0).then(|| "{\"before\":1}".to_owned()),
                after: Some("{}".to_owned()),
            })
            .collect();
        db.work(async |mut tx| {
            imports::insert(&mut tx, &file(1)).await?;
            rows::upsert_many(&mut tx, &(1..=700).map(row).collect::<Vec<_>>()).await?;
            rows::set_images(&mut tx, file(1).id, &images).await
        })
        .await
        .unwrap();
        let mut one = db.read(async |mut reader| rows::one(&mut reader, file(1).id, 700).await).await.unwrap();
        assert_eq!((one.target_id, one.before.as_deref()), (Some(person_id(700).as_uuid()), Some("{\"before\":1}")));
        one.choice = Some("skip".to_owned());
        db.work(async |mut tx| rows::update(&mut tx, &one).await).await.unwrap();
        assert_eq!(db.read(async |mut reader| rows::one(&mut reader, file(1).id, 700).await).await.unwrap(), one);
        db.work(async |mut tx| imports::delete(&mut tx, file(1).id).await).await.unwrap();
        let gone = db.read(async |mut reader| rows::one(&mut reader, file(1).id, 700).await).await;
        assert!(matches!(gone, Err(StoreError::NotFound { what: "import row", .. })));
    }

    async fn two_cannot_take_the_same_step_of_an_import(db: TestDb) {
        world(&db).await;
        db.work(async |mut tx| imports::insert(&mut tx, &file(1)).await).await.unwrap();
        let step = ImportFile { state: ImportState::Previewing, ..file(1) };
        let take = async || db.work(async |mut tx| imports::update(&mut tx, &step).await).await;
        take().await.unwrap();
        assert!(matches!(take().await, Err(StoreError::Stale { what: "import", .. })));
        let waiting = db.read(async |mut reader| imports::in_state(&mut reader, ImportState::Previewing).await).await;
        assert_eq!(waiting.unwrap().len(), 1);
        let twins = db.read(async |mut reader| imports::by_digest(&mut reader, &file(1).sha256, ImportKind::Roster).await);
        assert_eq!(twins.await.unwrap()[0].version, 2);
    }

    async fn a_mapping_is_remembered_per_unit_kind_and_header(db: TestDb) {
        world(&db).await;
        for mapping in ["{\"姓名\":\"name\"}", "{\"姓名\":\"full_name\"}"] {
            db.work(async |mut tx| mapping::remember(&mut tx, unit_id(1), ImportKind::Roster, "d", mapping).await).await.unwrap();
        }
        let recall = async |kind| db.read(async |mut reader| mapping::recall(&mut reader, unit_id(1), kind, "d").await).await.unwrap();
        assert_eq!(recall(ImportKind::Roster).await.as_deref(), Some("{\"姓名\":\"full_name\"}"));
        assert_eq!(recall(ImportKind::Plan).await, None);
    }

    async fn every_job_is_claimed_once_however_many_ask(db: TestDb) {
        enqueue(&db, 0..30).await;
        let db = Arc::new(db);
        let workers: Vec<_> = (0..8)
            .map(|_| {
                let db = Arc::clone(&db);
                tokio::spawn(async move {
                    let mut mine = Vec::new();
                    let mut idle = 0;
                    while idle < 5 {
                        match claim(&db, later(1)).await {
                            Some(job) => mine.push(job.id),
                            None => idle += 1,
                        }
                    }
                    mine
                })
            })
            .collect();
        let mut claimed = Vec::new();
        for worker in workers {
            claimed.extend(worker.await.unwrap());
        }
        assert_eq!(claimed.len(), 30);
        assert_eq!(claimed.into_iter().collect::<BTreeSet<_>>().len(), 30);
    }

    async fn a_job_whose_worker_died_is_done_by_another(db: TestDb) {
        enqueue(&db, 1..2).await;
        assert!(claim(&db, later(-1)).await.is_none(), "it is not due yet");
        let first = claim(&db, later(0)).await.unwrap();
        assert_eq!((first.state, first.attempts), (JobState::Running, 1));
        let requeue = async |now| db.work(async |mut tx| jobs::requeue_expired(&mut tx, now).await).await.unwrap();
        assert_eq!(requeue(later(29)).await, 0);
        assert!(db.work(async |mut tx| jobs::heartbeat(&mut tx, first.id, 1, later(60)).await).await.unwrap());
        assert_eq!((requeue(later(31)).await, requeue(later(61)).await), (0, 1));
        let second = claim(&db, later(62)).await.unwrap();
        assert_eq!((second.id, second.attempts), (first.id, 2));
        // The first worker was only slow: it must learn that the job is no longer its own.
        let done = Outcome::Done("{}".to_owned());
        let finish = async |attempt| db.work(async |mut tx| jobs::finish(&mut tx, first.id, attempt, &done, later(63)).await).await.unwrap();
        assert!(!finish(1).await);
        let half = Progress { done: 1, total: 2, detail: None };
        assert!(!db.work(async |mut tx| jobs::progress(&mut tx, first.id, 1, &half).await).await.unwrap());
        assert!(db.work(async |mut tx| jobs::progress(&mut tx, first.id, 2, &half).await).await.unwrap());
        assert!(finish(2).await);
        let now = db.read(async |mut reader| jobs::by_id(&mut reader, first.id).await).await.unwrap();
        assert_eq!((now.state, now.progress_done, now.lease_until), (JobState::Done, 1, None));
    }

    async fn a_cancelled_job_stays_cancelled(db: TestDb) {
        enqueue(&db, 1..3).await;
        let running = claim(&db, later(0)).await.unwrap();
        let cancel = async |id| db.work(async |mut tx| jobs::cancel(&mut tx, id, later(1)).await).await.unwrap();
        assert!(cancel(running.id).await && cancel(job(2)).await);
        assert!(!db.work(async |mut tx| jobs::heartbeat(&mut tx, running.id, 1, later(60)).await).await.unwrap());
        assert!(!cancel(running.id).await);
        assert!(claim(&db, later(5)).await.is_none());
        assert_eq!(db.work(async |mut tx| jobs::delete_finished(&mut tx, later(2)).await).await.unwrap(), 2);
    }

    async fn an_answer_is_kept_once_under_its_key(db: TestDb) {
        let answer = idempotency::Answer {
            key: "k".to_owned(),
            actor: "officer".to_owned(),
            route: "POST /plans".to_owned(),
            request_hash: "h".to_owned(),
            status: 201,
            body: "{}".to_owned(),
            created_at: MADE_AT,
        };
        let keep = async || db.work(async |mut tx| idempotency::keep(&mut tx, &answer).await).await;
        keep().await.unwrap();
        assert!(matches!(keep().await, Err(StoreError::Constraint(Constraint::Taken("idempotency_pk")))));
        let find = async || db.read(async |mut reader| idempotency::find(&mut reader, "k").await).await.unwrap();
        assert_eq!(find().await, Some(answer.clone()));
        let purge = async |before| db.work(async |mut tx| idempotency::purge(&mut tx, before).await).await.unwrap();
        assert_eq!((purge(MADE_AT).await, purge(later(1)).await, find().await), (0, 1, None));
    }

    async fn deeds_and_settings_are_read_as_written(db: TestDb) {
        let world = world(&db).await;
        let deed = |number| audit::Deed {
            id: AuditId::from_uuid(uuid(13, number)),
            at: later(number as i64),
            actor: "officer".to_owned(),
            action: "plan.create".to_owned(),
            object_kind: "plan".to_owned(),
            object_id: world.plan.id.to_string(),
            detail: "{}".to_owned(),
            account_id: None,
            role: None,
            request_id: Some(format!("r{number}")),
            address: None,
        };
        db.work(async |mut tx| {
            audit::append(&mut tx, &[deed(1), deed(2)]).await?;
            settings::put(&mut tx, "language", "\"zh\"").await?;
            settings::put(&mut tx, "language", "\"en\"").await
        })
        .await
        .unwrap();
        let (of, latest) = db
            .read(async |mut reader| {
                let of = audit::of_object(&mut reader, "plan", &world.plan.id.to_string()).await?;
                let latest = audit::search(&mut reader, &audit::Search::default(), 1).await?;
                Ok::<_, StoreError>((of, latest))
            })
            .await
            .unwrap();
        assert_eq!((of, latest), (vec![deed(1), deed(2)], vec![audit::Found { deed: deed(2), seq: None }]));
        let setting = db.read(async |mut reader| settings::get(&mut reader, "language").await).await.unwrap();
        assert_eq!(setting.as_deref(), Some("\"en\""));
    }

    async fn one_box_finds_people_units_and_classes(db: TestDb) {
        let world = world(&db).await;
        let class = jinxue_testkit::build::class(1, &world.plan, &world.root, crate::planted::topic(1), 9);
        db.work(async |mut tx| jinxue_store::classes::upsert_many(&mut tx, std::slice::from_ref(&class)).await).await.unwrap();
        let find = async |text: &str| db.read(async |mut reader| search::everything(&mut reader, text, 5).await).await.unwrap();
        for text in ["李四", "ls", "lisi", "四"] {
            assert_eq!(find(text).await.people.iter().map(|hit| hit.id).collect::<Vec<_>>(), [person_id(4)], "{text}");
        }
        let found = find("第1").await;
        assert_eq!((found.units.len(), found.classes.len(), found.people.len()), (1, 1, 0));
        assert_eq!(find(" ").await, search::Found::default());
        assert_eq!(find("%").await, search::Found::default());
    }
}
