//! Headings of spreadsheets: which of our columns they mean. It never looks at the rows.

/// Other headings under which spreadsheets keep our columns, in small letters without marks.
const ALIASES: [(&str, &[&str]); 9] = [
    (
        "name",
        &[
            "fullname",
            "displayname",
            "person",
            "employee",
            "nameofperson",
        ],
    ),
    (
        "email",
        &[
            "mail",
            "emailaddress",
            "mailaddress",
            "address",
            "smtp",
            "workemail",
        ],
    ),
    (
        "department",
        &["dept", "division", "unit", "team", "departmentid"],
    ),
    ("role", &["function", "position", "jobrole"]),
    ("site", &["location", "building", "campus", "office"]),
    ("timezone", &["zone", "tz"]),
    ("language", &["lang", "locale", "preferredlanguage"]),
    ("services", &["service", "applications", "systems"]),
    ("phone", &["telephone", "tel", "mobile", "phonenumber"]),
];

/// Whether a heading of a spreadsheet means one of our columns.
pub fn names(column: &str, header: &str) -> bool {
    let header = plain(header);
    let aliases = ALIASES.iter().find(|(ours, _)| *ours == column);
    header == column || aliases.is_some_and(|(_, aliases)| aliases.contains(&header.as_str()))
}

/// A heading in small letters without spaces and marks: `E-Mail` is `email`.
pub fn plain(header: &str) -> String {
    header
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
