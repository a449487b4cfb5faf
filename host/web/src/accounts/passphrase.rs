//! Passphrases: what one must be, and its Argon2id hash.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash};
use tokio::sync::Semaphore;

/// The fewest and most characters of a passphrase. Length is what makes one strong (NIST SP 800-63B, 5.1.1).
const LENGTH: std::ops::RangeInclusive<usize> = 12..=256;

/// The fewest different characters, against `aaaaaaaaaaaa`.
const DIFFERENT: usize = 5;

/// Each hash takes 19 MiB and a core for some 20 ms: no more than so many at once.
static ROOM: Semaphore = Semaphore::const_new(2);

/// What a made-up passphrase is compared with, so that a login that nobody has takes as long as one that somebody has.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyB0aGlz$rY6JmqsG5fMZK7RNT7DSxqiAxmTqS1d3jUvZpKuJM60";

/// Whether a passphrase will do for who logs in with this.
pub(crate) fn will_do(passphrase: &str, login: &str) -> bool {
    let different: std::collections::BTreeSet<char> = passphrase.chars().collect();
    let is_login = passphrase.trim().eq_ignore_ascii_case(login.trim());
    LENGTH.contains(&passphrase.chars().count()) && different.len() >= DIFFERENT && !is_login
}

/// Its hash in PHC format, with a salt of its own.
pub(crate) async fn hash(passphrase: String) -> Option<String> {
    apart(move || Argon2::default().hash_password(passphrase.as_bytes()).ok().map(|hash| hash.to_string())).await?
}

/// Whether this is the passphrase with this hash; without a hash it is not, and takes as long.
pub(crate) async fn is_right(passphrase: String, hash: Option<String>) -> bool {
    let check = move || {
        let known = hash.is_some();
        let hash = hash.as_deref().unwrap_or(NOBODYS);
        let right = PasswordHash::new(hash)
            .is_ok_and(|hash| Argon2::default().verify_password(passphrase.as_bytes(), &hash).is_ok());
        right && known
    };
    apart(check).await.unwrap_or(false)
}

/// Where it holds up nobody else.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let _room = ROOM.acquire().await.ok()?;
    tokio::task::spawn_blocking(work).await.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passphrase_is_long_and_not_all_the_same() {
        assert!(will_do("vier losse woorden hier", "noor"));
        for weak in ["", "kort", "elf tekens.", "aaaaaaaaaaaaaaaa", "abababababababab", "noor@example.nl"] {
            assert!(!will_do(weak, "Noor@example.nl"), "{weak}");
        }
        assert!(!will_do(&"abcdef".repeat(50), "noor"));
    }

    #[tokio::test]
    async fn only_the_right_passphrase_is_right() {
        let kept = hash("vier losse woorden hier".to_owned()).await.expect("there is memory");
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert_ne!(Some(&kept), hash("vier losse woorden hier".to_owned()).await.as_ref(), "each has its own salt");
        assert!(is_right("vier losse woorden hier".to_owned(), Some(kept.clone())).await);
        assert!(!is_right("vier losse woorden".to_owned(), Some(kept)).await);
        assert!(!is_right(String::new(), None).await);
        assert!(PasswordHash::new(NOBODYS).is_ok(), "it takes as long as any");
    }
}
