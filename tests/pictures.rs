//! The plan as a picture: all that is dated is in it, words stay apart and inside, whatever stands in
//! the plan, and it needs nothing from elsewhere.

use crate::harness::world::World;
use std::collections::BTreeSet;

const FORMATS: [&str; 2] = ["svg", "calendar-svg"];
const TODAY: &str = "2027-01-18T09:00";

/// A plan of so many windows, so many days apart, with these names.
fn plan(windows: u32, apart: u64, name: &str) -> String {
    let first: chrono::NaiveDate = "2027-03-06".parse().unwrap();
    let mut services = String::new();
    let mut phases = String::new();
    for number in 0..windows {
        let start = first + chrono::Days::new(u64::from(number) * apart);
        services += &format!(
            "  svc{number}: {{name: Service, severity: low, owner: Ann Bee, used-by: [wards], workaround: Wait.}}\n"
        );
        phases += &format!(
            "  - id: phase{number}\n    name: \"{name} {number}\"\n    windows:\n      - {{id: win{number}, \
             start: {start} 20:00, length: 3h, services: {{svc{number}: read-only}}}}\n"
        );
    }
    format!(
        "forewarn: 1\nplan: move\ntitle: \"{name}\"\norganisation: \"{name}\"\ntimezone: Europe/London\n\
         contact: {{team: IT, email: it@example.org}}\n\
         calendar:\n  holidays: {{country: GB, region: ENG}}\n  freezes:\n    \
         - {{name: \"{name}\", from: 2027-04-01, to: 2027-04-02, hardness: soft}}\n\
         departments:\n  wards: {{name: Wards, head: {{name: Ann Bee, email: a.bee@example.org}}, people: 1}}\n\
         services:\n{services}audiences:\n  department-heads: {{name: \"{name}\", people: departments}}\n\
         phases:\n{phases}"
    )
}

fn drawn(world: &World, file: &str, format: &str, more: &[&str]) -> String {
    let mut arguments = vec!["timeline", file, "--format", format];
    arguments.extend(more);
    world.run(&arguments).ended(0).out
}

/// The worlds in which pictures are looked at, each with its plan.
fn worlds() -> Vec<(World, String)> {
    let shipped = ["hospital", "bank", "university"];
    let shipped = shipped.map(|name| (World::with_shipped(name).at(TODAY), format!("{name}.yaml")));
    let wide = "WWWW MMMM of <everything> &amp; everybody ÄÖÜ 東京 that we have ever had here or elsewhere";
    let made = [(1, 1, wide), (3, 30, "Wave"), (40, 5, wide)];
    let made = made.map(|(windows, apart, name)| {
        let world = World::new().at(TODAY);
        (
            world.file("plan.yaml", plan(windows, apart, name)),
            "plan.yaml".to_owned(),
        )
    });
    shipped.into_iter().chain(made).collect()
}

/// An attribute of an element.
fn attribute(element: &str, name: &str) -> Option<String> {
    let (_, rest) = element.split_once(&format!(" {name}=\""))?;
    Some(rest.split('"').next()?.to_owned())
}

fn length(element: &str, name: &str) -> f64 {
    attribute(element, name).unwrap().parse().unwrap()
}

/// A word of the picture with its left, top, right and bottom, in a font of usual width.
fn words(picture: &str) -> Vec<(String, [f64; 4])> {
    let texts = picture.split("<text").skip(1);
    let words = texts.map(|text| {
        let (element, rest) = text.split_once('>').unwrap();
        let said = rest.split("</text>").next().unwrap();
        let mut said = said.to_owned();
        for (sign, letter) in [
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&#39;", "'"),
            ("&quot;", "\""),
            ("&amp;", "&"),
        ] {
            said = said.replace(sign, letter);
        }
        let class = attribute(element, "class").unwrap_or_default();
        let size = match class.as_str() {
            "title" => 17.0,
            class if class.contains("small") => 11.0,
            _ => 13.0,
        };
        let em = |letter: char| if letter > '\u{2fff}' { 1.0 } else { 0.55 };
        let width = said.chars().map(em).sum::<f64>() * size;
        let (x, y) = (length(element, "x"), length(element, "y"));
        let left = match attribute(element, "text-anchor").as_deref() {
            Some("middle") => x - width / 2.0,
            Some("end") => x - width,
            _ => x,
        };
        (said, [left, y - 0.75 * size, left + width, y + 0.2 * size])
    });
    words.collect()
}

#[test]
fn words_stay_apart_and_all_that_is_drawn_inside_the_picture() {
    for (world, file) in worlds() {
        for format in FORMATS {
            let picture = drawn(&world, &file, format, &[]);
            let (width, height) = (length(&picture, "width"), length(&picture, "height"));
            let mut words = words(&picture);
            assert!(words.len() > 20);
            for (said, [left, top, right, bottom]) in &words {
                let is_inside = *left >= 0.0 && *top >= 0.0 && *right <= width && *bottom <= height;
                assert!(is_inside, "{file} {format}: {said} runs out");
            }
            assert!(!picture.contains("NaN") && !picture.contains("inf\""));
            for shape in picture.split("<rect class=\"").skip(1) {
                let shape = format!(" {}", shape.split('>').next().unwrap());
                let part = |name| attribute(&shape, name).map_or(0.0, |text| text.parse().unwrap());
                let [x, y]: [f64; 2] = ["x", "y"].map(part);
                let [wide, high]: [f64; 2] = ["width", "height"].map(part);
                let is_inside = x >= 0.0 && x + wide <= width + 0.2 && y + high <= height;
                assert!(
                    is_inside && wide >= 0.0 && high >= 0.0,
                    "{file} {format}: {shape}"
                );
            }
            words.sort_by(|(_, one), (_, other)| one[1].total_cmp(&other[1]));
            for (place, (one, a)) in words.iter().enumerate() {
                let near = words[place + 1..].iter().take_while(|(_, b)| b[1] < a[3]);
                for (other, b) in near {
                    let is_apart = a[2] <= b[0] || b[2] <= a[0];
                    assert!(is_apart, "{file} {format}: {one} lies on {other}");
                }
            }
        }
    }
}

#[test]
fn what_a_plan_says_is_words_in_a_picture_and_no_part_of_it() {
    let name = "<script>alert(1)</script> & 'x' ]]> <b onload=x>";
    let world = World::new().at(TODAY).file("plan.yaml", plan(2, 20, name));
    for format in FORMATS {
        let picture = drawn(&world, "plan.yaml", format, &[]);
        assert!(!picture.contains("<script") && !picture.contains("<b "));
        assert!(picture.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#39;x&#39;"));
        for element in ["svg", "text", "title", "style", "desc", "defs", "pattern"] {
            let opened = picture.matches(&format!("<{element}>")).count()
                + picture.matches(&format!("<{element} ")).count();
            let closed = picture.matches(&format!("</{element}>")).count();
            assert_eq!(opened, closed, "{element}");
        }
    }
}

#[test]
fn a_picture_is_the_same_each_time_and_needs_nothing_from_elsewhere() {
    let world = World::with_shipped("bank").at(TODAY);
    for format in FORMATS {
        let picture = drawn(&world, "bank.yaml", format, &[]);
        assert_eq!(picture, drawn(&world, "bank.yaml", format, &[]));
        assert_eq!(picture.matches("http").count(), 1, "its own name only");
        for part in ["href", "@import", "<image", "<script"] {
            assert!(!picture.contains(part), "{part}");
        }
        for part in [
            "prefers-color-scheme: dark",
            "@media print",
            "currentColor",
            "role=\"img\"",
            "<desc",
        ] {
            assert!(picture.contains(part), "{part}");
        }
    }
}

/// How many marks of a class a picture has; a legend explains each with one more.
fn marks(picture: &str, class: &str) -> usize {
    let all = picture.matches(&format!("<path class=\"{class}\"")).count();
    all.saturating_sub(1)
}

#[test]
fn every_day_on_which_an_audience_is_told_something_has_its_mark() {
    for name in ["hospital", "bank"] {
        let world = World::with_shipped(name).at(TODAY);
        let file = format!("{name}.yaml");
        let rows = world
            .run(&["timeline", &file, "--format", "json"])
            .ended(0)
            .json();
        let class = |slug: &str| match slug {
            "go-no-go" | "start" => "night",
            slug if slug.starts_with("reminder") => "reminder",
            slug if slug.starts_with("hyper-care") => "help",
            _ => "announcement",
        };
        let told: BTreeSet<(&str, String, String)> = rows
            .as_array()
            .unwrap()
            .iter()
            .map(|row| {
                let text = |key: &str| row[key].as_str().unwrap();
                (
                    class(text("milestone")),
                    text("audience").to_owned(),
                    text("local")[..10].to_owned(),
                )
            })
            .collect();
        for format in FORMATS {
            let picture = drawn(&world, &file, format, &[]);
            for class in ["announcement", "reminder", "night", "help"] {
                let days = told.iter().filter(|(kind, ..)| *kind == class).count();
                assert_eq!(marks(&picture, class), days, "{name} {format} {class}");
            }
            assert!(marks(&picture, "briefing") > 0 && marks(&picture, "decision") == 1);
        }
    }
}

#[test]
fn windows_freezes_and_extra_help_stand_on_their_days() {
    let world = World::with_shipped("hospital").at(TODAY);
    let picture = drawn(
        &world,
        "hospital.yaml",
        "svg",
        &["--from", "2027-03-01", "--to", "2027-03-31"],
    );
    // The width of a day, and where a moment of March stands.
    let day = (1_100.0 - 270.0) / 31.0;
    let at = |days: f64| 270.0 + days * day;
    let bars = |class: &str| -> Vec<[f64; 2]> {
        let sign = format!("<rect class=\"{class}\"");
        let bars = picture.split(&sign).skip(1);
        bars.map(|bar| [length(bar, "x"), length(bar, "width")])
            .collect()
    };
    let near = |one: f64, other: f64| (one - other).abs() < 0.1;
    let windows = bars("confirmed");
    // Printing on the 6th from 20:00, the cutover in the night to the 28th, and the sign of the legend.
    assert_eq!(windows.len(), 3);
    assert!(near(windows[0][0], at(5.0 + 20.0 / 24.0)));
    assert!(near(windows[1][0], at(26.0 + 22.0 / 24.0)));
    // In the night to the 28th the clocks go forward; on the wall it ends at half past two.
    assert!(near(windows[1][1], 4.5 / 24.0 * day) || near(windows[1][1], 4.0));
    let frozen = bars("frozen");
    assert!(near(frozen[0][0], at(30.0)) && near(frozen[0][1], day));
    let help = bars("care");
    assert!(near(help[0][0], at(5.0 + 22.0 / 24.0)));
    assert!(
        !picture.contains("Harbour outpatient"),
        "its window is in February"
    );
}

#[test]
fn only_what_is_asked_for_is_drawn() {
    let world = World::with_shipped("bank").at(TODAY);
    for format in FORMATS {
        let all = drawn(&world, "bank.yaml", format, &[]);
        let some = drawn(&world, "bank.yaml", format, &["--audience", "executives"]);
        assert!(all.contains("End users") && !some.contains("End users"));
        assert!(some.contains("Singapore") && some.contains("42 notices, of those asked for"));
        assert_eq!(marks(&some, "briefing"), 1);
    }
}

#[test]
fn windows_that_may_move_are_cancelled_or_wait_for_a_date_are_told_apart() {
    let text = plan(4, 10, "Wave")
        .replace("id: win1, ", "id: win1, status: confirmed, ")
        .replace("id: win2, ", "id: win2, status: cancelled, ")
        .replace(
            "start: 2027-04-05 20:00, length: 3h",
            "start: undecided, new-date-by: 2027-03-22",
        );
    let world = World::new().at(TODAY).file("plan.yaml", text);
    let picture = drawn(&world, "plan.yaml", "svg", &[]);
    for class in ["confirmed", "provisional", "cancelled"] {
        // One window, and its sign in the legend.
        assert_eq!(
            picture.matches(&format!("<rect class=\"{class}\"")).count(),
            2,
            "{class}"
        );
    }
    assert!(picture.contains(">no date, a new one by Mon 22 Mar<"));
    assert!(picture.contains(">cancelled; Fri 26 Mar 20:00 to 23:00<"));
    let calendar = drawn(&world, "plan.yaml", "calendar-svg", &[]);
    assert!(calendar.contains(">Wave 0 20:00-23:00,<") && calendar.contains(">provisional<"));
}

#[test]
fn today_is_shown_when_it_is_near() {
    let mut world = World::with_shipped("hospital");
    for (now, is_near) in [
        ("2026-11-02T09:00", false),
        ("2026-12-10T09:00", true),
        ("2027-07-01T09:00", false),
    ] {
        world.turn(now);
        let line = drawn(&world, "hospital.yaml", "svg", &[]);
        assert_eq!(line.contains(">today<"), is_near, "{now}");
        assert_eq!(line.contains("class=\"now\""), is_near, "{now}");
        let calendar = drawn(&world, "hospital.yaml", "calendar-svg", &[]);
        assert_eq!(calendar.contains(" today<"), is_near, "{now}");
    }
}
