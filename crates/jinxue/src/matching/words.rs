//! What the command says of a run, in two languages.

use matching::{Ending, Language, Outcome, Progress, Review};

/// One line: where the run stands.
pub(super) fn progress(progress: &Progress, language: Language) -> String {
    let seconds = progress.elapsed.as_secs_f64();
    let objective = progress.objective.map_or("–".into(), |objective| objective.to_string());
    let gap = progress.gap.map_or("–".into(), percent);
    let (bound, seats) = (progress.bound, progress.seats);
    match language {
        Language::Chinese => {
            format!("{seconds:6.1} 秒  目标 {objective}  上界 {bound:.0}  差距 {gap}  名额 {seats}")
        }
        Language::English => {
            format!("{seconds:6.1} s  objective {objective}  bound {bound:.0}  gap {gap}  seats {seats}")
        }
    }
}

fn percent(part: f64) -> String {
    format!("{:.4}%", part * 100.0)
}

fn ending(ending: Ending, language: Language) -> &'static str {
    match (ending, language) {
        (Ending::Gap, Language::Chinese) => "已达到所要求的差距",
        (Ending::Gap, Language::English) => "the gap asked for is proven",
        (Ending::Settled, Language::Chinese) => "未找到更好的安排",
        (Ending::Settled, Language::English) => "nothing better was found",
        (Ending::Time, Language::Chinese) => "时间到",
        (Ending::Time, Language::English) => "the time was over",
        (Ending::Cancelled, Language::Chinese) => "已中止",
        (Ending::Cancelled, Language::English) => "stopped",
    }
}

/// The end of a run: its figures, why it ended, who moved, what promised seats break, what is left unexplained.
pub(super) fn summary(outcome: &Outcome, review: &Review, broken: usize, language: Language) -> String {
    let totals = &outcome.totals;
    let (objective, bound, gap) = (totals.objective, outcome.bound, percent(outcome.gap()));
    let (seats, people, held) = (totals.seats, totals.people_seated, totals.classes_held);
    let (missed, short) = (totals.mandatory_missed, totals.quota_short);
    let end = ending(outcome.ending, language);
    let mut lines = vec![match language {
        Language::Chinese => format!("目标 {objective}  上界 {bound:.0}  差距 {gap}（{end}）"),
        Language::English => format!("objective {objective}  bound {bound:.0}  gap {gap} ({end})"),
    }];
    lines.push(match language {
        Language::Chinese => {
            format!("名额 {seats}  人员 {people}  开班 {held}  必修未落实 {missed}  单位名额不足 {short}")
        }
        Language::English => format!(
            "seats {seats}  people {people}  classes held {held}  duties missed {missed}  quota seats short {short}"
        ),
    });
    let exceptions = review.census.counts.get("exception").copied().unwrap_or(0);
    let refused = review.census.refused();
    lines.push(match language {
        Language::Chinese => format!("未获安排 {refused}，其中例外 {exceptions}"),
        Language::English => format!("refused {refused}, of which exceptions {exceptions}"),
    });
    if !review.moves.is_empty() {
        let moved = review.moves.iter().filter(|m| m.from.is_some()).count();
        let given = review.moves.len() - moved;
        lines.push(match language {
            Language::Chinese => format!("变动：失去原名额 {moved}，新增 {given}（moves.csv）"),
            Language::English => format!("moved: {moved} seats taken away, {given} given anew (moves.csv)"),
        });
    }
    if broken > 0 {
        lines.push(match language {
            Language::Chinese => format!("已承诺名额违反规则 {broken} 处（report.json）"),
            Language::English => format!("promised seats break {broken} rules (report.json)"),
        });
    }
    lines.join("\n")
}
