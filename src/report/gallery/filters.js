// Filters: which notices the list shows; by audience, milestone, window, person and words.

function drawFilters() {
  const single = list => list.length < 2;
  const pick = (name, label, all, list) => single(list) ? null : el('label', { class: 'pick' }, el('span', { class: 'unseen' }, label),
    el('select', { id: `pick-${name}`, onchange: event => change({ [name]: event.target.value }) },
      el('option', { value: '' }, all), list.map(item => el('option', { value: item.id }, item.name || item.title))));
  byId('filters').replaceChildren(
    el('div', { class: 'line' },
      only >= 0 ? null : personBox(),
      el('label', { class: 'pick find' }, el('span', { class: 'unseen' }, 'Words in the notices'),
        el('input', { id: 'find', type: 'search', placeholder: 'Find words…', autocomplete: 'off', oninput: event => change({ q: event.target.value }) }))),
    el('div', { class: 'line' },
      pick('milestone', 'Milestone', 'All milestones', milestones),
      pick('window', 'Window', 'All windows', windows)),
    single(audiences) ? '' : el('div', { class: 'pills', role: 'group', 'aria-label': 'Audience' }, audiences.map(audience =>
      el('button', { type: 'button', class: `pill a${audience.kind % 6}`, 'data-audience': audience.id, 'aria-pressed': 'false', onclick: () => toggleAudience(audience.id) },
        glyph(audience.kind), audience.name, el('span', { class: 'number' })))));
}

function toggleAudience(id) {
  const asked = new Set(state.audience.split(',').filter(Boolean));
  if (!asked.delete(id)) asked.add(id);
  change({ audience: audiences.map(audience => audience.id).filter(each => asked.has(each)).join(',') });
}

function personBox() {
  const list = el('ul', { id: 'people', class: 'people', role: 'listbox', 'aria-label': 'People', hidden: true });
  const box = el('input', {
    id: 'person', type: 'search', role: 'combobox', placeholder: 'Find a person…', autocomplete: 'off', spellcheck: 'false',
    'aria-expanded': 'false', 'aria-controls': 'people', 'aria-autocomplete': 'list', 'aria-label': 'Person: name, address or department',
  });
  const show = open => { list.hidden = !open; box.setAttribute('aria-expanded', String(open)); if (!open) box.removeAttribute('aria-activedescendant'); };
  const take = person => { show(false); box.value = person.name || person.address; change({ person: person.address }); };
  const active = () => list.querySelector('[aria-selected="true"]');
  const mark = option => {
    active()?.setAttribute('aria-selected', 'false');
    option?.setAttribute('aria-selected', 'true');
    option?.scrollIntoView({ block: 'nearest' });
    if (option) box.setAttribute('aria-activedescendant', option.id);
  };
  box.addEventListener('input', () => {
    if (!box.value.trim()) { show(false); change({ person: '' }); return; }
    const found = findPeople(box.value);
    list.replaceChildren(...found.map((person, index) => el('li', { id: `person-${index}`, role: 'option', 'aria-selected': 'false', onmousedown: event => { event.preventDefault(); take(person); } },
      el('strong', null, person.name || person.address), el('span', null, [person.department, person.address].filter(Boolean).join(' · ')))));
    if (!found.length) list.append(el('li', { class: 'nobody' }, 'Nobody by that name, address or department'));
    show(true);
    mark(list.querySelector('[role="option"]'));
  });
  box.addEventListener('keydown', event => {
    if (event.key === 'Escape') { show(false); box.value = ''; change({ person: '' }); }
    if (list.hidden) return;
    if (event.key === 'Enter') { event.preventDefault(); active()?.dispatchEvent(new MouseEvent('mousedown', { cancelable: true })); }
    if (event.key === 'ArrowDown') { event.preventDefault(); mark(active()?.nextElementSibling || active()); }
    if (event.key === 'ArrowUp') { event.preventDefault(); mark(active()?.previousElementSibling || active()); }
  });
  box.addEventListener('blur', () => show(false));
  return el('div', { class: 'pick who' }, box, list);
}

function findPeople(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = [];
  for (const person of data.people) {
    const hay = `${person.name} ${person.address} ${person.department}`.toLowerCase();
    if (words.every(word => hay.includes(word))) found.push(person);
  }
  const starts = person => (person.name.toLowerCase().split(/\s+/).some(part => part.startsWith(words[0])) ? 0 : 1);
  return found.sort((a, b) => starts(a) - starts(b)).slice(0, 40);
}

function paintFilters(shown) {
  const set = (id, value) => { const node = byId(id); if (node && node !== document.activeElement) node.value = value; };
  const person = data.people[personIndex()];
  set('pick-milestone', state.milestone);
  set('pick-window', state.window);
  set('find', state.q);
  if (only < 0) set('person', person ? person.name || person.address : '');
  byId('person')?.classList.toggle('chosen', Boolean(person));
  for (const name of ['milestone', 'window']) byId(`pick-${name}`)?.classList.toggle('chosen', Boolean(state[name]));
  const asked = state.audience.split(',');
  const within = chosen('audience');
  for (const pill of document.querySelectorAll('.pill')) {
    pill.setAttribute('aria-pressed', String(asked.includes(pill.dataset.audience)));
    pill.querySelector('.number').textContent = within.filter(notice => notice.audience === pill.dataset.audience).length;
  }
  const filtered = state.audience || state.milestone || state.window || state.q || (only < 0 && state.person);
  const words = person && only < 0
    ? [el('strong', null, person.name || person.address), ` will get ${plural(mailsOf(shown, personIndex()), 'e-mail')}`]
    : [filtered ? `${shown.length.toLocaleString('en-GB')} of ${plural(notices.length, 'notice')}` : plural(notices.length, 'notice')];
  byId('shown').replaceChildren(el('span', null, words), filtered ? el('button', { type: 'button', class: 'plain', onclick: clearFilters }, 'Show all') : '');
}

function clearFilters() {
  for (const id of ['person', 'find']) if (byId(id)) byId(id).value = '';
  change({ audience: '', milestone: '', window: '', person: '', q: '' });
}

