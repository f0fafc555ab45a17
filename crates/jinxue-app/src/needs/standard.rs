//! What gaps are judged by here: the profiles in force, how long evidence speaks, and the day.

use jinxue_domain::class::{Audience, Candidate, GradeRange};
use jinxue_domain::needs::{self, Demand, EvidenceAges, GapEntry, OpenGap, Profile, Targets};
use jinxue_domain::{Date, RuleBook, Sector, UnitPath};
use jinxue_store::Conn;
use jinxue_store::gaps::Standing;
use jinxue_store::profiles::{self, Whole};

use crate::{Answer, Refusal, book};

/// The standard of this installation on one day.
pub(crate) struct Standard {
    profiles: Vec<Profile>,
    pub book: RuleBook,
    pub today: Date,
}

impl Standard {
    /// Read from everything there is, whoever asks: what is asked of somebody does not depend on who looks.
    ///
    /// # Errors
    /// When the store fails, or holds a profile of no kind.
    pub async fn load(conn: &mut Conn, today: Date) -> Answer<Self> {
        let mut whole = conn.whole();
        let profiles = profiles::in_force(&mut whole).await?;
        let profiles = profiles.iter().map(profile).collect::<Answer<_>>()?;
        Ok(Self { profiles, book: book::load(&mut whole).await?, today })
    }

    /// What is asked of somebody.
    pub fn targets(&self, of: &Standing) -> Answer<Targets> {
        let sector = sector_of(of.sector)?;
        let person = Candidate { unit: &of.unit_path, grade: of.grade, role: of.role, sector };
        Ok(Targets::of(&self.profiles, &person))
    }

    /// What one of the two demands asks of somebody.
    pub fn demanded(&self, by: Demand, person: &Candidate<'_>) -> Targets {
        Targets::of(self.profiles.iter().filter(|profile| profile.demand == by), person)
    }

    /// What stands open of somebody.
    pub fn open(&self, of: &Standing, entries: &[GapEntry]) -> Answer<Vec<OpenGap>> {
        let targets = self.targets(of)?;
        let standard =
            needs::Standard { targets: &targets, ages: self.ages(&of.unit_path)?, today: self.today };
        Ok(needs::open_gaps(entries, &standard))
    }

    /// How long evidence speaks at a unit.
    fn ages(&self, unit: &UnitPath) -> Answer<EvidenceAges> {
        EvidenceAges::at(&self.book, unit, self.today)
            .ok_or_else(|| Refusal::internal(&"the catalogue lacks the rule on the age of evidence"))
    }
}

/// Somebody of whom no line of work is known works for the government at large.
pub(crate) fn sector_of(known: Option<Sector>) -> Answer<Sector> {
    let general =
        || "government".parse().map_err(|_| Refusal::internal(&"the sector government is not known"));
    known.map_or_else(general, Ok)
}

fn profile(whole: &Whole) -> Answer<Profile> {
    let version = &whole.version;
    let broken = || Refusal::internal(&format!("target profile {}: its audience", whole.head.id));
    let audience = Audience {
        unit: whole.head.unit_path.clone(),
        grades: GradeRange::new(version.grade_from, version.grade_to).ok_or_else(broken)?,
        roles: version.roles.parse().map_err(|_| broken())?,
        sectors: version.sectors.parse().map_err(|_| broken())?,
    };
    let levels = whole.levels.iter().map(|asked| (asked.topic, asked.level)).collect();
    let (unproven, demand, since) = (version.unproven, version.demand, version.valid_from);
    Ok(Profile { audience, unproven, demand, levels, since })
}
