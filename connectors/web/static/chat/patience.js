/* How long to wait before another try. */

const FIRST = 1000;
const LONGEST = 30000;

/** Milliseconds before try number `tries` (from 1): doubled each time, with chance so that all do not come at once. */
export function backOff(tries) {
  const full = Math.min(LONGEST, FIRST * 2 ** (tries - 1));
  return full * (0.75 + Math.random() / 2);
}

/** Wait, less long when the browser says that the network is back or the page is looked at again. */
export function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      document.removeEventListener("visibilitychange", seen);
      resolve();
    };
    const seen = () => document.visibilityState === "visible" && done();
    const timer = setTimeout(done, milliseconds);
    window.addEventListener("online", done);
    document.addEventListener("visibilitychange", seen);
    signal?.addEventListener("abort", done, { once: true });
  });
}
