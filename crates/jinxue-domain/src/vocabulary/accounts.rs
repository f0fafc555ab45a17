//! Who may come in, and what is still due of them.

use super::vocabulary;

vocabulary! {
    /// Whether an account may be used.
    AccountState, "账号状态", "state of an account" {
        Active = "active", "启用", "active";
        Suspended = "suspended", "停用", "suspended";
    }
}

vocabulary! {
    /// Whether an account may come in by its password alone.
    SecondFactor, "二次验证要求", "need of a second factor" {
        Optional = "optional", "可选", "optional";
        Required = "required", "必须", "required";
    }
}

vocabulary! {
    /// Who may not come in by the password alone.
    SecondFactorFor, "须二次验证者", "who needs a second factor" {
        Administrators = "administrators", "三员", "the three administrators";
        SeesOthers = "sees_others", "能看到他人信息者", "whoever sees others";
        Everybody = "everybody", "所有人", "everybody";
    }
}

vocabulary! {
    /// What somebody who has shown a first proof must still do before anything else is answered.
    Due, "待完成的步骤", "step that is due" {
        Code = "second_factor", "二次验证", "second factor";
        Enrolment = "enrolment", "绑定二次验证", "enrolment of a second factor";
        Password = "password", "更换口令", "new password";
    }
}

vocabulary! {
    /// What a one-time link is for.
    LinkPurpose, "链接用途", "purpose of a link" {
        FirstStart = "first_start", "首次设置", "first start";
        Recovery = "recovery", "找回账号", "recovery";
    }
}

vocabulary! {
    /// What a passkey is asked for.
    PasskeyPurpose, "通行密钥用途", "purpose of a passkey challenge" {
        Register = "register", "登记", "registration";
        Prove = "prove", "验证", "proof";
    }
}
