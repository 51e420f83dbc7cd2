//! Strays: files in an operator's template folder that no mail would ever use, and what was probably
//! meant. It judges paths and touches no file.

use crate::compose::fault::{Files, name};
use crate::compose::nudge::{OWNER, is_part};
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::Plan;
use crate::plan::decode::{closest, did_you_mean};
use crate::plan::milestone::Milestone;
use crate::plan::role::Role;

const WHERE: &str = "name it <language>/<audience>/<kind of notice>.txt";
const ANY: &str = "any";

/// A file whose name is that of no kind of notice.
pub(super) fn of_no_notice((path, name): (&str, &str), frame: &str) -> Option<Diagnostic> {
    let parts: Vec<_> = path.split('/').collect();
    let used = match parts.as_slice() {
        ["_layout", _] => path == frame,
        [_, "_parts", file] => file.ends_with(".txt"),
        [_, OWNER, file] => file.strip_suffix(".txt").is_some_and(is_part),
        [_, _, file] => file.strip_suffix(".txt").is_some_and(is_kind),
        _ => false,
    };
    if used {
        return None;
    }
    let told = unused(format!("no notice uses {name}"));
    if path.ends_with(".html") {
        let advice = format!(
            "write the words as a .txt draft; the HTML part is drawn from it inside {frame}"
        );
        return Some(told.help(advice));
    }
    Some(match (parts.as_slice(), near(path)) {
        ([_, _, _], Some(kind)) => told.help(format!("did you mean `{kind}.txt`?")),
        _ => told.help(WHERE),
    })
}

/// A part that no template takes in.
pub(super) fn of_no_template(path: &str, files: &Files) -> Option<Diagnostic> {
    let parts = |path: &str| path.contains("/_parts/");
    let quoted = format!("\"{path}\"");
    let mut others = files.iter().filter(|(other, _)| *other != path);
    // The footer is taken in by every mail, and the other by every mail of several notices.
    let ours = ["/_parts/footer.txt", "/_parts/together.txt"];
    let ours = ours.iter().any(|part| path.ends_with(part));
    if !parts(path) || ours || others.any(|(_, other)| other.text.contains(&quoted)) {
        return None;
    }
    let known = files.keys().filter(|other| parts(other) && *other != path);
    let told = unused(format!("no template includes {}", name(path, files)));
    let advice = did_you_mean(path, known.map(String::as_str));
    Some(told.help(advice.unwrap_or_else(|| format!("include it: `{{% include {quoted} %}}`"))))
}

/// A file that is neither a template nor data, by the end of its name.
pub(super) fn of_no_kind((path, name): (&str, &str), theme: &str) -> Diagnostic {
    let told = unused(format!("{name} is never used"));
    match near(path).filter(|_| !path.ends_with(".yaml")) {
        Some(kind) => told.help(format!("did you mean `{kind}.txt`?")),
        None => told.help(format!(
            "templates end in .txt; data files are {theme} and <language>/locale.yaml"
        )),
    }
}

/// A template in the folder of an audience that a plan does not have.
pub(super) fn of_no_audience((path, name): (&str, &str), plan: &Plan) -> Option<Diagnostic> {
    let parts: Vec<_> = path.split('/').collect();
    let [_, folder, file] = parts.as_slice() else {
        return None;
    };
    let roles = Role::ALL.map(Role::slug);
    let audiences = plan.audiences.iter().map(|audience| audience.id.as_str());
    let known: Vec<&str> = roles.into_iter().chain(audiences).chain([ANY]).collect();
    let is_notice = file.strip_suffix(".txt").is_some_and(is_kind);
    if !is_notice || folder.starts_with('_') || known.contains(folder) {
        return None;
    }
    let message = format!("no notice uses {name}: the plan has no audience `{folder}`");
    let advice = did_you_mean(folder, known.iter().copied());
    Some(unused(message).help(advice.unwrap_or_else(|| WHERE.to_owned())))
}

fn unused(message: String) -> Diagnostic {
    Diagnostic::new(Code::TEMPLATE_UNUSED, message)
}

fn is_kind(name: &str) -> bool {
    Milestone::ALL.map(Milestone::slug).contains(&name)
}

/// The kind of notice that a file is probably named for.
fn near(path: &str) -> Option<&'static str> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let name = name.split('.').next().unwrap_or(name);
    closest(name, Milestone::ALL.map(Milestone::slug).into_iter())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::fault::File;
    use crate::diagnostic::Sources;

    fn advice(finding: Option<Diagnostic>) -> String {
        finding.expect("it is a stray").help.join("\n")
    }

    #[test]
    fn a_misspelt_name_is_told_what_was_meant() {
        let frame = "_layout/mail.html";
        let of = |path| advice(of_no_notice((path, path), frame));
        assert_eq!(of("en/executives/frist.txt"), "did you mean `first.txt`?");
        assert_eq!(of("first.txt"), WHERE);
        let path = "en/executives/first.txt";
        assert!(of_no_notice((path, path), frame).is_none());
        let path = "en/any/reminder7.md";
        let kind = of_no_kind((path, path), "_layout/theme.yaml");
        assert_eq!(advice(Some(kind)), "did you mean `reminder-7.txt`?");
    }

    #[test]
    fn a_part_that_nothing_includes_is_a_stray() {
        let id = Sources::default().add("x", "");
        let file = |path: &str, text: &str| File {
            id,
            name: path.to_owned(),
            text: text.to_owned(),
        };
        let files: Files = [
            ("en/any/first.txt", "{% include \"en/_parts/ours.txt\" %}"),
            ("en/_parts/ours.txt", "Ours."),
            ("en/_parts/our.txt", "Ours."),
        ]
        .map(|(path, text)| (path.to_owned(), file(path, text)))
        .into();
        assert!(of_no_template("en/_parts/ours.txt", &files).is_none());
        let told = advice(of_no_template("en/_parts/our.txt", &files));
        assert_eq!(told, "did you mean `en/_parts/ours.txt`?");
    }
}
