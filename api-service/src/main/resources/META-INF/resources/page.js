// Keeps the page as the server renders it: fragments arrive over a socket, and over HTTP while there is none.
'use strict';

const RETRY_CEILING = 30_000;
const FIRST_RETRY = 500;
const POLL = 2_000;
const QUEUE_POLL = 3_000;
const closed = new Set(JSON.parse(sessionStorage.getItem('closed') ?? '[]'));
const main = document.querySelector('main');
const popups = document.getElementById('popups');
const connection = document.getElementById('connection');
const announcer = document.getElementById('announcer');
const notify = document.getElementById('notify');
const title = document.title;
// Downloads that ended before the page was rendered are in the list and need no announcement.
const since = Number(popups.dataset.since);
const inBytes = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];

// ---------------------------------------------------------------------------------------------------- display

/** Replaces each part of the page by its newer fragment. */
function show(html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  for (const next of [...template.content.children]) {
    const present = document.getElementById(next.id);
    if ('removed' in next.dataset) {
      present?.remove();
    } else if (present) {
      if (Number(next.dataset.version) >= Number(present.dataset.version)) {
        announce(present, next);
        morph(present, next);
      }
    } else if (next.dataset.into !== 'popups' || 'active' in next.dataset || next.dataset.version > since) {
      document.getElementById(next.dataset.into).prepend(next);
      announce(null, next);
    }
  }
  enhance();
}

/** Changes only what differs, so a button keeps its focus, and a press outlasts the next message. */
function morph(present, next) {
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
      morph(node, after[i]);
    } else if (node.data !== after[i].data) {
      node.data = after[i].data;
    }
  });
}

/** Announces each change of state once, not every step of the progress. */
function announce(before, now) {
  if (!now.matches('.popup') || before?.className === now.className) {
    return;
  }
  const words = `${now.querySelector('h3').textContent.trim()}: ${now.querySelector('.state').textContent}`;
  announcer.textContent = words;
  const ended = before && !('active' in now.dataset);
  if (ended && document.hidden && wantsNotifications()) {
    new Notification(title, { body: words, tag: now.id, icon: '/icon.svg' });
  }
}

/** Adds what needs a script: local times and numbers, countdowns, buttons. */
function enhance() {
  for (const popup of popups.children) {
    popup.hidden = closed.has(popup.id);
    popup.querySelector('.close')?.removeAttribute('hidden');
    countDown(popup);
  }
  document.querySelectorAll('data.number').forEach(data => write(data, Number(data.value).toLocaleString()));
  document.querySelectorAll('data.bytes').forEach(data => write(data, size(Number(data.value))));
  document.querySelectorAll('time').forEach(time => write(time,
    new Date(time.dateTime).toLocaleString([], { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' })));
  const active = [...popups.querySelectorAll('[data-active]')];
  const busy = active.length >= Number(main.dataset.limit);
  document.querySelectorAll('.order button').forEach(button => button.setAttribute('aria-disabled', busy));
  const percent = active[0]?.querySelector('.percent')?.textContent;
  document.title = percent ? `${percent} ${title}` : title;
}

function write(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

function size(bytes) {
  const unit = Math.min(inBytes.length - 1, Math.max(0, Math.floor(Math.log10(bytes) / 3)));
  return (bytes / 1_000 ** unit).toLocaleString([],
    { style: 'unit', unit: inBytes[unit], unitDisplay: unit === 0 ? 'long' : 'short', maximumSignificantDigits: 3 });
}

// ---------------------------------------------------------------------------------------------------- passing time

const fast = Date.now() - since / 1_000;

/** No event announces an expiry: the page follows the clock of the server. */
function expireRows() {
  for (const part of document.querySelectorAll('[data-expires]')) {
    if (Date.parse(part.dataset.expires) < Date.now() - fast) {
      part.matches('.popup') ? part.remove() : expire(part);
    }
  }
}

function expire(row) {
  const name = row.querySelector('.name');
  name.textContent = name.textContent.trim();
  row.className = 'row expired';
  row.removeAttribute('data-expires');
  row.querySelector('.state').textContent = 'Expired';
  row.querySelector('.how .detail').textContent = 'Request it again.';
  row.querySelector('.actions').replaceChildren();
}

setInterval(expireRows, 10_000);

// ---------------------------------------------------------------------------------------------------- time left

const ends = new Map();

/** Approaches a new estimate of the server in steps, without a jump. */
function countDown(popup) {
  const left = popup.querySelector('.left');
  if (!left) {
    ends.delete(popup.id);
    return;
  }
  const estimate = performance.now() + left.dataset.seconds * 1_000;
  const known = ends.get(popup.id);
  if (known?.version !== popup.dataset.version) {
    const end = known ? known.end + (estimate - known.end) / 4 : estimate;
    ends.set(popup.id, { version: popup.dataset.version, end });
  }
  write(left, `${inWords((ends.get(popup.id).end - performance.now()) / 1_000)} left`);
}

function inWords(seconds) {
  const [value, unit] = seconds < 90 ? [seconds, 'second'] : seconds < 5_400 ? [seconds / 60, 'minute'] : [seconds / 3_600, 'hour'];
  // A number that changes constantly is hard to read.
  const step = unit === 'second' && value > 10 ? 5 : 1;
  return Math.max(1, Math.ceil(value / step) * step).toLocaleString([], { style: 'unit', unit, unitDisplay: 'short' });
}

setInterval(() => [...popups.children].forEach(countDown), 1_000);

// ---------------------------------------------------------------------------------------------------- actions

function close(popup) {
  closed.add(popup.id);
  remember();
  enhance();
}

/** Reopens a closed popup and draws attention to it. */
function highlight(popup) {
  closed.delete(popup.id);
  remember();
  enhance();
  popup.classList.remove('pointed');
  void popup.offsetWidth;
  popup.classList.add('pointed');
}

function remember() {
  sessionStorage.setItem('closed', JSON.stringify([...closed].slice(-100)));
}

document.addEventListener('click', event => {
  const popup = event.target.closest('.popup');
  if (popup && event.target.closest('.close, .fetch')) {
    // After the browser has followed the link.
    setTimeout(() => close(popup));
  }
});

document.addEventListener('submit', async event => {
  event.preventDefault();
  const form = event.target;
  const busy = event.submitter?.getAttribute('aria-disabled') === 'true';
  if (busy) {
    highlight(popups.querySelector('[data-active]'));
    return;
  }
  if (form.matches('.export') && !validate(form)) {
    return;
  }
  const buttons = [...form.querySelectorAll('button')];
  const body = new URLSearchParams(new FormData(form, event.submitter));
  buttons.forEach(button => { button.disabled = true; });
  try {
    const answer = await fetch(form.action, { method: 'POST', headers: { 'X-In-Place': 'yes' }, body });
    if (answer.ok) {
      showError(form, '');
      await showResult(form, answer);
    } else {
      await showProblem(form, answer);
    }
  } catch {
    showError(form, 'The server cannot be reached. Please try again.');
  } finally {
    buttons.forEach(button => { button.disabled = false; });
    enhance();
    event.submitter?.focus({ preventScroll: true });
  }
});

async function showResult(form, answer) {
  if ('copy' in form.dataset) {
    await copy(form, await answer.json());
    return;
  }
  const text = await answer.text();
  show(text);
  const shown = /id="(popup-[^"]+)"/.exec(text)?.[1];
  if (form.matches('.export, [action$="/again"]') && shown) {
    highlight(document.getElementById(shown));
  }
}

/** To the clipboard if the browser allows it, else into the row, where the link can be copied. */
async function copy(form, { url, expiresAt }) {
  const link = new URL(url, location).href;
  const until = new Date(expiresAt).toLocaleTimeString([], { hour: 'numeric', minute: '2-digit' });
  const place = form.closest('.row').querySelector('.link');
  try {
    await navigator.clipboard.writeText(link);
    place.textContent = `Copied. Anyone with this link can download the file until ${until}.`;
  } catch {
    place.textContent = `Anyone with this link can download the file until ${until}: ${link}`;
  }
  place.hidden = false;
  announcer.textContent = place.textContent;
}

async function showProblem(form, answer) {
  const problem = answer.headers.get('Content-Type')?.startsWith('application/problem+json') ? await answer.json() : {};
  const elsewhere = (problem.errors ?? []).filter(({ field, message }) => !showFieldError(form.elements[`parameter.${field}`], message));
  const words = problem.errors && elsewhere.length === 0 ? '' : problem.detail ?? problem.title ?? 'The request failed. Please try again.';
  showError(form, words);
  form.querySelector('[aria-invalid]')?.focus();
}

function showError(form, words) {
  const place = form.querySelector('.refusal') ?? form.closest('.popup, .row').querySelector('.refusal');
  place.textContent = words;
  place.hidden = words === '';
}

// ---------------------------------------------------------------------------------------------------- forms

/** Shows what is wrong beside each field; the messages of browsers do not name the hint. */
function validate(form) {
  const fields = [...form.querySelectorAll('.field input:not([type=hidden]), .field select')];
  fields.forEach(field => showFieldError(field, validationMessage(field)));
  const wrong = fields.find(field => field.hasAttribute('aria-invalid'));
  wrong?.focus();
  return !wrong;
}

function validationMessage(field) {
  const { validity } = field;
  const hint = field.closest('.field').querySelector('.hint')?.textContent;
  return validity.valueMissing ? 'Fill in this field'
    : validity.patternMismatch ? hint ?? `Must match ${field.pattern}`
    : validity.rangeUnderflow ? `Must be at least ${field.min}`
    : validity.rangeOverflow ? `Must be at most ${field.max}`
    : validity.stepMismatch ? 'Must be a whole number'
    : validity.valid ? '' : 'Not a valid value';
}

/** Whether the form has such a field. */
function showFieldError(field, message) {
  const target = field instanceof RadioNodeList ? field[field.length - 1] : field;
  const place = target?.closest('.field')?.querySelector('.problem');
  if (place) {
    place.textContent = message.charAt(0).toUpperCase() + message.slice(1);
    place.hidden = message === '';
    target.toggleAttribute('aria-invalid', message !== '');
    if (message !== '') {
      target.setAttribute('aria-invalid', 'true');
    }
  }
  return Boolean(place);
}

// On input, not on blur: a layout that moves on blur would divert the next click.
document.addEventListener('input', event => {
  if (event.target.closest('.field')?.querySelector('.problem:not([hidden])')) {
    showFieldError(event.target, validationMessage(event.target));
  }
});

/** Shows the parts that matter for the chosen format only. */
function showFormatFields(form) {
  const chosen = form.elements.format.value;
  form.querySelectorAll('[data-format]').forEach(part => { part.hidden = part.dataset.format !== chosen; });
}

document.addEventListener('change', event => {
  if (event.target.name === 'format') {
    showFormatFields(event.target.form);
  }
});

document.querySelectorAll('.export').forEach(form => {
  form.noValidate = true;
  showFormatFields(form);
});

// ---------------------------------------------------------------------------------------------------- notifications

function wantsNotifications() {
  return 'Notification' in window && Notification.permission === 'granted' && localStorage.getItem('notify') === 'yes';
}

notify.hidden = !('Notification' in window);
notify.setAttribute('aria-pressed', wantsNotifications());
notify.addEventListener('click', async () => {
  const wanted = !wantsNotifications() && await Notification.requestPermission() === 'granted';
  localStorage.setItem('notify', wanted ? 'yes' : 'no');
  notify.setAttribute('aria-pressed', wanted);
  announcer.textContent = wanted ? 'You will be notified when a file is ready' : 'No notifications';
});

// ---------------------------------------------------------------------------------------------------- connection

/** Full jitter: clients that lost their connections together do not come back together. */
function connect(attempt = 0) {
  const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws/downloads`);
  let opened = false;
  socket.onopen = () => {
    opened = true;
    showConnection('live', 'Live');
    clearInterval(polling);
    polling = 0;
  };
  socket.onmessage = message => show(message.data);
  socket.onclose = () => {
    const next = opened ? 0 : attempt + 1;
    showConnection('away', 'Reconnecting…');
    polling ||= setInterval(poll, POLL);
    setTimeout(connect, Math.random() * Math.min(RETRY_CEILING, FIRST_RETRY * 2 ** next), next);
  };
}

let polling = 0;

function showConnection(state, words) {
  connection.dataset.state = state;
  write(connection.querySelector('.words'), words);
}

async function poll() {
  if (await refresh() && polling) {
    showConnection('polled', `Reconnecting… as of ${new Date().toLocaleTimeString()}`);
  }
}

/** Reads all fragments; whether that succeeded. */
async function refresh() {
  try {
    const answer = await fetch('/fragments');
    if (answer.ok) {
      show(await answer.text());
    }
    return answer.ok;
  } catch {
    return false;
  }
}

// The position in the queue changes without an event.
setInterval(() => {
  if (!polling && !document.hidden && popups.querySelector('.pending:not([hidden])')) {
    refresh();
  }
}, QUEUE_POLL);

addEventListener('pageshow', event => {
  if (event.persisted) {
    location.reload();
  }
});

enhance();
connect();
