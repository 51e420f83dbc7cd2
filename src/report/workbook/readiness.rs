//! What must be ready, worst first.

use super::Exported;
use super::table::{Cell, Table};
use crate::assessment::readiness::Light;
use crate::report::readiness::stands;

/// The sheet.
pub(super) fn table(exported: &Exported) -> Table {
    let rows = exported.items.iter().map(|item| {
        let readiness = item.readiness;
        let proof = readiness.proof.as_ref();
        let minutes = |minutes: i64| Cell::Count(usize::try_from(minutes).unwrap_or_default());
        vec![
            Cell::text(match item.light() {
                Light::Red => "red",
                Light::Amber => "amber",
                Light::Green => "green",
            }),
            Cell::text(&readiness.item),
            Cell::Day(item.day()),
            Cell::text(item.window.id.as_str()),
            Cell::text(&readiness.owner.name),
            Cell::of(item.address.as_ref(), |address| {
                Cell::text(address.as_str())
            }),
            Cell::text(stands(item)),
            Cell::of(proof.and_then(|proof| proof.date), Cell::Day),
            Cell::of(proof.and_then(|proof| proof.place.as_ref()), Cell::text),
            Cell::of(proof.and_then(|proof| proof.took), minutes),
        ]
    });
    Table {
        name: "Readiness",
        columns: &[
            ("State", 10),
            ("What", 46),
            ("Due", 13),
            ("Window", 20),
            ("Owner", 24),
            ("Asked at", 34),
            ("How it stands", 60),
            ("Proven on", 13),
            ("Proven where", 30),
            ("Took, minutes", 10),
        ],
        rows: rows.collect(),
    }
}
