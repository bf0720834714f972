/* The courier: it carries the resident's messages one after the other, each until it is accepted.
 *
 * A message is kept with its key before it leaves; sent again with the same key, it is taken once.
 * So none is lost when the network fails or the page is closed, and none is doubled. */

import { backOff, pause } from "./patience.js";
import { Refused } from "./server.js";

export class Courier {
  #server;
  #store;
  #tell;
  #waiting = [];
  #busy = false;
  #stop = new AbortController();

  /** `tell(message, state, detail)` hears sending, waiting, sent, refused, and notice. */
  constructor(server, store, tell) {
    this.#server = server;
    this.#store = store;
    this.#tell = tell;
  }

  /** Take a message: `{content, shown}` or `{photo, shown}`; return it with its key and time. */
  send(message) {
    const taken = { key: newKey(), at: new Date().toISOString(), ...message };
    this.#store.keep(taken);
    this.#queue([taken]);
    return taken;
  }

  /** Carry on with messages that an earlier page left behind. */
  resume(messages) {
    const known = new Set(this.#waiting.map((message) => message.key));
    this.#queue(messages.filter((message) => !known.has(message.key)));
  }

  /** Drop everything: the conversation is forgotten. */
  stop() {
    this.#stop.abort();
    this.#waiting = [];
  }

  #queue(messages) {
    this.#waiting.push(...messages);
    if (!this.#busy) this.#run();
  }

  async #run() {
    this.#busy = true;
    while (this.#waiting.length && !this.#stop.signal.aborted) {
      const message = this.#waiting[0];
      await this.#carry(message);
      this.#store.drop(message);
      this.#waiting = this.#waiting.filter((other) => other !== message);
    }
    this.#busy = false;
  }

  /** Try until the message is accepted or refused. */
  async #carry(message) {
    for (let tries = 1; !this.#stop.signal.aborted; tries += 1) {
      try {
        this.#tell(message, tries === 1 ? "sending" : "waiting");
        const { notice } = await this.#server.send(message);
        if (notice) this.#tell(message, "notice", notice);
        this.#tell(message, "sent");
        return;
      } catch (error) {
        if (error instanceof Refused) {
          this.#tell(message, "refused", error.message);
          return;
        }
        if (error.notice) this.#tell(message, "notice", error.notice);
        this.#tell(message, "waiting");
        await pause(Math.max(error.wait ?? 0, backOff(tries)), this.#stop.signal);
      }
    }
  }
}

/** A key that sorts by time; 64 bits of chance keep two pages apart. */
function newKey() {
  const chance = crypto.getRandomValues(new Uint32Array(2));
  return `${Date.now().toString(36)}-${[...chance].map((part) => part.toString(36)).join("")}`;
}
