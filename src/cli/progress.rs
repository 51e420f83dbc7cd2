//! A progress bar on long sends, when somebody watches.

use super::terminal::Terminal;
use crate::dispatch::{Kind, Tally};
use indicatif::{ProgressBar, ProgressStyle};

/// A bar, or nothing under cron.
pub struct Progress(Option<ProgressBar>);

const WORTH_A_BAR: u64 = 20;

impl Progress {
    /// A bar over `total` messages.
    pub fn new(terminal: &Terminal, total: u64) -> Self {
        let bar = (terminal.watched && total >= WORTH_A_BAR).then(|| ProgressBar::new(total));
        if let Some(bar) = &bar {
            let style =
                ProgressStyle::with_template("{bar:30} {pos}/{len} mails, {eta} left {msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        }
        Self(bar)
    }

    /// Shows where the run is.
    pub fn show(&self, tally: &Tally) {
        let Some(bar) = &self.0 else { return };
        bar.set_position(tally.total());
        let trouble: u64 = Kind::ALL
            .into_iter()
            .filter(|kind| kind.is_trouble())
            .map(|kind| tally.number(kind))
            .sum();
        if trouble > 0 {
            bar.set_message(format!("({trouble} in trouble)"));
        }
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
