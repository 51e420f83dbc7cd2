//! Laws that hold for the words of every notice to every role, however much or little a plan says.

use crate::harness::notices::{abroad, at, built_in, crowded, full, late, sparse, told, turned};
use forewarn::compose::message::{Message, NAME_SLOT};
use forewarn::compose::{compose, compose_together};
use forewarn::notice::facts::{Action, Impact};
use forewarn::notice::{Notice, Role};
use forewarn::plan::milestone::Milestone;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Every message of every fixture, with a name for it.
fn all() -> Vec<(String, Notice, Message)> {
    let templates = built_in();
    let mut all = Vec::new();
    for (role, milestone) in told() {
        let cases = [
            ("full", full(role, milestone)),
            ("sparse", sparse(role, milestone)),
            ("late", late(full(role, milestone))),
            ("abroad", abroad(full(role, milestone))),
            ("turned", turned(full(role, milestone))),
        ];
        for (case, notice) in cases {
            let name = format!("{case} {} {}", role.slug(), milestone.slug());
            let message = compose(&notice, &templates)
                .unwrap_or_else(|findings| panic!("{name}: {findings:?}"));
            all.push((name, notice, message));
        }
    }
    all
}

#[test]
fn a_subject_alone_is_the_subject_of_the_whole_message() {
    let templates = built_in();
    for (name, notice, message) in all() {
        let subject = templates.subject(&notice);
        assert_eq!(subject.as_ref(), Ok(&message.subject), "{name}");
    }
}

/// The words of an HTML part, tags dropped and characters put back.
fn words_of(html: &str) -> String {
    let article = html.split("role=\"article\"").nth(1).unwrap_or("");
    let mut words = String::new();
    let mut inside = true;
    for sign in article.chars() {
        match sign {
            '<' => {
                inside = true;
                words.push(' ');
            }
            '>' => inside = false,
            other if !inside => words.push(other),
            _ => {}
        }
    }
    for (escaped, plain) in [
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ] {
        words = words.replace(escaped, plain);
    }
    words
}

/// Words without punctuation, addresses left out.
fn bare_words(text: &str) -> Vec<String> {
    text.split_whitespace()
        .filter(|word| !word.contains("://") && !word.contains('@'))
        .map(|word| {
            word.trim_matches(|sign: char| !sign.is_alphanumeric())
                .to_owned()
        })
        .filter(|word| !word.is_empty())
        .collect()
}

/// The body a reader has to read: no labelled rows, no contact, no foot.
fn prose(text: &str) -> usize {
    let ends = [
        "You receive this ",
        "\nYour direct line\n",
        "\nWhere to get help\n",
    ];
    let end = ends.iter().filter_map(|end| text.find(end)).min();
    let body = &text[..end.unwrap_or(text.len())];
    let mut count = 0;
    for block in body.split("\n\n") {
        let first = block.lines().next().unwrap_or("");
        let row = first
            .split_once(": ")
            .is_some_and(|(label, _)| !first.starts_with('-') && label.len() <= 24);
        if !row {
            count += bare_words(block).len();
        }
    }
    count
}

#[test]
fn both_parts_of_a_mail_say_the_same_words() {
    for (name, _, message) in all() {
        let mut html = bare_words(&words_of(&message.html));
        let text = bare_words(&message.text);
        for word in &text {
            let at = html.iter().position(|other| other == word);
            assert!(at.is_some(), "{name}: `{word}` is missing in the HTML part");
            html.remove(at.unwrap());
        }
        // The frame adds the organisation above and the label.
        assert!(html.len() <= 12, "{name}: only in the HTML part: {html:?}");
    }
}

#[test]
fn a_name_has_its_own_line_or_no_place_at_all() {
    for (name, _, message) in all() {
        let greeting = format!("Hello {NAME_SLOT},");
        let lines = message.text.lines().filter(|line| line.contains(NAME_SLOT));
        let lines: Vec<_> = lines.collect();
        assert!(lines.is_empty() || lines == [greeting.as_str()], "{name}");
        assert_eq!(
            message.html.matches(NAME_SLOT).count(),
            lines.len(),
            "{name}"
        );
        assert!(!message.subject.contains(NAME_SLOT) && !message.preheader.contains(NAME_SLOT));
    }
}

#[test]
fn no_notice_shows_a_hole() {
    for (name, _, message) in all() {
        let seen = format!(
            "{}\n{}\n{}",
            message.subject, message.preheader, message.text
        );
        for hole in [
            "{{",
            "{%",
            "}}",
            "None",
            "null",
            "undefined",
            "NaN",
            "TBC",
            "TODO",
            " .",
            " ,",
            "()",
            "( ",
            "..",
            ",.",
            "**",
            "\\",
            ": .",
            " by .",
            "\n- \n",
            "\n\n\n",
        ] {
            assert!(!seen.contains(hole), "{name}: `{hole}` in\n{seen}");
        }
        for line in message.text.lines() {
            let inner = line.trim_start().trim_start_matches("- ");
            assert!(
                !inner.contains("  ") || inner.contains(":  "),
                "{name}: two spaces in `{line}`"
            );
            assert!(!line.ends_with(' '), "{name}: a space ends `{line}`");
        }
        let blocks: Vec<_> = message.text.trim_end().split("\n\n").collect();
        for pair in blocks.windows(2) {
            let heading = |block: &str| {
                block
                    .lines()
                    .nth(1)
                    .is_some_and(|line| line.starts_with("---"))
            };
            assert!(
                !(heading(pair[0]) && (heading(pair[1]) || pair[1].starts_with("You receive"))),
                "{name}: nothing stands under `{}`",
                pair[0]
            );
        }
        for empty in ["<li style=\"margin:0 0 8px;\"></li>", ";\"></td>", "></h2>"] {
            assert!(!message.html.contains(empty), "{name}: {empty}");
        }
    }
}

#[test]
fn every_subject_tells_what_and_when_in_time() {
    for (name, notice, message) in all() {
        let subject = &message.subject;
        let length = subject.chars().count();
        assert!(length <= 60, "{name}: {length} characters in `{subject}`");
        let service = subject.find("Patient records").unwrap_or(usize::MAX);
        assert!(
            service <= 33,
            "{name}: the service comes late in `{subject}`"
        );
        assert!(
            !subject.contains(['!', '\r', '\n', '\t']),
            "{name}: {subject}"
        );
        let before = notice.facts.milestone < Milestone::GoNoGo;
        let dated = ["Sat 27 Mar", "Tue 9 Mar", "Sun 28 Mar"]
            .iter()
            .any(|day| subject.contains(day));
        assert!(!before || dated, "{name}: no day in `{subject}`");
        let provisional = notice.facts.window.provisional;
        assert!(
            !(provisional && subject.starts_with("Confirmed")),
            "{name}: {subject}"
        );
        if subject.starts_with("Tomorrow") {
            assert_eq!(notice.facts.milestone, Milestone::Reminder1, "{name}");
        }
        let preheader = message.preheader.chars().count();
        assert!(
            (12..=100).contains(&preheader),
            "{name}: {}",
            message.preheader
        );
        assert_ne!(subject, &message.preheader, "{name}");
    }
}

#[test]
fn one_reader_never_gets_the_same_subject_for_two_milestones() {
    let mut seen = BTreeMap::new();
    for (name, notice, message) in all() {
        let case = name.split(' ').next().unwrap().to_owned();
        let key = (case, notice.facts.role, message.subject.clone());
        if let Some(other) = seen.insert(key, name.clone()) {
            panic!("{other} and {name}: {}", message.subject);
        }
    }
}

#[test]
fn tomorrow_is_said_only_on_the_day_before() {
    let templates = built_in();
    let mut early = sparse(Role::EndUsers, Milestone::Reminder1);
    early.facts.moment = at("2027-03-25T09:00");
    let message = compose(&early, &templates).unwrap();
    assert_eq!(message.subject, "Sat 27 Mar, 10pm: Patient records off");
    assert!(!message.text.contains("omorrow"));
}

/// How many words of prose a notice may have.
fn limit(milestone: Milestone, role: Role) -> usize {
    use Milestone as M;
    match (milestone, role) {
        (M::First, Role::Executives) | (M::Detail, Role::Executives) => 150,
        (M::First, Role::DepartmentHeads) => 250,
        (M::First, Role::EndUsers) => 120,
        (M::Detail, Role::DepartmentHeads) => 350,
        (M::Detail, Role::EndUsers) => 180,
        (M::Briefing, Role::Executives) => 80,
        (M::Reminder14, Role::DepartmentHeads) => 200,
        (M::Reminder14 | M::Reminder7, Role::EndUsers) => 100,
        (M::Reminder7, Role::Executives) => 80,
        (M::Reminder7, _) => 180,
        (M::Reminder3, Role::EndUsers) => 80,
        (M::Reminder1, Role::DepartmentHeads) => 90,
        (M::Reminder1, _) => 70,
        (M::GoNoGo | M::Progress, _) => 60,
        (M::Start, _) => 50,
        (M::Extended, Role::Executives) => 80,
        (M::Extended, Role::EndUsers) => 70,
        (M::Completed, Role::EndUsers) => 90,
        (M::RolledBack, Role::EndUsers) => 90,
        (M::Completed, Role::Executives) => 80,
        (M::HyperCareDaily, Role::Executives) => 60,
        (M::Cancelled, Role::EndUsers) => 60,
        (_, Role::Executives) => 120,
        _ => 180,
    }
}

#[test]
fn a_notice_is_as_short_as_its_reader_needs() {
    for (name, notice, message) in all() {
        let facts = &notice.facts;
        let limit = limit(facts.milestone, facts.role);
        let extra = if name.starts_with("late") { 30 } else { 0 };
        let words = prose(&message.text);
        assert!(
            words <= limit + extra,
            "{name}: {words} words, {limit} wanted\n{}",
            message.text
        );
        if facts.role == Role::Executives {
            let all = message.text.split("You receive this ").next().unwrap();
            let words = bare_words(all).len();
            assert!(words < 200, "{name}: {words} words in all");
        }
    }
}

#[test]
fn a_text_part_fits_a_narrow_window() {
    for (name, _, message) in all() {
        for line in message.text.lines() {
            let address = line.trim_start().starts_with("https://");
            assert!(address || line.chars().count() <= 72, "{name}: {line}");
        }
        assert!(
            message.text.ends_with('\n') && !message.text.contains('\r'),
            "{name}"
        );
    }
}

#[test]
fn a_time_or_date_can_be_read_in_one_way_only() {
    for (name, _, message) in all() {
        let seen =
            format!("{} {} {}", message.subject, message.preheader, message.text).to_lowercase();
        for wrong in [
            "midnight", "noon", " 12am", " 12pm", "24:00", "00:00", " 12:00am", " 12:00pm", "bst",
            "gmt",
        ] {
            assert!(!seen.contains(wrong), "{name}: {wrong}");
        }
        let slashed = seen.split_whitespace().any(|word| {
            word.split('/').count() == 3
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte == b'/')
        });
        assert!(!slashed, "{name}");
    }
}

#[test]
fn an_end_user_reads_no_money_no_risks_and_no_jargon() {
    for (name, notice, message) in all() {
        let seen = message.text.to_lowercase();
        for blame in [
            "inconvenience",
            "simply",
            "obviously",
            "shortly",
            "as soon as possible",
            "urgent",
            "outdated",
            "failed",
        ] {
            assert!(!seen.contains(blame), "{name}: {blame}");
        }
        if notice.facts.role == Role::EndUsers {
            for word in [
                "hyper-care",
                "rollback",
                "roll back",
                "cutover",
                "failover",
                "gbp",
                "risk",
                "maria osei",
                "go-live",
                "stakeholder",
            ] {
                assert!(!seen.contains(word), "{name}: {word}");
            }
        }
    }
}

#[test]
fn an_html_part_is_built_for_every_mail_program() {
    for (name, _, message) in all() {
        let html = &message.html;
        assert!(html.len() < 80_000, "{name}: {} bytes", html.len());
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        assert_eq!(
            html.matches("<th ").count(),
            html.matches("<th scope=\"row\"").count(),
            "{name}"
        );
        assert!(html.contains("<html lang=\"en-GB\" dir=\"ltr\""), "{name}");
        for tag in [
            "table", "td", "tr", "p", "ul", "li", "a", "div", "h1", "h2", "strong", "th",
        ] {
            let opened = html.matches(&format!("<{tag} ")).count()
                + html.matches(&format!("<{tag}>")).count();
            assert_eq!(
                opened,
                html.matches(&format!("</{tag}>")).count(),
                "{name}: {tag}"
            );
        }
        for never in [
            "<script",
            "<form",
            "<iframe",
            "<img",
            "<svg",
            "display:flex",
            "display:grid",
            "rem;",
            "var(--",
            "rgba(",
            "@import",
            "http://",
        ] {
            let found = html
                .replace("http://www.w3.org/1999/xhtml", "")
                .contains(never);
            assert!(!found, "{name}: {never}");
        }
    }
}

#[test]
fn a_reader_elsewhere_sees_both_clocks() {
    let templates = built_in();
    let message = compose(&abroad(full(Role::EndUsers, Milestone::Detail)), &templates).unwrap();
    let text = message
        .text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    assert!(message.subject.contains("Sat 27 Mar, 6pm"));
    assert!(text.contains("6:00pm (Eastern Time, UTC-4)"), "{text}");
    assert!(
        text.contains("10:00pm to Sunday 28 March 2027, 2:30am (UK time, UTC+0, then UTC+1)"),
        "{text}"
    );
}

#[test]
fn every_role_that_is_told_has_words_of_its_own() {
    let templates = built_in();
    for (role, milestone) in told() {
        let (_, found) = templates.explain(&full(role, milestone));
        let own = format!("en/{}/{}.txt", role.slug(), milestone.slug());
        assert_eq!(found, Some(own));
    }
}

#[test]
fn long_names_and_many_services_still_fit_a_subject() {
    let templates = built_in();
    for (role, milestone) in told() {
        let message = compose(&crowded(full(role, milestone)), &templates)
            .unwrap_or_else(|findings| panic!("{role:?} {milestone:?}: {findings:?}"));
        let length = message.subject.chars().count();
        assert!(length <= 60, "{length}: {}", message.subject);
        assert!(message.subject.contains("Laboratory order"));
        let counts = message.subject.contains("+ 4 more");
        assert!(
            counts || message.subject.contains('…'),
            "{}",
            message.subject
        );
    }
}

#[test]
fn whatever_a_subject_counts_the_text_names_on_the_night_too() {
    let templates = built_in();
    for (role, milestone) in told() {
        for notice in [full(role, milestone), crowded(full(role, milestone))] {
            for notice in [turned(notice.clone()), abroad(notice.clone()), notice] {
                let message = compose(&notice, &templates).unwrap();
                if !message.subject.contains(" more") {
                    continue;
                }
                let said = message.text.split_whitespace().collect::<Vec<_>>();
                let said = said.join(" ");
                for service in &notice.facts.window.services {
                    let name = format!("{} {}", role.slug(), milestone.slug());
                    assert!(said.contains(&service.name), "{name}\n{said}");
                }
            }
        }
    }
}

#[test]
fn what_can_still_be_read_is_not_called_off() {
    let templates = built_in();
    for (role, milestone) in told() {
        let mut notice = full(role, milestone);
        notice.facts.dates.clear();
        notice.facts.window.services.truncate(1);
        notice.facts.window.services[0].impact = Impact::ReadOnly;
        let message = compose(&notice, &templates).unwrap();
        let seen = format!("{} {}", message.subject, message.text.replace('\n', " "));
        for off in [" off ", " off:", "Off from", "cannot use", "ack by"] {
            assert!(
                !seen.contains(off),
                "{role:?} {milestone:?}: `{off}`\n{seen}"
            );
        }
    }
}

#[test]
fn templates_can_be_shared_by_threads() {
    fn shared<T: Send + Sync + Clone>(_: &T) {}
    shared(&built_in());
}

/// What a notice asks to be done before the start, point by point.
fn asked_before(text: &str) -> Vec<String> {
    let text = text
        .split_once("Before it starts")
        .map_or("", |(_, rest)| rest);
    let mut points: Vec<String> = Vec::new();
    for line in text.lines().skip(1) {
        match line.strip_prefix("- ") {
            Some(point) => points.push(point.to_owned()),
            None if line.is_empty() && !points.is_empty() => break,
            None => {
                if let Some(point) = points.last_mut() {
                    point.push_str(&format!(" {}", line.trim()));
                }
            }
        }
    }
    points
}

#[test]
fn what_to_do_before_it_starts_is_the_same_in_every_notice() {
    use Milestone as M;
    let templates = built_in();
    let save = "By Sat 27 Mar, 9:45pm: Save your work.";
    let own = "By Sat 27 Mar, 9:45pm: Finish and save your notes";
    for (impact, planned, asked) in [
        (Impact::Off, false, Some(save)),
        (Impact::ReadOnly, false, Some(save)),
        (Impact::Slower, false, None),
        (Impact::Off, true, Some(own)),
        (Impact::ReadOnly, true, Some(own)),
        (Impact::Slower, true, Some(own)),
    ] {
        for milestone in [
            M::Detail,
            M::Reminder14,
            M::Reminder7,
            M::Reminder3,
            M::Reminder1,
            M::Start,
        ] {
            let mut notice = sparse(Role::EndUsers, milestone);
            notice.facts.window.services[0].impact = impact;
            if planned {
                notice.facts.actions.before = full(Role::EndUsers, milestone).facts.actions.before;
            }
            let text = compose(&notice, &templates).unwrap().text;
            let name = format!("{impact:?} {milestone:?}:\n{text}");
            assert_eq!(asked_before(&text), Vec::from_iter(asked), "{name}");
            let nothing = text.contains("do not need to do anything");
            assert_eq!(nothing, asked.is_none(), "{name}");
        }
    }
}

#[test]
fn what_a_team_has_to_do_stands_in_the_order_of_its_deadlines() {
    let mut notice = full(Role::DepartmentHeads, Milestone::Detail);
    let step = |text: &str, by: Option<&str>| Action {
        text: text.to_owned(),
        by: by.map(at),
        owner: None,
    };
    notice.facts.actions.before = vec![
        step("Put on the vests", Some("2027-03-27T22:00")),
        step("Tell the night shift", None),
        step("Print the lists", Some("2027-03-26T12:00")),
    ];
    notice.facts.actions.after = vec![
        step("Throw the lists away", Some("2027-03-29T12:00")),
        step("Take off the vests", Some("2027-03-28T06:00")),
    ];
    let text = compose(&notice, &built_in()).unwrap().text;
    let steps = ["Print", "Put on", "Tell", "Take off", "Throw"];
    let places = steps.map(|step| text.find(step).unwrap_or_else(|| panic!("{step}: {text}")));
    assert!(places.is_sorted(), "{text}");
}

#[test]
fn what_speaks_for_another_time_follows_it_as_the_plan_writes_it() {
    let mut notice = full(Role::DepartmentHeads, Milestone::First);
    for (because, said) in [
        (
            Some("after Easter & Passover."),
            "1:30am: after Easter & Passover.",
        ),
        (
            Some("Outside the Easter weekend"),
            "1:30am: Outside the Easter weekend.",
        ),
        (None, "1:30am."),
    ] {
        notice.facts.window.alternatives[0].because = because.map(str::to_owned);
        let text = compose(&notice, &built_in()).unwrap().text;
        let words: Vec<&str> = text.split_whitespace().collect();
        let words = words.join(" ");
        assert!(words.contains(&format!("to Sun 11 Apr, {said}")), "{text}");
    }
}

#[test]
fn a_head_is_told_to_save_in_every_notice_or_in_none() {
    use Milestone as M;
    let templates = built_in();
    for (impact, told) in [(Impact::ReadOnly, true), (Impact::Slower, false)] {
        for milestone in [
            M::Detail,
            M::Reminder14,
            M::Reminder7,
            M::Reminder3,
            M::Reminder1,
            M::Start,
        ] {
            let mut notice = sparse(Role::DepartmentHeads, milestone);
            notice.facts.window.services[0].impact = impact;
            let text = compose(&notice, &templates).unwrap().text;
            let saves = text.contains("By Sat 27 Mar, 9:45pm: Save your work.");
            assert_eq!(saves, told, "{milestone:?}\n{text}");
        }
    }
}

#[test]
fn who_hears_after_the_time_to_save_is_told_to_save_at_once() {
    let mut notice = sparse(Role::EndUsers, Milestone::Start);
    notice.facts.moment = at("2027-03-27T21:50");
    let message = compose(&notice, &built_in()).unwrap();
    assert_eq!(asked_before(&message.text), ["Save your work."]);
    assert_eq!(message.preheader, "What to do before it starts.");
}

#[test]
fn whoever_is_concerned_again_reads_so_in_the_details_whenever_they_come() {
    for role in [Role::Executives, Role::DepartmentHeads, Role::EndUsers] {
        let mut notice = full(role, Milestone::Detail);
        (notice.facts.first_word, notice.facts.again) = (false, true);
        let message = compose(&notice, &built_in()).unwrap();
        let words: Vec<&str> = message.text.split_whitespace().collect();
        let text = words.join(" ");
        assert!(
            text.contains("no longer concerns you. It does again."),
            "{text}"
        );
        assert!(!text.contains("first message"), "{text}");
    }
}

/// A notice that touches some of so many services, and says so of the others.
fn touching(id: &str, (role, milestone): (Role, Milestone), touched: &[bool]) -> Notice {
    let mut notice = full(role, milestone);
    let window = &mut notice.facts.window;
    window.id = id.to_owned();
    let pattern = window.services[0].clone();
    window.services.clear();
    window.unaffected.clear();
    for (place, touched) in touched.iter().enumerate() {
        let name = format!("Service{place}");
        if *touched {
            let mut service = pattern.clone();
            (service.id, service.name) = (name.to_lowercase(), name);
            service.impact = Impact::Off;
            window.services.push(service);
        } else {
            window.unaffected.push(name);
        }
    }
    notice
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_mail_calls_a_service_unaffected_that_it_says_is_off(
        windows in prop::collection::vec(prop::collection::vec(any::<bool>(), 5), 2..4),
        heads in any::<bool>(),
    ) {
        let role = if heads { Role::DepartmentHeads } else { Role::EndUsers };
        let notices: Vec<Notice> = windows
            .iter()
            .enumerate()
            .map(|(number, touched)| {
                let mut touched = touched.clone();
                touched[number] = true;
                touching(&format!("night-{number}"), (role, Milestone::Detail), &touched)
            })
            .collect();
        let message = compose_together(&notices.iter().collect::<Vec<_>>(), &built_in()).unwrap();
        let words: Vec<&str> = message.text.split_whitespace().collect();
        let words = words.join(" ");
        for said in words.split("These are not affected: ").skip(1) {
            let said = said.split('.').next().unwrap_or_default();
            for notice in &notices {
                for service in &notice.facts.window.services {
                    prop_assert!(!said.contains(&service.name), "{} in: {}", service.name, said);
                }
            }
        }
    }
}

fn moved(id: &str, service: usize, dated: bool) -> Notice {
    let mut touched = [false; 3];
    touched[service] = true;
    let heads = (Role::DepartmentHeads, Milestone::Rescheduled);
    let mut notice = touching(id, heads, &touched);
    notice.facts.event.as_mut().unwrap().has_new_date = dated;
    notice
}

#[test]
fn the_subject_of_several_corrections_names_each_with_its_date() {
    let templates = built_in();
    let day = |notice: &Notice| {
        let civil = notice.event_zone.civil(notice.facts.window.start);
        civil.format("%a %-d %b").to_string()
    };
    let (one, other) = (moved("one", 0, true), moved("other", 1, true));
    let dated = compose_together(&[&one, &other], &templates).unwrap();
    let day = day(&one);
    assert_eq!(
        dated.subject,
        format!("New dates: Service0 {day}, Service1 {day}")
    );
    let none = moved("other", 1, false);
    let mixed = compose_together(&[&none, &one], &templates).unwrap();
    assert_eq!(
        mixed.subject,
        format!("No date yet: Service1; New date: Service0 {day}")
    );
}

#[test]
fn whoever_reads_the_same_news_in_two_roles_reads_it_as_one() {
    let templates = built_in();
    let head = moved("one", 0, true);
    let executives = (Role::Executives, Milestone::Rescheduled);
    let mut executive = touching("one", executives, &[true, false, false]);
    executive.facts.event = head.facts.event.clone();
    let told = compose_together(&[&head, &executive], &templates).unwrap();
    assert_eq!(told.subject, compose(&head, &templates).unwrap().subject);
    assert_eq!(told.text.matches("off: now").count(), 1, "{}", told.text);
    assert!(
        told.text.contains("For you as an executive"),
        "{}",
        told.text
    );
}

#[test]
fn the_hours_of_help_are_told_beside_whatever_way_to_reach_it_there_is() {
    let templates = built_in();
    for (role, milestone) in told() {
        if role == Role::Executives {
            continue;
        }
        let mut notice = full(role, milestone);
        let contact = &mut notice.facts.contact;
        contact.hours = Some("07:00-20:00 mon-fri".to_owned());
        contact.person = None;
        let with_phone = compose(&notice, &templates).unwrap().text;
        notice.facts.contact.phone = None;
        let without = compose(&notice, &templates).unwrap().text;
        let hours = "7am to 8pm";
        let name = format!("{} {}", role.slug(), milestone.slug());
        assert_eq!(
            with_phone.contains(hours),
            without.contains(hours),
            "{name}: {without}"
        );
    }
}
