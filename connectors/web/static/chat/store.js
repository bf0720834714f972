/* What this browser keeps of the conversation: its token, and the messages that are not accepted yet.
 *
 * Where the browser keeps nothing (private windows, strict settings), the page's memory does until it
 * is closed. */

const TOKEN = "parvis.token";
const UNSENT = "parvis.unsent.";

export class Store {
  #memory = new Map();

  get token() {
    return this.#get(TOKEN);
  }

  set token(token) {
    this.#set(TOKEN, token);
  }

  /** Messages that were written and not accepted, the oldest first. */
  unsent() {
    return this.#names()
      .filter((name) => name.startsWith(UNSENT))
      .sort()
      .map((name) => JSON.parse(this.#get(name)));
  }

  /** Keep a message until it is accepted. A photo is only kept by the page: it is too large. */
  keep(message) {
    if (!message.photo) this.#set(UNSENT + message.key, JSON.stringify(message));
  }

  drop(message) {
    this.#remove(UNSENT + message.key);
  }

  /** Forget all of it. */
  clear() {
    for (const name of this.#names()) {
      if (name === TOKEN || name.startsWith(UNSENT)) this.#remove(name);
    }
  }

  #names() {
    return [...new Set([...this.#memory.keys(), ...reachable(() => Object.keys(localStorage), [])])];
  }

  #get(name) {
    return this.#memory.get(name) ?? reachable(() => localStorage.getItem(name), null);
  }

  #set(name, value) {
    const kept = reachable(() => (localStorage.setItem(name, value), true), false);
    if (!kept) this.#memory.set(name, value);
  }

  #remove(name) {
    this.#memory.delete(name);
    reachable(() => localStorage.removeItem(name), null);
  }
}

/** What `read` gives, or `otherwise` where the browser's storage is shut or full. */
function reachable(read, otherwise) {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
