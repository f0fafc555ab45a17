//! The ciphers a value can be sealed with, behind one trait.

use aes_gcm::aead::array::Array;
use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Aead, AeadCore, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, AesGcm};
use sm4::Sm4;

/// Bytes of a nonce. It is drawn anew for every value: under one key no more than 2³² values should be sealed
/// (NIST SP 800-38D, 8.3), and an installation seals some millions.
pub(super) const NONCE: usize = 12;

/// Seals a text so that nobody without the key reads it, or takes it for another place's.
pub(super) trait Cipher: Send + Sync {
    fn seal(&self, nonce: &[u8; NONCE], place: &[u8], plain: &[u8]) -> Option<Vec<u8>>;
    /// `None` when the bytes were sealed with another key, for another place, or were altered.
    fn open(&self, nonce: &[u8; NONCE], place: &[u8], sealed: &[u8]) -> Option<Vec<u8>>;
}

impl<C: Aead + AeadCore<NonceSize = U12> + Send + Sync> Cipher for C {
    fn seal(&self, nonce: &[u8; NONCE], place: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
        self.encrypt(&Array(*nonce), Payload { msg: plain, aad: place }).ok()
    }

    fn open(&self, nonce: &[u8; NONCE], place: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        self.decrypt(&Array(*nonce), Payload { msg: sealed, aad: place }).ok()
    }
}

/// Which cipher a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Algorithm {
    /// AES with 256-bit keys in Galois/Counter Mode.
    #[default]
    Aes256Gcm,
    /// SM4 (GB/T 32907) in Galois/Counter Mode. Nothing is claimed of a certification.
    Sm4Gcm,
}

impl Algorithm {
    pub const ALL: [Self; 2] = [Self::Aes256Gcm, Self::Sm4Gcm];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Aes256Gcm => "aes-256-gcm",
            Self::Sm4Gcm => "sm4-gcm",
        }
    }

    /// The algorithm of this name.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    /// Bytes of a key.
    pub(super) const fn key_bytes(self) -> usize {
        match self {
            Self::Aes256Gcm => 32,
            Self::Sm4Gcm => 16,
        }
    }

    /// The cipher under `key`; `None` when the key has another length.
    pub(super) fn with(self, key: &[u8]) -> Option<Box<dyn Cipher>> {
        match self {
            Self::Aes256Gcm => Some(Box::new(Aes256Gcm::new_from_slice(key).ok()?)),
            Self::Sm4Gcm => Some(Box::new(AesGcm::<Sm4, U12>::new_from_slice(key).ok()?)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(hex: &str) -> Vec<u8> {
        crate::hex::read(hex).unwrap()
    }

    /// Test case 16 of McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B; and the example of
    /// RFC 8998, appendix A.1.
    #[test]
    fn both_ciphers_give_the_published_examples() {
        let examples = [
            (
                Algorithm::Aes256Gcm,
                "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
                "cafebabefacedbaddecaf888",
                "feedfacedeadbeeffeedfacedeadbeefabaddad2",
                "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
                "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
                "76fc6ece0f4e1768cddf8853bb2d551b",
            ),
            (
                Algorithm::Sm4Gcm,
                "0123456789abcdeffedcba9876543210",
                "00001234567800000000abcd",
                "feedfacedeadbeeffeedfacedeadbeefabaddad2",
                "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccddddddddddddddddeeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
                "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d",
                "83de3541e4c2b58177e065a9bf7b62ec",
            ),
        ];
        for (algorithm, key, nonce, place, plain, sealed, tag) in examples {
            let cipher = algorithm.with(&bytes(key)).unwrap();
            let nonce: [u8; NONCE] = bytes(nonce).try_into().unwrap();
            let whole = bytes(&format!("{sealed}{tag}"));
            assert_eq!(cipher.seal(&nonce, &bytes(place), &bytes(plain)).unwrap(), whole, "{algorithm:?}");
            assert_eq!(cipher.open(&nonce, &bytes(place), &whole).unwrap(), bytes(plain), "{algorithm:?}");
            assert_eq!(cipher.open(&nonce, b"elsewhere", &whole), None, "{algorithm:?}");
        }
    }

    #[test]
    fn a_key_of_another_length_is_none() {
        for algorithm in Algorithm::ALL {
            assert!(algorithm.with(&[7; 24]).is_none());
            assert!(algorithm.with(&vec![7; algorithm.key_bytes()]).is_some());
            assert_eq!(Algorithm::read(algorithm.as_str()), Some(algorithm));
        }
    }
}
