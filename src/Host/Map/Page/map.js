// The page: listens to the shop, signs staff in, fills the tables.
import { drawEdges, drawRooms, rate, stateOf, walk } from './draw.js';

const $ = (id) => document.getElementById(id);
const seen = new Set();
let session = null; // { access, refresh, until, email }
let lastHeard = null;
let listening = null;
let details = 0;

function say(text, ill = false) {
  if ($('status').textContent !== text) $('status').textContent = text;
  $('status').classList.toggle('ill', ill);
}

// --- signing in ---------------------------------------------------------------------------------------------------

async function grant(fields) {
  const answer = await fetch('/connect/token', { method: 'POST', body: new URLSearchParams({ client_id: 'shop', ...fields }) });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error_description ?? body.error ?? 'It did not work.');
  return { access: body.access_token, refresh: body.refresh_token, until: Date.now() + (body.expires_in - 60) * 1000 };
}

async function token() {
  if (session && Date.now() > session.until) {
    try {
      session = { ...(await grant({ grant_type: 'refresh_token', refresh_token: session.refresh })), email: session.email };
    } catch {
      signOut('Your sign-in has ended.');
    }
  }
  return session?.access;
}

function signOut(reason = '') {
  session = null;
  $('sign-in-error').textContent = reason;
  showSession();
  listening?.abort();
}

function showSession() {
  $('sign-in').hidden = session !== null;
  $('signed-in').hidden = session === null;
  $('who').textContent = session?.email ?? '';
  for (const section of document.querySelectorAll('[data-staff]')) section.hidden = session === null;
  if (session === null) drawEdges($('edges'), []);
}

$('sign-in').addEventListener('submit', async (event) => {
  event.preventDefault();
  const { email, password } = event.target.elements;
  $('sign-in-error').textContent = '';
  try {
    session = { ...(await grant({ grant_type: 'password', username: email.value, password: password.value, scope: 'openid offline_access' })), email: email.value };
    password.value = '';
    showSession();
    listening?.abort();
  } catch (error) {
    $('sign-in-error').textContent = `Not signed in: ${error.message}`;
  }
});
$('sign-out').addEventListener('click', () => signOut());

// --- listening ----------------------------------------------------------------------------------------------------

async function listen() {
  listening = new AbortController();
  const access = await token();
  const answer = await fetch('/map/stream', { headers: access ? { Authorization: `Bearer ${access}` } : {}, signal: listening.signal });
  if (!answer.ok) throw new Error(`the shop answered ${answer.status}`);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      heard(text.slice(0, end));
      text = text.slice(end + 2);
    }
  }
}

function heard(message) {
  const field = (name) => message.split('\n').find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
  if (field('event') === 'closed') {
    $('mischief').hidden = false;
    $('sheet').classList.add('folded');
    say('Mischief managed: the shop has closed in good order.', true);
  } else if (field('event') === 'map') {
    show(JSON.parse(field('data')));
  }
}

async function keepListening() {
  for (let pause = 500; ; ) {
    const started = Date.now();
    try {
      await listen();
    } catch (error) {
      if (error.name !== 'AbortError' && $('mischief').hidden) {
        $('sheet').classList.add('stale');
        say(`The connection is lost${lastHeard ? `; this is how things stood at ${lastHeard.toLocaleTimeString()}` : ''}.`, true);
      } else if (error.name === 'AbortError') {
        pause = 0;
      }
    }
    if (Date.now() - started > 5000) pause = 200;
    await new Promise((done) => setTimeout(done, pause));
    pause = Math.min(5000, Math.max(500, pause * 2));
  }
}

// --- showing ------------------------------------------------------------------------------------------------------

function show(map) {
  lastHeard = new Date(map.at);
  $('mischief').hidden = true;
  $('sheet').classList.remove('stale', 'folded');
  drawRooms($('rooms'), map.modules);
  const ill = map.modules.filter((m) => m.status !== 'up');
  say(
    ill.length === 0
      ? `All ${map.modules.length} modules answer.`
      : ill.map((m) => `${m.name}: ${stateOf(m)}`).join('; ') + '.',
    ill.length > 0,
  );
  table('modules', ['Module', 'Status', 'Where'], map.modules.map((m) => [m.name, [m.status, tone(m.status)], stateOf(m)]));
  if (session && map.traffic) showTraffic(map.traffic);
  else if (session) signOut('This page is for staff; your account sees module health.');
}

function showTraffic({ edges, footsteps, missing }) {
  drawEdges($('edges'), edges);
  const rows = edges.map((e) => [e.from, e.to, e.kind, [rate(e.perSecond), 'number'], [e.errors, e.errors > 0 ? 'number bad' : 'number'], [`${e.milliseconds} ms`, 'number']]);
  table('edges-table', ['From', 'To', 'Kind', ['Rate', 'number'], ['Failed, 10 s', 'number'], ['Mean time', 'number']], rows);
  if (missing.length > 0) say(`What passes in ${missing.join(', ')} is not known: no answer.`, true);
  for (const way of footsteps.filter((f) => f.method && !seen.has(f.trace))) {
    seen.add(way.trace);
    walk($('prints'), way);
  }
  if (seen.size > 500) seen.clear();
  $('footsteps').replaceChildren(...footsteps.slice(-12).reverse().map(lineOf));
  if (Date.now() > details) {
    details = Date.now() + 3000;
    showDetails();
  }
}

function lineOf(way) {
  const line = document.createElement('li');
  const head = document.createElement('strong');
  head.textContent = way.method ? `${way.method} ${way.route} → ${way.status}` : 'after a change';
  const steps = document.createElement('span');
  steps.className = 'way';
  steps.textContent = ' · ' + way.steps.map((s) => `${s.module}: ${s.name} ${s.milliseconds} ms${s.failed ? ' (failed)' : ''}`).join(' → ');
  line.append(head, steps);
  return line;
}

async function showDetails() {
  const access = await token();
  if (!access) return;
  const get = async (path) => (await fetch(`/api/v1${path}`, { headers: { Authorization: `Bearer ${access}` } })).json();
  try {
    const [instances, routes, outbox] = await Promise.all([get('/admin/registry/instances'), get('/admin/routes'), get('/admin/outbox')]);
    const ago = (at) => `${Math.max(0, Math.round((Date.now() - new Date(at)) / 1000))} s ago`;
    table('instances', ['Application', 'Instance', 'Status', 'Renewed', 'Lease ends'], instances.items.map((i) => [
      i.module, i.instanceId, [i.ill ?? i.status, tone(i.ill ? 'down' : i.status)], ago(i.lease.renewedAt), new Date(i.lease.expiresAt).toLocaleTimeString(),
    ]));
    table('routes', ['Kind', 'For', 'Goes to', 'Paths'], routes.items.map((r) => [
      r.kind, r.module ?? r.prefix, r.target, r.routes.length > 4 ? `${r.routes.slice(0, 4).join(', ')} and ${r.routes.length - 4} more` : r.routes.join(', '),
    ]));
    table('flows', ['Module', ['Unsent', 'number'], ['Lag', 'number'], ['Parked', 'number'], ['Behind', 'number'], ['Dead letters', 'number']], outbox.items.map((m) => [
      m.module, [m.backlog, 'number'], [`${m.lag} s`, 'number'], [m.failed, m.failed ? 'number bad' : 'number'],
      [m.consumers.reduce((sum, c) => sum + c.behind, 0), 'number'], [m.deadLetters, m.deadLetters ? 'number bad' : 'number'],
    ]));
  } catch {
    details = Date.now() + 1000;
  }
}

const tone = (status) => ({ up: 'good', degraded: 'warn', starting: 'warn', out_of_service: 'warn' })[status] ?? 'bad';

function table(id, heads, rows) {
  const cell = (tag, value) => {
    const [text, kind] = Array.isArray(value) ? value : [value, ''];
    const element = document.createElement(tag);
    element.textContent = text ?? '';
    if (kind) element.className = kind;
    if (tag === 'th') element.scope = 'col';
    return element;
  };
  const row = (tag, values) => {
    const element = document.createElement('tr');
    element.append(...values.map((v) => cell(tag, v)));
    return element;
  };
  const head = document.createElement('thead');
  head.append(row('th', heads));
  const body = document.createElement('tbody');
  body.append(...rows.map((r) => row('td', r)));
  $(id).replaceChildren(head, body);
}

showSession();
keepListening();
