//! `jinxue account`: accounts at the command line. Whoever can read the data folder is its operator, and needs none.

use std::process::ExitCode;

use anyhow::Context as _;
use clap::Subcommand;
use jinxue_api::accounts::{AccountsQuery, NewAccount};
use jinxue_api::sign_in::LinkMade;
use jinxue_app::sign_in::accounts;
use jinxue_app::{Actor, Work};
use jinxue_domain::{Instant, LoginName};

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
        #[command(flatten)]
        at: At,
    },
    /// Print a one-time link by which the holder of an account sets a new password; the second factor is taken off.
    Link {
        /// The name to sign in by.
        login: String,
        #[command(flatten)]
        at: At,
    },
    /// List the accounts.
    List,
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
            Command::Add { login, name, at } => {
                let new = NewAccount { login, display_name: name, person_id: None };
                say(&accounts::create(&work, &new).await?.link, &at);
            }
            Command::Link { login, at } => {
                let login: LoginName = login.parse()?;
                let account =
                    accounts::by_login(&work, &login).await?.context("no account has this login")?;
                say(&accounts::recovery_link(&work, account.id).await?, &at);
            }
            Command::List => list(&work).await?,
        }
        app.unfenced().close().await;
        Ok(ExitCode::SUCCESS)
    })
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
