//! The tree: counts, moves, cycles, and two moves at once.

use std::sync::Arc;

use jinxue_store::people;
use jinxue_store::units::{self, Unit};
use jinxue_store::{Constraint, Db, StoreError};
use jinxue_testkit::build::{MADE_AT, person, unit, unit_id};
use jinxue_testkit::on_both;

/// 1 ─ 2 ─ 3 and 1 ─ 4, a second root 5; two people in 3, one in 2, one in 4.
async fn planted(db: &Db) -> Vec<Unit> {
    let tree = vec![
        unit(1, None, "0001"),
        unit(2, Some(1), "0001.0001"),
        unit(3, Some(2), "0001.0001.0001"),
        unit(4, Some(1), "0001.0002"),
        unit(5, None, "0002"),
    ];
    let people = [(1, 3, "张伟"), (2, 3, "王芳"), (3, 2, "李娜"), (4, 4, "赵敏")]
        .map(|(number, at, name)| person(number, &tree[at as usize - 1], name));
    db.work(async |mut tx| {
        units::upsert_many(&mut tx, &tree).await?;
        people::upsert_many(&mut tx, &people).await
    })
    .await
    .unwrap();
    tree
}

async fn counts(db: &Db) -> Vec<(String, String, u64)> {
    let tree = db.read(async |mut reader| units::tree(&mut reader).await).await.unwrap();
    tree.into_iter().map(|node| (node.unit.path.to_string(), node.unit.name, node.people)).collect()
}

async fn moved(db: &Db, number: u64, below: u64) -> Result<Unit, StoreError> {
    db.work(async |mut tx| units::move_to(&mut tx, unit_id(number), unit_id(below), MADE_AT).await).await
}

on_both! {
    async fn the_tree_counts_everyone_below(db: TestDb) {
        planted(&db).await;
        let people: Vec<u64> = counts(&db).await.into_iter().map(|(_, _, people)| people).collect();
        assert_eq!(people, [4, 3, 2, 1, 0]);
    }

    async fn a_move_takes_everything_below_along(db: TestDb) {
        let tree = planted(&db).await;
        let unit = moved(&db, 2, 4).await.unwrap();
        assert_eq!((unit.path.to_string(), unit.parent_id), ("0001.0002.0001".to_owned(), Some(tree[3].id)));
        let found = counts(&db).await;
        let expected = [("0001", 4), ("0001.0002", 4), ("0001.0002.0001", 3), ("0001.0002.0001.0001", 2), ("0002", 0)];
        assert_eq!(found.iter().map(|(path, _, people)| (path.as_str(), *people)).collect::<Vec<_>>(), expected);
    }

    async fn a_unit_cannot_be_moved_below_itself(db: TestDb) {
        planted(&db).await;
        for below in [1, 2, 3] {
            let refused = moved(&db, 1, below).await;
            assert!(matches!(refused, Err(StoreError::Cycle { .. })), "{below}: {refused:?}");
        }
        assert!(matches!(moved(&db, 9, 1).await, Err(StoreError::NotFound { what: "unit", .. })));
    }

    async fn two_moves_at_once_never_close_a_cycle(db: TestDb) {
        planted(&db).await;
        let db = Arc::new(db);
        for _ in 0..10 {
            let one = { let db = Arc::clone(&db); tokio::spawn(async move { moved(&db, 2, 4).await }) };
            let other = { let db = Arc::clone(&db); tokio::spawn(async move { moved(&db, 4, 2).await }) };
            let answers = [one.await.unwrap(), other.await.unwrap()];
            let refused = answers.iter().filter(|a| matches!(a, Err(StoreError::Cycle { .. }))).count();
            assert_eq!(refused, 1, "{answers:?}");
            assert_eq!(counts(&db).await[0].2, 4);
            let (lower, upper) = if answers[0].is_ok() { (2, 4) } else { (4, 2) };
            moved(&db, lower, 1).await.unwrap();
            assert!(moved(&db, upper, 1).await.is_ok());
        }
    }

    async fn an_edit_of_an_old_version_is_refused(db: TestDb) {
        let tree = planted(&db).await;
        let renamed = Unit { name: "新名称".to_owned(), ..tree[2].clone() };
        let edit = async |unit: &Unit| db.work(async |mut tx| units::update(&mut tx, unit).await).await;
        edit(&renamed).await.unwrap();
        assert!(matches!(edit(&renamed).await, Err(StoreError::Stale { expected: 1, .. })));
        let now = db.read(async |mut reader| units::by_id(&mut reader, renamed.id).await).await.unwrap();
        assert_eq!(now, Unit { version: 2, ..renamed });
    }

    async fn a_code_belongs_to_one_unit_and_a_used_unit_stays(db: TestDb) {
        planted(&db).await;
        let twin = Unit { code: Some("U00002".to_owned()), ..unit(8, None, "0008") };
        let refused = db.work(async |mut tx| units::upsert_many(&mut tx, std::slice::from_ref(&twin)).await).await;
        assert!(matches!(refused, Err(StoreError::Constraint(Constraint::Taken("unit_code_unique")))), "{refused:?}");
        let refused = db.work(async |mut tx| units::delete_many(&mut tx, &[unit_id(3)]).await).await;
        assert!(matches!(refused, Err(StoreError::Constraint(Constraint::Reference))), "{refused:?}");
        db.work(async |mut tx| units::delete_many(&mut tx, &[unit_id(5)]).await).await.unwrap();
        let free = db.work(async |mut tx| units::free_path(&mut tx, None).await).await.unwrap();
        assert_eq!(free.as_str(), "0002");
    }
}
