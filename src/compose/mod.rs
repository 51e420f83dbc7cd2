//! Notice → Message: facts become words.
