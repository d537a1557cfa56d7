"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const all = (where, what) => [...where.querySelectorAll(what)];
  const list = $("list"), view = $("pair"), rows = all($("pairs").tBodies[0], "tr"), say = $("list").dataset;
  const hideAnswers = new URLSearchParams(location.search).get("answers") === "hidden";
  const packed = new Map(all(document, "template[data-pair]").map((one) => [one.dataset.pair, one]));
  const SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%,()*+-;.=:?@^_`{|}~";
  let shown = "", free = false, axis = "order";

  // The list.
  const filter = () => {
    const words = $("q").value.toLowerCase().split(/\s+/).filter(Boolean);
    const [chapter, state, lane] = ["chapter", "state", "lane"].map((id) => $(id).value);
    let count = 0;
    for (const row of rows) {
      const data = row.dataset;
      const fits = (!chapter || data.chapter === chapter) && (!state || data.state === state) &&
        (!lane || data.lanes.split(" ").includes(lane)) && words.every((word) => data.s.includes(word));
      row.hidden = !fits;
      count += fits;
    }
    $("count").textContent = count === 1 ? say.wordOne : count + " " + say.wordMany;
    $("none").hidden = count > 0;
  };
  const sort = (button) => {
    const column = Number(button.dataset.k), head = button.parentElement;
    const body = button.closest("table").tBodies[0];
    const down = head.getAttribute("aria-sort") === "ascending";
    all(head.parentElement, "[aria-sort]").forEach((one) => one.setAttribute("aria-sort", "none"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const key = (row) => column || !row.dataset.e ? row.cells[column].textContent.trim().toLowerCase() : row.dataset.e;
    const failed = (row) => (row.dataset.state === "fails" ? 0 : 1);
    const sorted = [...body.rows].sort((a, b) =>
      failed(a) - failed(b) || (down ? -1 : 1) * key(a).localeCompare(key(b), "en", { numeric: true }));
    body.append(...sorted);
  };

  // A pair.
  const inflate = async (template) => {
    const text = template.content.textContent.trim();
    const whole = Math.ceil(text.length / 5);
    const data = new DataView(new ArrayBuffer(whole * 4)), filled = text.padEnd(whole * 5, "~");
    for (let group = 0; group < whole; group++) {
      let number = 0;
      for (const sign of filled.slice(group * 5, group * 5 + 5)) number = number * 85 + SIGNS.indexOf(sign);
      data.setUint32(group * 4, number);
    }
    const bytes = new Uint8Array(data.buffer, 0, whole * 4 - (whole * 5 - text.length));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).text();
  };
  // What all pairs say alike stands in the file once; in their texts a private sign stands for it.
  let said = null;
  const body = async (name) => {
    said ||= JSON.parse(await inflate($("said")));
    return (await inflate(packed.get(name))).replace(/[\uE000-\uF8FF]/g, (sign) => said[sign.charCodeAt(0) - 0xE000]);
  };
  const answers = () => view.querySelector(".answers");
  const reveal = () => { if (answers()) answers().hidden = false; };
  const press = (buttons, chosen) => buttons.forEach((one) =>
    one.setAttribute("aria-pressed", String(chosen(one))));
  const choose = (variant, which) => {
    const panels = all(view, ".panel");
    if (!panels.length) return;
    const now = panels.find((one) => !one.hidden) || panels[0];
    const wanted = panels.filter((one) => one.dataset.v === (variant || now.dataset.v));
    const own = wanted.length ? wanted : panels;
    const panel = own.find((one) => one.dataset.k === (which || now.dataset.k)) || own[0];
    panels.forEach((one) => { one.hidden = one !== panel; });
    press(all(view, ".tabs [data-v]"), (one) => one.dataset.v === panel.dataset.v);
    press(all(view, ".tabs [data-k]"), (one) => one.dataset.k === panel.dataset.k);
    all(view, ".tabs [data-k]").forEach((one) => {
      one.disabled = !own.some((other) => other.dataset.k === one.dataset.k);
    });
    return panel;
  };
  const swap = (name) => {
    if (name !== axis) {
      axis = name;
      turn(view);
    }
  };
  const turn = (where) => {
    for (const one of all(where, "[data-c]")) {
      const bar = one.tagName === "rect";
      const here = bar ? one.getAttribute("x") + " " + one.getAttribute("width")
        : one.getAttribute("transform").slice(10).split(" ")[0];
      const [a, b] = one.dataset.c.split(" ");
      if (bar) { one.setAttribute("x", a); one.setAttribute("width", b); }
      else one.setAttribute("transform", one.getAttribute("transform").replace(here, a));
      one.dataset.c = here;
    }
    all(where, "svg.who").forEach((one) => one.classList.toggle("clock", axis === "clock"));
    all(where, ".note-order").forEach((one) => { one.hidden = axis !== "order"; });
    all(where, ".note-clock").forEach((one) => { one.hidden = axis !== "clock"; });
    press(all(where, "[data-axis]"), (one) => one.dataset.axis === axis);
  };
  // A bar or a mark says what its rows of the table say: in the file that would be a twelfth of the page.
  const named = () => {
    for (const panel of all(view, ".panel")) {
      const tables = all(panel, ".events table");
      tables.forEach((table) => [...table.tBodies[0].rows].forEach((row, event) => {
        row.tabIndex = 0;
        row.dataset.e = event;
      }));
      all(panel, "svg.who .lane").forEach((lane, number) => all(lane, "[data-e]").forEach((one) => {
        const rows = one.dataset.e.split(" ").map((event) => tables[number] && tables[number].tBodies[0].rows[event]);
        const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
        title.textContent = rows.filter(Boolean).map((row) => [...row.cells].reverse().map((cell) => cell.textContent.trim()).join(", ") + " ms").join("\n");
        one.append(title);
      }));
    }
  };
  // What is pointed at, or has the focus, is marked in the picture and in the table of its lane.
  const mark = (target) => {
    all(view, ".hit").forEach((one) => one.classList.remove("hit"));
    const one = target.closest("[data-e]") || document.activeElement.closest("[data-e]"), panel = one && one.closest(".panel");
    if (!panel) return;
    const lanes = all(panel, "svg.who .lane"), tables = all(panel, ".events table");
    const number = Math.max(lanes.indexOf(one.closest(".lane")), tables.indexOf(one.closest("table")));
    const of = (thing) => thing.dataset.e.split(" "), events = of(one);
    for (const where of [lanes[number], tables[number]])
      for (const other of where ? all(where, "[data-e]") : [])
        if (of(other).some((event) => events.includes(event))) {
          other.classList.add("hit");
          events.push(...of(other)); // a row of the table marks its bar, and so the bar's other row
        }
  };
  const copy = async (button) => {
    const lines = new Array(Number(button.dataset.lines)).fill("");
    for (const piece of all(button.closest(".code"), ".piece"))
      for (const text of [piece.children[Number(button.dataset.side)]])
        all(text, "li").forEach((line, number) => { lines[text.start - 1 + number] = line.textContent; });
    await navigator.clipboard.writeText(lines.join("\n") + "\n");
    button.textContent = say.wordCopied;
  };
  const guess = (button) => {
    const row = button.parentElement, ask = row.parentElement, groups = all(ask, "p[role=group]");
    if (row.dataset.done) return;
    row.dataset.done = "1";
    button.setAttribute("aria-pressed", "true");
    if (!groups.every((one) => one.dataset.done)) return;
    for (const one of groups) {
      const right = one.querySelector("[data-right='1']");
      right.classList.add("yes");
      const hit = one.querySelector("[aria-pressed=true]") === right;
      one.querySelector(".said").textContent = hit ? say.wordHit : say.wordMiss + right.textContent;
    }
    const next = ask.parentElement.querySelector(".next");
    next.hidden = !all(ask.parentElement, ".ask[hidden]").length;
    if (next.hidden) reveal();
  };
  const ask = (button) => {
    all(button.closest(".predict"), ".ask").find((one) => one.hidden).hidden = false;
    button.hidden = true;
  };
  // A room shows its hands: a digit answers the first row that is open, "n" asks the next question.
  const vote = (key) => {
    const row = all(view, ".stage.now .ask:not([hidden]) p[role=group]").find((one) => !one.dataset.done);
    const button = key === "n" ? view.querySelector(".stage.now .next:not([hidden])") : row && all(row, "button")[key - 1];
    if (button) button.click();
  };
  // A question about a picture shows it as it stands below.
  const looks = () => {
    for (const one of all(view, ".look")) {
      const panel = all(view, ".panel").find((other) => other.dataset.v === one.dataset.v && other.dataset.k === one.dataset.k);
      one.append(panel.querySelector("svg.who").cloneNode(true));
    }
  };
  const stage = (step) => {
    const stages = all(view, ".stage");
    const at = stages.findIndex((one) => one.classList.contains("now"));
    const next = Math.min(stages.length - 1, Math.max(0, at + step));
    stages.forEach((one, number) => one.classList.toggle("now", number === next));
    if (next > 0) reveal();
    scrollTo(0, 0);
  };
  const present = () => {
    if (document.documentElement.classList.toggle("present")) stage(0);
  };

  // The address: #pair/variant/case.
  const route = async () => {
    const [name, variant, which] = location.hash.slice(1).split("/").map((part) => {
      try { return decodeURIComponent(part); } catch { return part; }
    });
    const there = packed.has(name);
    list.hidden = there;
    view.hidden = !there;
    if (!there) {
      document.documentElement.classList.remove("present");
      if (shown) {
        const link = rows.map((row) => row.querySelector("a")).find((one) => one.hash === "#" + shown);
        shown = "";
        if (link) link.focus();
      }
      return;
    }
    if (shown !== name) {
      shown = name;
      const html = await body(name);
      if (shown !== name) return;
      view.innerHTML = html;
      looks();
      named();
      if (axis === "clock") turn(view);
      all(view, ".copy").forEach((one) => { one.hidden = !navigator.clipboard; });
      const asked = view.querySelector(".predict");
      answers().hidden = Boolean(asked) && (hideAnswers || (!variant && !free));
      document.documentElement.classList.contains("present") ? stage(0) : scrollTo(0, 0);
    }
    choose(variant, which);
    if (variant && !hideAnswers) reveal();
    view.dataset.ready = name;
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const data = button.dataset;
    if (button.closest("thead") && data.k) sort(button);
    else if (button.id === "all") { $("filters").reset(); filter(); }
    else if (button.id === "present") present();
    else if (data.axis) swap(data.axis);
    else if (data.v || data.k) {
      const panel = choose(data.v, data.k);
      history.replaceState(null, "", "#" + [shown, panel.dataset.v, panel.dataset.k].map(encodeURIComponent).join("/"));
    } else if (data.right) guess(button);
    else if (button.classList.contains("next")) ask(button);
    else if (button.classList.contains("skip")) { free = !hideAnswers; reveal(); }
    else if (button.classList.contains("copy")) copy(button);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    const presenting = document.documentElement.classList.contains("present");
    if (event.key === "/" && !typing) { location.hash = ""; $("q").focus(); event.preventDefault(); }
    else if (event.key === "Escape" && typing) event.target.blur();
    else if (event.key === "Escape" && shown) { if (presenting) present(); else location.hash = ""; }
    else if (event.key === "p" && !typing && shown) present();
    else if (presenting && /^[1-9n]$/.test(event.key)) vote(event.key);
    else if (presenting && !/^(BUTTON|SUMMARY|A)$/.test(event.target.tagName) && /^( |PageDown|PageUp)$/.test(event.key)) {
      stage(event.key === "PageUp" || event.shiftKey ? -1 : 1);
      event.preventDefault();
    }
  });
  for (const kind of ["mouseover", "focusin"]) view.addEventListener(kind, (event) => mark(event.target));
  addEventListener("beforeprint", () => all(view, "details").forEach((one) => { one.open = !one.classList.contains("events") && !one.closest(".predict"); }));
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("filters").addEventListener("input", filter);
  addEventListener("hashchange", route);
  filter();
  route();
})();
