// List: the notices by month and day, with the downtime between them; drawn piece by piece as it is scrolled to.

const PIECE = 80;
let drawn = 0;
let entries = [];
let watch = null;

function drawList() {
  const shown = chosen();
  const rows = byId('rows');
  const listed = state.milestone || state.q || state.audience ? [] : windows.filter(window => !state.window || window.id === state.window);
  entries = [...shown.map(notice => ({ at: notice.at, notice })), ...listed.map(window => ({ at: window.start_iso, window }))]
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  if (!shown.length) entries = [];
  drawn = 0;
  watch?.disconnect();
  rows.replaceChildren();
  rows.scrollTop = 0;
  paintFilters(shown);
  if (!shown.length) { rows.append(nothing()); return shown; }
  const end = el('div', { class: 'end', 'aria-hidden': 'true' });
  rows.append(end);
  drawPiece(end);
  watch = new IntersectionObserver(seen => { if (seen.some(each => each.isIntersecting)) drawPiece(end); }, { rootMargin: '800px' });
  watch.observe(end);
  return shown;
}

function drawPiece(end) {
  const rows = byId('rows');
  const stop = Math.min(entries.length, drawn + PIECE);
  for (; drawn < stop; drawn += 1) {
    const entry = entries[drawn], before = entries[drawn - 1];
    if (!before || before.at.slice(0, 7) !== entry.at.slice(0, 7)) {
      rows.insertBefore(el('h2', { class: 'month' }, `${MONTHS[Number(entry.at.slice(5, 7)) - 1]} `, el('span', null, entry.at.slice(0, 4))), end);
    }
    const sameDay = before && before.at.slice(0, 10) === entry.at.slice(0, 10);
    rows.insertBefore(entry.notice ? row(entry.notice, sameDay) : band(entry.window, sameDay), end);
  }
  if (drawn >= entries.length) watch?.disconnect();
}

function drawUpTo(key) {
  const index = entries.findIndex(entry => entry.notice?.key === key);
  const end = document.querySelector('#rows .end');
  while (end && drawn <= index) drawPiece(end);
}

const weekdayOf = iso => new Date(dayOf(iso) * DAY).toLocaleDateString('en-GB', { weekday: 'short', timeZone: 'UTC' });

const date = (iso, sameDay) => el('span', { class: sameDay ? 'date same' : 'date' },
  el('span', { class: 'number' }, String(Number(iso.slice(8, 10)))), el('span', { class: 'weekday' }, weekdayOf(iso)));

const capital = text => text.charAt(0).toUpperCase() + text.slice(1);

function row(notice, sameDay) {
  const person = personIndex();
  const message = messagesFor(notice, person)[0];
  const window = windows.length > 1 ? windowOf.get(notice.window) : null;
  const kind = kindOf.get(notice.audience);
  return el('button', {
    type: 'button', class: `row${sameDay ? ' follows' : ''}`, 'data-key': notice.key,
    'aria-current': notice.key === state.notice ? 'true' : null, onclick: () => select(notice.key, true),
  },
    el('span', { class: 'unseen' }, `${notice.date_words}. `), date(notice.date_iso, sameDay),
    el('span', { class: 'body' },
      el('span', { class: 'subject' }, person < 0 || !message ? notice.subject : message.subject),
      el('span', { class: 'facts' },
        el('span', { class: `chip a${kind % 6}` }, glyph(kind), notice.audience_name),
        notice.due ? el('span', { class: 'due' }, 'Due now') : null),
      el('span', { class: 'about' }, notice.milestone_name, window ? ` · ${window.title}` : '', notice.apart ? ` · ${notice.apart}` : ''),
      notice.moved ? el('span', { class: 'moved' }, arrow(), capital(notice.moved)) : null,
      notice.told_with ? el('span', { class: 'moved' }, together(), capital(notice.told_with)) : null),
    el('span', { class: 'side' },
      el('span', { class: 'time' }, notice.time),
      person < 0 ? el('span', { class: 'count', title: plural(notice.recipients, 'person', 'people') }, heads(),
        notice.recipients.toLocaleString('en-GB'), el('span', { class: 'unseen' }, notice.recipients === 1 ? ' person' : ' people')) : null));
}

const heads = () => svg('svg', { viewBox: '0 0 16 16', 'aria-hidden': 'true' }, svg('path', { d: 'M8 2.2a2.8 2.8 0 1 0 0 5.6a2.8 2.8 0 0 0 0-5.6ZM2.6 14a5.4 5.4 0 0 1 10.8 0' }));
const together = () => svg('svg', { viewBox: '0 0 16 16', 'aria-hidden': 'true' }, svg('path', { d: 'M2 4.5h9v7H2zM2 4.5l4.5 4l4.5-4M13.5 6.5v7h-8' }));
const arrow = () => svg('svg', { viewBox: '0 0 16 16', 'aria-hidden': 'true' }, svg('path', { d: 'M13 12V9a3 3 0 0 0-3-3H3M6 3L3 6l3 3' }));

const band = (window, sameDay) => el('div', { class: `band${sameDay ? ' follows' : ''}` },
  date(window.start_iso, sameDay),
  el('span', { class: 'body' },
    el('span', { class: 'subject' }, `Downtime: ${window.title}`),
    el('span', { class: 'facts' }, `${window.start} to ${window.end}`, window.status && window.status !== 'confirmed' ? el('span', { class: 'tag' }, window.status) : null)));

const nothing = () => el('div', { class: 'nothing' },
  svg('svg', { viewBox: '0 0 48 48', 'aria-hidden': 'true' }, svg('path', { d: 'M6 14h36v24H6z M6 14l18 14l18-14' })),
  el('p', null, el('strong', null, notices.length ? 'No notice matches' : 'No notices yet')),
  el('p', null, notices.length ? 'Nothing in this plan fits all the filters at once.'
    : only >= 0 || data.only_for ? 'This person is not told anything by this plan.' : 'The plan holds no window and no audience that would be told of it.'),
  notices.length ? el('button', { type: 'button', class: 'action', onclick: clearFilters }, 'Show all notices') : null);

const rowOf = key => document.querySelector(`#rows .row[data-key="${CSS.escape(key)}"]`);

// Scrolls the list alone; the page itself stays where its reader put it.
function reveal(node, block) {
  if (isNarrow()) { node.scrollIntoView({ block }); return; }
  const rows = byId('rows');
  const top = node.getBoundingClientRect().top - rows.getBoundingClientRect().top + rows.scrollTop;
  const bottom = top + node.offsetHeight;
  if (block === 'center') rows.scrollTop = (top + bottom - rows.clientHeight) / 2;
  else if (top - 46 < rows.scrollTop) rows.scrollTop = top - 46;
  else if (bottom + 12 > rows.scrollTop + rows.clientHeight) rows.scrollTop = bottom + 12 - rows.clientHeight;
}

function paintList(scroll) {
  drawUpTo(state.notice);
  for (const node of document.querySelectorAll('#rows .row[aria-current]')) node.removeAttribute('aria-current');
  const node = rowOf(state.notice);
  node?.setAttribute('aria-current', 'true');
  if (scroll && node) reveal(node, scroll);
  return node;
}

function moveInList(event) {
  const step = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
  if (!step || !event.target.classList.contains('row')) return;
  event.preventDefault();
  const shown = entries.filter(entry => entry.notice).map(entry => entry.notice.key);
  const index = Math.max(0, Math.min(shown.length - 1, shown.indexOf(event.target.dataset.key) + step));
  if (isNarrow()) { drawUpTo(shown[index]); } else select(shown[index], false, 'nearest');
  rowOf(shown[index])?.focus({ preventScroll: !isNarrow() });
}

