//! Worded: a notice as a draft of its language, as short as its readers need it, and the message that
//! is drawn from it.

use crate::compose::accord::Accord;
use crate::compose::block::Block;
use crate::compose::context::context;
use crate::compose::draft::Draft;
use crate::compose::fitted::fitted;
use crate::compose::length::too_long;
use crate::compose::lookup::{LAST_LANGUAGE, languages};
use crate::compose::message::Message;
use crate::compose::placed::placed;
use crate::compose::templates::{Templates, one, wordless};
use crate::compose::text;
use crate::compose::view::{LAST_STEP, View};
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::notice::Notice;
use tera::Context;

/// Where the parts of notices lie.
pub(super) const PARTS: &str = "_parts";

/// In which company a notice is worded.
#[derive(Debug, Clone, Copy)]
pub(super) struct Among {
    /// Whether other notices stand in the same mail.
    pub shared: bool,
    /// Whether it stands below one of them.
    pub further: bool,
    /// With which step of leaving out to begin.
    pub step: u8,
    /// In what it agrees with them.
    pub accord: Accord,
}

impl Among {
    fn alone() -> Self {
        Self {
            shared: false,
            further: false,
            step: 0,
            accord: Accord::default(),
        }
    }
}

/// A notice in words, before they are drawn.
pub(super) struct Worded {
    /// Subject, headline, body.
    pub draft: Draft,
    /// What stands at the foot.
    pub footer: Vec<Block>,
    /// What it was worded from.
    pub view: View,
    /// Its language.
    pub language: String,
}

impl Templates {
    /// Words a notice.
    pub(super) fn compose(&self, notice: &Notice) -> Result<Message, Findings> {
        let mut worded = self.worded(notice, Among::alone())?;
        worded.draft.subject = placed(&worded.draft.subject, &worded.view.window.what);
        self.finish(notice, worded)
    }

    /// A notice in words, as short as its readers need it.
    pub(super) fn worded(&self, notice: &Notice, among: Among) -> Result<Worded, Findings> {
        let (chain, found) = self.explain(notice);
        let path = found.ok_or_else(|| wordless(notice, &chain))?;
        let language = path.split('/').next().unwrap_or(LAST_LANGUAGE);
        let mut view = View::of(notice, self.locale(language));
        if let Some(span) = among.accord.span {
            view.zone = View::zone_of(notice, span, self.locale(language));
        }
        (view.shared, view.further) = (among.shared, among.further);
        let mut step = among.step;
        view.leave_out(step);
        (view.several_windows, view.alike) = (among.accord.windows, among.accord.services);
        view.all_provisional = among.accord.provisional;
        loop {
            let context = context(&view);
            let mut draft = self.draft(&path, &context)?;
            let footer = self.part((PARTS, "footer"), language, &context)?;
            let facts = &notice.facts;
            let long = too_long(facts.role, facts.milestone, &draft.body, &footer);
            if long && step < LAST_STEP {
                step += 1;
                view.leave_out(step);
                continue;
            }
            draft.subject = fitted(draft.subject, &view.window.what);
            return Ok(Worded {
                draft,
                footer,
                view,
                language: language.to_owned(),
            });
        }
    }

    /// Both parts of a message.
    pub(super) fn finish(&self, notice: &Notice, worded: Worded) -> Result<Message, Findings> {
        let Worded {
            draft,
            footer,
            language,
            ..
        } = worded;
        let blocks = [draft.body.as_slice(), footer.as_slice()].concat();
        let names = (
            notice.facts.organisation.as_str(),
            notice.facts.title.as_str(),
        );
        Ok(Message {
            html: self.frame((&draft, &footer), names, &language)?,
            subject: draft.subject,
            preheader: draft.preheader,
            text: text::write(&blocks),
        })
    }

    /// Where a language words a part in its own way, or the last language does.
    pub(super) fn part_path(&self, (folder, name): (&str, &str), language: &str) -> String {
        languages(language)
            .into_iter()
            .map(|language| format!("{language}/{folder}/{name}.txt"))
            .find(|path| self.engine.contains_template(path))
            .unwrap_or_else(|| format!("{LAST_LANGUAGE}/{folder}/{name}.txt"))
    }

    pub(super) fn part(
        &self,
        part: (&str, &str),
        language: &str,
        context: &Context,
    ) -> Result<Vec<Block>, Findings> {
        let path = self.part_path(part, language);
        let rendered = self.render(&path, context)?;
        let draft = Draft::read(&format!("Subject: {}\n\n{rendered}", part.1));
        let draft = draft.map_err(|wrong| {
            one(Diagnostic::new(
                Code::TEMPLATE_FAILED,
                format!("{}: {wrong}", self.name(&path)),
            ))
        })?;
        Ok(draft.body)
    }

    /// The subject of a mail of several notices, and the lines that name them.
    pub(super) fn together(&self, view: &View, language: &str) -> Result<Draft, Findings> {
        self.draft(
            &self.part_path((PARTS, "together"), language),
            &context(view),
        )
    }
}
