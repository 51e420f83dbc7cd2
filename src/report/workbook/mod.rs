//! The plan as a workbook (XLSX): its calendar, recipients, cost, risks and readiness, each on a sheet
//! with dates as dates and numbers as numbers. A text is a text, whatever it begins with.

mod calendar;
mod cost;
mod readiness;
mod recipients;
mod risks;
mod table;

use super::row::Row;
use crate::assessment::readiness::Item;
use crate::assessment::risk::Rated;
use crate::assessment::{Benefit, Cost};
use crate::rules::Case;
use chrono::{Datelike, Timelike};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use table::Formats;

/// What is exported.
pub struct Exported<'a> {
    /// The plan, its people, and now.
    pub case: Case<'a>,
    /// Every notice.
    pub rows: &'a [Row<'a>],
    /// What every window costs at its date, and at the others that were weighed.
    pub costs: Vec<Vec<Cost<'a>>>,
    /// What the change brings back.
    pub benefit: Benefit,
    /// The risks, worst first.
    pub risks: Vec<Rated<'a>>,
    /// What must be ready, worst first.
    pub items: Vec<Item<'a>>,
}

/// The file. The same plan at the same moment gives the same bytes.
pub fn bytes(exported: &Exported) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(exported)?);
    let formats = Formats::of(&exported.case.plan.case.money.currency);
    let tables = [
        calendar::table(exported),
        recipients::table(exported),
        cost::table(exported),
        risks::table(exported),
        readiness::table(exported),
    ];
    for table in &tables {
        table.write(workbook.add_worksheet(), &formats)?;
    }
    workbook.save_to_buffer()
}

fn properties(exported: &Exported) -> Result<DocProperties, XlsxError> {
    let plan = exported.case.plan;
    let now = plan.zone.civil(exported.case.now);
    // A workbook knows the years from 1900 to 9999.
    let year = now.year().clamp(1900, 9999) as u16;
    let created = ExcelDateTime::from_ymd(year, now.month() as u8, now.day() as u8)?.and_hms(
        now.hour() as u16,
        now.minute() as u8,
        now.second(),
    )?;
    let properties = DocProperties::new()
        .set_title(&plan.title)
        .set_company(&plan.organisation)
        .set_author("forewarn")
        .set_creation_datetime(&created);
    Ok(properties)
}
