// Lists that keep themselves up to date: what is new comes in on top, what changed changes where it stands. What somebody
// reads, types or has the focus in stays where it is on the screen; another order waits until they ask for it.
"use strict";

(function () {
  const body = document.body;
  let asking = false;
  let again = false;

  function theList() {
    return document.querySelector("[data-live-list]");
  }

  function rows(list) {
    return [...list.children].filter((row) => row.dataset.mark);
  }

  // Somebody is in the middle of something there: it is left alone until they are out of it.
  function inUse(row) {
    const typed = [...row.querySelectorAll("input:not([type=hidden])")].some((field) => field.value);
    return typed || row.contains(document.activeElement) || row.querySelector("details[open]") !== null;
  }

  function say(words, now) {
    body.dispatchEvent(new CustomEvent("desk:say", { detail: { words, now } }));
  }

  // The row one looks at: the one with the focus, otherwise the first that is in sight.
  function inSight(list) {
    const focused = rows(list).find((row) => row.contains(document.activeElement));
    return focused || rows(list).find((row) => row.getBoundingClientRect().bottom > 0);
  }

  function keepInPlace(list, change) {
    const row = inSight(list);
    const before = row ? row.getBoundingClientRect().top : 0;
    change();
    const moved = () => (row ? Math.round(row.getBoundingClientRect().top - before) : 0);
    window.scrollBy(0, moved());
    if (moved() > 0) {
      // A short page cannot be scrolled that far: it is made longer below.
      body.style.minHeight = document.documentElement.scrollHeight + moved() + "px";
      window.scrollBy(0, moved());
    }
  }

  function update(row, fresh) {
    row.innerHTML = fresh.innerHTML;
    row.className = fresh.className;
    row.dataset.mark = fresh.dataset.mark;
    window.htmx.process(row);
  }

  function tag(row, words) {
    const place = row.querySelector("[data-tags]");
    if (place && !place.querySelector("[data-live-tag]")) {
      const element = document.createElement("span");
      element.className = "tag tag-wait";
      element.dataset.liveTag = "";
      element.textContent = words;
      place.append(" ", element);
    }
  }

  function show(list, fresh) {
    const known = new Map(rows(list).map((row) => [row.id, row]));
    const wanted = rows(fresh);
    const added = wanted.filter((row) => !known.has(row.id)).map((row) => document.importNode(row, true));
    keepInPlace(list, () => {
      for (const row of wanted) {
        const old = known.get(row.id);
        if (old && old.dataset.mark !== row.dataset.mark && !inUse(old)) {
          update(old, row);
        }
      }
      if (fresh.dataset.full !== "yes") {
        const still = new Set(wanted.map((row) => row.id));
        known.forEach((row, id) => { if (!still.has(id)) { tag(row, "Not in this list any more"); } });
      }
      list.prepend(...added);
      for (const row of added) {
        window.htmx.process(row);
        tag(row, "New");
      }
      const empty = document.querySelector("[data-when-empty]");
      if (empty && added.length) {
        empty.hidden = true;
      }
      const here = rows(list).map((row) => row.id).filter((id) => wanted.some((row) => row.id === id));
      document.querySelector("[data-other-order]").hidden = here.every((id, index) => id === wanted[index].id);
    });
    list.dataset.seen = wanted.some((row) => known.has(row.id) && known.get(row.id).dataset.mark !== row.dataset.mark) ? "" : fresh.dataset.seen;
    if (added.length) {
      const danger = added.filter((row) => row.classList.contains("line-danger")).length;
      const [one, many] = list.dataset.called.split("|");
      say(added.length + " new " + (added.length === 1 ? one : many) + (danger ? ", with a danger sign" : ""), danger > 0);
    }
  }

  async function ask() {
    const list = theList();
    if (!list) {
      return;
    }
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    try {
      const address = new URL(list.dataset.liveList, location.href);
      address.searchParams.set("seen", list.dataset.seen);
      const answer = await fetch(address, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
      if (answer.status === 200) {
        // A document of its own: nothing in it runs or loads.
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-live-list]");
        if (fresh) {
          show(list, fresh);
        }
      }
    } catch (error) {
      // The line is down: the next change, or the stream when it comes back, asks again.
    } finally {
      asking = false;
    }
    if (again) {
      again = false;
      ask();
    }
  }

  if (theList()) {
    // Two hands on one rudder: the browser's own anchoring would count the same movement again.
    document.documentElement.style.overflowAnchor = "none";
    body.addEventListener("desk:change", ask);
    // What was left alone while somebody was in it is brought up to date when they leave.
    theList().addEventListener("focusout", () => setTimeout(() => { if (theList().dataset.seen === "") { ask(); } }, 0));
  }
}());
