//! `jinxue keys`: the keys of the sealed columns, listed, changed while the server runs, retired.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Subcommand, ValueEnum};
use jinxue_app::{Actor, Algorithm, Work, jobs, keys};

use crate::open::{Data, block_on};

/// What to do with the keys.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the keys: name, algorithm, state, how many values are sealed with it.
    List,
    /// Draw a new key for everything written from now on, and seal what there is with it. The server may run.
    Rotate {
        /// The cipher of the new key.
        #[arg(long, value_enum, default_value_t = Cipher::Aes)]
        algorithm: Cipher,
    },
    /// Make a keys file of its own, to seal backups with. Keep it apart from them.
    Make {
        /// The file to make; it must not be there.
        file: PathBuf,
    },
    /// Take a key that seals nothing any more out of the keys file. Older backups still need it: keep a copy for them.
    Retire {
        /// The name of the key, as `list` says it.
        key: String,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Cipher {
    #[value(name = "aes-256-gcm")]
    Aes,
    #[value(name = "sm4-gcm")]
    Sm4,
}

impl From<Cipher> for Algorithm {
    fn from(cipher: Cipher) -> Self {
        match cipher {
            Cipher::Aes => Self::Aes256Gcm,
            Cipher::Sm4 => Self::Sm4Gcm,
        }
    }
}

/// Does it.
///
/// # Errors
/// When the data cannot be opened, or the key cannot be changed.
pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    if let Command::Make { file } = &args.command {
        anyhow::ensure!(!file.exists(), "{} is there already; a keys file is never replaced", file.display());
        jinxue_app::Keyring::at(file).make()?;
        return Ok(ExitCode::SUCCESS);
    }
    block_on(async {
        let app = args.data.open().await?;
        let work = Work::of(&app, Actor::operator());
        match args.command {
            Command::List => {
                for key in keys::list(&work).await? {
                    println!("{}\t{}\t{}\t{}", key.id, key.algorithm, key.state.as_str(), key.values);
                }
            }
            Command::Rotate { algorithm } => {
                let id = keys::rotate(&work, algorithm.into()).await?;
                eprintln!("新密钥 {id} 已启用，正在重新加密 / key {id} writes; sealing the rest with it");
                jobs::drain(&app).await?;
                println!("{id}");
            }
            Command::Make { .. } => {}
            Command::Retire { key } => keys::retire(&work, &key).await?,
        }
        app.unfenced().close().await;
        Ok(ExitCode::SUCCESS)
    })
}
