//! The door for writes: errors stay with their writer, panics do no harm, all is durable when answered.

use std::sync::Arc;
use std::time::Duration;

use jinxue_store::db::Sql;
use jinxue_store::{Constraint, Db, StoreError, Tx, values};
use jinxue_testkit::on_both;

const PUT: Sql = Sql::same("insert into setting (key, value) values ($1, $2)");
const COUNT: Sql = Sql::same("select count(*) as only from setting");
const VALUE: Sql = Sql::same("select value as only from setting where key = $1");
const ADD: Sql = Sql::same("update setting set value = $2 where key = $1");

async fn put(db: &Db, key: &str) -> Result<u64, StoreError> {
    db.work(async |mut tx| tx.execute(PUT, values![key, "1"]).await).await
}

async fn count(db: &Db) -> i64 {
    db.read(async |mut conn| conn.only(COUNT, values![]).await).await.unwrap()
}

/// A write whose future is spawned must be `Send`; this would not compile otherwise.
async fn spawned(db: Db, key: String) -> Result<u64, StoreError> {
    tokio::spawn(async move { put(&db, &key).await }).await.expect("the task ends")
}

on_both! {
    async fn a_failing_write_undoes_only_itself(db: TestDb) {
        let db = Arc::new(db);
        let writes: Vec<_> = (0..60)
            .map(|n| {
                let db = Arc::clone(&db);
                tokio::spawn(async move {
                    db.work(async |mut tx: Tx| {
                        tx.execute(PUT, values![format!("k{n}"), "1"]).await?;
                        if n % 3 == 0 { tx.execute(PUT, values![format!("k{n}"), "again"]).await } else { Ok(1) }
                    })
                    .await
                })
            })
            .collect();
        for (n, write) in writes.into_iter().enumerate() {
            match write.await.unwrap() {
                Ok(_) => assert_ne!(n % 3, 0),
                Err(StoreError::Constraint(Constraint::Taken(name))) => {
                    assert_eq!((n % 3, name), (0, "setting_pk"));
                }
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(count(&db).await, 40);
    }

    async fn a_panicking_write_is_undone_and_the_door_stays_open(db: TestDb) {
        let db = Arc::new(db);
        let panicking = {
            let db = Arc::clone(&db);
            tokio::spawn(async move {
                db.work(async |mut tx: Tx| -> Result<(), StoreError> {
                    tx.execute(PUT, values!["lost", "1"]).await?;
                    panic!("a fault in a use case");
                })
                .await
            })
        };
        assert!(panicking.await.unwrap_err().is_panic());
        assert_eq!(spawned((**db).clone(), "kept".to_owned()).await.unwrap(), 1);
        assert_eq!(count(&db).await, 1);
    }

    async fn a_writer_that_goes_away_is_undone(db: TestDb) {
        let given_up = tokio::time::timeout(Duration::from_millis(100), db.work(async |mut tx: Tx| {
            tx.execute(PUT, values!["lost", "1"]).await?;
            std::future::pending::<()>().await;
            Ok::<_, StoreError>(())
        }));
        assert!(given_up.await.is_err());
        put(&db, "kept").await.unwrap();
        assert_eq!(count(&db).await, 1);
    }

    async fn read_and_write_in_one_transaction_never_loses_an_update(db: TestDb) {
        put(&db, "counter").await.unwrap();
        let db = Arc::new(db);
        let writes: Vec<_> = (0..40)
            .map(|_| {
                let db = Arc::clone(&db);
                tokio::spawn(async move {
                    db.work(async |mut tx: Tx| {
                        tx.lock(jinxue_store::db::Lock::UnitTree).await?;
                        let value: String = tx.only(VALUE, values!["counter"]).await?;
                        let next = value.parse::<i64>().expect("a number") + 1;
                        tx.execute(ADD, values!["counter", next.to_string()]).await
                    })
                    .await
                })
            })
            .collect();
        for write in writes {
            write.await.unwrap().unwrap();
        }
        let value: String = db.read(async |mut conn| conn.only(VALUE, values!["counter"]).await).await.unwrap();
        assert_eq!(value, "41");
    }

    async fn a_call_that_takes_too_long_is_given_up_and_the_next_one_works(db: TestDb) {
        const SLOW: Sql = Sql::each(
            "with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000000) select count(*) as only from n",
            "select count(*) as only from (select pg_sleep(2)) as nap",
        );
        let hasty = db.within(Duration::from_millis(25));
        let slow = hasty.read(async |mut conn| conn.only::<i64>(SLOW, values![]).await).await;
        assert!(matches!(slow, Err(StoreError::Deadline(_))), "{slow:?}");
        // On a busy machine the turn itself may come too late: that is another refusal, and not the one meant here.
        let slow = loop {
            match hasty.work(async |mut tx| tx.only::<i64>(SLOW, values![]).await).await {
                Err(StoreError::Busy) => continue,
                other => break other,
            }
        };
        assert!(matches!(slow, Err(StoreError::Deadline(_))), "{slow:?}");
        // On SQLite the statement that was given up still has to end.
        put(&db.within(Duration::from_secs(60)), "kept").await.unwrap();
        assert_eq!(count(&db).await, 1);
    }

    async fn an_answered_write_is_there_when_the_store_is_opened_again(db: TestDb) {
        put(&db, "kept").await.unwrap();
        let again = db.again().await;
        assert_eq!(count(&again).await, 1);
    }

    async fn a_write_that_breaks_a_named_rule_says_which(db: TestDb) {
        const ORPHAN: Sql = Sql::same(
            "insert into plan_target (plan_id, tier, classes, person_times) values ($1, 'city', 1, 1)",
        );
        let orphan = db.work(async |mut tx| tx.execute(ORPHAN, values![uuid::Uuid::from_u128(9)]).await).await;
        assert!(matches!(orphan, Err(StoreError::Constraint(Constraint::Reference))), "{orphan:?}");
        const BELOW_ZERO: Sql = Sql::same(
            "insert into plan_target (plan_id, tier, classes, person_times) values ($1, 'city', -1, 1)",
        );
        let below = db.work(async |mut tx| tx.execute(BELOW_ZERO, values![uuid::Uuid::from_u128(9)]).await).await;
        let expected = Constraint::Check("plan_target_positive".to_owned());
        assert!(matches!(below, Err(StoreError::Constraint(found)) if found == expected));
    }
}
