//! Which criteria count, and how much.

use std::str::FromStr;

/// Rooms a course must or should not use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoomSuitability {
    Ignored,
    Soft(i64),
    Hard,
}

/// Weights of the soft criteria; zero switches one off. Lectures, Conflicts, RoomOccupancy and
/// Availability are hard in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Formulation {
    pub name: &'static str,
    pub room_capacity: i64,
    pub min_working_days: i64,
    pub isolated_lectures: i64,
    pub windows: i64,
    pub room_stability: i64,
    pub daily_load: i64,
    pub travel_distance: i64,
    pub double_lectures: i64,
    pub room_suitability: RoomSuitability,
}

impl Formulation {
    const NONE: Self = Self {
        name: "",
        room_capacity: 1,
        min_working_days: 0,
        isolated_lectures: 0,
        windows: 0,
        room_stability: 0,
        daily_load: 0,
        travel_distance: 0,
        double_lectures: 0,
        room_suitability: RoomSuitability::Ignored,
    };

    pub const UD1: Self = Self { name: "UD1", min_working_days: 5, isolated_lectures: 1, ..Self::NONE };
    /// The competition's own.
    pub const UD2: Self =
        Self { name: "UD2", min_working_days: 5, isolated_lectures: 2, room_stability: 1, ..Self::NONE };
    pub const UD3: Self = Self {
        name: "UD3",
        windows: 4,
        daily_load: 2,
        room_suitability: RoomSuitability::Soft(3),
        ..Self::NONE
    };
    pub const UD4: Self = Self {
        name: "UD4",
        min_working_days: 1,
        windows: 1,
        daily_load: 1,
        double_lectures: 1,
        room_suitability: RoomSuitability::Hard,
        ..Self::NONE
    };
    pub const UD5: Self = Self {
        name: "UD5",
        min_working_days: 5,
        isolated_lectures: 1,
        windows: 2,
        daily_load: 2,
        travel_distance: 2,
        ..Self::NONE
    };
    pub const ALL: [Self; 5] = [Self::UD1, Self::UD2, Self::UD3, Self::UD4, Self::UD5];
}

/// The name is none of UD1–UD5.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("formulation “{0}”; 应为 (expected): UD1, UD2, UD3, UD4 or UD5")]
pub struct UnknownFormulation(String);

impl FromStr for Formulation {
    type Err = UnknownFormulation;
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|f| f.name.eq_ignore_ascii_case(name))
            .ok_or_else(|| UnknownFormulation(name.to_owned()))
    }
}
