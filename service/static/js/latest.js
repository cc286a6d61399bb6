// One question at a time, and always the last wish: while an answer is on its way, of those made meanwhile only the
// newest is asked next. So typing is answered as fast as the machine can, and no faster.

/** A function that runs `run(wanted, isOverdue)`; `isOverdue()` says whether a newer wish waits already. */
export function latest(run) {
  let next = null;
  let running = null;
  async function work() {
    while (next !== null) {
      const now = next;
      next = null;
      await run(now, () => next !== null);
    }
    running = null;
  }
  return (wanted) => {
    next = wanted;
    running ??= work();
    return running;
  };
}

// While answers take longer than this, in milliseconds, typing is answered only in its pauses.
const QUICK_MS = 350;
const PAUSE_MS = 300;

/** Call `typed` as a box is written in; `tookMs()` says how long the last answer took. Returns a function that stops a wait. */
export function onTyping(box, tookMs, typed) {
  let timer = 0;
  const stop = () => clearTimeout(timer);
  box.addEventListener("input", (event) => {
    stop();
    // What an input method has not settled yet is no word.
    if (!event.isComposing) timer = setTimeout(() => typed(box.value), tookMs() > QUICK_MS ? PAUSE_MS : 0);
  });
  box.addEventListener("compositionend", () => typed(box.value));
  return stop;
}
