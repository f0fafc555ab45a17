//! `jinxue plan explain`: why one person sits where they sit, in the words of the page.

use std::process::ExitCode;

use jinxue_api::Words;
use jinxue_api::runs::Answer;
use jinxue_app::runs;

use super::{Desk, On, choose};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    on: On,
    /// A name, a citizen number or an id.
    #[arg(long)]
    person: String,
    /// A run by its name, or by its id or the beginning of it; the latest finished one if left out.
    #[arg(long)]
    run: Option<String>,
    /// The code of one class; all that are open to the person if left out.
    #[arg(long = "class", value_name = "CODE")]
    class: Option<String>,
    /// zh or en
    #[arg(long, default_value = "zh")]
    language: Language,
    /// The answers as data, in both languages.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Language {
    Zh,
    En,
}

impl Language {
    fn of(self, words: &Words) -> &str {
        match self {
            Self::Zh => &words.zh,
            Self::En => &words.en,
        }
    }
}

/// Prints the answers, the seated first; fails when there is none about the class asked for.
pub async fn run(args: Args) -> anyhow::Result<ExitCode> {
    let app = args.on.data.open().await?;
    let desk = Desk::of(&app);
    let plan = desk.plan(&args.on.plan).await?;
    let run = choose::finished(&desk.work, &plan, args.run.as_deref()).await?;
    let person = choose::person(&desk.work, &args.person).await?;
    let mut found = runs::answers(&desk.work, run.id, person.id.parse()?).await?;
    found.items.retain(|answer| args.class.as_ref().is_none_or(|code| *code == answer.code));
    app.unfenced().close().await;
    if found.items.is_empty() {
        eprintln!("没有对其开放的班次 / no class is open to them: {} {}", person.name, person.detail);
        return Ok(ExitCode::FAILURE);
    }
    if args.json {
        println!("{}", serde_json::to_string_pretty(&found)?);
        return Ok(ExitCode::SUCCESS);
    }
    println!("{}  {}  “{}”", found.name, person.detail, run.name);
    found.changed.iter().for_each(|changed| println!("{}", args.language.of(changed)));
    found.items.iter().for_each(|answer| println!("{}", line(answer, args.language)));
    Ok(ExitCode::SUCCESS)
}

fn line(answer: &Answer, language: Language) -> String {
    let seated = if answer.verdict == "seated" { '●' } else { '○' };
    let Answer { code, name, start_date, end_date, words, .. } = answer;
    format!("{seated} {code}《{name}》{start_date} – {end_date}\n    {}", language.of(words))
}
