//! The colours of a chart. They are told apart by people who see few colours, too, and every one has a
//! shape or a place of its own.

use crate::report::picture::{Drawing, Ink};

/// Rules of style that are no colours.
pub(super) const STYLE: &str = "\
.picture .small { font-size: 11px; }
.picture .name { font-weight: 600; }
.picture .grid, .picture .rule { stroke-width: 1; }
.picture .cell { fill: none; }
.picture .now { stroke: currentColor; stroke-width: 1.5; stroke-dasharray: 5 3; }
.picture .today { fill: none; stroke: currentColor; stroke-width: 2; }
.picture .provisional { stroke-width: 1.5; stroke-dasharray: 3 2; }
.picture .cancelled { fill: none; stroke-width: 1.5; stroke-dasharray: 3 2; }
.picture .hatch { stroke-width: 1.5; }
.picture .frozen { fill: url(#freeze); }
";

/// The colours.
pub(super) const INKS: [Ink; 20] = [
    Ink::fill("faint", "#57606a", "#9aa4af"),
    Ink::stroke("grid", "#d8dee4", "#30363d"),
    Ink::stroke("rule", "#8b949e", "#6e7681"),
    Ink::fill("weekend", "#f3f5f7", "#151b22"),
    Ink::fill("off", "#e1e6eb", "#262d36"),
    Ink::fill("paper", "#fff6dc", "#2b240f"),
    Ink::stroke("hatch", "#d9a520", "#8f6c12"),
    Ink::stroke("frozen", "#d9a520", "#8f6c12"),
    Ink::fill("phase", "#8b949e", "#6e7681"),
    Ink::fill("confirmed", "#b3261e", "#ff8a80"),
    Ink::fill("provisional", "#fbdcd9", "#4a1f1c"),
    Ink::stroke("provisional", "#b3261e", "#ff8a80"),
    Ink::stroke("cancelled", "#6e7681", "#9aa4af"),
    Ink::fill("care", "#9fd8bb", "#1f5a3f"),
    Ink::fill("announcement", "#0b57d0", "#79b8ff"),
    Ink::fill("briefing", "#00677a", "#5ad1e6"),
    Ink::fill("reminder", "#7b3fb5", "#d2a8ff"),
    Ink::fill("night", "#a84300", "#ffb86b"),
    Ink::fill("help", "#1a7f4b", "#56d364"),
    Ink::fill("decision", "#1b1f24", "#e6edf3"),
];

/// The hatching of what is frozen.
pub(super) fn hatching(drawing: &mut Drawing) {
    drawing.raw(
        "<defs><pattern id=\"freeze\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
         <rect class=\"paper\" width=\"7\" height=\"7\"/><path class=\"hatch\" d=\"M0 0V7\"/></pattern></defs>\n",
    );
}
