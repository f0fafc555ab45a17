//! What the made-up province asks its people: one survey that has closed, and one that waits for the trainee's answer.

use anyhow::Context as _;
use jinxue_api::surveys::{NewSurvey, Survey, SurveyAnswer, SurveyChoice, SurveyDraft, SurveyStep};
use jinxue_app::{Actor, App, Work, jobs, surveys};
use jinxue_domain::authority::{Authority, Grant, GrantRole, Reach, Right, Terms};
use jinxue_domain::{GrantId, Instant, PersonId, Tier, UnitKind};
use jinxue_store::people::{self, Person};
use jinxue_store::units::{self, Unit};
use jinxue_store::{StoreError, surveys as store};

/// At most so many answer, so that the demonstration begins soon.
const ANSWERS_MOST: usize = 600;
/// Days for which people are asked.
const DAYS: i64 = 20;
/// What is said in words, now and then.
const WORDS: [&str; 5] = [
    "希望多安排现场教学，少一些大课。",
    "想系统学习人工智能在政务中的应用。",
    "基层更需要矛盾调解和信访的实务课。",
    "建议与外省对口单位联合办班。",
    "希望课程与本岗位结合更紧。",
];

/// Leaders of the province are asked under their names, answer, and the survey closes.
///
/// # Errors
/// When the province is missing, or a step is refused.
pub async fn closed(app: &App) -> anyhow::Result<()> {
    let province = region(app, Tier::Province).await?;
    let draft = SurveyDraft {
        title: "领导班子年度培训需求调研".into(),
        naming: "named".into(),
        grade_to: 6,
        roles: vec!["head".into(), "deputy".into()],
        question: Some("对明年的培训还有什么建议？".into()),
        ..blank(app)
    };
    let survey = opened(app, &province, draft).await?;
    let asked = asked(app, &survey, &province).await?;
    let step = asked.len().div_ceil(ANSWERS_MOST).max(1);
    let mut answers = 0;
    // One in four has no time.
    for (at, person) in asked.iter().enumerate().filter(|(at, _)| at % step == 0 && at / step % 4 != 3) {
        answer(app, &survey, person, at as u64).await?;
        answers += 1;
    }
    take(app, &survey, "closed").await?;
    jobs::drain(app).await?;
    eprintln!("需求调研：{answers} 人作答 / answers to a needs survey");
    Ok(())
}

/// The people of one county are asked without their names; the trainee is among them.
///
/// # Errors
/// As [`closed`].
pub async fn open(app: &App) -> anyhow::Result<()> {
    let county = region(app, Tier::County).await?;
    let draft = SurveyDraft {
        title: format!("{}干部培训需求调研", county.name),
        question: Some("还希望学习什么？".into()),
        chosen_max: 3,
        ..blank(app)
    };
    let survey = opened(app, &county, draft).await?;
    // The junior of each unit answers later: the trainee is one.
    for (at, person) in asked(app, &survey, &county).await?.iter().enumerate() {
        if person.grade.get() < 9 && at % 3 == 0 {
            answer(app, &survey, person, at as u64).await?;
        }
    }
    jobs::drain(app).await?;
    Ok(())
}

fn blank(app: &App) -> SurveyDraft {
    let today = app.clock.today();
    SurveyDraft {
        title: String::new(),
        naming: "anonymous".into(),
        grade_from: 1,
        grade_to: 12,
        roles: Vec::new(),
        sectors: Vec::new(),
        topics: Vec::new(),
        chosen_max: 5,
        question: None,
        opens_on: today.to_string(),
        closes_on: today.saturating_add(jiff::Span::new().days(DAYS)).to_string(),
    }
}

async fn region(app: &App, tier: Tier) -> anyhow::Result<Unit> {
    let tree = app.unfenced().read(async |mut conn| units::all(&mut conn).await).await?;
    let found = tree.into_iter().find(|unit| unit.tier == tier && unit.kind == UnitKind::Region);
    found.with_context(|| format!("there is no {tier}"))
}

async fn opened(app: &App, unit: &Unit, draft: SurveyDraft) -> anyhow::Result<Survey> {
    let work = Work::of(app, Actor::operator());
    let new = NewSurvey { unit_id: unit.id.as_uuid(), draft };
    let survey = surveys::add(&work, None, &new).await?.object()?;
    take(app, &survey, "open").await
}

async fn take(app: &App, survey: &Survey, to: &str) -> anyhow::Result<Survey> {
    let work = Work::of(app, Actor::operator());
    let step = SurveyStep { to: to.into() };
    Ok(surveys::step(&work, survey.id, survey.version, &step).await?)
}

/// Everybody the survey asks, in the order of their ids.
async fn asked(app: &App, survey: &Survey, unit: &Unit) -> anyhow::Result<Vec<Person>> {
    let found = app
        .unfenced()
        .read(async |mut conn| {
            let people = people::subtree(&mut conn, &unit.path).await?;
            Ok::<_, StoreError>((people, store::by_id(&mut conn, survey.id.into()).await?))
        })
        .await?;
    let (mut people, survey) = found;
    people.retain(|person| {
        let roles = survey.roles.as_str();
        person.grade <= survey.grade_to && (roles.is_empty() || roles.contains(person.role.as_str()))
    });
    people.sort_by_key(|person| person.id);
    Ok(people)
}

/// Somebody answers for themself.
async fn answer(app: &App, survey: &Survey, person: &Person, number: u64) -> anyhow::Result<()> {
    let work = Work::of(app, oneself(app, person)).using(Right::AnswerSurveys)?;
    let sheet = surveys::questionnaire(&work, survey.id).await?;
    let topics = sheet.topics.len() as u64;
    let many = 1 + number % u64::from(sheet.chosen_max);
    let mut choices: Vec<SurveyChoice> = Vec::new();
    for nth in 0..many {
        let mixed = mixed_of(number * 7 + nth);
        // Two draws together favour the first topics: needs are not spread evenly.
        let at = (mixed % topics) * (mixed / topics % topics) / topics;
        let Some(topic) = usize::try_from(at).ok().and_then(|at| sheet.topics.get(at)) else { continue };
        let urgency = ["needed", "urgent", "mild"][usize::try_from(mixed / 5 % 3).unwrap_or(0)];
        if choices.iter().all(|known| known.topic != topic.topic) {
            choices.push(SurveyChoice { topic: topic.topic.clone(), urgency: urgency.into() });
        }
    }
    let words = usize::try_from(number % 97).ok().and_then(|at| WORDS.get(at));
    let said = SurveyAnswer { choices, remark: words.map(|words| (*words).to_owned()) };
    surveys::put_answer(&work, survey.id, sheet.version, &said).await?;
    Ok(())
}

/// Numbers that follow no order one can see.
fn mixed_of(number: u64) -> u64 {
    let mixed = number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ mixed >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 20
}

/// Whoever somebody is when they answer: a trainee, of themself alone.
fn oneself(app: &App, person: &Person) -> Actor {
    let own: PersonId = person.id;
    let terms = Terms {
        role: GrantRole::Trainee,
        node: person.unit_path.clone(),
        reach: Reach::Node,
        fields: Vec::new(),
        from: Instant::from_micros(0),
        until: None,
    };
    let grant = Grant { id: GrantId::from_uuid(own.as_uuid()), terms };
    let authority = Authority::at(app.clock.now(), [grant], Some(own));
    Actor { account: None, name: person.name.as_str().to_owned(), authority }
}
