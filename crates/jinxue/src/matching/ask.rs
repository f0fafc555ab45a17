//! What can be asked of a result: is it right, why this seat, how often which answer.

use std::io::{Write, stdout};
use std::process::ExitCode;

use matching::{ClassId, Earlier, Explainer, ExplainerLimits, Instance, Previous, Prices, Solution, claims};

use super::{Asked, Folders};

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

/// A result read from its files, ready to be asked.
struct Written {
    instance: Instance,
    solution: Solution,
    prices: Prices,
    limits: ExplainerLimits,
    previous: Option<Previous>,
}

impl Written {
    fn read(asked: &Asked) -> anyhow::Result<Self> {
        let Folders { instance, result, .. } = &asked.folders;
        let instance = Instance::read(instance)?;
        let earlier = asked.previous.as_ref().map(Earlier::read).transpose()?;
        let near = |earlier: Earlier| Previous { solution: earlier.solution(&instance), stay: asked.stay };
        Ok(Self {
            solution: Solution::read(&instance, result)?,
            prices: Prices::read(&instance, result)?,
            limits: Explainer::limits(&instance),
            previous: earlier.map(near),
            instance,
        })
    }

    fn explainer(&self) -> Explainer<'_> {
        Explainer::new(&self.instance, &self.limits, &self.solution, &self.prices)
            .staying(self.previous.as_ref())
    }
}

/// Prints an answer a line.
pub(super) fn explain(
    asked: &Asked,
    person: &str,
    class: Option<&str>,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let written = Written::read(asked)?;
    let instance = &written.instance;
    let id =
        instance.person(person).ok_or_else(|| anyhow::anyhow!("--person {person}: not in people.csv"))?;
    let named = |key| instance.class(key).ok_or_else(|| anyhow::anyhow!("--class {key}: not in classes.csv"));
    let classes: Vec<ClassId> = match class {
        Some(key) => vec![named(key)?],
        None => instance.open_to(id).collect(),
    };
    let mut explainer = written.explainer();
    let mut out = stdout().lock();
    for class in classes {
        let explanation = explainer.explain(id, class);
        if json {
            writeln!(out, "{}", explanation.json(instance))?;
        } else {
            let words = explanation.words(instance, asked.folders.language);
            writeln!(out, "{}  {words}", instance.class_key(class))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints the counts and the exceptions as JSON.
pub(super) fn census(asked: &Asked, threads: usize) -> anyhow::Result<ExitCode> {
    let written = Written::read(asked)?;
    let census = written.explainer().census(threads);
    writeln!(stdout(), "{:#}", census.json(&written.instance))?;
    Ok(ExitCode::SUCCESS)
}
