//! Files that hold a secret: read only where their owner alone can.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// Why a file with a secret is not read. No fault tells what it says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SecretFileFault {
    #[error("{path} is missing")]
    Missing { path: PathBuf },
    #[error("{path} has the mode {mode:04o}; expected 0600, so that its owner alone reads it")]
    Mode { path: PathBuf, mode: u32 },
    #[error("{path} cannot be read: {reason}")]
    Unreadable { path: PathBuf, reason: String },
}

/// The text of the file at `path`.
///
/// # Errors
/// [`SecretFileFault`] when it is not there, when others than its owner can read or change it, and when it is no text.
pub fn read(path: &Path) -> Result<String, SecretFileFault> {
    let fault = |fault: std::io::Error| match fault.kind() {
        ErrorKind::NotFound => SecretFileFault::Missing { path: path.to_owned() },
        _ => SecretFileFault::Unreadable { path: path.to_owned(), reason: fault.to_string() },
    };
    let mode = fs::metadata(path).map_err(fault)?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(SecretFileFault::Mode { path: path.to_owned(), mode });
    }
    fs::read_to_string(path).map_err(fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_others_can_open_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        assert_eq!(read(&path), Err(SecretFileFault::Missing { path: path.clone() }));
        fs::write(&path, "汾河").unwrap();
        for (mode, taken) in [(0o600, true), (0o400, true), (0o640, false), (0o604, false), (0o620, false)] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let expected = match taken {
                true => Ok("汾河".to_owned()),
                false => Err(SecretFileFault::Mode { path: path.clone(), mode }),
            };
            assert_eq!(read(&path), expected, "{mode:o}");
        }
    }
}
