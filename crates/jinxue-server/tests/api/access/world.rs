//! A tree in which every unit keeps a canary in each kind of record: a word of its own that must not fly out.

use std::collections::BTreeSet;

use jinxue_app::Actor;
use jinxue_domain::authority::{GrantRole, Reach, Right};
use jinxue_domain::needs::{SurveyState, Urgency};
use jinxue_domain::rules::{CATALOGUE, Mark};
use jinxue_domain::{
    AccountId, AccountState, ClassState, Date, ImportId, ImportKind, ImportState, SecondFactor, Tier,
};
use jinxue_store::accounts::{self, Account};
use jinxue_store::classes::FullClass;
use jinxue_store::gaps::{self, GapEvidence};
use jinxue_store::imports::{self, ImportFile};
use jinxue_store::shares::{self, Division, Share};
use jinxue_store::surveys::Survey;
use jinxue_store::surveys::answers::{Answer, Choice};
use jinxue_store::units::Unit;
use jinxue_store::{StoreError, Tx, classes, people, plans, rules, runs, seats, surveys, units};
use jinxue_testkit::{Reply, TestDb, TestServer, build};
use serde_json::{Value, json};
use uuid::Uuid;

/// Steps of the tree, unit by unit; a parent stands before its children. 2 and 21 begin alike.
pub const TREE: [&str; 12] = [
    "0001",
    "0001.0002",
    "0001.0002.0001",
    "0001.0002.0001.0001",
    "0001.0002.0001.0001.0001",
    "0001.0002.0002",
    "0001.0002.0002.0001",
    "0001.0002.0021",
    "0001.0021",
    "0001.0021.0001",
    "0001.0021.0001.0001",
    "0001.0003",
];

/// The kinds of canary.
pub const KINDS: [char; 8] = ['P', 'N', 'C', 'L', 'R', 'I', 'O', 'S'];

pub struct World {
    pub server: TestServer,
    pub units: Vec<Unit>,
    accounts: u64,
}

/// The word that unit `number` keeps in its records of one kind.
pub fn canary(number: usize, kind: char) -> String {
    format!("KANARI{number:02}{kind}")
}

/// Every canary in a text: the number of its unit and its kind.
pub fn canaries(text: &str) -> BTreeSet<(usize, char)> {
    let found = text.split("KANARI").skip(1);
    found
        .filter_map(|rest| {
            let mut signs = rest.chars();
            let number: String = signs.by_ref().take(2).collect();
            Some((number.parse().ok()?, signs.next()?))
        })
        .collect()
}

/// All that an answer says, files unpacked.
pub fn said(answer: &Reply) -> String {
    let mut text = String::from_utf8_lossy(&answer.bytes).into_owned();
    if answer.bytes.starts_with(b"PK") {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&answer.bytes)).unwrap();
        for entry in 0..archive.len() {
            let mut part = String::new();
            std::io::Read::read_to_string(&mut archive.by_index(entry).unwrap(), &mut part).unwrap();
            text.push_str(&part);
        }
    }
    text
}

impl World {
    pub async fn on(db: TestDb) -> Self {
        let server = TestServer::on(db).await;
        let units = tree();
        let mut world = Self { server, units, accounts: 0 };
        world.fill().await;
        world
    }

    async fn fill(&mut self) {
        let people: Vec<_> = self.units.iter().enumerate().map(|(at, unit)| person(at, unit)).collect();
        let plans: Vec<_> = self.units.iter().enumerate().map(|(at, unit)| plan(at, unit)).collect();
        let units = &self.units;
        // Classes of every unit stand in the plan of the province, drafts and published ones by turns.
        let classes: Vec<FullClass> =
            units.iter().enumerate().map(|(at, unit)| class(at, &plans[0], unit)).collect();
        self.server
            .app
            .unfenced()
            .work(async |mut tx| {
                units::upsert_many(&mut tx, units).await?;
                people::upsert_many(&mut tx, &people).await?;
                for (at, unit) in units.iter().enumerate() {
                    plans::insert(&mut tx, &plans[at]).await?;
                    let mut run = build::run(at as u64, &plans[at]);
                    run.name = canary(at, 'R');
                    runs::insert(&mut tx, &run).await?;
                    let file = import(at);
                    imports::insert(&mut tx, &file).await?;
                    imports::add_span(&mut tx, file.id, unit.id, Reach::Subtree).await?;
                    rules::add(&mut tx, local_rule(at, unit)).await?;
                    gaps::add_evidence(&mut tx, &[evidence(at)]).await?;
                    surveys::add(&mut tx, &survey(at, unit), &[]).await?;
                    if is_agreed(at) {
                        surveys::answers::put(&mut tx, &answer(at, at), &[chosen(at, at)]).await?;
                    }
                }
                classes::upsert_many(&mut tx, &classes).await?;
                self.divide(&mut tx, 0, &(0..TREE.len()).collect::<Vec<_>>()).await
            })
            .await
            .expect("the world is kept");
    }

    /// Some units hand classes of the province's plan on to each directly below; those that do so as well get more each time.
    async fn divide(&self, tx: &mut Tx, version: i64, givers: &[usize]) -> Result<(), StoreError> {
        let plan_id = plan_id(0).into();
        for giver in givers.iter().map(|at| &self.units[*at]) {
            let below = self.units.iter().enumerate().filter(|(_, unit)| unit.parent_id == Some(giver.id));
            let share = |(at, unit): (usize, &Unit)| Share {
                plan_id,
                unit_id: unit.id,
                tier: Tier::County,
                from_id: giver.id,
                classes: at as u32 + if givers.contains(&at) { 7 * version as u32 } else { 0 },
                person_times: 40,
                unit_path: unit.path.clone(),
                from_path: giver.path.clone(),
            };
            let actor = "某人".to_owned();
            let division =
                Division { plan_id, unit_id: giver.id, version, actor, changed_at: build::MADE_AT };
            shares::divide(tx, &division, &giver.path, &below.map(share).collect::<Vec<_>>()).await?;
        }
        Ok(())
    }

    /// Changes what a scope may not see, and adds to it: another name, another number, one more of each kind.
    pub async fn disturb(&self, oracle: &Oracle) {
        let outside: Vec<usize> = (0..TREE.len()).filter(|at| !oracle.allows((*at, 'P'))).collect();
        let hidden = |at: usize, kind: char| !oracle.allows((at, kind));
        let app = self.server.app.unfenced();
        let disturbed = app.work(async |mut tx| {
            for &at in &outside {
                let more = 100 + at;
                let unit = &self.units[at];
                if hidden(at, 'N') {
                    let renamed = Unit { name: format!("改名{at}"), ..unit.clone() };
                    units::upsert_many(&mut tx, &[renamed]).await?;
                }
                let (mut known, mut newcomer) = (person(at, unit), person(more, unit));
                known.grade = jinxue_domain::Grade::HIGHEST;
                (known.post, newcomer.post) = (Some("改任".into()), Some("新任".into()));
                newcomer.id = build::person_id(more as u64 + 1);
                people::upsert_many(&mut tx, &[known, newcomer]).await?;
                let mut later = evidence(at);
                later.id = build::uuid(43, more as u64).into();
                later.severity = jinxue_domain::Severity::try_from(90).expect("a severity");
                gaps::add_evidence(&mut tx, &[later]).await?;
                // They answer the survey of the province, and their own has another name.
                if at != 0 {
                    surveys::answers::put(&mut tx, &answer(0, at), &[chosen(0, at)]).await?;
                }
                if hidden(at, 'S') {
                    let title = "改名调研".into();
                    surveys::update(&mut tx, &Survey { title, ..survey(at, unit) }).await?;
                }
                if hidden(at, 'C') {
                    let plan = plan(0, &self.units[0]);
                    let (mut known, mut another) = (class(at, &plan, unit), class(more, &plan, unit));
                    (known.class.name, another.class.name) = ("改名班".into(), "新办班".into());
                    known.class.seats_max += 7;
                    // An agreed class of a unit above is meant for those below.
                    another.class.state =
                        if hidden(at, 'N') { ClassState::Approved } else { ClassState::Draft };
                    classes::upsert_many(&mut tx, &[known, another]).await?;
                    let seat = build::seat(more as u64 + 1, at as u64 + 1);
                    seats::take(&mut tx, &seat).await?;
                }
                if hidden(at, 'R') {
                    runs::insert(&mut tx, &build::run(more as u64, &plan(at, unit))).await?;
                    let another = ImportFile { id: ImportId::from(import_id(more)), ..import(at) };
                    imports::insert(&mut tx, &another).await?;
                    imports::add_span(&mut tx, another.id, unit.id, Reach::Subtree).await?;
                }
                if hidden(at, 'O') {
                    let mut another = local_rule(at, unit);
                    another.id = build::uuid(42, more as u64).into();
                    rules::add(&mut tx, another).await?;
                }
            }
            let beside: Vec<usize> = outside.iter().copied().filter(|&at| hidden(at, 'P')).collect();
            self.divide(&mut tx, 1, &beside).await
        });
        disturbed.await.expect("the world is disturbed");
    }

    /// An account that holds nothing yet.
    pub async fn account(&mut self) -> Uuid {
        self.accounts += 1;
        let number = self.accounts;
        let now = self.server.app.clock.now();
        let account = Account {
            id: AccountId::from(build::uuid(40, number)),
            login: login(number).parse().unwrap(),
            display_name: format!("账号{number}"),
            person_id: None,
            state: AccountState::Active,
            second_factor: SecondFactor::Optional,
            version: 1,
            created_at: now,
            changed_at: now,
        };
        let kept = self.server.app.unfenced().work(async |mut tx| accounts::insert(&mut tx, &account).await);
        kept.await.unwrap();
        account.id.as_uuid()
    }

    /// An account with one role on one unit.
    pub async fn with_role(&mut self, role: GrantRole, at: usize) -> Actor {
        let account = self.account().await;
        self.plant(account, role, at).await;
        self.actor(account).await
    }

    pub async fn plant(&self, account: Uuid, role: GrantRole, at: usize) -> Uuid {
        let unit = self.units[at].id.as_uuid();
        jinxue_app::access::plant(&self.server.app, account, role, unit).await.expect("the role is given")
    }

    pub async fn actor(&self, account: Uuid) -> Actor {
        jinxue_app::access::actor_of(&self.server.app, account).await.unwrap()
    }

    pub async fn get(&self, actor: &Actor, path: &str) -> Reply {
        self.server.ask_as(actor, "GET", path, &[], None).await
    }

    pub async fn post(&self, actor: &Actor, path: &str, body: Value) -> Reply {
        self.server.ask_as(actor, "POST", path, &[], Some(body)).await
    }

    /// Gives a role on a unit, by somebody.
    pub async fn give(&self, by: &Actor, to: u64, role: GrantRole, at: usize, more: Value) -> Reply {
        let mut body =
            json!({ "login": login(to), "role": role.as_str(), "unit_id": self.units[at].id.as_uuid() });
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        self.post(by, "/grants", body).await
    }
}

pub fn login(number: u64) -> String {
    format!("account{number:02}")
}

pub fn import_id(at: usize) -> Uuid {
    build::uuid(41, at as u64)
}

pub fn run_id(at: usize) -> Uuid {
    build::uuid(5, at as u64)
}

pub fn plan_id(at: usize) -> Uuid {
    build::uuid(3, at as u64)
}

fn tree() -> Vec<Unit> {
    let number = |path: &str| TREE.iter().position(|known| *known == path).map(|at| at as u64 + 1);
    TREE.iter()
        .enumerate()
        .map(|(at, path)| {
            let above = path.rsplit_once('.').and_then(|(above, _)| number(above));
            let mut unit = build::unit(at as u64 + 1, above, path);
            unit.name = format!("{}局", canary(at, 'N'));
            unit.tier = match path.len() {
                4 => Tier::Province,
                9 => Tier::City,
                _ => Tier::County,
            };
            unit
        })
        .collect()
}

fn person(at: usize, unit: &Unit) -> people::Person {
    let mut person = build::person(at as u64 + 1, unit, "张伟");
    person.post = Some(canary(at, 'P'));
    person.citizen_no = Some(format!("11000019900101{:04}", at + 1));
    person
}

fn plan(at: usize, unit: &Unit) -> plans::Plan {
    let mut plan = build::plan(at as u16, unit);
    (plan.year, plan.name) = (2026, canary(at, 'L'));
    plan
}

/// Whether the class of a unit is agreed, and so known to those it is meant for.
pub fn is_agreed(at: usize) -> bool {
    at.is_multiple_of(2)
}

fn class(at: usize, plan: &plans::Plan, unit: &Unit) -> FullClass {
    let mut full = build::class(at as u64 + 1, plan, unit, "T0301".parse().unwrap(), 10);
    full.class.name = canary(at, 'C');
    full.class.remark = Some(canary(at, 'C'));
    full.class.state = if is_agreed(at) { ClassState::Approved } else { ClassState::Draft };
    full
}

fn import(at: usize) -> ImportFile {
    ImportFile {
        id: ImportId::from(import_id(at)),
        kind: ImportKind::Roster,
        file_name: format!("{}.xlsx", canary(at, 'I')),
        sha256: "0".repeat(64),
        bytes: 1,
        state: ImportState::Previewed,
        unit_id: None,
        mapping: None,
        sheet: None,
        rows_total: 3,
        rows_new: 0,
        rows_changed: 0,
        rows_same: 0,
        rows_faulty: 3,
        rows_ask: 0,
        fault: None,
        job_id: None,
        version: 1,
        created_at: build::MADE_AT,
        committed_at: None,
        undone_at: None,
    }
}

fn local_rule(at: usize, unit: &Unit) -> rules::Version {
    let rule = &CATALOGUE[0];
    let figure = &rule.figures[0];
    let value = match figure.value() {
        jinxue_domain::rules::Value::Number(number) => json!({ figure.name: number }),
        jinxue_domain::rules::Value::Word(word) => json!({ figure.name: word }),
    };
    rules::Version {
        id: build::uuid(42, at as u64).into(),
        rule_code: rule.code.clone(),
        unit_id: unit.id,
        number: 0,
        value: Some(value.to_string()),
        source: Some(canary(at, 'O')),
        mark: Some(Mark::Secondary),
        valid_from: Date::constant(2026, 1, 1),
        actor: "甲".into(),
        created_at: build::MADE_AT,
        unit_path: unit.path.clone(),
        unit_name: unit.name.clone(),
    }
}

pub fn survey_id(at: usize) -> Uuid {
    build::uuid(45, at as u64)
}

/// A survey of a unit's subtree, open and a draft by turns as classes are.
fn survey(at: usize, unit: &Unit) -> Survey {
    let open = build::survey(at as u64, unit);
    let survey = Survey {
        id: survey_id(at).into(),
        title: canary(at, 'S'),
        question: Some(canary(at, 'S')),
        opens_on: Date::constant(2026, 1, 1),
        closes_on: Date::constant(2026, 12, 1),
        ..open
    };
    if is_agreed(at) {
        survey
    } else {
        Survey { state: SurveyState::Draft, opened_by: None, opened_at: None, ..survey }
    }
}

/// What the person of a unit answers to the survey of another, in words of their own.
fn answer(survey: usize, person: usize) -> Answer {
    Answer {
        survey_id: survey_id(survey).into(),
        person_id: build::person_id(person as u64 + 1),
        remark: Some(canary(person, 'P')),
        mark: build::uuid(46, (survey * 100 + person) as u64),
        version: 1,
        answered_at: build::MADE_AT,
        changed_at: build::MADE_AT,
    }
}

fn chosen(survey: usize, person: usize) -> Choice {
    Choice {
        survey_id: survey_id(survey).into(),
        person_id: build::person_id(person as u64 + 1),
        topic: "T0301".parse().unwrap(),
        urgency: Urgency::Urgent,
    }
}

fn evidence(at: usize) -> GapEvidence {
    GapEvidence {
        id: build::uuid(43, at as u64).into(),
        person_id: build::person_id(at as u64 + 1),
        topic: "T0301".parse().unwrap(),
        kind: jinxue_domain::GapKind::Knowledge,
        severity: jinxue_domain::Severity::try_from(3).unwrap(),
        evidence: *jinxue_domain::Evidence::ALL.first().unwrap(),
        noted_on: Date::constant(2026, 1, 1),
        note: Some(canary(at, 'P')),
        import_id: None,
        class_id: None,
        survey_id: None,
        created_at: build::MADE_AT,
    }
}

/// What the naive walk says an actor may see: it knows no ranges, only parents.
pub struct Oracle {
    /// Units on which a grant in force holds, told by walking up from each.
    pub inside: BTreeSet<usize>,
    /// Units whose whole subtree, with all that may come, is inside.
    pub whole: BTreeSet<usize>,
    above: BTreeSet<usize>,
}

impl Oracle {
    /// Of grants on units: `(unit, subtree or node)`.
    pub fn of(grants: &[(usize, Reach)]) -> Self {
        let parent = |at: usize| {
            let above = TREE[at].rsplit_once('.').map(|(above, _)| above)?;
            TREE.iter().position(|known| *known == above)
        };
        let line = |at: usize| std::iter::successors(Some(at), |at| parent(*at)).collect::<Vec<_>>();
        let all = 0..TREE.len();
        let whole: BTreeSet<usize> = all
            .clone()
            .filter(|at| line(*at).iter().any(|up| grants.contains(&(*up, Reach::Subtree))))
            .collect();
        let alone = grants.iter().filter(|(_, reach)| *reach == Reach::Node).map(|(at, _)| *at);
        let inside: BTreeSet<usize> = whole.iter().copied().chain(alone).collect();
        let above = inside.iter().flat_map(|at| line(*at)).filter(|up| !inside.contains(up)).collect();
        Self { inside, whole, above }
    }

    /// Whether a canary may be told.
    pub fn allows(&self, (at, kind): (usize, char)) -> bool {
        let (inside, above) = (self.inside.contains(&at), self.above.contains(&at));
        match kind {
            'P' => inside,
            'N' | 'L' | 'O' => inside || above,
            'C' | 'S' => inside || (above && is_agreed(at)),
            'R' | 'I' => self.whole.contains(&at),
            _ => false,
        }
    }

    /// The units whose canary of a kind may be told.
    pub fn allowed(&self, kind: char) -> BTreeSet<usize> {
        (0..TREE.len()).filter(|at| self.allows((*at, kind))).collect()
    }
}

/// Which right opens the lists that tell canaries of each kind.
pub fn right_of(kind: char) -> Right {
    match kind {
        'P' => Right::SeePeople,
        'N' | 'O' => Right::SeeUnits,
        'C' => Right::SeeClasses,
        'L' => Right::SeePlans,
        'R' => Right::SeeRuns,
        'S' => Right::SeeSurveys,
        _ => Right::Import,
    }
}
