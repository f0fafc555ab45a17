//! Sealed columns: nothing readable lies in the database, every fault of keys and values is named, keys change while
//! others write.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use jinxue_domain::{ImportId, PersonId, RowVerdict};
use jinxue_store::db::{Only, Sql};
use jinxue_store::imports::ImportFile;
use jinxue_store::imports::rows::{self, Images, ImportRow};
use jinxue_store::people::grid::{self, Filter, Order};
use jinxue_store::people::{self, Person, candidates};
use jinxue_store::sealed::states::{self, KeyState};
use jinxue_store::sealed::{Algorithm, COLUMNS, SealFault, reseal};
use jinxue_store::{Db, StoreError, search, values};
use jinxue_testkit::{TestDb, on_both};

use crate::planted::{World, world};

const NUMBER: &str = "11010519491231002X";
const RAW: Sql = Sql::same("select citizen_no_sealed as only from person where id = $1");
const SET_RAW: Sql = Sql::same("update person set citizen_no_sealed = $2 where id = $1");
const OPEN_AGAIN: Sql =
    Sql::same("update person set citizen_no_hash = $2, citizen_no_sealed = null where id = $1");
const PREPARING: Sql = Sql::same("update sealing_key set state = 'preparing' where state = 'index'");
const SET_ROW: Sql = Sql::same("update import_row set raw = $2 where import_id = $1");

async fn numbered(db: &Db) -> (World, Person) {
    let world = world(db).await;
    let person = Person { citizen_no: Some(NUMBER.into()), ..world.people[0].clone() };
    db.work(async |mut tx| people::upsert_many(&mut tx, std::slice::from_ref(&person)).await).await.unwrap();
    let person = read(db, person.id).await.unwrap();
    (world, person)
}

async fn read(db: &Db, id: PersonId) -> Result<Person, StoreError> {
    db.read(async |mut conn| people::by_id(&mut conn, id).await).await
}

async fn raw(db: &Db, id: PersonId) -> String {
    db.read(async |mut conn| conn.only(RAW, values![id]).await).await.unwrap()
}

async fn set_raw(db: &Db, id: PersonId, text: &str) {
    db.work(async |mut tx| tx.execute(SET_RAW, values![id, text]).await).await.unwrap();
}

async fn found(db: &Db, number: &str) -> Vec<PersonId> {
    let numbers = [number.to_owned()];
    let people =
        db.read(async |mut conn| candidates::by_citizen_numbers(&mut conn, &numbers).await).await.unwrap();
    people.into_iter().map(|person| person.id).collect()
}

async fn rotate(db: &Db, algorithm: Algorithm) -> String {
    db.work(async |mut tx| states::rotate(&mut tx, algorithm).await).await.unwrap()
}

async fn reseal_all(db: &Db) -> u64 {
    let mut sealed = 0;
    for column in COLUMNS {
        let mut from = None;
        while let Some((mark, count)) =
            db.work(async |mut tx| reseal::chunk(&mut tx, column, from).await).await.unwrap()
        {
            (from, sealed) = (Some(mark), sealed + count);
        }
    }
    sealed
}

async fn remaining(db: &Db) -> u64 {
    db.read(async |mut conn| reseal::remaining(&mut conn).await).await.unwrap()
}

async fn opened(db: &TestDb, keys: &Path) -> Result<(), SealFault> {
    match Db::open(db.address(), keys).await {
        Ok(again) => {
            again.close().await;
            Ok(())
        }
        Err(StoreError::Sealed(fault)) => Err(fault),
        Err(other) => panic!("{other}"),
    }
}

async fn an_import_row(db: &Db) -> ImportRow {
    let import = ImportFile { unit_id: None, ..crate::work::file(1) };
    let row = ImportRow {
        import_id: import.id,
        row_no: 7,
        verdict: RowVerdict::New,
        faults: None,
        raw: format!("[\"赵一\",\"{NUMBER}\"]"),
        data: Some(format!("{{\"citizen_no\":\"{NUMBER}\"}}")),
        target_id: None,
        candidates: None,
        choice: None,
        before: None,
        after: None,
        confirmed: None,
    };
    db.work(async |mut tx| {
        jinxue_store::imports::insert(&mut tx, &import).await?;
        rows::upsert_many(&mut tx, std::slice::from_ref(&row)).await
    })
    .await
    .unwrap();
    row
}

async fn one_row(db: &Db, import: ImportId) -> Result<ImportRow, StoreError> {
    db.read(async |mut conn| rows::one(&mut conn, import, 7).await).await
}

on_both! {
    async fn a_number_is_sealed_found_and_unique(db: TestDb) {
        let (world, person) = numbered(&db).await;
        assert_eq!(person.citizen_no.as_deref(), Some(NUMBER));
        let text = raw(&db, person.id).await;
        assert!(text.starts_with("1.") && !text.contains("1949"), "{text}");
        assert_eq!(found(&db, NUMBER).await, [person.id]);
        assert_eq!(found(&db, "440524188001010014").await, []);
        // Written again it is sealed anew, and still the same number.
        db.work(async |mut tx| people::update(&mut tx, &person).await).await.unwrap();
        assert_ne!(raw(&db, person.id).await, text);
        assert_eq!(read(&db, person.id).await.unwrap().citizen_no.as_deref(), Some(NUMBER));
        let other = Person { citizen_no: Some(NUMBER.into()), ..world.people[1].clone() };
        let twice = db.work(async |mut tx| people::upsert_many(&mut tx, std::slice::from_ref(&other)).await).await;
        assert!(twice.unwrap_err().to_string().contains("person_citizen_no_unique"));
    }

    async fn a_whole_number_finds_its_owner_and_a_part_of_it_nobody(db: TestDb) {
        let (_, person) = numbered(&db).await;
        for (text, owners) in [(NUMBER, 1), ("１１０１０５19491231002x", 1), ("11010519491231", 0), ("440524188001010014", 0)] {
            let filter = Filter { text: Some(text.into()), ..Filter::default() };
            let page = db.read(async |mut conn| grid::page(&mut conn, &filter, Order::Name, 0, 5).await).await.unwrap();
            assert_eq!(page.items.iter().map(|row| row.id).collect::<Vec<_>>(), vec![person.id; owners], "{text}");
            let found = db.read(async |mut conn| search::everything(&mut conn, text, 5).await).await.unwrap();
            assert_eq!(found.people.iter().map(|hit| hit.id).collect::<Vec<_>>(), vec![person.id; owners], "{text}");
        }
    }

    async fn a_row_of_an_import_is_sealed_with_its_images(db: TestDb) {
        let row = an_import_row(&db).await;
        assert_eq!(one_row(&db, row.import_id).await.unwrap(), row);
        let images = Images { row_no: 7, target_id: None, before: None, after: Some(NUMBER.into()) };
        db.work(async |mut tx| rows::set_images(&mut tx, row.import_id, std::slice::from_ref(&images)).await).await.unwrap();
        assert_eq!(one_row(&db, row.import_id).await.unwrap().after.as_deref(), Some(NUMBER));
        let everything = Sql::same("select raw || data || after as only from import_row");
        let kept: String = db.read(async |mut conn| conn.only(everything, values![]).await).await.unwrap();
        assert!(!kept.contains("赵一") && !kept.contains(NUMBER), "{kept}");
    }

    async fn a_value_that_was_moved_altered_or_cut_is_refused_by_its_place(db: TestDb) {
        let (world, person) = numbered(&db).await;
        let (good, other) = (raw(&db, person.id).await, world.people[1].id);
        set_raw(&db, other, &good).await;
        let Err(StoreError::Sealed(SealFault::Altered { place })) = read(&db, other).await else { panic!("it was moved") };
        assert_eq!(place, format!("person.citizen_no_sealed {other}"));

        let cut: String = good.chars().take(good.len() - 4).collect();
        let flipped: String = good.chars().map(|c| if c == 'A' { 'B' } else { c }).chain(['A'; 4]).collect();
        for bad in [cut, flipped] {
            set_raw(&db, person.id, &bad).await;
            let fault = read(&db, person.id).await.unwrap_err();
            assert!(matches!(fault, StoreError::Sealed(SealFault::Altered { .. } | SealFault::Malformed { .. })), "{bad}: {fault}");
        }
        for bad in [NUMBER, "", "1.", "1.###"] {
            set_raw(&db, person.id, bad).await;
            let fault = read(&db, person.id).await.unwrap_err();
            assert!(matches!(fault, StoreError::Sealed(SealFault::Malformed { .. } | SealFault::Altered { .. })), "{bad}: {fault}");
            assert!(!fault.to_string().contains("1949"), "{fault}");
        }
        set_raw(&db, person.id, &good.replacen("1.", "9.", 1)).await;
        let fault = read(&db, person.id).await.unwrap_err();
        assert!(matches!(&fault, StoreError::Sealed(SealFault::KeyMissing { key, .. }) if key == "9"), "{fault}");
        set_raw(&db, person.id, &good).await;
        assert_eq!(read(&db, person.id).await.unwrap().citizen_no.as_deref(), Some(NUMBER));
    }

    async fn a_keys_file_that_is_missing_open_to_others_or_another_stores_is_named(db: TestDb) {
        numbered(&db).await;
        let keys = db.keys();
        assert_eq!(fs::metadata(&keys).unwrap().permissions().mode() & 0o777, 0o600);
        opened(&db, &keys).await.unwrap();

        let away = keys.with_extension("away");
        fs::rename(&keys, &away).unwrap();
        assert_eq!(opened(&db, &keys).await, Err(SealFault::FileMissing { path: keys.clone() }));
        assert!(!keys.exists(), "no new keys are made for a store that has some");
        fs::rename(&away, &keys).unwrap();

        fs::set_permissions(&keys, fs::Permissions::from_mode(0o640)).unwrap();
        assert_eq!(opened(&db, &keys).await, Err(SealFault::FileMode { path: keys.clone(), mode: 0o640 }));
        fs::set_permissions(&keys, fs::Permissions::from_mode(0o600)).unwrap();

        let other = TestDb::open(jinxue_testkit::Backend::Sqlite).await.unwrap();
        let fault = opened(&db, &other.keys()).await.unwrap_err();
        assert!(matches!(&fault, SealFault::KeyWrong { key, .. } if key == "1"), "{fault}");

        let text = fs::read_to_string(&keys).unwrap();
        let without: String = text.lines().filter(|line| !line.starts_with('1')).map(|line| format!("{line}\n")).collect();
        fs::write(&keys, without).unwrap();
        assert!(matches!(opened(&db, &keys).await, Err(SealFault::KeyMissing { .. })));
        fs::write(&keys, "index hmac-sha-256 0011\n").unwrap();
        assert!(matches!(opened(&db, &keys).await, Err(SealFault::Line { line: 1, .. })));
        fs::write(&keys, text).unwrap();
        opened(&db, &keys).await.unwrap();
    }

    async fn a_new_key_writes_at_once_in_every_process_and_the_old_one_retires(db: TestDb) {
        let (world, person) = numbered(&db).await;
        let row = an_import_row(&db).await;
        // Another process opened the store before the key was changed.
        let other = db.again().await;
        assert_eq!(rotate(&db, Algorithm::Sm4Gcm).await, "2");
        let second = Person { citizen_no: Some("440524188001010014".into()), ..world.people[1].clone() };
        other.work(async |mut tx| people::upsert_many(&mut tx, std::slice::from_ref(&second)).await).await.unwrap();
        assert!(raw(&db, second.id).await.starts_with("2."));
        assert_eq!(read(&db, second.id).await.unwrap().citizen_no, second.citizen_no);

        // The number, and two texts of the row.
        assert_eq!(remaining(&db).await, 3);
        let retire = async || db.work(async |mut tx| states::retire(&mut tx, "1").await).await;
        assert!(matches!(retire().await, Err(StoreError::Sealed(SealFault::KeyInUse { values: 3, .. }))));
        assert_eq!(reseal_all(&other).await, 3);
        assert_eq!((remaining(&db).await, reseal_all(&db).await), (0, 0));
        assert!(raw(&db, person.id).await.starts_with("2."));
        assert_eq!(read(&db, person.id).await.unwrap().citizen_no, person.citizen_no);
        assert_eq!(found(&other, NUMBER).await, [person.id]);
        assert_eq!(one_row(&other, row.import_id).await.unwrap(), row);

        retire().await.unwrap();
        states::forget(&db, "1").unwrap();
        let known = db.read(async |mut conn| states::all(&mut conn).await).await.unwrap();
        let states: Vec<_> = known.iter().map(|key| (key.id.as_str(), key.state)).collect();
        assert_eq!(states, [("1", KeyState::Retired), ("2", KeyState::Writing), ("index", KeyState::Index)]);
        assert!(!fs::read_to_string(db.keys()).unwrap().contains("\n1 "));
        opened(&db, &db.keys()).await.unwrap();
        let writing = db.work(async |mut tx| states::retire(&mut tx, "2").await).await;
        assert!(matches!(writing, Err(StoreError::Sealed(SealFault::KeyState { state: "writing", .. }))));
        assert!(matches!(db.work(async |mut tx| states::retire(&mut tx, "7").await).await, Err(StoreError::NotFound { .. })));
        other.close().await;
    }

    async fn what_is_changed_while_it_is_sealed_again_keeps_the_change(db: TestDb) {
        let (_, person) = numbered(&db).await;
        rotate(&db, Algorithm::Aes256Gcm).await;
        // A chunk that fails, or whose process dies, leaves everything as it was.
        let undone: Result<(), StoreError> = db
            .work(async |mut tx| {
                reseal::chunk(&mut tx, COLUMNS[0], None).await?;
                Err(StoreError::Busy)
            })
            .await;
        assert!(undone.is_err());
        assert_eq!(remaining(&db).await, 1);
        let changed = Person { citizen_no: Some("440524188001010014".into()), ..person.clone() };
        db.work(async |mut tx| people::update(&mut tx, &changed).await).await.unwrap();
        assert_eq!(reseal_all(&db).await, 0, "it was sealed with the new key when it was written");
        assert_eq!(read(&db, person.id).await.unwrap().citizen_no, changed.citizen_no);
    }

    async fn what_an_earlier_version_kept_in_the_open_is_sealed_at_the_start(db: TestDb) {
        let (world, person) = numbered(&db).await;
        let row = an_import_row(&db).await;
        let left = Person { citizen_no: None, ..world.people[2].clone() };
        // As the migration leaves it: the number stands where the hash belongs, and nothing is sealed.
        db.work(async |mut tx| {
            tx.execute(OPEN_AGAIN, values![person.id, NUMBER]).await?;
            tx.execute(SET_ROW, values![row.import_id, &row.raw]).await?;
            tx.execute(PREPARING, values![]).await
        })
        .await
        .unwrap();
        assert_eq!(found(&db, NUMBER).await, []);
        let again = db.again().await;
        assert_eq!(found(&again, NUMBER).await, [person.id]);
        assert_eq!(read(&again, person.id).await.unwrap().citizen_no.as_deref(), Some(NUMBER));
        assert_eq!(read(&again, left.id).await.unwrap().citizen_no, None);
        assert_eq!(one_row(&again, row.import_id).await.unwrap(), row);
        assert!(raw(&again, person.id).await.starts_with("1."));
        again.close().await;
    }

    async fn the_whole_file_holds_no_number(db: TestDb) {
        numbered(&db).await;
        an_import_row(&db).await;
        if db.dialect() == jinxue_store::db::Dialect::Sqlite {
            for name in ["jinxue.sqlite3", "jinxue.sqlite3-wal"] {
                let bytes = fs::read(db.keys().with_file_name(name)).unwrap();
                assert!(!bytes.windows(NUMBER.len()).any(|window| window == NUMBER.as_bytes()), "{name}");
            }
            return;
        }
        let texts = Sql::same("select string_agg(person::text, '') || (select string_agg(import_row::text, '') from import_row) as only from person");
        let all: Only<String> = db.read(async |mut conn| conn.one(texts, values![]).await).await.unwrap();
        assert!(!all.0.contains(NUMBER));
    }
}
