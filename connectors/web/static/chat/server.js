/* The town hall's server, as the conversation sees it. */

const SILENCE = 40000; // ms; the server breaks silence every 15 s, so that after 40 the line is dead

/** The server understood the message and will never take it; `message` says why, in French. */
export class Refused extends Error {}

/** The server cannot be reached or cannot answer now: try again, after `wait` ms if it said so. */
export class Unreachable extends Error {
  constructor({ wait = 0, notice = null } = {}) {
    super("unreachable");
    this.wait = wait;
    this.notice = notice;
  }
}

export class Server {
  #address;
  #store;

  constructor(address, store) {
    this.#address = address;
    this.#store = store;
  }

  /** The conversation so far: `{messages, last}`. A visitor without a token has said nothing yet. */
  async history(signal) {
    if (!this.#store.token) await this.#begin();
    return (await this.#call("history", { signal })).json();
  }

  /** Send a message; what it answers may hold a notice to show at once. Sent twice, it is taken once. */
  async send({ key, content, photo }) {
    if (!this.#store.token) await this.#begin();
    if (photo) return (await this.#call(`photos?key=${encodeURIComponent(key)}`, { method: "POST", body: photo })).json();
    const body = JSON.stringify({ key, ...content });
    const headers = { "Content-Type": "application/json" };
    return (await this.#call("messages", { method: "POST", headers, body })).json();
  }

  /** Replies after number `after`, as they come, until the line is cut. */
  async *events(after, signal) {
    const dead = new AbortController();
    const cut = () => dead.abort();
    signal.addEventListener("abort", cut);
    let watch = setTimeout(cut, SILENCE);
    try {
      const response = await this.#call(`events?after=${after}`, { signal: dead.signal });
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let text = ""; ; ) {
        const { value, done } = await reader.read();
        if (done) return;
        clearTimeout(watch);
        watch = setTimeout(cut, SILENCE);
        const blocks = (text + value).replaceAll("\r\n", "\n").split("\n\n");
        text = blocks.pop();
        yield* blocks.map(eventData).filter(Boolean).map((data) => JSON.parse(data));
      }
    } finally {
      clearTimeout(watch);
      signal.removeEventListener("abort", cut);
      cut();
    }
  }

  async #begin() {
    const response = await this.#call("conversations", { method: "POST" });
    this.#store.token = (await response.json()).token;
  }

  async #call(path, options = {}) {
    const headers = { ...options.headers };
    if (this.#store.token) headers.Authorization = `Bearer ${this.#store.token}`;
    let response;
    try {
      response = await fetch(new URL(path, this.#address), { ...options, headers, credentials: "omit" });
    } catch (error) {
      throw options.signal?.aborted ? error : new Unreachable();
    }
    if (response.ok) return response;
    throw await problem(response, this.#store);
  }
}

/** The error that an answer stands for. A token that is not recognised is forgotten: a new one comes. */
async function problem(response, store) {
  const body = await response.json().catch(() => ({}));
  if (response.status === 401) store.token = "";
  if (response.status === 401 || response.status === 429 || response.status >= 500) {
    return new Unreachable({ wait: 1000 * Number(response.headers.get("Retry-After") ?? 0), notice: body.notice });
  }
  return new Refused(body.error?.message ?? "");
}

/** The data of one server-sent event; empty for a ping. */
function eventData(block) {
  return block
    .split("\n")
    .filter((line) => line.startsWith("data:"))
    .map((line) => line.slice(5).replace(/^ /, ""))
    .join("\n");
}
