//! What makes a password weak: too short, made of the name, or one of the first that anybody tries.
//!
//! Kinds of characters are not counted: NIST SP 800-63B advises length and a list of bad ones instead.

use crate::account::{LoginName, SignInRules};
use crate::fold::{fold, sort_key};
use crate::words::{Fault, Words, fault_display};

/// Characters of the longest password that is taken.
pub const PASSWORD_CHARACTERS_MAX: usize = 128;
/// Different characters that a password has at least.
const DIFFERENT_MIN: usize = 5;
/// Characters that are left of a password at least, once what everybody tries is taken out of it.
const OWN_MIN: usize = 5;

/// What everybody tries first, in the parts such passwords are put together from; longer parts first.
const WORST: &[&str] = &[
    "1234567890",
    "0123456789",
    "0987654321",
    "9876543210",
    "qwertyuiop",
    "1q2w3e4r5t",
    "1qaz2wsx3edc",
    "woaini1314",
    "123456789",
    "987654321",
    "asdfghjkl",
    "woaini520",
    "administrator",
    "iloveyou",
    "password",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "woaini",
    "1qaz2wsx",
    "zaq12wsx",
    "12345678",
    "11223344",
    "88888888",
    "66666666",
    "00000000",
    "qazwsxedc",
    "abcdefgh",
    "abcd1234",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "superman",
    "1314520",
    "5201314",
    "welcome",
    "zxcvbnm",
    "qwerty",
    "qazwsx",
    "1q2w3e",
    "123456",
    "654321",
    "abcdef",
    "abc123",
    "112233",
    "123123",
    "111111",
    "888888",
    "666666",
    "000000",
    "520520",
    "dragon",
    "monkey",
    "master",
    "letmein",
    "shadow",
    "jinxue",
    "shanxi",
    "taiyuan",
    "admin",
    "root",
    "test",
    "user",
    "guest",
    "1314",
    "2024",
    "2025",
    "2026",
    "2027",
    "1234",
    "4321",
    "asdf",
    "zxcv",
    "abcd",
    "aaaa",
    "pass",
    "520",
    "123",
    "321",
    "abc",
    "qwe",
    "asd",
    "!@#",
    "@123",
];

/// Why a password is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PasswordFault {
    /// Fewer characters than the installation asks for.
    TooShort {
        /// Characters it has.
        characters: usize,
        /// Characters asked for.
        min: u32,
    },
    /// More than [`PASSWORD_CHARACTERS_MAX`] characters.
    TooLong {
        /// Characters it has.
        characters: usize,
    },
    /// The login name is part of it.
    HoldsLogin,
    /// It repeats a few characters.
    FewCharacters,
    /// It is put together from what everybody tries first, or is on the list of common ones.
    Common,
    /// It is put together from the names of the installation or its owner.
    Names,
    /// It is on the list of breached ones.
    Breached,
    /// It is, or was lately, the password of this account.
    UsedBefore {
        /// How many earlier ones may not be taken again.
        history: u32,
    },
}

impl Fault for PasswordFault {
    fn code(&self) -> &'static str {
        "password_weak"
    }
    /// Never the password.
    fn value(&self) -> String {
        match self {
            Self::TooShort { characters, .. } | Self::TooLong { characters } => characters.to_string(),
            _ => "•••".to_owned(),
        }
    }
    fn expected(&self) -> Words {
        match self {
            Self::TooShort { min, .. } => {
                Words::new(format!("至少 {min} 个字符"), format!("at least {min} characters"))
            }
            Self::TooLong { .. } => Words::new(
                format!("至多 {PASSWORD_CHARACTERS_MAX} 个字符"),
                format!("at most {PASSWORD_CHARACTERS_MAX} characters"),
            ),
            Self::HoldsLogin => Words::of("不含登录名", "without the login name"),
            Self::FewCharacters => Words::new(
                format!("至少 {DIFFERENT_MIN} 种不同字符"),
                format!("at least {DIFFERENT_MIN} different characters"),
            ),
            Self::Common => Words::of("不是人人都会先试的口令", "none that everybody tries first"),
            Self::Names => Words::of("不用单位或本人的名字", "none made of the names of the unit or oneself"),
            Self::Breached => Words::of("未曾泄露的口令", "none that was ever leaked"),
            Self::UsedBefore { history } => Words::new(
                format!("不同于当前口令和最近 {history} 个口令"),
                format!("none of the present one and the last {history}"),
            ),
        }
    }
    fn words(&self) -> Words {
        match self {
            Self::TooShort { characters, min } => Words::new(
                format!("口令有 {characters} 个字符，至少要 {min} 个；可以用几个词连成一句"),
                format!(
                    "the password has {characters} characters, at least {min} are needed; a few words in a row do well"
                ),
            ),
            Self::TooLong { characters } => Words::new(
                format!("口令有 {characters} 个字符，至多 {PASSWORD_CHARACTERS_MAX} 个"),
                format!(
                    "the password has {characters} characters, at most {PASSWORD_CHARACTERS_MAX} are taken"
                ),
            ),
            Self::HoldsLogin => Words::of("口令里不能有登录名", "the password must not hold the login name"),
            Self::FewCharacters => Words::new(
                format!("口令只是几个字符的重复，至少要 {DIFFERENT_MIN} 种不同字符"),
                format!(
                    "the password repeats a few characters, at least {DIFFERENT_MIN} different ones are needed"
                ),
            ),
            Self::Common => Words::of(
                "口令太常见，别人最先试的就是它",
                "the password is among the first that anybody tries",
            ),
            Self::Names => Words::of(
                "口令主要由单位或本人的名字组成，容易被猜到",
                "the password is put together from the names of the unit or its owner, which are easily guessed",
            ),
            Self::Breached => Words::of(
                "这个口令在别处泄露过，不能再用",
                "the password was leaked elsewhere and cannot be taken",
            ),
            Self::UsedBefore { history } => Words::new(
                format!("不能再用当前口令或最近 {history} 个口令"),
                format!("the present password and the last {history} cannot be taken again"),
            ),
        }
    }
}
fault_display!(PasswordFault);

/// Every reason why `password` is too weak for `login`; none when it may be taken. `names` are those of the installation and
/// of the owner: what a password is put together from first after what everybody tries.
pub fn weaknesses(
    password: &str,
    login: &LoginName,
    names: &[&str],
    rules: &SignInRules,
) -> Vec<PasswordFault> {
    let characters = password.chars().count();
    if characters > PASSWORD_CHARACTERS_MAX {
        return vec![PasswordFault::TooLong { characters }];
    }
    let folded = password.to_lowercase();
    let min = rules.password_length_min;
    [
        (characters < min as usize).then_some(PasswordFault::TooShort { characters, min }),
        folded.contains(login.as_str()).then_some(PasswordFault::HoldsLogin),
        (different(&folded) < DIFFERENT_MIN).then_some(PasswordFault::FewCharacters),
        of_parts(&folded, names),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn different(text: &str) -> usize {
    text.chars().collect::<std::collections::BTreeSet<_>>().len()
}

fn of_parts(folded: &str, names: &[&str]) -> Option<PasswordFault> {
    let is_little = |text: String| text.chars().count() < OWN_MIN;
    let without_worst = |text: String| WORST.iter().fold(text, |left, part| left.replace(part, ""));
    if is_little(without_worst(folded.to_owned())) {
        return Some(PasswordFault::Common);
    }
    let forms = names.iter().flat_map(|name| forms(name));
    let without_names = forms.fold(folded.to_owned(), |left, name| left.replace(name.as_str(), ""));
    is_little(without_worst(without_names)).then_some(PasswordFault::Names)
}

/// A name as it is guessed: whole and without the word for what kind of place it is, in characters and in pinyin.
fn forms(name: &str) -> Vec<String> {
    let whole = fold(name).to_lowercase();
    let stem = whole.trim_end_matches(['省', '市', '县', '区']).to_owned();
    let spelt = |text: &str| {
        let key = sort_key(text);
        let syllables = key.strip_suffix(&fold(text)).unwrap_or(&key);
        syllables.split_whitespace().collect::<String>()
    };
    let mut forms = vec![spelt(&whole), spelt(&stem), whole, stem];
    forms.retain(|form| form.chars().count() >= if form.is_ascii() { 4 } else { 2 });
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(password: &str) -> Vec<PasswordFault> {
        let names = ["山西省", "张三"];
        weaknesses(password, &"zhang.san".parse().unwrap(), &names, &SignInRules::default())
    }

    #[test]
    fn names_of_the_installation_and_its_owner_are_no_password() {
        for made in [
            "山西省山西省2026张三!",
            "ShanxiSheng-zhangsan",
            "zhangsanZHANGSAN2025",
            "张三张三张三山西山西12",
        ] {
            let found = of(made);
            assert!(
                found.contains(&PasswordFault::Names) || found.contains(&PasswordFault::Common),
                "{made} {found:?}"
            );
        }
        assert_eq!(of("张三在汾河边看水鸭子过河"), []);
    }

    #[test]
    fn weak_passwords_are_named_with_every_reason_and_strong_ones_pass() {
        use PasswordFault::*;
        for strong in ["correct horse battery", "汾河水暖鸭先知春江晚景图", "kX9#mvw2pLq8z"] {
            assert_eq!(of(strong), [], "{strong}");
        }
        assert_eq!(of("short"), [TooShort { characters: 5, min: 12 }]);
        assert_eq!(of("my-Zhang.San-pass99"), [HoldsLogin]);
        assert_eq!(of("abababababababab"), [FewCharacters]);
        for common in ["password123456", "Admin1234567890", "woaini1314520", "P@ssw0rd2026", "qwertyuiop123"]
        {
            assert!(of(common).contains(&Common), "{common}");
        }
        assert_eq!(of(&"长".repeat(129)), [TooLong { characters: 129 }]);
    }

    #[test]
    fn a_refusal_never_shows_the_password() {
        for fault in of("zhang.san123") {
            let said = format!("{} {:?} {}", fault.value(), fault, fault.words().en);
            assert!(!said.contains("zhang.san123"), "{said}");
        }
    }
}
