//! A file while it is written: every workbook carries the mark of whoever takes it.

use std::path::PathBuf;

use jinxue_domain::ExportId;
use jinxue_exchange::write::{WriteFault, XlsxWriter};

use crate::jobs::Ticket;
use crate::{Answer, Refusal, Work};

/// Where a file goes, for whom, and under which number.
pub(crate) struct Writing<'a> {
    pub ticket: &'a Ticket,
    pub work: &'a Work,
    pub id: ExportId,
    pub(super) path: PathBuf,
}

impl Writing<'_> {
    /// An empty workbook with the mark.
    pub fn book(&self) -> Answer<XlsxWriter> {
        let made = self.work.app.clock.now().in_china();
        let mut book = XlsxWriter::new(made).map_err(|fault| Refusal::internal(&fault))?;
        book.mark(&self.work.actor.name, &format!("导出编号 {}", self.id));
        Ok(book)
    }

    /// The line above a table that says what it is, and who took it when.
    pub fn line(&self, what: &str) -> String {
        format!("{what}，{} 由{}导出", self.work.app.clock.today(), self.work.actor.name)
    }

    /// Puts the workbook where it belongs.
    ///
    /// # Errors
    /// When the disk is full.
    pub async fn save(&self, book: XlsxWriter) -> Answer<()> {
        let path = self.path.clone();
        off_the_request(move || book.save(&path)).await
    }
}

/// Writing takes the processor, so it is done beside the requests.
pub(crate) async fn off_the_request<T: Send + 'static>(
    write: impl FnOnce() -> Result<T, WriteFault> + Send + 'static,
) -> Answer<T> {
    let written = tokio::task::spawn_blocking(write).await.map_err(|fault| Refusal::internal(&fault))?;
    written.map_err(|fault| Refusal::internal(&fault))
}
