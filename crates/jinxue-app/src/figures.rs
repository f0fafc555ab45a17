//! The figures kept beside every person, made anew when what they rest on has changed.

use crate::{Answer, App};

/// Makes all figures anew in the background, soon.
///
/// # Errors
/// When the store fails.
pub(crate) async fn refresh_later(app: &App) -> Answer<()> {
    let (id, now) = (app.ids.draw(), app.clock.now());
    let subject = app.ids.next();
    app.db
        .work(async |mut tx| {
            crate::jobs::enqueue(&mut tx, id, crate::jobs::Task::Figures, subject, now).await
        })
        .await?;
    app.bell.ring();
    Ok(())
}
