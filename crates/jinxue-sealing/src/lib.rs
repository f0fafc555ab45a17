//! Keys, and texts sealed with them. Nothing here knows of databases: a text is sealed for a place, whatever that is.
//!
//! ```
//! # let folder = tempfile::tempdir().unwrap();
//! use jinxue_sealing::Keyring;
//! let keys = Keyring::at(&folder.path().join("keys"));
//! keys.make()?;
//! let sealed = keys.seal("1", "person 7", "11010519491231002X")?;
//! assert_eq!(keys.open("person 7", &sealed)?, "11010519491231002X");
//! assert!(keys.open("person 8", &sealed).is_err());
//! # Ok::<(), jinxue_sealing::SealFault>(())
//! ```

mod cipher;
mod fault;
mod hex;
mod keyring;
mod keys;
pub mod secret_file;

pub use cipher::Algorithm;
pub use fault::SealFault;
pub use keyring::Keyring;
