//! To whom a passkey proves: this installation, by the host at which its pages are opened.

use jinxue_api::{ErrorCode, Problem};
use url::Url;
use webauthn_rs::{Webauthn, WebauthnBuilder};

use crate::app::Published;
use crate::{Answer, App, Refusal};

/// What browsers show as the name of the one who asks.
const NAME: &str = "进学 jinxue";
/// The host of an installation without a published address. Browsers take passkeys over plain HTTP there and nowhere
/// else, and never for a bare address such as 127.0.0.1.
const LOCAL: &str = "localhost";

/// The host that passkeys are bound to; none where the pages are opened by a bare address.
pub(super) fn host(app: &App) -> Option<String> {
    origin(&app.settings.published).and_then(|origin| origin.domain().map(str::to_owned))
}

/// What judges the answers of passkeys.
///
/// # Errors
/// `wrong_state` where the pages are opened by a bare address.
pub(super) fn judge(app: &App) -> Answer<Webauthn> {
    let published = &app.settings.published;
    let (Some(origin), Some(host)) = (origin(published), host(app)) else {
        let refused = Problem::new(ErrorCode::WrongState).field("passkey_host");
        let (zh, en) = (
            "本系统以 IP 地址发布，不能使用通行密钥",
            "passkeys need a host name, and this installation has an address only",
        );
        return Err(refused.because(zh, en).into());
    };
    WebauthnBuilder::new(&host, &origin)
        .map(|builder| builder.rp_name(NAME).allow_any_port(*published == Published::Here))
        .and_then(WebauthnBuilder::build)
        .map_err(|fault| Refusal::internal(&fault))
}

fn origin(published: &Published) -> Option<Url> {
    match published {
        Published::Here => Url::parse(&format!("http://{LOCAL}")).ok(),
        Published::Https(base) => Url::parse(base).ok(),
    }
}
