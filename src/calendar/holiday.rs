//! Public holidays: which days a country or region keeps, from data compiled into the program.
//!
//! The data is `holidays.txt`, written by `holidays.py` beside it; only the country asked for is
//! read, and nothing outside the program. Never guesses: outside [`FIRST_YEAR`] to
//! [`Holidays::last_year`] it knows no holiday, and the caller has to say so.

use chrono::{Datelike, NaiveDate};

pub use crate::calendar::icalendar::{IcalendarFault, from_icalendar};
pub use crate::calendar::place::{Place, UnknownPlace};

/// The first year of the data.
pub const FIRST_YEAR: i32 = 2025;
/// The last year of the data; some countries end earlier, see [`Holidays::last_year`].
pub const LAST_YEAR: i32 = 2040;

const DATA: &str = include_str!("holidays.txt");
const WHOLE_COUNTRY: &str = ".";
const SOUND: &str = "the holiday data inside the program is read whole by a test";

/// The release of the data: `holidays 0.109`.
pub fn release() -> &'static str {
    DATA.lines()
        .find_map(|line| line.strip_prefix("# release: "))
        .expect(SOUND)
}

/// The public holidays of one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holidays {
    place: String,
    last_year: i32,
    days: Vec<(NaiveDate, String)>,
}

impl Holidays {
    /// The holidays of a country (`GB`) or of one of its regions (`ENG` or `GB-ENG`).
    ///
    /// Without a region: the days that the country as a whole keeps.
    pub fn of(country: &str, region: Option<&str>) -> Result<Self, UnknownPlace> {
        let country = country.trim();
        let Some(found) = Country::find(country) else {
            return Err(UnknownPlace::country(country, countries()));
        };
        let Some(region) = region.map(str::trim) else {
            return Ok(found.holidays(WHOLE_COUNTRY, found.place.code.to_owned()));
        };
        let short = match region.split_once('-') {
            Some((country, short)) if country.eq_ignore_ascii_case(found.place.code) => short,
            _ => region,
        };
        let regions = found.regions();
        match regions
            .iter()
            .find(|place| place.code.eq_ignore_ascii_case(short))
        {
            Some(place) => {
                Ok(found.holidays(place.code, format!("{}-{}", found.place.code, place.code)))
            }
            None => Err(UnknownPlace::region(region, found.place, regions)),
        }
    }

    /// Holidays from somewhere else, such as [`from_icalendar`]; `place` names them for people.
    pub fn from_days(
        place: impl Into<String>,
        days: impl IntoIterator<Item = (NaiveDate, String)>,
    ) -> Self {
        let days = merged(days.into_iter().collect());
        let last_year = days.last().map_or(FIRST_YEAR, |(date, _)| date.year());
        Self {
            place: place.into(),
            last_year,
            days,
        }
    }

    /// The name of the holiday on a date; two on one day are joined.
    pub fn on(&self, date: NaiveDate) -> Option<&str> {
        self.days
            .binary_search_by_key(&date, |(day, _)| *day)
            .ok()
            .map(|index| self.days[index].1.as_str())
    }

    /// The days from `low` to `high`, both included, in order.
    pub(super) fn between(
        &self,
        low: NaiveDate,
        high: NaiveDate,
    ) -> impl Iterator<Item = NaiveDate> {
        let from = self.days.partition_point(|(day, _)| *day < low);
        let days = self.days[from..].iter().map(|(day, _)| *day);
        days.take_while(move |day| *day <= high)
    }

    /// Whose holidays these are: `GB-ENG`, or `SG` for a whole country.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// The last year that can be trusted; a plan that reaches beyond it needs a finding.
    pub fn last_year(&self) -> i32 {
        self.last_year
    }

    /// Every day, in order.
    pub fn days(&self) -> impl Iterator<Item = (NaiveDate, &str)> {
        self.days.iter().map(|(date, name)| (*date, name.as_str()))
    }

    /// Whether there is no holiday at all, as in places nobody lives in.
    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }
}

/// Every country of the data.
pub fn countries() -> Vec<Place> {
    DATA.lines()
        .filter_map(|line| line.strip_prefix("= "))
        .map(|line| Country::heading(line).0)
        .collect()
}

/// Every region of a country that keeps days of its own; none for an unknown country.
///
/// Where there are some, a plan that names none gets only the days that all of them share.
pub fn regions(country: &str) -> Vec<Place> {
    Country::find(country.trim()).map_or_else(Vec::new, |found| found.regions())
}

/// The lines of one country.
struct Country {
    place: Place,
    last_year: i32,
    body: &'static str,
}

impl Country {
    fn find(code: &str) -> Option<Self> {
        if code.len() != 2 || !code.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return None;
        }
        let mark = format!("\n= {}\t", code.to_ascii_uppercase());
        let start = DATA.find(&mark)? + "\n= ".len();
        let block = &DATA[start..];
        let block = &block[..block.find("\n= ").unwrap_or(block.len())];
        let (heading, body) = block.split_once('\n').unwrap_or((block, ""));
        let (place, last_year) = Self::heading(heading);
        Some(Self {
            place,
            last_year,
            body,
        })
    }

    fn heading(line: &'static str) -> (Place, i32) {
        let (code, names, last_year) = three(line);
        (Place { code, names }, last_year.parse().expect(SOUND))
    }

    fn regions(&self) -> Vec<Place> {
        self.body
            .lines()
            .filter_map(|line| line.strip_prefix("- "))
            .map(|line| {
                let (code, names) = line.split_once('\t').unwrap_or((line, line));
                Place { code, names }
            })
            .collect()
    }

    fn holidays(&self, code: &str, place: String) -> Holidays {
        let mut days = Vec::new();
        let lines = self.body.lines().filter(|line| !line.starts_with("- "));
        for (name, places, dates) in lines.map(three) {
            if keeps(places, code) {
                let dates = dates.split(' ').flat_map(expand);
                days.extend(dates.map(|date| (date, name.to_owned())));
            }
        }
        days.retain(|(date, _)| date.year() <= self.last_year);
        Holidays {
            place,
            last_year: self.last_year,
            days: merged(days),
        }
    }
}

fn three(line: &'static str) -> (&'static str, &'static str, &'static str) {
    let mut fields = line.split('\t');
    let mut next = || fields.next().expect(SOUND);
    (next(), next(), next())
}

fn keeps(places: &str, code: &str) -> bool {
    let listed = |list: &str| list.split(',').any(|place| place == code);
    match (places.strip_prefix('+'), places.strip_prefix('-')) {
        (Some(only), _) => listed(only),
        (_, Some(except)) => !listed(except),
        _ => true,
    }
}

/// `0403:26,37` to its dates; without years, every year of the data that has the day.
fn expand(token: &str) -> Vec<NaiveDate> {
    let (day, years) = token.split_once(':').unwrap_or((token, ""));
    let (month, day) = day.split_at_checked(2).expect(SOUND);
    let number = |text: &str| text.parse::<u32>().expect(SOUND);
    let (month, day) = (number(month), number(day));
    let on = |year: i32| NaiveDate::from_ymd_opt(year, month, day).expect(SOUND);
    if years.is_empty() {
        (FIRST_YEAR..=LAST_YEAR).map(on).collect()
    } else {
        let year = |text| 2000 + i32::try_from(number(text)).expect(SOUND);
        years.split(',').map(|text| on(year(text))).collect()
    }
}

/// Sorted, one entry per date.
fn merged(mut days: Vec<(NaiveDate, String)>) -> Vec<(NaiveDate, String)> {
    days.sort();
    days.dedup();
    let mut kept: Vec<(NaiveDate, String)> = Vec::with_capacity(days.len());
    for (date, name) in days {
        match kept.last_mut() {
            Some((last, names)) if *last == date => {
                names.push_str(" and ");
                names.push_str(&name);
            }
            _ => kept.push((date, name)),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn kept(country: &str, region: Option<&str>, year: i32) -> Vec<String> {
        let holidays = Holidays::of(country, region).unwrap();
        let days = holidays.days().filter(|(day, _)| day.year() == year);
        days.map(|(day, _)| day.format("%m-%d").to_string())
            .collect()
    }

    #[test]
    fn england_keeps_its_bank_holidays_and_not_those_of_its_neighbours() {
        let england = Holidays::of("GB", Some("ENG")).unwrap();
        assert_eq!(england.place(), "GB-ENG");
        assert_eq!(england.on(date("2026-12-25")), Some("Christmas Day"));
        assert_eq!(
            england.on(date("2026-12-28")),
            Some("Boxing Day (observed)")
        );
        assert_eq!(england.on(date("2027-01-01")), Some("New Year's Day"));
        assert_eq!(england.on(date("2027-03-26")), Some("Good Friday"));
        assert_eq!(england.on(date("2027-03-29")), Some("Easter Monday"));
        assert_eq!(england.on(date("2027-03-17")), None);
        assert_eq!(england.on(date("2027-01-04")), None);
        let belfast = Holidays::of("GB", Some("NIR")).unwrap();
        assert_eq!(belfast.on(date("2027-03-17")), Some("Saint Patrick's Day"));
    }

    #[test]
    fn hesse_keeps_ten_days_and_corpus_christi_is_one() {
        assert_eq!(
            kept("DE", Some("HE"), 2027),
            [
                "01-01", "03-26", "03-29", "05-01", "05-06", "05-17", "05-27", "10-03", "12-25",
                "12-26"
            ]
        );
        assert!(!kept("DE", Some("BE"), 2027).contains(&"05-27".to_owned()));
        assert!(!kept("DE", None, 2027).contains(&"05-27".to_owned()));
    }

    #[test]
    fn the_united_states_keep_a_saturday_on_the_friday_before() {
        let states = Holidays::of("US", None).unwrap();
        for day in ["2026-11-26", "2026-12-25", "2026-07-03", "2027-01-18"] {
            assert!(states.on(date(day)).is_some(), "{day}");
        }
        assert!(states.on(date("2027-12-31")).is_some());
        assert_eq!(states.on(date("2026-11-27")), None);
    }

    #[test]
    fn singapore_keeps_the_feasts_of_all_its_people() {
        let days = kept("SG", None, 2026);
        for day in ["01-01", "02-17", "02-18", "04-03", "05-01", "05-27"] {
            assert!(days.contains(&day.to_owned()), "{day}");
        }
        for day in ["08-09", "08-10", "12-25"] {
            assert!(days.contains(&day.to_owned()), "{day}");
        }
    }

    #[test]
    fn codes_are_found_in_any_case_and_with_their_country() {
        let england = Holidays::of("GB", Some("ENG")).unwrap();
        assert_eq!(Holidays::of("gb", Some("gb-eng")), Ok(england));
        assert!(Holidays::of("GB", Some("DE-HE")).is_err());
        assert!(Holidays::of("G\t", None).is_err());
        assert!(Holidays::of("", None).is_err());
    }

    #[test]
    fn an_unknown_place_is_answered_with_the_likely_ones() {
        let nearest = |country, region| {
            let unknown = Holidays::of(country, region).unwrap_err();
            let codes = unknown.nearest.iter().map(|place| place.code);
            codes.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(nearest("UK", None), "GB");
        assert_eq!(nearest("Germany", None), "DE");
        assert_eq!(nearest("Grmany", None), "DE");
        assert_eq!(nearest("GB", Some("England")), "ENG");
        assert_eq!(nearest("GB", Some("Engalnd")), "ENG");
        assert_eq!(nearest("GB", Some("EN")), "ENG");
        assert_eq!(nearest("SG", Some("01")), "");
    }

    #[test]
    fn every_place_of_the_data_can_be_read() {
        let mut places = 0;
        for country in countries() {
            let whole = Holidays::of(country.code, None).unwrap();
            assert!((FIRST_YEAR..=LAST_YEAR).contains(&whole.last_year()));
            places += 1;
            for region in regions(country.code) {
                let holidays = Holidays::of(country.code, Some(region.code)).unwrap();
                assert!(!holidays.is_empty(), "{}", holidays.place());
                places += 1;
            }
        }
        assert!(places > 850, "{places}");
    }

    #[test]
    fn the_data_says_which_release_and_years_it_holds() {
        assert!(release().starts_with("holidays 0."));
        let years = format!("# years: {FIRST_YEAR}-{LAST_YEAR}");
        assert!(DATA.lines().any(|line| line == years));
        assert_eq!(Holidays::of("IN", None).unwrap().last_year(), 2035);
    }
}
