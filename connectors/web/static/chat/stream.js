/* The stream: the history first, then what is said after it, again and again until it is stopped. */

import { backOff, pause } from "./patience.js";

export class Stream {
  #server;
  #hear;
  #stop = null;

  /** `hear` is told `history(history)`, `message(message)` and `state("lost" | "connected")`. */
  constructor(server, hear) {
    this.#server = server;
    this.#hear = hear;
  }

  start() {
    if (this.#stop) return;
    this.#stop = new AbortController();
    this.#run(this.#stop.signal);
  }

  stop() {
    this.#stop?.abort();
    this.#stop = null;
  }

  async #run(signal) {
    for (let failures = 0; !signal.aborted; ) {
      try {
        const history = await this.#server.history(signal);
        if (signal.aborted) return;
        this.#hear.history(history);
        this.#hear.state("connected");
        failures = 0;
        for await (const message of this.#server.events(history.last, signal)) this.#hear.message(message);
      } catch (error) {
        if (signal.aborted) return;
        if (!("wait" in error) && error.name !== "AbortError") console.error("Parvis", error);
      }
      if (signal.aborted) return;
      failures += 1;
      if (failures > 1) this.#hear.state("lost");
      await pause(backOff(failures), signal);
    }
  }
}
