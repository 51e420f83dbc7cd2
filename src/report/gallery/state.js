// State: the plan's notices as read from the page, what is chosen, and the address bar's copy of it.

const data = JSON.parse(byId('data').textContent);
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const KNOWN = ['executives', 'department-heads', 'end-users'];
const LEVELS = { error: 0, warning: 1, note: 2 };

const unpack = indexes => indexes.map(index => data.lines[index]).join('\n');
const readers = message => data.groups[message.recipients];

const notices = data.notices
  .map((notice, order) => ({ ...notice, order, key: `${notice.audience}/${notice.id}`, at: `${notice.date_iso}T${notice.time}` }))
  .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.order - b.order));
const windows = [...data.windows].sort((a, b) => (a.start_iso < b.start_iso ? -1 : a.start_iso > b.start_iso ? 1 : 0));
const windowOf = new Map(windows.map(window => [window.id, window]));

function distinct(id, name) {
  const seen = new Map();
  for (const notice of notices) {
    const entry = seen.get(notice[id]) || { id: notice[id], name: notice[name] || notice[id], count: 0 };
    entry.count += 1;
    seen.set(entry.id, entry);
  }
  return [...seen.values()];
}

const audiences = distinct('audience', 'audience_name')
  .sort((a, b) => (KNOWN.indexOf(a.id) + 1 || 99) - (KNOWN.indexOf(b.id) + 1 || 99));
let next = KNOWN.length;
for (const audience of audiences) audience.kind = KNOWN.includes(audience.id) ? KNOWN.indexOf(audience.id) : next++;
const kindOf = new Map(audiences.map(audience => [audience.id, audience.kind]));
const milestones = distinct('milestone', 'milestone_name');

const EMPTY = { audience: '', milestone: '', window: '', person: '', q: '', notice: '', tab: 'mail', view: '', mail: 'light' };
const state = { ...EMPTY };
const only = data.only_for
  ? data.people.findIndex(person => person.address === data.only_for || person.name === data.only_for) : -1;

function readHash() {
  const given = new URLSearchParams(location.hash.slice(1));
  for (const name of Object.keys(EMPTY)) state[name] = given.get(name) || EMPTY[name];
}

function hash() {
  const kept = new URLSearchParams();
  for (const name of Object.keys(EMPTY)) if (state[name] && state[name] !== EMPTY[name]) kept.set(name, state[name]);
  return `#${kept}`;
}

function writeHash(newEntry) {
  if (hash() === (location.hash || '#')) return;
  try {
    history[newEntry ? 'pushState' : 'replaceState'](null, '', hash());
  } catch {
    location.replace(hash());
  }
}

const personIndex = () => (only >= 0 ? only
  : state.person ? data.people.findIndex(person => person.address === state.person) : -1);

const members = new Map();
function isFor(message, person) {
  if (!members.has(message.recipients)) members.set(message.recipients, new Set(readers(message)));
  return members.get(message.recipients).has(person);
}
const messagesFor = (notice, person) => (person < 0 ? notice.messages
  : notice.messages.filter(message => isFor(message, person)));

// The e-mails behind some notices, to one person or to all; one that tells several of them counts once.
function mailsOf(shown, person) {
  const mails = new Map(shown.flatMap(notice => messagesFor(notice, person)).map(message => [message.mail, message]));
  return [...mails.values()].reduce((sum, message) => sum + (person < 0 ? readers(message).length : 1), 0);
}

function haystack(notice) {
  notice.haystack ??= [notice.subject, notice.audience_name, notice.milestone_name, notice.date_words, notice.because, notice.told_with,
    windowOf.get(notice.window)?.title, ...notice.messages.flatMap(message => [message.scope, message.subject, unpack(message.text)])]
    .join('\n').toLowerCase();
  return notice.haystack;
}

// What the filters leave over; `but` names one filter to look past, for the counts beside its choices.
function chosen(but) {
  const asked = new Set(state.audience.split(',').filter(Boolean));
  const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
  const person = personIndex();
  return notices.filter(notice =>
    (but === 'audience' || !asked.size || asked.has(notice.audience)) &&
    (!state.milestone || notice.milestone === state.milestone) &&
    (!state.window || notice.window === state.window) &&
    (person < 0 || messagesFor(notice, person).length > 0) &&
    words.every(word => haystack(notice).includes(word)));
}

const isNarrow = () => matchMedia('(max-width: 899px)').matches;
const current = () => notices.find(notice => notice.key === state.notice);

