// Messages on their way out: one at a time, in order, again and again under the same id until the server has them.
// What is not sent yet lies in this tab's session storage, so that a reload loses nothing; sent words are not kept.

const KEPT_AS = "quietword-unsent";
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15000;
const GIVE_UP_WAITING = 20000;

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT_AS)) ?? [];
  } catch {
    return [];
  }
}

function write(queue) {
  try {
    if (queue.length) sessionStorage.setItem(KEPT_AS, JSON.stringify(queue));
    else sessionStorage.removeItem(KEPT_AS);
  } catch {
    // Storage is blocked or full: the queue still lives in memory.
  }
}

/** Whether the server may take the same message later: it was away, busy, or the line was slow. */
function passing(status) {
  return status === 408 || status === 429 || status >= 500;
}

/**
 * The queue. `events` is told what happens to a message `{id, text | button, title}`: `sending(message)`,
 * `sent(message, receipt)` (`receipt`: `{repeated, line}`), `waiting(message)` (will be tried again),
 * `failed(message, words, error)`.
 */
export class Outbox {
  constructor(url, events) {
    this.url = url;
    this.events = events;
    this.queue = read();
    this.busy = false;
    this.wait = FIRST_WAIT;
    this.timer = undefined;
    window.addEventListener("online", () => this.flush());
  }

  /** Takes a message and sends it as soon as those before it are sent. */
  put(message) {
    this.queue.push(message);
    write(this.queue);
    this.flush();
  }

  /** Sends what waits. */
  async flush() {
    clearTimeout(this.timer);
    if (this.busy) return;
    this.busy = true;
    while (this.queue.length) {
      const again = await this.sendFirst(this.queue[0]);
      if (again) {
        this.timer = setTimeout(() => this.flush(), again);
        break;
      }
      this.queue.shift();
      write(this.queue);
    }
    this.busy = false;
  }

  /** Tries the first message; gives the milliseconds after which to try again, or 0 when it is done with. */
  async sendFirst(message) {
    const { id, text, button } = message;
    this.events.sending(message);
    let response;
    try {
      response = await fetch(this.url, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(button === undefined ? { id, text } : { id, button }),
        signal: AbortSignal.timeout?.(GIVE_UP_WAITING),
      });
    } catch {
      return this.later(message);
    }
    if (response.ok) {
      this.wait = FIRST_WAIT;
      this.events.sent(message, await response.json().catch(() => ({})));
      return 0;
    }
    if (passing(response.status)) return this.later(message, Number(response.headers.get("Retry-After")) * 1000);
    const { error, message: words } = await response.json().catch(() => ({}));
    this.events.failed(message, words ?? "We could not send this message.", error);
    return 0;
  }

  later(message, atLeast = 0) {
    this.events.waiting(message);
    const wait = Math.max(this.wait, atLeast || 0);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    return wait;
  }
}
