//! How many people each class takes: sizes that add up to the year's seats,
//! within what the units of each audience can send.

/// What bounds the size of a class.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wish {
    /// How large it would be beside the others.
    pub weight: f64,
    /// How many people of its audience can be away at the same time.
    pub sent: usize,
    /// Whether it is to be hard to fill: it then needs most of them.
    pub hard: bool,
}

/// Least and greatest number of people.
pub(super) type Seats = (usize, usize);

/// The share of those who can be sent that one class takes at most; a class that is hard to fill takes that many more.
const SENT_SHARE_MAX: f64 = 0.6;
const SENT_SHARE_HARD: f64 = 0.9;
const SEATS_LEAST: f64 = 4.0;
const SEATS_MOST: f64 = 400.0;
/// Rounds of rescaling after sizes have met their bounds.
const ROUNDS: usize = 16;

/// The seats of all classes; their maxima add up to about `total`.
pub(super) fn seats(wishes: &[Wish], total: usize) -> Vec<Seats> {
    let mut factor = total as f64 / wishes.iter().map(|wish| wish.weight).sum::<f64>();
    for _ in 0..ROUNDS {
        let sum: f64 = wishes.iter().map(|wish| size(wish, factor)).sum();
        factor *= total as f64 / sum;
    }
    wishes.iter().map(|wish| bounds(wish, size(wish, factor))).collect()
}

fn size(wish: &Wish, factor: f64) -> f64 {
    let most = if wish.hard { SENT_SHARE_HARD } else { SENT_SHARE_MAX } * wish.sent as f64;
    (wish.weight * factor).min(most).clamp(SEATS_LEAST, SEATS_MOST)
}

fn bounds(wish: &Wish, size: f64) -> Seats {
    let most = size.round() as usize;
    let least = if wish.hard { most * 3 / 4 } else { most / 2 };
    (least.max(2), most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_add_up_within_their_audiences() {
        let wishes: Vec<Wish> = (1..=200)
            .map(|n| Wish { weight: f64::from(n % 7 + 1), sent: n as usize * 5, hard: n % 10 == 0 })
            .collect();
        let seats = seats(&wishes, 6_000);
        let sum: usize = seats.iter().map(|(_, most)| most).sum();
        assert!((5_900..=6_100).contains(&sum), "{sum}");
        for ((least, most), wish) in seats.iter().zip(&wishes) {
            assert!(least <= most && *most <= wish.sent.max(SEATS_LEAST as usize));
        }
    }
}
