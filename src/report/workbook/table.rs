//! A table of a workbook: columns with names and widths, rows of typed cells.

use crate::assessment::ThreePoint;
use crate::assessment::currency::digits;
use crate::calendar::zone::Civil;
use chrono::{NaiveDate, NaiveTime};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

/// The longest text of a cell, in letters.
const LONGEST: usize = 32_767;
/// A4.
const PAPER: u8 = 9;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    /// A text.
    Text(String),
    /// A whole number.
    Count(usize),
    /// An amount in the plan's currency.
    Money(Decimal),
    /// A share.
    Share(Decimal),
    /// Any other number.
    Number(Decimal),
    /// A day.
    Day(NaiveDate),
    /// A moment, on the clocks that another cell names.
    Moment(Civil),
    /// Nothing.
    Empty,
}

impl Cell {
    /// A text, or nothing.
    pub(super) fn text(text: impl Into<String>) -> Self {
        match text.into() {
            text if text.is_empty() => Self::Empty,
            text => Self::Text(text),
        }
    }

    /// What is there of something.
    pub(super) fn of<T>(value: Option<T>, cell: impl Fn(T) -> Self) -> Self {
        value.map_or(Self::Empty, cell)
    }

    /// Low, likely and high, or nothing three times.
    pub(super) fn three(figures: Option<ThreePoint>) -> [Self; 3] {
        let figures = figures.map(ThreePoint::figures);
        figures.map_or([Self::Empty, Self::Empty, Self::Empty], |all| {
            all.map(Self::Money)
        })
    }
}

/// How cells look.
pub(super) struct Formats {
    heading: Format,
    text: Format,
    count: Format,
    money: Format,
    share: Format,
    number: Format,
    day: Format,
    moment: Format,
}

impl Formats {
    /// With amounts in a currency.
    pub(super) fn of(currency: &str) -> Self {
        let cell = || Format::new().set_align(FormatAlign::Top);
        let coins = "0".repeat(digits(currency) as usize);
        let point = if coins.is_empty() { "" } else { "." };
        // What stands between quotes is shown as it is.
        let unit = currency.replace('"', "");
        let unit = if unit.is_empty() {
            unit
        } else {
            format!(" \"{unit}\"")
        };
        let heading = Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_background_color(0x00E6_EDF5)
            .set_border_bottom(FormatBorder::Thin);
        Self {
            heading,
            text: cell().set_text_wrap(),
            count: cell().set_num_format("#,##0"),
            money: cell().set_num_format(format!("#,##0{point}{coins}{unit}")),
            share: cell().set_num_format("0.0%"),
            number: cell().set_num_format("0.00"),
            day: cell()
                .set_num_format("yyyy-mm-dd")
                .set_align(FormatAlign::Left),
            moment: cell()
                .set_num_format("yyyy-mm-dd hh:mm")
                .set_align(FormatAlign::Left),
        }
    }
}

/// A sheet.
pub(super) struct Table {
    /// What it is called.
    pub name: &'static str,
    /// The names of its columns and their widths, in letters.
    pub columns: &'static [(&'static str, u8)],
    /// Its rows.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// Writes it: the first row stays and is printed on each page, every column can be filtered.
    pub(super) fn write(&self, sheet: &mut Worksheet, formats: &Formats) -> Result<(), XlsxError> {
        sheet.set_name(self.name)?;
        for (column, (name, width)) in (0_u16..).zip(self.columns) {
            sheet.write_string_with_format(0, column, *name, &formats.heading)?;
            sheet.set_column_width(column, f64::from(*width))?;
        }
        for (row, cells) in (1_u32..).zip(&self.rows) {
            for (column, cell) in (0_u16..).zip(cells) {
                put(sheet, (row, column), cell, formats)?;
            }
        }
        let last = (self.rows.len() as u32, self.columns.len() as u16 - 1);
        sheet.autofilter(0, 0, last.0, last.1)?;
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_repeat_rows(0, 0)?;
        sheet.set_landscape();
        sheet.set_paper_size(PAPER);
        sheet.set_print_fit_to_pages(1, 0);
        sheet.set_footer("&L&A&RPage &P of &N");
        Ok(())
    }
}

fn put(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let (number, format) = match cell {
        Cell::Empty => return Ok(()),
        Cell::Text(text) => {
            let text: String = text.chars().take(LONGEST).collect();
            sheet.write_string_with_format(row, column, text, &formats.text)?;
            return Ok(());
        }
        Cell::Count(count) => (*count as f64, &formats.count),
        Cell::Money(amount) => (float(*amount), &formats.money),
        Cell::Share(share) => (float(*share), &formats.share),
        Cell::Number(number) => (float(*number), &formats.number),
        Cell::Day(day) => (serial(day.and_time(NaiveTime::MIN)), &formats.day),
        Cell::Moment(moment) => (serial(*moment), &formats.moment),
    };
    sheet.write_number_with_format(row, column, number, format)?;
    Ok(())
}

fn float(number: Decimal) -> f64 {
    number.to_f64().unwrap_or_default()
}

/// A moment as a workbook counts it: days since the end of 1899.
fn serial(moment: Civil) -> f64 {
    let beginning = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap_or_default();
    let minutes = (moment - beginning.and_time(NaiveTime::MIN)).num_minutes();
    minutes as f64 / 1_440.0
}
