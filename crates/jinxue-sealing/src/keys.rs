//! The keys of an installation, as the keys file holds them.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::cipher::{Algorithm, Cipher, NONCE};
use crate::hex;

/// The name of the key that hashes what is searched for.
pub(super) const INDEX: &str = "index";
const INDEX_ALGORITHM: &str = "hmac-sha-256";
const INDEX_BYTES: usize = 32;
const HEAD: &str = "# 进学 jinxue: whoever has this file reads the sealed columns of the database; whoever loses it does not.\n\
                    # Keep a copy of it apart from the backups. One key a line: name, algorithm, key.\n";

/// One key that seals.
struct SealKey {
    algorithm: Algorithm,
    bytes: Vec<u8>,
    cipher: Box<dyn Cipher>,
}

/// All keys. `Debug` is left out: it would print them.
#[derive(Default)]
pub(super) struct Keys {
    index: Vec<u8>,
    seals: BTreeMap<String, SealKey>,
}

/// A line that is no key: its number, what stands there (never a key), what was expected.
pub(super) struct BadLine {
    pub line: usize,
    pub found: String,
    pub expected: &'static str,
}

impl Keys {
    /// Keys for a new installation: one that hashes, and the first that seals.
    pub fn new(algorithm: Algorithm) -> Self {
        let mut keys = Self { index: drawn(INDEX_BYTES), seals: BTreeMap::new() };
        keys.add("1", algorithm);
        keys
    }

    /// Draws a key under the name `id`, unless there is one.
    pub fn add(&mut self, id: &str, algorithm: Algorithm) {
        let bytes = drawn(algorithm.key_bytes());
        if let Some(cipher) = algorithm.with(&bytes) {
            self.seals.entry(id.to_owned()).or_insert(SealKey { algorithm, bytes, cipher });
        }
    }

    /// Forgets a key.
    pub fn remove(&mut self, id: &str) {
        self.seals.remove(id);
    }

    /// The names of the keys that seal, and what they seal with.
    pub fn seals(&self) -> impl Iterator<Item = (&str, Algorithm)> {
        self.seals.iter().map(|(id, key)| (id.as_str(), key.algorithm))
    }

    pub fn has(&self, id: &str) -> bool {
        self.seals.contains_key(id)
    }

    /// `text` sealed for `place` under the key `id`: the name of the key, then nonce and ciphertext in base 64.
    pub fn seal(&self, id: &str, place: &str, text: &str) -> Option<String> {
        Some(format!("{id}.{}", BASE64.encode(self.seal_bytes(id, place, text.as_bytes())?)))
    }

    /// Nonce and ciphertext of `plain`.
    pub fn seal_bytes(&self, id: &str, place: &str, plain: &[u8]) -> Option<Vec<u8>> {
        let nonce: [u8; NONCE] = rand::random();
        let sealed = self.seals.get(id)?.cipher.seal(&nonce, place.as_bytes(), plain)?;
        Some([nonce.as_slice(), &sealed].concat())
    }

    /// What was sealed for `place` under the key `id`.
    pub fn open(&self, id: &str, place: &str, body: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = body.split_first_chunk::<NONCE>()?;
        self.seals.get(id)?.cipher.open(nonce, place.as_bytes(), sealed)
    }

    /// The keyed hash by which `text` is found again among the values of `field`.
    pub fn hash(&self, field: &str, text: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.index).expect("any length is a key of HMAC");
        // The field's name cannot be taken for part of the text: it holds no zero byte.
        mac.update(field.as_bytes());
        mac.update(&[0]);
        mac.update(text.as_bytes());
        BASE64.encode(mac.finalize().into_bytes())
    }

    /// The keys file.
    pub fn written(&self) -> String {
        let mut text = format!("{HEAD}{INDEX} {INDEX_ALGORITHM} {}\n", hex::written(&self.index));
        for (id, key) in &self.seals {
            text.push_str(&format!("{id} {} {}\n", key.algorithm.as_str(), hex::written(&key.bytes)));
        }
        text
    }

    /// Reads a keys file.
    pub fn read(text: &str) -> Result<Self, BadLine> {
        let mut keys = Self::default();
        let lines = text.lines().zip(1..).map(|(text, line)| (text.trim(), line));
        for (text, line) in lines.filter(|(text, _)| !text.is_empty() && !text.starts_with('#')) {
            let bad = |found: String, expected| BadLine { line, found, expected };
            let words: Vec<&str> = text.split_whitespace().collect();
            let [id, algorithm, digits] = words.as_slice() else {
                return Err(bad(format!("{} words", words.len()), "name, algorithm and key"));
            };
            let bytes =
                hex::read(digits).ok_or_else(|| bad("a key".into(), "hexadecimal digits in pairs"))?;
            let length = format!("a key of {} bytes", bytes.len());
            if *id == INDEX {
                if *algorithm != INDEX_ALGORITHM {
                    return Err(bad((*algorithm).to_owned(), INDEX_ALGORITHM));
                }
                if bytes.len() != INDEX_BYTES {
                    return Err(bad(length, "32 bytes"));
                }
                keys.index = bytes;
                continue;
            }
            if !id.chars().all(|c| c.is_ascii_digit()) || keys.has(id) {
                return Err(bad((*id).to_owned(), "a number that names no other key"));
            }
            let algorithm = Algorithm::read(algorithm)
                .ok_or_else(|| bad((*algorithm).to_owned(), "aes-256-gcm or sm4-gcm"))?;
            let cipher = algorithm
                .with(&bytes)
                .ok_or_else(|| bad(length, "32 bytes for aes-256-gcm, 16 for sm4-gcm"))?;
            keys.seals.insert((*id).to_owned(), SealKey { algorithm, bytes, cipher });
        }
        if keys.index.is_empty() {
            let line = text.lines().count() + 1;
            return Err(BadLine {
                line,
                found: "the end".into(),
                expected: "a line for the key named index",
            });
        }
        Ok(keys)
    }
}

fn drawn(bytes: usize) -> Vec<u8> {
    (0..bytes).map(|_| rand::random()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back_and_opens_what_was_sealed() {
        let mut keys = Keys::new(Algorithm::Aes256Gcm);
        keys.add("2", Algorithm::Sm4Gcm);
        let Ok(again) = Keys::read(&keys.written()) else { panic!("it reads back") };
        for id in ["1", "2"] {
            let sealed = keys.seal(id, "person.citizen_no 7", "11010519491231002X").unwrap();
            let body = BASE64.decode(sealed.strip_prefix(&format!("{id}.")).unwrap()).unwrap();
            assert_eq!(again.open(id, "person.citizen_no 7", &body).unwrap(), b"11010519491231002X");
            assert_eq!(again.open(id, "person.citizen_no 8", &body), None);
            assert_ne!(sealed, keys.seal(id, "person.citizen_no 7", "11010519491231002X").unwrap());
        }
        assert_eq!(keys.hash("f", "x"), again.hash("f", "x"));
        assert_ne!(keys.hash("f", "x"), keys.hash("g", "x"));
        assert_ne!(keys.hash("f", "x"), Keys::new(Algorithm::Aes256Gcm).hash("f", "x"));
    }

    #[test]
    fn every_bad_line_is_named_and_no_key_is_told() {
        let good = Keys::new(Algorithm::Aes256Gcm).written();
        let secret = "ab".repeat(32);
        for (line, expected) in [
            ("2 aes-256-gcm".to_owned(), "name, algorithm and key"),
            (format!("2 des {secret}"), "aes-256-gcm or sm4-gcm"),
            (format!("2 sm4-gcm {secret}"), "32 bytes for aes-256-gcm, 16 for sm4-gcm"),
            (format!("1 aes-256-gcm {secret}"), "a number that names no other key"),
            (format!("two aes-256-gcm {secret}"), "a number that names no other key"),
            (format!("2 aes-256-gcm {secret}f"), "hexadecimal digits in pairs"),
            (format!("index sha-1 {secret}"), INDEX_ALGORITHM),
        ] {
            let Err(fault) = Keys::read(&format!("{good}{line}\n")) else { panic!("{line} was taken") };
            assert_eq!((fault.line, fault.expected), (5, expected));
            assert!(!fault.found.contains("abab"), "{}", fault.found);
        }
        let Err(fault) = Keys::read("# nothing\n") else { panic!("an empty file was taken") };
        assert_eq!(fault.expected, "a line for the key named index");
    }
}
