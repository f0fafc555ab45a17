//! One provider: where it sends a browser, and who it says came back.

use chrono::DateTime;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreJwsSigningAlgorithm, CoreProviderMetadata,
};
use openidconnect::{
    AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, DiscoveryError, IssuerUrl,
    Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, TokenResponse as _,
};

use crate::outgoing::{Outgoing, OutgoingFault};

/// Signatures that are taken: by a key pair, never by a shared secret, never none.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 4] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// A provider, and this installation as it knows it.
#[derive(Debug, Clone)]
pub struct Provider {
    pub issuer: String,
    pub client_id: String,
    /// None for a public client, which PKCE alone proves.
    pub client_secret: Option<String>,
    /// Where the browser comes back to.
    pub redirect: String,
    pub outgoing: Outgoing,
}

/// A sign-in that was begun: where the browser goes, and what its return is judged by.
#[derive(Debug, Clone)]
pub struct Begun {
    pub address: String,
    pub state: String,
    pub nonce: String,
    pub verifier: String,
}

/// Who the provider says came back, and how it made sure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub subject: String,
    /// `amr`: the methods it used (RFC 8176), as `pwd`, `otp`, `hwk`.
    pub methods: Vec<String>,
    /// `acr`: the class of its proof, in its own words.
    pub class: Option<String>,
}

/// Why nobody came in.
#[derive(Debug, thiserror::Error)]
pub enum ProviderFault {
    /// It is configured wrongly.
    #[error("{field}: {reason}")]
    Misconfigured { field: &'static str, reason: String },
    /// It cannot be reached, or may not be.
    #[error(transparent)]
    Unreachable(#[from] OutgoingFault),
    /// It answered what is no answer.
    #[error("{0}")]
    Unreadable(String),
    /// It did not take the code.
    #[error("the provider refused: {0}")]
    Refused(String),
    /// The identity token does not hold.
    #[error("{0}")]
    Untrue(#[from] ClaimsVerificationError),
}

impl Provider {
    /// Begins a sign-in; the state, the nonce and the verifier are kept until the browser returns.
    ///
    /// # Errors
    /// [`ProviderFault`] when the provider's description cannot be had.
    pub async fn begin(&self) -> Result<Begun, ProviderFault> {
        let client = CoreClient::from_provider_metadata(
            self.described().await?,
            ClientId::new(self.client_id.clone()),
            None,
        )
        .set_redirect_uri(self.redirect()?);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (address, state, nonce) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .set_pkce_challenge(challenge)
            .url();
        Ok(Begun {
            address: address.into(),
            state: state.secret().clone(),
            nonce: nonce.secret().clone(),
            verifier: verifier.secret().clone(),
        })
    }

    /// Who came back with `code`, at `now_micros`. The keys are asked for each time, so that a change of keys is followed
    /// at once.
    ///
    /// # Errors
    /// [`ProviderFault`].
    pub async fn finish(
        &self,
        code: &str,
        nonce: &str,
        verifier: &str,
        now_micros: i64,
    ) -> Result<Identity, ProviderFault> {
        let secret = self.client_secret.clone().map(ClientSecret::new);
        let client = CoreClient::from_provider_metadata(
            self.described().await?,
            ClientId::new(self.client_id.clone()),
            secret,
        )
        .set_redirect_uri(self.redirect()?);
        let request = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|fault| ProviderFault::Unreadable(fault.to_string()))?
            .set_pkce_verifier(PkceCodeVerifier::new(verifier.to_owned()));
        let answer = request.request_async(&self.outgoing).await.map_err(|fault| match fault {
            RequestTokenError::Request(fault) => ProviderFault::Unreachable(fault),
            RequestTokenError::ServerResponse(said) => ProviderFault::Refused(said.to_string()),
            RequestTokenError::Parse(fault, _) => ProviderFault::Unreadable(fault.to_string()),
            RequestTokenError::Other(fault) => ProviderFault::Unreadable(fault),
        })?;
        let token = answer.id_token().ok_or_else(|| ProviderFault::Unreadable("no identity token".into()))?;
        let now = DateTime::from_timestamp_micros(now_micros).unwrap_or_default();
        let judge = client.id_token_verifier().set_allowed_algs(ALGORITHMS).set_time_fn(move || now);
        let claims = token.claims(&judge, &Nonce::new(nonce.to_owned()))?;
        Ok(Identity {
            subject: claims.subject().to_string(),
            methods: claims
                .auth_method_refs()
                .into_iter()
                .flatten()
                .map(|method| method.to_string())
                .collect(),
            class: claims.auth_context_ref().map(|class| class.to_string()),
        })
    }

    async fn described(&self) -> Result<CoreProviderMetadata, ProviderFault> {
        let issuer = IssuerUrl::new(self.issuer.clone())
            .map_err(|fault| ProviderFault::Misconfigured { field: "issuer", reason: fault.to_string() })?;
        CoreProviderMetadata::discover_async(issuer, &self.outgoing).await.map_err(|fault| match fault {
            DiscoveryError::Request(fault) => ProviderFault::Unreachable(fault),
            other => ProviderFault::Unreadable(other.to_string()),
        })
    }

    fn redirect(&self) -> Result<RedirectUrl, ProviderFault> {
        RedirectUrl::new(self.redirect.clone())
            .map_err(|fault| ProviderFault::Misconfigured { field: "redirect", reason: fault.to_string() })
    }
}
