//! What the page frame around a mail's body may name: heads, words, colours and the body itself.

use crate::compose::block::Block;
use crate::compose::draft::{Draft, Tone};
use crate::compose::locale::Locale;
use crate::compose::page;
use crate::compose::theme::{Palette, Theme};
use schemars::JsonSchema;
use serde::Serialize;

/// The values of the frame template.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Frame<'a> {
    subject: &'a str,
    preheader: &'a str,
    label: &'a str,
    band: &'a str,
    label_back: &'a str,
    label_text: &'a str,
    language: &'a str,
    direction: &'a str,
    organisation: &'a str,
    title: &'a str,
    body: String,
    footer: String,
    light: Colours<'a>,
    dark: Colours<'a>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Colours<'a> {
    page: &'a str,
    card: &'a str,
    panel: &'a str,
    line: &'a str,
    text: &'a str,
    muted: &'a str,
    link: &'a str,
    callout: &'a str,
    button: &'a str,
    button_text: &'a str,
}

impl<'a> Frame<'a> {
    /// The frame around a draft; whose it is, and of which plan.
    pub fn new(
        draft: &'a Draft,
        footer: &[Block],
        (organisation, title): (&'a str, &'a str),
        locale: &'a Locale,
        theme: &'a Theme,
    ) -> Self {
        let tone = match draft.tone {
            Tone::Calm => &theme.tones.calm,
            Tone::Late => &theme.tones.late,
            Tone::Done => &theme.tones.done,
            Tone::Changed => &theme.tones.changed,
        };
        Self {
            subject: &draft.subject,
            preheader: &draft.preheader,
            label: &draft.label,
            band: &tone.band,
            label_back: &tone.back,
            label_text: &tone.text,
            language: &locale.tag,
            direction: &locale.direction,
            organisation,
            title,
            body: page::write(&draft.body, &theme.light),
            footer: page::write_foot(footer, &theme.light),
            light: colours(&theme.light),
            dark: colours(&theme.dark),
        }
    }
}

fn colours(palette: &Palette) -> Colours<'_> {
    Colours {
        page: &palette.page,
        card: &palette.card,
        panel: &palette.panel,
        line: &palette.line,
        text: &palette.text,
        muted: &palette.muted,
        link: &palette.link,
        callout: &palette.callout,
        button: &palette.button,
        button_text: &palette.button_text,
    }
}
