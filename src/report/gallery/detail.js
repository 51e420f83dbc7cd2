// Detail: the chosen notice; why this day, who gets it, and the mail itself in every form.

const TABS = [['mail', 'Mail'], ['text', 'Text'], ['headers', 'Headers'], ['recipients', 'Recipients']];
let scope = 0;

function drawDetail() {
  const pane = byId('detail');
  const notice = current();
  document.body.classList.toggle('reading', Boolean(notice));
  if (!notice) {
    pane.replaceChildren(el('div', { class: 'nothing' }, el('p', null, notices.length ? 'Choose a notice to see its mail.' : '')));
    return;
  }
  const messages = messagesFor(notice, personIndex());
  const offered = messages.length ? messages : notice.messages;
  const message = offered[Math.min(scope, offered.length - 1)];
  pane.replaceChildren(headOf(notice, message), ...(message ? [
    offered.length > 1 ? scopes(offered, message) : '', controls(), bodyOf(message)] : [el('p', { class: 'help' }, 'No mail was written for this notice.')]));
  arrange();
}

function headOf(notice, message) {
  const kind = kindOf.get(notice.audience);
  const window = windowOf.get(notice.window);
  const shown = entries.filter(entry => entry.notice).map(entry => entry.notice.key);
  const at = shown.indexOf(notice.key);
  const step = (by, name, d) => el('button', { type: 'button', class: 'icon', 'aria-label': name, title: name, disabled: at + by < 0 || at + by >= shown.length, onclick: () => select(shown[at + by], false, 'nearest') },
    svg('svg', { viewBox: '0 0 16 16', 'aria-hidden': 'true' }, svg('path', { d })));
  const fact = (name, ...value) => el('div', null, el('dt', null, name), el('dd', null, ...value));
  return el('div', { class: 'head' },
    el('div', { class: 'way' },
      el('button', { type: 'button', class: 'plain back', onclick: () => select('', true) }, '← All notices'),
      el('span', { class: `chip a${kind % 6}` }, glyph(kind), notice.audience_name),
      el('span', { class: 'kind' }, notice.milestone_name),
      notice.due ? el('span', { class: 'due' }, 'Due now') : null,
      el('span', { class: 'steps' }, step(-1, 'Previous notice', 'M4 10l4-4l4 4'), step(1, 'Next notice', 'M4 6l4 4l4-4'))),
    el('h2', null, message ? message.subject : notice.subject),
    el('dl', { class: 'facts' },
      fact('Goes out', el('strong', null, `${notice.date_words}, ${notice.time}`), ` ${notice.zone}`),
      message ? fact('Goes to', people(notice, message)) : null,
      fact('Why this day', notice.moved ? el('span', { class: 'tag moved-tag' }, arrow(), 'Moved') : null, notice.because),
      notice.told_with ? fact('In one mail', capital(notice.told_with)) : null,
      window ? fact('About', `${window.title}: ${window.start} to ${window.end}`) : null));
}

function people(notice, message) {
  const group = readers(message);
  const person = personIndex();
  const lead = (person >= 0 ? [person] : group.slice(0, 2)).map(index => data.people[index]?.name || data.people[index]?.address);
  const rest = group.length - lead.length;
  const all = notice.messages.length > 1 && person < 0 ? `; ${plural(notice.recipients, 'person', 'people')} in all wordings` : '';
  return [el('button', { type: 'button', class: 'plain', onclick: () => change({ tab: 'recipients' }) },
    lead.map((name, index) => [index ? ', ' : '', el('bdi', null, name)]), rest > 0 ? ` and ${plural(rest, 'other')}` : ''), all];
}

function scopes(offered, message) {
  const name = each => `${each.scope} (${plural(readers(each).length, 'person', 'people')})`;
  const take = index => { scope = index; drawDetail(); };
  return el('label', { class: 'scopes' }, el('span', null, plural(offered.length, 'wording')),
    el('select', { onchange: event => { take(Number(event.target.value)); document.querySelector('.scopes select')?.focus(); } },
      offered.map((each, index) => el('option', { value: index, selected: each === message }, name(each)))));
}

const view = () => state.view || (isNarrow() ? 'phone' : 'desktop');

function controls() {
  const tab = ([id, name]) => el('button', {
    type: 'button', role: 'tab', id: `tab-${id}`, 'aria-selected': String(state.tab === id), 'aria-controls': 'tab-body',
    tabindex: state.tab === id ? '0' : '-1', onclick: () => { change({ tab: id }); byId(`tab-${id}`)?.focus(); },
  }, name);
  const turn = event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = TABS.findIndex(([id]) => id === state.tab);
    const [id] = TABS[(at + step + TABS.length) % TABS.length];
    change({ tab: id });
    byId(`tab-${id}`)?.focus();
  };
  const choice = (name, label, chosenNow, options) => el('div', { class: 'choice', role: 'group', 'aria-label': label }, options.map(([value, text]) =>
    el('button', { type: 'button', 'data-choice': `${name}-${value}`, 'aria-pressed': String(chosenNow === value), onclick: () => { change({ [name]: value }); document.querySelector(`[data-choice="${name}-${value}"]`)?.focus(); } }, text)));
  return el('div', { class: 'controls' },
    el('div', { class: 'tabs', role: 'tablist', 'aria-label': 'The mail as', onkeydown: turn }, TABS.map(tab)),
    state.tab === 'mail' ? el('div', { class: 'looks' },
      choice('view', 'Width', view(), [['desktop', 'Desktop'], ['phone', 'Phone'], ['both', 'Both']]),
      choice('mail', 'Reader’s colours', state.mail, [['light', 'Light'], ['dark', 'Dark']])) : null);
}

function bodyOf(message) {
  const body = el('div', { id: 'tab-body', class: `tab ${state.tab}`, role: 'tabpanel', 'aria-labelledby': `tab-${state.tab}` });
  if (state.tab === 'text') body.append(el('pre', { tabindex: '0' }, unpack(message.text)));
  else if (state.tab === 'headers') body.append(headersOf(message));
  else if (state.tab === 'recipients') recipientsOf(body, message);
  else {
    const html = harmless(unpack(message.html), state.mail === 'dark');
    const kinds = view() === 'both' ? ['desktop', 'phone'] : [view() === 'phone' ? 'phone' : 'desktop'];
    body.append(el('div', { class: 'stage' }, kinds.map(kind => screen(kind, message, html))));
  }
  return body;
}

function headersOf(message) {
  const size = message.bytes >= 1000 ? `${(message.bytes / 1000).toFixed(1)} kB` : plural(message.bytes, 'byte');
  return el('div', null,
    el('table', null, el('tbody', null, message.headers.map(([name, value]) => el('tr', null, el('th', { scope: 'row' }, name), el('td', null, value))))),
    el('p', { class: 'help' }, `The whole mail is ${size}. `, message.file ? el('a', { href: encodeURI(message.file), download: true }, `Save ${message.file.split('/').pop()}`) : null));
}

function recipientsOf(body, message) {
  const group = readers(message);
  const table = el('tbody');
  const more = el('button', { type: 'button', class: 'action' });
  let upTo = 0;
  const draw = step => {
    for (const stop = Math.min(group.length, upTo + step); upTo < stop; upTo += 1) {
      const person = data.people[group[upTo]];
      if (person) table.append(el('tr', null, el('td', null, el('button', { type: 'button', class: 'plain', title: 'Show everything this person gets', disabled: only >= 0, onclick: () => change({ person: person.address, notice: isNarrow() ? '' : state.notice }) }, person.name || person.address)),
        el('td', null, person.department), el('td', { class: 'address' }, person.address)));
    }
    more.hidden = upTo >= group.length;
    more.textContent = `Show all ${group.length.toLocaleString('en-GB')}`;
  };
  more.addEventListener('click', () => draw(Infinity));
  draw(100);
  body.append(el('p', { class: 'help' }, `${plural(group.length, 'person gets', 'people get')} this wording. Choose a name to see everything that person gets.`),
    el('table', null, el('thead', null, el('tr', null, ['Name', 'Department', 'Address'].map(name => el('th', { scope: 'col', class: name.toLowerCase() }, name)))), table), more);
}

