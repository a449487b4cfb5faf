//! The arguments of `fieldlab member`.

use clap::{Args, Subcommand};
use fieldlab_domain::member::Role;
use fieldlab_domain::owner::Sector;

#[derive(Debug, Subcommand)]
pub(crate) enum MemberCommand {
    /// Make an invitation: an address by which one person becomes a member, printed once.
    Invite(InviteArguments),
    /// List members and open invitations.
    List(ListMembersArguments),
    /// Give a member other roles.
    Roles(RolesArguments),
    /// Take a member off; they are logged out at once, and what they did stays.
    Remove(RemoveMemberArguments),
}

#[derive(Debug, Args)]
pub(crate) struct InviteArguments {
    /// Whom it is for.
    #[arg(long)]
    pub(crate) name: String,
    /// The organisation that they speak for.
    #[arg(long)]
    pub(crate) organisation: String,
    /// Its sector: government, society or market.
    #[arg(long, value_parser = sector)]
    pub(crate) sector: Sector,
    /// What they are: viewer, reactor, owner, team or admin; may be repeated.
    #[arg(long = "role", value_parser = role, required = true)]
    pub(crate) roles: Vec<Role>,
    /// How many days it is good.
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=90))]
    pub(crate) days: u32,
    /// Where the lab is, for the address.
    #[arg(long, value_name = "URL", default_value = "http://localhost:8780", env = "FIELDLAB_LAB")]
    pub(crate) lab: String,
}

#[derive(Debug, Args)]
pub(crate) struct ListMembersArguments {
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct RolesArguments {
    /// What they log in with.
    pub(crate) login: String,
    /// What they are from now on: viewer, reactor, owner, team or admin; may be repeated.
    #[arg(long = "role", value_parser = role, required = true)]
    pub(crate) roles: Vec<Role>,
}

#[derive(Debug, Args)]
pub(crate) struct RemoveMemberArguments {
    /// What they log in with.
    pub(crate) login: String,
}

fn sector(word: &str) -> Result<Sector, String> {
    Sector::parse(word).ok_or_else(|| "it is government, society or market".to_owned())
}

fn role(word: &str) -> Result<Role, String> {
    Role::parse(word).ok_or_else(|| "it is viewer, reactor, owner, team or admin".to_owned())
}
