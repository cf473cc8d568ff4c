// Waiting times between attempts: doubling, capped, with jitter so that many clients
// cut off together do not come back together.

/** Milliseconds to wait before attempt `attempt` (0 is the first repetition). */
export function backoffDelay(attempt, { base = 500, cap = 30_000, random = Math.random } = {}) {
  const ceiling = Math.min(cap, base * 2 ** Math.min(attempt, 20));
  return Math.round(ceiling / 2 + (random() * ceiling) / 2);
}

/** A wait that can be cut short with `wake()`. */
export function pause(milliseconds, { setTimer = setTimeout, clearTimer = clearTimeout } = {}) {
  let wake;
  const done = new Promise((resolve) => {
    const timer = setTimer(resolve, milliseconds);
    wake = () => {
      clearTimer(timer);
      resolve();
    };
  });
  return { done, wake };
}
