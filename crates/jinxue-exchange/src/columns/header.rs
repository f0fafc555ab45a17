//! Headers as people type them, reduced to what they mean.

use jinxue_domain::fold::fold;

/// The header without blanks, width, case, and the asterisk of a must.
pub(crate) fn plain(header: &str) -> String {
    let folded = fold(header);
    folded.trim_matches(['*', ':', '：', '★', '※']).to_owned()
}

/// The header without a remark in brackets at its end, such as 出生年月（yyyyMM）.
pub(super) fn without_remark(plain_header: &str) -> Option<&str> {
    let inner = plain_header.strip_suffix(')').or_else(|| plain_header.strip_suffix('）'))?;
    let (before, _) = inner.rsplit_once(['(', '（'])?;
    (!before.is_empty()).then_some(before)
}

/// `A`, `B`, … `AA`: how a spreadsheet names the column counted from 0.
pub(super) fn letters(column: usize) -> String {
    let mut rest = column + 1;
    let mut reversed = Vec::new();
    while rest > 0 {
        reversed.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    reversed.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_add_to_a_header_is_dropped() {
        for (typed, meant) in
            [("姓 名", "姓名"), ("＊姓名：", "姓名"), ("姓名*", "姓名"), ("Birth Month", "birthmonth")]
        {
            assert_eq!(plain(typed), meant);
        }
        assert_eq!(without_remark(&plain("出生年月（yyyy.MM）")), Some("出生年月"));
        assert_eq!(without_remark("(全文)"), None);
        assert_eq!(without_remark("姓名"), None);
    }

    #[test]
    fn columns_are_named_as_in_a_spreadsheet() {
        for (column, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(letters(column), name);
        }
    }
}
