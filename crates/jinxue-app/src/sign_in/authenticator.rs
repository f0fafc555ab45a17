//! An authenticator app (TOTP, RFC 6238) as second factor.

use jinxue_api::me::{Authenticator, Proof, RecoveryCodes};
use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::{Due, Instant};
use jinxue_store::StoreError;
use jinxue_store::second_factors::{self as store, Totp};
use qrcode::QrCode;
use qrcode::render::svg;
use serde_json::json;
use totp_rs::{Builder, Secret as Shared};

use super::failures::Tries;
use super::sessions::Entry;
use super::visit::Presence;
use super::{due, second_factor, settings};
use crate::{Answer, Refusal};

/// Bytes of the shared secret: as many as the digest of RFC 4226 has.
const SECRET_BYTES: usize = 20;
/// Steps of 30 seconds by which the clock of a telephone may be wrong, either way.
const SKEW_STEPS: u16 = 1;
/// Pixels of the picture, at least.
const PICTURE_PX: u32 = 220;

/// Shows a new secret for an authenticator app. It is in force once [`bind`] has seen a code of it.
///
/// # Errors
/// `step_due` while a code is due; `missing_value`, `sign_in_refused` for the password where the session is whole;
/// `missing_value`, `code_refused` for the code where an authenticator is bound already; `sign_in_delayed`.
pub async fn begin(presence: &Presence, proof: &Proof) -> Answer<Authenticator> {
    presence.past_code()?;
    second_factor::prove(presence, proof).await?;
    let account = &presence.account;
    let work = presence.work();
    let shared = Shared::from(rand::random::<[u8; SECRET_BYTES]>().to_vec()).to_base32();
    let totp = Totp {
        account_id: account.id,
        secret: shared.clone(),
        last_step: None,
        confirmed_at: None,
        created_at: work.app.clock.now(),
    };
    work.app
        .unfenced()
        .work(async |mut tx| {
            store::begin(&mut tx, &totp).await?;
            work.note(&mut tx, "begin_authenticator", ("account", account.id.to_string()), json!({})).await?;
            Ok::<_, Refusal>(())
        })
        .await?;
    shown(&shared, account.login.as_str())
}

/// Binds the authenticator whose code is shown, and makes recovery codes.
///
/// # Errors
/// `wrong_state` when none was begun; `code_refused`; `sign_in_delayed`.
pub async fn bind(presence: &Presence, code: &str) -> Answer<Entry<RecoveryCodes>> {
    presence.past_code()?;
    let tries = Tries::within(&presence.account.id);
    let work = presence.work();
    tries.begin(&work.app).await?;
    let (account, now) = (&presence.account, work.app.clock.now());
    work.app
        .unfenced()
        .work(async |mut tx| {
            let begun = store::totp(&mut tx, account.id).await?.filter(|totp| totp.confirmed_at.is_none());
            let begun = begun.ok_or_else(|| Refusal(Problem::new(ErrorCode::WrongState)))?;
            let step = step_of(&begun.secret, code, now).ok_or_else(refused)?;
            if !store::confirm(&mut tx, &begun, step, now).await? {
                return Err(refused());
            }
            let codes = second_factor::new_codes(&mut tx, account).await?;
            tries.forget(&mut tx).await?;
            let rules = settings::in_force(&mut tx).await?;
            let due = due::after_second_factor(&mut tx, account, &rules, now).await?;
            let token = presence.advance(&mut tx, due).await?;
            work.note(&mut tx, "bind_authenticator", ("account", account.id.to_string()), json!({})).await?;
            let answer = RecoveryCodes { codes, due: due.map(Due::as_str) };
            Ok(Entry::new(answer, token, &rules))
        })
        .await
}

/// The time step that `code` belongs to, if it is one of the present ones.
pub(super) fn step_of(secret: &str, code: &str, now: Instant) -> Option<i64> {
    let shared = Shared::try_from_base32(secret).ok()?;
    let totp = Builder::new().with_secret(shared).with_skew(SKEW_STEPS).build().ok()?;
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let seconds = u64::try_from(now.as_micros() / 1_000_000).ok()?;
    totp.check(&digits, seconds).and_then(|step| i64::try_from(step).ok())
}

pub(super) fn refused() -> Refusal {
    Problem::new(ErrorCode::CodeRefused).field("code").into()
}

/// A secret for typing, for a camera, and as the address that the picture says.
fn shown(secret: &str, login: &str) -> Answer<Authenticator> {
    let groups: Vec<String> =
        secret.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into()).collect();
    let address = format!("otpauth://totp/jinxue:{}?secret={secret}&issuer=jinxue", percent(login));
    let code = QrCode::new(&address).map_err(|fault| Refusal::internal(&fault))?;
    let picture = code.render::<svg::Color<'_>>().min_dimensions(PICTURE_PX, PICTURE_PX).build();
    Ok(Authenticator { secret: groups.join(" "), address, picture })
}

/// A text inside an address.
fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

impl Presence {
    /// # Errors
    /// `step_due` while a code of the second factor is due.
    pub(super) fn past_code(&self) -> Answer<()> {
        if self.session.due == Some(Due::Code) { Err(step_due(Due::Code)) } else { Ok(()) }
    }

    /// # Errors
    /// `step_due` while a second factor, or its enrolment, is due.
    pub(super) fn past_second_factor(&self) -> Answer<()> {
        match self.session.due {
            Some(due @ (Due::Code | Due::Enrolment)) => Err(step_due(due)),
            _ => Ok(()),
        }
    }

    /// # Errors
    /// `step_due` while anything is due.
    pub fn whole(&self) -> Answer<()> {
        self.session.due.map_or(Ok(()), |due| Err(step_due(due)))
    }
}

fn step_due(due: Due) -> Refusal {
    Problem::new(ErrorCode::StepDue).because(due.zh(), due.en()).field("due").value(due).into()
}

/// How many recovery codes are left, and since when an authenticator is bound.
pub(super) async fn standing(
    conn: &mut jinxue_store::Conn,
    account: jinxue_domain::AccountId,
) -> Result<(u32, Option<Instant>), StoreError> {
    let totp = store::totp(conn, account).await?;
    Ok((store::codes_left(conn, account).await?, totp.and_then(|totp| totp.confirmed_at)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret and the first moments of the table in appendix B of RFC 6238 (SHA-1, the last six digits).
    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    fn at(seconds: i64) -> Instant {
        Instant::from_micros(seconds * 1_000_000)
    }

    #[test]
    fn codes_are_those_of_the_standard_within_one_step_either_way() {
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924")] {
            assert_eq!(step_of(SECRET, code, at(seconds)), Some(seconds / 30), "{code}");
            for skew in [-30, 30] {
                assert_eq!(step_of(SECRET, code, at(seconds + skew)), Some(seconds / 30), "{code} {skew}");
            }
            for skew in [-61, 61, -300, 300] {
                assert_eq!(step_of(SECRET, code, at(seconds + skew)), None, "{code} {skew}");
            }
        }
        for wrong in ["", "28708", "2870820", "abcdef", "２８７０８２", "287 083"] {
            assert_eq!(step_of(SECRET, wrong, at(59)), None, "{wrong}");
        }
        assert_eq!(step_of(SECRET, "287 082", at(59)), Some(1), "a gap in the middle is how apps show it");
    }

    #[test]
    fn the_picture_says_the_address_and_the_login_cannot_break_out_of_it() {
        let shown = shown(SECRET, "太原&secret=x").unwrap();
        assert!(!shown.address.contains("&secret=x"));
        assert!(shown.address.ends_with(&format!("?secret={SECRET}&issuer=jinxue")));
        assert!(shown.picture.contains("<svg"));
        assert_eq!(shown.secret.replace(' ', ""), SECRET);
    }
}
