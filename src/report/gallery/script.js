// Start: everything is drawn once; after that only what a change touches.

function change(asked) {
  const filters = ['audience', 'milestone', 'window', 'person', 'q'].some(name => name in asked && asked[name] !== state[name]);
  Object.assign(state, asked);
  if (filters) {
    scope = 0;
    const shown = drawList();
    if (!isNarrow() && !shown.some(notice => notice.key === state.notice)) state.notice = shown[0]?.key || '';
    paintList('nearest');
    paintStrip();
  }
  drawDetail();
  writeHash(false);
}

function select(key, newEntry, scroll) {
  if (!key && !isNarrow()) return;
  const place = isNarrow() ? document.querySelector(`#rows .row[data-key="${CSS.escape(key || state.notice)}"]`) : null;
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
  readHash();
  scope = 0;
  const shown = drawList();
  if (!isNarrow() && !current()) state.notice = (shown.find(notice => notice.due) || shown[0])?.key || '';
  paintList('nearest');
  paintStrip();
  drawDetail();
}

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
addEventListener('hashchange', redraw);
addEventListener('popstate', redraw);
addEventListener('beforeprint', () => { const end = document.querySelector('#rows .end'); while (end && drawn < entries.length) drawPiece(end); });

let width = innerWidth;
new ResizeObserver(() => {
  arrange();
  if (innerWidth !== width) { width = innerWidth; drawStrip(); if (!isNarrow() && !current()) redraw(); }
}).observe(byId('split'));
