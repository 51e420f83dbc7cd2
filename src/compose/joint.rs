//! Joints: signs that part the paragraphs and lists of one value on the single line on which it
//! stands in a draft, so that it may stand anywhere: in a row, in an item, in the middle of a line.
//! Nobody can type them: they are taken out of every text before.

/// Where one block of a value ends and another begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joint {
    /// A paragraph ends.
    Paragraph,
    /// A list begins, numbered or not.
    List {
        /// Whether its items are numbered.
        numbered: bool,
    },
    /// An item begins.
    Item,
    /// An item ends.
    EndItem,
    /// A list ends.
    EndList,
}

impl Joint {
    const ALL: [(Self, char); 6] = [
        (Self::Paragraph, '\u{1a}'),
        (Self::List { numbered: false }, '\u{1b}'),
        (Self::List { numbered: true }, '\u{1c}'),
        (Self::Item, '\u{1d}'),
        (Self::EndItem, '\u{1e}'),
        (Self::EndList, '\u{1f}'),
    ];

    /// The joint that a sign stands for.
    pub fn of(sign: char) -> Option<Self> {
        let known = Self::ALL.iter().find(|(_, known)| *known == sign);
        known.map(|(joint, _)| *joint)
    }

    /// How it is written: with spaces around, as it is no part of the words beside it.
    pub fn written(self) -> String {
        let known = Self::ALL.iter().find(|(joint, _)| *joint == self);
        known.map_or_else(String::new, |(_, sign)| format!(" {sign} "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_joint_is_read_as_it_was_written() {
        for (joint, _) in Joint::ALL {
            let signs: Vec<_> = joint.written().chars().filter_map(Joint::of).collect();
            assert_eq!(signs, [joint]);
        }
    }
}
