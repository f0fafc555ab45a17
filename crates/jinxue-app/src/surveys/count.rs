//! What is asked, answered and needed, place by place.

use std::collections::{BTreeMap, BTreeSet};

use jinxue_domain::authority::PathRange;
use jinxue_domain::class::Candidate;
use jinxue_domain::needs::Demand;
use jinxue_domain::{TopicCode, UnitPath};
use jinxue_store::Conn;
use jinxue_store::surveys::counts::{self, Alike, Tally};
use jinxue_store::surveys::{Survey, answers};
use jinxue_store::units::Unit;

use crate::needs::counts::is_counted;
use crate::needs::{Standard, sector_of};
use crate::{Answer, Refusal};

/// Whether the numbers kept are those of a unit, all of which may be seen.
pub(super) fn is_kept(conn: &Conn, survey: &Survey, unit: &Unit) -> bool {
    let place = unit.id == survey.unit_id || is_counted(unit);
    place && survey.counted_at.is_some() && conn.scope().covers(&unit.path)
}

/// How many of a unit's people are asked and have not answered: by the numbers kept, where they are.
pub(super) async fn waiting(conn: &mut Conn, survey: &Survey, unit: &Unit) -> Answer<u64> {
    if !is_kept(conn, survey, unit) {
        return Ok(answers::waiting_count(conn, survey, &PathRange::subtree(&unit.path)).await?);
    }
    let places = counts::places(conn, survey.id, &unit.path).await?;
    Ok(places.iter().map(|place| place.asked.saturating_sub(place.answered)).sum())
}

/// What is counted of a survey.
pub(super) struct Counting<'a> {
    pub survey: &'a Survey,
    pub topics: &'a BTreeSet<TopicCode>,
    pub standard: &'a Standard,
}

impl Counting<'_> {
    /// The numbers of a range, by the place each unit belongs to.
    pub async fn by_place<K: Ord>(
        &self,
        conn: &mut Conn,
        range: &PathRange,
        mut place: impl FnMut(UnitPath) -> K,
    ) -> Answer<BTreeMap<K, Tally>> {
        let mut tallies: BTreeMap<K, Tally> = BTreeMap::new();
        let mut broken = None;
        counts::asked(conn, self.survey, range, |alike| {
            let people = alike.people;
            let demands = self.demands(&alike).map_err(|fault| broken = Some(fault)).unwrap_or_default();
            let tally = tallies.entry(place(alike.unit_path)).or_default();
            tally.asked += people;
            for (topic, (organisation, post)) in demands {
                let sum = tally.topics.entry(topic).or_default();
                sum.organisation += organisation * people;
                sum.post += post * people;
            }
        })
        .await?;
        if let Some(fault) = broken {
            return Err(fault);
        }
        counts::answered(conn, self.survey, range, |answered| {
            tallies.entry(place(answered.unit_path)).or_default().answered += answered.people;
        })
        .await?;
        counts::chosen(conn, self.survey, range, |chosen| {
            let tally = tallies.entry(place(chosen.unit_path)).or_default();
            tally.topics.entry(chosen.topic).or_default().choose(chosen.urgency, chosen.people);
        })
        .await?;
        Ok(tallies)
    }

    /// The numbers of a range, all together.
    pub async fn together(&self, conn: &mut Conn, range: &PathRange) -> Answer<Tally> {
        Ok(self.by_place(conn, range, drop).await?.remove(&()).unwrap_or_default())
    }

    /// How far the organisation and the post ask for each topic of somebody like these.
    fn demands(&self, alike: &Alike) -> Result<BTreeMap<TopicCode, (u64, u64)>, Refusal> {
        let sector = sector_of(alike.sector)?;
        let person = Candidate { unit: &alike.unit_path, grade: alike.grade, role: alike.role, sector };
        let mut demands: BTreeMap<TopicCode, (u64, u64)> = BTreeMap::new();
        for by in [Demand::Organisation, Demand::Post] {
            let asked = self.standard.demanded(by, &person);
            for (topic, target) in asked.iter().filter(|(topic, _)| self.topics.contains(topic)) {
                let (organisation, post) = demands.entry(topic).or_default();
                *(if by == Demand::Organisation { organisation } else { post }) = target.level.get().into();
            }
        }
        Ok(demands)
    }
}
