//! The communication matrix: a row for each notice, in which no text of the plan breaks the table.

use crate::harness::world::World;

fn rows(page: &str) -> Vec<Vec<String>> {
    let rows = page.lines().filter(|line| line.starts_with('|')).skip(2);
    let cells = rows.map(|row| {
        let row = row.replace("\\|", "\u{1}");
        let cells = row.trim_matches('|').split('|');
        cells
            .map(|cell| cell.trim().replace('\u{1}', "|"))
            .collect()
    });
    cells.collect()
}

#[test]
fn every_notice_has_its_row_with_who_hears_it_and_what_it_says() {
    let world = World::with_shipped("bank").at("2027-01-18T09:00");
    let ask = |format| {
        world
            .run(&["timeline", "bank.yaml", "--format", format])
            .ended(0)
    };
    let page = ask("markdown").out;
    let told = ask("json").json();
    let told = told.as_array().unwrap();
    let rows = rows(&page);
    assert_eq!(rows.len(), told.len());
    for (row, told) in rows.iter().zip(told) {
        assert_eq!(row.len(), 7, "{row:?}");
        assert_eq!(row[0], told["notice"].as_str().unwrap());
        assert!(
            row[1].starts_with(told["rule"].as_str().unwrap()),
            "{row:?}"
        );
        assert!(
            row[2].ends_with(&told["local"].as_str().unwrap()[11..]),
            "{row:?}"
        );
        let people = told["recipients"].as_u64().unwrap();
        let people = if people == 1 {
            "1 person".to_owned()
        } else {
            format!("{people} people")
        };
        let place = told["place"].as_str().unwrap().replace('_', "\\_");
        assert!(
            row[3].ends_with(&format!(" in {place}: {people}")),
            "{row:?}"
        );
        assert_eq!([&row[4], &row[5]], ["E-mail", "Jörg Wendland"]);
        for subject in told["subjects"].as_array().unwrap() {
            assert!(
                row[6].contains(subject["subject"].as_str().unwrap()),
                "{row:?}"
            );
        }
    }
}

#[test]
fn no_text_of_a_plan_breaks_the_table() {
    let world = World::with_shipped("hospital").at("2027-01-18T09:00");
    let plan = world.read("hospital.yaml");
    let named = plan.replace(
        "name: Ward printing and clinic letters",
        "name: \"Ward | *printing* <b>\"",
    );
    let named = named.replace("name: Ward printing\n", "name: \"Ward | *print* _x_\"\n");
    assert_ne!(named, plan);
    world.write("hospital.yaml", &named);
    let page = world
        .run(&["timeline", "hospital.yaml", "--format", "markdown"])
        .ended(0)
        .out;
    assert!(page.contains(r"Ward \| \*print\* \_x\_"), "{page}");
    assert!(rows(&page).iter().all(|row| row.len() == 7));
}

#[test]
fn a_plan_without_an_owner_speaks_on_behalf_of_its_team() {
    let world = World::with_shipped("university").at("2026-11-23T09:00");
    let plan = world.read("university.yaml");
    let owned = plan.lines().filter(|line| !line.starts_with("owner:"));
    let ownerless: String = owned.map(|line| format!("{line}\n")).collect();
    assert!(ownerless.len() < plan.len());
    world.write("university.yaml", &ownerless);
    let page = world
        .run(&["timeline", "university.yaml", "--format", "markdown"])
        .ended(0)
        .out;
    let rows = rows(&page);
    assert!(!rows.is_empty() && rows.iter().all(|row| row[5] == "One System Project"));
}
