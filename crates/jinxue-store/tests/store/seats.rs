//! Seats are never oversold, one by one or a run at once. The control shows that the race is a real one.

use std::sync::Arc;
use std::time::Duration;

use jinxue_domain::{RunId, SeatState};
use jinxue_store::db::Sql;
use jinxue_store::runs::result::{self, RunSeat};
use jinxue_store::runs::{self, compare};
use jinxue_store::seats::{self, Accepted, Taken};
use jinxue_store::{Constraint, Db, StoreError, classes, people, values};
use jinxue_testkit::build::{MADE_AT, class, class_id, person, person_id, run, seat};
use jinxue_testkit::on_both;

use crate::planted::{World, topic, world};

const COUNT: Sql = Sql::same("select count(*) as only from seat where class_id = $1");
const UNGUARDED: Sql = Sql::same(
    "insert into seat (class_id, person_id, state, mandatory, created_at) values ($1, $2, 'proposed', 0, 0)",
);

/// The planted world with 60 people and class 1 of five seats, class 2 of sixty.
async fn with_classes(db: &Db) -> World {
    let world = world(db).await;
    let more: Vec<_> = (11..=60).map(|number| person(number, &world.root, "张三")).collect();
    let two =
        [class(1, &world.plan, &world.root, topic(1), 5), class(2, &world.plan, &world.root, topic(2), 60)];
    db.work(async |mut tx| {
        people::upsert_many(&mut tx, &more).await?;
        classes::upsert_many(&mut tx, &two).await
    })
    .await
    .unwrap();
    world
}

async fn take(db: &Db, class: u64, person: u64) -> Result<Taken, StoreError> {
    db.work(async |mut tx| seats::take(&mut tx, &seat(class, person)).await).await
}

async fn sold(db: &Db, class: u64) -> i64 {
    db.read(async |mut reader| reader.only(COUNT, values![class_id(class)]).await).await.unwrap()
}

async fn taken(db: &Db, class: u64) -> u32 {
    db.read(async |mut reader| classes::by_id(&mut reader, class_id(class)).await).await.unwrap().seats_taken
}

/// Reads, thinks, then writes: what must not be done.
async fn take_unguarded(db: &Db, person: u64) -> Result<bool, StoreError> {
    if sold(db, 1).await >= 5 {
        return Ok(false);
    }
    tokio::time::sleep(Duration::from_millis(20)).await;
    db.work(async |mut tx| tx.execute(UNGUARDED, values![class_id(1), person_id(person)]).await).await?;
    Ok(true)
}

async fn with_run(db: &Db, world: &World, number: u64, seats: &[(u64, u64)]) -> RunId {
    let run = run(number, &world.plan);
    let rows: Vec<RunSeat> = seats
        .iter()
        .map(|(class, person)| RunSeat {
            run_id: run.id,
            class_id: class_id(*class),
            person_id: person_id(*person),
            worth: 10,
        })
        .collect();
    db.work(async |mut tx| {
        runs::insert(&mut tx, &run).await?;
        result::add_seats(&mut tx, &rows).await
    })
    .await
    .unwrap();
    run.id
}

async fn accept(db: &Db, world: &World, run: RunId) -> Result<Accepted, StoreError> {
    db.work(async |mut tx| seats::accept_run(&mut tx, run, world.plan.id, MADE_AT).await).await
}

on_both! {
    async fn sixty_want_five_seats_and_five_get_one(db: TestDb) {
        with_classes(&db).await;
        let db = Arc::new(db);
        let racers: Vec<_> = (1..=60)
            .map(|person| { let db = Arc::clone(&db); tokio::spawn(async move { take(&db, 1, person).await }) })
            .collect();
        let mut seated = 0;
        for racer in racers {
            seated += i64::from(racer.await.unwrap().unwrap() == Taken::Seated);
        }
        assert_eq!((seated, sold(&db, 1).await, taken(&db, 1).await), (5, 5, 5));
    }

    async fn without_the_guard_the_same_race_oversells(db: TestDb) {
        with_classes(&db).await;
        let db = Arc::new(db);
        let racers: Vec<_> = (1..=60)
            .map(|person| { let db = Arc::clone(&db); tokio::spawn(async move { take_unguarded(&db, person).await }) })
            .collect();
        for racer in racers {
            racer.await.unwrap().unwrap();
        }
        assert!(sold(&db, 1).await > 5, "the race of the test above is not a race");
    }

    async fn the_table_itself_refuses_to_be_oversold(db: TestDb) {
        with_classes(&db).await;
        const FORCE: Sql = Sql::same("update class set seats_taken = seats_max + 1 where id = $1");
        let refused = db.work(async |mut tx| tx.execute(FORCE, values![class_id(1)]).await).await;
        let expected = Constraint::Check("class_not_oversold".to_owned());
        assert!(matches!(refused, Err(StoreError::Constraint(found)) if found == expected));
    }

    async fn one_person_has_one_seat_in_a_class_and_can_give_it_back(db: TestDb) {
        with_classes(&db).await;
        assert_eq!(take(&db, 1, 1).await.unwrap(), Taken::Seated);
        let twice = take(&db, 1, 1).await;
        assert!(matches!(twice, Err(StoreError::Constraint(Constraint::Taken("seat_pk")))), "{twice:?}");
        assert_eq!(taken(&db, 1).await, 1);
        let back = async || db.work(async |mut tx| seats::give_back(&mut tx, class_id(1), person_id(1)).await).await.unwrap();
        assert!(back().await);
        assert!(!back().await);
        assert_eq!((sold(&db, 1).await, taken(&db, 1).await), (0, 0));
        assert!(matches!(take(&db, 9, 1).await, Err(StoreError::NotFound { what: "class", .. })));
    }

    async fn accepting_a_run_replaces_what_was_proposed_and_keeps_what_was_announced(db: TestDb) {
        let world = with_classes(&db).await;
        let first = with_run(&db, &world, 1, &[(1, 1), (1, 2), (2, 3)]).await;
        assert_eq!(accept(&db, &world, first).await.unwrap(), Accepted { withdrawn: 0, seated: 3 });
        db.work(async |mut tx| seats::announce(&mut tx, class_id(1)).await).await.unwrap();
        let second = with_run(&db, &world, 2, &[(1, 1), (1, 4), (2, 5), (2, 6)]).await;
        assert_eq!(accept(&db, &world, second).await.unwrap(), Accepted { withdrawn: 1, seated: 3 });
        let of = async |class| db.read(async |mut reader| seats::of_class(&mut reader, class_id(class)).await).await.unwrap();
        let mut one: Vec<_> = of(1).await.into_iter().map(|row| (row.person_id, row.state)).collect();
        one.sort();
        let expected = [(1, SeatState::Announced), (2, SeatState::Announced), (4, SeatState::Proposed)];
        assert_eq!(one, expected.map(|(person, state)| (person_id(person), state)));
        assert_eq!((taken(&db, 1).await, taken(&db, 2).await), (3, 2));
        let mine = db.read(async |mut reader| seats::of_person(&mut reader, person_id(5)).await).await.unwrap();
        assert_eq!(mine.iter().map(|row| row.class_id).collect::<Vec<_>>(), [class_id(2)]);
    }

    async fn a_run_that_would_oversell_changes_nothing(db: TestDb) {
        let world = with_classes(&db).await;
        take(&db, 1, 60).await.unwrap();
        db.work(async |mut tx| seats::announce(&mut tx, class_id(1)).await).await.unwrap();
        let greedy = with_run(&db, &world, 1, &[(1, 1), (1, 2), (1, 3), (1, 4), (1, 5)]).await;
        let refused = accept(&db, &world, greedy).await;
        let expected = Constraint::Check("class_not_oversold".to_owned());
        assert!(matches!(refused, Err(StoreError::Constraint(found)) if found == expected));
        assert_eq!((sold(&db, 1).await, taken(&db, 1).await), (1, 1));
    }

    async fn two_runs_are_compared_seat_by_seat(db: TestDb) {
        let world = with_classes(&db).await;
        let first = with_run(&db, &world, 1, &[(1, 1), (1, 2), (2, 3), (2, 4)]).await;
        let second = with_run(&db, &world, 2, &[(1, 1), (2, 2), (2, 3), (1, 5)]).await;
        let difference = db.read(async |mut reader| compare::difference(&mut reader, first, second).await).await.unwrap();
        assert_eq!((difference.kept, difference.lost, difference.gained), (2, 2, 2));
        let (mut moves, mut after) = (Vec::new(), None);
        loop {
            let page = db.read(async |mut reader| compare::moves(&mut reader, first, second, after, 1).await).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some(compare::After { person: last.person_id, class: last.class_id });
            moves.extend(page.into_iter().map(|one| (one.person_id, one.class_id, one.gained)));
        }
        let expected = [(2, 1, false), (2, 2, true), (4, 2, false), (5, 1, true)];
        assert_eq!(moves, expected.map(|(person, class, gained)| (person_id(person), class_id(class), gained)));
    }

    async fn the_seats_of_a_run_are_paged_by_name(db: TestDb) {
        let world = with_classes(&db).await;
        let run = with_run(&db, &world, 1, &[(1, 1), (2, 2), (2, 3)]).await;
        let filter = result::SeatedFilter { text: Some("二".to_owned()), ..Default::default() };
        let page = async |filter: &result::SeatedFilter| {
            db.read(async |mut reader| result::page(&mut reader, run, filter, 0, 10).await).await.unwrap()
        };
        assert_eq!(page(&filter).await.items.iter().map(|row| row.person_id).collect::<Vec<_>>(), [person_id(2)]);
        let all = result::SeatedFilter { subtree: Some(world.root.path.clone()), text: None };
        assert_eq!(page(&all).await.total, 3);
        let in_class = db.read(async |mut reader| result::in_class(&mut reader, run, class_id(2)).await).await.unwrap();
        assert_eq!(in_class.len(), 2);
        let accepted = async || db.work(async |mut tx| runs::mark_accepted(&mut tx, run, MADE_AT).await).await.unwrap();
        assert!(accepted().await);
        assert!(!accepted().await, "a run is accepted once");
        assert!(!db.work(async |mut tx| runs::delete(&mut tx, run).await).await.unwrap());
    }
}
