//! The sealer: within a second every deed has its place in the chain.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jinxue_domain::Date;
use jinxue_store::audit as store;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::chain::link;
use super::verify::{Head, head};
use crate::{Answer, App, Refusal};

/// How often deeds are sealed.
const EVERY: Duration = Duration::from_millis(500);
/// Deeds sealed in one transaction.
const CHUNK: u32 = 500;

/// Seals all deeds that wait; how many.
///
/// # Errors
/// When the store fails.
pub async fn seal(app: &App) -> Answer<usize> {
    let mut sealed = 0;
    loop {
        let waits = app.unfenced().read(async |mut conn| store::is_any_waiting(&mut conn).await).await?;
        if !waits {
            return Ok(sealed);
        }
        let now = app.clock.now();
        sealed +=
            app.unfenced().work(async |mut tx| store::seal_waiting(&mut tx, CHUNK, now, link).await).await?;
    }
}

/// Where the ends of the chain are written down, once a day and when the server stops: a line `NUMBER:HASH` each. Copied to another
/// machine they prove later that nothing was cut off.
pub fn heads_file(app: &App) -> PathBuf {
    app.settings.folder.join("audit-heads.txt")
}

/// Seals in the background until it is stopped; what is left then is sealed on the way out.
pub struct Sealer {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Sealer {
    /// Starts sealing.
    pub fn start(app: &App) -> Self {
        let (stop, mut stopped) = watch::channel(false);
        let app = app.clone();
        let task = tokio::spawn(async move {
            let mut written = None;
            loop {
                let last = *stopped.borrow();
                // What could not be sealed now waits in the store, and is tried again.
                if let Err(refusal) = round(&app, &mut written, last).await {
                    tracing::warn!(?refusal, "deeds could not be sealed");
                }
                if last {
                    return;
                }
                tokio::select! {
                    () = tokio::time::sleep(EVERY) => {}
                    _ = stopped.changed() => {}
                }
            }
        });
        Self { stop, task }
    }

    /// Seals what is left and stops.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        let _ = self.task.await;
    }
}

/// Seals, and writes the end of the chain down if that was not done today, or if this is the last time.
async fn round(app: &App, written: &mut Option<Date>, last: bool) -> Answer<()> {
    seal(app).await?;
    let today = app.clock.today();
    if !last && *written == Some(today) {
        return Ok(());
    }
    if let Some(end) = head(app).await? {
        write_down(&heads_file(app), &end).map_err(|fault| Refusal::internal(&fault))?;
    }
    *written = Some(today);
    Ok(())
}

/// Adds the end of the chain to the file, unless it stands there already.
fn write_down(path: &Path, head: &Head) -> std::io::Result<()> {
    let line = head.to_string();
    let mut file = OpenOptions::new().create(true).append(true).read(true).open(path)?;
    if std::io::read_to_string(&file)?.lines().next_back() == Some(line.as_str()) {
        return Ok(());
    }
    writeln!(file, "{line}")?;
    file.sync_all()
}
