//! Receiving a file: streamed to the disk, never held in memory, removed when it breaks off.

use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};
use axum::http::StatusCode;
use jinxue_api::{ErrorCode, Problem};
use jinxue_app::Work;
use jinxue_app::imports::{self, Files, Upload};

use crate::error::{Failed, Reply};

/// Longest text of a form field that is no file.
const TEXT_BYTES_MAX: usize = 200;

/// Reads the form: `kind`, `unit`, `file`, which may come several times.
pub async fn receive(work: &Work, mut form: Multipart) -> Reply<Upload> {
    let (mut kind, mut unit, mut files) = (None, None, Files::default());
    while let Some(field) = form.next_field().await.map_err(broken)? {
        match field.name() {
            Some("kind") => kind = Some(text(field).await?),
            Some("unit") => unit = Some(text(field).await?).filter(|unit| !unit.is_empty()),
            Some("file") => file(work, field, &mut files).await?,
            other => {
                return Err(Problem::invalid("field", other.unwrap_or_default(), "kind, unit, file").into());
            }
        }
    }
    let kind = kind.ok_or_else(|| Problem::missing("kind"))?;
    let unit =
        unit.map(|unit| unit.parse().map_err(|_| Problem::invalid("unit", &unit, "a UUID"))).transpose()?;
    Ok(files.upload(work, &kind, unit)?)
}

async fn text(field: Field<'_>) -> Reply<String> {
    let text = field.text().await.map_err(broken)?;
    if text.len() > TEXT_BYTES_MAX {
        return Err(Problem::invalid("field", text.len(), format!("≤ {TEXT_BYTES_MAX} bytes")).into());
    }
    Ok(text)
}

async fn file(work: &Work, mut field: Field<'_>, files: &mut Files) -> Reply<()> {
    let name = field.file_name().unwrap_or("file").to_owned();
    let mut receiving = imports::receive(work)?;
    while let Some(bytes) = field.chunk().await.map_err(broken)? {
        receiving.take(&bytes)?;
    }
    Ok(files.add(receiving, &name)?)
}

fn broken(fault: MultipartError) -> Failed {
    let code = if fault.status() == StatusCode::PAYLOAD_TOO_LARGE {
        ErrorCode::TooLarge
    } else {
        ErrorCode::BadRequest
    };
    let text = fault.body_text();
    Failed(Problem::new(code).because(&text, &text).field("body"))
}
