//! Every template of a run: the built-in ones and the operator's own on top, checked before use.
//! Templates have no clock, no environment and no files; what they say comes from the view alone.

use crate::compose::block::Block;
use crate::compose::built_in::{built_in, is_template};
use crate::compose::context::context;
use crate::compose::draft::Draft;
use crate::compose::fault::{self, File, Files, finding};
use crate::compose::fitted::fitted;
use crate::compose::frame::Frame;
use crate::compose::locale::Locale;
use crate::compose::lookup::{LAST_LANGUAGE, chain, languages};
use crate::compose::nudge::{NudgeView, OWNER};
use crate::compose::placed::placed;
use crate::compose::stray;
use crate::compose::theme::Theme;
use crate::compose::view::View;
use crate::compose::vocabulary::{Unknown, Vocabulary};
use crate::diagnostic::{Code, Diagnostic, Findings, Sources, Span};
use crate::notice::Notice;
use crate::plan::Plan;
use std::collections::BTreeMap;
use std::path::Path;
use tera::{Context, Tera};

const FRAME: &str = "_layout/mail.html";
const THEME: &str = "_layout/theme.yaml";
const LARGEST: usize = 256 * 1024;

/// The templates of a run.
#[derive(Clone)]
pub struct Templates {
    pub(super) engine: Tera,
    locales: BTreeMap<String, Locale>,
    theme: Theme,
    pub(super) files: Files,
}

impl Templates {
    /// The built-in templates with the operator's from `folder` on top, file by file; what is wrong with the
    /// operator's is found, and the built-in one stays in its place.
    pub fn new(
        folder: &Path,
        overrides: &[(String, String)],
        sources: &mut Sources,
    ) -> (Self, Findings) {
        let built_in = built_in();
        let mut files = Files::new();
        for (path, text) in &built_in {
            let id = sources.add(format!("(built-in) {path}"), text.as_str());
            let (name, text) = (path.clone(), text.clone());
            files.insert(path.clone(), File { id, name, text });
        }
        let mut engine = Tera::default();
        let ours = built_in.iter().filter(|(path, _)| is_template(path));
        engine
            .add_raw_templates(ours.map(|(path, text)| (path.as_str(), text.as_str())))
            .expect("the built-in templates parse: a test reads them all");
        let read = |path: &str| &built_in[path];
        let mut templates = Self {
            engine,
            locales: built_in
                .iter()
                .filter_map(|(path, text)| {
                    let language = path.strip_suffix("/locale.yaml")?.to_owned();
                    let locale = Locale::read(text)
                        .expect("the built-in locales are complete: a test reads them all");
                    Some((language, locale))
                })
                .collect(),
            theme: Theme::read(read(THEME)).expect("the built-in theme is read by a test"),
            files,
        };
        let mut findings = Findings::default();
        let mut later = Vec::new();
        for (path, text) in overrides {
            let name = folder.join(path).display().to_string();
            let (id, whole) = (sources.add(name.as_str(), text.as_str()), text.clone());
            let file = File {
                id,
                name,
                text: whole,
            };
            templates.files.insert(path.clone(), file);
            if is_template(path) {
                later.push((path.as_str(), text.as_str()));
            } else {
                templates.read_data(path, text, &mut findings);
            }
        }
        templates.add(later, &mut findings);
        (templates, findings)
    }

    /// Which template would word a notice: the chain that was tried, and the one that is there.
    pub fn explain(&self, notice: &Notice) -> (Vec<String>, Option<String>) {
        let facts = &notice.facts;
        let chain = chain(&notice.locale, &facts.audience, facts.role, facts.milestone);
        let found = chain
            .iter()
            .find(|path| self.engine.contains_template(path))
            .cloned();
        (chain, found)
    }

    /// The subject of a notice alone.
    pub fn subject(&self, notice: &Notice) -> Result<String, Findings> {
        let (chain, found) = self.explain(notice);
        let path = found.ok_or_else(|| wordless(notice, &chain))?;
        let language = path.split('/').next().unwrap_or(LAST_LANGUAGE);
        let view = View::of(notice, self.locale(language));
        let subject = self.draft(&path, &context(&view))?.subject;
        let what = &view.window.what;
        Ok(placed(&fitted(subject, what), what))
    }

    pub(super) fn draft(&self, path: &str, context: &Context) -> Result<Draft, Findings> {
        let rendered = self.render(path, context)?;
        Draft::read(&rendered).map_err(|wrong| {
            let told = format!("{}: {wrong}", self.name(path));
            let told = Diagnostic::new(Code::TEMPLATE_FAILED, told);
            let told = match self.files.get(path) {
                Some(file) => {
                    let end = file.text.find('\n').unwrap_or(file.text.len());
                    told.at(Span::new(file.id, 0, end), "the draft begins here")
                }
                None => told,
            };
            one(told.help("begin the template with a line like `Subject: Planned: {{ what.label }} off {{ when.days }}`, then a blank line"))
        })
    }

    pub(super) fn frame(
        &self,
        (draft, footer): (&Draft, &[Block]),
        names: (&str, &str),
        language: &str,
    ) -> Result<String, Findings> {
        let locale = self.locale(language);
        let frame = Frame::new(draft, footer, names, locale, &self.theme);
        let context = Context::from_serialize(&frame).expect("a frame is a map of strings");
        self.render(FRAME, &context)
    }

    pub(super) fn render(&self, path: &str, context: &Context) -> Result<String, Findings> {
        let mut page = Bounded(Vec::with_capacity(8 * 1024));
        match self.engine.render_to(path, context, &mut page) {
            Ok(()) => Ok(String::from_utf8_lossy(&page.0).into_owned()),
            Err(error) if matches!(error.kind(), tera::ErrorKind::Io(_)) => Err(one(
                Diagnostic::new(
                    Code::TEMPLATE_FAILED,
                    format!(
                        "{}: writes more than {} KB",
                        self.name(path),
                        LARGEST / 1024
                    ),
                )
                .help("shorten it: a mail this long is not read and not delivered whole"),
            )),
            Err(error) => Err(one(finding(
                Code::TEMPLATE_FAILED,
                path,
                &error,
                &self.files,
            ))),
        }
    }

    /// What people know a template by.
    pub(super) fn name<'p>(&'p self, path: &'p str) -> &'p str {
        fault::name(path, &self.files)
    }

    pub(super) fn locale(&self, language: &str) -> &Locale {
        languages(language)
            .iter()
            .find_map(|language| self.locales.get(language))
            .expect("the last language is built in")
    }

    fn read_data(&mut self, path: &str, text: &str, findings: &mut Findings) {
        let place = |templates: &Self| Span::new(templates.files[path].id, 0, 0);
        if path == THEME {
            match Theme::read(text) {
                Ok(theme) => {
                    for (what, ratio) in theme.unreadable() {
                        let told = format!("{what} has a contrast of {ratio:.1} to 1");
                        findings.push(
                            Diagnostic::new(Code::TEMPLATE_CONTRAST, told)
                                .at(place(self), "")
                                .help("choose colours with a contrast of at least 4.5 to 1"),
                        );
                    }
                    self.theme = theme;
                }
                Err(wrong) => {
                    findings.push(Diagnostic::new(Code::TEMPLATE_SYNTAX, wrong).at(place(self), ""))
                }
            }
        } else if let Some(language) = path.strip_suffix("/locale.yaml") {
            match Locale::read(text) {
                Ok(locale) => {
                    self.locales.insert(language.to_owned(), locale);
                }
                Err(wrong) => {
                    findings.push(Diagnostic::new(Code::TEMPLATE_SYNTAX, wrong).at(place(self), ""))
                }
            }
        } else {
            findings.push(stray::of_no_kind((path, self.name(path)), THEME).at(place(self), ""));
        }
    }

    /// Adds the operator's templates one by one, so that one mistake costs one template; those that
    /// include each other wait for their turn.
    fn add(&mut self, mut waiting: Vec<(&str, &str)>, findings: &mut Findings) {
        let (draft, frame) = (Vocabulary::of::<View>(), Vocabulary::of::<Frame<'_>>());
        let owner = Vocabulary::of::<NudgeView>();
        loop {
            let before = waiting.len();
            let mut refused = Vec::new();
            for (path, text) in waiting {
                if let Err(error) = self.engine.add_raw_template(path, text) {
                    refused.push((path, text, error));
                    continue;
                }
                let words = if path.starts_with("_layout/") {
                    &frame
                } else if path.split('/').nth(1) == Some(OWNER) {
                    &owner
                } else {
                    &draft
                };
                findings.extend(self.unused(path));
                for miss in words.unknown(text) {
                    findings.push(self.unknown(path, &miss));
                }
            }
            if refused.is_empty() {
                return;
            }
            if refused.len() == before {
                for (path, _, error) in &refused {
                    findings.push(finding(Code::TEMPLATE_SYNTAX, path, error, &self.files));
                }
                return;
            }
            waiting = refused
                .into_iter()
                .map(|(path, text, _)| (path, text))
                .collect();
        }
    }

    /// Templates of the operator's that nothing in a plan will ever look for.
    pub fn strays(&self, plan: &Plan) -> Findings {
        let mut findings = Findings::default();
        for (path, file) in &self.files {
            if let Some(stray) = stray::of_no_audience((path, &file.name), plan) {
                findings.push(stray.at(Span::new(file.id, 0, 0), ""));
            }
        }
        findings
    }

    /// A template that no notice will ever look for, whatever the plan.
    fn unused(&self, path: &str) -> Findings {
        let place = Span::new(self.files[path].id, 0, 0);
        let stray = stray::of_no_notice((path, self.name(path)), FRAME)
            .or_else(|| stray::of_no_template(path, &self.files));
        stray
            .map(|stray| one(stray.at(place, "")))
            .unwrap_or_default()
    }

    fn unknown(&self, path: &str, miss: &Unknown) -> Diagnostic {
        let file = self.files[path].id;
        let told = Diagnostic::new(
            Code::TEMPLATE_UNKNOWN_VARIABLE,
            format!("{}: nothing is called `{}`", self.name(path), miss.name),
        )
        .at(
            Span::new(file, miss.range.start, miss.range.end),
            "unknown name",
        );
        match &miss.meant {
            Some(meant) => told.help(format!("did you mean `{meant}`?")),
            None => told.help("take a name that the built-in templates use"),
        }
    }
}

/// A page that refuses to grow without end.
struct Bounded(Vec<u8>);

impl std::io::Write for Bounded {
    fn write(&mut self, part: &[u8]) -> std::io::Result<usize> {
        if self.0.len() + part.len() > LARGEST {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(part);
        Ok(part.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// No template is there for a notice.
pub(super) fn wordless(notice: &Notice, chain: &[String]) -> Findings {
    let told = format!(
        "no template words `{}` for `{}`",
        notice.facts.milestone.slug(),
        notice.facts.audience
    );
    let finding = Diagnostic::new(Code::TEMPLATE_FAILED, told);
    one(finding.help(format!("write {} in your template folder", chain[0])))
}

pub(super) fn one(finding: Diagnostic) -> Findings {
    let mut findings = Findings::default();
    findings.push(finding);
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_or_a_locale_that_cannot_be_read_is_found_and_ours_stays() {
        let own = [
            (THEME.to_owned(), "light: {page: red}".to_owned()),
            ("en/locale.yaml".to_owned(), "tag: [".to_owned()),
            ("logo.yaml".to_owned(), "a: b".to_owned()),
            ("en/end-users/frist.txt".to_owned(), "Subject: x".to_owned()),
            ("en/end-users/first.html".to_owned(), "<p>".to_owned()),
        ];
        let (templates, findings) = Templates::new("".as_ref(), &own, &mut Sources::default());
        let codes: Vec<_> = findings.iter().map(|finding| finding.code.slug()).collect();
        assert_eq!(
            codes,
            [
                "template-syntax",
                "template-syntax",
                "template-unused",
                "template-unused",
                "template-unused"
            ]
        );
        let advice: Vec<_> = findings.iter().flat_map(|finding| &finding.help).collect();
        assert!(advice.iter().any(|line| line.contains("`first.txt`")));
        assert_eq!(templates.theme.unreadable(), []);
    }
}
