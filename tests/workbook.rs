//! The workbook, read back: dates are dates, numbers are numbers, and a text is never a formula.

use crate::harness::world::World;
use calamine::{Data, Range, Reader, Xlsx, open_workbook};

const NOW: &str = "2027-01-18T09:00";

fn export(world: &World, plan: &str) -> Xlsx<std::io::BufReader<std::fs::File>> {
    let ran = world
        .run(&["export", plan, "--out", "plan.xlsx", "--replace"])
        .ended(0);
    assert!(ran.out.contains("plan.xlsx is written"));
    open_workbook(world.path("plan.xlsx")).unwrap()
}

fn sheet(book: &mut Xlsx<std::io::BufReader<std::fs::File>>, name: &str) -> Range<Data> {
    book.worksheet_range(name).unwrap()
}

/// The cells below a heading.
fn column<'r>(sheet: &'r Range<Data>, heading: &str) -> Vec<&'r Data> {
    let names = sheet.rows().next().unwrap();
    let place = names.iter().position(|name| *name == *heading).unwrap();
    sheet.rows().skip(1).map(|row| &row[place]).collect()
}

fn number(cell: &Data) -> f64 {
    match cell {
        Data::Float(number) => *number,
        Data::Int(number) => *number as f64,
        other => panic!("{other:?} is no number"),
    }
}

#[test]
fn the_calendar_is_the_timeline_with_dates_that_are_dates() {
    let world = World::with_shipped("hospital").at(NOW);
    let mut book = export(&world, "hospital.yaml");
    let calendar = sheet(&mut book, "Calendar");
    let told = world
        .run(&["timeline", "hospital.yaml", "--format", "json"])
        .ended(0)
        .json();
    let told = told.as_array().unwrap();
    assert_eq!(calendar.height(), told.len() + 1);
    let columns = ["Date", "People", "Message"].map(|name| column(&calendar, name));
    for (place, told) in told.iter().enumerate() {
        let [date, people, message] = columns.each_ref().map(|column| column[place]);
        let Data::DateTime(date) = date else {
            panic!("{date:?} is no date");
        };
        let (year, month, day, hour, minute, ..) = date.to_ymd_hms_milli();
        let local = format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}");
        assert_eq!(local, told["local"].as_str().unwrap());
        assert_eq!(number(people), told["recipients"].as_f64().unwrap());
        assert_eq!(message.to_string(), told["notice"].as_str().unwrap());
    }
}

#[test]
fn cost_risks_and_readiness_are_what_the_commands_say() {
    let world = World::with_shipped("hospital").at(NOW);
    let mut book = export(&world, "hospital.yaml");
    let cost = world
        .run(&["cost", "hospital.yaml", "--format", "json"])
        .ended(0)
        .json();
    let table = sheet(&mut book, "Cost");
    let [windows, dates, whats, likely] =
        ["Window", "Which date", "What", "Likely"].map(|name| column(&table, name));
    let windows_told = cost["windows"].as_array().unwrap();
    for told in windows_told {
        let lines = told["dates"][0]["lines"].as_array().unwrap();
        let ours = (0..whats.len()).filter(|row| {
            *windows[*row] == *told["window"].as_str().unwrap() && *dates[*row] == *"planned"
        });
        let ours: Vec<usize> = ours.collect();
        for (row, line) in ours.iter().zip(lines) {
            let amount: f64 = line["amount"]["likely"].as_str().unwrap().parse().unwrap();
            assert!((number(likely[*row]) - amount).abs() < 0.000_001);
        }
        let total = ours
            .iter()
            .find(|row| whats[**row].to_string().starts_with("total"));
        if let Some(amount) = told["dates"][0]["total"]["likely"].as_str() {
            let amount: f64 = amount.parse().unwrap();
            assert!((number(likely[*total.unwrap()]) - amount).abs() < 0.000_001);
        }
    }
    let ready = world
        .run(&["readiness", "hospital.yaml", "--format", "json"])
        .json();
    let risks = sheet(&mut book, "Risks");
    assert_eq!(risks.height(), ready["risks"].as_array().unwrap().len() + 1);
    let items = sheet(&mut book, "Readiness");
    let told = ready["items"].as_array().unwrap();
    assert_eq!(items.height(), told.len() + 1);
    for ((state, due), told) in column(&items, "State")
        .iter()
        .zip(column(&items, "Due"))
        .zip(told)
    {
        assert_eq!(state.to_string(), told["light"].as_str().unwrap());
        assert!(matches!(due, Data::DateTime(_)), "{due:?}");
    }
}

#[test]
fn everybody_stands_among_the_recipients_with_when_they_hear() {
    let world = World::with_shipped("bank").at(NOW);
    let mut book = export(&world, "bank.yaml");
    let people = sheet(&mut book, "Recipients");
    assert_eq!(people.height(), 1 + 7 + 9 + 171);
    let notices = column(&people, "Notices").into_iter().map(number);
    let first = column(&people, "First notice");
    for (notices, first) in notices.zip(first) {
        assert_eq!(notices > 0.0, matches!(first, Data::DateTime(_)));
    }
}

#[test]
fn no_text_becomes_a_formula() {
    let world = World::with_shipped("hospital").at(NOW);
    let plan = world.read("hospital.yaml");
    let evil = plan.replace("name: Ward printing\n", "name: \"=HYPERLINK(1)\"\n");
    assert_ne!(plan, evil);
    // In a file of people a formula is nobody's name; in the plan it is what it says.
    let head = "head: {name: ";
    let named = evil.replacen(head, "head: {name: \"=1+1\", role: ", 1);
    assert_ne!(named, evil);
    world.write("hospital.yaml", named);
    let mut book = export(&world, "hospital.yaml");
    let mut said = 0;
    for name in book.sheet_names() {
        let formulas = book.worksheet_formula(&name).unwrap();
        assert!(
            formulas
                .used_cells()
                .all(|(_, _, formula)| formula.is_empty()),
            "{name}"
        );
        let texts = sheet(&mut book, &name);
        let cells = texts.used_cells();
        said += cells
            .filter(|(_, _, cell)| cell.to_string().starts_with('='))
            .count();
    }
    assert!(said > 0, "what begins with = is there as it is written");
}

#[test]
fn the_same_plan_at_the_same_moment_gives_the_same_bytes() {
    let world = World::with_shipped("hospital").at(NOW);
    let bytes = || {
        export(&world, "hospital.yaml");
        std::fs::read(world.path("plan.xlsx")).unwrap()
    };
    let first = bytes();
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    assert!(first == bytes());
}

#[test]
fn nothing_that_is_there_is_lost() {
    let world = World::with_shipped("hospital").at(NOW);
    world.write("mine.xlsx", "by hand");
    let ask = |out: &str, more: &[&str]| {
        let mut arguments = vec!["export", "hospital.yaml", "--out", out];
        arguments.extend(more);
        world.run(&arguments)
    };
    let refused = ask("mine.xlsx", &[]).ended(2);
    assert!(
        refused.err.contains("mine.xlsx is there already") && refused.err.contains("--replace")
    );
    assert_eq!(world.read("mine.xlsx"), "by hand");
    ask("mine.xlsx", &["--replace"]).ended(0);
    assert!(
        ask("mine.csv", &[])
            .ended(2)
            .err
            .contains("--out mine.xlsx")
    );
    assert!(
        ask("no/folder/mine.xlsx", &[])
            .ended(3)
            .err
            .contains("cannot be written")
    );
}
