//! The columns of a file of people: none that is needed gets lost in silence.

use crate::harness::world::{World, here};

/// A finding: code, level, message, and the advice in one line.
type Found = (String, String, String, String);

/// What is found with a file of people; everybody uses the service that goes off.
fn found(file: &str, source: &str) -> Vec<Found> {
    let base = std::fs::read_to_string(here("tests/rules/base.yaml")).unwrap();
    let base = base.replacen("used-by: [wards]", "used-by: [everyone]", 1);
    let users = format!("  end-users: {{people: {{file: people.csv{source}}}}}\n");
    let audiences = "  department-heads: {people: departments}\n";
    let plan = base.replacen(audiences, &format!("{audiences}{users}"), 1);
    said(
        World::new()
            .file("plan.yaml", plan)
            .file("people.csv", file),
    )
}

fn said(world: World) -> Vec<Found> {
    let found = world.run(&["check", "plan.yaml", "--format", "json"]);
    let found = found.json();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let found = found.as_array().unwrap().iter().map(|finding| {
        let help = finding["help"].as_array().unwrap().iter();
        let help: Vec<String> = help.map(text).collect();
        let [code, level, message] =
            ["code", "level", "message"].map(|field| text(&finding[field]));
        (code, level, message, help.join(" | "))
    });
    found.collect()
}

fn codes(found: &[Found]) -> Vec<&str> {
    found.iter().map(|(code, ..)| code.as_str()).collect()
}

#[test]
fn a_column_of_departments_that_is_not_understood_is_told_and_silences_nothing() {
    let file = "Nachname;Vorname;E-Mail;Abteilung\nOkoro;Sam;s@stbrannock.example;Wards\n";
    let lost = found(file, "");
    assert_eq!(codes(&lost), ["nobody-to-tell", "csv-header"], "{lost:#?}");
    let (_, level, message, help) = &lost[1];
    assert_eq!(level, "warning");
    assert_eq!(
        message,
        "no column is understood as department or name; not read: “Nachname”, “Vorname”, “Abteilung”"
    );
    let advice = "`columns: {department: Abteilung, name: …}`";
    assert!(help.contains(advice), "{help}");
    // The same people under headings that are understood: nobody of Finance is known.
    let mapped = found(file, ", columns: {department: Abteilung, name: Nachname}");
    let plain = found(
        "Name;E-Mail;Department\nSam Okoro;s@stbrannock.example;Wards\n",
        "",
    );
    assert_eq!(mapped, plain);
    assert_eq!(codes(&plain), ["nobody-to-tell"], "{plain:#?}");
    assert!(plain[0].2.contains("Finance"), "{plain:#?}");
}

#[test]
fn a_column_that_may_be_one_of_departments_is_a_warning_and_no_more() {
    let found = found(
        "Name,Email,Service area\nSam Okoro,s@stbrannock.example,North\n",
        "",
    );
    assert_eq!(codes(&found), ["csv-header"], "{found:#?}");
    assert!(
        found[0].3.contains("`columns: {department: …}`"),
        "{found:#?}"
    );
}

#[test]
fn a_file_that_lacks_nothing_may_have_columns_of_its_own() {
    for file in [
        "Name,Email\nSam Okoro,s@stbrannock.example\n",
        "Badge,Name,Email,Services\n1,Sam Okoro,s@stbrannock.example,records\n",
        "First name,Last name,Email,Phone\nSam,Okoro,s@stbrannock.example,1\n",
    ] {
        assert_eq!(found(file, ""), [], "{file}");
    }
    // Executives hear of everything, whatever their department.
    let base = std::fs::read_to_string(here("tests/rules/base.yaml")).unwrap();
    let people = "audiences:\n  executives: {people: {file: people.csv}}\n";
    let plan = base.replacen("audiences:\n", people, 1);
    let file = "Name,Email,Grade\nDana Wolf,d@stbrannock.example,1\n";
    let world = World::new()
        .file("plan.yaml", plan)
        .file("people.csv", file);
    assert_eq!(said(world), []);
}

#[test]
fn a_column_that_is_there_twice_is_told() {
    let people = |headings: &str| {
        format!(
            "{headings}\nSam Okoro,s@stbrannock.example,t@stbrannock.example,wards\nJo Field,j@stbrannock.example,,finance\n"
        )
    };
    for (headings, both) in [
        ("Name,Email,Email,Department", "“Email” and “Email”"),
        ("Name,Mail,Work email,Department", "“Mail” and “Work email”"),
    ] {
        let found = found(&people(headings), "");
        assert_eq!(codes(&found), ["csv-header"], "{found:#?}");
        let (_, level, message, _) = &found[0];
        assert_eq!(level, "warning");
        assert!(message.contains(both), "{message}");
    }
    let chosen = found(
        &people("Name,Mail,Work email,Department"),
        ", columns: {email: Work email}",
    );
    assert!(!codes(&chosen).contains(&"csv-header"), "{chosen:#?}");
}

#[test]
fn our_own_word_for_a_column_goes_before_another_one() {
    let file = "Team,Name,Email,Department\nNorth,Sam Okoro,s@stbrannock.example,wards\nSouth,Jo Field,j@stbrannock.example,finance\n";
    assert_eq!(found(file, ""), []);
}

#[test]
fn one_without_a_department_among_those_who_have_one_is_pointed_at_in_her_row() {
    let base = std::fs::read_to_string(here("tests/rules/base.yaml")).unwrap();
    let users = "audiences:\n  department-heads: {people: departments}\n  end-users: {people: {file: people.csv}}\n";
    let heads = "audiences:\n  department-heads: {people: departments}\n";
    let night =
        "      - {id: second, start: 2027-03-20 22:00, length: 4h, services: {letters: off}}\n";
    let plan = format!("{}{night}", base.replacen(heads, users, 1));
    let people = "name,email,department\nRuth Adams,r.adams@a.example,wards\n\
                  Chidi Tran,c.tran@a.example,finance\nKayla Turner,k.turner@a.example,\n\
                  Sam Orr,s.orr@a.example,warts\n";
    let found = |plan: &str| {
        let world = World::new()
            .file("plan.yaml", plan)
            .file("people.csv", people);
        let found = world
            .run(&["check", "plan.yaml", "--format", "json"])
            .json();
        let found = found.as_array().unwrap().iter().map(|finding| {
            let place = &finding["places"][0];
            let [code, message] = ["code", "message"].map(|field| finding[field].clone());
            format!("{code} {}:{} {message}", place["file"], place["line"]).replace('"', "")
        });
        found.collect::<Vec<String>>()
    };
    // Whoever stands there with a department that is not known was pointed at for that.
    let misnamed = "bad-row people.csv:5 there is no department `warts` in the plan; this person may miss notices";
    let deaf = "no-department people.csv:4 Kayla Turner is told nothing: no department says what concerns them";
    assert_eq!(found(&plan), [deaf, misnamed]);
    // Of what concerns everybody she hears.
    let half = "no-department people.csv:4 Kayla Turner is told only what concerns everybody: no department says what else concerns them";
    let for_all = plan.replacen("used-by: [wards]", "used-by: [everyone]", 1);
    assert_eq!(found(&for_all), [half, misnamed]);
    // Where everything concerns everybody, nothing is missing.
    let all = for_all.replacen("used-by: [finance]", "used-by: [everyone]", 1);
    assert_eq!(found(&all), [misnamed]);
}

#[test]
fn names_as_lists_sort_them_are_greeted_the_other_way_round() {
    let file = "name,email,department\n\"Novák, Tomáš\",t@stbrannock.example,wards\n\"Khan, Aisha\",k@stbrannock.example,wards\nPlain Name,p@stbrannock.example,finance\n";
    let said = found(file, "");
    let [(code, level, message, _)] = said.as_slice() else {
        panic!("{said:#?}");
    };
    assert_eq!((code.as_str(), level.as_str()), ("bad-row", "note"));
    assert_eq!(
        message,
        "`Novák, Tomáš` and 1 more name have their family name first; mails greet `Tomáš Novák`"
    );
}

#[test]
fn nobody_is_greeted_by_a_formula() {
    let file = "name,email,department\n\"=HYPERLINK(\"\"x\"\")\",t@stbrannock.example,wards\nPlain Name,p@stbrannock.example,finance\n";
    let said = found(file, "");
    let [(code, level, message, _)] = said.as_slice() else {
        panic!("{said:#?}");
    };
    assert_eq!((code.as_str(), level.as_str()), ("bad-row", "note"));
    assert!(
        message.starts_with("a formula of a spreadsheet"),
        "{message}"
    );
}

#[test]
fn two_departments_in_one_cell_are_led_to_a_row_for_each() {
    for written in ["Wards; Finance", "\"Wards, Finance\"", "wards / finance"] {
        let both = found(
            &format!(
                "Name,Email,Department\nSam Okoro,s@stbrannock.example,{written}\nJo Field,j@stbrannock.example,wards\n"
            ),
            "",
        );
        let rows = both.iter().find(|(code, ..)| code == "bad-row");
        let help = &rows.unwrap_or_else(|| panic!("{both:#?}")).3;
        assert!(
            help.contains("one row for each department, with the same address"),
            "{help}"
        );
    }
    // Done as told she is of both, and nothing is left to say.
    let rows = "Name,Email,Department\nSam Okoro,s@stbrannock.example,wards\nSam Okoro,s@stbrannock.example,finance\n";
    let apart = found(rows, "");
    assert!(!codes(&apart).contains(&"bad-row"), "{apart:#?}");
}

#[test]
fn departments_that_the_plan_does_not_know_are_not_taken_for_a_column_that_is_missing() {
    let base = std::fs::read_to_string(here("tests/rules/base.yaml")).unwrap();
    let users = "audiences:\n  end-users: {people: {file: people.csv}}\n";
    let plan = base.replacen("audiences:\n", users, 1);
    let rows = "Name,Email,Department\nSam Okoro,s@a.example,Wrads\nJo Field,j@a.example,\nAnn Lee,l@a.example,Lab\n";
    let world = World::new()
        .file("plan.yaml", plan)
        .file("people.csv", rows);
    let said = said(world);
    let unplaced = said.iter().find(|(code, ..)| code == "no-department");
    let help = &unplaced.unwrap_or_else(|| panic!("{said:#?}")).3;
    let advice =
        "their rows in people.csv name no department of the plan; it knows: wards, finance";
    assert!(help.contains(advice), "{help}");
    assert!(!help.contains("columns"), "{help}");
}
