// Serves the page "Check a CSV" and what it loads from the browser's cache where there is no network. Its scope is that page.
const CACHE = "check-a-csv";

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

async function keep(request, response) {
  if (response.ok && response.type === "basic") await (await caches.open(CACHE)).put(request, response);
}

addEventListener("message", (event) => {
  const all = event.data.map(async (url) => keep(url, await fetch(url)));
  event.waitUntil(Promise.allSettled(all).then(() => event.ports[0].postMessage("kept")));
});

async function answer(event) {
  try {
    const response = await fetch(event.request);
    event.waitUntil(keep(event.request, response.clone()));
    return response;
  } catch (error) {
    const kept = await caches.match(event.request, { ignoreSearch: true });
    if (kept) return kept;
    throw error;
  }
}

addEventListener("fetch", (event) => {
  const own = new URL(event.request.url).origin === location.origin;
  if (own && event.request.method === "GET") event.respondWith(answer(event));
});
