//! Who may do what, and see whom: the table of rights, relations in the tree, canaries, passing on and taking back.

mod grants;
mod relations;
mod reveal;
mod see_as;
pub mod world;

use std::collections::BTreeSet;

use jinxue_app::Actor;
use jinxue_app::access::{Need, OPERATIONS};
use jinxue_domain::authority::{Authority, GrantRole, Right};
use jinxue_testkit::{TestServer, on_both};

/// Every operation of the document, as the table calls it.
fn documented() -> BTreeSet<String> {
    let document: serde_json::Value = serde_json::from_str(&jinxue_server::openapi()).unwrap();
    let mut found = BTreeSet::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for method in operations.as_object().unwrap().keys() {
            let path = path.strip_prefix("/api/v1").unwrap();
            found.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    found
}

#[test]
fn every_operation_of_the_document_is_in_the_table_and_no_other() {
    let table: Vec<&str> = OPERATIONS.iter().map(|(operation, _)| *operation).collect();
    let distinct: BTreeSet<String> = table.iter().map(|operation| (*operation).to_owned()).collect();
    assert_eq!(distinct.len(), table.len(), "an operation stands twice");
    assert_eq!(distinct, documented());
}

#[test]
fn the_three_administrators_can_ask_for_nothing_about_people() {
    for role in GrantRole::ALL.iter().filter(|role| role.stands_alone()) {
        for (operation, need) in OPERATIONS {
            if let Need::Right(right) = need {
                let of_people = !matches!(
                    right,
                    Right::SeeUnits
                        | Right::ManageAccounts
                        | Right::ManageSystem
                        | Right::ReadAudit
                        | Right::Appoint
                );
                assert!(!(of_people && role.has(*right)), "{role} may {operation}");
            }
        }
    }
}

on_both! {
    async fn whoever_has_no_right_is_refused_by_every_operation_that_needs_one(db: TestDb) {
        let server = TestServer::on(db).await.peopled().await;
        let nobody = Actor { authority: Authority::at(server.app.clock.now(), [], None), ..Actor::operator() };
        // The stream of events ends when its listener goes.
        for (operation, need) in OPERATIONS.iter().filter(|(operation, _)| *operation != "GET /events") {
            let (method, path) = operation.split_once(' ').unwrap();
            let nil = uuid::Uuid::nil().to_string();
            let path = ["id", "person", "class", "other"].iter().fold(path.to_owned(), |path, part| path.replace(&format!("{{{part}}}"), &nil));
            let path = path.replace("{year}", "2026").replace("{code}", "hours.due").replace("{row_no}", "1");
            let answer = server.ask_as(&nobody, method, &path, &[("if-match", "\"1\"")], None).await;
            match need {
                Need::Right(_) => drop(answer.refused(403, "forbidden")),
                Need::Open | Need::SignedIn => assert_ne!(answer.status, 403, "{operation}"),
            }
        }
    }
}
