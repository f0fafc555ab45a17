//! Versions of local values: nothing is overwritten, and no number is given twice.

use std::sync::Arc;

use jinxue_domain::rules::Mark;
use jinxue_domain::{Date, RuleOverrideId};
use jinxue_store::rules::{self, Version};
use jinxue_store::{Constraint, Db, StoreError};
use jinxue_testkit::build::{MADE_AT, uuid};
use jinxue_testkit::on_both;

use crate::planted::{World, world};

fn version(world: &World, id: u64, value: Option<&str>) -> Version {
    Version {
        id: RuleOverrideId::from_uuid(uuid(14, id)),
        rule_code: "fee.cap".parse().unwrap(),
        unit_id: world.root.id,
        number: 0,
        value: value.map(str::to_owned),
        source: value.map(|_| "某市文件".to_owned()),
        mark: value.map(|_| Mark::Secondary),
        valid_from: Date::constant(2026, 1, 9),
        actor: "officer".to_owned(),
        created_at: MADE_AT,
        unit_path: world.root.path.clone(),
        unit_name: world.root.name.clone(),
    }
}

async fn add(db: &Db, one: &Version) -> Result<Version, StoreError> {
    db.work(async |mut tx| rules::add(&mut tx, one.clone()).await).await
}

on_both! {
    async fn every_version_stays_with_its_number(db: TestDb) {
        let world = world(&db).await;
        for (id, value) in [(1, Some("1")), (2, Some("2")), (3, None)] {
            let added = add(&db, &version(&world, id, value)).await.unwrap();
            assert_eq!(u64::from(added.number), id);
        }
        let all = db.read(async |mut reader| rules::all(&mut reader).await).await.unwrap();
        let told: Vec<_> = all.iter().map(|one| (one.number, one.value.as_deref())).collect();
        assert_eq!(told, [(1, Some("1")), (2, Some("2")), (3, None)], "the same day, and nothing is overwritten");
        assert_eq!(all[0], Version { number: 1, ..version(&world, 1, Some("1")) });
    }

    async fn a_version_is_whole_or_gives_up(db: TestDb) {
        let world = world(&db).await;
        let half = Version { source: None, ..version(&world, 1, Some("1")) };
        let refused = add(&db, &half).await;
        assert!(matches!(refused, Err(StoreError::Constraint(Constraint::Check(_)))), "{refused:?}");
    }

    async fn two_versions_at_once_take_two_numbers(db: TestDb) {
        let world = Arc::new(world(&db).await);
        let db = Arc::new(db);
        let adding = (1..=12).map(|id| {
            let (db, world) = (Arc::clone(&db), Arc::clone(&world));
            tokio::spawn(async move { add(&db, &version(&world, id, Some("1"))).await.unwrap().number })
        });
        let mut numbers = Vec::new();
        for added in adding.collect::<Vec<_>>() {
            numbers.push(added.await.unwrap());
        }
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=12).collect::<Vec<_>>());
    }
}
