//! Making a mailing, for the commands that show or send some; what fails is told to people.

use super::failure::Failure;
use super::workspace::Workspace;
use crate::channel::mime::MimeError;
use crate::directory::Group;
use crate::mailing::{Fault, Mailing};
use crate::timeline::Occurrence;

/// Makes a mailing; a failure points into the template that is at fault.
pub fn make<'a>(
    workspace: &'a Workspace,
    occurrence: &'a Occurrence,
    group: Group,
) -> Result<Mailing<'a>, Failure> {
    let made = Mailing::make(
        workspace.case(),
        occurrence,
        group,
        &workspace.templates,
        &workspace.letterhead,
    );
    made.map_err(|fault| self::fault(workspace, occurrence, fault))
}

/// Why a mailing could not be made, for people.
pub fn fault(workspace: &Workspace, occurrence: &Occurrence, fault: Fault) -> Failure {
    match fault {
        Fault::Words(found) => Failure::Findings(Box::new((found, workspace.sources.clone()))),
        Fault::Mime(error) => unmade(&occurrence.notice_id(), &error),
    }
}

/// Why a mail could not be made, for people.
pub fn unmade(notice: &str, error: &MimeError) -> Failure {
    Failure::World {
        what: format!("the notice {notice} cannot become a mail: {error}"),
        hint: advice(error).to_owned(),
    }
}

/// What to mend, by what is wrong.
fn advice(error: &MimeError) -> &'static str {
    let of_the_reader = |field: &str| matches!(field, "To" | "reader's name");
    match error {
        MimeError::BadMessageId { .. } => "correct `domain` in the settings",
        MimeError::Forbidden { field, .. } | MimeError::TooLong { field, .. }
            if of_the_reader(field) =>
        {
            "mend the reader's name where it comes from"
        }
        MimeError::BadAddress { field, .. } if of_the_reader(field) => {
            "correct the reader's address where it comes from"
        }
        MimeError::BadAddress { .. } => {
            "correct the addresses in the settings, or the plan's `contact`"
        }
        _ => "mend the text of the plan or the template it comes from",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_names_the_place_of_the_fault() {
        let id = MimeError::BadMessageId {
            field: "Message-ID".into(),
            id: "<a@b c>".into(),
        };
        assert!(advice(&id).contains("`domain`"));
        let long = |field: &str| MimeError::TooLong {
            field: field.into(),
            limit: 1,
        };
        assert!(advice(&long("To")).contains("name"));
        assert!(advice(&long("Subject")).contains("template"));
    }
}
