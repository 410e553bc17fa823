// The stream of replies. The browser connects again by itself after a broken line; where it gives up (an error page of
// a proxy, a server that starts), we do, from the last event we had.

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15000;

/** How long a line may be broken before we say so, in milliseconds. */
const SAY_AFTER = 3000;

/**
 * `events`: `message(line)`, `typing(on)`, `state(name)`, `up()`, `down()` (for longer than a moment), `ended()` (this
 * browser has no chat any more).
 */
export class Stream {
  constructor(url, probe, cursor, events) {
    Object.assign(this, { url, probe, cursor, events, wait: FIRST_WAIT });
    window.addEventListener("online", () => this.source.readyState === EventSource.CLOSED && this.open());
    this.open();
  }

  /** Connects. */
  open() {
    clearTimeout(this.again);
    this.source?.close();
    this.source = new EventSource(`${this.url}?after=${encodeURIComponent(this.cursor)}`);
    this.source.addEventListener("open", () => {
      clearTimeout(this.telling);
      this.telling = undefined;
      this.wait = FIRST_WAIT;
      this.events.up();
    });
    this.source.addEventListener("message", (event) => {
      this.cursor = event.lastEventId || this.cursor;
      this.events.message(JSON.parse(event.data));
    });
    this.source.addEventListener("typing", (event) => this.events.typing(JSON.parse(event.data).on));
    this.source.addEventListener("state", (event) => this.events.state(JSON.parse(event.data).state));
    this.source.addEventListener("error", () => this.broken());
  }

  broken() {
    this.telling ??= setTimeout(() => this.events.down(), SAY_AFTER);
    if (this.source.readyState === EventSource.CLOSED) this.reopen();
  }

  async reopen() {
    const answer = await fetch(this.probe).catch(() => null);
    if (answer?.status === 403) {
      clearTimeout(this.telling);
      this.events.ended();
      return;
    }
    this.again = setTimeout(() => this.open(), this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }
}
