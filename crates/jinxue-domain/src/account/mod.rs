//! Accounts: the name one signs in by, the rules of signing in, and what they decide about passwords and delays.

mod login_name;
mod password;
mod rules;

pub use login_name::LoginName;
pub use password::{PASSWORD_CHARACTERS_MAX, PasswordFault, weaknesses};
pub use rules::{FigureFault, SignInRules};
