//! Signals: an operator who asks a run to end: politely once, at once when asked again.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// The exit code of a process that was asked twice: 128 and the number of an interrupt, as shells
/// have it.
const ASKED_TWICE: i32 = 130;

/// Becomes true when the process is asked to end; what is under way is then finished. Asked again,
/// the process ends at once; what is under way is then in doubt.
pub fn watch() -> Arc<AtomicBool> {
    let asked = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGTERM, signal_hook::consts::SIGINT] {
        // This one looks before the other sets the flag, so it acts on the second request only.
        let _ = signal_hook::flag::register_conditional_shutdown(
            signal,
            ASKED_TWICE,
            Arc::clone(&asked),
        );
        // Without it the process ends at once, which loses nothing: the ledger knows what was begun.
        let _ = signal_hook::flag::register(signal, Arc::clone(&asked));
    }
    asked
}
