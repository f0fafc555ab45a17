//! What the made-up province asks of posts: of the vital few strictly, of others as far as evidence goes.

use anyhow::Context as _;
use jinxue_api::profiles::{NewProfile, ProfileDraft, ProfileLevel};
use jinxue_app::{Actor, App, Work, needs};
use jinxue_store::{StoreError, units};

/// A profile: name, highest and lowest grade, roles, sectors, what holds where unproven, whose demand it is, topics with their levels.
type Entry = (
    &'static str,
    (u8, u8),
    &'static [&'static str],
    &'static [&'static str],
    &'static str,
    &'static str,
    &'static [(&'static str, i64)],
);

const PROFILES: [Entry; 6] = [
    (
        "全体干部年度必修",
        (1, 12),
        &[],
        &[],
        "asked",
        "organisation",
        &[("T0101", 60), ("T0202", 60), ("T0301", 55)],
    ),
    (
        "县处级以上一把手（关键少数）",
        (1, 6),
        &["head"],
        &[],
        "lacking",
        "organisation",
        &[("T0101", 90), ("T0301", 90), ("T0306", 85), ("T1101", 80)],
    ),
    (
        "领导班子副职",
        (1, 8),
        &["deputy"],
        &[],
        "asked",
        "post",
        &[("T0106", 85), ("T0302", 85), ("T1203", 80)],
    ),
    (
        "乡镇和街道干部",
        (7, 12),
        &[],
        &["grassroots"],
        "asked",
        "post",
        &[("T0401", 85), ("T0402", 85), ("T0901", 80), ("T1003", 75)],
    ),
    (
        "经济条线干部",
        (5, 8),
        &[],
        &["economy"],
        "asked",
        "post",
        &[("T0602", 75), ("T0701", 85), ("T0702", 80), ("T0802", 80)],
    ),
    (
        "科员及以下",
        (9, 12),
        &["member"],
        &[],
        "asked",
        "post",
        &[("T0202", 85), ("T1202", 80), ("T0601", 70)],
    ),
];

/// Sets the profiles of the province.
///
/// # Errors
/// When the province is missing, or a profile names what is none.
pub async fn set(app: &App) -> anyhow::Result<()> {
    let work = Work::of(app, Actor::operator());
    let roots =
        app.unfenced().read(async |mut conn| Ok::<_, StoreError>(units::roots(&mut conn).await?)).await?;
    let province = roots.first().context("the province is missing")?;
    for (name, (grade_from, grade_to), roles, sectors, unproven, demand, levels) in PROFILES {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let level = |(topic, level): &(&str, i64)| ProfileLevel { topic: (*topic).to_owned(), level: *level };
        let draft = ProfileDraft {
            name: name.to_owned(),
            grade_from,
            grade_to,
            roles: words(roles),
            sectors: words(sectors),
            unproven: unproven.to_owned(),
            demand: demand.to_owned(),
            levels: levels.iter().map(level).collect(),
        };
        needs::profiles::add(&work, None, &NewProfile { unit_id: province.id.as_uuid(), draft }).await?;
    }
    eprintln!("目标画像：{} 个 / target profiles", PROFILES.len());
    Ok(())
}
