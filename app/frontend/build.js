// Bundles the pages into app/static: one esbuild call, then the list of what came out.

import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const out = join(root, 'app', 'static');

/** Files of earlier builds stay this long, for pages that were open meanwhile. */
const KEPT_MS = 3_600_000;

await mkdir(out, { recursive: true });

/** A page of its own puts its script and its style sheet here, under the name that its template asks for. */
const pages = (await readdir(join(here, 'pages')))
  .filter((name) => /\.(js|css)$/.test(name) && !name.endsWith('.test.js'))
  .map((name) => ({ in: `app/frontend/pages/${name}`, out: name.replace(/\.\w+$/, '') }));

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: [
    { in: 'app/frontend/planner.js', out: 'planner' },
    { in: 'app/frontend/tour.js', out: 'tour' },
    ...pages,
    { in: 'app/frontend/tour/service-worker.js', out: 'service-worker' },
    { in: 'app/frontend/icons/icons.svg', out: 'icons' },
    { in: 'app/frontend/icons/favicon.svg', out: 'favicon' },
    // The map's worker is its own file: a strict content security policy allows no worker made of a blob.
    { in: 'node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs', out: 'map-worker' },
  ],
  outdir: out,
  bundle: true,
  splitting: true,
  format: 'esm',
  target: ['es2022', 'safari16'],
  minify: true,
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  loader: { '.svg': 'copy', '.woff2': 'file' },
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});

/** @type {Record<string, string>} */
const manifest = {};
/** What each entry needs at once: without this list a browser finds one layer of modules after the other. */
/** @type {Record<string, string[]>} */
const imports = {};
for (const path of Object.keys(metafile.outputs)) {
  const name = relative(out, join(root, path));
  // Templates ask by the plain name; of chunks, which share one, only the server's list of hashed files needs to know.
  const plain = name.replace(/-[0-9A-Z]{8}(?=\.)/, '');
  manifest[plain in manifest ? name : plain] = name;
  if (metafile.outputs[path].entryPoint && name.endsWith('.js')) imports[plain] = importsOf(path);
  if (/\.(js|css|svg)$/.test(name)) await compress(join(root, path));
}
await writeFile(join(out, 'tour-files.json'), JSON.stringify(await filesOfTour(), null, 1) + '\n');
manifest['tour-files.json'] = 'tour-files.json';
for (const name of ['leaflet.js', 'leaflet.css']) manifest[name] = await copyOfLeaflet(name);
// In one move, so that a running server never reads half of it.
await writeFile(join(out, 'manifest.new'), JSON.stringify(manifest, Object.keys(manifest).sort(), 2) + '\n');
await rename(join(out, 'manifest.new'), join(out, 'manifest.json'));
await writeFile(join(out, 'imports.new'), JSON.stringify(imports, null, 2) + '\n');
await rename(join(out, 'imports.new'), join(out, 'imports.json'));
await removeOld();

/** All that a tour's page may load, with the bytes to transfer: what it takes to work without a network. */
async function filesOfTour() {
  /** @type {Record<string, number>} */
  const files = {};
  const asked = [
    'tour.js',
    'site.js',
    'share.js',
    'map-view.js',
    'map-worker.js',
    'site.css',
    'map_page.css',
    'tour_page.css',
    'share.css',
  ];
  const waiting = [...asked, 'icons.svg', 'favicon.svg'].map((name) => manifest[name]).filter(Boolean);
  for (let name = waiting.pop(); name; name = waiting.pop()) {
    if (name in files) continue;
    const path = join(out, name);
    const packed = await stat(path + '.br').catch(() => stat(path));
    files[name] = packed.size;
    const { imports = [] } = metafile.outputs[relative(root, path)] ?? {};
    waiting.push(...imports.filter((one) => !one.external).map((one) => relative(out, join(root, one.path))));
  }
  return files;
}

/**
 * The modules that a bundle imports at once, and those that they import.
 * @param {string} path
 * @param {Set<string>} found
 * @returns {string[]}
 */
function importsOf(path, found = new Set()) {
  for (const { path: other, kind } of metafile.outputs[path].imports) {
    const name = relative(out, join(root, other));
    if (kind !== 'import-statement' || found.has(name)) continue;
    found.add(name);
    importsOf(other, found);
  }
  return [...found];
}

/** Removes what is left of earlier builds. */
async function removeOld() {
  const current = new Set([...Object.values(manifest), 'manifest.json', 'imports.json']);
  for (const name of await readdir(out)) {
    if (current.has(name.replace(/\.(br|gz)$/, ''))) continue;
    const { mtimeMs } = await stat(join(out, name));
    if (Date.now() - mtimeMs > KEPT_MS) await rm(join(out, name), { recursive: true, force: true });
  }
}

/**
 * Leaflet as it is: the server writes it into stand-alone maps, the pages never load it.
 * @param {string} name
 */
async function copyOfLeaflet(name) {
  const content = await readFile(join(root, 'node_modules', 'leaflet', 'dist', name));
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 8).toUpperCase();
  const copy = name.replace('.', `-${hash}.`);
  await writeFile(join(out, copy), content);
  return copy;
}

/**
 * Leaves a Brotli and a gzip copy beside a file, so that a server need not compress on each request.
 * @param {string} path
 */
async function compress(path) {
  const content = await readFile(path);
  const best = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
  await writeFile(path + '.br', await promisify(brotliCompress)(content, best));
  await writeFile(path + '.gz', await promisify(gzip)(content, { level: 9 }));
}
