//! Breached passwords: a list of their hashes as the downloader of Pwned Passwords (Have I Been Pwned) writes it, looked up
//! in files of this machine. Nothing is asked of anybody outside.
//!
//! Two shapes are known. A folder holds a file for every first five digits of a hash (`00000.txt` … `FFFFF.txt`), a line for
//! each that begins so: the other digits, a colon, how often it was seen. One file holds whole hashes, sorted, a line each.
//! The hashes are SHA-1 (40 digits) or NTLM (32).

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, ErrorKind, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use md4::Md4;
use sha1::Sha1;
use sha1::digest::Digest;

/// First digits of a hash that name its file.
const PREFIX: usize = 5;
/// Bytes of the longest line.
const LINE_MOST: u64 = 80;

/// Why a list of breached passwords cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BreachedFault {
    #[error("{path}: {reason}")]
    Unreadable { path: PathBuf, reason: String },
    #[error(
        "{path}: found {found:?}; expected a hash of 40 (SHA-1) or 32 (NTLM) hexadecimal digits, a colon, a number"
    )]
    Strange { path: PathBuf, found: String },
    #[error("{path} holds no file named by five hexadecimal digits, as 21BD1.txt")]
    Empty { path: PathBuf },
}

/// A list of breached passwords.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breached {
    path: PathBuf,
    shape: Shape,
    hash: Hash,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Folder,
    File,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hash {
    Sha1,
    Ntlm,
}

impl Hash {
    fn of_digits(digits: usize) -> Option<Self> {
        match digits {
            40 => Some(Self::Sha1),
            32 => Some(Self::Ntlm),
            _ => None,
        }
    }

    /// The hash of a password, in capital digits. NTLM is MD4 over UTF-16, least byte first.
    fn of(self, password: &str) -> String {
        let bytes = match self {
            Self::Sha1 => Sha1::digest(password).to_vec(),
            Self::Ntlm => {
                let units: Vec<u8> = password.encode_utf16().flat_map(u16::to_le_bytes).collect();
                Md4::digest(units).to_vec()
            }
        };
        bytes.iter().map(|byte| format!("{byte:02X}")).collect()
    }
}

impl Breached {
    /// The list at `path`; what shape it has is seen by a look at it.
    ///
    /// # Errors
    /// [`BreachedFault`] when it cannot be read or is no such list.
    pub fn at(path: &Path) -> Result<Self, BreachedFault> {
        let is_folder = std::fs::metadata(path).map_err(|fault| unreadable(path, &fault))?.is_dir();
        let (sample, prefix, shape) = match is_folder {
            true => (any_range(path)?, PREFIX, Shape::Folder),
            false => (path.to_owned(), 0, Shape::File),
        };
        let file = File::open(&sample).map_err(|fault| unreadable(&sample, &fault))?;
        let line = line_of(&mut BufReader::new(file)).map_err(|fault| unreadable(&sample, &fault))?;
        let strange =
            || BreachedFault::Strange { path: sample.clone(), found: line.chars().take(50).collect() };
        let digits = line.split_once(':').map(|(digits, _)| digits).ok_or_else(strange)?;
        let is_hex = digits.chars().all(|c| c.is_ascii_hexdigit());
        let hash = Hash::of_digits(digits.len() + prefix).filter(|_| is_hex).ok_or_else(strange)?;
        Ok(Self { path: path.to_owned(), shape, hash })
    }

    /// Whether `password` is on the list. A folder without the file of its first digits does not hold it.
    ///
    /// # Errors
    /// [`BreachedFault::Unreadable`].
    pub fn holds(&self, password: &str) -> Result<bool, BreachedFault> {
        let hash = self.hash.of(password);
        let found = match self.shape {
            Shape::Folder => self.in_range(&hash),
            Shape::File => File::open(&self.path).and_then(|file| in_sorted(file, &hash)),
        };
        found.map_err(|fault| unreadable(&self.path, &fault))
    }

    fn in_range(&self, hash: &str) -> io::Result<bool> {
        let (prefix, rest) = hash.split_at(PREFIX);
        let file = match File::open(self.path.join(format!("{prefix}.txt"))) {
            Err(fault) if fault.kind() == ErrorKind::NotFound => return Ok(false),
            file => file?,
        };
        for line in BufReader::new(file).lines() {
            if line?.split(':').next().is_some_and(|digits| digits.eq_ignore_ascii_case(rest)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Looks a hash up in a file of sorted lines by halving it.
fn in_sorted(file: File, hash: &str) -> io::Result<bool> {
    let (mut low, mut high) = (0, file.metadata()?.len());
    let mut reader = BufReader::new(file);
    // Between `low` and `high` begins the line that is sought, if there is one.
    while low < high {
        let middle = low + (high - low) / 2;
        let begin = begin_of_line(&mut reader, middle)?;
        reader.seek(SeekFrom::Start(begin))?;
        let line = line_of(&mut reader)?;
        let found = line.split(':').next().unwrap_or_default().to_ascii_uppercase();
        match found.as_str().cmp(hash) {
            std::cmp::Ordering::Equal => return Ok(true),
            std::cmp::Ordering::Less => low = begin + line.len() as u64 + 1,
            std::cmp::Ordering::Greater => high = begin,
        }
    }
    Ok(false)
}

/// Where the line begins in which the byte at `middle` stands.
fn begin_of_line(reader: &mut BufReader<File>, middle: u64) -> io::Result<u64> {
    let from = middle.saturating_sub(LINE_MOST);
    reader.seek(SeekFrom::Start(from))?;
    let mut before = vec![0; usize::try_from(middle - from).unwrap_or_default()];
    reader.read_exact(&mut before)?;
    let end = before.iter().rposition(|byte| *byte == b'\n');
    Ok(end.map_or(from, |end| from + end as u64 + 1))
}

/// The next line, without its end; at most as long as one may be.
fn line_of(reader: &mut BufReader<File>) -> io::Result<String> {
    let mut line = Vec::new();
    reader.take(LINE_MOST).read_until(b'\n', &mut line)?;
    if line.last() == Some(&b'\n') {
        line.pop();
    }
    Ok(String::from_utf8_lossy(&line).into_owned())
}

fn any_range(folder: &Path) -> Result<PathBuf, BreachedFault> {
    let entries = std::fs::read_dir(folder).map_err(|fault| unreadable(folder, &fault))?;
    let is_range = |path: &PathBuf| {
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        name.len() == PREFIX && name.chars().all(|c| c.is_ascii_hexdigit())
    };
    let found = entries.filter_map(Result::ok).map(|entry| entry.path()).find(is_range);
    found.ok_or_else(|| BreachedFault::Empty { path: folder.to_owned() })
}

fn unreadable(path: &Path, fault: &io::Error) -> BreachedFault {
    BreachedFault::Unreadable { path: path.to_owned(), reason: fault.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_the_standards() {
        // FIPS 180-4's example of SHA-1 is known by "abc"; NTLM of "password" by Microsoft's MS-NLMP tools.
        assert_eq!(Hash::Sha1.of("abc"), "A9993E364706816ABA3E25717850C26C9CD0D89D");
        assert_eq!(Hash::Ntlm.of("password"), "8846F7EAEE8FB117AD06BDD830B7586C");
    }

    const LOST: [&str; 3] = ["晋祠泉水清又清难老泉边", "correct horse battery", "kX9#mvw2pLq8z"];

    fn folder_of(hash: Hash) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (seen, password) in LOST.iter().enumerate() {
            let hash = hash.of(password);
            let (prefix, rest) = hash.split_at(PREFIX);
            let line = format!("{}:7\r\n{rest}:{seen}\r\n", "0".repeat(rest.len()));
            std::fs::write(folder.path().join(format!("{prefix}.txt")), line).unwrap();
        }
        folder
    }

    #[test]
    fn a_folder_of_ranges_is_looked_up_by_its_file_alone() {
        for hash in [Hash::Sha1, Hash::Ntlm] {
            let folder = folder_of(hash);
            let list = Breached::at(folder.path()).unwrap();
            assert_eq!(list.hash, hash);
            assert!(LOST.iter().all(|password| list.holds(password).unwrap()));
            assert!(!list.holds("汾河水暖鸭先知春江晚景").unwrap());
        }
    }

    #[test]
    fn one_sorted_file_is_halved_down_to_every_line_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        for hash in [Hash::Sha1, Hash::Ntlm] {
            for count in [1, 2, 3, 500] {
                let mut lines: Vec<String> =
                    (0..count).map(|n| format!("{}:{}\r\n", hash.of(&format!("lost {n}")), n * n)).collect();
                lines.sort_unstable();
                let path = folder.path().join("pwned.txt");
                std::fs::write(&path, lines.concat()).unwrap();
                let list = Breached::at(&path).unwrap();
                assert!((0..count).all(|n| list.holds(&format!("lost {n}")).unwrap()), "{hash:?} {count}");
                assert!((0..500).all(|n| !list.holds(&format!("kept {n}")).unwrap()), "{hash:?} {count}");
            }
        }
    }

    #[test]
    fn what_is_no_list_is_named() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(Breached::at(folder.path()), Err(BreachedFault::Empty { .. })));
        assert!(matches!(Breached::at(&folder.path().join("none")), Err(BreachedFault::Unreadable { .. })));
        for text in ["", "password", "password:3", "A9993E364706816ABA3E25717850C26C9CD0D89:1"] {
            let path = folder.path().join("list.txt");
            std::fs::write(&path, text).unwrap();
            assert!(matches!(Breached::at(&path), Err(BreachedFault::Strange { .. })), "{text}");
        }
    }
}
