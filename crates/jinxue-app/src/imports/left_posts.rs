//! What somebody was until a roster said otherwise: the post and the rank that they left go into their history.

use jinxue_domain::{PostId, PostKind, Rank};
use jinxue_store::people::Person;
use jinxue_store::posts::{self, PersonPost};
use jinxue_store::{StoreError, Tx};

use super::desk::{Image, Pen};
use super::images::Picture;
use crate::Answer;

/// Where such an entry comes from.
const SOURCE: &str = "roster";

/// The post and the rank that `before` had in the unit called `unit_name` and `after` has not. They end where the new
/// ones begin; on the day of the import where the roster does not say.
pub(super) fn left(before: &Person, after: &Person, unit_name: Option<&str>, pen: &Pen) -> Vec<PersonPost> {
    let today = pen.now.date_in_china();
    let entry = |kind, title: String, level: &str, from: Option<_>, to: Option<_>| PersonPost {
        id: pen.ids.draw(),
        person_id: before.id,
        kind,
        title,
        level: Some(level.to_owned()),
        unit_name: unit_name.map(str::to_owned),
        from_date: from.map(|day: jinxue_domain::Date| day.to_string()),
        to_date: Some(to.filter(|_| to != from).unwrap_or(today).to_string()),
        source: SOURCE.to_owned(),
    };
    let said = |person: &Person| (person.unit_id, person.post.clone(), person.post_level);
    let mut left = Vec::new();
    if let Some(title) = before.post.clone().filter(|_| said(before) != said(after)) {
        let (from, to) = (before.post_since, after.post_since);
        left.push(entry(PostKind::Post, title, before.post_level.as_str(), from, to));
    }
    if before.rank != after.rank && before.rank != Rank::Other {
        let (from, to) = (before.rank_since, after.rank_since);
        left.push(entry(PostKind::Rank, before.rank.zh().to_owned(), before.rank.as_str(), from, to));
    }
    left
}

/// The ids of such entries as an image keeps them.
pub(super) fn ids(left: &[PersonPost]) -> Option<String> {
    let ids: Vec<String> = left.iter().map(|post| post.id.to_string()).collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// Takes the entries out again that an import wrote.
pub(super) async fn take_out(tx: &mut Tx, images: &[Image]) -> Answer<()> {
    let mut gone: Vec<PostId> = Vec::new();
    for image in images {
        let kept: Option<String> = Picture::read(&image.after)?.opt("left")?;
        gone.extend(kept.unwrap_or_default().split(' ').filter_map(|id| id.parse::<PostId>().ok()));
    }
    Ok(posts::delete_many(tx, &gone).await?)
}

/// Writes the entries.
pub(super) async fn write(tx: &mut Tx, left: &[PersonPost]) -> Result<(), StoreError> {
    posts::upsert_many(tx, left).await
}
