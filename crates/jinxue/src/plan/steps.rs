//! `jinxue plan step`: many classes one step further, each by the rules of its life.

use std::process::ExitCode;

use jinxue_api::classes::Steps;
use jinxue_app::{classes, plans};
use jinxue_domain::ClassState;
use uuid::Uuid;

use super::{Desk, On, told};

/// Classes that may take a step in one call of the use case.
const CHUNK: usize = 5_000;
/// Refusals that are shown before the rest is only counted.
const REFUSALS_SHOWN: usize = 20;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    on: On,
    /// Where they go: submitted, approved, published, held, cancelled, or back to draft; in Chinese as well.
    #[arg(long, value_parser = state)]
    to: ClassState,
    /// The code of a class, repeatable; every class that may go there if left out.
    #[arg(long = "class", value_name = "CODE")]
    classes: Vec<String>,
    /// Why; returning and cancelling need it.
    #[arg(long)]
    remark: Option<String>,
}

fn state(text: &str) -> Result<ClassState, String> {
    ClassState::read(text).map_err(|fault| fault.to_string())
}

/// Takes the step; fails when a class may not take it.
pub async fn run(args: Args) -> anyhow::Result<ExitCode> {
    let app = args.on.data.open().await?;
    let desk = Desk::of(&app);
    let plan = desk.plan(&args.on.plan).await?;
    let mut chosen: Vec<(Uuid, String)> = Vec::new();
    let mut unknown = args.classes.clone();
    for class in plans::ribbon(&desk.work, plan.id).await?.items {
        let named = unknown.iter().position(|code| *code == class.code);
        let may = ClassState::read(&class.state).is_ok_and(|from| from.next().contains(&args.to));
        if let Some(at) = named {
            unknown.swap_remove(at);
        }
        if named.is_some() || (args.classes.is_empty() && may) {
            chosen.push((class.id, class.code));
        }
    }
    for code in &unknown {
        eprintln!("  计划中没有班次 {code} / there is no such class in the plan");
    }
    let (mut moved, mut refused) = (0, Vec::new());
    for chunk in chosen.chunks(CHUNK) {
        let ids = chunk.iter().map(|(id, _)| *id).collect();
        let steps = Steps { classes: ids, to: args.to.as_str().into(), remark: args.remark.clone() };
        let taken = classes::step_many(&desk.work, &steps).await?;
        moved += taken.moved;
        refused.extend(taken.refused);
    }
    println!(
        "{moved} 个班{}，{} 个不能 / classes stepped, refused",
        args.to.zh(),
        refused.len() + unknown.len()
    );
    for refusal in refused.iter().take(REFUSALS_SHOWN) {
        let code =
            chosen.iter().find(|(id, _)| *id == refusal.class_id).map_or("", |(_, code)| code.as_str());
        eprintln!("  {code}：{}", told(&refusal.error));
    }
    if refused.len() > REFUSALS_SHOWN {
        eprintln!("  … 共 {} 个 / in all", refused.len());
    }
    app.unfenced().close().await;
    Ok(if refused.is_empty() && unknown.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
