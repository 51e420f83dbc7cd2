// Strip: the whole plan as one picture; months, downtime as bars, notices as marks in a lane each.

const DAY = 86400000;
const dayOf = iso => {
  const [year, month, day] = iso.slice(0, 10).split('-').map(Number);
  const [hour, minute] = (iso.slice(11, 16) || '12:00').split(':').map(Number);
  return Date.UTC(year, month - 1, day, hour || 0, minute || 0) / DAY;
};

const LANE = 20;
const LABEL = 14;
// Bars nearer to each other than this are named together, up to the next where a name finds no room
// otherwise; a name keeps so far from the bars of others.
const CLOSE = 60;
const FAR = 240;
const APART = 12;

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
  const head = 24 + (labels.length ? LABEL : 0);
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

// Windows that stand close together are named together, in their order, and so is one for whose name
// there is no room. A name stands right of its own bars, else left of them, nearer to them than to any
// other, and no two between the same bars; what finds no such place is left to the tooltip.
function windowLabels(x, width) {
  const pen = document.createElement('canvas').getContext('2d');
  pen.font = `600 12px ${getComputedStyle(document.body).fontFamily}`;
  const clusters = width < 500 ? [] : neighbours(x);
  for (;;) {
    const labels = placed(clusters, width, text => pen.measureText(text).width);
    const gaps = clusters.slice(1).map((cluster, at) => cluster.left - clusters[at].right);
    const near = gaps.map((gap, at) => [gap, at]).filter(([gap, at]) => gap < FAR && !(labels[at] && labels[at + 1]));
    if (!near.length) return labels.filter(label => label);
    const at = near.reduce((near, other) => (other[0] < near[0] ? other : near))[1];
    clusters.splice(at, 2, joined(clusters[at], clusters[at + 1]));
  }
}

// The label of each cluster; nothing where none fits. From the last on, so that the room on the left of
// one is known to be free.
function placed(clusters, width, long) {
  const labels = [];
  let end = width;
  for (let at = clusters.length - 1; at >= 0; at -= 1) {
    const { left, right, titles } = clusters[at];
    const begin = at ? clusters[at - 1].right + APART : 0;
    const spots = wordings(titles).flatMap(text => [
      { text, titles, anchor: 'start', x: right + 5, fits: right + 5 + long(text) <= end },
      { text, titles, anchor: 'end', x: left - 5, fits: left - 5 - long(text) >= begin },
    ]);
    labels[at] = spots.find(spot => spot.fits);
    end = labels[at]?.anchor === 'end' ? 0 : left - APART;
  }
  return labels;
}

const joined = (one, other) => ({ left: one.left, right: Math.max(one.right, other.right), titles: [...one.titles, ...other.titles] });

// The windows by their bars, those that stand close together as one.
function neighbours(x) {
  const clusters = [];
  for (const window of windows) {
    const [left, right] = barOf(window, x);
    const last = clusters.at(-1);
    const cluster = { left, right, titles: [window.title] };
    if (last && left - last.right < CLOSE) clusters.splice(-1, 1, joined(last, cluster));
    else clusters.push(cluster);
  }
  return clusters;
}

// How some windows may be named, the fullest first.
function wordings(titles) {
  const cut = long => titles.map(title => (title.length > long ? `${title.slice(0, long - 1).trimEnd()}…` : title));
  if (titles.length === 1) return [cut(30)[0], cut(20)[0]];
  const more = `${cut(30)[0]} + ${titles.length - 1} more`;
  return titles.length > 4 ? [more] : [cut(30).join(', '), cut(20).join(', '), more];
}

const barOf = (window, x) => {
  const left = x(dayOf(window.start_iso)) - 1;
  return [left, left + Math.max(4, x(dayOf(window.end_iso)) - left - 1)];
};

function windowBars(x, height, labels) {
  const bar = window => {
    const [left, right] = barOf(window, x);
    return svg('rect', { x: left, y: 21, width: right - left, height: height - 21, rx: 2, class: window.status },
      svg('title', null, `${window.title}: ${window.start} to ${window.end}`));
  };
  return svg('g', { class: 'bars' }, windows.map(bar),
    labels.map(label => svg('text', { x: label.x, y: 31, 'text-anchor': label.anchor }, label.text, svg('title', null, label.titles.join(', ')))));
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

