//! The demonstration: six identities that anybody may choose. A served installation has none of this.

use jinxue_api::sign_in::{Chosen, Entered, Identity};
use jinxue_api::{Problem, Words};
use jinxue_domain::authority::GrantRole;
use jinxue_domain::{AccountState, LoginName, PersonId, SecondFactor, UnitId};
use jinxue_store::accounts::{self, Account};
use jinxue_store::{Tx, grants, units};
use serde_json::json;

use super::sessions::{self, Entry};
use super::settings;
use super::visit::Visit;
use crate::{Actor, Answer, App, Refusal, Work, access};

/// How one comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entrance {
    /// By a name and a password.
    SignIn,
    /// By choosing one of six identities: only where everything is made up.
    Demonstration,
}

impl Entrance {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Entrance::SignIn => "sign_in",
            Entrance::Demonstration => "demonstration",
        }
    }
}

/// One of the six.
struct Cast {
    identity: &'static str,
    role: GrantRole,
    task: (&'static str, &'static str),
}

const CAST: [Cast; 6] = [
    Cast {
        identity: "province",
        role: GrantRole::ProvinceOrganiser,
        task: (
            "编制全省年度计划，匹配学员，看总体进度",
            "plans the province's year, matches people to classes, sees how it stands",
        ),
    },
    Cast {
        identity: "city",
        role: GrantRole::CityOrganiser,
        task: (
            "管本市及所属县区的人员、班次和名额",
            "looks after the people, classes and quotas of one city and its counties",
        ),
    },
    Cast {
        identity: "school",
        role: GrantRole::AcademicOffice,
        task: ("办班：看花名册、排课、掌握到班情况", "runs the classes: rosters, timetables, who is there"),
    },
    Cast {
        identity: "liaison",
        role: GrantRole::UnitLiaison,
        task: ("核对本单位人员信息，上报需求", "keeps one unit's people right and reports what they need"),
    },
    Cast {
        identity: "lecturer",
        role: GrantRole::Lecturer,
        task: ("看本校的班次和学员对象", "sees the classes of the school and whom they are for"),
    },
    Cast {
        identity: "trainee",
        role: GrantRole::Trainee,
        task: ("看自己的学时、短板和参训安排", "sees their own hours, gaps and classes"),
    },
];

/// Who plays an identity in the made-up province.
#[derive(Debug, Clone)]
pub struct Player {
    /// `province`, `city`, `school`, `liaison`, `lecturer`, `trainee`.
    pub identity: &'static str,
    pub display_name: String,
    /// Where the role of the identity is given.
    pub unit: UnitId,
    /// The person of the roster, where the identity is one.
    pub person: Option<PersonId>,
}

/// Makes the accounts of the identities that are missing, and gives each its role where it has none. They have no
/// password: the switch is the only way in.
///
/// # Errors
/// When the store fails.
pub async fn plant(app: &App, players: &[Player]) -> Answer<Vec<Account>> {
    let work = Work::of(app, Actor::operator());
    app.unfenced()
        .work(async |mut tx| {
            let mut cast = Vec::with_capacity(players.len());
            for player in players {
                let account = player_account(&mut tx, &work, player).await?;
                if grants::of_account(&mut tx, account.id).await?.is_empty() {
                    let part = CAST.iter().find(|part| part.identity == player.identity);
                    let part = part.ok_or_else(|| Refusal::internal(&player.identity))?;
                    let unit = units::by_id(&mut tx, player.unit).await?;
                    access::plant_in(&mut tx, &work, account.id, part.role, &unit).await?;
                }
                cast.push(account);
            }
            Ok::<_, Refusal>(cast)
        })
        .await
}

async fn player_account(tx: &mut Tx, work: &Work, player: &Player) -> Answer<Account> {
    let (app, login) = (&work.app, login_of(player.identity)?);
    if let Some(there) = accounts::by_login(tx, &login).await? {
        return Ok(there);
    }
    let now = app.clock.now();
    let made = Account {
        id: app.ids.draw(),
        login,
        display_name: player.display_name.clone(),
        person_id: player.person,
        state: AccountState::Active,
        second_factor: SecondFactor::Optional,
        version: 1,
        created_at: now,
        changed_at: now,
    };
    accounts::insert(tx, &made).await?;
    let detail = json!({ "login": made.login.as_str() });
    work.note(tx, "create", ("account", made.id.to_string()), detail).await?;
    Ok(made)
}

/// The identities to choose from.
///
/// # Errors
/// `not_found` where this is no demonstration.
pub async fn list(visit: &Visit) -> Answer<Vec<Identity>> {
    demonstration_only(&visit.app)?;
    let mut identities = Vec::with_capacity(CAST.len());
    for cast in &CAST {
        if let Some(account) = find(&visit.app, cast.identity).await? {
            identities.push(Identity {
                identity: cast.identity,
                role: Words::new(cast.role.zh(), cast.role.en()),
                task: Words::new(cast.task.0, cast.task.1),
                display_name: account.display_name,
            });
        }
    }
    Ok(identities)
}

/// Goes in as an identity.
///
/// # Errors
/// `not_found` where this is no demonstration; `invalid_value` for another word.
pub async fn choose(visit: &Visit, chosen: &Chosen) -> Answer<Entry<Entered>> {
    demonstration_only(&visit.app)?;
    let known = CAST.iter().find(|cast| cast.identity == chosen.identity);
    let account = match known {
        Some(cast) => find(&visit.app, cast.identity).await?,
        None => None,
    };
    let Some(account) = account else {
        let expected = CAST.map(|cast| cast.identity).join(", ");
        return Err(Problem::invalid("identity", &chosen.identity, expected).into());
    };
    let work = visit.work_of(&account);
    work.app
        .unfenced()
        .work(async |mut tx| {
            let rules = settings::in_force(&mut tx).await?;
            let token = sessions::make(&mut tx, visit, &account, None, &rules).await?;
            work.note(&mut tx, "switch", ("account", account.id.to_string()), json!({})).await?;
            Ok::<_, Refusal>(Entry::new(sessions::entered(&account, None), token, &rules))
        })
        .await
}

fn demonstration_only(app: &App) -> Answer<()> {
    match app.settings.entrance {
        Entrance::Demonstration => Ok(()),
        Entrance::SignIn => Err(Problem::not_found("address", "/api/v1/switch").into()),
    }
}

async fn find(app: &App, identity: &str) -> Answer<Option<Account>> {
    let login = login_of(identity)?;
    Ok(app.unfenced().read(async |mut conn| accounts::by_login(&mut conn, &login).await).await?)
}

fn login_of(identity: &str) -> Answer<LoginName> {
    format!("demo-{identity}").parse().map_err(|fault| Refusal::of("identity", &fault))
}
