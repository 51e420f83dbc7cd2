//! Who is reached and who is not: moved dates, addresses that may not be written to, refusals that
//! can be found again; and what the program never touches and never says.

use crate::harness::peer::{Act, Peer, Script, Stage};
use crate::harness::world::{PROGRAM, Ran, World, ran};
use crate::sending::{DETAILS, hospital, known, people, readers, send, with_server};
use forewarn::ledger::Standing;

#[test]
fn a_preview_never_takes_a_folder_for_its_own_that_is_not() {
    let world = hospital(1, DETAILS);
    std::fs::create_dir_all(world.path("mine/mails")).unwrap();
    world.write("mine/mails/letter.eml", "precious");
    let into = |folder: &str| world.run(&["preview", "plan.yaml", "--out", folder]);
    into("mine").ended(2);
    assert_eq!(world.read("mine/mails/letter.eml"), "precious");
    into("seen").ended(0);
    into("seen").ended(0);
    #[cfg(unix)]
    {
        std::fs::remove_dir_all(world.path("seen/mails")).unwrap();
        std::os::unix::fs::symlink(world.path("mine/mails"), world.path("seen/mails")).unwrap();
        into("seen").ended(2);
        assert_eq!(world.read("mine/mails/letter.eml"), "precious");
    }
}

#[test]
fn what_nobody_was_told_is_told_when_the_window_moves() {
    let peer = Peer::start(Script::default());
    // On a Saturday the reminder waits, and what came before it is over.
    let mut world = with_server(hospital(2, "2027-02-27T10:00"), &peer, "");
    for _ in 0..2 {
        send(&world).ended(0);
    }
    let skipped = known(&world, &[Standing::Skipped]);
    assert!(skipped.iter().any(|id| id.contains("cutover-detail")));
    assert_eq!(peer.taken().len(), 0);
    let plan = world.read("plan.yaml");
    world.write(
        "plan.yaml",
        plan.replace("Sat 2027-03-13", "Sat 2027-05-15"),
    );
    // Thirty days before the new date.
    world.turn("2027-04-15T09:05");
    send(&world).ended(0);
    let told = known(&world, &[Standing::Accepted]);
    let details = told.iter().filter(|id| id.contains("cutover-detail"));
    assert_eq!(details.count(), 3, "{told:?}");
    let before = peer.taken().len();
    send(&world).ended(0);
    assert_eq!(peer.taken().len(), before, "told once");
    assert!(peer.copies().values().all(|copies| *copies == 1));
}

const HIDDEN: &str = "hunter2";

#[test]
fn no_finding_in_the_settings_repeats_a_secret() {
    let world = hospital(1, DETAILS);
    for settings in [
        "smtp: {host: a.example.org, user: x, passwort: hunter2}\n",
        "smtp:\n  host: a.example.org\n  password: hunter2: x\n",
        "smtp: {host: a.example.org, user: x, password: [hunter2]}\n",
        "smtp: {host: a.example.org, user: x, password: {value: hunter2}}\n",
        "smtp: {host: a.example.org, user: x, password: {env: [hunter2]}}\n",
        "smtp: {host: a.example.org, user: x, password: {file: [hunter2]}}\n",
        "smtp: {host: a.example.org, user: x, password: {command: [hunter2]}}\n",
        "smtp: {host: a.example.org, user: x, password: {hunter2}}\n",
        "smtp: {host: a.example.org, user: x, password: a, password: hunter2}\n",
        "smtp: {host: a.example.org, port: twenty, user: x, password: hunter2}\n",
        "smtp:\n  host: a.example.org\n  prot: 25\n  password: |\n    hunter2\n    user: x\n",
        "smtp: hunter2\n",
        "password: hunter2\n",
        "hunter2\n",
        "[hunter2]\n",
        "smtp: {host: a.example.org, user: x, password: !hunter2 y}\n",
    ] {
        world.write("forewarn.yaml", settings);
        for format in ["human", "json"] {
            let ran = world.run(&["check", "plan.yaml", "--format", format]);
            let ran = ran.ended(1);
            assert!(!ran.said().contains(HIDDEN), "{settings}{}", ran.said());
            assert!(ran.said().contains("forewarn.yaml"), "{}", ran.said());
        }
        world.run(&["preview", "plan.yaml"]).ended(1);
    }
}

#[test]
fn a_finding_in_the_settings_shows_its_line_where_no_secret_stands() {
    let world = hospital(1, DETAILS);
    for (settings, line, words) in [
        (
            "smtp: {host: a.example.org, prot: 25}\n",
            "1 | smtp: {host: a.example.org, prot: 25}",
            "did you mean `port`?",
        ),
        (
            "smtp:\n  host: a.example.org\n  port: twenty\n",
            "3 |   port: twenty",
            "found `twenty`",
        ),
        (
            "from: {email: nobody}\n",
            "1 | from: {email: nobody}",
            "nobody",
        ),
        (
            "approval: always\n",
            "1 | approval: always",
            "`always` is not one of the words",
        ),
    ] {
        world.write("forewarn.yaml", settings);
        let said = world.run(&["check", "plan.yaml"]).ended(1).said();
        for part in [line, words, " ^"] {
            assert!(said.contains(part), "{part}\n{said}");
        }
    }
}

#[cfg(unix)]
#[test]
fn whoever_sends_hears_that_others_may_read_the_secret_unless_they_may_not() {
    use std::os::unix::fs::PermissionsExt as _;
    let script = Script {
        mechanisms: "PLAIN",
        proofs: vec!["AUTH PLAIN AHgAaHVudGVyMg==".to_owned()],
        ..Script::default()
    };
    let peer = Peer::start(script);
    let settings = format!(
        "smtp:\n  {{host: 127.0.0.1, port: {}, security: plain, user: x, password: {HIDDEN}}}\napproval: none\n",
        peer.port()
    );
    for (mode, warned) in [(0o644, true), (0o640, true), (0o600, false)] {
        let world = hospital(1, DETAILS).file("forewarn.yaml", &settings);
        let readers = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(world.path("forewarn.yaml"), readers).unwrap();
        for said in [
            send(&world).said(),
            world.run(&["check", "plan.yaml"]).ended(0).said(),
        ] {
            assert_eq!(said.contains("forewarn.yaml"), warned, "{mode:o} {said}");
            assert!(!said.contains(HIDDEN), "{said}");
        }
    }
}

#[test]
fn a_server_that_repeats_the_login_does_not_have_it_printed() {
    let proof = "AGFiY2RlZgBodW50ZXIyMw==";
    for act in [
        Act::Say("501 syntax error in: AUTH PLAIN AGFiY2RlZgBodW50ZXIyMw=="),
        Act::Raw(b"syntax error in: AUTH PLAIN AGFiY2RlZgBodW50ZXIyMw==\r\n"),
    ] {
        let script = Script {
            mechanisms: "PLAIN",
            ..Script::default()
        };
        let peer = Peer::start(script.always(Stage::Auth, act));
        let world = hospital(1, DETAILS)
            .variable("SECRET", "hunter23")
            .file("forewarn.yaml", format!("smtp: {{host: 127.0.0.1, port: {}, security: plain, user: abcdef, password: {{env: SECRET}}}}\napproval: none\n", peer.port()));
        let said = send(&world).ended(3).said();
        assert!(said.contains("syntax error in: AUTH PLAIN …"), "{said}");
        assert!(
            !said.contains(proof) && !said.contains("hunter23"),
            "{said}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_program_that_fails_is_named_and_not_quoted() {
    let settings =
        "smtp: {host: a.example.org, user: x, password: {command: ls /hunter2}}\napproval: none\n";
    let world = hospital(1, DETAILS).file("forewarn.yaml", settings);
    let said = send(&world).ended(3).said();
    assert!(
        said.contains("ls, which should print the secret, failed"),
        "{said}"
    );
    assert!(!said.contains(HIDDEN), "{said}");
}

#[test]
fn somebody_who_left_the_plan_is_found_however_her_address_is_spelt() {
    let peer = Peer::start(Script::default());
    let capitals = "name,email,department\nEve,Eve.Fox@StBrannock.example,wards\n";
    let world = hospital(0, DETAILS).file("people.csv", capitals);
    let world = with_server(world, &peer, "");
    send(&world).ended(0);
    world.write("people.csv", people(1));
    for spelt in ["eve.fox@stbrannock.example", "EVE.FOX@STBRANNOCK.EXAMPLE"] {
        let ran = world.run(&["status", "plan.yaml", "--for", spelt]).ended(0);
        assert!(ran.out.contains("accepted"), "{spelt}: {}", ran.out);
    }
}

#[test]
fn a_name_too_long_for_a_mail_is_found_where_it_is_read() {
    let long = "N".repeat(101);
    let world = hospital(1, DETAILS);
    world.write(
        "people.csv",
        people(1) + &format!("{long},n@stbrannock.example,wards\n"),
    );
    let ran = world
        .run(&["check", "plan.yaml", "--format", "json"])
        .ended(0);
    let found = ran.json();
    let rows = found.as_array().unwrap().iter();
    let rows: Vec<_> = rows
        .filter(|finding| finding["code"] == "bad-row")
        .collect();
    assert_eq!(rows.len(), 1, "{}", ran.out);
    assert_eq!(rows[0]["places"][0]["line"], 3);
    world.run(&["preview", "plan.yaml", "--all"]).ended(0);
    let plan = world.read("plan.yaml").replace("Aisha Khan", &long);
    let world = world.file("plan.yaml", plan);
    let ran = world.run(&["check", "plan.yaml"]).ended(1);
    assert!(
        ran.out.contains("wrong-value") && ran.out.contains("101 letters"),
        "{}",
        ran.out
    );
}

#[test]
fn numbers_beyond_all_measure_are_added_up_and_refused_not_stumbled_over() {
    let world = hospital(1, DETAILS);
    let head = "head: {name: Aisha Khan, email: a.khan@stbrannock.example}";
    let plan = world.read("plan.yaml");
    let plan = plan.replace(
        &format!("wards: {{name: Wards, {head}}}"),
        &format!("wards: {{name: Wards, people: 2147483648, {head}}}\n  labs: {{name: Labs, people: 3000000000, {head}}}"),
    );
    let excuse = "    - {window: cutover, rule: nobody-to-tell, departments: [labs], by: Maria Osei, because: They are told by word of mouth.}\n";
    let plan = plan.replace("used-by: [wards]", "used-by: [wards, labs]") + excuse;
    let world = world.file("plan.yaml", &plan);
    world.run(&["check", "plan.yaml"]).ended(0);
    world.run(&["preview", "plan.yaml"]).ended(0);
}

#[test]
fn what_is_kept_back_is_said_once_and_has_its_own_word() {
    let peer = Peer::start(Script::default());
    let people = "name,email,department\nSam,sam@stbrannock.example,wards\nEve,eve@elsewhere.example,wards\n";
    let world = hospital(0, DETAILS).file("people.csv", people);
    let mut world = with_server(world, &peer, "allowed-domains: [stbrannock.example]\n");
    let first = send(&world).ended(3);
    assert!(first.out.contains("1  kept back"), "{}", first.out);
    assert_eq!(send(&world).ended(0).out, "");
    let status = world.run(&["status", "plan.yaml"]).ended(0);
    assert!(status.out.contains("1 sent, 1 withheld"), "{}", status.out);
    let check = world.run(&["check", "plan.yaml"]).ended(0);
    assert!(check.out.contains("outside-domains"), "{}", check.out);
    assert!(check.out.contains("eve@elsewhere.example"), "{}", check.out);
    world.turn("2027-02-26T09:10");
    let later = send(&world).ended(3);
    assert!(
        later.out.contains("1  kept back"),
        "another notice: {}",
        later.out
    );
    assert_eq!(send(&world).ended(0).out, "");
}

#[test]
fn what_was_begun_before_its_domain_was_excluded_does_not_stay_open_unsaid() {
    let peer = Peer::start(Script::default().always(Stage::Dot, Act::TakeAndDrop));
    let mut world = with_server(hospital(1, DETAILS), &peer, "");
    send(&world).ended(3);
    assert_eq!(known(&world, &[Standing::InDoubt]).len(), 2);
    let settings = world.read("forewarn.yaml") + "allowed-domains: [elsewhere.example]\n";
    world.write("forewarn.yaml", settings);
    world.turn("2027-02-11T10:30");
    let ran = send(&world).ended(3);
    assert!(ran.out.contains("2  kept back"), "{}", ran.out);
    assert_eq!(send(&world).ended(0).out, "");
    world.turn("2027-02-26T09:10");
    let ran = send(&world).ended(3);
    assert!(ran.out.contains("2  held"), "{}", ran.out);
    assert_eq!(send(&world).ended(0).out, "");
    assert_eq!(readers(&peer).len(), 2);
}

#[test]
fn everybody_who_was_refused_can_be_found() {
    let peer = Peer::start(Script::default().always(Stage::Rcpt, Act::Say("550 5.1.1 nobody")));
    let world = with_server(hospital(24, DETAILS), &peer, "");
    let ran = send(&world).ended(3);
    let more = "… and 20 more: `forewarn status plan.yaml --refused`";
    assert!(ran.out.contains(more), "{}", ran.out);
    let status = world.run(&["status", "plan.yaml"]).ended(0);
    assert_eq!(
        status.out.matches("refused   ").count(),
        20,
        "{}",
        status.out
    );
    assert!(status.out.contains("… and 5 more: "), "{}", status.out);
    let refused = world.run(&["status", "plan.yaml", "--refused"]).ended(0);
    for reader in 0..24 {
        let address = format!("reader-{reader}@stbrannock.example");
        assert!(refused.out.contains(&address), "{}", refused.out);
    }
    let json = world.run(&["status", "plan.yaml", "--refused", "--format", "json"]);
    assert_eq!(json.ended(0).json().as_array().unwrap().len(), 25);
    let json = world
        .run(&["status", "plan.yaml", "--format", "json"])
        .ended(0)
        .json();
    let notices = json["notices"].as_array().unwrap().iter();
    let named: usize = notices
        .map(|line| line["not-reached"].as_array().unwrap().len())
        .sum();
    assert_eq!(named, 25);
}

#[test]
fn a_moment_that_is_over_is_not_sent_by_accident() {
    let peer = Peer::start(Script::default());
    let mut world = with_server(hospital(1, DETAILS), &peer, "");
    let unsure = |world: &World, now: &str, further: &[&str]| -> Ran {
        let mut command = std::process::Command::new(PROGRAM);
        command
            .args(["send", "plan.yaml", "--now", now])
            .args(further);
        world.settle(&mut command);
        ran(command.spawn().unwrap())
    };
    let refused = unsure(&world, "2020-01-01T09:00", &[]).ended(2);
    assert!(
        refused.err.contains("more than a day back"),
        "{}",
        refused.err
    );
    unsure(&world, "2020-01-01T09:00", &["--dry-run"]).ended(0);
    unsure(&world, "2020-01-01T09:00", &["--really"]).ended(0);
    world.turn(DETAILS);
    send(&world).ended(0);
    assert_eq!(readers(&peer).len(), 2);
}

#[test]
fn a_late_notice_of_help_does_not_wait_for_a_freeze_to_end() {
    let world = hospital(1, "2027-03-22T09:00");
    let freeze =
        "calendar: {freezes: [{name: Exams, from: 2027-03-15, to: 2027-03-23, hardness: soft}]}\n";
    let help = "hyper-care: {length: 5 working days, support: [{channel: Desk, hours: day and night}], exit-when: {severity-1-open: 0}, afterwards: The service desk.}\n";
    let plan = world.read("plan.yaml") + freeze + help;
    world.write("plan.yaml", plan);
    let ran = world.run(&["send", "plan.yaml", "--dry-run"]).ended(4);
    assert!(!ran.out.contains("hyper-care"), "{}", ran.out);
    let said = [
        "record",
        "plan.yaml",
        "cutover",
        "completed",
        "--at",
        "2027-03-14T01:50",
    ];
    world.run(&said).ended(0);
    let ran = world.run(&["send", "plan.yaml", "--dry-run"]).ended(0);
    assert!(ran.out.contains("cutover-hyper-care-close"), "{}", ran.out);
    assert!(!ran.out.contains("waits for"), "{}", ran.out);
}
