//! `fieldlab token`: who may deploy into the lab with this data folder.

use fieldlab_domain::deployment::{DeploymentBook as _, Token};
use fieldlab_domain::digest::Digest;
use fieldlab_store::{SqliteDeployments, SqliteStore};

use fieldlab_web::TOKEN_MARK;

use crate::cli::{NewTokenArguments, Places, TokenCommand};
use crate::failure::usage;
use crate::{lab, output, runs};

const SECONDS_A_DAY: i64 = 86_400;

pub(crate) async fn run(places: &Places, command: TokenCommand) -> anyhow::Result<()> {
    let data = lab::made_data_folder(places)?;
    let book = SqliteDeployments::new(SqliteStore::open(&data.join("lab.db")).await?);
    match command {
        TokenCommand::New(arguments) => new(&book, &arguments).await,
        TokenCommand::List => list(&book).await,
        TokenCommand::Revoke(arguments) => {
            if !book.revoke_token(&arguments.name, runs::now()).await? {
                return Err(usage(format!("there is no token `{}`", arguments.name), "see: fieldlab token list"));
            }
            println!("the token `{}` opens nothing any more", arguments.name);
            Ok(())
        }
    }
}

async fn new(book: &SqliteDeployments, arguments: &NewTokenArguments) -> anyhow::Result<()> {
    for (what, text) in [("name", &arguments.name), ("organisation", &arguments.organisation)] {
        if text.trim().is_empty() || text.chars().any(char::is_control) {
            return Err(usage(format!("a token has a {what} of one line"), format!("write: --{what} \"...\"")));
        }
    }
    let secret = secret()?;
    let now = runs::now();
    let token = Token {
        name: arguments.name.clone(),
        organisation: arguments.organisation.clone(),
        role: arguments.role,
        made_at: now,
        expires_at: now + i64::from(arguments.days) * SECONDS_A_DAY,
        revoked_at: None,
    };
    if !book.put_token(&Digest::of(secret.as_bytes()), &token).await? {
        let what = format!("there is a token `{}` already, or there was one", token.name);
        return Err(usage(what, "choose another name: it tells who deployed"));
    }
    eprintln!("this is shown once; it is refused from {} UTC", output::time(token.expires_at));
    println!("{secret}");
    Ok(())
}

/// A secret for a token.
fn secret() -> anyhow::Result<String> {
    Ok(TOKEN_MARK.to_owned() + &random()?)
}

/// 256 random bits as hexadecimal digits: nobody guesses them, so a plain digest of them is enough to keep.
pub(super) fn random() -> anyhow::Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("this machine gives no random numbers: {error}"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

async fn list(book: &SqliteDeployments) -> anyhow::Result<()> {
    let mut table = output::table(&["name", "organisation", "role", "made", "until", ""]);
    let now = runs::now();
    for token in book.tokens().await? {
        let state = match token.revoked_at {
            Some(_) => "taken back",
            None if token.is_valid(now) => "",
            None => "expired",
        };
        let (made, until) = (output::time(token.made_at), output::time(token.expires_at));
        table.add_row([&*token.name, &token.organisation, token.role.name(), &made, &until, state]);
    }
    println!("{table}");
    Ok(())
}
