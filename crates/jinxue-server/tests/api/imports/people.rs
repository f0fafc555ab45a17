//! Appointment forms by the interface: who they are about, what they change, and back.

use jinxue_testkit::{TestServer, build, on_both};
use serde_json::{Value, json};

use super::desk::{Sent, reading};

fn lrmx(name: &str, inner: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Person><XingMing>{name}</XingMing>{inner}</Person>")
}

const WANG: &str = "<XingBie>女</XingBie><ChuShengNianYue>198503</ChuShengNianYue><XianRenZhiWu>小店区第4局副局长</XianRenZhiWu><JianLi>2004.09--2008.07  山西大学学习\n2008.07--2019.06  小店区第4局科员（其间：2012.09--2015.07在省委党校学习）\n2019.06--         小店区第4局副局长、四级主任科员</JianLi><ShenFenZheng>149999198503120028</ShenFenZheng>";

/// 王芳 with her number and birth month, as a roster would have her.
async fn known(server: &TestServer) {
    let roster = "姓名,单位,身份证号,职务,任现职时间\n王芳,第4局,149999198503120028,科员,2019-06-15\n";
    let import = Sent::previewed(server, "roster", "a.csv", roster.as_bytes()).await;
    import.committed().await;
}

fn changes(row: &Value) -> Vec<(&str, &str)> {
    let changes = row["changes"].as_array().unwrap();
    changes
        .iter()
        .map(|change| (change["field"].as_str().unwrap(), change["new"].as_str().unwrap()))
        .collect()
}

on_both! {
    async fn a_form_brings_post_rank_and_career_and_is_undone(db: TestDb) {
        let server = reading(db).await;
        known(&server).await;
        let import = Sent::previewed(&server, "people", "王芳.lrmx", lrmx("王  芳", WANG).as_bytes()).await;
        let row = &import.rows("").await["items"][0];
        assert_eq!(row["verdict"], "changed", "{row:#}");
        assert_eq!(changes(row), [("post", "副局长"), ("rank", "officer_4"), ("rank_since", "2019-06-01"), ("resume", "5 条")]);
        import.committed().await;
        let path = format!("/people/{}", build::person_id(2));
        let person = server.get(&path).await.expect(200);
        assert_eq!((&person["post"], &person["rank"], &person["name"]), (&json!("副局长"), &json!("officer_4"), &json!("王芳")));
        assert_eq!(person["post_since"], "2019-06-15", "the roster knows the day");
        let posts: Vec<_> = person["posts"].as_array().unwrap().iter().map(|post| (post["kind"].as_str().unwrap(), post["title"].as_str().unwrap())).collect();
        assert_eq!(posts.len(), 5);
        for entry in [("rank", "四级主任科员"), ("post", "小店区第4局副局长、四级主任科员"), ("resume", "山西大学学习"), ("resume", "在省委党校学习")] {
            assert!(posts.contains(&entry), "{entry:?} in {posts:?}");
        }
        let again = Sent::previewed(&server, "people", "王芳.lrmx", lrmx("王  芳", WANG).as_bytes()).await;
        assert_eq!(again.rows("").await["items"][0]["verdict"], "same");
        import.undone().await;
        let person = server.get(&path).await.expect(200);
        assert_eq!((&person["post"], &person["posts"]), (&json!("科员"), &json!([])));
    }

    async fn several_forms_are_one_import(db: TestDb) {
        let server = reading(db).await;
        known(&server).await;
        let (wang, zhao) = (lrmx("王芳", WANG), lrmx("赵六", "<ChuShengNianYue>197001</ChuShengNianYue><XianRenZhiWu>太原市小店区第4局局长</XianRenZhiWu>"));
        let broken = "<!DOCTYPE Person [<!ENTITY a \"ha\">]><Person><XingMing>&a;</XingMing></Person>";
        let files: [(&str, &str, &[u8]); 3] = [("file", "王芳.lrmx", wang.as_bytes()), ("file", "赵六.lrmx", zhao.as_bytes()), ("file", "x.lrmx", broken.as_bytes())];
        let import = Sent::with(&server, &[("kind", "people")], &files).await;
        let seen = import.now().await;
        assert_eq!((&seen["file_name"], &seen["rows_total"]), (&json!("王芳.lrmx 等 3 份.zip"), &json!(3)));
        let rows = import.rows("").await;
        let verdicts: Vec<_> = rows["items"].as_array().unwrap().iter().map(|row| row["verdict"].as_str().unwrap()).collect();
        assert_eq!(verdicts, ["changed", "new", "faulty"]);
        assert!(rows["items"][2]["faults"][0]["message"]["zh"].as_str().unwrap().contains("DOCTYPE"));
        import.committed().await;
        let zhao = &server.get("/people?q=赵六").await.expect(200)["items"][0];
        assert_eq!((&zhao["unit_name"], &zhao["post"]), (&json!("第4局"), &json!("局长")));
        let several = server.send_form("/imports", &[], &[("kind", "roster")], &files).await;
        assert_eq!(several.refused(422, "invalid_value")["field"], "file");
    }

    async fn without_a_number_somebody_elsewhere_is_asked_about(db: TestDb) {
        let server = reading(db).await;
        let roster = "姓名,单位,出生年月\n钱七,太原市,1980-02\n";
        Sent::previewed(&server, "roster", "a.csv", roster.as_bytes()).await.committed().await;
        let form = lrmx("钱七", "<ChuShengNianYue>198002</ChuShengNianYue><XianRenZhiWu>第4局科长</XianRenZhiWu>");
        let import = Sent::previewed(&server, "people", "a.lrmx", form.as_bytes()).await;
        let row = &import.rows("").await["items"][0];
        assert_eq!((&row["verdict"], &row["candidates"][0]["unit_name"]), (&json!("ask"), &json!("太原市")));
        let id = row["candidates"][0]["id"].clone();
        let chosen = import.edit(2, json!({ "choice": id })).await.expect(200);
        assert_eq!(chosen["verdict"], "changed");
        import.committed().await;
        let person = server.get(&format!("/people/{}", id.as_str().unwrap())).await.expect(200);
        assert_eq!((&person["unit_name"], &person["post"]), (&json!("第4局"), &json!("科长")));
        let other = lrmx("钱七", "<ChuShengNianYue>198003</ChuShengNianYue><XianRenZhiWu>第4局科长</XianRenZhiWu>");
        let import = Sent::previewed(&server, "people", "b.lrmx", other.as_bytes()).await;
        assert_eq!(import.rows("").await["items"][0]["verdict"], "new", "another month is another person");
    }

    async fn a_form_of_no_known_unit_needs_one_for_the_import(db: TestDb) {
        let server = reading(db).await;
        let form = lrmx("钱七", "<ChuShengNianYue>198002</ChuShengNianYue><XianRenZhiWu>外省某局局长</XianRenZhiWu>");
        let import = Sent::previewed(&server, "people", "a.lrmx", form.as_bytes()).await;
        let fault = &import.rows("").await["items"][0]["faults"][0];
        assert_eq!((&fault["header"], &fault["value"]), (&json!("现任职务（XianRenZhiWu）"), &json!("外省某局局长")));
        let after = import.mapped(json!({ "unit_id": build::unit_id(4).to_string() })).await;
        assert_eq!((&after["rows_new"], &after["rows_faulty"]), (&json!(1), &json!(0)), "{after:#}");
        import.committed().await;
        assert_eq!(server.get("/people?q=钱七").await.expect(200)["items"][0]["unit_name"], "第4局");
    }

    async fn a_roster_is_no_form_and_a_form_no_roster(db: TestDb) {
        let server = reading(db).await;
        let import = Sent::previewed(&server, "roster", "a.lrmx", lrmx("王芳", WANG).as_bytes()).await;
        let refused = import.now().await;
        assert_eq!(refused["state"], "failed");
        assert!(refused["fault"]["zh"].as_str().unwrap().contains("任免审批表"), "{refused:#}");
    }
}
