// Draws the faces and covers of the demonstration's people and keeps them beside this file as WebP.
//
//   node crates/visavis-app/demo/draw.mjs
//
// It needs Node and a Chromium (CHROMIUM says where, else `chromium` is looked up). The pictures are
// our own drawings: a handful of heads of hair, skins and clothes, put together for each name.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

const SKINS = {
  a: ['#f3cdb4', '#e0aa8b'],
  b: ['#e6b48f', '#cd9168'],
  c: ['#c98d63', '#ab6d45'],
  d: ['#9a6240', '#7c4a2c'],
  e: ['#70452e', '#55311f'],
};

const FACES = {
  amara: { sk: 'e', hair: '#1f1518', style: 'afro', top: '#d9a441', bg: ['#f1dccb', '#e3bfa6'], ear: '#e8c15a' },
  jonas: { sk: 'a', hair: '#8a5a33', style: 'short', top: '#3f5a72', bg: ['#d8e2ea', '#b9cad8'], beard: true },
  mei: { sk: 'b', hair: '#22191d', style: 'bob', top: '#b04a5a', bg: ['#efd9dc', '#dfb9c0'] },
  sofia: { sk: 'b', hair: '#5a3222', style: 'long', top: '#4f6f5c', bg: ['#dbe6dc', '#b9cfbd'] },
  idris: { sk: 'd', hair: '#1b1416', style: 'fade', top: '#7a4a7c', bg: ['#e5d9ea', '#c7b0d1'], glasses: true },
  lena: { sk: 'a', hair: '#d7a860', style: 'bun', top: '#5b4a86', bg: ['#e3dff0', '#c5bde0'] },
  tomas: { sk: 'b', hair: '#c9c3c0', style: 'short', top: '#2f4a45', bg: ['#d9e5e0', '#b3ccc3'], glasses: true, beard: true },
  noor: { sk: 'c', hair: '#8b3d5a', style: 'hijab', top: '#6c2e47', bg: ['#f0e0d2', '#e2c6ad'] },
  priya: { sk: 'c', hair: '#20161a', style: 'long', top: '#c4633d', bg: ['#f3e2c9', '#e6c99b'], ear: '#e8c15a' },
  marta: { sk: 'b', hair: '#3a2620', style: 'wavy', top: '#e9e2da', bg: ['#d6dbe0', '#b0bac4'] },
  marc: { sk: 'a', hair: '#2f2522', style: 'wavy', top: '#7d8b58', bg: ['#e6e7d3', '#ccd0a8'] },
  ines: { sk: 'c', hair: '#3b241b', style: 'bun', top: '#35607a', bg: ['#dde7ee', '#b8cedd'], glasses: true },
  aino: { sk: 'a', hair: '#b8863f', style: 'bob', top: '#3d4f7d', bg: ['#dfe3f0', '#bcc5e0'], glasses: true },
  gabriel: { sk: 'd', hair: '#2a1c18', style: 'afro', top: '#2f6b62', bg: ['#d7e8e4', '#abcfc7'], beard: true },
  felix: { sk: 'a', hair: '#a9532f', style: 'short', top: '#6e7f9c', bg: ['#e2e6ee', '#c3cbdb'] },
};

const COVERS = {
  sofia: ['#4a1f3a', '#7c3f5c', '#e59a62', 0],
  idris: ['#22304a', '#4b5f86', '#d98f5a', 1],
  noor: ['#4d1f35', '#8a4560', '#e8b07a', 2],
  tomas: ['#1f3b36', '#47746a', '#d9b26b', 0],
  priya: ['#3a1f4a', '#7a4a86', '#e8a04f', 1],
  jonas: ['#243447', '#52708a', '#d9a57a', 2],
  amara: ['#4a2f14', '#96683a', '#e9c46a', 0],
  mei: ['#52202c', '#9c4e5e', '#e7b2a0', 1],
  lena: ['#2c2650', '#5f5596', '#d7a860', 2],
  marc: ['#2f3a1c', '#6b7a45', '#e0b45c', 0],
  ines: ['#1c3547', '#3f6f8c', '#e2a36c', 1],
  aino: ['#1f2848', '#47558c', '#c9a06a', 2],
  gabriel: ['#153b36', '#3b7d72', '#e69a5a', 0],
};

let count = 0;

function face(p) {
  count += 1;
  const k = `p${count}`;
  const [s1, s2] = SKINS[p.sk];
  const h = p.hair;
  const back = { afro:`<circle cx="100" cy="76" r="59" fill="${h}"/><circle cx="58" cy="92" r="27" fill="${h}"/><circle cx="142" cy="92" r="27" fill="${h}"/>`,
    long:`<path d="M100 26c-38 0-56 26-56 62 0 34-8 56-14 74 24 12 116 12 140 0-6-18-14-40-14-74 0-36-18-62-56-62z" fill="${h}"/>`,
    bob:`<path d="M100 27c-39 0-56 28-55 62 0 24-3 36-6 46 12 8 30 8 34 4h54c4 4 22 4 34-4-3-10-6-22-6-46 1-34-16-62-55-62z" fill="${h}"/>`,
    wavy:`<path d="M100 26c-40 0-58 30-55 62 1 16-8 22-5 38 3 14 16 16 22 22h76c6-6 19-8 22-22 3-16-6-22-5-38 3-32-15-62-55-62z" fill="${h}"/>`,
    bun:`<circle cx="100" cy="24" r="19" fill="${h}"/><path d="M100 32c-34 0-49 24-48 54 0 12 2 20 6 28h84c4-8 6-16 6-28 1-30-14-54-48-54z" fill="${h}"/>`,
    short:`<path d="M100 34c-32 0-46 20-46 48 0 10 2 18 5 24h82c3-6 5-14 5-24 0-28-14-48-46-48z" fill="${h}"/>`,
    fade:`<path d="M100 37c-30 0-43 18-43 44v12h86V81c0-26-13-44-43-44z" fill="${h}"/>`,
    hijab:`<path d="M100 24c-42 0-60 32-58 68 1 30-10 58-16 78h148c-6-20-17-48-16-78 2-36-16-68-58-68z" fill="${h}"/>` }[p.style];
  const front = { afro:`<path d="M61 84c2-26 18-36 39-36s37 10 39 36c-8-14-20-20-39-20s-31 6-39 20z" fill="${h}"/>`,
    long:`<path d="M59 94c-1-30 14-50 45-48 26 2 38 20 37 48-6-14-16-24-30-30-10 12-34 18-52 30z" fill="${h}"/>`,
    bob:`<path d="M60 92c-3-30 14-46 40-46s43 16 40 46c-3-8-6-14-10-18-20 4-42 2-60-2-4 6-8 12-10 20z" fill="${h}"/>`,
    wavy:`<path d="M59 92c-2-28 14-46 41-46s43 18 41 46c-4-12-10-20-18-24-14 8-24-4-34-2s-24 10-30 26z" fill="${h}"/>`,
    bun:`<path d="M60 88c-1-26 14-41 40-41s41 15 40 41c-6-16-20-25-40-25s-34 9-40 25z" fill="${h}"/>`,
    short:`<path d="M59 88c-3-28 10-45 41-45 34 0 44 19 41 45-4-10-8-16-12-20-18 2-38-2-50-8-8 8-16 16-20 28z" fill="${h}"/>`,
    fade:`<path d="M60 82c-1-22 12-36 40-36s41 14 40 36c-3-10-8-16-14-18H74c-6 2-11 8-14 18z" fill="${h}"/>`,
    hijab:`<path d="M100 36c-34 0-47 24-45 54 1 34 20 58 45 58s44-24 45-58c2-30-11-54-45-54zm0 18c22 0 34 13 34 40 0 28-14 44-34 44s-34-16-34-44c0-27 12-40 34-40z" fill="${h}"/><path d="M62 132c12 18 62 20 76 0l14 44H46z" fill="${h}"/><path d="M66 136c14 16 54 18 68 0" stroke="#00000030" stroke-width="3" fill="none"/>` }[p.style];
  const ears = p.style==='hijab'||p.style==='bob' ? '' : `<ellipse cx="59" cy="96" rx="7" ry="11" fill="${s2}"/><ellipse cx="141" cy="96" rx="7" ry="11" fill="${s2}"/>`;
  return `<defs><linearGradient id="${k}g" x1="0" y1="0" x2="1" y2="1"><stop stop-color="${p.bg[0]}"/><stop offset="1" stop-color="${p.bg[1]}"/></linearGradient><linearGradient id="${k}s" x1="0" y1="0" x2="1" y2=".4"><stop stop-color="${s1}"/><stop offset=".55" stop-color="${s1}"/><stop offset="1" stop-color="${s2}"/></linearGradient><linearGradient id="${k}t" x1="0" y1="0" x2="0" y2="1"><stop stop-color="${p.top}"/><stop offset="1" stop-color="${p.top}" stop-opacity=".86"/></linearGradient></defs>
  <g class="bg"><rect width="200" height="200" fill="url(#${k}g)"/></g>${back}
  <path d="M8 206c4-40 34-52 66-56h52c32 4 62 16 66 56z" fill="url(#${k}t)"/>
  <path d="M80 124h40v28c0 16-40 16-40 0z" fill="${s2}"/><path d="M76 150c6 18 42 18 48 0l4 2c-4 26-52 26-56 0z" fill="#ffffff2e"/>
  ${ears}<path d="M60 88c0-30 16-44 40-44s40 14 40 44c0 34-16 56-40 56S60 122 60 88z" fill="url(#${k}s)"/>
  ${p.beard?`<path d="M61 96c1 30 14 50 39 50s38-20 39-50c-4 12-8 18-14 20-16-6-34-6-50 0-6-2-10-8-14-20z" fill="${h}" opacity=".92"/>`:''}
  <ellipse cx="83" cy="95" rx="3.6" ry="4.4" fill="#241a1e"/><ellipse cx="117" cy="95" rx="3.6" ry="4.4" fill="#241a1e"/>
  <path d="M75 84c4-3.5 11-4 15-1.6M110 82.4c4-2.4 11-1.9 15 1.6" stroke="${p.style==='hijab'?'#3a2620':h}" stroke-width="3" stroke-linecap="round" fill="none" opacity=".85"/>
  <path d="M100 97c-1 6-4 10-4 12 0 2 5 3 8 1" stroke="${s2}" stroke-width="2.6" stroke-linecap="round" fill="none"/>
  <path d="M88 121c7 7.5 17 7.5 24 0-6 2.2-18 2.2-24 0z" fill="${p.beard?'#fff':'#8d3444'}" stroke="${p.beard?'#fff':'#8d3444'}" stroke-width="1.6" stroke-linejoin="round"/>
  ${p.sk < 'd'?`<circle cx="76" cy="110" r="7" fill="#e8695f" opacity=".16"/><circle cx="124" cy="110" r="7" fill="#e8695f" opacity=".16"/>`:''}
  <g stroke="${h}" stroke-width="${p.style==='hijab'?0:8}" stroke-linejoin="round">${front}</g>${p.glasses?`<g fill="#ffffff26" stroke="#2a2024" stroke-width="3"><rect x="70" y="85" width="26" height="21" rx="9"/><rect x="104" y="85" width="26" height="21" rx="9"/><path d="M96 93c3-2 5-2 8 0" fill="none"/></g>`:''}
  ${p.ear?`<circle cx="58" cy="113" r="4" fill="${p.ear}"/><circle cx="142" cy="113" r="4" fill="${p.ear}"/>`:''}`;
}

const portrait = (p) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="384" height="384" viewBox="20 12 160 160">${face(p)}</svg>`;

// Two facing fields with a lit gap between them.
function cover([c1, c2, c3, seed]) {
  const y = [0, 26, -20][seed % 3];
  const arc = (i) =>
    `<path d="M${-160 - i * 10} ${-220 + y}h420a${370 - i * 70} ${370 - i * 70} 0 0 1 0 740h-420z" fill="#fff" opacity=".06" transform="translate(${i * -70} 0)"/>`;
  const sun = (i) =>
    `<circle cx="${1010 + i * 50}" cy="${150 + y}" r="${390 - i * 85}" fill="url(#b)" opacity="${0.34 + 0.1 * i}"/>`;
  const four = [0, 1, 2, 3];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="300" viewBox="0 0 1200 300"><defs><linearGradient id="a" x1="0" y1="0" x2="1" y2="1"><stop stop-color="${c1}"/><stop offset="1" stop-color="${c2}"/></linearGradient><linearGradient id="b" x1="1" y1="0" x2="0" y2="1"><stop stop-color="${c3}"/><stop offset="1" stop-color="${c2}"/></linearGradient></defs><rect width="1200" height="300" fill="url(#a)"/>${four.map(arc).join('')}${four.map(sun).join('')}</svg>`;
}

const drawings = [
  ...Object.entries(FACES).map(([name, p]) => [`${name}.webp`, portrait(p)]),
  ...Object.entries(COVERS).map(([name, c]) => [`${name}-cover.webp`, cover(c)]),
];

const page = `<!doctype html><meta charset="utf-8"><script>
const drawings = ${JSON.stringify(drawings)};
const draw = ([name, svg]) => new Promise((done) => {
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement('canvas');
    canvas.width = image.width;
    canvas.height = image.height;
    canvas.getContext('2d').drawImage(image, 0, 0);
    done(name + ' ' + canvas.toDataURL('image/webp', 0.86).split(',')[1]);
  };
  image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(svg);
});
Promise.all(drawings.map(draw)).then((lines) => {
  const all = document.createElement('pre');
  all.textContent = '\\n' + lines.join('\\n') + '\\n';
  document.documentElement.replaceChildren(all);
});
</script>`;

const folder = mkdtempSync(join(tmpdir(), 'visavis-draw-'));
try {
  const path = join(folder, 'draw.html');
  writeFileSync(path, page);
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--virtual-time-budget=10000', '--dump-dom'];
  const dom = execFileSync(process.env.CHROMIUM ?? 'chromium', [...flags, pathToFileURL(path).href], { encoding: 'utf8', maxBuffer: 64 << 20, stdio: ['ignore', 'pipe', 'ignore'] });
  for (const [, name, data] of dom.matchAll(/^([a-z-]+\.webp) ([A-Za-z0-9+/=]+)$/gm)) {
    const bytes = Buffer.from(data, 'base64');
    writeFileSync(join(here, name), bytes);
    console.log(`${name} ${bytes.length}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
