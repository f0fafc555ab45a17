//! Files for people to take away.

use std::fmt::Write as _;

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::IntoResponse;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// An Excel file under its name.
pub fn xlsx(name: &str, bytes: Vec<u8>) -> impl IntoResponse + use<> {
    let headers: [(HeaderName, HeaderValue); 2] = [
        (header::CONTENT_TYPE, HeaderValue::from_static(XLSX)),
        (header::CONTENT_DISPOSITION, disposition(name)),
    ];
    (headers, bytes)
}

/// The name as RFC 6266 carries it, so that Chinese names arrive.
fn disposition(name: &str) -> HeaderValue {
    let mut text = String::from("attachment; filename*=UTF-8''");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_line_breaks_and_chinese_is_one_harmless_header() {
        let value = disposition("名册\r\nSet-Cookie: a=b.xlsx");
        assert_eq!(
            value.to_str().ok(),
            Some("attachment; filename*=UTF-8''%E5%90%8D%E5%86%8C%0D%0ASet-Cookie%3A%20a%3Db.xlsx")
        );
    }
}
