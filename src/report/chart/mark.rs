//! Marks: what stands for a notice or a meeting, told apart by its shape where colours are not seen.

use crate::plan::milestone::Milestone;
use crate::report::picture::Drawing;
use std::fmt::Write as _;

/// What stands for something on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// A notice that tells of a window, or invites.
    Announcement,
    /// A meeting.
    Briefing,
    /// A notice that reminds.
    Reminder,
    /// A notice about the night itself.
    Night,
    /// A notice about extra help.
    Help,
    /// The day by which something is decided.
    Decision,
}

impl Mark {
    /// Every mark.
    pub(super) const ALL: [Self; 6] = [
        Self::Announcement,
        Self::Briefing,
        Self::Reminder,
        Self::Night,
        Self::Help,
        Self::Decision,
    ];

    /// The mark of a notice.
    pub(super) fn of(milestone: Milestone) -> Self {
        use Milestone::{GoNoGo, Reminder1, Reminder3, Reminder7, Reminder14, Start};
        match milestone {
            Reminder14 | Reminder7 | Reminder3 | Reminder1 => Self::Reminder,
            GoNoGo | Start => Self::Night,
            night if night.is_of_the_night() => Self::Night,
            help if help.tells_of_help() => Self::Help,
            _ => Self::Announcement,
        }
    }

    /// What it means, in a legend.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Announcement => "first notice, details, invitation",
            Self::Briefing => "briefing",
            Self::Reminder => "reminder",
            Self::Night => "go or no-go, start, end",
            Self::Help => "extra help",
            Self::Decision => "decision due",
        }
    }

    /// The class of its colour.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Announcement => "announcement",
            Self::Briefing => "briefing",
            Self::Reminder => "reminder",
            Self::Night => "night",
            Self::Help => "help",
            Self::Decision => "decision",
        }
    }

    /// Draws it around a point, so far to each side.
    pub(super) fn draw(self, drawing: &mut Drawing, (x, y): (f64, f64), size: f64, tip: &str) {
        let corners: &[(f64, f64)] = match self {
            Self::Announcement => {
                let circle = format!(
                    "M{:.1} {y:.1}a{size} {size} 0 1 0 {two} 0a{size} {size} 0 1 0 -{two} 0z",
                    x - size,
                    two = size * 2.0
                );
                drawing.path(self.class(), &circle, tip);
                return;
            }
            Self::Briefing => &[
                (-1.0, -1.0),
                (1.0, -1.0),
                (1.0, 0.5),
                (0.0, 1.2),
                (-1.0, 0.5),
            ],
            Self::Reminder => &[(-1.1, 0.9), (0.0, -1.1), (1.1, 0.9)],
            Self::Night => &[(-1.2, 0.0), (0.0, -1.2), (1.2, 0.0), (0.0, 1.2)],
            Self::Help => &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
            Self::Decision => &[(-1.1, -0.9), (1.1, -0.9), (0.0, 1.1)],
        };
        let mut path = String::new();
        for (place, (right, down)) in corners.iter().enumerate() {
            let letter = if place == 0 { 'M' } else { 'L' };
            let _ = write!(
                path,
                "{letter}{:.1} {:.1}",
                x + right * size,
                y + down * size
            );
        }
        path.push('z');
        drawing.path(self.class(), &path, tip);
    }
}
