//! The preview gallery: every notice of a plan on one self-contained page for a browser.
//!
//! Gives [`page`], which turns a [`Gallery`] into the text of an `index.html` that needs no network
//! and no other file. Never reads the clock, never decides anything: all words and dates come in.

use serde::Serialize;
use std::collections::HashMap;

#[cfg(test)]
pub(crate) mod fixture;

/// Everything the page shows.
#[derive(Debug, Clone, Serialize)]
pub struct Gallery {
    /// The plan's title.
    pub title: String,
    /// Who sends the notices.
    pub organisation: String,
    /// The plan's id.
    pub plan_id: String,
    /// The moment the page was made for, in words.
    pub now: String,
    /// Release of the time zone data.
    pub zone_release: String,
    /// Release of the holiday data.
    pub holiday_release: String,
    /// Version of forewarn.
    pub version: String,
    /// What was found in the plan.
    pub findings: Vec<FindingView>,
    /// Every notice, in the order of the timeline.
    pub notices: Vec<NoticeView>,
    /// The windows the notices are about.
    pub windows: Vec<WindowView>,
    /// Everyone who is told something.
    pub people: Vec<PersonView>,
    /// The address of the one person the page is limited to.
    pub only_for: Option<String>,
}

impl Gallery {
    /// Gives notices of one name to one audience names of their own.
    pub fn tell_apart(&mut self) {
        let mut known: HashMap<(String, String), usize> = HashMap::new();
        for notice in &mut self.notices {
            let name = (notice.id.clone(), notice.audience.clone());
            let number = known.entry(name).or_default();
            *number += 1;
            if *number > 1 {
                notice.id = format!("{}-{number}", notice.id);
            }
        }
    }
}

/// One finding.
#[derive(Debug, Clone, Serialize)]
pub struct FindingView {
    /// Its slug.
    pub code: String,
    /// `error`, `warning` or `note`.
    pub level: String,
    /// What is wrong.
    pub message: String,
    /// File, line and column, when a file is at fault.
    pub place: Option<String>,
    /// What to do now, one line each.
    pub help: Vec<String>,
}

/// One notice: what one audience is told at one moment.
#[derive(Debug, Clone, Serialize)]
pub struct NoticeView {
    /// Its id; unique together with the audience.
    pub id: String,
    /// `2026-12-24`: the day it goes out, in `zone`.
    pub date_iso: String,
    /// `Thursday` or `Thu`.
    pub weekday: String,
    /// `Thu 24 December 2026`.
    pub date_words: String,
    /// `09:00`.
    pub time: String,
    /// `UK time`.
    pub zone: String,
    /// The audience's id.
    pub audience: String,
    /// The audience's name.
    pub audience_name: String,
    /// The milestone's slug.
    pub milestone: String,
    /// The milestone's name.
    pub milestone_name: String,
    /// The window's id.
    pub window: String,
    /// The subject most readers see.
    pub subject: String,
    /// Whose it is, when another of that day looks just like it; else empty.
    pub apart: String,
    /// How many people get it.
    pub recipients: usize,
    /// Why it falls on this day.
    pub because: String,
    /// Why it was moved off its own day, when it was.
    pub moved: Option<String>,
    /// In whose mails it is told, and to how many; empty when to nobody.
    pub told_with: String,
    /// Whether it is due now.
    pub due: bool,
    /// Its wordings, one per group of readers.
    pub messages: Vec<MessageView>,
}

/// One wording of a notice.
#[derive(Debug, Clone, Serialize)]
pub struct MessageView {
    /// Its number; a mail that tells several notices stands with each of them under one number.
    pub mail: usize,
    /// Whom it is for: `Wards`, `Everyone in Europe/London`.
    pub scope: String,
    /// The `.eml` beside the page, as a relative path.
    pub file: Option<String>,
    /// Who writes it: the name of the team, or its address.
    pub sender: String,
    /// Its subject.
    pub subject: String,
    /// Its HTML part.
    pub html: String,
    /// Its text part.
    pub text: String,
    /// Its headers, in order.
    pub headers: Vec<(String, String)>,
    /// Who gets it: positions in [`Gallery::people`].
    pub recipients: Vec<usize>,
    /// Its size as sent.
    pub bytes: usize,
}

/// One window.
#[derive(Debug, Clone, Serialize)]
pub struct WindowView {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// First instant, in words.
    pub start: String,
    /// End, in words.
    pub end: String,
    /// First instant as `2027-03-27T22:00`, read on the clocks of the place.
    pub start_iso: String,
    /// End, likewise.
    pub end_iso: String,
    /// `confirmed`, `provisional` …
    pub status: String,
}

/// One person.
#[derive(Debug, Clone, Serialize)]
pub struct PersonView {
    /// Name.
    pub name: String,
    /// Address.
    pub address: String,
    /// Department; may be empty.
    pub department: String,
}

const PAGE: &str = include_str!("page.html");
const STYLE: &str = concat!(include_str!("style.css"), include_str!("detail.css"));
const SCRIPT: &str = concat!(
    include_str!("element.js"),
    include_str!("state.js"),
    include_str!("header.js"),
    include_str!("strip.js"),
    include_str!("filters.js"),
    include_str!("list.js"),
    include_str!("mail.js"),
    include_str!("detail.js"),
    include_str!("script.js"),
);

/// The whole page. The same gallery gives the same bytes.
pub fn page(gallery: &Gallery) -> String {
    // What a plan's author wrote goes in last, escaped: it can then never be taken for a slot.
    PAGE.replace("/*slot:style*/", STYLE)
        .replace("/*slot:script*/", SCRIPT)
        .replace("<!--slot:title-->", &escape_text(&gallery.title))
        .replace("<!--slot:data-->", &escape_script(&packed(gallery)))
}

/// The gallery as JSON, with lines and lists of readers that occur in many mails stored once.
fn packed(gallery: &Gallery) -> String {
    let mut data = serde_json::to_value(gallery).expect("a view holds only texts, numbers, lists");
    let mut lines = Table::default();
    let mut groups = Table::default();
    let messages = data["notices"]
        .as_array_mut()
        .into_iter()
        .flatten()
        .filter_map(|notice| notice["messages"].as_array_mut())
        .flatten();
    for message in messages {
        for part in ["html", "text"] {
            let text = message[part].as_str().unwrap_or_default();
            let indexes: Vec<usize> = text
                .split('\n')
                .map(|line| lines.index(&serde_json::Value::from(line)))
                .collect();
            message[part] = indexes.into();
        }
        let group = groups.index(&message["recipients"]);
        message["recipients"] = group.into();
    }
    data["lines"] = lines.values.into();
    data["groups"] = groups.values.into();
    data.to_string()
}

/// Values kept once, in the order of their first use.
#[derive(Default)]
struct Table {
    places: HashMap<serde_json::Value, usize>,
    values: Vec<serde_json::Value>,
}

impl Table {
    fn index(&mut self, value: &serde_json::Value) -> usize {
        if let Some(&place) = self.places.get(value) {
            return place;
        }
        self.places.insert(value.clone(), self.values.len());
        self.values.push(value.clone());
        self.values.len() - 1
    }
}

fn escape_text(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// JSON that cannot end its script element, open a comment in it, or break a line of it. All three
/// occur in JSON only inside strings, where an escape means the same.
fn escape_script(json: &str) -> String {
    json.replace('<', "\\u003c")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::fixture::hospital;
    use super::*;

    fn data(page: &str) -> serde_json::Value {
        let open = r#"<script type="application/json" id="data">"#;
        let start = page.find(open).expect("the data block") + open.len();
        let end = start + page[start..].find("</script>").expect("its end");
        serde_json::from_str(&page[start..end]).expect("valid JSON")
    }

    fn unpacked(data: &serde_json::Value, lines: &serde_json::Value) -> String {
        let lines: Vec<&str> = lines
            .as_array()
            .unwrap()
            .iter()
            .map(|line| {
                data["lines"][line.as_u64().unwrap() as usize]
                    .as_str()
                    .unwrap()
            })
            .collect();
        lines.join("\n")
    }

    #[test]
    fn the_same_gallery_gives_the_same_bytes() {
        assert_eq!(page(&hospital()), page(&hospital()));
    }

    #[test]
    fn every_mail_comes_out_of_the_page_as_it_went_in() {
        let gallery = hospital();
        let data = data(&page(&gallery));
        for (notice, shown) in gallery
            .notices
            .iter()
            .zip(data["notices"].as_array().unwrap())
        {
            for (message, shown) in notice
                .messages
                .iter()
                .zip(shown["messages"].as_array().unwrap())
            {
                assert_eq!(unpacked(&data, &shown["html"]), message.html);
                assert_eq!(unpacked(&data, &shown["text"]), message.text);
                let group = &data["groups"][shown["recipients"].as_u64().unwrap() as usize];
                assert_eq!(group, &serde_json::json!(message.recipients));
            }
        }
    }

    #[test]
    fn nothing_in_a_plan_can_leave_its_place_on_the_page() {
        let hostile =
            "</script><!--<script>alert(1)</script>\u{2028}<!--slot:data-->/*slot:script*/";
        let mut gallery = hospital();
        gallery.title = hostile.into();
        gallery.notices[0].messages[0].html = hostile.into();
        let page = page(&gallery);
        assert_eq!(data(&page)["title"], hostile);
        assert!(!page.contains("<script>alert"));
        let block = page.find("id=\"data\"").expect("the data block");
        assert!(!page[block..].contains('\u{2028}'));
        assert_eq!(page.matches("</script>").count(), 2);
    }

    /// One notice, one mail; made once because many cases start from it.
    static SMALL: std::sync::LazyLock<Gallery> = std::sync::LazyLock::new(|| {
        let mut gallery = hospital();
        gallery.notices.truncate(1);
        gallery.notices[0].messages.truncate(1);
        gallery.people.truncate(5);
        gallery
    });

    proptest::proptest! {
        #[test]
        fn any_text_comes_back_from_the_page_as_it_was(text in "(?s).{0,80}") {
            let mut gallery = SMALL.clone();
            gallery.organisation.clone_from(&text);
            gallery.notices[0].messages[0].html.clone_from(&text);
            let data = data(&page(&gallery));
            let shown = &data["notices"][0]["messages"][0];
            proptest::prop_assert_eq!(unpacked(&data, &shown["html"]), text.clone());
            proptest::prop_assert_eq!(data["organisation"].as_str(), Some(text.as_str()));
        }
    }

    #[test]
    fn what_many_mails_share_is_stored_once() {
        let mut gallery = hospital();
        let one = page(&gallery).len();
        let again = gallery.notices.clone();
        let mails: usize = again
            .iter()
            .flat_map(|notice| &notice.messages)
            .map(|m| m.html.len())
            .sum();
        gallery.notices.extend(again);
        assert!(page(&gallery).len() - one < mails / 2);
    }

    #[test]
    fn the_page_names_no_other_place_to_load_from() {
        let empty = Gallery {
            notices: Vec::new(),
            findings: Vec::new(),
            ..hospital()
        };
        let page = page(&empty);
        for reference in [
            "src=\"",
            "url(",
            "fetch(",
            "<link rel=\"stylesheet",
            "slot:",
        ] {
            assert!(!page.contains(reference), "{reference}");
        }
        assert!(page.contains("default-src 'none'"));
    }
}
