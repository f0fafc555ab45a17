//! What a class may cost: caps per person and lecture fees (中央和国家机关培训费管理办法, 财行〔2016〕540号).

mod cap;
mod lecture;
mod money;

pub use cap::{FeeCap, FeeRules, FeeVerdict};
pub use lecture::{Lecture, LectureFeeCap, LecturerTitle, lecture_fee_cap};
pub use money::Money;
