//! How one deed hangs on the one before it.

use jinxue_store::audit::Deed;
use sha2::{Digest as _, Sha256};

use crate::digest;

/// The hash of a deed and of everything before it: SHA-256 over the previous hash and every field of the deed, each with its
/// length in front, so that no text can slide from one field into the next.
pub(super) fn link(before: &str, deed: &Deed) -> String {
    let Deed { id, at, actor, action, object_kind, object_id, detail, account_id, role, request_id, address } =
        deed;
    let mut hasher = Sha256::new();
    let texts = [
        Some(before.to_owned()),
        Some(id.to_string()),
        Some(at.as_micros().to_string()),
        Some(actor.clone()),
        Some(action.clone()),
        Some(object_kind.clone()),
        Some(object_id.clone()),
        Some(detail.clone()),
        account_id.map(|id| id.to_string()),
        role.clone(),
        request_id.clone(),
        address.clone(),
    ];
    for text in texts {
        match text {
            Some(text) => {
                hasher.update((text.len() as u64 + 1).to_be_bytes());
                hasher.update(text.as_bytes());
            }
            None => hasher.update(0_u64.to_be_bytes()),
        }
    }
    digest::text(&hasher.finalize())
}

#[cfg(test)]
mod tests {
    use jinxue_domain::{AuditId, Instant};
    use uuid::Uuid;

    use super::*;

    fn deed() -> Deed {
        Deed {
            id: AuditId::from_uuid(Uuid::from_u128(7)),
            at: Instant::from_micros(5),
            actor: "张三".into(),
            action: "edit".into(),
            object_kind: "person".into(),
            object_id: "1".into(),
            detail: "{}".into(),
            account_id: None,
            role: None,
            request_id: Some("r".into()),
            address: None,
        }
    }

    #[test]
    fn every_field_and_the_hash_before_count() {
        let first = link("", &deed());
        assert_eq!(first, link("", &deed()), "the same deed has the same hash");
        let changes: [fn(&mut Deed); 11] = [
            |one| one.id = AuditId::from_uuid(Uuid::from_u128(8)),
            |one| one.at = Instant::from_micros(6),
            |one| one.actor = "李四".into(),
            |one| one.action = "create".into(),
            |one| one.object_kind = "class".into(),
            |one| one.object_id = "2".into(),
            |one| one.detail = "{ }".into(),
            |one| one.account_id = Some(Uuid::from_u128(9).into()),
            |one| one.role = Some("auditor".into()),
            |one| one.request_id = None,
            |one| one.address = Some(String::new()),
        ];
        for change in changes {
            let mut other = deed();
            change(&mut other);
            assert_ne!(first, link("", &other), "{other:?}");
        }
        assert_ne!(first, link(&first, &deed()));
    }

    #[test]
    fn text_does_not_slide_between_fields() {
        let (mut one, mut other) = (deed(), deed());
        (one.action, one.object_kind) = ("ab".into(), "c".into());
        (other.action, other.object_kind) = ("a".into(), "bc".into());
        assert_ne!(link("", &one), link("", &other));
    }
}
