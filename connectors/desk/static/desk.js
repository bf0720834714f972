/* The desk's pages work without this script, by reloading. With it, an open page asks for its own
 * address every few seconds and takes over the parts marked `data-live` that have changed. */
(() => {
  "use strict";

  const EVERY = 3000;
  const LONGEST = 60000;
  const LOST = "Connexion perdue, nouvel essai…";
  const live = [...document.querySelectorAll("[data-live]")].map((part) => part.id);
  const state = document.getElementById("connexion");
  const taken = new URLSearchParams(location.search).has("fait");
  let failures = 0;

  async function refresh() {
    const response = await fetch(location.href, { headers: { "Parvis-Live": "1", Accept: "text/html" }, cache: "no-store" });
    if (response.redirected || response.status === 404) return location.reload();
    if (!response.ok) throw new Error(`status ${response.status}`);
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const id of live) take(document.getElementById(id), fresh.getElementById(id));
  }

  function take(shown, fresh) {
    if (!shown || !fresh) return;
    if (shown.dataset.live === "append") append(shown, fresh);
    else if (shown.textContent !== fresh.textContent && !isBusy(shown)) shown.replaceWith(document.adoptNode(fresh));
  }

  /** New lines only, so that a screen reader says them and nothing else. */
  function append(shown, fresh) {
    const atEnd = shown.scrollHeight - shown.scrollTop - shown.clientHeight < 80;
    for (const line of [...fresh.children]) {
      if (!document.getElementById(line.id)) shown.append(document.adoptNode(line));
    }
    if (atEnd) shown.scrollTop = shown.scrollHeight;
  }

  /** Whether somebody writes there, or wrote something that is not sent. */
  function isBusy(part) {
    return part.contains(document.activeElement) || [...part.querySelectorAll("textarea")].some((field) => field.value !== field.defaultValue);
  }

  async function follow() {
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, Math.min(LONGEST, EVERY * 2 ** failures)));
      if (document.hidden) continue;
      try {
        await refresh();
        failures = 0;
        say("");
      } catch {
        failures += 1;
        say(LOST);
      }
    }
  }

  function say(text) {
    if (state.textContent !== text) state.textContent = text;
  }

  /** What was typed survives a reload and a new log-in, until the server has taken it. */
  function keepDraft(field) {
    const name = `brouillon ${location.pathname} ${field.name}`;
    if (taken) sessionStorage.removeItem(name);
    field.value ||= sessionStorage.getItem(name) ?? "";
    field.addEventListener("input", () => sessionStorage.setItem(name, field.value));
  }

  if (taken) history.replaceState(null, "", location.pathname + location.hash);
  document.querySelectorAll("textarea").forEach(keepDraft);
  document.querySelectorAll(".transcript").forEach((log) => (log.scrollTop = log.scrollHeight));
  if (live.length) follow();
})();
