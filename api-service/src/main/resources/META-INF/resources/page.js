// Keeps the page as the server draws it: fragments come over a socket, and over HTTP while there is none.
'use strict';

const RETRY_CEILING = 30_000;
const FIRST_RETRY = 500;
const POLL = 2_000;
const closed = new Set(JSON.parse(sessionStorage.getItem('closed') ?? '[]'));
const connection = document.getElementById('connection');
const title = document.title;
// What ended before the page was drawn is in the list; nobody wants it announced again.
const since = Number(document.getElementById('popups').dataset.since);

/** Puts each fragment in the place of its older self. */
function show(html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  for (const next of [...template.content.children]) {
    const present = document.getElementById(next.id);
    if (present && Number(present.dataset.version) >= Number(next.dataset.version) && !('removed' in next.dataset)) {
      continue;
    }
    if ('removed' in next.dataset) {
      present?.remove();
    } else if (present) {
      become(present, next);
    } else if (next.dataset.into !== 'popups' || 'active' in next.dataset || next.dataset.version > since) {
      document.getElementById(next.dataset.into).prepend(next);
    }
  }
  dress();
}

/** Changes what differs and nothing else: a button keeps the focus, and a press that lasts longer than the next message counts. */
function become(present, next) {
  for (const { name } of [...present.attributes]) {
    if (!next.hasAttribute(name)) {
      present.removeAttribute(name);
    }
  }
  for (const { name, value } of next.attributes) {
    if (present.getAttribute(name) !== value) {
      present.setAttribute(name, value);
    }
  }
  const before = [...present.childNodes];
  const after = [...next.childNodes];
  if (before.length !== after.length || before.some((node, i) => node.nodeName !== after[i].nodeName)) {
    present.replaceChildren(...after);
    return;
  }
  before.forEach((node, i) => {
    if (node.nodeType === Node.ELEMENT_NODE) {
      become(node, after[i]);
    } else if (node.data !== after[i].data) {
      node.data = after[i].data;
    }
  });
}

/** What only a script can know or do. */
function dress() {
  for (const popup of document.querySelectorAll('.popup')) {
    popup.hidden = closed.has(popup.id);
    popup.querySelector('.close')?.removeAttribute('hidden');
  }
  for (const time of document.querySelectorAll('time:not(.local)')) {
    time.textContent = new Date(time.dateTime).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
    time.classList.add('local');
  }
  const active = document.querySelector('.popup[data-active]');
  for (const button of document.querySelectorAll('.export button')) {
    button.disabled = active !== null;
  }
  const percent = active?.querySelector('.percent')?.textContent;
  document.title = percent ? `${percent} ${title}` : title;
}

function close(popup) {
  closed.add(popup.id);
  sessionStorage.setItem('closed', JSON.stringify([...closed].slice(-100)));
  dress();
}

document.addEventListener('click', event => {
  const popup = event.target.closest('.popup');
  if (popup && event.target.closest('.close, .fetch')) {
    // Not before the browser has followed the link.
    setTimeout(() => close(popup));
  }
});

document.addEventListener('submit', async event => {
  event.preventDefault();
  const form = event.target;
  const refusal = form.querySelector('.refusal');
  const say = text => {
    if (refusal) {
      refusal.textContent = text;
      refusal.hidden = text === '';
    }
  };
  const buttons = [...form.querySelectorAll('button')];
  const body = new URLSearchParams(new FormData(form, event.submitter));
  buttons.forEach(button => { button.disabled = true; });
  try {
    const answer = await fetch(form.action, { method: 'POST', headers: { 'X-In-Place': 'yes' }, body });
    const text = await answer.text();
    say(answer.ok ? '' : answer.headers.get('Content-Type')?.startsWith('text/plain') ? text : 'That did not work. Please try again.');
    if (answer.ok) {
      show(text);
    }
  } catch {
    say('The server cannot be reached. Please try again.');
  } finally {
    buttons.forEach(button => { button.disabled = false; });
    dress();
  }
});

/** Full jitter: what lost its connection together does not come back together. */
function connect(attempt = 0) {
  const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws/downloads`);
  let opened = false;
  socket.onopen = () => {
    opened = true;
    connection.hidden = true;
    clearInterval(polling);
    polling = 0;
  };
  socket.onmessage = message => show(message.data);
  socket.onclose = () => {
    const next = opened ? 0 : attempt + 1;
    connection.textContent = 'Reconnecting…';
    connection.hidden = false;
    polling ||= setInterval(poll, POLL);
    setTimeout(connect, Math.random() * Math.min(RETRY_CEILING, FIRST_RETRY * 2 ** next), next);
  };
}

let polling = 0;

async function poll() {
  try {
    const answer = await fetch('/fragments');
    if (answer.ok && polling) {
      show(await answer.text());
      connection.textContent = 'Reconnecting… shown as of ' + new Date().toLocaleTimeString();
    }
  } catch {
    // Still away.
  }
}

addEventListener('pageshow', event => {
  if (event.persisted) {
    location.reload();
  }
});

dress();
connect();
