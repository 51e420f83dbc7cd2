//! A login that was refused is not tried again at every run of cron: that would lock the account.

use super::super::failure::Failure;
use super::super::outcome::moment;
use super::super::workspace::Workspace;
use crate::calendar::zone::Instant;
use crate::channel::barred::Barred;
use crate::channel::smtp::{Relay, Smtp};
use crate::channel::{Channel, Unreachable};
use crate::ledger::{Ledger as _, SqliteLedger, TurnedAway};

/// The mail server, which is known to take the mails of whoever was told last. One that refused this very
/// login a short while ago is left alone, unless something of what is due `lapses` before it is asked again.
pub(super) fn server(
    workspace: &Workspace,
    relay: Relay,
    (ledger, lapses): (&SqliteLedger, Option<Instant>),
) -> Result<Box<dyn Channel>, Failure> {
    let barred = barred(workspace, &relay, ledger)?;
    // Nothing is lost for the sake of the account.
    let barred = barred.filter(|(until, _)| lapses.is_none_or(|lapses| lapses > *until));
    if let Some((_, barred)) = barred {
        return Ok(Box::new(barred));
    }
    let server = Smtp::new(relay)?;
    Ok(Box::new(match ledger.book().last_told()? {
        Some(recipient) => server.knowing(&recipient),
        None => server,
    }))
}

fn barred(
    workspace: &Workspace,
    relay: &Relay,
    ledger: &SqliteLedger,
) -> Result<Option<(Instant, Barred)>, Failure> {
    let Some(refused) = ledger.turned_away()? else {
        return Ok(None);
    };
    let is_same = relay.account(&TurnedAway::salt(refused.at)).as_ref() == Some(&refused.account);
    let rests = refused.rests(workspace.now).filter(|_| is_same);
    Ok(rests.map(|until| {
        let barred = Barred(Unreachable {
            what: format!(
                "{} (on {}; not tried again before {}, so that the account is not locked)",
                refused.words,
                moment(workspace, refused.at),
                moment(workspace, until)
            ),
            hint: "check account and password or token; as soon as one of them is another, it is tried at the next run".to_owned(),
            passing: true,
        });
        (until, barred)
    }))
}

/// Writes down that the login was refused, if it was.
pub(super) fn remember(
    workspace: &Workspace,
    channel: &dyn Channel,
    ledger: &mut SqliteLedger,
) -> Result<(), Failure> {
    let at = workspace.now;
    if let Some(refused) = channel.refused_login(&TurnedAway::salt(at)) {
        ledger.turn_away(&TurnedAway {
            at,
            account: refused.account,
            words: refused.words,
        })?;
    }
    Ok(())
}
