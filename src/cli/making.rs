//! Making mails: what went wrong, and where to mend it, for the commands that show or send some.

use super::failure::Failure;
use super::workspace::Workspace;
use crate::channel::mime::MimeError;
use crate::mailing::Fault;

/// Why a mailing could not be made, for people; a template at fault is pointed into.
pub fn fault(workspace: &Workspace, notice: &str, fault: Fault) -> Failure {
    match fault {
        Fault::Words(found) => Failure::Findings(Box::new((found, workspace.sources.clone()))),
        Fault::Mime(error) => unmade(notice, &error),
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
