// The stream of replies. The browser connects again by itself after a broken line; where it gives up (an error page of
// a proxy, a server that starts), or does not notice (a phone that changed networks), we do, from the last event we had.
// Some networks hold a stream back until it ends, which it never does: there we ask for what is new every few seconds.

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15000;

/** How long a line may be broken before we say so, in milliseconds. */
const SAY_AFTER = 3000;

/** A stream says something at once, and then at least every 15 seconds. Silent for longer, it is dead. */
const FIRST_WORD_WITHIN = 10000;
const NEXT_WORD_WITHIN = 40000;
const LOOK_EVERY = 5000;

/** After how many failures in a row a stream is thought to be impossible here. */
const ENOUGH = 3;

/** How often we ask without a stream, and after how many times we try a stream again. */
const ASK_EVERY = 4000;
const TRY_STREAM_AFTER = 15;

/**
 * `events`: `message(line)`, `typing(on)`, `state(name)`, `up()`, `down()` (for longer than a moment), `left()` (the
 * chat was left, here or elsewhere), `ended()` (this browser has no chat any more).
 */
export class Stream {
  constructor(url, history, cursor, events) {
    Object.assign(this, { url, history, cursor, events, wait: FIRST_WAIT, asked: 0, failures: 0 });
    window.addEventListener("online", () => this.open());
    document.addEventListener("visibilitychange", () => {
      // Phones put pages to sleep and drop their lines without a word.
      if (!document.hidden && Date.now() - this.heardAt > FIRST_WORD_WITHIN * 2) this.open();
    });
    setInterval(() => this.check(), LOOK_EVERY);
    this.open();
  }

  /** Connects. */
  open() {
    if (this.over) return;
    clearTimeout(this.again);
    this.source?.close();
    this.source = new EventSource(`${this.url}?after=${encodeURIComponent(this.cursor)}`);
    this.speaks = false;
    this.heardAt = Date.now();
    this.hear("message", (data, event) => {
      this.cursor = event.lastEventId || this.cursor;
      this.events.message(data);
    });
    this.hear("typing", ({ on }) => this.events.typing(on));
    this.hear("state", ({ state }) => this.events.state(state));
    this.hear("ping", () => {});
    this.hear("left", () => {
      this.stop();
      this.events.left();
    });
    this.source.addEventListener("open", () => (this.heardAt = Date.now()));
    this.source.addEventListener("error", () => this.broken());
  }

  hear(name, tell) {
    this.source.addEventListener(name, (event) => {
      this.heardAt = Date.now();
      if (!this.speaks) this.up();
      this.speaks = true;
      this.failures = 0;
      tell(JSON.parse(event.data), event);
    });
  }

  up() {
    clearTimeout(this.telling);
    this.telling = undefined;
    this.wait = FIRST_WAIT;
    this.asked = 0;
    this.events.up();
  }

  stop() {
    this.over = true;
    clearTimeout(this.again);
    clearTimeout(this.telling);
    this.source.close();
  }

  check() {
    if (this.over || this.source.readyState === EventSource.CLOSED) return;
    const silence = Date.now() - this.heardAt;
    if (this.speaks && silence > NEXT_WORD_WITHIN) this.open();
    else if (!this.speaks && silence > FIRST_WORD_WITHIN) this.ask();
  }

  broken() {
    this.telling ??= setTimeout(() => this.events.down(), SAY_AFTER);
    this.speaks = false;
    this.heardAt = Date.now();
    this.failures += 1;
    if (this.source.readyState === EventSource.CLOSED || this.failures >= ENOUGH) this.ask();
  }

  /** Asks once for what is new, and goes on asking, or tries the stream again. */
  async ask() {
    clearTimeout(this.again);
    this.source.close();
    const answer = await fetch(`${this.history}?after=${encodeURIComponent(this.cursor)}`).catch(() => null);
    if (this.over) return;
    if (answer?.status === 403) {
      this.stop();
      this.events.ended();
      return;
    }
    if (answer?.ok) {
      const news = await answer.json();
      news.lines.forEach((line) => this.events.message(line));
      this.cursor = news.cursor;
      this.events.state(news.state);
      this.events.typing(news.typing);
      const asked = this.asked + 1;
      this.up();
      this.asked = asked;
      const stream = asked === 1 || asked % TRY_STREAM_AFTER === 0;
      this.again = setTimeout(() => (stream ? this.open() : this.ask()), ASK_EVERY);
      return;
    }
    this.telling ??= setTimeout(() => this.events.down(), SAY_AFTER);
    this.again = setTimeout(() => this.open(), this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }
}
