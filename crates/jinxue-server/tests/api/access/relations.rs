//! What each relation in the tree may see, told by an oracle that walks it; and that nothing else flies out.

use std::collections::BTreeSet;

use jinxue_app::Actor;
use jinxue_domain::UnitPath;
use jinxue_domain::authority::{GrantRole, Reach};
use jinxue_store::units;
use jinxue_testkit::{Reply, build, on_both};
use serde_json::{Value, json};

use super::world::{
    KINDS, Oracle, TREE, World, canaries, import_id, plan_id, right_of, run_id, said, survey_id,
};

/// Everything that can be asked without changing anything.
pub(super) fn questions() -> Vec<String> {
    let mut asked: Vec<String> = [
        "/units",
        "/people",
        "/people?limit=500&sort=unit",
        "/people?q=KANARI",
        "/people?sort=grade&offset=2",
        "/people/choices",
        "/search?q=KANARI",
        "/search?q=zhangwei",
        "/search?q=张伟",
        "/gaps/summary",
        "/overview",
        "/imports",
        "/plans",
        "/runs",
        "/rules",
        "/jobs",
        "/views?list=people",
        "/grants",
        "/surveys",
    ]
    .map(str::to_owned)
    .to_vec();
    for at in 0..TREE.len() {
        let (unit, person, class) =
            (build::unit_id(at as u64 + 1), build::person_id(at as u64 + 1), build::class_id(at as u64 + 1));
        let (plan, run, import, survey) = (plan_id(at), run_id(at), import_id(at), survey_id(at));
        let of_object = [
            format!("/units/{unit}"),
            format!("/people?unit={unit}"),
            format!("/people/choices?unit={unit}"),
            format!("/gaps/summary?unit={unit}"),
            format!("/overview?unit={unit}"),
            format!("/rules?unit={unit}"),
            format!("/people/{person}"),
            format!("/people/{person}/access"),
            format!("/classes/{class}"),
            format!("/classes/{class}/seats"),
            format!("/classes/{class}/obstacles"),
            format!("/classes/{class}/repairs"),
            format!("/classes/{class}/access"),
            format!("/plans/{plan}"),
            format!("/plans/{plan}/classes?limit=500"),
            format!("/plans/{plan}/ribbon"),
            format!("/plans/{plan}/warnings?limit=500"),
            format!("/plans/{plan}/shares"),
            format!("/plans/{}/shares?unit={unit}", plan_id(0)),
            format!("/plans/{}/shares/proposal?by=planned&unit={unit}", plan_id(0)),
            format!("/runs?plan={plan}"),
            format!("/runs/{run}"),
            format!("/runs/{run}/classes"),
            format!("/runs/{run}/people"),
            format!("/runs/{run}/people/{person}"),
            format!("/runs/{run}/classes/{class}/people"),
            format!("/runs/{run}/compare/{}", run_id(0)),
            format!("/imports/{import}"),
            format!("/imports/{import}/rows"),
            format!("/grants?unit={unit}"),
            format!("/surveys/{survey}"),
            format!("/surveys/{survey}/results"),
            format!("/surveys/{survey}/waiting"),
            format!("/surveys/{survey}/remarks"),
            format!("/surveys/{}/results?unit={unit}", survey_id(0)),
            format!("/surveys/{}/waiting?unit={unit}", survey_id(0)),
            format!("/surveys/{}/remarks?unit={unit}", survey_id(0)),
        ];
        asked.extend(of_object);
    }
    asked
}

/// What the answers to all questions told and should not have.
async fn leaks(world: &World, actor: &Actor, oracle: &Oracle) -> Vec<String> {
    let mut leaks = Vec::new();
    for question in questions() {
        let answer = world.get(actor, &question).await;
        assert!(answer.status < 500, "{question}: {:#}", answer.body);
        let told = canaries(&said(&answer));
        let foreign: Vec<_> = told.into_iter().filter(|canary| !oracle.allows(*canary)).collect();
        if !foreign.is_empty() {
            leaks.push(format!("{question}: {foreign:?}"));
        }
    }
    for (path, text) in carried_away(world, actor).await {
        let foreign: Vec<_> = canaries(&text).into_iter().filter(|canary| !oracle.allows(*canary)).collect();
        if !foreign.is_empty() {
            leaks.push(format!("{path}: {foreign:?}"));
        }
    }
    leaks
}

/// What is answered to all questions.
async fn answers(world: &World, actor: &Actor) -> Vec<(String, (u16, String))> {
    let mut answers = Vec::new();
    for question in questions() {
        let answer = shown(&world.get(actor, &question).await);
        answers.push((question, answer));
    }
    answers
}

/// What an answer tells: status and bytes, but for the number that each refusal has of its own.
pub(super) fn shown(answer: &Reply) -> (u16, String) {
    let number = answer.body.pointer("/error/request_id").and_then(Value::as_str).unwrap_or("-");
    (answer.status, said(answer).replace(number, "-"))
}

/// Every file the actor may carry away, unpacked.
async fn carried_away(world: &World, actor: &Actor) -> Vec<(String, String)> {
    let mut asked = vec![("/people/exports".to_owned(), json!({}))];
    for at in 0..TREE.len() {
        let class = build::class_id(at as u64 + 1);
        let of_object = [
            format!("/runs/{}/exports", run_id(at)),
            format!("/classes/{class}/exports"),
            format!("/imports/{}/exports", import_id(at)),
        ];
        asked.extend(of_object.map(|path| (path, Value::Null)));
    }
    let mut begun = Vec::new();
    for (path, body) in asked {
        let answer = world.post(actor, &path, body).await;
        match answer.status {
            202 => begun.push((path, answer.body["id"].as_str().unwrap().to_owned())),
            // The imports planted here were never read.
            refused => assert!([403, 404, 409].contains(&refused), "{path}: {:#}", answer.body),
        }
    }
    jinxue_app::jobs::drain(&world.server.app).await.unwrap();
    let mut taken = Vec::new();
    for (path, id) in begun {
        let file = world.get(actor, &format!("/exports/{id}/file")).await;
        assert_eq!(file.status, 200, "{path}: {:#}", file.body);
        taken.push((path, said(&file)));
    }
    let people = &taken[0].1;
    assert!(people.contains("1100") && !people.contains("11000019900101"), "numbers are masked in files");
    taken
}

/// What lists tell is just what the oracle allows: no more, and no less.
async fn exact(world: &World, actor: &Actor, oracle: &Oracle) {
    let lists = [
        ('P', "/people?limit=500"),
        ('N', "/units"),
        ('C', ""),
        ('L', "/plans"),
        ('R', "/runs"),
        ('I', "/imports"),
        ('S', "/surveys"),
    ];
    for (kind, list) in lists {
        if !actor.authority.has(right_of(kind)) {
            continue;
        }
        let list =
            if kind == 'C' { format!("/plans/{}/classes?limit=500", plan_id(0)) } else { list.to_owned() };
        let answer = world.get(actor, &list).await;
        let told: BTreeSet<usize> = canaries(&said(&answer))
            .into_iter()
            .filter(|canary| canary.1 == kind)
            .map(|canary| canary.0)
            .collect();
        assert_eq!(told, oracle.allowed(kind), "{list}");
        if let Some(total) = answer.body["total"].as_u64() {
            assert_eq!(total as usize, oracle.allowed(kind).len(), "{list} counts what it does not show");
        }
    }
}

/// The id of a unit's record of one kind.
type IdOf = fn(usize) -> uuid::Uuid;

/// An id of another subtree is answered as one that nobody has.
async fn guesses(world: &World, actor: &Actor, oracle: &Oracle) {
    let nobody = uuid::Uuid::from_u128(77);
    let address: [(char, IdOf, &str); 7] = [
        ('P', |at| build::person_id(at as u64 + 1).as_uuid(), "/people/"),
        ('N', |at| build::unit_id(at as u64 + 1).as_uuid(), "/units/"),
        ('C', |at| build::class_id(at as u64 + 1).as_uuid(), "/classes/"),
        ('L', plan_id, "/plans/"),
        ('R', run_id, "/runs/"),
        ('I', import_id, "/imports/"),
        ('S', survey_id, "/surveys/"),
    ];
    let plain = |mut error: Value, id: uuid::Uuid| {
        error["error"].as_object_mut().unwrap().remove("request_id");
        error.to_string().replace(&id.to_string(), "ID")
    };
    for (kind, id, base) in address {
        if !actor.authority.has(right_of(kind)) {
            continue;
        }
        let unknown = plain(world.get(actor, &format!("{base}{nobody}")).await.expect(404), nobody);
        for (at, place) in TREE.iter().enumerate() {
            let answer = world.get(actor, &format!("{base}{}", id(at))).await;
            if oracle.allows((at, kind)) {
                assert_eq!(answer.status, 200, "{base} of {place}: {:#}", answer.body);
            } else {
                assert_eq!(plain(answer.expect(404), id(at)), unknown, "{base} of {place}");
                if matches!(kind, 'I' | 'R' | 'C') {
                    let file = format!("{base}{}/exports", id(at));
                    world.post(actor, &file, Value::Null).await.refused(404, "not_found");
                }
            }
        }
    }
}

/// Writing something beyond the scope is refused, and as unknown where it cannot be seen.
async fn writes(world: &World, actor: &Actor, oracle: &Oracle) {
    for (at, place) in TREE.iter().enumerate() {
        let stale = [("if-match", "\"999\""), ("idempotency-key", "a-write-that-fails")];
        let (unit, person, class) =
            (build::unit_id(at as u64 + 1), build::person_id(at as u64 + 1), build::class_id(at as u64 + 1));
        let asked = [
            ('P', "PATCH", format!("/people/{person}"), json!({ "post": "新" })),
            (
                'P',
                "POST",
                format!("/people/{person}/reveal"),
                json!({ "field": "citizen_no", "reason": "核对" }),
            ),
            ('C', "PATCH", format!("/classes/{class}"), json!({ "name": "新" })),
            (
                'C',
                "POST",
                format!("/classes/{class}/transitions"),
                json!({ "to": "cancelled", "remark": "不办" }),
            ),
            (
                'C',
                "PUT",
                format!("/classes/{class}/seats/{person}/attendance"),
                json!({ "presence": "absent", "absence": "sick" }),
            ),
            ('L', "PUT", format!("/plans/{}/targets", plan_id(at)), json!({ "targets": [] })),
            (
                'L',
                "POST",
                format!("/plans/{}/runs", plan_id(at)),
                json!({ "seconds": 1, "gap_percent": 1.0, "seed": 1 }),
            ),
            ('S', "POST", format!("/surveys/{}/transitions", survey_id(at)), json!({ "to": "closed" })),
            ('S', "DELETE", format!("/surveys/{}", survey_id(at)), Value::Null),
            ('R', "POST", format!("/runs/{}/accept", run_id(at)), json!({})),
            ('I', "POST", format!("/imports/{}/commit", import_id(at)), json!({})),
            ('I', "DELETE", format!("/imports/{}", import_id(at)), Value::Null),
            (
                'N',
                "DELETE",
                format!("/rules/{}/override?unit={unit}", jinxue_domain::rules::CATALOGUE[0].code),
                Value::Null,
            ),
        ];
        for (kind, method, path, body) in asked {
            if oracle.inside.contains(&at) {
                continue;
            }
            let answer = world.server.ask_as(actor, method, &path, &stale, Some(body)).await;
            let expected: &[u16] =
                if oracle.allows((at, kind)) { &[403, 404, 412, 409] } else { &[403, 404] };
            assert!(expected.contains(&answer.status), "{method} {path} at {place}: {:#}", answer.body);
        }
    }
}

async fn keeps_to(world: &World, actor: &Actor, grants: &[(usize, Reach)]) {
    let oracle = Oracle::of(grants);
    assert_eq!(leaks(world, actor, &oracle).await, Vec::<String>::new());
    exact(world, actor, &oracle).await;
    guesses(world, actor, &oracle).await;
    writes(world, actor, &oracle).await;
}

/// What stands beside the scope of a role changes, and no answer does.
async fn nothing_is_told_of_beside(mut world: World, role: GrantRole, at: usize) {
    let bounded = world.with_role(role, at).await;
    let everybody = Actor::operator();
    let (before, all_before) = (answers(&world, &bounded).await, answers(&world, &everybody).await);
    world.disturb(&Oracle::of(&[(at, Reach::Subtree)])).await;
    for ((question, before), (_, after)) in before.iter().zip(&answers(&world, &bounded).await) {
        let same = before.1.chars().zip(after.1.chars()).take_while(|(one, two)| one == two).count();
        let told: String = after.1.chars().skip(same.saturating_sub(80)).take(160).collect();
        assert!(before == after, "{question} tells of what stands beside the scope: …{told}…");
    }
    let all_after = answers(&world, &everybody).await;
    let told = all_before.iter().zip(&all_after).filter(|(before, after)| before != after).count();
    assert!(told > 40, "only {told} answers tell somebody without a bound of the change");
}

on_both! {
    async fn an_organiser_sees_a_subtree_and_nothing_beside_it(db: TestDb) {
        let mut world = World::on(db).await;
        let city = world.with_role(GrantRole::CityOrganiser, 1).await;
        keeps_to(&world, &city, &[(1, Reach::Subtree)]).await;
        let county = world.with_role(GrantRole::CountyOrganiser, 2).await;
        keeps_to(&world, &county, &[(2, Reach::Subtree)]).await;
    }

    async fn two_grants_are_a_union_and_a_liaison_keeps_to_one_unit(db: TestDb) {
        let mut world = World::on(db).await;
        let account = world.account().await;
        world.plant(account, GrantRole::UnitLiaison, 4).await;
        world.plant(account, GrantRole::UnitLiaison, 7).await;
        let liaison = world.actor(account).await;
        let oracle = Oracle::of(&[(4, Reach::Subtree), (7, Reach::Subtree)]);
        assert_eq!(leaks(&world, &liaison, &oracle).await, Vec::<String>::new());
        exact(&world, &liaison, &oracle).await;
        guesses(&world, &liaison, &oracle).await;
    }

    async fn another_account_of_the_same_name_takes_nobodys_file(db: TestDb) {
        let mut world = World::on(db).await;
        let county = world.with_role(GrantRole::CountyOrganiser, 2).await;
        let mut namesake = world.with_role(GrantRole::CountyOrganiser, 5).await;
        namesake.name.clone_from(&county.name);
        let asked = world.post(&county, "/people/exports", json!({})).await.expect(202);
        let path = format!("/exports/{}", asked["id"].as_str().unwrap());
        world.get(&county, &path).await.expect(200);
        world.get(&namesake, &path).await.refused(404, "not_found");
        world.get(&namesake, &format!("{path}/file")).await.refused(404, "not_found");
        let job = format!("/jobs/{}", asked["job_id"].as_str().unwrap());
        world.get(&namesake, &job).await.refused(404, "not_found");
        assert_eq!(world.get(&namesake, "/exports").await.expect(200)["items"], json!([]));
        assert_eq!(world.get(&namesake, "/jobs").await.expect(200)["items"], json!([]));
    }

    async fn what_changes_beside_a_county_changes_no_answer(db: TestDb) {
        nothing_is_told_of_beside(World::on(db).await, GrantRole::CountyOrganiser, 2).await;
    }

    async fn what_changes_beside_an_office_changes_no_answer(db: TestDb) {
        nothing_is_told_of_beside(World::on(db).await, GrantRole::UnitLiaison, 6).await;
    }

    async fn with_the_filter_off_the_canaries_fly(db: TestDb) {
        let world = World::on(db).await;
        let county = Oracle::of(&[(2, Reach::Subtree)]);
        let leaks = leaks(&world, &Actor::operator(), &county).await;
        for kind in KINDS {
            assert!(leaks.iter().any(|leak| leak.contains(&format!("'{kind}'"))), "nobody would notice a leak of {kind}");
        }
        for question in ["/people", "/people/exports", "/units", "/search?q=KANARI", "/imports", "/plans", "/runs"] {
            assert!(leaks.iter().any(|leak| leak.starts_with(&format!("{question}:"))), "{question} tells nothing");
        }
    }

    async fn who_moves_away_is_lost_and_who_moves_in_is_found(db: TestDb) {
        let mut world = World::on(db).await;
        let account = world.account().await;
        world.plant(account, GrantRole::CountyOrganiser, 2).await;
        let sees = async |world: &World, at: u64| {
            let actor = world.actor(account).await;
            world.get(&actor, &format!("/people/{}", build::person_id(at))).await.status
        };
        assert_eq!((sees(&world, 4).await, sees(&world, 7).await), (200, 404));
        let (away, comes) = (build::unit_id(4), build::unit_id(7));
        let (here, there) = (build::unit_id(3), build::unit_id(6));
        let now = world.server.app.clock.now();
        world.server.app.unfenced().work(async |mut tx| {
            units::move_to(&mut tx, away, there, now).await?;
            units::move_to(&mut tx, comes, here, now).await
        }).await.unwrap();
        assert_eq!((sees(&world, 4).await, sees(&world, 7).await), (404, 200));
        assert_eq!(sees(&world, 5).await, 404, "what lies below moved with it");
    }

    async fn a_trainee_sees_themself_alone(db: TestDb) {
        let world = World::on(db).await;
        let (own, other) = (build::person_id(4), build::person_id(5));
        let trainee = GrantRole::Trainee;
        let now = world.server.app.clock.now();
        let path: UnitPath = TREE[3].parse().unwrap();
        let terms = jinxue_domain::authority::Terms { role: trainee, node: path, reach: Reach::Subtree, fields: vec![], from: now, until: None };
        let grant = jinxue_domain::authority::Grant { id: build::uuid(44, 1).into(), terms };
        let authority = jinxue_domain::authority::Authority::at(now, [grant], Some(own));
        let actor = Actor { account: Some(build::uuid(40, 9)), name: "学员".into(), authority };
        world.get(&actor, &format!("/people/{own}")).await.expect(200);
        world.get(&actor, &format!("/people/{other}")).await.refused(404, "not_found");
        assert_eq!(world.get(&actor, "/people").await.expect(200)["total"], 1);
        assert_eq!(world.get(&actor, &format!("/plans/{}/classes", plan_id(0))).await.refused(404, "not_found")["field"], "plan");
        world.get(&actor, "/units").await.refused(403, "forbidden");
    }
}
