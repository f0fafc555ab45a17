//! Plans and their classes: lists page by page, edits, steps, totals.

use std::collections::BTreeSet;

use jinxue_domain::{ClassId, ClassState, Date, Family, Month, Tier, TransitionId};
use jinxue_store::classes::list::{self, Filter, Order};
use jinxue_store::classes::{self, ClassQuota, ClassTopic, ClassTransition, FullClass};
use jinxue_store::plans::{self, PlanTarget};
use jinxue_store::{Constraint, Db, StoreError};
use jinxue_testkit::build::{MADE_AT, class, class_id, plan, uuid};
use jinxue_testkit::on_both;

use crate::planted::{World, topic, world};

/// Twenty classes: two start on each day of ten, every third is of the city.
fn twenty(world: &World) -> Vec<FullClass> {
    (0..20u64)
        .map(|n| {
            let mut full = class(n, &world.plan, &world.root, topic((n % 3 + 1) as u32), 10);
            let start = Date::constant(2026, 3, 25);
            full.class.start_date = start.checked_add(jiff::Span::new().days((n / 2) as i64)).unwrap();
            full.class.end_date = full.class.start_date;
            full.class.tier = if n % 3 == 0 { Tier::City } else { Tier::County };
            full
        })
        .collect()
}

async fn put(db: &Db, classes: &[FullClass]) -> Result<(), StoreError> {
    db.work(async |mut tx| classes::upsert_many(&mut tx, classes).await).await
}

/// The whole list, three at a time.
async fn paged(db: &Db, world: &World, filter: &Filter, order: Order) -> Vec<ClassId> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = db
            .read(async |mut reader| {
                list::page(&mut reader, world.plan.id, filter, order, after.as_ref(), 3).await
            })
            .await
            .unwrap();
        found.extend(page.iter().map(|class| class.id));
        match page.last() {
            Some(last) if page.len() == 3 => after = Some(order.cursor(last)),
            _ => return found,
        }
    }
}

on_both! {
    async fn what_is_written_is_read(db: TestDb) {
        let world = world(&db).await;
        let mut full = class(1, &world.plan, &world.root, topic(1), 10);
        full.topics[0].percent = 60;
        full.topics.push(ClassTopic { class_id: full.class.id, topic: topic(2), percent: 40, main: false });
        full.quotas.push(ClassQuota { class_id: full.class.id, unit_id: world.root.id, seats_min: 2, seats_max: None });
        put(&db, &[full.clone(), class(2, &world.plan, &world.root, topic(3), 5)]).await.unwrap();
        assert_eq!(db.read(async |mut reader| classes::full(&mut reader, class_id(1)).await).await.unwrap(), full);
        let all = db.read(async |mut reader| classes::full_of_plan(&mut reader, world.plan.id).await).await.unwrap();
        assert_eq!(all, [full.clone(), class(2, &world.plan, &world.root, topic(3), 5)]);
        let found = db.read(async |mut reader| classes::by_code(&mut reader, world.plan.id, "C0001").await).await;
        assert_eq!(found.unwrap(), Some(full.class));
    }

    async fn pages_together_are_the_list(db: TestDb) {
        let world = world(&db).await;
        put(&db, &twenty(&world)).await.unwrap();
        let all: BTreeSet<ClassId> = (0..20).map(class_id).collect();
        for order in [Order::Start, Order::Code, Order::Name] {
            let found = paged(&db, &world, &Filter::default(), order).await;
            assert_eq!((found.len(), found.iter().copied().collect::<BTreeSet<_>>()), (20, all.clone()), "{order:?}");
        }
        let cases = [
            (Filter { tier: Some(Tier::City), ..Filter::default() }, 7),
            (Filter { topic: Some(topic(2)), ..Filter::default() }, 7),
            (Filter { month: Month::new(2026, 3), ..Filter::default() }, 14),
            (Filter { month: Month::new(2026, 5), ..Filter::default() }, 0),
            (Filter { text: Some("第１９期".to_owned()), ..Filter::default() }, 1),
            (Filter { text: Some("c001".to_owned()), ..Filter::default() }, 10),
            (Filter { state: Some(ClassState::Approved), ..Filter::default() }, 0),
            (Filter { organiser: Some(world.root.id), ..Filter::default() }, 20),
        ];
        for (filter, expected) in cases {
            assert_eq!(paged(&db, &world, &filter, Order::Start).await.len(), expected, "{filter:?}");
            let count = db.read(async |mut reader| list::count(&mut reader, world.plan.id, &filter).await).await;
            assert_eq!(count.unwrap(), expected as u64);
        }
        let ribbon = db.read(async |mut reader| list::ribbon(&mut reader, world.plan.id).await).await.unwrap();
        assert_eq!(ribbon.len(), 20);
        assert!(ribbon.iter().all(|row| row.family == Some(Family::Theory)));
    }

    async fn a_class_keeps_the_rules_of_its_table(db: TestDb) {
        let world = world(&db).await;
        let fault = async |change: fn(&mut FullClass)| {
            let mut full = class(1, &world.plan, &world.root, topic(1), 10);
            change(&mut full);
            match put(&db, &[full]).await {
                Err(StoreError::Constraint(constraint)) => constraint.to_string(),
                other => format!("{other:?}"),
            }
        };
        assert_eq!(fault(|full| full.class.end_date = Date::constant(2026, 3, 1)).await, "class_dates_ordered");
        assert_eq!(fault(|full| full.class.seats_min = 11).await, "class_seats_ordered");
        assert_eq!(fault(|full| full.topics[0].percent = 0).await, "class_topic_percent_range");
        assert_eq!(
            fault(|full| full.topics.push(ClassTopic { topic: topic(2), ..full.topics[0].clone() })).await,
            "class_topic_one_main"
        );
        put(&db, &[class(1, &world.plan, &world.root, topic(1), 10)]).await.unwrap();
        let twin = FullClass { class: jinxue_store::classes::Class { code: "C0001".to_owned(), ..class(2, &world.plan, &world.root, topic(1), 1).class }, topics: vec![], quotas: vec![] };
        let refused = put(&db, &[twin]).await;
        assert!(matches!(refused, Err(StoreError::Constraint(Constraint::Taken("class_code_unique")))), "{refused:?}");
    }

    async fn an_edit_and_a_step_need_the_version_they_were_made_for(db: TestDb) {
        let world = world(&db).await;
        put(&db, &[class(1, &world.plan, &world.root, topic(1), 10)]).await.unwrap();
        let mut edited = class(1, &world.plan, &world.root, topic(2), 12);
        edited.class.venue = Some("一号楼".to_owned());
        let edit = async || db.work(async |mut tx| classes::update(&mut tx, &edited).await).await;
        edit().await.unwrap();
        assert!(matches!(edit().await, Err(StoreError::Stale { what: "class", .. })));
        let now = db.read(async |mut reader| classes::full(&mut reader, class_id(1)).await).await.unwrap();
        edited.class.version = 2;
        assert_eq!(now, edited);

        let step = ClassTransition {
            id: TransitionId::from_uuid(uuid(12, 1)),
            class_id: class_id(1),
            from_state: ClassState::Draft,
            to_state: ClassState::Submitted,
            actor: "officer".to_owned(),
            remark: None,
            at: MADE_AT,
            job_id: None,
        };
        let take = async |version| db.work(async |mut tx| classes::set_state(&mut tx, version, &step).await).await;
        assert!(matches!(take(1).await, Err(StoreError::Stale { .. })));
        take(2).await.unwrap();
        assert!(matches!(take(3).await, Err(StoreError::Stale { .. })), "the class is no longer a draft");
        let steps = db.read(async |mut reader| classes::transitions(&mut reader, class_id(1)).await).await.unwrap();
        assert_eq!(steps, std::slice::from_ref(&step));
    }

    async fn totals_and_targets_of_a_plan(db: TestDb) {
        let world = world(&db).await;
        put(&db, &twenty(&world)).await.unwrap();
        let totals = db.read(async |mut reader| plans::totals(&mut reader, world.plan.id).await).await.unwrap();
        let said: Vec<_> = totals.iter().map(|total| (total.tier, total.classes, total.seats_max)).collect();
        assert_eq!(said, [(Tier::City, 7, 70), (Tier::County, 13, 130)]);
        let target = |tier, classes| PlanTarget { plan_id: world.plan.id, tier, classes, person_times: 100 };
        let targets = [target(Tier::Province, 1), target(Tier::City, 5), target(Tier::County, 30)];
        for targets in [&targets[..1], &targets[..]] {
            db.work(async |mut tx| plans::set_targets(&mut tx, world.plan.id, targets).await).await.unwrap();
        }
        let found = db.read(async |mut reader| plans::targets(&mut reader, world.plan.id).await).await.unwrap();
        assert_eq!(found, targets);
        let twin = plans::Plan { id: plan(7, &world.root).id, ..plan(0, &world.root) };
        let refused = db.work(async |mut tx| plans::insert(&mut tx, &twin).await).await;
        assert!(matches!(refused, Err(StoreError::Constraint(Constraint::Taken("plan_year_unit_unique")))));
    }
}
