// Strip: the whole plan as one picture; months, downtime as bars, notices as marks in a lane each.

const DAY = 86400000;
const dayOf = iso => {
  const [year, month, day] = iso.slice(0, 10).split('-').map(Number);
  const [hour, minute] = (iso.slice(11, 16) || '12:00').split(':').map(Number);
  return Date.UTC(year, month - 1, day, hour || 0, minute || 0) / DAY;
};

const LANE = 20;
const LABEL = 14;

function drawStrip() {
  const room = byId('strip');
  const width = room.clientWidth;
  if (!width || (!notices.length && !windows.length)) { room.hidden = !notices.length && !windows.length; return; }
  const days = [...notices.map(notice => dayOf(notice.date_iso)), ...windows.flatMap(window => [dayOf(window.start_iso), dayOf(window.end_iso)])];
  const low = days.reduce((a, b) => Math.min(a, b)), high = days.reduce((a, b) => Math.max(a, b));
  const margin = Math.max(2, (high - low) * 0.015);
  const gutter = width > 700 ? 150 : 26;
  const scale = (width - gutter - 14) / (high - low + 2 * margin);
  const x = day => gutter + (day - low + margin) * scale;
  const labels = windowLabels(x, width);
  const head = 24 + LABEL * labels.reduce((rows, label) => Math.max(rows, label.row + 1), 0);
  const height = head + audiences.length * LANE + 6;
  const picture = svg('svg', {
    width, height, viewBox: `0 0 ${width} ${height}`, role: 'img',
    'aria-label': `${plural(notices.length, 'notice')} and ${plural(windows.length, 'downtime window')} over time. The list below holds the same.`,
  });
  picture.append(monthLines(low - margin, high + margin, x, { height, scale, width }), windowBars(x, height, labels), lanes({ gutter, width, head }), marks(x, head));
  room.replaceChildren(picture);
  paintStrip();
}

function monthLines(low, high, x, size) {
  const group = svg('g', { class: 'months' });
  const first = new Date(low * DAY);
  const few = size.scale * 30 < 46;
  for (let month = first.getUTCMonth() - 1; ; month += 1) {
    const day = Date.UTC(first.getUTCFullYear(), month, 1) / DAY;
    if (day > high) return group;
    const at = new Date(day * DAY);
    const until = x(Math.min(high, Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1) / DAY));
    const from = x(Math.max(low, day));
    if (until <= x(low)) continue;
    if (day >= low) group.append(svg('line', { x1: from, x2: from, y1: 6, y2: size.height }));
    if (until - from < 30 || (few && at.getUTCMonth() % 3)) continue;
    const year = at.getUTCMonth() === 0 || day <= low ? ` ${at.getUTCFullYear()}` : '';
    const name = MONTHS[at.getUTCMonth()].slice(0, 3);
    group.append(svg('text', { x: from + 6, y: 15 }, name + (until - from > 58 ? year : '')));
  }
}

// A window's name goes right of its bar, else left of it, in the first of two lines where it fits; else it is left to the tooltip.
function windowLabels(x, width) {
  const taken = [[], []];
  const labels = [];
  const pen = document.createElement('canvas').getContext('2d');
  pen.font = `600 12px ${getComputedStyle(document.body).fontFamily}`;
  for (const window of width < 500 ? [] : windows) {
    const text = window.title.length > 30 ? `${window.title.slice(0, 29)}…` : window.title;
    const long = pen.measureText(text).width;
    const left = x(dayOf(window.start_iso)), right = Math.max(left + 4, x(dayOf(window.end_iso)));
    const spots = [0, 1].flatMap(row => [{ row, from: right + 5, anchor: 'start' }, { row, from: left - 5 - long, anchor: 'end' }]);
    const fits = spot => spot.from >= 0 && spot.from + long <= width && taken[spot.row].every(([from, to]) => spot.from > to + 8 || spot.from + long < from - 8);
    const spot = spots.find(fits);
    if (!spot) continue;
    taken[spot.row].push([spot.from, spot.from + long]);
    labels.push({ text, row: spot.row, anchor: spot.anchor, x: spot.anchor === 'start' ? spot.from : left - 5 });
  }
  return labels;
}

function windowBars(x, height, labels) {
  const bar = window => {
    const from = x(dayOf(window.start_iso));
    return svg('rect', { x: from - 1, y: 21, width: Math.max(4, x(dayOf(window.end_iso)) - from), height: height - 21, rx: 2, class: window.status },
      svg('title', null, `${window.title}: ${window.start} to ${window.end}`));
  };
  return svg('g', { class: 'bars' }, windows.map(bar),
    labels.map(label => svg('text', { x: label.x, y: 31 + label.row * LABEL, 'text-anchor': label.anchor }, label.text)));
}

function lanes(size) {
  return svg('g', { class: 'lanes' }, audiences.map((audience, lane) => {
    const y = size.head + lane * LANE + LANE / 2;
    return svg('g', { class: `a${audience.kind % 6}` },
      svg('line', { x1: size.gutter, x2: size.width, y1: y, y2: y }),
      svg('path', { class: 'shape', d: shape(audience.kind, 4), transform: `translate(9 ${y})` }),
      size.gutter > 60 ? svg('text', { x: 22, y: y + 4 }, audience.name) : null);
  }));
}

function marks(x, head) {
  const lane = new Map(audiences.map((audience, index) => [audience.id, index]));
  return svg('g', { class: 'marks' }, notices.map(notice => {
    const kind = kindOf.get(notice.audience);
    const y = head + lane.get(notice.audience) * LANE + LANE / 2;
    return svg('g', { class: `notice a${kind % 6}`, 'data-key': notice.key, transform: `translate(${x(dayOf(notice.at))} ${y})` },
      svg('title', null, `${notice.date_words}, ${notice.time}: ${notice.subject} (${notice.audience_name})`),
      svg('circle', { class: 'ring', r: 9 }),
      svg('path', { class: 'shape', d: shape(kind, 4.2) }));
  }));
}

function paintStrip() {
  const shown = new Set(chosen().map(notice => notice.key));
  for (const node of document.querySelectorAll('#strip .notice')) {
    node.classList.toggle('off', !shown.has(node.dataset.key));
    node.classList.toggle('on', node.dataset.key === state.notice);
  }
}

