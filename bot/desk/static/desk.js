// The desk's own script: live refreshing, announcements, times that stay true, and Ctrl+Enter. Works without it too.
"use strict";

(function () {
  const body = document.body;
  const title = document.title;
  let stamp = body.dataset.stamp || "";
  let stream = null;

  function say(words, now) {
    const region = document.getElementById(now ? "announce-now" : "announce");
    if (region) {
      region.textContent = "";
      // A region that gets the same words twice must change in between to be read again.
      requestAnimationFrame(() => { region.textContent = words; });
    }
  }

  body.addEventListener("desk:say", (event) => say(event.detail.words, event.detail.now));

  function showState(state, words) {
    const element = document.getElementById("live-state");
    if (element) {
      element.dataset.state = state;
      element.querySelector("[data-words]").textContent = words;
    }
  }

  function showCounts(counts) {
    for (const badge of document.querySelectorAll("[data-badge]")) {
      const count = counts[badge.dataset.badge] || 0;
      badge.hidden = count === 0;
      badge.querySelector("[data-number]").textContent = String(count);
      if (badge.dataset.danger) {
        badge.classList.toggle("badge-danger", counts[badge.dataset.danger] > 0);
      }
    }
    document.title = counts.waiting ? "(" + counts.waiting + ") " + title : title;
  }

  function listen() {
    if (!body.dataset.events || stream) {
      return;
    }
    stream = new EventSource(body.dataset.events);
    stream.addEventListener("open", () => showState("on", "Live"));
    stream.addEventListener("error", () => {
      const over = stream && stream.readyState === EventSource.CLOSED;
      showState("off", over ? "Not live" : "Reconnecting");
    });
    stream.addEventListener("change", (event) => {
      const counts = JSON.parse(event.data);
      showCounts(counts);
      if (counts.stamp !== stamp) {
        stamp = counts.stamp;
        body.dispatchEvent(new CustomEvent("desk:change"));
      }
    });
    stream.addEventListener("here", (event) => {
      body.dispatchEvent(new CustomEvent("desk:here", { detail: JSON.parse(event.data) }));
    });
    stream.addEventListener("bye", () => {
      hush();
      showState("off", "Signed out");
    });
  }

  function hush() {
    if (stream) {
      stream.close();
      stream = null;
    }
  }

  // A hidden page need not hold a connection; on return the first event says whether something was missed.
  window.addEventListener("pagehide", hush);
  window.addEventListener("pageshow", listen);

  function inWords(then) {
    const minutes = Math.max(0, Math.floor((Date.now() - then) / 60000));
    if (minutes < 1) {
      return "less than a minute";
    }
    for (const [size, unit] of [[1440, "day"], [60, "hour"], [1, "minute"]]) {
      if (minutes >= size) {
        const count = Math.floor(minutes / size);
        return count + " " + unit + (count === 1 ? "" : "s");
      }
    }
    return "";
  }

  setInterval(() => {
    for (const element of document.querySelectorAll("time[data-since]")) {
      const words = inWords(Date.parse(element.dateTime));
      element.textContent = element.dataset.since === "ago" ? words + " ago" : words;
    }
  }, 30000);

  // An original that was opened goes from the screen again, whether or not anybody still looks at it.
  setInterval(() => {
    for (const element of document.querySelectorAll("[data-gone-after]")) {
      element.dataset.until = element.dataset.until || String(Date.now() + Number(element.dataset.goneAfter) * 1000);
      if (Date.now() >= Number(element.dataset.until)) {
        element.removeAttribute("data-gone-after");
        element.textContent = "Hidden again. To see it once more, give a reason.";
      }
    }
  }, 1000);

  document.addEventListener("keydown", (event) => {
    const form = event.target.closest && event.target.closest("form[data-send-with-keys]");
    if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });

  document.addEventListener("focusin", (event) => {
    if (event.target.matches && event.target.matches("[data-select]")) {
      event.target.select();
    }
  });

  // The transcript: start at its end, stay there while new lines come, and say that they came.
  function toEnd() {
    const scroll = document.getElementById("scroll");
    if (scroll) {
      scroll.scrollTop = scroll.scrollHeight;
    }
  }

  function remember() {
    const scroll = document.getElementById("scroll");
    const live = document.getElementById("live");
    const alerts = document.getElementById("alerts");
    const queue = document.getElementById("queue");
    return {
      atEnd: scroll ? scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80 : false,
      top: scroll ? scroll.scrollTop : 0,
      last: live ? live.dataset.last : "",
      notes: live ? Number(live.dataset.notes) : 0,
      dangers: alerts ? Number(alerts.dataset.dangers) : 0,
      waiting: queue ? queue.dataset.waiting : "",
    };
  }

  // One writes on behind what was put in. At once: the browser focuses the box before the page has settled.
  body.addEventListener("htmx:afterSwap", () => {
    const filled = document.querySelector("[data-filled]");
    if (filled) {
      filled.removeAttribute("data-filled");
      const reply = document.getElementById("reply");
      reply.setSelectionRange(reply.value.length, reply.value.length);
      reply.scrollTop = reply.scrollHeight;
    }
  });

  let before = remember();
  body.addEventListener("htmx:beforeSwap", () => { before = remember(); });
  // Comes once for each part of the page that was put in: what one of them scrolled, the next must not scroll back.
  body.addEventListener("htmx:afterSettle", () => {
    const after = remember();
    const scroll = document.getElementById("scroll");
    const sent = document.querySelector("[data-sent]");
    const kept = sent ? sent.dataset.sent : "";
    if (sent) {
      // One's own words are in sight once they are sent, wherever one was reading.
      sent.removeAttribute("data-sent");
      before.atEnd = true;
    }
    if (scroll && before.atEnd) {
      toEnd();
    } else if (scroll) {
      scroll.scrollTop = before.top;
    }
    if (after.dangers > before.dangers) {
      say("Danger sign in this conversation", true);
    } else if (after.last !== before.last) {
      say("New message from the person", false);
    } else if (kept) {
      say(kept, false);
    } else if (after.notes > before.notes) {
      say("New note from a colleague", false);
    } else if (after.waiting !== before.waiting) {
      say(after.waiting + " waiting for a person", false);
    }
    before = { ...after, atEnd: before.atEnd, top: before.top };
  });

  // How long the reply is on its channel is said when that becomes another matter, not at every letter.
  let news = "";
  body.addEventListener("htmx:afterSettle", () => {
    const length = document.getElementById("reply-length");
    const now = length ? length.dataset.news : "";
    if (now && now !== news) {
      say(now, false);
    }
    news = now;
  });

  toEnd();
}());
