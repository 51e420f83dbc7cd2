//! Signals: an operator who asks a run to end, politely.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Becomes true when the process is asked to end; what is under way is then finished.
pub fn watch() -> Arc<AtomicBool> {
    let asked = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGTERM, signal_hook::consts::SIGINT] {
        // Without it the process ends at once, which loses nothing: the ledger knows what was begun.
        let _ = signal_hook::flag::register(signal, Arc::clone(&asked));
    }
    asked
}
