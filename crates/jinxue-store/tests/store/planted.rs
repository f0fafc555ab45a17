//! A small world most tests start from: a root unit, ten people, one field of three topics, one plan.

use jinxue_domain::{Family, PersonId, TopicCode};
use jinxue_store::Db;
use jinxue_store::people::{self, Person};
use jinxue_store::plans::{self, Plan};
use jinxue_store::topics::{self, Field, Topic};
use jinxue_store::units::{self, Unit};
use jinxue_testkit::build::{person, plan, unit};

pub struct World {
    pub root: Unit,
    pub people: Vec<Person>,
    pub plan: Plan,
}

impl World {
    pub fn ids(&self) -> Vec<PersonId> {
        self.people.iter().map(|person| person.id).collect()
    }
}

pub fn topic(number: u32) -> TopicCode {
    format!("T{number:04}").parse().unwrap()
}

pub async fn world(db: &Db) -> World {
    let root = unit(1, None, "0001");
    let names = ["赵一", "钱二", "孙三", "李四", "周五", "吴六", "郑七", "王八", "冯九", "陈十"];
    let people: Vec<Person> =
        names.iter().zip(1..).map(|(name, number)| person(number, &root, name)).collect();
    let field = Field {
        code: "F01".parse().unwrap(),
        name: "领域".to_owned(),
        name_en: "field".to_owned(),
        family: Family::Theory,
        position: 1,
    };
    let three: Vec<Topic> = (1..=3)
        .map(|number| Topic {
            code: topic(number),
            field: field.code,
            name: format!("专题{number}"),
            name_en: format!("topic {number}"),
            position: number,
        })
        .collect();
    let plan = plan(0, &root);
    db.work(async |mut tx| {
        units::upsert_many(&mut tx, std::slice::from_ref(&root)).await?;
        people::upsert_many(&mut tx, &people).await?;
        topics::upsert_many(&mut tx, std::slice::from_ref(&field), &three).await?;
        plans::insert(&mut tx, &plan).await
    })
    .await
    .unwrap();
    World { root, people, plan }
}
