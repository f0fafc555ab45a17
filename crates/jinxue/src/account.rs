//! `jinxue account`: accounts at the command line. Whoever can read the data folder is its operator, and needs none.

use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Subcommand, ValueEnum};
use jinxue_api::accounts::{Account, AccountChange, AccountsQuery, FactorLost, NewAccount};
use jinxue_api::sign_in::{LinkMade, SecondFactorFor};
use jinxue_app::sign_in::{accounts, settings};
use jinxue_app::{Actor, Work, access};
use jinxue_domain::authority::GrantRole;
use jinxue_domain::{AccountState, Instant, LoginName};

use crate::open::{Data, block_on};

/// What to do with accounts.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make an account; its holder sets a password by the link that is printed.
    Add {
        /// The name to sign in by: letters, digits and . _ - @
        login: String,
        /// The name that pages and the audit show.
        #[arg(long)]
        name: String,
        /// A role to give it at once, with --unit: province_organiser, academic_office, auditor …
        #[arg(long, requires = "unit", value_parser = role)]
        role: Option<GrantRole>,
        /// The code or name of the unit on which the role is given.
        #[arg(long, requires = "role")]
        unit: Option<String>,
        #[command(flatten)]
        at: At,
    },
    /// Give an account a role on a unit and everything below it.
    Grant {
        /// The name to sign in by.
        login: String,
        /// province_organiser, city_organiser, county_organiser, academic_office, unit_liaison, lecturer, trainee, leader, system_administrator, security_administrator, auditor.
        #[arg(long, value_parser = role)]
        role: GrantRole,
        /// The code or name of the unit.
        #[arg(long)]
        unit: String,
    },
    /// Print a one-time link by which the holder of an account sets a new password; the second factor stays.
    Link {
        /// The name to sign in by.
        login: String,
        /// Take the second factor off as well, because it was lost: why that is believed. It is kept in the audit and shown
        /// to the owner.
        #[arg(long, value_name = "REASON")]
        factor_lost: Option<String>,
        #[command(flatten)]
        at: At,
    },
    /// Shut an account out: its sessions end, nobody signs in by it.
    Suspend {
        /// The name to sign in by.
        login: String,
    },
    /// Let a suspended account in again.
    Resume {
        /// The name to sign in by.
        login: String,
    },
    /// List the accounts.
    List,
    /// Say who may not come in by the password alone; it holds from the next sign-in on.
    SecondFactor {
        /// The three administrators, whoever sees others, or everybody.
        #[arg(value_enum)]
        whose: Whose,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Whose {
    Administrators,
    SeesOthers,
    Everybody,
}

impl From<Whose> for SecondFactorFor {
    fn from(whose: Whose) -> Self {
        match whose {
            Whose::Administrators => Self::Administrators,
            Whose::SeesOthers => Self::SeesOthers,
            Whose::Everybody => Self::Everybody,
        }
    }
}

/// Where the pages are.
#[derive(Debug, clap::Args)]
struct At {
    /// The address under which the server is opened.
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080")]
    at: String,
}

/// Does it.
///
/// # Errors
/// When the data cannot be opened, or the use case refuses.
pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    block_on(async {
        let app = args.data.open().await?;
        let work = Work::of(&app, Actor::operator());
        match args.command {
            Command::Add { login, name, role, unit, at } => {
                // The unit is looked for first, so that no account is left behind without its role.
                let given = match role.zip(unit) {
                    Some((role, unit)) => Some((role, access::unit_named(&work, &unit).await?)),
                    None => None,
                };
                let new = NewAccount { login, display_name: name, person_id: None };
                let made = accounts::create(&work, &new).await?;
                if let Some((role, unit)) = given {
                    access::plant(&app, made.account.id, role, unit).await?;
                }
                say(&made.link, &at);
            }
            Command::Grant { login, role, unit } => {
                let account = known(&work, login).await?;
                let unit = access::unit_named(&work, &unit).await?;
                access::plant(&app, account.id, role, unit).await?;
                eprintln!("{}：{} / {}", account.login, role.zh(), role.en());
            }
            Command::Link { login, factor_lost, at } => {
                let account = known(&work, login).await?;
                let link = match factor_lost {
                    Some(reason) => accounts::factor_link(&work, account.id, &FactorLost { reason }).await?,
                    None => accounts::recovery_link(&work, account.id).await?,
                };
                say(&link, &at);
            }
            Command::SecondFactor { whose } => {
                let mut rules = settings::rules(&work).await?;
                rules.second_factor_for = whose.into();
                settings::set_rules(&work, &rules).await?;
            }
            Command::Suspend { login } => enter(&work, login, AccountState::Suspended).await?,
            Command::Resume { login } => enter(&work, login, AccountState::Active).await?,
            Command::List => list(&work).await?,
        }
        app.unfenced().close().await;
        Ok(ExitCode::SUCCESS)
    })
}

async fn enter(work: &Work, login: String, state: AccountState) -> anyhow::Result<()> {
    let account = known(work, login).await?;
    let change = AccountChange { display_name: None, state: Some(state.as_str().into()) };
    let changed = accounts::change(work, account.id, account.version, &change).await?;
    eprintln!("{}：{} / {}", changed.login, state.zh(), state.en());
    Ok(())
}

async fn known(work: &Work, login: String) -> anyhow::Result<Account> {
    let name: LoginName = login.parse()?;
    accounts::by_login(work, &name).await?.with_context(|| format!("没有账号 / no account is called {login}"))
}

fn role(word: &str) -> Result<GrantRole, String> {
    let known = || GrantRole::ALL.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", ");
    word.parse().map_err(|_| format!("expected one of {}", known()))
}

fn say(link: &LinkMade, at: &At) {
    let until = Instant::from_micros(link.expires_at).in_china();
    eprintln!(
        "{}（{}）的一次性链接，有效至 {} / one-time link, valid until then:",
        link.account.display_name,
        link.account.login,
        until.strftime("%Y-%m-%d %H:%M")
    );
    println!("{}{}", at.at.trim_end_matches('/'), link.address);
}

async fn list(work: &Work) -> anyhow::Result<()> {
    let mut query = AccountsQuery { after: None, limit: Some(200) };
    loop {
        let part = accounts::list(work, &query).await?;
        for account in part.items {
            println!("{}\t{}\t{}", account.login, account.state, account.display_name);
        }
        let Some(next) = part.next else { return Ok(()) };
        query.after = Some(next);
    }
}
