//! Names and passwords at registries, where `docker login` and `podman login` leave them
//! (docs.docker.com/reference/cli/docker/login, "Configure the credential store").

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Context as _;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use fieldlab_registry::Credentials;
use serde::Deserialize;

/// What the program that keeps passwords says when it has none.
const NONE: &str = "credentials not found";

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Config {
    auths: BTreeMap<String, Auth>,
    creds_store: Option<String>,
    cred_helpers: BTreeMap<String, String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Auth {
    /// Name and password with a colon between, in base64.
    auth: Option<String>,
}

/// What a helper says.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Kept {
    username: String,
    secret: String,
}

/// The credentials that docker keeps for a registry, such as `ghcr.io` or `localhost:5000`.
///
/// # Errors
/// When docker's file can't be read, or the program that keeps passwords fails.
pub(crate) fn credentials(registry: &str) -> anyhow::Result<Option<Credentials>> {
    let folder = std::env::var_os("DOCKER_CONFIG").map(PathBuf::from);
    let folder = folder.or_else(|| std::env::home_dir().map(|home| home.join(".docker")));
    let Some(file) = folder.map(|folder| folder.join("config.json")) else { return Ok(None) };
    match std::fs::read_to_string(&file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| hint("can't be read", &file)),
        Ok(text) => read(&text, registry).with_context(|| hint("can't be used", &file)),
    }
}

fn hint(what: &str, file: &Path) -> String {
    format!("{} {what} (hint: mend it, or give --user NAME and FIELDLAB_REGISTRY_PASSWORD)", file.display())
}

fn read(text: &str, registry: &str) -> anyhow::Result<Option<Credentials>> {
    let config: Config = serde_json::from_str(text)?;
    if let Some(helper) = config.cred_helpers.get(registry).or(config.creds_store.as_ref()) {
        return ask(helper, registry);
    }
    // Docker writes the host alone; older programs wrote an address.
    let host = |key: &str| {
        let rest = key.split_once("://").map_or(key, |(_, rest)| rest);
        rest.split('/').next().unwrap_or_default() == registry
    };
    let Some(auth) = config.auths.iter().find(|(key, _)| host(key)).and_then(|(_, auth)| auth.auth.as_ref()) else {
        return Ok(None);
    };
    let pair = String::from_utf8(BASE64_STANDARD.decode(auth)?)?;
    let (user, password) = pair.split_once(':').context("a name and a password have a colon between them")?;
    Ok(Some(Credentials { user: user.to_owned(), password: password.trim_end_matches('\0').to_owned() }))
}

/// Asks the program that keeps passwords: `docker-credential-HELPER get`.
fn ask(helper: &str, registry: &str) -> anyhow::Result<Option<Credentials>> {
    let program = format!("docker-credential-{helper}");
    let failed = || format!("{program} can't be asked");
    let mut child = Command::new(&program)
        .arg("get")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .with_context(failed)?;
    // What is written fits in the pipe; the end of it tells that this is all.
    child.stdin.take().context("it is piped")?.write_all(registry.as_bytes()).with_context(failed)?;
    let said = child.wait_with_output().with_context(failed)?;
    let text = String::from_utf8_lossy(&said.stdout);
    if !said.status.success() {
        anyhow::ensure!(text.trim().starts_with(NONE), "{program} fails: {}", text.trim());
        return Ok(None);
    }
    let Kept { username, secret } = serde_json::from_str(&text).with_context(failed)?;
    Ok(Some(Credentials { user: username, password: secret }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_credentials_of_a_registry_are_found_by_its_host() {
        let auth = BASE64_STANDARD.encode("ada:with:colons");
        let config = format!(
            r#"{{"auths": {{"https://old.example/v1/": {{"auth": "{auth}"}}, "localhost:5000": {{"auth": "{auth}"}}, "empty.example": {{}}}}, "HttpHeaders": {{}}}}"#
        );
        let found = |registry: &str| {
            let found = read(&config, registry).expect("it is read");
            found.map(|credentials| (credentials.user, credentials.password))
        };
        let expected = Some(("ada".to_owned(), "with:colons".to_owned()));
        assert_eq!(found("localhost:5000"), expected);
        assert_eq!(found("old.example"), expected);
        assert_eq!(found("localhost"), None);
        assert_eq!(found("empty.example"), None);
        assert!(read("{", "localhost").is_err());
        assert!(read(r#"{"credsStore": "of-nobody"}"#, "localhost").is_err(), "there is no such program");
    }
}
