// The drawing: rooms, passages, and the prints of feet that walk them.
const NS = 'http://www.w3.org/2000/svg';
const WIDTH = 200;
const HEIGHT = 104;
const FACES = {
  visitors: 'the door to the street', identity: 'The Sorting Hat', catalog: 'Diagon Alley', cart: 'the basket', orders: 'the counter',
  payments: 'Gringotts', search: 'The Pensieve', notifications: 'The Owlery', registry: "The Marauder's Map",
};
const PLACES = {
  visitors: [120, 330], identity: [400, 90], catalog: [700, 90], search: [1040, 150], cart: [400, 330], orders: [720, 330],
  payments: [560, 570], notifications: [1040, 400], registry: [250, 570],
};
const still = matchMedia('(prefers-reduced-motion: reduce)');

export function make(tag, attributes = {}, text) {
  const element = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

const placeOf = (name, at) => PLACES[name] ?? [840 + (at % 2) * 220, 570];

export function drawRooms(group, modules) {
  const rooms = [{ name: 'visitors', status: 'up', here: true, up: 1, instances: 1 }, ...modules];
  group.replaceChildren(...rooms.map((room, at) => {
    const [x, y] = placeOf(room.name, at);
    const g = make('g', { class: `room ${room.status}`, transform: `translate(${x - WIDTH / 2} ${y - HEIGHT / 2})` });
    g.append(
      make('rect', { width: WIDTH, height: HEIGHT, rx: room.name === 'visitors' ? 52 : 8 }),
      make('text', { x: WIDTH / 2, y: 38 }, room.name),
      make('text', { x: WIDTH / 2, y: 60, class: 'face' }, FACES[room.name] ?? ''),
    );
    if (room.name !== 'visitors') g.append(make('text', { x: WIDTH / 2, y: 86, class: 'state' }, stateOf(room)));
    return g;
  }));
}

export function stateOf(room) {
  if (room.status === 'down') return 'nobody answers';
  const where = room.here ? 'in this process' : `${room.up} of ${room.instances} elsewhere`;
  return room.status === 'degraded' ? `${room.up} of ${room.instances} answer` : where;
}

// From border to border, bent a little to the left of its direction, so that there and back are two lines.
function wayBetween(from, to) {
  const [[x1, y1], [x2, y2]] = [placeOf(from, 0), placeOf(to, 1)];
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = Math.hypot(dx, dy) || 1;
  const cut = Math.min(WIDTH / 2 / Math.max(Math.abs(dx) / length, 0.001), HEIGHT / 2 / Math.max(Math.abs(dy) / length, 0.001)) + 6;
  const [ax, ay] = [x1 + (dx / length) * cut, y1 + (dy / length) * cut];
  const [bx, by] = [x2 - (dx / length) * cut, y2 - (dy / length) * cut];
  const bend = Math.min(60, length * 0.12);
  const [mx, my] = [(ax + bx) / 2 + (dy / length) * bend, (ay + by) / 2 - (dx / length) * bend];
  return { d: `M${ax} ${ay} Q${mx} ${my} ${bx} ${by}`, label: [(ax + 2 * mx + bx) / 4, (ay + 2 * my + by) / 4] };
}

export function drawEdges(group, edges) {
  group.replaceChildren(...edges.map((edge) => {
    const way = wayBetween(edge.from, edge.to);
    const g = make('g', { class: `edge ${edge.kind}${edge.errors > 0 ? ' failing' : ''}` });
    g.append(
      make('path', { d: way.d, 'stroke-width': 2 + Math.min(6, Math.log2(1 + edge.perSecond) * 1.5) }),
      make('text', { x: way.label[0], y: way.label[1] }, `${rate(edge.perSecond)}${edge.errors > 0 ? ` · ${edge.errors} failed` : ''}`),
    );
    return g;
  }));
}

export const rate = (perSecond) => `${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)}/s`;

let walking = 0;

// A request's way, room by room: the prints appear one after the other and fade.
export async function walk(group, footsteps) {
  if (still.matches || walking >= 5 || document.hidden) return;
  walking++;
  try {
    let from = 'visitors';
    for (const step of footsteps.steps) {
      if (step.module === from) continue;
      await leg(group, from, step.module);
      from = step.module;
    }
  } finally {
    walking--;
  }
}

async function leg(group, from, to) {
  const path = make('path', { d: wayBetween(from, to).d });
  const length = path.getTotalLength();
  const steps = Math.max(3, Math.floor(length / 24));
  for (let i = 0; i <= steps; i++) {
    const at = path.getPointAtLength((length * i) / steps);
    const next = path.getPointAtLength(Math.min(length, (length * i) / steps + 4));
    const angle = (Math.atan2(next.y - at.y, next.x - at.x) * 180) / Math.PI;
    press(group, at, angle, i % 2 ? 6 : -6);
    await new Promise((done) => setTimeout(done, 55));
  }
}

function press(group, at, angle, side) {
  const foot = make('g', { class: 'print', transform: `translate(${at.x} ${at.y}) rotate(${angle}) translate(0 ${side})` });
  foot.append(make('ellipse', { rx: 5.5, ry: 2.8 }), make('ellipse', { cx: -9, rx: 2.6, ry: 2.2 }));
  group.append(foot);
  requestAnimationFrame(() => foot.classList.add('pressed'));
  setTimeout(() => foot.classList.remove('pressed'), 1800);
  setTimeout(() => foot.remove(), 2500);
}
