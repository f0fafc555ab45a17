use jinxue_testkit::{TestServer, build, on_both};

on_both! {
    async fn the_tree_counts_people_below(db: TestDb) {
        let server = TestServer::on(db).await.peopled().await;
        let tree = server.get("/units").await.expect(200);
        let people: Vec<_> =
            tree["items"].as_array().unwrap().iter().map(|unit| unit["people"].as_i64().unwrap()).collect();
        assert_eq!(people, [4, 3, 2, 2]);
        let county = server.get(&format!("/units/{}", build::unit_id(3))).await.expect(200);
        assert_eq!((&county["name"], &county["above"][1]["name"]), (&"小店区".into(), &"太原市".into()));
        server.get(&format!("/units/{}", build::unit_id(9))).await.refused(404, "not_found");
        server.get("/units/none").await.refused(400, "bad_request");
    }

    async fn topics_divisions_and_the_calendar_are_there(db: TestDb) {
        let server = TestServer::on(db).await;
        let fields = server.get("/topics").await.expect(200);
        assert_eq!(fields["fields"].as_array().unwrap().len(), 12);
        let divisions = server.get("/divisions").await.expect(200);
        assert_eq!(divisions["items"].as_array().unwrap().len(), 129);
        let known = server.get("/calendar/2026").await.expect(200);
        assert_eq!(known["provisional"], false);
        assert!(!known["holidays"].as_array().unwrap().is_empty());
        assert_eq!(server.get("/calendar/2031").await.expect(200)["provisional"], true);
        server.get("/calendar/1").await.refused(422, "invalid_value");
    }

    async fn the_box_finds_people_units_and_topics(db: TestDb) {
        let server = TestServer::on(db).await.peopled().await;
        let by_pinyin = server.get("/search?q=zhangw").await.expect(200);
        assert_eq!(by_pinyin["people"][0]["name"], "张伟");
        let by_text = server.get("/search?q=%E5%A4%AA%E5%8E%9F").await.expect(200);
        assert_eq!(by_text["units"][0]["name"], "太原市");
        assert_eq!(server.get("/search?q=T1202").await.expect(200)["topics"][0]["id"], "T1202");
        server.get("/search?q=a&limit=500").await.refused(422, "invalid_value");
    }
}
