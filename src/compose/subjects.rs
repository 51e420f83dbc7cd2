//! Subjects: the beginnings of the drafts, which are all that a list of subjects needs, and the
//! subject of one notice after the other. Says what the whole message would say, and words it whole
//! where a draft takes its subject from more than a gist.

use crate::compose::context::context;
use crate::compose::draft::Draft;
use crate::compose::fault::Files;
use crate::compose::fitted::fitted;
use crate::compose::lookup::LAST_LANGUAGE;
use crate::compose::placed::placed;
use crate::compose::templates::Templates;
use crate::compose::together::named;
use crate::compose::token::tags;
use crate::compose::view::{TogetherView, View};
use crate::compose::vocabulary::mentioned;
use crate::compose::worded::PARTS;
use crate::diagnostic::Findings;
use crate::notice::Notice;

/// What stands behind the path of a draft in the name of its beginning.
const BEGINNING: &str = "#subject";

/// So many drafts may stand for each other in a row.
const DEEPEST: usize = 8;

/// What a view of a gist tells, with all that lies in it.
const TOLD: [&str; 27] = [
    "title",
    "plan",
    "organisation",
    "role",
    "milestone",
    "opens",
    "first_word",
    "again",
    "relisted",
    "everything",
    "ordinal",
    "of",
    "today",
    "countdown",
    "days_left",
    "when",
    "provisional",
    "phase",
    "what",
    "services",
    "event",
    "decision",
    "actions",
    "ready_by",
    "briefing.when",
    "briefing.windows",
    "hyper_care.until",
];

/// Of what these hold a gist tells no more than stands above.
const HALF_TOLD: [&str; 2] = ["briefing", "hyper_care"];

/// What a gist of several notices tells of them.
const TOGETHER: [&str; 9] = [
    "together.subject",
    "together.more",
    "together.counts",
    "together.start",
    "together.news",
    "together.corrects",
    "together.all",
    "together.label",
    "together.windows",
];

/// The subjects of notices in the words of some templates.
pub struct Subjects(Templates);

impl Subjects {
    /// Takes the beginnings of all drafts out of the templates.
    pub fn of(templates: &Templates) -> Self {
        let mut templates = templates.clone();
        let files = &templates.files;
        let beginnings = files.keys().filter_map(|path| {
            let beginning = beginning(path, files, DEEPEST)?;
            Some((format!("{path}{BEGINNING}"), beginning))
        });
        let beginnings: Vec<(String, &str)> = beginnings.collect();
        for (path, beginning) in &beginnings {
            // Where it says nothing by itself, the whole draft is asked.
            drop(templates.engine.add_raw_template(path, beginning));
        }
        Self(templates)
    }

    /// The subject of a notice, of which first the gist is looked at.
    pub fn alone(&self, gist: &Notice, whole: impl FnOnce() -> Notice) -> Result<String, Findings> {
        match self.short(gist, false) {
            Some((draft, view, _)) => Ok(placed(&draft.subject, &view.window.what)),
            None => self.0.subject(&whole()),
        }
    }

    /// The subject of a mail of several notices, likewise; the first one leads.
    pub fn together(
        &self,
        gists: &[Notice],
        whole: impl FnOnce() -> Vec<Notice>,
    ) -> Result<String, Findings> {
        if let Some(subject) = self.short_together(gists) {
            return Ok(subject);
        }
        let notices = whole();
        let notices: Vec<&Notice> = notices.iter().collect();
        self.0.subject_together(&notices)
    }

    /// The beginning of the draft of a notice, what it was worded from, and its language.
    fn short(&self, gist: &Notice, shared: bool) -> Option<(Draft, View, String)> {
        let path = self.0.explain(gist).1?;
        let language = path.split('/').next().unwrap_or(LAST_LANGUAGE);
        let mut view = View::of(gist, self.0.locale(language));
        view.shared = shared;
        let mut draft = self.begun(&path, &view)?;
        draft.subject = fitted(draft.subject, &view.window.what);
        Some((draft, view, language.to_owned()))
    }

    fn short_together(&self, gists: &[Notice]) -> Option<String> {
        let (lead, mut view, language) = self.short(gists.first()?, true)?;
        let gists: Vec<&Notice> = gists.iter().collect();
        let locale = self.0.locale(&language);
        view.together = Some(TogetherView::of(&gists, (&lead.subject, &[]), locale));
        let path = self.0.part_path((PARTS, "together"), &language);
        let names = |view: &View| self.begun(&path, view).ok_or(());
        let named = named(&mut view, &lead.subject, names).ok()?;
        Some(named.subject)
    }

    fn begun(&self, path: &str, view: &View) -> Option<Draft> {
        let path = format!("{path}{BEGINNING}");
        let known = self.0.engine.contains_template(&path);
        let rendered = known.then(|| self.0.render(&path, &context(view)));
        Draft::read(&rendered?.ok()?).ok()
    }
}

/// The beginning of a draft up to its last subject, when a gist tells all that it asks for. That of a
/// draft that is nothing but another one is the other's.
fn beginning<'a>(path: &str, files: &'a Files, deep: usize) -> Option<&'a str> {
    let text = files.get(path)?.text.as_str();
    if let Some(other) = sole_include(text) {
        return beginning(other, files, deep.checked_sub(1)?);
    }
    let end = end(text)?;
    let (beginning, rest) = text.split_at(end);
    let head = rest.split("\n\n").next().unwrap_or(rest);
    let is_told = |name: &String| {
        let lies_in = |told: &str| {
            let inner = name.strip_prefix(told);
            inner.is_some_and(|inner| inner.is_empty() || inner.starts_with('.'))
        };
        TOLD.into_iter().chain(TOGETHER).any(lies_in) || HALF_TOLD.contains(&name.as_str())
    };
    let whole = is_include(head) || !mentioned(beginning)?.iter().all(is_told);
    (!whole).then_some(beginning)
}

/// The path of the one template that a draft consists of.
fn sole_include(text: &str) -> Option<&str> {
    let inside = text.trim().strip_prefix("{%")?.strip_suffix("%}")?;
    let path = inside.trim().strip_prefix("include")?.trim();
    let path = path.strip_prefix('"')?.strip_suffix('"')?;
    (!path.contains('"')).then_some(path)
}

/// Whether another template may say something in a text.
fn is_include(text: &str) -> bool {
    let mut tags = tags(text).into_iter();
    tags.any(|tag| text[tag].contains("include"))
}

/// Where the first line after the last subject begins that stands under no condition and is none of
/// a subject itself.
fn end(text: &str) -> Option<usize> {
    let last = text.rfind("Subject:")?;
    let mut at = last + text[last..].find('\n')? + 1;
    while at < text.len() {
        let line = &text[at..];
        let ends = ["\n", "Preheader:", "Label:", "Tone:", "{#"];
        let ends = ends.iter().any(|begin| line.starts_with(begin));
        if ends && depth(&text[..at]) == 0 {
            return Some(at);
        }
        at += line.find('\n')? + 1;
    }
    None
}

/// How many conditions and lists are open at the end of a text.
fn depth(text: &str) -> isize {
    let tags = tags(text).into_iter();
    let words = tags.map(|tag| {
        let inside = text[tag].trim_start_matches('-').trim_start();
        let end = inside.find(|sign: char| !sign.is_alphabetic());
        &inside[..end.unwrap_or(inside.len())]
    });
    words
        .map(|word| match word {
            "if" | "for" => 1,
            "endif" | "endfor" => -1,
            _ => 0,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::built_in::built_in;
    use crate::compose::fault::File;
    use crate::diagnostic::Sources;

    fn taken(path: &str, text: &str) -> Option<String> {
        let mut sources = Sources::default();
        let file = File {
            id: sources.add(path, text),
            name: path.to_owned(),
            text: text.to_owned(),
        };
        let files = Files::from([(path.to_owned(), file)]);
        beginning(path, &files, DEEPEST).map(str::to_owned)
    }

    #[test]
    fn a_beginning_goes_as_far_as_the_last_subject() {
        let text =
            "{% if again %}Subject: a\n{% endif %}Subject: {{ what.label }}\nPreheader: x\n\n# b\n";
        let beginning = taken("en/any/first.txt", text).unwrap();
        assert!(beginning.ends_with("what.label }}\n"), "{beginning}");
    }

    #[test]
    fn a_subject_of_what_no_gist_tells_is_worded_whole() {
        for text in [
            "Subject: {{ why }}\n\n# b\n",
            "Subject: {{ hyper_care.exit_when }}\n\n# b\n",
            "Subject: {% if \"help\" in room %}a{% else %}b{% endif %}\n\n# b\n",
            "Subject: a\n{% include \"en/_parts/subject.txt\" %}\n\n# b\n",
            "{% set a = why %}Subject: {{ a }}\n\n# b\n",
        ] {
            assert_eq!(taken("en/any/first.txt", text), None, "{text}");
        }
    }

    #[test]
    fn hardly_a_planned_notice_of_ours_is_worded_whole_for_its_subject() {
        let mut sources = Sources::default();
        let (templates, _) = Templates::new("".as_ref(), &[], &mut sources);
        let drafts = built_in();
        let drafts = drafts.keys().filter(|path| {
            path.ends_with(".txt") && !path.contains("/_") && !path.contains("changed")
        });
        for path in drafts {
            let found = beginning(path, &templates.files, DEEPEST);
            assert!(found.is_some(), "{path}");
        }
        assert!(beginning("en/_parts/together.txt", &templates.files, DEEPEST).is_some());
    }
}
