//! The arrows between our crates: who may know whom.
//!
//! Each wall of `ARCHITECTURE.md` is a list here. An arrow that is not in the list is a surprise
//! to be explained, so the test fails until somebody changes both.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand};

/// Our crates and the crates of ours each may depend on (development dependencies aside).
const ALLOWED: &[(&str, &[&str])] = &[
    ("matching", &[]),
    ("timetabling", &[]),
    ("jinxue-domain", &[]),
    ("jinxue-oidc", &[]),
    ("jinxue-sealing", &[]),
    ("jinxue-store", &["jinxue-domain", "jinxue-sealing"]),
    ("jinxue-exchange", &["jinxue-domain"]),
    ("jinxue-planning", &["jinxue-domain", "matching", "timetabling"]),
    ("jinxue-api", &["jinxue-domain"]),
    (
        "jinxue-app",
        &[
            "jinxue-api",
            "jinxue-domain",
            "jinxue-exchange",
            "jinxue-oidc",
            "jinxue-planning",
            "jinxue-sealing",
            "jinxue-store",
        ],
    ),
    ("jinxue-server", &["jinxue-api", "jinxue-app"]),
    (
        "jinxue",
        &[
            "jinxue-api",
            "jinxue-app",
            "jinxue-domain",
            "jinxue-exchange",
            "jinxue-planning",
            "jinxue-server",
            "jinxue-store",
            "matching",
            "timetabling",
        ],
    ),
    ("jinxue-testkit", &["jinxue-api", "jinxue-app", "jinxue-domain", "jinxue-server", "jinxue-store"]),
    ("xtask", &[]),
];

/// Crates that only one ring may use: the wall around SQL, HTTP, JSON and files.
const KEPT_INSIDE: &[(&str, &[&str])] = &[
    ("sqlx", &["jinxue-store", "jinxue-testkit"]),
    ("aes-gcm", &["jinxue-sealing"]),
    ("axum", &["jinxue-server", "jinxue-testkit"]),
    ("calamine", &["jinxue-exchange"]),
    ("hyper", &["jinxue-oidc", "jinxue-server"]),
    ("utoipa", &["jinxue-api", "jinxue-server"]),
];

/// A crate of ours and the names of what it depends on.
pub type Arrows = BTreeMap<String, BTreeSet<String>>;

/// Reads the arrows of this workspace from `cargo metadata`.
pub fn workspace() -> anyhow::Result<Arrows> {
    let metadata = MetadataCommand::new().no_deps().exec()?;
    let arrows = metadata.workspace_packages().into_iter().map(|package| {
        let uses = package
            .dependencies
            .iter()
            .filter(|dependency| dependency.kind != DependencyKind::Development)
            .map(|dependency| dependency.name.to_string())
            .collect();
        (package.name.to_string(), uses)
    });
    Ok(arrows.collect())
}

/// Every arrow that is not allowed, one sentence each.
pub fn check(arrows: &Arrows) -> Vec<String> {
    let allowed: BTreeMap<&str, &[&str]> = ALLOWED.iter().copied().collect();
    let mut faults = Vec::new();
    for (from, uses) in arrows {
        let Some(may) = allowed.get(from.as_str()) else {
            faults.push(format!(
                "{from} is a new crate: add its arrows to xtask/src/arrows.rs and to ARCHITECTURE.md"
            ));
            continue;
        };
        for to in uses {
            if allowed.contains_key(to.as_str()) && !may.contains(&to.as_str()) {
                faults.push(format!("{from} → {to} is not an arrow of ARCHITECTURE.md"));
            }
            if let Some((_, homes)) = KEPT_INSIDE.iter().find(|(name, _)| name == to)
                && !homes.contains(&from.as_str())
            {
                faults.push(format!("{from} uses {to}, which is kept inside {}", homes.join(", ")));
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_keeps_to_its_arrows() {
        assert_eq!(check(&workspace().expect("cargo metadata runs")), Vec::<String>::new());
    }

    #[test]
    fn a_wrong_arrow_is_named() {
        let arrows =
            Arrows::from([("jinxue-domain".into(), BTreeSet::from(["jinxue-store".into(), "sqlx".into()]))]);
        let faults = check(&arrows);
        assert_eq!(faults.len(), 2, "{faults:?}");
        assert!(faults[0].contains("jinxue-domain → jinxue-store"));
    }
}
