//! Blocks as HTML for mail programs: inline styles, tables where Outlook needs them, every
//! character of every value escaped. The only place where HTML of a mail's body is written.

use crate::compose::bare::says_itself;
use crate::compose::block::{Block, Fact, Inline, characters};
use crate::compose::column;
use crate::compose::theme::Palette;
use crate::diagnostic::hidden::is_isolate;
use crate::plan::isolate::Direction;

const FONT: &str = "font-family:'Segoe UI',Arial,Helvetica,sans-serif;";

/// The body of a mail as HTML, for the frame to stand in.
pub fn write(blocks: &[Block], colours: &Palette) -> String {
    draw(blocks, colours, true)
}

/// What stands below the body: nothing there asks to be pressed, so a link is no more than a link.
pub fn write_foot(blocks: &[Block], colours: &Palette) -> String {
    draw(blocks, colours, false)
}

fn draw(blocks: &[Block], colours: &Palette, has_buttons: bool) -> String {
    let mut page = Page {
        html: String::with_capacity(4096),
        colours,
        has_buttons,
    };
    for block in blocks {
        page.block(block);
    }
    page.html
}

/// Makes text fit for HTML, as content and as an attribute.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

struct Page<'a> {
    html: String,
    colours: &'a Palette,
    /// Whether a link with nothing beside it is drawn as a button.
    has_buttons: bool,
}

impl Page<'_> {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(level, run) => self.heading(*level, run),
            Block::Section(run) => self.section(run),
            Block::Paragraph(run) => match run.as_slice() {
                [Inline::Link { href, label }]
                    if self.has_buttons
                        && href.starts_with("http")
                        && !says_itself(href, &characters(label)) =>
                {
                    self.button(href, label);
                }
                _ => self.paragraph(run, 16),
            },
            Block::List { numbered, items } => self.list(*numbered, items, 16),
            Block::Facts(facts) => self.table(facts),
            Block::Callout(inner) => self.callout(inner),
        }
    }

    fn heading(&mut self, level: u8, run: &[Inline]) {
        let text = &self.colours.text;
        let (tag, style) = match level {
            1 => (
                "h1",
                "margin:0 0 16px;font-size:26px;line-height:33px;font-weight:bold;",
            ),
            2 => (
                "h2",
                "margin:28px 0 10px;font-size:18px;line-height:25px;font-weight:bold;",
            ),
            _ => (
                "h3",
                "margin:24px 0 8px;font-size:17px;line-height:24px;font-weight:bold;",
            ),
        };
        let (way, side) = turned(run);
        self.html.push_str(&format!(
            "<{tag}{way} class=\"fw-text\" style=\"{style}{side}{FONT}color:{text};\">"
        ));
        self.run(run);
        self.html.push_str(&format!("</{tag}>\n"));
    }

    /// The headline of a further notice, below a line that parts it from what came before.
    fn section(&mut self, run: &[Inline]) {
        let Self { html, colours, .. } = self;
        let (line, text) = (&colours.line, &colours.text);
        html.push_str(&format!(
            "<h2 class=\"fw-text fw-line\" style=\"margin:36px 0 14px;padding:24px 0 0;border-top:2px solid {line};font-size:21px;line-height:28px;font-weight:bold;{FONT}color:{text};\">"
        ));
        self.run(run);
        self.html.push_str("</h2>\n");
    }

    fn list(&mut self, numbered: bool, items: &[Vec<Block>], below: u8) {
        let tag = if numbered { "ol" } else { "ul" };
        let (way, side) = match items.first().and_then(|item| item.first()) {
            Some(Block::Paragraph(run)) => turned(run),
            _ => ("", ""),
        };
        let room = if way.is_empty() {
            "0 0 0 24px"
        } else {
            "0 24px 0 0"
        };
        self.html.push_str(&format!(
            "<{tag}{way} style=\"margin:0 0 {below}px;padding:{room};{side}\">\n"
        ));
        for item in items {
            self.html.push_str("<li style=\"margin:0 0 8px;\">");
            self.inside(item, 0);
            self.html.push_str("</li>\n");
        }
        self.html.push_str(&format!("</{tag}>\n"));
    }

    /// What stands in an item or a cell: one paragraph alone is no more than its words. Below the
    /// last of several blocks there is as much room as told.
    fn inside(&mut self, blocks: &[Block], below: u8) {
        if let [Block::Paragraph(run)] = blocks {
            return self.run(run);
        }
        for (index, block) in blocks.iter().enumerate() {
            let below = if index + 1 == blocks.len() { below } else { 8 };
            match block {
                Block::Paragraph(run) => self.paragraph(run, below),
                Block::List { numbered, items } => self.list(*numbered, items, below),
                other => self.block(other),
            }
        }
    }

    fn paragraph(&mut self, run: &[Inline], below: u8) {
        let (way, side) = turned(run);
        self.html
            .push_str(&format!("<p{way} style=\"margin:0 0 {below}px;{side}\">"));
        self.run(run);
        self.html.push_str("</p>\n");
    }

    fn table(&mut self, facts: &[Fact]) {
        let Self { html, colours, .. } = self;
        let column = column::width(facts);
        html.push_str(&format!(
            "<table class=\"fw-panel\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"table-layout:fixed;margin:0 0 20px;background-color:{};border:1px solid {};border-radius:8px;border-collapse:separate;font-size:16px;line-height:24px;\">\n",
            colours.panel, colours.line
        ));
        for (index, fact) in facts.iter().enumerate() {
            let rule = if index == 0 {
                String::new()
            } else {
                format!("border-top:1px solid {};", self.colours.line)
            };
            let cell = format!("{FONT}color:{};", self.colours.text);
            let (label, value) = if column::stands_above(fact) {
                let label =
                    "colspan=\"2\" class=\"fw-text fw-line fw-th\" style=\"padding:11px 16px 0;";
                let value = "</tr>\n<tr><td colspan=\"2\" valign=\"top\" class=\"fw-text fw-line fw-td\" style=\"padding:2px 16px 11px;";
                (label.to_owned(), format!("{value}{cell}"))
            } else {
                let label = format!(
                    "width=\"{column}\" class=\"fw-text fw-line fw-th\" style=\"padding:11px 8px 11px 16px;"
                );
                let value = "\n<td valign=\"top\" class=\"fw-text fw-line fw-td\" style=\"padding:11px 16px 11px 8px;";
                (label, format!("{value}{rule}{cell}"))
            };
            self.html.push_str(&format!(
                "<tr><th scope=\"row\" align=\"left\" valign=\"top\" {label}font-weight:bold;{rule}{cell}\">"
            ));
            self.run(&fact.label);
            self.html.push_str(&format!("</th>{value}\">"));
            let mut values = fact.values.iter().peekable();
            while let Some(value) = values.next() {
                let next = values.peek();
                self.inside(value, if next.is_some() { 8 } else { 0 });
                if is_line(value) && next.is_some_and(|next| is_line(next)) {
                    self.html.push_str("<br>");
                }
            }
            self.html.push_str("</td></tr>\n");
        }
        self.html.push_str("</table>\n");
    }

    fn callout(&mut self, inner: &[Block]) {
        let (ground, text, edge) = (
            &self.colours.callout,
            &self.colours.text,
            &self.colours.muted,
        );
        self.html.push_str(&format!(
            "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"table-layout:fixed;margin:0 0 20px;\"><tr><td class=\"fw-callout fw-text\" style=\"padding:14px 16px 0;background-color:{ground};border-left:4px solid {edge};border-radius:4px;{FONT}font-size:16px;line-height:24px;color:{text};\">\n"
        ));
        for block in inner {
            self.block(block);
        }
        self.html.push_str("</td></tr></table>\n");
    }

    fn button(&mut self, href: &str, label: &[Inline]) {
        let (ground, text) = (&self.colours.button, &self.colours.button_text);
        self.html.push_str(&format!(
            "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"margin:8px 0 24px;\"><tr><td align=\"center\" bgcolor=\"{ground}\" class=\"fw-button\" style=\"border-radius:6px;background-color:{ground};\"><a class=\"fw-button\" href=\"{}\" style=\"display:inline-block;padding:13px 26px;{FONT}font-size:16px;line-height:20px;font-weight:bold;color:{text};background-color:{ground};border-radius:6px;text-decoration:none;\"><!--[if mso]><i style=\"mso-font-width:300%;mso-text-raise:20pt\">&emsp;</i><![endif]-->",
            escape(href)
        ));
        self.run(label);
        self.html.push_str(
            "<!--[if mso]><i style=\"mso-font-width:300%\">&emsp;&#8203;</i><![endif]--></a></td></tr></table>\n",
        );
    }

    fn run(&mut self, run: &[Inline]) {
        let mut isolates = 0_usize;
        for inline in run {
            match inline {
                Inline::Text(text) => isolates = self.text(text, isolates),
                Inline::Bold(inner) => {
                    self.html.push_str("<strong>");
                    self.run(inner);
                    self.html.push_str("</strong>");
                }
                Inline::Link { href, label } => {
                    let colour = &self.colours.link;
                    self.html.push_str(&format!(
                        "<a class=\"fw-link\" href=\"{}\" style=\"color:{colour};text-decoration:underline;\">",
                        escape(href)
                    ));
                    self.run(label);
                    self.html.push_str("</a>");
                }
                Inline::Break => self.html.push_str("<br>"),
            }
        }
        self.html.push_str(&"</span>".repeat(isolates));
    }

    /// Characters, their isolates as elements; tells how many of those are open behind them.
    fn text(&mut self, text: &str, mut open: usize) -> usize {
        let mut rest = text;
        while let Some(at) = rest.find(is_isolate) {
            self.html.push_str(&escape(&rest[..at]));
            let mut signs = rest[at..].chars();
            match signs.next().map(Direction::opened_by) {
                Some(Some(direction)) => {
                    let way = match direction {
                        Direction::RightToLeft => "rtl",
                        Direction::LeftToRight => "ltr",
                    };
                    self.html.push_str(&format!("<span dir=\"{way}\">"));
                    open += 1;
                }
                _ if open > 0 => {
                    self.html.push_str("</span>");
                    open -= 1;
                }
                _ => {}
            }
            rest = signs.as_str();
        }
        self.html.push_str(&escape(rest));
        open
    }
}

/// How a run that is read from right to left is drawn: an attribute, and the side on which it begins.
fn turned(run: &[Inline]) -> (&'static str, &'static str) {
    match Direction::of_paragraph(&characters(run)) {
        Direction::RightToLeft => (" dir=\"rtl\"", "text-align:right;"),
        Direction::LeftToRight => ("", ""),
    }
}

/// Whether blocks are drawn as words and nothing else.
fn is_line(blocks: &[Block]) -> bool {
    matches!(blocks, [Block::Paragraph(_)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::markdown;
    use crate::compose::theme::Theme;
    use crate::compose::words::Words;
    use proptest::prelude::*;

    fn page(draft: &str) -> String {
        let theme = Theme::read(include_str!("../../templates/_layout/theme.yaml")).unwrap();
        write(&markdown::parse(draft), &theme.light)
    }

    #[test]
    fn a_link_alone_is_a_button_in_the_body_and_a_link_at_the_foot() {
        let link = markdown::parse("[The whole plan](https://intranet.example.org/plan)");
        let theme = Theme::read(include_str!("../../templates/_layout/theme.yaml")).unwrap();
        assert!(write(&link, &theme.light).contains("fw-button"));
        let foot = write_foot(&link, &theme.light);
        assert!(
            !foot.contains("fw-button") && foot.contains("fw-link"),
            "{foot}"
        );
    }

    #[test]
    fn a_list_that_is_read_from_right_to_left_has_its_marks_on_the_right() {
        let html = page(&format!("- {}\n", Words::line("לשמור הכול").as_str()));
        assert!(html.contains("<ul dir=\"rtl\" style=\"margin:0 0 16px;padding:0 24px 0 0;"));
        let html = page("- \u{2067}א\u{2069}: save\n\n\u{2069}\u{2066}b");
        assert_eq!(html.matches("dir=").count(), 2, "{html}");
        assert_eq!(
            html.matches("<span").count(),
            html.matches("</span>").count()
        );
    }

    /// The tags of a page, without those our own writer never writes.
    fn foreign(html: &str) -> Vec<String> {
        const OURS: [&str; 17] = [
            "p", "h1", "h2", "h3", "ul", "ol", "li", "table", "tr", "th", "td", "a", "strong",
            "br", "i", "!", "span",
        ];
        html.split('<')
            .skip(1)
            .map(|tag| {
                let name: String = tag
                    .trim_start_matches('/')
                    .chars()
                    .take_while(|sign| sign.is_ascii_alphanumeric() || *sign == '!')
                    .collect();
                name
            })
            .filter(|name| !OURS.contains(&name.as_str()))
            .collect()
    }

    fn hostile() -> impl Strategy<Value = String> {
        let bits = prop_oneof![
            Just("<script>alert(1)</script>".to_owned()),
            Just("<img src=x onerror=alert(1)>".to_owned()),
            Just("\" onclick=\"x".to_owned()),
            Just("[x](javascript:alert(1))".to_owned()),
            Just("[x](data:text/html;base64,PHM+)".to_owned()),
            Just("[x](https://a.example/\"onmouseover=\"y)".to_owned()),
            Just("<https://a.example>".to_owned()),
            Just("http://a.example/\"onmouseover=\"y".to_owned()),
            Just("<javascript:alert(1)>".to_owned()),
            Just("![i](https://a.example/t.png)".to_owned()),
            Just("{{ plan }}{% include \"x\" %}".to_owned()),
            Just("\n\n# Heading\n\n> quote\n\n".to_owned()),
            Just("```\ncode\n```".to_owned()),
            Just("&lt;b&gt; &#60;b&#62;".to_owned()),
            Just("**bold".to_owned()),
            Just("\r\nBcc: a@b.example\r\n\r\n".to_owned()),
            Just("[x]: javascript:alert(1)\n\n[x]".to_owned()),
            "[ -~\\n]{0,20}",
        ];
        proptest::collection::vec(bits, 1..6).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn nothing_a_planner_types_becomes_foreign_markup(text in hostile()) {
            for words in [Words::plain(&text), Words::line(&text), Words::typed(&text), Words::text(&text)] {
                for draft in [format!("Label\n: {}\n", words.as_str()), format!("- {}\n", words.as_str()), words.as_str().to_owned()] {
                    let html = page(&draft);
                    prop_assert_eq!(foreign(&html), Vec::<String>::new(), "{}", html);
                    for link in html.split("href=\"").skip(1) {
                        prop_assert!(link.starts_with("https://") || link.starts_with("http://") || link.starts_with("mailto:") || link.starts_with("tel:"), "{}", html);
                    }
                    for tag in html.split('<').skip(1) {
                        let inside = tag.split('>').next().unwrap_or("");
                        prop_assert!(!inside.contains(" on"), "{}", inside);
                    }
                }
            }
        }
    }
}
