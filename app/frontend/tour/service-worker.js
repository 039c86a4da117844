// Lets kept tours open without a network. It serves what the pages have put away (see keeping.js) and keeps nothing
// itself but the page that says there is no network: what is newer on the server always comes first.

/** Caches of another shape than this one's are of an older version and go. */
const KEPT = 'tours-1';
const OFFLINE = 'offline-1';
const OFFLINE_PAGE = '/offline';
/** On a network that is there in name only one does not wait longer than this for a tour that is kept. */
const PATIENCE_MS = 5000;

const worker = /** @type {any} */ (globalThis);

worker.addEventListener('install', (/** @type {any} */ event) => {
  event.waitUntil(keepOfflinePage().then(() => worker.skipWaiting()));
});

worker.addEventListener('activate', (/** @type {any} */ event) => {
  event.waitUntil(removeOld().then(() => worker.clients.claim()));
});

worker.addEventListener('fetch', (/** @type {any} */ event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate') event.respondWith(pageFor(request));
  else if (pathname.startsWith('/static/')) event.respondWith(fileFor(request));
});

async function keepOfflinePage() {
  const cache = await caches.open(OFFLINE);
  const answer = await fetch(OFFLINE_PAGE, { cache: 'no-cache' });
  if (!answer.ok) throw new Error('no page for when there is no network');
  const text = await answer.clone().text();
  const files = new Set(text.match(/\/static\/[\w.-]+/g) ?? []);
  await Promise.all([cache.put(OFFLINE_PAGE, answer), ...[...files].map((file) => cache.add(file))]);
}

async function removeOld() {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => ![KEPT, OFFLINE].includes(name)).map((name) => caches.delete(name)),
  );
}

/**
 * The page of the server; where there is no network the kept one, in whichever language it was kept.
 * @param {Request} request
 */
async function pageFor(request) {
  const kept = await caches
    .open(KEPT)
    .then((cache) => cache.match(request, { ignoreSearch: true, ignoreVary: true }));
  const asked = fetch(request);
  if (kept) {
    const late = new Promise((resolve) => setTimeout(() => resolve(kept), PATIENCE_MS));
    // Also when the server is there but does not get to an answer.
    const usable = asked.then((answer) => (answer.status >= 500 ? kept : answer));
    return Promise.race([usable.catch(() => kept), late]);
  }
  try {
    return await asked;
  } catch (error) {
    const offline = await caches.match(OFFLINE_PAGE, { ignoreVary: true });
    if (!offline) throw error;
    return offline;
  }
}

/**
 * A file of the built front end: its name changes with its content, so a kept one is never an old one.
 * @param {Request} request
 */
async function fileFor(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}
