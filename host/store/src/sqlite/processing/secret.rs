//! The key with which the processing log hides who was looked at.

use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::sync::Arc;

use chacha20poly1305::aead::{Aead as _, KeyInit as _};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use fieldlab_domain::bsn::Bsn;
use fieldlab_domain::store::StoreError;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

/// Bytes of the key: half to encrypt, half to find the entries of one citizen.
const KEY_BYTES: usize = 64;

/// Bytes of the random number that goes before what is encrypted.
const NONCE_BYTES: usize = 24;

/// Encrypts citizen service numbers (XChaCha20-Poly1305), and hashes them (HMAC with SHA-256): there are so few numbers that a hash
/// without a key could be looked up.
#[derive(Clone)]
pub(crate) struct Secret(Arc<[u8; KEY_BYTES]>);

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret(..)")
    }
}

impl Secret {
    /// The key in a file, which is made when it is not there.
    pub(crate) fn open(path: &Path) -> Result<Secret, StoreError> {
        let broken = |what: String| StoreError::Broken { path: path.display().to_string(), what };
        loop {
            match fs::read(path) {
                Ok(bytes) => {
                    let key = bytes.try_into().map_err(|_| {
                        let hint = "put a copy of the file back; without it nobody can read who was looked at";
                        broken(format!("it is no key of {KEY_BYTES} bytes\n  hint: {hint}"))
                    })?;
                    return Ok(Secret(Arc::new(key)));
                }
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    make(path).map_err(|error| broken(format!("a key can't be written: {error}")))?;
                }
                Err(error) => return Err(broken(error.to_string())),
            }
        }
    }

    pub(crate) fn encrypt(&self, bsn: Bsn) -> Vec<u8> {
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce).expect("the system has random numbers once it has started");
        let number = bsn.number().to_be_bytes();
        let hidden = self.cipher().encrypt(&XNonce::from(nonce), &number[..]).expect("four bytes fit");
        [&nonce[..], &hidden].concat()
    }

    /// Whom an entry is about; nobody when it was made with another key or was changed.
    pub(crate) fn decrypt(&self, hidden: &[u8]) -> Option<Bsn> {
        let (nonce, hidden) = hidden.split_at_checked(NONCE_BYTES)?;
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().ok()?;
        let number = self.cipher().decrypt(&XNonce::from(nonce), hidden).ok()?;
        Bsn::new(u32::from_be_bytes(number.try_into().ok()?))
    }

    pub(crate) fn hash(&self, bsn: Bsn) -> Vec<u8> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0[KEY_BYTES / 2..]).expect("a key may have any length");
        mac.update(&bsn.number().to_be_bytes());
        mac.finalize().into_bytes().to_vec()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new_from_slice(&self.0[..KEY_BYTES / 2]).expect("it is half of the key")
    }
}

/// Makes a key for its owner only. Whoever is first wins: a file that is there already stays.
fn make(path: &Path) -> std::io::Result<()> {
    let mut key = [0; KEY_BYTES];
    getrandom::fill(&mut key).map_err(std::io::Error::other)?;
    let beside = path.with_extension(format!("new-{}", std::process::id()));
    let written = (|| {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&beside)?;
        file.write_all(&key)?;
        file.sync_all()?;
        match fs::hard_link(&beside, path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
            linked => linked,
        }
    })();
    let _ = fs::remove_file(&beside);
    written
}
