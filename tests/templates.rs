//! Templates as the operator may change them, and as a plan may try to abuse them.

use crate::harness::notices::{built_in, full, sparse, told};
use crate::harness::world::{World, here};
use forewarn::compose::compose;
use forewarn::compose::templates::Templates;
use forewarn::diagnostic::Sources;
use forewarn::notice::Role;
use forewarn::plan::milestone::Milestone;

#[test]
fn a_plan_cannot_smuggle_markup_headers_or_template_code() {
    let templates = built_in();
    let evil = "</td><script>alert(1)</script>\r\nBcc: x@y.example\n{{ plan }} [go](javascript:x) \u{202e}";
    for (role, milestone) in told() {
        let mut notice = full(role, milestone);
        let facts = &mut notice.facts;
        for text in [
            &mut facts.title,
            &mut facts.organisation,
            &mut facts.contact.team,
        ] {
            *text = evil.to_owned();
        }
        for service in &mut facts.window.services {
            service.name = evil.to_owned();
            service.workaround = Some(evil.to_owned());
        }
        facts.why = Some(evil.to_owned());
        facts.benefit = Some(evil.to_owned());
        facts.link = Some("javascript:alert(1)".to_owned());
        for action in &mut facts.actions.before {
            action.text = evil.to_owned();
        }
        let message = compose(&notice, &templates).unwrap();
        assert!(!message.subject.contains(['\r', '\n', '\u{202e}']));
        assert!(!message.html.contains("<script"), "{}", message.html);
        assert!(!message.html.contains("href=\"javascript"));
        assert!(!message.text.contains(['\r', '\u{202e}']));
        assert!(!message.text.lines().any(|line| line.starts_with("Bcc:")));
    }
}

#[test]
fn templates_that_are_written_out_and_left_alone_change_nothing() {
    let world = World::new();
    world.run(&["init"]).ended(0);
    let before = world.run(&["check", "plan.yaml"]).ended(0);
    world
        .run(&["preview", "plan.yaml", "--out", "ours"])
        .ended(0);
    world.run(&["templates", "--out", "words"]).ended(0);
    world.write("forewarn.yaml", "templates: words\n");
    assert_eq!(world.run(&["check", "plan.yaml"]).ended(0).out, before.out);
    world
        .run(&["preview", "plan.yaml", "--out", "theirs"])
        .ended(0);
    let mut mails = 0;
    for entry in std::fs::read_dir(world.path("ours/mails")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let [ours, theirs] =
            ["ours", "theirs"].map(|folder| world.read(&format!("{folder}/mails/{name}")));
        assert!(ours == theirs, "{name}");
        mails += 1;
    }
    assert!(mails > 10);
}

#[test]
fn templates_are_written_one_by_one_and_never_over_a_file() {
    let world = World::new();
    let one = ["templates", "en/end-users/first.txt", "--out", "words"];
    let said = world.run(&one).ended(0);
    assert!(
        said.out.starts_with("1 template is written below words."),
        "{}",
        said.out
    );
    let path = "words/en/end-users/first.txt";
    assert_eq!(
        world.read(path),
        std::fs::read_to_string(here("templates/en/end-users/first.txt")).unwrap()
    );
    world.write(path, "Subject: mine\n");
    let refused = world.run(&["templates", "--out", "words"]).ended(2);
    assert!(
        refused
            .err
            .contains("words/en/end-users/first.txt is there already")
    );
    assert_eq!(world.read(path), "Subject: mine\n");
    assert!(!world.path("words/_layout").exists(), "all or none");
    let parts = world.run(&["templates", "en/_parts/", "_layout"]).ended(0);
    let listed: Vec<&str> = parts.out.lines().collect();
    assert!(listed.contains(&"_layout/theme.yaml") && listed.contains(&"en/_parts/help.txt"));
    assert!(!parts.out.contains("end-users"), "{}", parts.out);
    let slip = world.run(&["templates", "en/end-users/frist.txt"]).ended(2);
    assert!(
        slip.err.contains("did you mean `en/end-users/first.txt`?"),
        "{}",
        slip.err
    );
}

#[test]
fn every_milestone_is_worded_for_a_declared_audience_too() {
    let templates = built_in();
    for milestone in Milestone::ALL {
        for role in [Role::Executives, Role::DepartmentHeads, Role::EndUsers] {
            let mut notice = full(role, milestone);
            notice.facts.audience = "service-desk".to_owned();
            notice.locale = "de-CH".to_owned();
            compose(&notice, &templates)
                .unwrap_or_else(|findings| panic!("{role:?} {milestone:?}: {findings:?}"));
        }
    }
}

#[test]
fn an_operators_draft_takes_the_place_of_ours_and_only_that() {
    let own = vec![(
        "en/end-users/start.txt".to_owned(),
        "Subject: Now: {{ what.label }}\n\n# Now\n\n{% include \"en/_parts/help.txt\" %}\n"
            .to_owned(),
    )];
    let (templates, findings) = Templates::new("".as_ref(), &own, &mut Sources::default());
    assert!(findings.is_empty(), "{findings:?}");
    let start = compose(&sparse(Role::EndUsers, Milestone::Start), &templates).unwrap();
    assert_eq!(start.subject, "Now: Patient records");
    let first = compose(&sparse(Role::EndUsers, Milestone::First), &templates).unwrap();
    assert!(first.subject.starts_with("Planned:"));
}

#[test]
fn a_mistake_in_a_template_is_shown_where_it_is() {
    let cases = [
        (
            "Subject: x\n\n{% if provisionl %}y{% endif %}",
            "template-unknown-variable",
            (3, 7),
        ),
        ("Subject: x\n\n{% if %}", "template-syntax", (3, 7)),
        (
            "Subject: x\n\n{{ title | shuot }}",
            "template-syntax",
            (3, 12),
        ),
        ("Subject: {{ now() }}\n", "template-syntax", (1, 13)),
        (
            "Subject: {{ get_env(name=\"HOME\") }}\n",
            "template-syntax",
            (1, 13),
        ),
        (
            "Subject: x\n\n{% include \"en/end-users/strat.txt\" %}",
            "template-syntax",
            (3, 13),
        ),
        (
            "Subject: x\n\n{% include \"en/end-users/start.txt\" %}",
            "template-syntax",
            (1, 1),
        ),
    ];
    for (text, code, place) in cases {
        let mut sources = Sources::default();
        let own = vec![("en/end-users/start.txt".to_owned(), text.to_owned())];
        let (templates, findings) = Templates::new("".as_ref(), &own, &mut sources);
        let found: Vec<_> = findings.iter().collect();
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!(found[0].code.slug(), code, "{text}");
        assert_eq!(
            sources.position(found[0].labels[0].span),
            place,
            "{text}: {found:?}"
        );
        assert_eq!(
            sources.get(found[0].labels[0].span.file).name,
            "en/end-users/start.txt"
        );
        let _ = templates;
    }
}

#[test]
fn a_template_that_fails_or_never_ends_is_a_finding() {
    let many = "{% for a in range(end=100000) %}xxxxxxxxxx{% endfor %}";
    for text in [
        format!("Subject: x\n\n{many}"),
        "Subject: x\n\n{{ money.benefit }}".to_owned(),
        "No subject at all\n\nBody".to_owned(),
    ] {
        let own = vec![("en/end-users/start.txt".to_owned(), text.clone())];
        let (templates, findings) = Templates::new("".as_ref(), &own, &mut Sources::default());
        assert!(findings.is_empty(), "{text}: {findings:?}");
        let failed = compose(&sparse(Role::EndUsers, Milestone::Start), &templates).unwrap_err();
        assert_eq!(failed.iter().next().unwrap().code.slug(), "template-failed");
    }
}

#[test]
fn a_file_of_ones_own_is_named_as_it_can_be_opened_and_ours_as_built_in() {
    let plan = std::fs::read_to_string(here("tests/rules/base.yaml")).unwrap();
    let world = World::new()
        .file("plan.yaml", plan)
        .file("forewarn.yaml", "templates: our/words\n");
    std::fs::create_dir_all(world.path("our/words/en/department-heads")).unwrap();
    let first = "our/words/en/department-heads/first.txt";
    for (text, words) in [
        (
            "Subject: {{ windo.what }}\n\nx\n",
            "nothing is called `windo`",
        ),
        ("Subject: {{ what\n\nx\n", "expected"),
        ("No subject\n", "Subject"),
    ] {
        world.write(first, text);
        let said = world.run(&["check", "plan.yaml"]).said();
        assert!(said.contains(&format!("{first}: ")), "{words}: {said}");
        assert!(said.contains(words), "{said}");
        assert!(said.contains(&format!(" --> {first}:")), "{said}");
        assert!(!said.contains(" en/department-heads"), "{words}: {said}");
    }
    world.write(first, "Subject: {{ what.label }}\n\nx\n");
    world.write(
        "our/words/en/department-heads/frist.txt",
        "Subject: x\n\nx\n",
    );
    let said = world.run(&["check", "plan.yaml"]).said();
    let stray = "no notice uses our/words/en/department-heads/frist.txt";
    assert!(said.contains(stray), "{said}");
}
