//! What can be asked of a result: is it right, why this seat, how often which answer.

use std::io::{Write, stdout};
use std::process::ExitCode;

use matching::{ClassId, Explainer, Instance, Prices, Solution, claims};

use super::Folders;

/// Prints each violation and each false figure, or the objective.
pub(super) fn check(folders: &Folders) -> anyhow::Result<ExitCode> {
    let instance = Instance::read(&folders.instance)?;
    let solution = Solution::read(&instance, &folders.result)?;
    let language = folders.language;
    let mut out = stdout().lock();
    let report = matching::check(&instance, &solution);
    let claims = claims(&instance, &solution, &report, &folders.result)?;
    for violation in &report.violations {
        writeln!(out, "{}", violation.words(&instance, language))?;
    }
    for claim in &claims {
        writeln!(out, "{}", claim.words(language))?;
    }
    if !report.keeps_the_rules() || !claims.is_empty() {
        return Ok(ExitCode::FAILURE);
    }
    writeln!(out, "{}", report.totals.objective)?;
    Ok(ExitCode::SUCCESS)
}

/// Prints an answer a line.
pub(super) fn explain(
    folders: &Folders,
    person: &str,
    class: Option<&str>,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let instance = Instance::read(&folders.instance)?;
    let solution = Solution::read(&instance, &folders.result)?;
    let prices = Prices::read(&instance, &folders.result)?;
    let id =
        instance.person(person).ok_or_else(|| anyhow::anyhow!("--person {person}: not in people.csv"))?;
    let named = |key| instance.class(key).ok_or_else(|| anyhow::anyhow!("--class {key}: not in classes.csv"));
    let classes: Vec<ClassId> = match class {
        Some(key) => vec![named(key)?],
        None => instance.open_to(id).collect(),
    };
    let limits = Explainer::limits(&instance);
    let mut explainer = Explainer::new(&instance, &limits, &solution, &prices);
    let mut out = stdout().lock();
    for class in classes {
        let explanation = explainer.explain(id, class);
        if json {
            writeln!(out, "{}", explanation.json(&instance))?;
        } else {
            let words = explanation.words(&instance, folders.language);
            writeln!(out, "{}  {words}", instance.class_key(class))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints the counts and the exceptions as JSON.
pub(super) fn census(folders: &Folders, threads: usize) -> anyhow::Result<ExitCode> {
    let instance = Instance::read(&folders.instance)?;
    let solution = Solution::read(&instance, &folders.result)?;
    let prices = Prices::read(&instance, &folders.result)?;
    let limits = Explainer::limits(&instance);
    let census = Explainer::new(&instance, &limits, &solution, &prices).census(threads);
    writeln!(stdout(), "{:#}", census.json(&instance))?;
    Ok(ExitCode::SUCCESS)
}
