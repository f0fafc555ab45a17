//! What a person does with an import, by the interface.

use jinxue_app::jobs;
use jinxue_testkit::{Reply, TestDb, TestServer};
use serde_json::Value;

/// A server with a few people that reads strangers' files in a process of its own.
pub async fn reading(db: TestDb) -> TestServer {
    TestServer::reading_by(db, env!("CARGO_BIN_EXE_read-file")).await.peopled().await
}

/// How many uploads lie in the server's folder.
pub fn files_in(server: &TestServer) -> usize {
    std::fs::read_dir(server.folder().join("uploads")).map_or(0, Iterator::count)
}

/// An import that was sent.
pub struct Sent<'s> {
    server: &'s TestServer,
    /// In whose session; the operator's when none.
    session: Option<&'s str>,
    pub path: String,
}

impl<'s> Sent<'s> {
    /// Sends a file and waits for its preview.
    pub async fn previewed(server: &'s TestServer, kind: &str, name: &str, bytes: &[u8]) -> Self {
        Self::with(server, &[("kind", kind)], &[("file", name, bytes)]).await
    }

    /// The same with other texts in the form, or several files.
    pub async fn with(server: &'s TestServer, texts: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Self {
        Self::sent(server, None, texts, files).await
    }

    /// The same in somebody's session.
    pub async fn within(
        server: &'s TestServer,
        session: &'s str,
        kind: &str,
        name: &str,
        bytes: &[u8],
    ) -> Self {
        Self::sent(server, Some(session), &[("kind", kind)], &[("file", name, bytes)]).await
    }

    async fn sent(
        server: &'s TestServer,
        session: Option<&'s str>,
        texts: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Self {
        let headers: Vec<(&str, &str)> = session.iter().map(|session| ("cookie", *session)).collect();
        let import = server.send_form("/imports", &headers, texts, files).await.expect(202);
        let path = format!("/imports/{}", import["id"].as_str().expect("an id"));
        jobs::drain(&server.app).await.expect("jobs are done");
        Self { server, session, path }
    }

    /// The import as it stands.
    pub async fn now(&self) -> Value {
        self.ask("GET", "", &[], None).await.expect(200)
    }

    pub async fn rows(&self, query: &str) -> Value {
        self.ask("GET", &format!("/rows{query}"), &[], None).await.expect(200)
    }

    /// Edits a row of the preview that is seen now.
    pub async fn edit(&self, row: i64, edit: Value) -> Reply {
        self.step("PUT", &format!("/rows/{row}"), Some(edit)).await
    }

    /// Says how the file is to be read and waits for the new preview.
    pub async fn mapped(&self, mapping: Value) -> Value {
        self.step("PUT", "/mapping", Some(mapping)).await.expect(202);
        jobs::drain(&self.server.app).await.expect("jobs are done");
        self.now().await
    }

    pub async fn commit(&self) -> Reply {
        self.step("POST", "/commit", None).await
    }

    /// Writes and waits.
    pub async fn committed(&self) -> Value {
        self.commit().await.expect(202);
        jobs::drain(&self.server.app).await.expect("jobs are done");
        self.now().await
    }

    /// Takes back and waits.
    pub async fn undone(&self) -> Value {
        self.step("POST", "/undo", None).await.expect(202);
        jobs::drain(&self.server.app).await.expect("jobs are done");
        self.now().await
    }

    async fn step(&self, method: &str, what: &str, body: Option<Value>) -> Reply {
        let version = self.now().await["version"].to_string();
        self.ask(method, what, &[("if-match", &format!("\"{version}\""))], body).await
    }

    async fn ask(&self, method: &str, what: &str, headers: &[(&str, &str)], body: Option<Value>) -> Reply {
        let headers: Vec<(&str, &str)> =
            headers.iter().copied().chain(self.session.map(|session| ("cookie", session))).collect();
        self.server.ask(method, &format!("{}{what}", self.path), &headers, body).await
    }
}
