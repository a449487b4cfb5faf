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

/// What to do without the right key.
const BACK: &str =
    "put a copy of the file back, for without it nobody can read who was looked at; or use another folder with --data";

fn broken(path: &Path, what: String) -> StoreError {
    StoreError::Broken { path: path.display().to_string(), what }
}

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
    pub(crate) fn read_or_make(path: &Path) -> Result<Secret, StoreError> {
        if let Some(secret) = Secret::find(path)? {
            return Ok(secret);
        }
        make(path).map_err(|error| broken(path, format!("a key can't be written: {error}")))?;
        Secret::read(path)
    }

    /// The key in a file, which must be there: another one would find none of the entries that there are.
    pub(crate) fn read(path: &Path) -> Result<Secret, StoreError> {
        let gone = || broken(path, format!("the key of the processing log is gone\n  hint: {BACK}"));
        Secret::find(path)?.ok_or_else(gone)
    }

    fn find(path: &Path) -> Result<Option<Secret>, StoreError> {
        match fs::read(path) {
            Ok(bytes) => {
                let no_key = |_| broken(path, format!("it is no key of {KEY_BYTES} bytes\n  hint: {BACK}"));
                Ok(Some(Secret(Arc::new(bytes.try_into().map_err(no_key)?))))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(broken(path, error.to_string())),
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

    /// A citizen encrypted so that the same one has the same code, for who keeps a log elsewhere: what goes before it is no random
    /// number but follows from the citizen and the key, so that one is never used for two. Hexadecimal.
    pub(crate) fn code(&self, bsn: Bsn) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0[KEY_BYTES / 2..]).expect("a key may have any length");
        mac.update(b"code");
        mac.update(&bsn.number().to_be_bytes());
        let mut nonce = [0; NONCE_BYTES];
        nonce.copy_from_slice(&mac.finalize().into_bytes()[..NONCE_BYTES]);
        let number = bsn.number().to_be_bytes();
        let hidden = self.cipher().encrypt(&XNonce::from(nonce), &number[..]).expect("four bytes fit");
        [&nonce[..], &hidden].concat().iter().map(|byte| format!("{byte:02x}")).collect()
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
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
        sync_folder(path)
    })();
    let _ = fs::remove_file(&beside);
    written
}

/// Waits until the disk has the name of a new file too: entries that outlast a power cut need their key.
#[cfg(unix)]
fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::File::open(folder)?.sync_all()
}

/// Elsewhere a folder can't be opened as a file, and the system writes names in their order.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}
