//! Opening a data folder as an application.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use jinxue_app::sign_in::Entrance;
use jinxue_app::{App, Clock, Published, Settings, SystemClock};
use jinxue_exchange::process::ReaderProgram;
use jinxue_store::Db;

use crate::serve::Outward;

/// Where the data is. Shared by every command that works on it.
#[derive(Debug, Clone, clap::Args)]
pub struct Data {
    /// The data folder; made if it is not there.
    #[arg(long, global = true, value_name = "DIR", default_value = "data")]
    pub data: PathBuf,
    /// A PostgreSQL address instead of the SQLite file in the data folder.
    #[arg(long, global = true, value_name = "URL", env = "JINXUE_DATABASE")]
    pub database: Option<String>,
    /// The file with the keys of the sealed columns; the file `keys` in the data folder unless told. It is made with a
    /// new database.
    #[arg(long, global = true, value_name = "FILE", env = "JINXUE_KEYS")]
    pub keys: Option<PathBuf>,
}

impl Data {
    /// Opens the store and makes an application of it.
    ///
    /// # Errors
    /// When the folder cannot be made or the database cannot be opened.
    pub async fn open(&self) -> anyhow::Result<App> {
        self.open_by(Arc::new(SystemClock), Entrance::SignIn, Published::Here, &Outward::default()).await
    }

    /// Opens it with another clock than the machine's, another way for people to come in, or another place to open the
    /// pages at.
    ///
    /// # Errors
    /// As for [`Data::open`].
    pub async fn open_by(
        &self,
        clock: Arc<dyn Clock>,
        entrance: Entrance,
        published: Published,
        outward: &Outward,
    ) -> anyhow::Result<App> {
        std::fs::create_dir_all(&self.data)
            .with_context(|| format!("the data folder {} cannot be made", self.data.display()))?;
        let address = self.database.clone().unwrap_or_else(|| self.file().to_string_lossy().into_owned());
        let db = Db::open(&address, &self.keys())
            .await
            .with_context(|| format!("{} cannot be opened", without_secret(&address)))?;
        let settings = Settings {
            folder: self.data.clone(),
            reader: reader()?,
            threads: threads(),
            entrance,
            published,
            outgoing: outward.outgoing(),
            provider_secret: outward.secret()?,
            breached: outward.breached()?,
        };
        let app = App::new(db, clock, rand::random(), settings);
        jinxue_app::topics::plant(&app).await?;
        Ok(app)
    }

    /// The keys file.
    pub fn keys(&self) -> PathBuf {
        self.keys.clone().unwrap_or_else(|| self.data.join("keys"))
    }

    /// The SQLite file.
    pub fn file(&self) -> PathBuf {
        self.data.join("jinxue.db")
    }
}

/// This very program reads strangers' files in a process of its own.
fn reader() -> anyhow::Result<ReaderProgram> {
    let program = std::env::current_exe().context("the path of this program is unknown")?;
    Ok(ReaderProgram { program, arguments: vec![crate::READ_FILE.into()] })
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// An address without its password, for messages.
fn without_secret(address: &str) -> String {
    match (address.split_once("://"), address.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, place))) => format!("{scheme}://…@{place}"),
        _ => address.to_owned(),
    }
}

/// Runs an async command on a runtime of its own.
///
/// # Errors
/// When the runtime cannot be started, and whatever `command` fails with.
pub fn block_on<T>(command: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Runtime::new().context("the runtime cannot be started")?.block_on(command)
}

/// A path as a person wrote it, checked to be a file.
///
/// # Errors
/// When it is none.
pub fn existing_file(path: &Path) -> anyhow::Result<&Path> {
    anyhow::ensure!(path.is_file(), "{} is not a file", path.display());
    Ok(path)
}
