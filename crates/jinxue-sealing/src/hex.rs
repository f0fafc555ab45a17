//! Keys as they stand in the keys file.

use std::fmt::Write as _;

/// Two digits a byte.
pub(super) fn written(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing into a string succeeds");
        text
    })
}

/// The bytes of an even number of hexadecimal digits.
pub(super) fn read(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(16)).collect();
    let digits = digits?;
    let whole = digits.len().is_multiple_of(2);
    whole.then(|| digits.chunks(2).filter_map(|pair| u8::try_from(pair[0] * 16 + pair[1]).ok()).collect())
}
