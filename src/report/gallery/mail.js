// Mail: one message as its reader sees it; a frame without scripts, without network, without ways out.

const SIZES = { desktop: { width: 640, name: 'Desktop' }, phone: { width: 375, name: 'Phone', height: 640 } };

// The mail's own HTML, made harmless to look at: links lead nowhere, nothing is fetched, and light or dark is decided here.
function harmless(html, dark) {
  const muted = html.replace(/<[a-z][^>]*>/gi, tag => tag.replace(/\son[a-z]+\s*=/gi, ' data-unused='));
  const mail = new DOMParser().parseFromString(muted, 'text/html');
  for (const node of mail.querySelectorAll('script,base,link,iframe,frame,object,embed,video,audio,meta[http-equiv]')) node.remove();
  for (const link of mail.querySelectorAll('a[href],area[href]')) {
    link.title = `Leads to ${link.getAttribute('href')}`;
    link.removeAttribute('href');
    if (link.style && !link.style.textDecoration && !link.style.textDecorationLine) link.style.textDecoration = 'underline';
  }
  const remote = /url\(\s*['"]?(?!data:)[^)]*\)/gi;
  for (const node of mail.querySelectorAll('[src],[srcset],[background],[poster]')) {
    for (const name of ['src', 'srcset', 'background', 'poster']) {
      if (node.hasAttribute(name) && !/^\s*data:/i.test(node.getAttribute(name))) node.removeAttribute(name);
    }
  }
  for (const node of mail.querySelectorAll('[style]')) {
    const style = node.getAttribute('style');
    if (/url\(/i.test(style)) node.setAttribute('style', style.replace(remote, 'none'));
  }
  for (const style of mail.querySelectorAll('style')) {
    style.textContent = style.textContent.replace(/@import[^;]*;?/gi, '').replace(remote, 'none')
      .replace(/\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)/gi, (_, wanted) => ((wanted.toLowerCase() === 'dark') === dark ? '(min-width:0px)' : '(max-width:0px)'));
  }
  const ours = mail.createElement('style');
  ours.textContent = `:root{color-scheme:${dark ? 'dark' : 'light'} !important}a{cursor:help}`;
  mail.head.append(ours);
  return `<!doctype html>${mail.documentElement.outerHTML}`;
}


function screen(kind, message, html) {
  const size = SIZES[kind];
  const frame = el('iframe', {
    sandbox: '', srcdoc: html, width: size.width, height: size.height || 560, referrerpolicy: 'no-referrer',
    title: `The mail at ${size.name.toLowerCase()} width: ${message.subject}`, style: `color-scheme:${state.mail}`,
  });
  if (!size.height) measure(html, size.width, height => { frame.height = height; arrange(); });
  const bar = el('div', { class: 'bar' },
    el('span', { class: 'face', 'aria-hidden': 'true' }, (message.sender || '?').charAt(0).toUpperCase()),
    el('span', { class: 'lines' },
      el('span', { class: 'from' }, message.sender),
      el('span', { class: 'topic' }, message.subject)));
  return el('div', { class: 'place', 'data-kind': kind },
    el('div', { class: `screen ${kind} ${state.mail}` }, bar, frame),
    el('p', { class: 'caption' }));
}

// A sealed frame does not tell its height, so an unseen twin (still without scripts) is measured and thrown away.
function measure(html, width, done) {
  const twin = el('iframe', { sandbox: 'allow-same-origin', srcdoc: html, class: 'twin', tabindex: '-1', 'aria-hidden': 'true', width, height: 10 });
  twin.addEventListener('load', () => {
    let height = 0;
    try { height = twin.contentDocument.documentElement.scrollHeight; } catch { height = 0; }
    twin.remove();
    done(height > 20 ? Math.min(height, 20000) : 720);
  });
  document.body.append(twin);
}

// Screens keep their true width inside; where the pane is narrower they are drawn smaller, and say so.
function arrange() {
  const stage = document.querySelector('.stage');
  if (!stage) return;
  const places = [...stage.querySelectorAll('.place')];
  const gap = 28;
  const natural = places.map(place => place.firstChild.offsetWidth).reduce((a, b) => a + b, 0);
  const stacked = places.length > 1 && stage.clientWidth < 620;
  const wanted = stacked ? Math.max(...places.map(place => place.firstChild.offsetWidth)) : natural;
  const room = stage.clientWidth - (stacked ? 0 : gap * (places.length - 1));
  const scale = Math.min(1, room / wanted);
  stage.classList.toggle('stacked', stacked);
  for (const place of places) {
    const inner = place.firstChild;
    inner.style.transform = scale < 1 ? `scale(${scale})` : '';
    place.style.width = `${inner.offsetWidth * scale}px`;
    place.style.setProperty('--drawn', `${inner.offsetHeight * scale}px`);
    const size = SIZES[place.dataset.kind];
    place.lastChild.textContent = `${size.name}, ${size.width} pixels wide${scale < 0.995 ? `, drawn at ${Math.round(scale * 100)}%` : ''}`;
  }
}

