//! The fence that PostgreSQL keeps itself, asked by statements that carry no condition of their own.

use std::sync::Arc;

use jinxue_domain::PersonId;
use jinxue_domain::authority::{PathRange, Scope};
use jinxue_store::db::{Dialect, Only, Sql};
use jinxue_store::{Db, StoreError, people, units, values};
use jinxue_testkit::build::{person, person_id, unit};
use jinxue_testkit::on_both;

const EVERYBODY: Sql = Sql::same("select id as only from person order by id");
const PROMOTE: Sql = Sql::same("update person set grade = 1");
const MOVE: Sql = Sql::same("update person set unit_path = '0001.0003' where unit_path = '0001.0002'");

/// One person in each unit; the last unit begins like another.
const UNITS: [&str; 5] = ["0001", "0001.0002", "0001.0002.0001", "0001.0003", "0001.0021"];

async fn planted(db: &Db) {
    let tree: Vec<_> =
        (1..).zip(UNITS).map(|(number, path)| unit(number, (number > 1).then_some(1), path)).collect();
    let roster: Vec<_> = (1..).zip(&tree).map(|(number, unit)| person(number, unit, "张伟")).collect();
    db.work(async |mut tx| {
        units::upsert_many(&mut tx, &tree).await?;
        people::upsert_many(&mut tx, &roster).await
    })
    .await
    .unwrap();
}

/// Whom a statement without a condition shows.
async fn shown(db: &Db, scope: Scope) -> Vec<PersonId> {
    let fenced = db.fenced(Arc::new(scope));
    let found: Result<Vec<Only<PersonId>>, StoreError> =
        fenced.read(async |mut conn| conn.all(EVERYBODY, values![]).await).await;
    found.unwrap().into_iter().map(|one| one.0).collect()
}

fn people_of(numbers: &[u64]) -> Vec<PersonId> {
    numbers.iter().map(|number| person_id(*number)).collect()
}

fn subtree(path: &str) -> PathRange {
    PathRange::subtree(&path.parse().unwrap())
}

fn node(path: &str) -> PathRange {
    PathRange::node(&path.parse().unwrap())
}

on_both! {
    async fn a_forgotten_condition_shows_nobody_outside(db: TestDb) {
        planted(&db).await;
        let all = people_of(&[1, 2, 3, 4, 5]);
        assert_eq!(shown(&db, Scope::everything()).await, all);
        let cases = [
            (Scope::of([subtree("0001")]), &[1, 2, 3, 4, 5][..]),
            (Scope::of([subtree("0001.0002")]), &[2, 3]),
            (Scope::of([node("0001.0002")]), &[2]),
            (Scope::of([node("0001.0002"), subtree("0001.0021")]), &[2, 5]),
            (Scope::of([subtree("0001.0002"), node("0001.0003")]), &[2, 3, 4]),
            (Scope::of([subtree("0001.0003")]).and_person(person_id(1)), &[1, 4]),
            (Scope::nothing(), &[]),
        ];
        for (scope, seen) in cases {
            // SQLite has the first fence alone: what it shows here is what a forgotten condition costs.
            let expected = if db.dialect() == Dialect::Postgres { people_of(seen) } else { all.clone() };
            assert_eq!(shown(&db, scope.clone()).await, expected, "{scope:?}");
        }
    }

    async fn nothing_outside_is_written_and_nobody_is_put_there(db: TestDb) {
        planted(&db).await;
        if db.dialect() == Dialect::Sqlite {
            return;
        }
        let city = db.fenced(Arc::new(Scope::of([subtree("0001.0002")])));
        assert_eq!(city.work(async |mut tx| tx.execute(PROMOTE, values![]).await).await.unwrap(), 2);
        let moved = city.work(async |mut tx| tx.execute(MOVE, values![]).await).await;
        assert!(matches!(moved, Err(StoreError::Database(_))), "{moved:?}");
        assert_eq!(db.work(async |mut tx| tx.execute(PROMOTE, values![]).await).await.unwrap(), 5);
    }

    async fn a_lifted_fence_is_told_and_falls_again(db: TestDb) {
        planted(&db).await;
        let city = db.fenced(Arc::new(Scope::of([subtree("0001.0002")])));
        let counts = city.read(async |mut conn| {
            let before: Vec<Only<PersonId>> = conn.all(EVERYBODY, values![]).await?;
            let whole: Vec<Only<PersonId>> = conn.whole().all(EVERYBODY, values![]).await?;
            let after: Vec<Only<PersonId>> = conn.all(EVERYBODY, values![]).await?;
            Ok::<_, StoreError>([before.len(), whole.len(), after.len()])
        });
        let expected = if db.dialect() == Dialect::Postgres { [2, 5, 2] } else { [5, 5, 5] };
        assert_eq!(counts.await.unwrap(), expected);
    }
}
