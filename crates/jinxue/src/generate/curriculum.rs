//! What people lack and what is taught, topic by topic: some topics are wanted
//! by far more people than classes have seats, and theory is taught most.

use jinxue_domain::{
    Family, Sector,
    taxonomy::{Taxonomy, Topic},
};

use super::dice::Dice;

/// The sectors a field matters most to; a field that is not listed matters to all.
const AFFINITIES: [(&str, &[&str]); 9] = [
    ("F03", &["party", "grassroots", "congress"]),
    ("F04", &["government", "grassroots", "education", "health", "justice"]),
    ("F05", &["economy", "enterprise", "government"]),
    ("F07", &["economy", "enterprise"]),
    ("F08", &["economy", "government", "enterprise"]),
    ("F09", &["agriculture", "grassroots"]),
    ("F10", &["government", "grassroots", "enterprise", "justice"]),
    ("F11", &["party", "education", "congress"]),
    ("F12", &["government", "party", "congress", "justice", "health"]),
];

/// Topics that everybody asks for, and how much more than others.
const WANTED: [(&str, u32); 8] = [
    ("T0603", 9),
    ("T0602", 5),
    ("T1003", 6),
    ("T0402", 6),
    ("T1102", 5),
    ("T1202", 6),
    ("T0702", 4),
    ("T0104", 4),
];

/// How much more a topic is wanted in the sectors that it matters to.
const AFFINITY: u32 = 4;

/// A topic and how often it is drawn.
type Weights = Vec<(usize, u32)>;

/// The topics, by their place in the framework, with the weights of their draws.
pub(super) struct Curriculum {
    taxonomy: Taxonomy,
    wanted: Vec<(Sector, Weights)>,
    taught: Vec<(Family, Weights)>,
}

impl Curriculum {
    /// The framework that the program carries.
    pub fn built_in() -> Self {
        let taxonomy = Taxonomy::built_in();
        let sectors = Sector::BUILT_IN.iter().filter_map(|entry| entry.code.parse().ok());
        let wanted = sectors.map(|sector| (sector, wanted(&taxonomy, sector))).collect();
        let of = |family| {
            let topics = taxonomy.topics().iter().enumerate();
            topics
                .filter(|(_, topic)| taxonomy.family(topic.code) == Some(family))
                .map(|(at, _)| (at, 1))
                .collect()
        };
        let taught = Family::ALL.iter().map(|family| (*family, of(*family))).collect();
        Self { taxonomy, wanted, taught }
    }

    pub fn topics(&self) -> &[Topic] {
        self.taxonomy.topics()
    }

    pub fn name(&self, topic: usize) -> &str {
        &self.topics()[topic].name.zh
    }

    /// A topic that somebody of the sector lacks.
    pub fn lacked(&self, dice: &mut Dice, sector: Sector) -> usize {
        let weights = self.wanted.iter().find(|(of, _)| *of == sector).or(self.wanted.first());
        weights.map_or(0, |(_, weights)| dice.weighted(weights))
    }

    /// A topic of a family, each as likely as the others.
    pub fn taught(&self, dice: &mut Dice, family: Family) -> usize {
        let weights = self.taught.iter().find(|(of, _)| *of == family);
        weights.map_or(0, |(_, weights)| dice.weighted(weights))
    }

    /// The sectors that a topic matters most to; empty for all.
    pub fn sectors(&self, topic: usize) -> &'static [&'static str] {
        sectors_of(&self.topics()[topic])
    }
}

fn sectors_of(topic: &Topic) -> &'static [&'static str] {
    AFFINITIES.iter().find(|(field, _)| *field == topic.field.as_str()).map_or(&[], |(_, sectors)| sectors)
}

fn wanted(taxonomy: &Taxonomy, sector: Sector) -> Weights {
    let weight = |topic: &Topic| {
        let hot =
            WANTED.iter().find(|(code, _)| *code == topic.code.as_str()).map_or(1, |(_, weight)| *weight);
        let near = sectors_of(topic).contains(&sector.as_str());
        hot * if near { AFFINITY } else { 1 }
    };
    taxonomy.topics().iter().map(weight).enumerate().collect()
}
