// Start: everything is drawn once; after that only what a change touches.

function change(asked) {
  const filters = ['audience', 'milestone', 'window', 'person', 'q'].some(name => name in asked && asked[name] !== state[name]);
  Object.assign(state, asked);
  if (filters) {
    scope = 0;
    const shown = drawList();
    if (!isNarrow() && !shown.some(notice => notice.key === state.notice)) state.notice = shown[0]?.key || '';
    paintList(isNarrow() ? '' : 'nearest');
    paintStrip();
  }
  drawDetail();
  writeHash(false);
}

function select(key, newEntry, scroll) {
  if (!key && !isNarrow()) return;
  const place = isNarrow() ? rowOf(key || state.notice) : null;
  state.notice = key;
  scope = 0;
  paintList(scroll);
  paintStrip();
  drawDetail();
  writeHash(newEntry && isNarrow());
  if (isNarrow() && key) { scrollTo(0, 0); byId('detail').focus({ preventScroll: true }); } else if (place) { place.scrollIntoView({ block: 'center' }); place.focus({ preventScroll: true }); }
  if (!isNarrow()) byId('detail').scrollTop = 0;
}

function redraw() {
  const left = state.notice;
  readHash();
  // A field in use keeps what is typed in it; an address says something else now.
  if (['find', 'person'].includes(document.activeElement?.id)) document.activeElement.blur();
  scope = 0;
  const shown = drawList();
  if (!isNarrow() && !current()) state.notice = (shown.find(notice => notice.due) || shown[0])?.key || '';
  drawDetail();
  paintList(isNarrow() ? '' : 'nearest');
  paintStrip();
  if (isNarrow() && state.notice) scrollTo(0, 0);
  else if (isNarrow() && left) { drawUpTo(left); rowOf(left)?.scrollIntoView({ block: 'center' }); }
}

history.scrollRestoration = 'manual';
drawHeader();
drawFindings();
drawFilters();
drawStrip();
redraw();

byId('rows').addEventListener('keydown', moveInList);
byId('strip').addEventListener('click', event => {
  const key = event.target.closest('.notice')?.dataset.key;
  if (!key) return;
  if (!chosen().some(notice => notice.key === key)) clearFilters();
  select(key, true, 'center');
});
addEventListener('popstate', redraw);
addEventListener('beforeprint', () => { const end = document.querySelector('#rows .end'); while (end && drawn < entries.length) drawPiece(end); });

let width = innerWidth;
new ResizeObserver(() => {
  arrange();
  if (innerWidth !== width) { width = innerWidth; drawStrip(); if (!isNarrow() && !current()) redraw(); }
}).observe(byId('split'));
