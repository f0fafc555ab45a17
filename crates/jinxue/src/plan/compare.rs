//! `jinxue plan compare`: two runs side by side, and who moves.

use std::process::ExitCode;

use jinxue_api::runs::Moved;
use jinxue_app::runs;

use super::{Desk, On, choose, solve};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    on: On,
    /// A run by its name, or by its id or the beginning of it.
    left: String,
    /// Another.
    right: String,
    /// People who move that are shown, 1–500.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=500))]
    limit: u32,
    /// The comparison as data.
    #[arg(long)]
    json: bool,
}

/// Prints both results and who sits elsewhere.
pub async fn run(args: Args) -> anyhow::Result<ExitCode> {
    let app = args.on.data.open().await?;
    let desk = Desk::of(&app);
    let plan = desk.plan(&args.on.plan).await?;
    let left = choose::finished(&desk.work, &plan, Some(&args.left)).await?;
    let right = choose::finished(&desk.work, &plan, Some(&args.right)).await?;
    let found = runs::comparison(&desk.work, left.id, right.id, None, args.limit).await?;
    app.unfenced().close().await;
    if args.json {
        println!("{}", serde_json::to_string_pretty(&found)?);
        return Ok(ExitCode::SUCCESS);
    }
    println!("{}\n{}", solve::result(&found.left), solve::result(&found.right));
    println!("席位变动 {} / seats that only one of them gives", found.moved_total);
    found.moved.iter().for_each(|moved| println!("  {}", line(moved)));
    if found.next.is_some() {
        println!("  …");
    }
    Ok(ExitCode::SUCCESS)
}

fn line(moved: &Moved) -> String {
    let classes = |names: &[String]| {
        let quoted: Vec<String> = names.iter().map(|name| format!("《{name}》")).collect();
        if quoted.is_empty() { "—".to_owned() } else { quoted.concat() }
    };
    format!(
        "{}（{}）：{} → {}",
        moved.name,
        moved.unit_name,
        classes(&moved.only_left),
        classes(&moved.only_right)
    )
}
