// Header: what this is, how much of it there is, what was found, and what it was made from.

function drawHeader() {
  const person = only >= 0 ? data.people[only] : null;
  const who = person ? person.name || person.address : data.only_for;
  const mails = mailsOf(notices, only);
  const due = notices.filter(notice => notice.due).length;
  if (who) document.title = `What ${who} will receive – ${data.title}`;
  const figure = (count, one, many) => el('div', null,
    el('dd', null, count.toLocaleString('en-GB')), el('dt', null, count === 1 ? one : many));
  byId('top').append(
    el('div', { class: 'name' },
      el('p', { class: 'eyebrow' }, who ? [data.title, ' · ', data.organisation] : data.organisation),
      el('h1', null, who ? `What ${who} will receive` : data.title),
      windowsInWords()),
    el('dl', { class: 'figures' },
      figure(notices.length, 'notice', 'notices'),
      figure(mails, 'e-mail', 'e-mails'),
      who ? null : figure(data.people.length, 'person', 'people'),
      due ? figure(due, 'due now', 'due now') : null));
  byId('foot').append(
    el('span', null, `As of ${data.now}`),
    el('span', null, `Plan ${data.plan_id}`),
    el('span', null, `Time zones ${data.zone_release}`),
    el('span', null, `Holidays ${data.holiday_release}`),
    el('span', null, `forewarn ${data.version}`));
}

function windowsInWords() {
  const line = window => el('li', null,
    el('span', { class: 'window-name' }, window.title),
    el('span', null, `${window.start} to ${window.end}`),
    window.status && window.status !== 'confirmed' ? el('span', { class: 'tag' }, window.status) : null);
  if (windows.length <= 2) return el('ul', { class: 'windows' }, windows.map(line));
  return el('details', { class: 'windows-more' },
    el('summary', null, `${plural(windows.length, 'downtime window')}, from ${windows[0].start} to ${windows[windows.length - 1].end}`),
    el('ul', { class: 'windows' }, windows.map(line)));
}

function drawFindings() {
  const found = [...data.findings].sort((a, b) => (LEVELS[a.level] ?? 3) - (LEVELS[b.level] ?? 3));
  const count = level => found.filter(finding => finding.level === level).length;
  const words = Object.keys(LEVELS).filter(count).map(level => plural(count(level), level));
  const worst = found.length ? found[0].level : 'none';
  const name = { error: 'Error', warning: 'Warning', note: 'Note' };
  const body = el('ul', null, found.map(finding => el('li', { class: `finding ${finding.level}` },
    el('span', { class: 'level' }, mark(finding.level), name[finding.level] || finding.level),
    el('div', null,
      el('p', { class: 'message' }, typed(finding.message)),
      finding.help.map(help => el('p', { class: 'help' }, typed(help))),
      el('p', { class: 'place' }, finding.place ? el('code', null, finding.place) : null, el('code', null, finding.code))))));
  byId('findings').append(el('details', { class: `panel ${worst}`, open: worst === 'error' },
    el('summary', null, mark(worst),
      el('strong', null, found.length ? words.join(', ') : 'No findings'),
      el('span', { class: 'first' }, found.length ? found[0].message : 'The plan passes every check.')),
    found.length ? body : el('p', { class: 'help' }, 'Dates, people and words were checked, and nothing needs your attention.')));
}

function mark(level) {
  const paths = {
    error: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13ZM5.5 5.5l5 5M10.5 5.5l-5 5',
    warning: 'M8 1.8L15 14H1ZM8 6v4M8 11.8v.4',
    note: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13ZM8 7.2v4M8 4.8v.4',
    none: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13ZM5 8.2l2.1 2.1L11 6.2',
  };
  return svg('svg', { class: `mark ${level}`, viewBox: '0 0 16 16', 'aria-hidden': 'true' }, svg('path', { d: paths[level] || paths.note }));
}

