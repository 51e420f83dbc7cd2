//! A channel that is known to be shut: it says why, and asks nobody.

use crate::channel::{Channel, Line, Unreachable};
use std::num::NonZeroUsize;

/// What is known of it.
#[derive(Debug)]
pub struct Barred(pub Unreachable);

impl Channel for Barred {
    fn connect(&self) -> Result<Box<dyn Line>, Unreachable> {
        Err(self.0.clone())
    }

    fn width(&self) -> NonZeroUsize {
        NonZeroUsize::MIN
    }

    fn find(&self, _key: &str) -> Option<bool> {
        None
    }
}
